// Package marker reads the comments in which the author of a control accepts
// what the test kit reports:
//
//	# silence /changes /changes/*: what is gone is the offence itself
//	# never indeterminate: without an event the statement is false, not unknown
//
// A marker is one comment: a word that says what it is about, what is accepted, a
// colon, and the reason. It counts for the file that it stands in. The caller says
// which arguments make a comment a marker; others are prose.
package marker

import (
	"fmt"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// Marker is something that an author accepts.
type Marker struct {
	Arguments []string // what is accepted, as written; at least one
	Reason    string
	File      string
	Line      int
}

// Read returns the markers of a file that begin with the word, in the order of
// their lines, and what is wrong with others: they lack a reason. marks says of
// the first argument whether it makes the comment a marker.
func Read(file *suite.File, word string, marks func(argument string) bool) ([]Marker, []*policy.Error) {
	var all []Marker
	var errs []*policy.Error
	for _, c := range file.Module.Comments {
		first, rest, _ := strings.Cut(strings.TrimSpace(string(c.Text)), " ")
		list, reason, colon := strings.Cut(rest+" ", ": ") // in a JSON Pointer a colon may stand, too
		m := Marker{Arguments: strings.Fields(list), Reason: strings.TrimSpace(reason), File: file.Name, Line: c.Location.Row}
		if first != word || len(m.Arguments) == 0 || !marks(m.Arguments[0]) {
			continue
		}
		if !colon || m.Reason == "" {
			errs = append(errs, m.Error(fmt.Sprintf("# %s %s gives no reason", word, m.Arguments[0]),
				fmt.Sprintf("write why it is right: # %s %s: …", word, m.Arguments[0])))
			continue
		}
		all = append(all, m)
	}
	return all, errs
}

// Error is an error at the marker.
func (m *Marker) Error(message, hint string) *policy.Error {
	return &policy.Error{File: m.File, Line: m.Line, Message: message, Hint: hint}
}
