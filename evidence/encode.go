package evidence

import (
	"errors"
	"io"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Encode writes r as one line of JSON Lines. It writes what Decode reads: a
// record that Validate refuses, or that takes more than 16 MiB, is not written.
func Encode(w io.Writer, r *Record) error {
	line, err := r.appendJSON(nil)
	if err != nil {
		return err
	}
	return writeLine(w, line, r.ID)
}

// EncodeFact writes f as one line of JSON Lines, as Facts reads it.
func EncodeFact(w io.Writer, f Fact) error {
	line, err := f.MarshalJSON()
	if err != nil {
		return err
	}
	return writeLine(w, line, "")
}

func writeLine(w io.Writer, line []byte, recordID string) error {
	if len(line) > maxBytes {
		return &Error{RecordID: recordID, Err: errors.New("longer than 16 MiB in JSON; nobody could read it back")}
	}
	_, err := w.Write(append(line, '\n'))
	return err
}

// MarshalJSON writes r as Encode does, without the line end.
func (r Record) MarshalJSON() ([]byte, error) { return r.appendJSON(nil) }

// MarshalJSON writes the printed form of f.
func (f Fact) MarshalJSON() ([]byte, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	form := newFactForm(f.Value.FactKind())
	form.fill(f)
	return appendObject(nil, reflect.ValueOf(form).Elem())
}

func (r *Record) appendJSON(b []byte) ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	return appendObject(b, reflect.ValueOf(r).Elem())
}

// appendObject writes what v holds and Validate accepts, fields in the order
// of the struct, absent ones left out.
func appendObject(b []byte, v reflect.Value) ([]byte, error) {
	o := shapes()[v.Type()]
	b = append(b, '{')
	for i := range o.fields {
		f := &o.fields[i]
		fv := v.Field(f.index)
		if f.need == optional && isAbsent(f, fv) {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), f.name...), '"', ':')
		if f.pointer {
			fv = fv.Elem()
		}
		var err error
		if b, err = appendValue(b, f, fv); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// isAbsent reports whether an optional field is left out. An empty list that
// is not nil is there.
func isAbsent(f *field, v reflect.Value) bool {
	if f.kind == kindTime && !f.pointer {
		return v.Addr().Interface().(*time.Time).IsZero()
	}
	return v.IsZero()
}

func appendValue(b []byte, f *field, v reflect.Value) (_ []byte, err error) {
	switch f.kind {
	case kindText, kindListed:
		return jsontext.AppendQuote(b, v.String())
	case kindTime:
		t := v.Addr().Interface().(*time.Time)
		return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339Nano), '"'), nil
	case kindFlag:
		if v.Bool() {
			return append(b, "true"...), nil
		}
		return append(b, "false"...), nil
	case kindObject:
		return appendObject(b, v)
	case kindExtensions:
		return appendExtensions(b, *v.Addr().Interface().(*Extensions))
	}
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		if f.kind == kindTexts {
			b, err = jsontext.AppendQuote(b, v.Index(i).String())
		} else {
			b, err = appendObject(b, v.Index(i))
		}
		if err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

// appendExtensions writes x in the order of its names.
func appendExtensions(b []byte, x Extensions) (_ []byte, err error) {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(x)) {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = jsontext.AppendQuote(b, name); err != nil {
			return nil, err
		}
		if b, err = jsontext.AppendFormat(append(b, ':'), x[name]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}
