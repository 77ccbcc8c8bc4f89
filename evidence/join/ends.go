package join

import (
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// ends finds, for revokes that nobody asked for, the request whose grant they
// end, however long ago it was closed: access may be meant to last. Where that
// was asked for again and again, it is the one that is not ended yet.
func (s *subject) ends() {
	for _, i := range s.loose { // by time
		change := i.part.(*evidence.Change)
		found := s.candidates(change, func(d *draft) bool { return d.granted(change) && !d.ended(change) })
		if len(found) == 0 {
			found = s.candidates(change, func(d *draft) bool { return d.granted(change) })
		}
		s.choose(i, found)
	}
}

// granted reports whether the draft holds a grant of what the revoke takes
// away, at or before it.
func (d *draft) granted(revoke *evidence.Change) bool {
	return !d.last(revoke, evidence.ActionGrant, evidence.ActionModify).IsZero()
}

// ended reports whether the draft holds another revoke of it, since the grant.
func (d *draft) ended(revoke *evidence.Change) bool {
	at := d.last(revoke, evidence.ActionRevoke)
	return !at.IsZero() && !at.Before(d.last(revoke, evidence.ActionGrant, evidence.ActionModify))
}

// last is when the draft last did one of these to what the revoke takes away,
// at or before it; zero if it did not.
func (d *draft) last(revoke *evidence.Change, did ...evidence.Action) (at time.Time) {
	for _, i := range d.items {
		c, ok := i.part.(*evidence.Change)
		if !ok || c.Outcome != evidence.OutcomeSuccess || !slices.Contains(did, c.Action) || c.ExecutedAt.After(revoke.ExecutedAt) || !c.ExecutedAt.After(at) {
			continue
		}
		if sharesKey(c.Entitlements, revoke.Entitlements) {
			at = c.ExecutedAt
		}
	}
	return at
}

func sharesKey(a, b []evidence.Entitlement) bool {
	for n := range a {
		for m := range b {
			if a[n].Key() == b[m].Key() {
				return true
			}
		}
	}
	return false
}
