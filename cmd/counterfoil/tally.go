package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
)

// tally counts what was read: read = done + refused + duplicate.
type tally struct {
	done, refused, duplicate int
	unopened                 int // inputs of which nothing was read
}

// take counts an item. It reports whether there is a record to go on with; of
// what is refused or comes twice it complains.
func (t *tally) take(w io.Writer, it item) bool {
	switch {
	case it.unopened:
		t.unopened++
		complain(w, it.err)
	case it.err != nil:
		t.refused++
		complain(w, it.err)
	case it.duplicate:
		t.duplicate++
		note(w, "%s: %s: comes twice; the first one counts", it.input, it.record.ID)
	default:
		t.done++
		return true
	}
	return false
}

// incomplete reports whether something was refused or not opened.
func (t *tally) incomplete() bool { return t.refused+t.unopened > 0 }

// text says the numbers; done is what was done with the records.
func (t *tally) text(done string) string {
	s := fmt.Sprintf("%d read = %d %s + %d refused + %d duplicate", t.done+t.refused+t.duplicate, t.done, done, t.refused, t.duplicate)
	if t.unopened > 0 {
		s += fmt.Sprintf("; %s could not be opened", count(t.unopened, "input"))
	}
	return s
}

// grades counts records by grade, as gradeOrder has them.
type grades [4]int

// gradeOrder is from best to worst.
var gradeOrder = [4]policy.Grade{policy.GovernanceGrade, policy.Open, policy.Unproven, policy.Deficient}

func (g *grades) add(grade policy.Grade) {
	for i := range g {
		if gradeOrder[i] == grade {
			g[i]++
		}
	}
}

// any reports whether a record is of that grade or a worse one.
func (g *grades) any(grade policy.Grade) bool {
	n := 0
	for i := len(g) - 1; i >= 0; i-- {
		if n += g[i]; gradeOrder[i] == grade {
			return n > 0
		}
	}
	return false
}

func (g *grades) String() string {
	n := 0
	parts := make([]string, len(g))
	for i, k := range g {
		n += k
		parts[i] = fmt.Sprintf("%d %s", k, gradeOrder[i])
	}
	return count(n, "record") + ": " + strings.Join(parts, ", ")
}
