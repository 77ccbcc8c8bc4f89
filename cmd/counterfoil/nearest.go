package main

import (
	"slices"
	"strconv"
	"strings"
)

// nearest keeps those names that are most like another one.
type nearest struct {
	to       string
	names    []string // sorted, a few at most
	distance int      // of each of them
}

const fewNames = 3

func (n *nearest) see(name string) {
	a, b := []rune(n.to), []rune(name)
	if len(a) > 100 || len(b) > 100 { // nobody mistypes that
		return
	}
	d := distance(a, b)
	switch {
	case d > 1+len(a)/3, len(n.names) > 0 && d > n.distance:
		return
	case len(n.names) == 0 || d < n.distance:
		n.names, n.distance = nil, d
	}
	if i, known := slices.BinarySearch(n.names, name); !known {
		n.names = slices.Insert(n.names, i, strings.Clone(name))
		n.names = n.names[:min(len(n.names), fewNames)]
	}
}

// didYouMean goes on after a complaint about the name.
func (n *nearest) didYouMean() string {
	if len(n.names) == 0 {
		return ""
	}
	quoted := make([]string, len(n.names))
	for i, name := range n.names {
		quoted[i] = strconv.Quote(name)
	}
	return "; did you mean " + strings.Join(quoted, " or ") + "?"
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
