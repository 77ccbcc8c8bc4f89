package policytest

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// testCase is one case as it stands in its archive: a record, what it is judged
// by, and what is wanted. A matrix is a case that wants nothing itself but has
// cells, which are cases.
type testCase struct {
	file       string
	name       string
	story      string
	start      directive // base or record
	edits      []directive
	asOf       time.Time // zero: frozen
	frozen     time.Time // the archive's; zero: that of the base records
	parameters directive // the zero directive: the defaults
	checks     []check
	cells      []*testCase
	cell       string // of a cell: identity/entitlement/instant
}

// parseCase reads the body of one member.
func parseCase(a *archive, m member) (*testCase, error) {
	c := &testCase{file: a.file, name: m.name, frozen: a.asOf}
	story, body := splitStory(m.lines)
	c.story = story
	directives, err := parseDirectives(body)
	if err != nil {
		return nil, c.misread(directive{}, err)
	}
	if len(directives) == 0 {
		return nil, fmt.Errorf("%s:%d: case %q makes no record; start it with base, record or matrix", a.file, m.number, m.name)
	}
	if directives[0].word == "matrix" {
		err = c.parseMatrix(directives)
	} else {
		err = c.parseChecks(m, directives)
	}
	return c, err
}

// parseChecks reads the directives of a case that says itself what it wants.
func (c *testCase) parseChecks(m member, directives []directive) error {
	for _, d := range directives {
		known, err := c.add(d)
		if err == nil && !known {
			err = c.addCheck(d)
		}
		if err != nil {
			return c.misread(d, err)
		}
	}
	if len(c.checks) == 0 {
		return fmt.Errorf("%s:%d: case %q wants nothing, so it cannot fail; add a want", c.file, m.number, m.name)
	}
	return nil
}

// splitStory cuts a body where the record starts.
func splitStory(lines []line) (string, []line) {
	var story []string
	for i, l := range lines {
		switch word, _ := firstWord(l.text); word {
		case "base", "record", "matrix":
			return strings.TrimSpace(strings.Join(story, "\n")), lines[i:]
		}
		story = append(story, l.text)
	}
	return strings.TrimSpace(strings.Join(story, "\n")), nil
}

// add takes in a directive that makes the record or says what it is judged by.
// It reports whether the directive is one of these.
func (c *testCase) add(d directive) (known bool, err error) {
	switch d.word {
	case "base", "record":
		if c.start.word != "" {
			return true, errors.New("a case makes one record; an earlier directive made it already")
		}
		c.start = d
	case "set", "remove", "copy", "edit":
		c.edits = append(c.edits, d)
	case "as_of":
		if !c.asOf.IsZero() {
			return true, errors.New("given twice")
		}
		c.asOf, err = parseInstant(d.rest)
	case "parameters":
		if c.parameters.word != "" {
			return true, errors.New("given twice; write one document")
		}
		d.rest = dedent(d.rest)
		c.parameters = d
	default:
		return false, nil
	}
	return true, err
}

// addCheck takes in a directive that wants something.
func (c *testCase) addCheck(d directive) error {
	k, err := parseCheck(d)
	if err != nil {
		return err
	}
	for _, other := range c.checks {
		if k.word == "findings" && other.word == k.word && other.subject == k.subject {
			return fmt.Errorf("those of %s are on line %d already; write all of them there", k.subject, other.number)
		}
	}
	c.checks = append(c.checks, k)
	return nil
}

// dedent takes away the white space that all lines start with, so that the same
// document is the same text however deep it stands.
func dedent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	common := leading(lines[0])
	for _, l := range lines[1:] {
		for !strings.HasPrefix(l, common) {
			common = common[:len(common)-1]
		}
	}
	for i := range lines {
		lines[i] = lines[i][len(common):]
	}
	return strings.Join(lines, "\n") + "\n"
}
