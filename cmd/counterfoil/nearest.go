package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// nearest keeps the few names that are most like another one.
type nearest struct {
	to    string
	found []similar
}

type similar struct {
	name     string
	distance int
}

const fewNames = 3

func (n *nearest) see(name string) {
	a, b := []rune(n.to), []rune(name)
	if len(a) > 100 || len(b) > 100 { // nobody mistypes that
		return
	}
	d := distance(a, b)
	if d > 1+len(a)/3 {
		return
	}
	n.found = append(n.found, similar{strings.Clone(name), d})
	slices.SortStableFunc(n.found, func(x, y similar) int {
		return cmp.Or(cmp.Compare(x.distance, y.distance), cmp.Compare(x.name, y.name))
	})
	n.found = slices.CompactFunc(n.found, func(x, y similar) bool { return x.name == y.name })
	n.found = n.found[:min(len(n.found), fewNames)]
}

// names lists them, the most similar first.
func (n *nearest) names() string {
	var quoted []string
	for _, s := range n.found {
		quoted = append(quoted, fmt.Sprintf("%q", s.name))
	}
	return strings.Join(quoted, " or ")
}

// distance is the number of letters to insert, delete or replace (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			replace := diagonal
			if x != y {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
