package servicenow

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// cell is one field of a row.
type cell struct {
	there   bool   // the row has the field
	text    string // its value; empty: nothing
	display string // what people see, where the row says both
}

// fields are the fields of the row that is being read, by column.
type fields struct {
	event *jsonlog.Event
	raw   []jsontext.Value
	cells []cell
	vars  []field // what the row says of catalogue variables

	// proven is whether something in the row shows that it holds values and
	// not what people see. Only then are its times known to be UTC.
	proven bool
}

type field struct {
	name string
	raw  jsontext.Value
}

const variablePrefix = "variables."

// skim finds the fields of a row.
func (f *fields) skim(e *jsonlog.Event) error {
	f.event, f.proven, f.vars = e, false, f.vars[:0]
	if f.raw == nil {
		f.raw, f.cells = make([]jsontext.Value, len(columns.list)), make([]cell, len(columns.list))
	}
	clear(f.raw)
	clear(f.cells)
	return e.Members(func(name []byte) *jsontext.Value {
		if n, ok := columns.index[string(name)]; ok {
			return &f.raw[n]
		}
		if v, ok := strings.CutPrefix(string(name), variablePrefix); ok && v != "" {
			f.vars = append(f.vars, field{name: v})
			return &f.vars[len(f.vars)-1].raw
		}
		return nil
	})
}

// has reports whether the row has a field, by itself or dot-walked.
func (f *fields) has(col int) bool { return len(f.raw[col]) > 0 }

// parse reads every field that may matter.
func (f *fields) parse() error {
	for col, raw := range f.raw {
		if len(raw) == 0 || f.cells[col].there {
			continue
		}
		c, err := f.cell(raw, columns.list[col].name)
		if err != nil {
			return err
		}
		if columns.list[col].reference && raw.Kind() == '"' && c.text != "" {
			if !isSysID(c.text) {
				return f.seen(columns.list[col].name)
			}
			f.proven = true
		}
		f.cells[col] = c
	}
	return nil
}

// one reads a single field, before the others.
func (f *fields) one(col int) (string, error) {
	if len(f.raw[col]) == 0 {
		return "", nil
	}
	c, err := f.cell(f.raw[col], columns.list[col].name)
	f.cells[col] = c
	return c.text, err
}

// cell reads one field: a scalar, or an object with value, display_value and
// link, of which it has value or all.
func (f *fields) cell(raw jsontext.Value, name string) (cell, error) {
	if raw.Kind() != '{' {
		text, ok := scalar(raw)
		if !ok {
			return cell{}, f.wrong(name)
		}
		return cell{there: true, text: text}, nil
	}
	var value, display jsontext.Value
	f.event.Walk(raw, func(name []byte) *jsontext.Value {
		switch string(name) {
		case "value":
			return &value
		case "display_value":
			return &display
		}
		return nil
	})
	text, ok := scalar(value)
	shown, ok2 := scalar(display)
	switch {
	case !ok || !ok2:
		return cell{}, f.wrong(name)
	case len(value) > 0:
		f.proven = true
	case shown != "":
		return cell{}, f.seen(name)
	}
	return cell{there: true, text: text, display: shown}, nil
}

// scalar reads a value: numbers come as 3 or 3.0, and both are "3".
func scalar(raw jsontext.Value) (text string, ok bool) {
	switch raw.Kind() {
	case '"':
		b, err := jsontext.AppendUnquote(nil, raw)
		return string(b), err == nil
	case '0':
		const exact = 1 << 53 // up to here a float64 holds every whole number
		if f, err := strconv.ParseFloat(string(raw), 64); err == nil && math.Abs(f) <= exact && f == math.Trunc(f) {
			return strconv.FormatInt(int64(f), 10), true
		}
		return string(raw), true
	case 't', 'f':
		return string(raw), true
	case '{', '[':
		return "", false
	}
	return "", true // null, or absent
}

func (f *fields) wrong(name string) error {
	return jsonlog.At("/"+name, "neither a value nor an object that holds one, which is not what ServiceNow writes there: "+f.event.Again())
}

func (f *fields) seen(name string) error {
	return jsonlog.At("/"+name, "what people see, without the value, so that times in this row are somebody's local ones: "+f.event.Again())
}

func (f *fields) text(col int) string { return f.cells[col].text }

// time reads a time, which is UTC in values; empty is the zero time.
func (f *fields) time(col int) (time.Time, error) {
	text := f.cells[col].text
	if text == "" {
		return time.Time{}, nil
	}
	if !f.proven {
		return time.Time{}, jsonlog.At("/"+columns.list[col].name, "nothing in the row tells whether this is UTC or somebody's local time: "+f.event.Again())
	}
	t, ok := instant(text)
	if !ok {
		return time.Time{}, jsonlog.At("/"+columns.list[col].name, "not a time as ServiceNow stores it, such as 2026-03-02 09:00:00: "+f.event.Again())
	}
	return t, nil
}

// instant reads a time as ServiceNow stores it, in UTC.
func instant(text string) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateTime, text, time.UTC)
	return t, err == nil && len(text) == len(time.DateTime) && t.Year() >= 1970 && t.Year() <= 2261
}

// isSysID reports whether a text is a sys_id, which no display value is.
func isSysID(s string) bool {
	if len(s) != 32 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// isName reports whether a text is the name of a table, and not its label.
func isName(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && s != ""
}
