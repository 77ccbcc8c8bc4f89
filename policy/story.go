package policy

import (
	"fmt"
	"slices"

	"github.com/counterfoil/counterfoil/evidence"
)

func (x *explanation) asked() {
	x.section("WHAT WAS ASKED")
	q := x.rec.Request
	if q == nil {
		x.text(2, 0, "Nothing that is on record: there is no request.")
		return
	}
	who := "Somebody whom the record does not name"
	if q.Requester != nil {
		who = name(q.Requester)
	}
	what := map[evidence.Action]string{
		evidence.ActionGrant: "be granted to ", evidence.ActionRevoke: "be taken away from ", evidence.ActionModify: "be modified for ",
	}[x.rec.Action]
	if what == "" {
		what = "be given, altered or taken away (the record does not say which) for "
	}
	self := ""
	if q.Requester != nil && q.Requester.Same(&x.rec.Subject) {
		self = " (the requester is the subject)"
	}
	x.text(2, 2, fmt.Sprintf("%s asked at %s that access %s%s%s:", who, clock(q.SubmittedAt), what, name(&x.rec.Subject), self))
	if len(q.Entitlements) == 0 {
		x.text(4, 2, "no entitlement that the request names")
	}
	for i := range q.Entitlements {
		x.text(4, 2, access(&q.Entitlements[i]))
	}
	why := "no reason given"
	if q.Justification != "" {
		why = "“" + q.Justification + "”"
	}
	x.row(2, 10, "Why", why)
	if q.LifecycleRef != "" {
		x.row(2, 10, "Event", q.LifecycleRef+x.event(q.LifecycleRef))
	}
	ticket := fmt.Sprintf("%s, %s", q.ID, statusWords(q.Status))
	if !q.ClosedAt.IsZero() {
		ticket += " at " + clock(q.ClosedAt)
	}
	x.row(2, 10, "Ticket", ticket+cited(q.Source))
	if s := &x.rec.Subject; s.Kind != evidence.KindHuman {
		owner := "nobody on record"
		if s.Owner != nil {
			owner = whole(s.Owner)
		}
		x.row(2, 10, "Owner", owner)
	}
}

// event describes the lifecycle event with an id.
func (x *explanation) event(id string) string {
	for i := range x.rec.Events {
		if e := &x.rec.Events[i]; e.ID == id {
			return fmt.Sprintf(": %s at %s", e.Kind, clock(e.OccurredAt))
		}
	}
	return ", which is not on record"
}

func (x *explanation) decided() {
	x.section("WHO DECIDED, AND ON WHICH RULE")
	if b := x.rec.PolicyBasis; b == nil {
		x.row(2, 10, "Recorded", "no policy basis: which rule was applied is not on record")
	} else {
		x.row(2, 10, "Recorded", basis(b)+cited(b.Source))
	}
	if q := x.result.Requirement; q != nil {
		x.row(2, 10, "Required", demand(q))
		for _, why := range q.Why {
			x.text(12, 2, why)
		}
	}
	if len(x.rec.Approvals) == 0 {
		x.row(2, 10, "Decided", "nobody: there is no approval on record")
	}
	for i := range x.rec.Approvals {
		a := &x.rec.Approvals[i]
		x.row(2, 10, "Decided", decision(a)+cited(a.Source))
		if d := a.Delegation; d != nil {
			x.text(12, 2, "standing in for "+name(&d.From)+window(d.ValidFrom, d.ValidUntil))
		}
		if c := a.Context; c != nil {
			x.text(12, 2, "was shown "+shownTo(c))
		}
	}
	if e := x.rec.Emergency; e != nil {
		x.row(2, 10, "Emergency", emergency(e)+cited(e.Source))
		if e.Review == nil {
			x.text(12, 2, "not reviewed, as far as the record goes")
		} else {
			x.text(12, 2, review(e.Review)+cited(e.Review.Source))
		}
	}
}

func (x *explanation) now() {
	x.section("WHAT THE TARGET SYSTEM SAYS NOW")
	for _, system := range x.systems() {
		var last *evidence.Observation
		unread := "nobody has read it"
		for i := range x.rec.Observations {
			o := &x.rec.Observations[i]
			switch {
			case o.System != system || o.ObservedAt.After(x.result.AsOf):
			case !o.Complete || o.Source == nil || !target(o.Source.Kind):
				unread = "nobody has read it completely: what is on record is partial, or is not the system's own word"
			case last == nil || !o.ObservedAt.Before(last.ObservedAt):
				last = o
			}
		}
		switch {
		case last == nil:
			x.text(2, 2, system+": "+unread)
		case len(last.Entitlements) == 0:
			x.text(2, 2, system+": "+fmt.Sprintf("%s holds nothing there, as read at %s%s", name(&x.rec.Subject), clock(last.ObservedAt), cited(last.Source)))
		default:
			x.text(2, 2, system+": "+fmt.Sprintf("%s holds, as read at %s%s:", name(&x.rec.Subject), clock(last.ObservedAt), cited(last.Source)))
			for i := range last.Entitlements {
				x.text(4, 2, access(&last.Entitlements[i]))
			}
		}
	}
}

// systems are all that the record speaks of, sorted.
func (x *explanation) systems() []string {
	var all []string
	add := func(list []evidence.Entitlement) {
		for i := range list {
			all = append(all, list[i].System)
		}
	}
	if x.rec.Request != nil {
		add(x.rec.Request.Entitlements)
	}
	for i := range x.rec.Changes {
		add(x.rec.Changes[i].Entitlements)
	}
	for i := range x.rec.Observations {
		all = append(all, x.rec.Observations[i].System)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
