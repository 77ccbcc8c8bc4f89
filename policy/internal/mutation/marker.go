package mutation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// marker is a comment that says of a mutant that nothing can tell it from the
// original, and why.
type marker struct {
	line        int // of the comment
	target      int // of what it speaks of
	operator    string
	replacement *string // what the mutant has instead; nil: whatever it has
	reason      string
	used        bool
}

// What starts like this is a marker, be it right or wrong: the operator is
// followed by a replacement or a colon.
var markerStart = regexp.MustCompile("^#+[ \t]*equivalent[ \t]+([a-z-]+)[ \t]*(?:`([^`]*)`[ \t]*)?(:[ \t]*(.*))?$")

// markers reads the markers of a file, and what is wrong with them.
func markers(file string, source []byte, s *syntax) ([]*marker, []Problem) {
	alone := map[int]bool{}
	for _, c := range s.comments {
		if c.alone {
			alone[lineOf(source, c.start)] = true
		}
	}
	var all []*marker
	var wrong []Problem
	for _, c := range s.comments {
		text := strings.TrimRight(string(source[c.start:c.end]), " \t\r")
		m := markerStart.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		part := func(i int) string { return text[m[2*i]:m[2*i+1]] }
		operator, known := part(1), false
		for _, name := range Operators() {
			known = known || name == operator
		}
		replaced, colon := m[4] >= 0, m[6] >= 0
		if !known && !replaced && !colon {
			continue // a sentence that starts like a marker
		}
		at := &marker{line: lineOf(source, c.start), operator: operator}
		problem := func(format string, arguments ...any) {
			wrong = append(wrong, Problem{File: file, Line: at.line, Message: fmt.Sprintf(format, arguments...)})
		}
		if !known {
			problem("the marker names %q, which is no operator of mutation; there are %s", operator, strings.Join(Operators(), ", "))
			continue
		}
		if colon {
			at.reason = part(4)
		}
		if at.reason == "" {
			problem("the marker gives no reason: write # equivalent %s: why nothing can tell the difference", operator)
			continue
		}
		if replaced {
			replacement := part(2)
			at.replacement = &replacement
		}
		at.target = at.line
		for alone[at.target] {
			at.target++
		}
		all = append(all, at)
	}
	return all, wrong
}

// mark makes survivors equivalent where a marker says so, and returns the
// markers that say it of none.
func mark(file string, markers []*marker, outcomes []Outcome) []Problem {
	speaksOf := func(m *marker, o Outcome) bool {
		return m.operator == o.Operator && m.target == o.Line && (m.replacement == nil || strings.TrimSpace(*m.replacement) == strings.TrimSpace(o.New))
	}
	for i, o := range outcomes {
		if o.Fate != Survived {
			continue
		}
		for _, m := range markers {
			if speaksOf(m, o) {
				outcomes[i].Fate, outcomes[i].Reason = Equivalent, m.reason
				m.used = true
				break
			}
		}
	}
	var stale []Problem
	for _, m := range markers {
		if m.used {
			continue
		}
		why := fmt.Sprintf("no mutant %s is made of line %d", m.operator, m.target)
		if m.replacement != nil {
			why = fmt.Sprintf("no mutant %s of line %d becomes %s", m.operator, m.target, *m.replacement)
		}
		if i := slices.IndexFunc(outcomes, func(o Outcome) bool { return speaksOf(m, o) }); i >= 0 {
			switch o := outcomes[i]; o.Fate {
			case Killed, Endless:
				why = fmt.Sprintf("the mutant is not equivalent: %s kills it", o.Test)
			case Untested:
				why = "no test reaches the mutant: write one first"
			case Stillborn:
				why = "the mutant does not compile, and needs no marker"
			case Equivalent:
				why = "another marker says it already"
			}
		}
		stale = append(stale, Problem{File: file, Line: m.line, Message: "the marker is stale: " + why})
	}
	return stale
}
