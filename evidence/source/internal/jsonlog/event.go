package jsonlog

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// Event is one event of an input. It is valid until the function that got it
// returns.
type Event struct {
	JSON []byte // as it stands in the input; not yet known to be acceptable
	List string // the name of the list that it stands in; empty elsewhere
	ID   string // set it as soon as it is known: errors name it

	scan *scan
}

// Decode reads the whole event into v, a pointer to a struct. Members that the
// struct does not have are skipped, and null is absence.
func (e *Event) Decode(v any) error {
	d, err := e.open()
	if err != nil {
		return err
	}
	if d.PeekKind() != '{' {
		return e.noObject(d)
	}
	if err := json.UnmarshalDecode(d, v); err != nil {
		return e.wrong(err, "")
	}
	return e.close(d)
}

// Members reads the whole event without decoding it. For each member, at says
// where its JSON is put, which is a part of e.JSON; nil skips it. The name is
// valid during the call.
func (e *Event) Members(at func(name []byte) *jsontext.Value) error {
	d, err := e.open()
	if err != nil {
		return err
	}
	if d.PeekKind() != '{' {
		return e.noObject(d)
	}
	if err := members(d, e.JSON, at); err != nil {
		return e.wrong(err, "")
	}
	return e.close(d)
}

// Walk is Members for one part of an event that was read before. It does
// nothing if the part is no object.
func (e *Event) Walk(part jsontext.Value, at func(name []byte) *jsontext.Value) {
	if part.Kind() != '{' {
		return
	}
	s := e.scan
	s.buf = *bytes.NewBuffer(part)
	s.strict.Reset(&s.buf)
	_ = members(s.strict, part, at) // it was acceptable when the event was read
}

// members reads an object, which raw begins with.
func members(d *jsontext.Decoder, raw []byte, at func(name []byte) *jsontext.Value) error {
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadValue()
		if err != nil {
			return err
		}
		if name.Kind() == '"' { // anything else is an error that comes next
			if bytes.IndexByte(name, '\\') >= 0 {
				name, _ = jsontext.AppendUnquote(nil, name)
			} else {
				name = name[1 : len(name)-1]
			}
		}
		part := at(name)
		if part == nil {
			if err := d.SkipValue(); err != nil {
				return err
			}
			continue
		}
		v, err := d.ReadValue()
		if err != nil {
			return err
		}
		end := d.InputOffset()
		*part = raw[end-int64(len(v)) : end] // the decoder may use its own memory again
	}
	_, err := d.ReadToken()
	return err
}

// Part reads one part of an event, which may be absent or null, into v. The
// pointer says where in the event the part stands.
func (e *Event) Part(part jsontext.Value, pointer string, v any) error {
	if len(part) == 0 || part.Kind() == 'n' {
		return nil
	}
	if err := json.Unmarshal(part, v); err != nil {
		return e.wrong(err, pointer)
	}
	return nil
}

// Inside is the event that e wraps in a string, which some ways of shipping
// logs do. It is held to the same rules, and its ID is that in errors.
func (e *Event) Inside(wrapped []byte) *Event {
	e.scan.current = Event{JSON: wrapped, List: e.List, ID: e.ID, scan: e.scan}
	return &e.scan.current
}

// Time reads an instant, RFC 3339 with a zone, in a year that a fact can have.
func (e *Event) Time(pointer, text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if t = t.UTC(); err != nil || t.Year() < 1970 || t.Year() > 2261 {
		return time.Time{}, At(pointer, "not a time with a zone, such as 2026-03-02T09:00:00Z: "+e.scan.Again)
	}
	return t, nil
}

// Digest is the SHA-256 of the event without insignificant space, so that an
// event has one digest whichever way it was printed. The event must have been
// read before.
func (e *Event) Digest() string {
	v := jsontext.Value(e.JSON).Clone()
	_ = v.Compact()
	sum := sha256.Sum256(v)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Again is [Format].Again, for errors of the source's own.
func (e *Event) Again() string { return e.scan.Again }

// Line is the line that the event stands on, 1-based, for an error that is told
// later; 0 where events do not stand on lines.
func (e *Event) Line() int { return e.scan.line }

// At is an error about one place in an event.
func At(pointer, what string) error {
	return &evidence.Error{Pointer: pointer, Err: errors.New(what)}
}

// open returns a decoder at the begin of the event.
func (e *Event) open() (*jsontext.Decoder, error) {
	if tooDeep(e.JSON) {
		return nil, fmt.Errorf("nests deeper than %d, which no %s does", source.MaxDepth, e.scan.Event)
	}
	s := e.scan
	s.buf = *bytes.NewBuffer(e.JSON)
	s.strict.Reset(&s.buf)
	return s.strict, nil
}

// close makes sure that nothing follows.
func (e *Event) close(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); err == nil {
		return errors.New("something follows the event on its line: put one event on a line")
	} else if err != io.EOF {
		return e.wrong(err, "")
	}
	return nil
}

func (e *Event) noObject(d *jsontext.Decoder) error {
	if err := d.SkipValue(); err != nil {
		return e.wrong(err, "")
	}
	return errors.New("not an event, which is an object: leave it out")
}

var kinds = map[jsontext.Kind]string{'n': "null", 't': "true", 'f': "false", '"': "a string", '0': "a number", '{': "an object", '[': "an array"}

// wrong says where the JSON of an event is not acceptable, or not what the
// vendor writes. The pointer says where in the event it stands.
func (e *Event) wrong(err error, pointer string) error {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		found, ok := kinds[semantic.JSONKind]
		if !ok {
			found = "something"
		}
		return At(pointer+string(semantic.JSONPointer), found+", which is not what "+e.scan.By+" writes there: "+e.scan.Again)
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		wrong := &evidence.Error{Offset: syntax.ByteOffset + 1, Err: fmt.Errorf("not JSON: %w; fetch the log again", syntax.Err)}
		if syntax.Err == jsontext.ErrDuplicateName {
			wrong.Pointer = pointer + string(syntax.JSONPointer)
		}
		return wrong
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		return errors.New("not JSON: cut short; fetch the log again")
	}
	return err
}

// tooDeep reports whether JSON nests too deep. What is not JSON may do so or
// not: the parser finds it.
func tooDeep(raw []byte) bool {
	if bytes.Count(raw, []byte{'{'})+bytes.Count(raw, []byte{'['}) <= source.MaxDepth {
		return false
	}
	depth, inString := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '"':
			inString = !inString
		case inString:
			if c == '\\' {
				i++
			}
		case c == '{' || c == '[':
			if depth++; depth > source.MaxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}
