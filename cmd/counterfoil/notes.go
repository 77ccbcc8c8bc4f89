package main

import (
	"io"

	"github.com/counterfoil/counterfoil/evidence/join"
)

// fewOfAKind is how many notes that say the same of different facts are printed.
const fewOfAKind = 10

// printNotes prints what a person should look at. Of many notes with one reason
// it prints a few, and how many more there are: ten thousand people who hold
// nothing must not hide the one ambiguous change.
func printNotes(w io.Writer, notes []join.Note, all bool) {
	like := func(n join.Note) join.Note { return join.Note{What: n.What, Kind: n.Kind, Reason: n.Reason} }
	left := map[join.Note]int{}
	for _, n := range notes {
		left[like(n)]++
	}
	printed := map[join.Note]int{}
	for _, n := range notes {
		kind := like(n)
		if printed[kind]++; all || printed[kind] <= fewOfAKind {
			note(w, "%v", n)
		} else if printed[kind] == left[kind] {
			note(w, "%s %s: %d more: %s (--all-notes lists them)", n.What, n.Kind, left[kind]-fewOfAKind, n.Reason)
		}
	}
}
