package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// event is what is used of an event. The raw parts point into its JSON; most
// events are ignored, and cost nothing more.
type event struct {
	source, name string
	readOnly     bool // as the event says or, where it does not, as its name tells
	saysReadOnly bool
	digestFile   bool
	raw          rawEvent

	// What tell fills in.
	id, time, region, recipient string
	errorCode, message          string
}

type rawEvent struct {
	id, time, region, recipient, errorCode, message jsontext.Value // strings or null
	identity, request, response                     jsontext.Value
}

// failed reports whether AWS refused the call or it went wrong.
func (e *event) failed() bool { return e.errorCode != "" || e.message != "" }

// parse reads the JSON of one event.
func (s *scan) parse(raw []byte, e *event) error {
	if tooDeep(raw) {
		return fmt.Errorf("nests deeper than %d, which no CloudTrail event does", source.MaxDepth)
	}
	s.buf = *bytes.NewBuffer(raw)
	d := s.strict
	d.Reset(&s.buf)
	if d.PeekKind() != '{' {
		if err := d.SkipValue(); err != nil {
			return malformed(err)
		}
		return errors.New("not an event, which is an object: leave it out")
	}
	if _, err := d.ReadToken(); err != nil {
		return malformed(err)
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return malformed(err)
		}
		if err := e.member(name.String(), d, raw); err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return malformed(err)
	}
	if _, err := d.ReadToken(); err == nil {
		return errors.New("something follows the event on its line: put one event on a line")
	} else if err != io.EOF {
		return malformed(err)
	}
	if !e.saysReadOnly {
		e.readOnly = reads(e.name)
	}
	return nil
}

// member reads the value of one member of an event.
func (e *event) member(name string, d *jsontext.Decoder, raw []byte) error {
	var part *jsontext.Value
	switch name {
	case "eventSource", "eventName":
		v, err := d.ReadValue()
		if err != nil {
			return malformed(err)
		}
		if name == "eventName" {
			return text(&e.name, v, name)
		}
		return text(&e.source, v, name)
	case "eventTime":
		part = &e.raw.time
	case "eventID":
		part = &e.raw.id
	case "awsRegion":
		part = &e.raw.region
	case "recipientAccountId":
		part = &e.raw.recipient
	case "errorCode":
		part = &e.raw.errorCode
	case "errorMessage":
		part = &e.raw.message
	case "userIdentity":
		part = &e.raw.identity
	case "requestParameters":
		part = &e.raw.request
	case "responseElements":
		part = &e.raw.response
	case "readOnly":
		kind := d.PeekKind()
		e.readOnly, e.saysReadOnly = kind == 't', kind == 't' || kind == 'f'
	case "digestS3Object":
		e.digestFile = true
	}
	if part == nil {
		if err := d.SkipValue(); err != nil {
			return malformed(err)
		}
		return nil
	}
	v, err := d.ReadValue()
	if err != nil {
		return malformed(err)
	}
	end := d.InputOffset()
	*part = raw[end-int64(len(v)) : end] // the decoder may use its own memory again
	return nil
}

// tell reads the strings of an event that matters. The id comes first: errors
// name it.
func (e *event) tell() error {
	r := &e.raw
	return errors.Join(
		text(&e.id, r.id, "eventID"),
		text(&e.time, r.time, "eventTime"),
		text(&e.region, r.region, "awsRegion"),
		text(&e.recipient, r.recipient, "recipientAccountId"),
		text(&e.errorCode, r.errorCode, "errorCode"),
		text(&e.message, r.message, "errorMessage"))
}

// text reads a string, which may be absent or null.
func text(to *string, v jsontext.Value, name string) error {
	switch {
	case len(v) == 0 || v.Kind() == 'n':
		return nil
	case v.Kind() != '"':
		return at("/"+name, "not a string, which it is in CloudTrail: use the log as AWS delivered it")
	}
	*to = unquote(v)
	return nil
}

// services' and calls' names, which come again and again, cost no memory.
var interned = func() map[string]string {
	m := map[string]string{}
	for service, rules := range services {
		m[service] = service
		for name := range rules {
			m[name] = name
		}
	}
	return m
}()

func unquote(v jsontext.Value) string {
	b := v[1 : len(v)-1]
	if bytes.IndexByte(b, '\\') < 0 {
		if s, ok := interned[string(b)]; ok {
			return s
		}
		return string(b)
	}
	b, _ = jsontext.AppendUnquote(nil, v) // it was valid a moment ago
	return string(b)
}

// reads reports whether a call only reads, as its name says. Old logs and
// shortened ones do not have readOnly.
func reads(name string) bool {
	for _, verb := range []string{"Get", "List", "Describe", "Search", "Simulate"} {
		if rest, ok := strings.CutPrefix(name, verb); ok {
			r, _ := utf8.DecodeRuneInString(rest)
			return unicode.IsUpper(r)
		}
	}
	return false
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

// decode reads one part of an event, which may be null, into v.
func decode(part jsontext.Value, pointer string, v any) error {
	if len(part) == 0 || part.Kind() == 'n' {
		return nil
	}
	err := json.Unmarshal(part, v)
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return &evidence.Error{Pointer: pointer + string(semantic.JSONPointer), Err: fmt.Errorf(
			"%s, which is not what CloudTrail writes there: use the log as AWS delivered it", kinds[semantic.JSONKind])}
	}
	return err
}

var kinds = map[jsontext.Kind]string{'n': "null", 't': "true", 'f': "false", '"': "a string", '0': "a number", '{': "an object", '[': "an array"}

// malformed says where the JSON of an event is wrong.
func malformed(err error) error {
	e := &evidence.Error{Err: err}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		e.Offset = syntax.ByteOffset + 1
		e.Err = fmt.Errorf("not JSON: %w; fetch the log again", syntax.Err)
		if syntax.Err == jsontext.ErrDuplicateName {
			e.Pointer = string(syntax.JSONPointer)
		}
	} else if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		e.Err = errors.New("not JSON: cut short; fetch the log again")
	}
	return e
}
