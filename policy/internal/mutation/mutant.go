package mutation

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Mutant is one small change of a policy's source: source[Offset:Offset+Length]
// becomes New.
type Mutant struct {
	File     string
	Line     int // 1-based, of what is changed
	Operator string
	Offset   int
	Length   int
	New      string
	Diff     string // the changed lines: "-old\n+new\n"; what stays between them starts with a space

	rule int // of the module's rules, the one that it changes
}

// apply returns the mutated source.
func (m *Mutant) apply(source []byte) []byte {
	out := make([]byte, 0, len(source)+len(m.New))
	out = append(out, source[:m.Offset]...)
	out = append(out, m.New...)
	return append(out, source[m.Offset+m.Length:]...)
}

// generator collects the mutants of one file.
type generator struct {
	file    string
	source  []byte
	rules   []*ruleNode
	rule    int // the one at hand
	mutants []*Mutant
}

// generate returns the mutants of a file that OPA has parsed, in the order of
// their places, and what is understood of it.
func generate(file string, source []byte, module *ast.Module) ([]*Mutant, *syntax) {
	s := parse(source, module)
	g := &generator{file: file, source: source, rules: s.rules}
	for i, r := range s.rules {
		if r == nil {
			continue
		}
		g.rule = i
		g.wholeRule(r)
		for branch := r; branch != nil; branch = branch.branch {
			g.branch(branch, branch == r)
		}
	}
	return distinct(g.mutants, source), s
}

// branch mutates what a rule or a branch of it holds.
func (g *generator) branch(r *ruleNode, first bool) {
	if first {
		g.parts(r.ref)
		for _, a := range r.args {
			g.term(a)
		}
	}
	if r.value != nil {
		g.term(r.value)
	}
	if r.body != nil {
		head := []*term{r.ref, r.value}
		g.body(r.body, append(head, r.args...))
	}
}

// add adds a mutant that is noticed at an offset and replaces a span.
func (g *generator) add(operator string, at int, old span, replacement string) {
	g.mutants = append(g.mutants, &Mutant{
		File:     g.file,
		Line:     lineOf(g.source, at),
		Operator: operator,
		Offset:   old.start,
		Length:   old.end - old.start,
		New:      replacement,
		rule:     g.rule,
	})
}

func (g *generator) text(s span) string { return string(g.source[s.start:s.end]) }

// distinct sorts mutants by place, leaves out those that are the same text as
// another or as the source, and writes the diffs.
func distinct(mutants []*Mutant, source []byte) []*Mutant {
	seen := map[[sha256.Size]byte]bool{sha256.Sum256(source): true}
	mutants = slices.DeleteFunc(mutants, func(m *Mutant) bool {
		made := sha256.Sum256(m.apply(source))
		again := seen[made]
		seen[made] = true
		return again
	})
	slices.SortStableFunc(mutants, func(a, b *Mutant) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.New, b.New))
	})
	for _, m := range mutants {
		m.Diff = diff(source, m)
	}
	return mutants
}

// diff writes the lines that a mutant changes: the old with a minus, the new
// with a plus before them, and with a space what stays between them.
func diff(source []byte, m *Mutant) string {
	start := bytes.LastIndexByte(source[:m.Offset], '\n') + 1
	end := len(source)
	if i := bytes.IndexByte(source[m.Offset+m.Length:], '\n'); i >= 0 {
		end = m.Offset + m.Length + i
	}
	old := strings.Split(string(source[start:end]), "\n")
	changed := string(source[start:m.Offset]) + m.New + string(source[m.Offset+m.Length:end])
	made := strings.Split(changed, "\n")
	for len(old) > 0 && len(made) > 0 && old[0] == made[0] {
		old, made = old[1:], made[1:]
	}
	for len(old) > 0 && len(made) > 0 && old[len(old)-1] == made[len(made)-1] {
		old, made = old[:len(old)-1], made[:len(made)-1]
	}
	var b strings.Builder
	write := func(sign string, lines []string) {
		for _, line := range lines {
			b.WriteString(sign + strings.TrimRight(line, "\r") + "\n")
		}
	}
	same := common(old, made)
	for _, line := range same {
		i, j := slices.Index(old, line), slices.Index(made, line)
		write("-", old[:i])
		write("+", made[:j])
		write(" ", []string{line})
		old, made = old[i+1:], made[j+1:]
	}
	write("-", old)
	write("+", made)
	return b.String()
}

// common returns the longest sequence of lines that both have, in order.
func common(a, b []string) []string {
	longest := make([][]int, len(a)+1) // of a[i:] and b[j:]
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	var lines []string
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			lines = append(lines, a[i])
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return lines
}
