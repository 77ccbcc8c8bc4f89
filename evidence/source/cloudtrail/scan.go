package cloudtrail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// scan is the reading of one input.
type scan struct {
	name    string
	options Options
	tally   *source.Tally
	yield   func(evidence.Fact, error) bool

	line   int // the current one, 1-based; 0 where events do not stand on lines
	count  int // events met
	buf    bytes.Buffer
	strict *jsontext.Decoder // reads buf
}

var errTooLong = errors.New("longer than 16 MiB, which no CloudTrail event is")

// input finds out what kind of input this is, and reads it.
func (s *scan) input(r io.Reader) {
	b := bufio.NewReaderSize(r, 64<<10)
	if bom, _ := b.Peek(3); string(bom) == "\ufeff" {
		b.Discard(3)
	}
	skipped, first, err := skipSpace(b)
	switch {
	case err == io.EOF:
		s.broken(errors.New("holds nothing: fetch the file again, or leave it out"))
	case err != nil:
		s.broken(fmt.Errorf("cannot be read: %w", err))
	case first != '{' && first != '[':
		s.broken(errors.New("not a CloudTrail log, which begins with { or [: leave this file out"))
	case first == '{' && onLines(b):
		s.line = skipped
		s.lines(b)
	default:
		s.documents(b)
	}
}

// skipSpace goes to the first byte that is not space and returns it, with the
// number of line ends before it.
func skipSpace(b *bufio.Reader) (lines int, first byte, err error) {
	for {
		c, err := b.ReadByte()
		switch {
		case err != nil:
			return lines, 0, err
		case c == '\n':
			lines++
		case c != ' ' && c != '\t' && c != '\r':
			return lines, c, b.UnreadByte()
		}
	}
}

// onLines reports whether the object that b begins with looks like one event
// on one line. A log file begins with "Records", and what is pretty-printed
// ends its first line after the brace.
func onLines(b *bufio.Reader) bool {
	head, _ := b.Peek(512)
	head = bytes.TrimLeft(head[1:], " \t\r")
	return len(head) > 0 && head[0] != '\n' && !bytes.HasPrefix(head, []byte(`"Records"`))
}

// lines reads one event a line.
func (s *scan) lines(b *bufio.Reader) {
	var long []byte // a line that the reader's buffer does not hold
	for {
		part, err := b.ReadSlice('\n')
		line := part
		if err == bufio.ErrBufferFull {
			if len(long) <= source.MaxEvent {
				long = append(long, part...)
			}
			continue
		}
		if err != nil && err != io.EOF {
			s.line++
			s.broken(fmt.Errorf("cannot be read to its end: %w; fetch the file again", err))
			return
		}
		if len(long) > 0 {
			long = append(long, part...)
			line = long
		}
		more := true
		if len(line) > 0 {
			s.line++
			if line = bytes.TrimSpace(line); len(line) > source.MaxEvent {
				s.count++
				more = s.refuse(nil, errTooLong)
			} else if len(line) > 0 {
				more = s.event(line)
			}
		}
		if long = long[:0]; !more || err == io.EOF {
			return
		}
	}
}

// documents reads log files, arrays and single events, one after the other.
func (s *scan) documents(b *bufio.Reader) {
	limit := &limited{r: b}
	// Lenient here, so that one bad event does not cost those after it; each
	// event is parsed strictly afterwards.
	d := jsontext.NewDecoder(limit, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		limit.room(d)
		var more bool
		var err error
		switch d.PeekKind() {
		case '[':
			more, err = s.array(d, limit)
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
func (s *scan) array(d *jsontext.Decoder, limit *limited) (more bool, err error) {
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
		if !s.event(raw) {
			return false, nil
		}
	}
}

// object reads a log file, {"Records":[…]}, or else a single event.
func (s *scan) object(d *jsontext.Decoder, limit *limited) (more bool, err error) {
	if _, err := d.ReadToken(); err != nil {
		return false, err
	}
	single := []byte{'{'}
	logFile := false
	for {
		limit.room(d)
		if d.PeekKind() == '}' {
			if _, err := d.ReadToken(); err != nil {
				return false, err
			}
			return logFile || s.event(append(single, '}')), nil
		}
		name, err := d.ReadValue()
		if err != nil {
			return false, err
		}
		if string(name) == `"Records"` && d.PeekKind() == '[' {
			logFile = true
			if more, err := s.array(d, limit); !more || err != nil {
				return more, err
			}
			continue
		}
		if len(single) > 1 {
			single = append(single, ',')
		}
		single = append(append(single, name...), ':')
		value, err := d.ReadValue()
		if err != nil {
			return false, err
		}
		if single = append(single, value...); len(single) > source.MaxEvent {
			return false, errTooLong
		}
	}
}

// limited stops a decoder from taking in more than one event's worth of bytes.
type limited struct {
	r    io.Reader
	read int64
	max  int64
}

// room makes room for one more event after what d has returned.
func (l *limited) room(d *jsontext.Decoder) { l.max = d.InputOffset() + source.MaxEvent }

func (l *limited) Read(p []byte) (int, error) {
	if l.read >= l.max {
		return 0, errTooLong
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.max-l.read)])
	l.read += int64(n)
	return n, err
}

// cutShort says what an error in the JSON of a whole file means. It keeps the
// offset apart, for evidence.Error.
func cutShort(err error) error {
	const rest = "the rest of this input was not read: fetch the file again"
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return &evidence.Error{Offset: syntax.ByteOffset + 1, Err: fmt.Errorf("not JSON: %w; %s", syntax.Err, rest)}
	}
	return &evidence.Error{Err: fmt.Errorf("%w; %s", err, rest)}
}

// broken reports that the input could not be read to its end.
func (s *scan) broken(err error) {
	s.tally.Break()
	e, ok := errors.AsType[*evidence.Error](err)
	if !ok {
		e = &evidence.Error{Err: err}
	}
	e.Source, e.Line = s.name, s.line
	if s.count > 0 && e.Line == 0 {
		e.RecordID = "after event " + strconv.Itoa(s.count)
	}
	s.yield(evidence.Fact{}, e)
}

// refuse reports an event that could not be read. It reports whether the
// consumer wants more.
func (s *scan) refuse(ev *event, err error) bool {
	s.tally.Refuse()
	e, ok := errors.AsType[*evidence.Error](err)
	if !ok {
		e = &evidence.Error{Err: err}
	}
	e.Source, e.Line = s.name, s.line
	if ev != nil && ev.id == "" { // refused before the event was told
		_ = text(&ev.id, ev.raw.id, "eventID")
	}
	switch {
	case ev != nil && ev.id != "":
		e.RecordID = printable(ev.id)
	case s.line == 0:
		e.RecordID = "event " + strconv.Itoa(s.count)
	}
	return s.yield(evidence.Fact{}, e)
}

// printable makes a name from the input safe to print.
func printable(s string) string {
	if q := strconv.QuoteToGraphic(s); len(q) != len(s)+2 {
		return q
	}
	return s
}
