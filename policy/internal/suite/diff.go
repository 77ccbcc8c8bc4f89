package suite

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// diff shows how two values differ, line by line, in Rego's notation: a line
// that only the left side has begins with -, one that only the right has with
// +. Equal lines far from any difference are left out.
//
// It is not go-cmp's: that one varies its output, and where it sees moves, from
// one process to the next, on purpose.
func diff(left, right ast.Value) string {
	a, b := layout(left), layout(right)
	var lines []string
	i, j := 0, 0
	for _, m := range append(common(a, b), match{len(a), len(b)}) {
		for ; i < m.a; i++ {
			lines = append(lines, "- "+a[i])
		}
		for ; j < m.b; j++ {
			lines = append(lines, "+ "+b[j])
		}
		if i < len(a) && j < len(b) {
			lines = append(lines, "  "+a[i])
			i, j = i+1, j+1
		}
	}
	return strings.Join(near(lines), "\n")
}

// match is a line that both sides have.
type match struct{ a, b int }

// common returns the longest common subsequence of two texts; of several, the
// one that comes first.
func common(a, b []string) []match {
	var head, tail []match
	for len(head) < len(a) && len(head) < len(b) && a[len(head)] == b[len(head)] {
		head = append(head, match{len(head), len(head)})
	}
	n, m := len(a), len(b)
	for n > len(head) && m > len(head) && a[n-1] == b[m-1] {
		n, m = n-1, m-1
		tail = append(tail, match{n, m})
	}
	const most = 4_000_000 // cells; two texts that differ in more lines are shown one after the other
	if rows, columns := n-len(head), m-len(head); rows*columns <= most {
		head = append(head, longestCommon(a[len(head):n], b[len(head):m], len(head))...)
	}
	for i := len(tail) - 1; i >= 0; i-- {
		head = append(head, tail[i])
	}
	return head
}

func longestCommon(a, b []string, from int) []match {
	best := make([][]int32, len(a)+1) // from here to the end
	for i := range best {
		best[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	var all []match
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			all = append(all, match{from + i, from + j})
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
	return all
}

// near keeps the differences and the lines around each.
func near(lines []string) []string {
	const around = 4
	keep := make([]bool, len(lines))
	for i, line := range lines {
		if line[0] != ' ' {
			for k := max(0, i-around); k <= min(len(lines)-1, i+around); k++ {
				keep[k] = true
			}
		}
	}
	var out []string
	for i := 0; i < len(lines); i++ {
		gap := i
		for gap < len(lines) && !keep[gap] {
			gap++
		}
		if gap-i > 2 { // no more than a gap would take
			out = append(out, "  …")
			i = gap
		}
		if i < len(lines) {
			out = append(out, lines[i])
		}
	}
	return out
}

// layout writes a value in Rego's notation: on one line where it is short, else
// each member on a line of its own.
func layout(v ast.Value) []string {
	l := &lines{}
	l.write("", v, "")
	return l.all
}

type lines struct {
	all    []string
	indent string
}

func (l *lines) write(before string, v ast.Value, after string) {
	const wide = 60
	text := v.String()
	if ast.IsScalar(v) || len(text)+len(before) <= wide {
		l.all = append(l.all, l.indent+before+text+after)
		return
	}
	open, shut := "{", "}"
	if _, ok := v.(*ast.Array); ok {
		open, shut = "[", "]"
	}
	l.all = append(l.all, l.indent+before+open)
	l.indent += "  "
	switch v := v.(type) {
	case *ast.Array:
		v.Foreach(func(t *ast.Term) { l.write("", t.Value, ",") })
	case ast.Set:
		v.Foreach(func(t *ast.Term) { l.write("", t.Value, ",") })
	case ast.Object:
		v.Foreach(func(key, value *ast.Term) { l.write(key.String()+": ", value.Value, ",") })
	}
	l.indent = l.indent[2:]
	l.all = append(l.all, l.indent+shut+after)
}
