package policytest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Whatever the table and whatever changes: it then wants what there is, it is
// aligned if it was, and nothing but outcomes and spaces between columns changed.
func TestTableRewriteHolds(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	pick := func() string { return outcomes[random.IntN(len(outcomes))] }
	moved := 0
	for range 2000 {
		columns, rows := 1+random.IntN(4), 1+random.IntN(4)
		aligned := random.IntN(3) > 0
		widths := make([]int, columns)
		for i := range widths {
			widths[i] = 15 + random.IntN(4) // not_applicable and a space, at least
		}
		wanted := make([][]string, rows)
		for i := range wanted {
			for range columns {
				wanted[i] = append(wanted[i], pick())
			}
		}
		if random.IntN(2) == 0 { // as narrow as it can be
			for j := range widths {
				widths[j] = 4
				for i := range wanted {
					widths[j] = max(widths[j], len(wanted[i][j])+1+random.IntN(2))
				}
			}
		}
		pad := func(word string, width int) string {
			if !aligned {
				return word + strings.Repeat(" ", 1+random.IntN(5))
			}
			return word + strings.Repeat(" ", width-len(word))
		}
		var text strings.Builder
		text.WriteString("-- a --\nmatrix grant.exact\nbase human_grant\nentitlement e\n")
		for i := range rows {
			fmt.Fprintf(&text, "identity i%d\n", i)
		}
		for j := range columns {
			fmt.Fprintf(&text, "instant t%d\n", j)
		}
		text.WriteString("table\n\t" + pad("", 7))
		for j := range columns {
			text.WriteString(pad(fmt.Sprintf("t%d", j), widths[j]))
		}
		for i := range rows {
			text.WriteString("\n\t" + pad(fmt.Sprintf("i%d", i), 4) + pad("e", 3))
			for j := range columns {
				text.WriteString(pad(wanted[i][j], widths[j]))
			}
		}
		text.WriteString("\n\n-- b --\nbase human_grant\nwant grade open\n")

		before := archiveOf(t, text.String())
		there := map[string]string{}
		w := &rewriting{archive: before, writable: true}
		for _, c := range before.cases[0].cells {
			k := &c.checks[0]
			there[c.cell] = k.outcome
			if random.IntN(3) == 0 {
				there[c.cell] = pick()
				w.take(failure{check: k, found: &found{outcome: there[c.cell]}})
			}
		}
		got := string(w.rewritten())
		after := archiveOf(t, got)
		changed := false
		for i, c := range after.cases[0].cells {
			if c.checks[0].outcome != there[c.cell] {
				t.Fatalf("%s is %s, want %s in\n%s\nwhich was\n%s", c.cell, c.checks[0].outcome, there[c.cell], got, text.String())
			}
			changed = changed || c.checks[0].outcome != before.cases[0].cells[i].checks[0].outcome
		}
		if same := got == text.String(); same == changed {
			t.Fatalf("the same: %t, in\n%s\nwhich was\n%s", same, got, text.String())
		}
		if !slices.Equal(bones(got), bones(text.String())) {
			t.Fatalf("more than outcomes changed in\n%s\nwhich was\n%s", got, text.String())
		}
		was, is := before.cases[0].cells[0].checks[0].table, after.cases[0].cells[0].checks[0].table
		if a, b := was.starts(row.word), is.starts(row.word); a != nil && b == nil {
			t.Fatalf("not aligned any more:\n%s\nwhich was\n%s", got, text.String())
		} else if aligned && !slices.Equal(a, b) {
			moved++
		}
	}
	if moved < 100 {
		t.Errorf("columns moved in %d tables only", moved)
	}
}

// bones are the lines of an archive without outcomes and spaces.
func bones(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, "\t") {
			kept := slices.DeleteFunc(strings.Fields(l), func(word string) bool { return slices.Contains(outcomes, word) })
			l = strings.Join(kept, " ")
		}
		out = append(out, l)
	}
	return out
}
