package suite

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
)

// FileLines says which lines of a Policy file the tests reached.
type FileLines struct {
	File      string
	Covered   int   // how many lines were reached
	Uncovered []int // the lines that hold rules and were not reached, sorted
}

// lines reports on the Policy files. A line that holds something reached and
// something not reached is not covered.
func (p *Pack) lines(reached *cover.Cover) []FileLines {
	modules := map[string]*ast.Module{}
	for _, f := range p.Of(Policy) {
		modules[f.Name] = f.Module
	}
	report := reached.Report(modules)
	var all []FileLines
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		covered, uncovered := rows(report.Files[name].Covered), rows(report.Files[name].NotCovered)
		maps.DeleteFunc(covered, func(row int, _ bool) bool { return uncovered[row] })
		all = append(all, FileLines{File: name, Covered: len(covered), Uncovered: slices.Sorted(maps.Keys(uncovered))})
	}
	return all
}

func rows(ranges []cover.Range) map[int]bool {
	all := map[int]bool{}
	for _, r := range ranges {
		for row := r.Start.Row; row <= r.End.Row; row++ {
			all[row] = true
		}
	}
	return all
}
