package jira

import (
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// date is an instant as the service desk's API writes it, several times over.
// The friendly form is for people.
type date struct {
	ISO   string `json:"iso8601"`
	Jira  string `json:"jira"`
	Epoch *int64 `json:"epochMillis"`
}

// instant reads a time, in the zone of which Jira leaves out the colon.
func instant(e *jsonlog.Event, pointer, text string) (time.Time, error) {
	if n := len(text); n > 5 && (text[n-5] == '+' || text[n-5] == '-') && text[n-3] != ':' {
		text = text[:n-2] + ":" + text[n-2:]
	}
	return e.Time(pointer, text)
}

// when reads an instant in either form. Zero where there is none.
func when(e *jsonlog.Event, pointer string, v jsontext.Value) (time.Time, error) {
	switch v.Kind() {
	case '"':
		var text string
		if err := e.Part(v, pointer, &text); err != nil || text == "" {
			return time.Time{}, err
		}
		return instant(e, pointer, text)
	case '{':
		var d date
		if err := e.Part(v, pointer, &d); err != nil {
			return time.Time{}, err
		}
		return d.instant(e, pointer)
	case 'n', 0:
		return time.Time{}, nil
	}
	return time.Time{}, jsonlog.At(pointer, "not a date as Jira writes it: "+e.Again())
}

// instant is the most exact of the forms, once they are known to agree: the
// first has no fractions of a second.
func (d *date) instant(e *jsonlog.Event, pointer string) (t time.Time, err error) {
	if d.Epoch != nil {
		if t = time.UnixMilli(*d.Epoch).UTC(); t.Year() < 1970 || t.Year() > 2261 {
			return time.Time{}, jsonlog.At(pointer+"/epochMillis", "not a time, in milliseconds: "+e.Again())
		}
	}
	for _, form := range []struct{ name, text string }{{"/jira", d.Jira}, {"/iso8601", d.ISO}} {
		if form.text == "" {
			continue
		}
		u, err := instant(e, pointer+form.name, form.text)
		switch {
		case err != nil:
			return time.Time{}, err
		case t.IsZero():
			t = u
		case t.Sub(u).Abs() >= time.Second:
			return time.Time{}, jsonlog.At(pointer+form.name, "another time than the other forms of the same date say: "+e.Again())
		}
	}
	if t.IsZero() {
		return time.Time{}, jsonlog.At(pointer, "a date without epochMillis, jira or iso8601: "+e.Again())
	}
	return t, nil
}

// printable makes a text from the input safe to print.
func printable(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.QuoteToGraphic(s)
}
