package evidence

import (
	"errors"
	"io"
	"reflect"
)

// Decode reads one record from r, which holds nothing else but white space.
// The name, usually that of the file, stands in errors.
//
// The error joins all that is wrong with the record, each an *Error. A record
// over 16 MiB is refused. For JSON Lines use Records, for either of the two
// Read.
func Decode(name string, r io.Reader) (*Record, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	switch {
	case err != nil:
		return nil, &Error{Source: name, Err: err}
	case len(data) > maxBytes:
		return nil, &Error{Source: name, Err: errors.New("the record is longer than 16 MiB")}
	}
	return newDecoder(name).record(data, 1)
}

// record reads the record that data holds. The line is the one on which data
// starts.
func (d *decoder) record(data []byte, line int) (*Record, error) {
	r := new(Record)
	d.decode(data, line, reflect.ValueOf(r).Elem())
	if err := d.join(r.ID); err != nil {
		return nil, err
	}
	return r, nil
}

// fact reads the fact that data holds.
func (d *decoder) fact(data []byte, line int) (Fact, error) {
	form := newFactForm(d.factKind(data))
	if form == nil {
		d.decode(data, line, reflect.ValueOf(new(unknownForm)).Elem())
		return Fact{}, d.join("") // never nil: the kind, at least, is wrong
	}
	d.decode(data, line, reflect.ValueOf(form).Elem())
	if err := d.join(""); err != nil {
		return Fact{}, err
	}
	return form.fact(), nil
}

// factKind looks up which kind of fact data holds; "" where it does not say.
func (d *decoder) factKind(data []byte) FactKind {
	d.start(data, 0)
	if t, err := d.dec.ReadToken(); err != nil || t.Kind() != '{' {
		return ""
	}
	for d.dec.PeekKind() == '"' {
		name, err := d.dec.ReadValue()
		if err != nil {
			return ""
		}
		if string(unquote(name)) == "fact" && d.dec.PeekKind() == '"' {
			kind, err := d.dec.ReadValue()
			if err != nil {
				return ""
			}
			return FactKind(unquote(kind))
		}
		if d.dec.SkipValue() != nil {
			return ""
		}
	}
	return ""
}
