package main

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/counterfoil/counterfoil/internal/spelling"
)

// nearest keeps those names that are most like another one.
type nearest struct {
	to       string
	names    []string // sorted, a few at most
	distance int      // of each of them
}

const fewNames = 3

func (n *nearest) see(name string) {
	letters := utf8.RuneCountInString(n.to)
	if letters > 100 || utf8.RuneCountInString(name) > 100 { // nobody mistypes that
		return
	}
	d := spelling.Distance(n.to, name)
	switch {
	case d > 1+letters/3, len(n.names) > 0 && d > n.distance:
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
