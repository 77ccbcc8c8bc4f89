package mapped

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// row is what is being read, of either format.
type row struct {
	m       *Mapping
	columns []int            // of a CSV file: where each of Mapping.columns stands
	cells   []string         // of a CSV row
	members []jsontext.Value // of a JSON row, as Mapping.members; empty: not there
	json    []byte           // of a JSON row
	items   []datum          // what is gone through

	buf     bytes.Buffer
	decoder *jsontext.Decoder
}

// datum is a value in a row: text from a cell, or JSON.
type datum struct {
	text string
	raw  jsontext.Value // empty: text
}

var errMissing = errors.New("is not there")

// datum returns what stands at a place. The error is errMissing where an
// object does not have a member; where there is null or an empty cell instead
// of an object, there is nothing.
func (r *row) datum(p *place) (datum, error) {
	var d datum
	switch {
	case p.column >= 0:
		if d.text = r.cells[r.columns[p.column]]; !p.json {
			return d, nil
		}
		if d.text = strings.TrimSpace(d.text); r.isEmpty(d.text) {
			return datum{}, nil
		}
		d.raw = jsontext.Value(d.text)
		if !d.raw.IsValid() {
			return d, fmt.Errorf("is not JSON, or says a name twice: %s", quoted(d.text))
		}
	case p.member >= 0:
		if d.raw = r.members[p.member]; len(d.raw) == 0 {
			return d, errMissing
		}
	default:
		if d = r.items[p.item]; len(d.raw) == 0 {
			if len(p.path) > 0 {
				return d, errors.New("is text, in which a pointer finds nothing: take the item as a whole")
			}
			return d, nil
		}
	}
	if len(p.path) == 0 {
		return d, nil
	}
	raw, err := r.walk(d.raw, p.path)
	return datum{raw: raw}, err
}

// isEmpty reports whether a text stands for nothing.
func (r *row) isEmpty(s string) bool { return s == "" || slices.Contains(r.m.empty, s) }

// text returns the single value at a place, without space around it. It is
// empty where there is nothing.
func (r *row) text(p *place) (string, error) {
	d, err := r.datum(p)
	if errors.Is(err, errMissing) {
		if p.optional {
			return "", nil
		}
		return "", fmt.Errorf("%s %w%s", p.name, err, r.instead(p))
	}
	if err != nil {
		return "", fmt.Errorf("%s %w", p.name, err)
	}
	s := d.text
	switch {
	case len(d.raw) == 0:
	case d.raw.Kind() == '"':
		if inner := d.raw[1 : len(d.raw)-1]; bytes.IndexByte(inner, '\\') < 0 {
			s = string(inner)
		} else {
			b, _ := jsontext.AppendUnquote(nil, d.raw) // it is valid
			s = string(b)
		}
	case d.raw.Kind() == 'n':
		s = ""
	case d.raw.Kind() == '{', d.raw.Kind() == '[':
		return "", fmt.Errorf("%s is %s, and not a single value: point into it, or go through it with each", p.name, map[jsontext.Kind]string{'{': "an object", '[': "a list"}[d.raw.Kind()])
	default:
		s = string(d.raw)
	}
	if s = strings.TrimSpace(s); r.isEmpty(s) {
		return "", nil
	}
	return s, nil
}

// instead says what a JSON row has in the place of a member that it lacks.
func (r *row) instead(p *place) string {
	const do = "; if rows may lack it, say optional: true"
	if p.member < 0 || len(p.path) > 0 || len(r.members[p.member]) > 0 {
		return do
	}
	return do + suggest(r.m.members[p.member], names(r.json))
}

// read returns a value as text, and whether there is one.
func (x *expression) read(r *row) (s string, ok bool, err error) {
	switch {
	case x.constant:
		return x.value, true, nil
	case x.from != nil:
		s, err = r.text(x.from)
	default:
		s, err = x.fill(r)
	}
	if err != nil {
		return "", false, err
	}
	if s == "" {
		if x.empty != nil {
			return *x.empty, true, nil
		}
		return "", false, nil
	}
	if x.fold != nil {
		s = x.fold(s)
	}
	if x.mapping != nil {
		to, known := x.mapping[s]
		if !known {
			if x.unmapped == nil {
				return "", false, fmt.Errorf("%s: %s is not in the map (%s:%d): add it there, or say with unmapped what becomes of all others", x.where(), quoted(s), printable(r.m.name), x.line)
			}
			to = *x.unmapped
		}
		if s = to.text; to.absent {
			return "", false, nil
		}
	}
	if x.legal != nil && !slices.Contains(x.legal, s) {
		return "", false, fmt.Errorf("%s: %s cannot be the %s%s; say with map (%s:%d) what it means", x.where(), quoted(s), x.name, suggest(s, x.legal), printable(r.m.name), x.line)
	}
	return s, true, nil
}

// fill returns a text with its places filled in, and nothing if one of them
// holds nothing.
func (x *expression) fill(r *row) (string, error) {
	var b strings.Builder
	for _, p := range x.pieces {
		s := p.literal
		if p.from != nil {
			var err error
			if s, err = r.text(p.from); err != nil || s == "" {
				return "", err
			}
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// where names the places that a value comes from.
func (x *expression) where() string {
	if x.from != nil {
		return x.from.name
	}
	var names []string
	for _, p := range x.pieces {
		if p.from != nil && !slices.Contains(names, p.from.name) {
			names = append(names, p.from.name)
		}
	}
	return strings.Join(names, ", ")
}

// time returns a value as an instant, and whether there is one.
func (x *expression) time(r *row) (t time.Time, ok bool, err error) {
	if x.constant {
		return x.instant, true, nil
	}
	s, ok, err := x.read(r)
	if !ok || err != nil {
		return t, false, err
	}
	if t, err = x.form.parse(s); err != nil {
		return t, false, fmt.Errorf("%s: %s: %w (%s:%d says how times are written)", x.where(), quoted(s), err, printable(r.m.name), x.line)
	}
	return t, true, nil
}
