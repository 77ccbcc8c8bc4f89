package policy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// moment is something that happened.
type moment struct {
	at    time.Time
	order int // among moments of one instant: the order in which such things follow each other
	text  string
}

// happened writes one timeline of everything in the record that has a time,
// in UTC.
func (x *explanation) happened() {
	x.section("WHAT HAPPENED, WHEN (UTC)")
	moments := x.moments()
	slices.SortStableFunc(moments, func(a, b moment) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.order, b.order))
	})
	later := false
	for _, m := range moments {
		if !later && m.at.After(x.result.AsOf) {
			later = true
			x.text(2, 2, fmt.Sprintf("After the instant of this judgement, %s:", clock(x.result.AsOf)))
		}
		x.row(2, 22, clock(m.at), m.text)
	}
	if len(moments) == 0 {
		x.text(2, 0, "Nothing that is on record.")
	}
}

func (x *explanation) moments() []moment {
	var all []moment
	add := func(at time.Time, order int, format string, args ...any) {
		if !at.IsZero() {
			all = append(all, moment{at, order, fmt.Sprintf(format, args...)})
		}
	}
	rec := x.rec
	for i := range rec.Events {
		add(rec.Events[i].OccurredAt, 0, "%s (lifecycle event%s)", rec.Events[i].Kind, since(" ", rec.Events[i].ID))
	}
	if q := rec.Request; q != nil {
		who := "somebody"
		if q.Requester != nil {
			who = name(q.Requester)
		}
		add(q.SubmittedAt, 1, "%s asked for %s", who, accesses(q.Entitlements))
		add(q.ClosedAt, 9, "the ticket was %s", statusWords(q.Status))
	}
	if b := rec.PolicyBasis; b != nil {
		add(b.DecidedAt, 2, "policy was applied: %s", basis(b))
	}
	if e := rec.Emergency; e != nil {
		who := "somebody"
		if e.DeclaredBy != nil {
			who = name(e.DeclaredBy)
		}
		add(e.DeclaredAt, 3, "%s declared an emergency%s%s", who, since(", ", e.Label), since(": ", e.Reason))
		add(e.ExpiresAt, 8, "the emergency expires")
		if v := e.Review; v != nil {
			add(v.ReviewedAt, 9, "%s reviewed the emergency%s", name(&v.Reviewer), since(": ", v.Conclusion))
		}
	}
	for i := range rec.Approvals {
		add(rec.Approvals[i].DecidedAt, 4, "%s", decided(&rec.Approvals[i]))
	}
	for i := range rec.Changes {
		add(rec.Changes[i].ExecutedAt, 5, "%s", changed(&rec.Changes[i]))
	}
	for i := range rec.Observations {
		o := &rec.Observations[i]
		add(o.ObservedAt, 6, "%s: the subject holds %s", read(o), held(o))
	}
	return all
}

// held says what an observation found.
func held(o *evidence.Observation) string {
	if len(o.Entitlements) == 0 {
		return "nothing"
	}
	return accesses(o.Entitlements)
}
