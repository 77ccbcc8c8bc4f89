package policytest

import (
	"errors"
	"fmt"
	"strings"
)

// directive is one line of a case with those that continue it.
type directive struct {
	number int
	word   string // the first word
	rest   string // what follows it, continuation lines indented as they stand
	lines  []line // as they stand
}

// parseDirectives joins continued lines.
func parseDirectives(lines []line) ([]directive, error) {
	var out []directive
	for _, l := range lines {
		switch {
		case strings.TrimSpace(l.text) == "":
		case l.text[0] == ' ' || l.text[0] == '\t':
			if len(out) == 0 {
				return nil, &lineError{l.number, errors.New("continues nothing")}
			}
			last := &out[len(out)-1]
			last.rest += "\n" + l.text
			last.lines = append(last.lines, l)
		default:
			word, rest := firstWord(l.text)
			out = append(out, directive{l.number, word, rest, []line{l}})
		}
	}
	return out, nil
}

// header is what follows the word on its own line.
func (d *directive) header() string {
	_, rest := firstWord(d.lines[0].text)
	return rest
}

// block reads the lines below the first as directives of their own. The first
// of them says how deep the block stands.
func (d *directive) block() ([]directive, error) {
	below := d.lines[1:]
	if len(below) == 0 {
		return nil, nil
	}
	indent := leading(below[0].text)
	var inner []line
	for _, l := range below {
		text, ok := strings.CutPrefix(l.text, indent)
		if !ok {
			return nil, &lineError{l.number, fmt.Errorf("stands less deep than line %d, where its block starts; indent both alike, by tabs or by spaces", below[0].number)}
		}
		inner = append(inner, line{l.number, text})
	}
	return parseDirectives(inner)
}

// lineError is an error on another line than the first of its directive.
type lineError struct {
	number int
	err    error
}

func (e *lineError) Error() string { return e.err.Error() }

// misread says where an error is.
func (c *testCase) misread(d directive, err error) error {
	if inside, ok := errors.AsType[*lineError](err); ok {
		d.number = inside.number
	}
	if d.word == "" {
		return fmt.Errorf("%s:%d: %w", c.file, d.number, err)
	}
	return fmt.Errorf("%s:%d: %s: %w", c.file, d.number, d.word, err)
}

// firstWord cuts off the first word of a text and the white space around it.
func firstWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, " \t\n"); i >= 0 {
		return text[:i], strings.TrimSpace(text[i:])
	}
	return text, ""
}

// leading is the white space that a line starts with.
func leading(text string) string {
	return text[:len(text)-len(strings.TrimLeft(text, " \t"))]
}

// span is a word in a line of the archive. The zero span is nowhere.
type span struct {
	number     int // of the line
	start, end int // bytes
}

// words finds the words of a line.
func words(l line) []span {
	var out []span
	for start := 0; start < len(l.text); {
		if l.text[start] == ' ' || l.text[start] == '\t' {
			start++
			continue
		}
		end := start
		for end < len(l.text) && l.text[end] != ' ' && l.text[end] != '\t' {
			end++
		}
		out = append(out, span{l.number, start, end})
		start = end
	}
	return out
}

// find returns where the nth word of a directive stands, counted from 0, if it
// is the one that is expected there.
func (d *directive) find(n int, expected string) span {
	for _, l := range d.lines {
		for _, w := range words(l) {
			if n == 0 && l.text[w.start:w.end] == expected {
				return w
			}
			n--
		}
	}
	return span{}
}
