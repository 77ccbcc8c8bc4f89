package entra

import (
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// What PIM does, the directory logs a second time, as done by an application
// called MS-PIM. That name anybody may give to theirs: only where PIM tells the
// same change itself, at about the same time, is it left out.

const (
	nameOfPIM = "MS-PIM"
	aboutThen = 5 * time.Minute
)

// twin is what two events about the same change have in common.
type twin struct {
	subject string
	action  evidence.Action
	key     evidence.Key
}

func twinOf(w who, action evidence.Action, held evidence.Entitlement) twin {
	return twin{strings.ToLower(w.id), action, held.Key()}
}

// pending is a change that waits for PIM's own event.
type pending struct {
	fact evidence.Fact
	twin twin
	at   time.Time
}

// byPIM reports whether the directory says that PIM did something.
func (a *activity) byPIM() bool {
	return a.by.App != nil && a.by.App.Name == nameOfPIM
}

// unmatched yields the changes that are said to be PIM's and that PIM does not
// tell.
func (l *log) unmatched() []evidence.Fact {
	var all []evidence.Fact
	for _, p := range l.pending {
		told := false
		for _, at := range l.pim[p.twin] {
			told = told || at.Sub(p.at).Abs() <= aboutThen
		}
		if !told {
			all = append(all, p.fact)
		}
	}
	return all
}
