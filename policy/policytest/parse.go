package policytest

import (
	"fmt"
	"strings"
	"time"
)

// testCase is one case as it stands in its archive.
type testCase struct {
	file       string
	name       string
	story      string
	start      directive // base or record
	edits      []directive
	asOf       time.Time // zero: that of the base records
	parameters directive // the zero directive: the defaults
	checks     []check
}

// directive is one line of a case with those that continue it.
type directive struct {
	number int
	word   string // the first word
	rest   string // what follows it, continuation lines indented as they stand
}

// parseCase reads the body of one member.
func parseCase(file string, m member) (*testCase, error) {
	c := &testCase{file: file, name: m.name}
	story, body := splitStory(m.lines)
	c.story = story
	directives, err := parseDirectives(file, body)
	if err != nil {
		return nil, err
	}
	if len(directives) == 0 {
		return nil, fmt.Errorf("%s:%d: case %q makes no record; start it with base or record", file, m.number, m.name)
	}
	for i, d := range directives {
		if err := c.add(d, i == 0); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", file, d.number, d.word, err)
		}
	}
	if len(c.checks) == 0 {
		return nil, fmt.Errorf("%s:%d: case %q wants nothing, so it cannot fail; add a want", file, m.number, m.name)
	}
	return c, nil
}

// splitStory cuts a body where the record starts.
func splitStory(lines []line) (string, []line) {
	var story []string
	for i, l := range lines {
		if word, _ := firstWord(l.text); word == "base" || word == "record" {
			return strings.TrimSpace(strings.Join(story, "\n")), lines[i:]
		}
		story = append(story, l.text)
	}
	return strings.TrimSpace(strings.Join(story, "\n")), nil
}

// parseDirectives joins continued lines.
func parseDirectives(file string, lines []line) ([]directive, error) {
	var out []directive
	for _, l := range lines {
		switch {
		case strings.TrimSpace(l.text) == "":
		case l.text[0] == ' ' || l.text[0] == '\t':
			if len(out) == 0 {
				return nil, fmt.Errorf("%s:%d: continues nothing", file, l.number)
			}
			last := &out[len(out)-1]
			last.rest += "\n" + l.text
		default:
			word, rest := firstWord(l.text)
			out = append(out, directive{l.number, word, rest})
		}
	}
	return out, nil
}

// add takes in one directive; first says that it is the first of its case.
func (c *testCase) add(d directive, first bool) error {
	switch d.word {
	case "base", "record":
		if !first {
			return fmt.Errorf("a case makes one record; the first directive made it already")
		}
		c.start = d
		return nil
	case "set", "remove", "copy":
		c.edits = append(c.edits, d)
		return nil
	case "as_of":
		if !c.asOf.IsZero() {
			return fmt.Errorf("given twice")
		}
		at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(d.rest))
		if err != nil {
			return fmt.Errorf("not an RFC 3339 time: %q", d.rest)
		}
		c.asOf = at
		return nil
	case "parameters":
		if c.parameters.word != "" {
			return fmt.Errorf("given twice; write one document")
		}
		d.rest = dedent(d.rest)
		c.parameters = d
		return nil
	}
	check, err := parseCheck(d)
	if err != nil {
		return err
	}
	c.checks = append(c.checks, check)
	return nil
}

// dedent takes away the white space that all lines start with, so that the same
// document is the same text however deep it stands.
func dedent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	common := -1
	for _, l := range lines {
		if indent := len(l) - len(strings.TrimLeft(l, " ")); common < 0 || indent < common {
			common = indent
		}
	}
	for i := range lines {
		lines[i] = lines[i][common:]
	}
	return strings.Join(lines, "\n") + "\n"
}

// firstWord cuts off the first word of a text and the white space around it.
func firstWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, " \t\n"); i >= 0 {
		return text[:i], strings.TrimSpace(text[i:])
	}
	return text, ""
}
