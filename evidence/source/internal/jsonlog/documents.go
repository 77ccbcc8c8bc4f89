package jsonlog

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// documents reads objects with lists, arrays and single events, one after the
// other.
func (s *scan) documents(r io.Reader) {
	limit := &limited{r: r, full: &tooLong{s.Event}}
	// Lenient here, so that one bad event does not cost those after it; each
	// event is parsed strictly afterwards.
	d := jsontext.NewDecoder(limit, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		limit.room(d)
		var more bool
		var err error
		switch d.PeekKind() {
		case '[':
			more, err = s.array(d, limit, "")
		case '{':
			more, err = s.object(d, limit)
		default:
			if _, err = d.ReadToken(); err == nil {
				err = errors.New("neither an event nor a list of them")
			} else if err == io.EOF {
				return
			}
		}
		if err != nil {
			s.broken(cutShort(err))
			return
		}
		if !more {
			return
		}
	}
}

// array reads a list of events.
func (s *scan) array(d *jsontext.Decoder, limit *limited, list string) (more bool, err error) {
	if _, err := d.ReadToken(); err != nil {
		return false, err
	}
	for {
		limit.room(d)
		if d.PeekKind() == ']' {
			_, err := d.ReadToken()
			return true, err
		}
		raw, err := d.ReadValue()
		if err != nil {
			return false, err
		}
		if !s.event(raw, list) {
			return false, nil
		}
	}
}

// object reads an object with lists, or else a single event.
func (s *scan) object(d *jsontext.Decoder, limit *limited) (more bool, err error) {
	if _, err := d.ReadToken(); err != nil {
		return false, err
	}
	rest := []byte{'{'} // what is not a list
	lists := 0
	for {
		limit.room(d)
		if d.PeekKind() == '}' {
			if _, err := d.ReadToken(); err != nil {
				return false, err
			}
			rest = append(rest, '}')
			if lists == 0 {
				return s.event(rest, ""), nil
			}
			err := s.page(rest)
			return err == nil, err
		}
		name, err := d.ReadValue()
		if err != nil {
			return false, err
		}
		list, isList := s.list(name)
		before := len(rest)
		if before > 1 {
			rest = append(rest, ',')
		}
		rest = append(append(rest, name...), ':') // now: the decoder may use its memory again
		if isList && d.PeekKind() == '[' {
			rest = rest[:before]
			lists++
			if more, err := s.array(d, limit, list); !more || err != nil {
				return more, err
			}
			continue
		}
		value, err := d.ReadValue()
		if err != nil {
			return false, err
		}
		if rest = append(rest, value...); len(rest) > source.MaxEvent {
			return false, &tooLong{s.Event}
		}
	}
}

// list returns the name of the list that a member with that quoted name is.
func (s *scan) list(quoted []byte) (string, bool) {
	for _, name := range s.Lists {
		if len(quoted) == len(name)+2 && string(quoted[1:len(name)+1]) == name {
			return name, true
		}
	}
	return "", false
}

// limited stops a decoder from taking in more than one event's worth of bytes.
type limited struct {
	r    io.Reader
	full *tooLong
	read int64
	max  int64
}

// room makes room for one more event after what d has returned.
func (l *limited) room(d *jsontext.Decoder) { l.max = d.InputOffset() + source.MaxEvent }

func (l *limited) Read(p []byte) (int, error) {
	if l.read >= l.max {
		return 0, l.full
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.max-l.read)])
	l.read += int64(n)
	return n, err
}

// tooLong is the error of an event over the limit.
type tooLong struct{ event string }

func (e *tooLong) Error() string {
	return fmt.Sprintf("longer than %d MiB, which no %s is", source.MaxEvent>>20, e.event)
}

// cutShort says what an error in the JSON of a whole file means. It keeps the
// offset apart, for evidence.Error.
func cutShort(err error) error {
	const rest = "the rest of this input was not read: fetch the file again"
	if full, ok := errors.AsType[*tooLong](err); ok {
		return fmt.Errorf("%w; %s", full, rest)
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return &evidence.Error{Offset: syntax.ByteOffset + 1, Err: fmt.Errorf("not JSON: %w; %s", syntax.Err, rest)}
	}
	return &evidence.Error{Err: fmt.Errorf("%w; %s", err, rest)}
}
