package jsonlog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
)

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
		s.broken(fmt.Errorf("not %s, which begins with { or [: leave this file out", s.Log))
	case first == '{' && s.onLines(b):
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
// on one line: what is pretty-printed ends its first line after the brace, and
// what holds a list of events is no event. Only as much is looked at as b
// holds; a list that comes later than that is not seen.
func (s *scan) onLines(b *bufio.Reader) bool {
	head, _ := b.Peek(512)
	head = bytes.TrimLeft(head[1:], " \t\r")
	if len(head) == 0 || head[0] == '\n' {
		return false
	}
	if len(s.Lists) == 0 {
		return true
	}
	line, _ := b.Peek(b.Size())
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	d := jsontext.NewDecoder(bytes.NewReader(line), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := d.ReadToken(); err != nil {
		return true
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return true
		}
		if slices.Contains(s.Lists, name.String()) && d.PeekKind() == '[' {
			return false
		}
		if err := d.SkipValue(); err != nil {
			return true
		}
	}
	return true
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
				more = s.refuse("", &tooLong{s.Event})
			} else if len(line) > 0 {
				more = s.event(line, "")
			}
		}
		if long = long[:0]; !more || err == io.EOF {
			return
		}
	}
}
