package evidence

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"
)

// open reads the bracket that opens an array or an object.
func (d *decoder) open(bracket jsontext.Kind, wanted string) (ok bool, err error) {
	if d.dec.PeekKind() != bracket {
		return false, d.mismatch(wanted)
	}
	if err := d.checkOpen(); err != nil {
		return false, err
	}
	if _, err := d.dec.ReadToken(); err != nil {
		return false, d.syntax(err)
	}
	return true, nil
}

// close reads the bracket that PeekKind saw.
func (d *decoder) close() error {
	_, err := d.dec.ReadToken()
	return d.syntaxIf(err)
}

// objects reads an array of parts into v.
func (d *decoder) objects(f *field, v reflect.Value) error {
	if ok, err := d.open('[', f.wanted()); !ok {
		return err
	}
	for d.dec.PeekKind() != ']' {
		n := v.Len()
		if len(d.errs) > 0 && n > 0 {
			// Nobody will see the record, so a line full of "{}" need not
			// take up a hundred times its size in memory.
			n--
			v.Index(n).SetZero()
		} else {
			v.Grow(1)
			v.SetLen(n + 1)
		}
		if err := d.object(f.object, v.Index(n)); err != nil {
			return err
		}
	}
	if v.IsNil() {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0)) // [] is not absence
	}
	return d.close()
}

// texts reads an array of non-empty strings.
func (d *decoder) texts(f *field, list *[]string) error {
	if ok, err := d.open('[', f.wanted()); !ok {
		return err
	}
	*list = []string{}
	wanted := func() string { return wantedText(required) }
	for d.dec.PeekKind() != ']' {
		s, ok, err := d.text(wanted)
		switch {
		case err != nil:
			return err
		case !ok:
		case len(s) == 0:
			d.fail(errWanted(wanted(), `""`))
		case len(d.errs) == 0:
			*list = append(*list, string(s))
		}
	}
	return d.close()
}

// extensions reads an object of anything. Each value is kept as JSON without
// white space and with no more escapes than needed.
func (d *decoder) extensions(x *Extensions) error {
	if ok, err := d.open('{', "an object"); !ok {
		return err
	}
	*x = Extensions{}
	for d.dec.PeekKind() != '}' {
		raw, err := d.dec.ReadValue()
		if err != nil {
			return d.syntax(err)
		}
		name := string(unquote(raw))
		if err := d.checkAhead(); err != nil {
			return err
		}
		if raw, err = d.dec.ReadValue(); err != nil {
			return d.syntax(err)
		}
		plain, err := jsontext.AppendFormat(nil, raw)
		if err != nil {
			return d.syntax(err) // cannot be: the decoder took it
		}
		if len(d.errs) == 0 {
			(*x)[name] = json.RawMessage(plain)
		}
	}
	return d.close()
}

// checkOpen refuses one more object or array inside of too many.
func (d *decoder) checkOpen() error {
	if d.dec.StackDepth() < maxDepth {
		return nil
	}
	return d.checkAhead()
}

// checkAhead refuses a value that is nested too deep before it is read.
func (d *decoder) checkAhead() error {
	if k := d.dec.PeekKind(); k != '{' && k != '[' {
		return nil
	}
	next := d.dec.InputOffset()
	if at := tooDeep(d.data[next:], maxDepth-d.dec.StackDepth()); at >= 0 {
		d.failAt(next+int64(at), string(d.dec.StackPointer()), errTooDeep)
		return errStop
	}
	return nil
}

// skip reads a value that belongs nowhere, as strictly as any other.
func (d *decoder) skip() error {
	if err := d.checkAhead(); err != nil {
		return err
	}
	return d.syntaxIf(d.dec.SkipValue())
}

// mismatch reads a value of the wrong type and notes it.
func (d *decoder) mismatch(wanted string) error {
	found, at := "", d.next()
	switch d.dec.PeekKind() {
	case '{':
		found = "an object"
	case '[':
		found = "an array"
	case 'n':
		found = "null; leave out what is absent"
	case '"', '0', 't', 'f':
		raw, err := d.dec.ReadValue()
		if err != nil {
			return d.syntax(err)
		}
		switch raw.Kind() {
		case '"':
			found = "the string " + quoted(unquote(raw))
		case '0':
			found = "the number " + printable(shorten(string(raw[:min(len(raw), 60)]), 30))
		default:
			found = string(raw)
		}
		d.fail(errWanted(wanted, found))
		return nil
	}
	if err := d.skip(); err != nil {
		return err
	}
	if !d.full() {
		d.note(at, &Error{Pointer: string(d.dec.StackPointer()), Err: errWanted(wanted, found)})
	}
	return nil
}

// next is the offset of the value that is read next.
func (d *decoder) next() int64 {
	rest := bytes.TrimLeft(d.data[d.dec.InputOffset():], " \t\r\n,:")
	return int64(len(d.data) - len(rest))
}
