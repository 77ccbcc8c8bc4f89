package evidence

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/internal/spelling"
)

// decoder reads one JSON object into a struct and collects all that is wrong
// with it. Its methods return an error only where the JSON itself is broken
// and nothing behind that place can be read; it is in the list already.
type decoder struct {
	source string
	line   int // of the first byte of data
	data   []byte
	buf    bytes.Buffer
	dec    *jsontext.Decoder
	errorList
}

func newDecoder(source string) *decoder {
	d := &decoder{source: source}
	d.dec = jsontext.NewDecoder(&d.buf)
	return d
}

// errStop says that nothing more of the input can be read.
var errStop = errors.New("stop")

// start makes data the input.
func (d *decoder) start(data []byte, line int) {
	d.data, d.line, d.errorList = data, line, errorList{}
	d.buf = *bytes.NewBuffer(data)
	d.dec.Reset(&d.buf)
}

// decode reads data, which holds one object and nothing else, into v.
func (d *decoder) decode(data []byte, line int, v reflect.Value) {
	d.start(data, line)
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		d.failAt(0, "", errors.New("starts with a byte order mark; save it as UTF-8 without one"))
		return
	case len(bytes.TrimSpace(data)) == 0:
		d.failAt(0, "", errors.New("empty; expected an object"))
		return
	}
	if d.object(shapes()[v.Type()], v) != nil {
		return
	}
	end := d.dec.InputOffset()
	if rest := bytes.TrimLeft(data[end:], " \t\r\n"); len(rest) > 0 {
		d.failAt(int64(len(data)-len(rest)), "", errors.New("something follows the object; expected one object, and in JSON Lines one on each line"))
	}
}

// fail notes what is wrong with the value that was read last.
func (d *decoder) fail(cause error) {
	if d.full() {
		return
	}
	d.note(d.dec.InputOffset(), &Error{Pointer: string(d.dec.StackPointer()), Err: cause})
}

// failAt notes that the input is not acceptable JSON from offset on.
func (d *decoder) failAt(offset int64, pointer string, cause error) {
	if d.full() {
		return
	}
	lineStart := int64(bytes.LastIndexByte(d.data[:offset], '\n') + 1)
	d.note(offset, &Error{Offset: offset - lineStart + 1, Pointer: pointer, Err: cause})
}

func (d *decoder) note(offset int64, e *Error) {
	e.Source, e.Line = d.source, d.line+bytes.Count(d.data[:offset], []byte{'\n'})
	d.errs = append(d.errs, e)
}

// syntax notes an error of the JSON itself.
func (d *decoder) syntax(err error) error {
	offset, pointer, cause := int64(len(d.data)), "", err
	if s := (*jsontext.SyntacticError)(nil); errors.As(err, &s) {
		offset, pointer, cause = min(s.ByteOffset, offset), string(s.JSONPointer), s.Err
	}
	switch {
	case errors.Is(cause, jsontext.ErrDuplicateName):
		cause = errors.New("the name " + quoted(jsontext.Pointer(pointer).LastToken()) + " stands twice in one object")
	case errors.Is(cause, io.ErrUnexpectedEOF), errors.Is(cause, io.EOF):
		offset = int64(len(d.data))
		cause = errors.New("the JSON ends too early; in JSON Lines each object stands whole on one line")
	default:
		cause = errors.New("not JSON: " + printable(strings.TrimPrefix(cause.Error(), "jsontext: ")))
	}
	d.failAt(offset, pointer, cause)
	return errStop
}

// object reads an object into v.
func (d *decoder) object(o *object, v reflect.Value) error {
	if ok, err := d.open('{', "an object"); !ok {
		return err
	}
	start := d.dec.InputOffset()
	var seen uint64
	for d.dec.PeekKind() != '}' {
		name, err := d.dec.ReadValue()
		if err != nil {
			return d.syntax(err)
		}
		i, known := o.byName[string(name)]
		if !known && bytes.IndexByte(name, '\\') >= 0 {
			i, known = o.byName[strconv.Quote(string(unquote(name)))]
		}
		if !known {
			d.unknown(o, string(unquote(name)))
			err = d.skip()
		} else {
			seen |= 1 << i
			f := &o.fields[i]
			err = d.value(f, v.Field(f.index))
		}
		if err != nil {
			return err
		}
	}
	if err := d.close(); err != nil {
		return err
	}
	if o.required&^seen != 0 {
		d.missing(o, seen, start)
	}
	return nil
}

// missing notes the required fields that an object lacks, which starts at
// offset start.
func (d *decoder) missing(o *object, seen uint64, start int64) {
	for i := range o.fields {
		f := &o.fields[i]
		if f.need == required && seen&(1<<i) == 0 && !d.full() {
			d.note(start, &Error{Pointer: string(d.dec.StackPointer().AppendToken(f.name)), Err: errMissing(f.wanted())})
		}
	}
}

// unknown notes a field that o does not have, by the name that was read last.
func (d *decoder) unknown(o *object, name string) {
	text := "unknown field " + quoted(name)
	if near := spelling.Nearest(name, o.names); near != "" {
		text += "; did you mean " + quoted(near) + "?"
	} else {
		text += "; expected one of " + strings.Join(o.names, ", ")
	}
	d.fail(errors.New(text))
}

// value reads the value of a field into v.
func (d *decoder) value(f *field, v reflect.Value) error {
	if f.nullable && d.dec.PeekKind() == 'n' {
		_, err := d.dec.ReadToken()
		return d.syntaxIf(err)
	}
	if f.pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch f.kind {
	case kindText, kindListed, kindTime:
		return d.scalar(f, v)
	case kindFlag:
		return d.flag(v)
	case kindObject:
		return d.object(f.object, v)
	case kindTexts:
		return d.texts(f, v.Addr().Interface().(*[]string))
	case kindObjects:
		return d.objects(f, v)
	default:
		return d.extensions(v.Addr().Interface().(*Extensions))
	}
}

// scalar reads what stands in JSON as a string.
func (d *decoder) scalar(f *field, v reflect.Value) error {
	s, ok, err := d.text(f.wanted)
	if !ok {
		return err
	}
	switch f.kind {
	case kindText:
		if len(s) == 0 && f.need == required {
			d.fail(errWanted(f.wanted(), `""`))
			return nil
		}
		v.SetString(string(s))
	case kindListed:
		for _, value := range f.list {
			if value == string(s) {
				v.SetString(value)
				return nil
			}
		}
		d.fail(errWanted(f.wanted(), quoted(s)))
	case kindTime:
		t, err := parseTime(s)
		if err != nil {
			d.fail(errors.New(errWanted(f.wanted(), quoted(s)).Error() + ": " + err.Error()))
			return nil
		}
		*v.Addr().Interface().(*time.Time) = t
	}
	return nil
}

// text reads a string. What it returns is valid until the next read.
func (d *decoder) text(wanted func() string) (s []byte, ok bool, err error) {
	if d.dec.PeekKind() != '"' {
		return nil, false, d.mismatch(wanted())
	}
	raw, err := d.dec.ReadValue()
	if err != nil {
		return nil, false, d.syntax(err)
	}
	return unquote(raw), true, nil
}

// unquote returns what a valid JSON string says.
func unquote(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	s, _ := jsontext.AppendUnquote(nil, raw) // cannot fail: the decoder took it
	return s
}

func (d *decoder) flag(v reflect.Value) error {
	k := d.dec.PeekKind()
	if k != 't' && k != 'f' {
		return d.mismatch("true or false")
	}
	if _, err := d.dec.ReadToken(); err != nil {
		return d.syntax(err)
	}
	v.SetBool(k == 't')
	return nil
}

func (d *decoder) syntaxIf(err error) error {
	if err != nil {
		return d.syntax(err)
	}
	return nil
}
