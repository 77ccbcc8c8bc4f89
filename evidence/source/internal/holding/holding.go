// Package holding compares who holds what before and after: sources that read
// whole policies (a binding, an IAM policy) use it to say what changed.
package holding

import (
	"cmp"
	"maps"
	"slices"

	"github.com/counterfoil/counterfoil/evidence"
)

// Holding is what one subject holds.
type Holding struct {
	Subject      evidence.Identity
	Entitlements []evidence.Entitlement
}

// Set is who holds what, one holding a subject, in order of their ids, with
// each key once a holding, in order.
type Set []Holding

// Of makes a set of holdings in any order, several of which may be of the same
// subject. Of entitlements with equal keys the one that expires last counts; no
// expiry is later than any.
func Of(list []Holding) Set {
	by := map[string]Holding{}
	for _, h := range list {
		h.Entitlements = append(slices.Clone(by[h.Subject.ID].Entitlements), h.Entitlements...)
		by[h.Subject.ID] = h
	}
	var s Set
	for _, id := range slices.Sorted(maps.Keys(by)) {
		h := by[id]
		slices.SortStableFunc(h.Entitlements, func(a, b evidence.Entitlement) int { return cmp.Or(ByKey(a, b), -byExpiry(a, b)) })
		h.Entitlements = slices.CompactFunc(h.Entitlements, func(a, b evidence.Entitlement) bool { return a.Key() == b.Key() })
		s = append(s, h)
	}
	return s
}

// Minus is what s says that subjects hold and o does not, by key.
func (s Set) Minus(o Set) Set {
	has := map[string]map[evidence.Key]bool{}
	for _, h := range o {
		keys := map[evidence.Key]bool{}
		for i := range h.Entitlements {
			keys[h.Entitlements[i].Key()] = true
		}
		has[h.Subject.ID] = keys
	}
	var rest Set
	for _, h := range s {
		var more []evidence.Entitlement
		for i := range h.Entitlements {
			if !has[h.Subject.ID][h.Entitlements[i].Key()] {
				more = append(more, h.Entitlements[i])
			}
		}
		if len(more) > 0 {
			rest = append(rest, Holding{h.Subject, more})
		}
	}
	return rest
}

// Moved is what s says that subjects hold and o does, too, but with another
// expiry.
func (s Set) Moved(o Set) Set {
	expiry := map[string]map[evidence.Key]evidence.Entitlement{}
	for _, h := range o {
		keys := map[evidence.Key]evidence.Entitlement{}
		for _, e := range h.Entitlements {
			keys[e.Key()] = e
		}
		expiry[h.Subject.ID] = keys
	}
	var moved Set
	for _, h := range s {
		var some []evidence.Entitlement
		for _, e := range h.Entitlements {
			if before, ok := expiry[h.Subject.ID][e.Key()]; ok && !before.ExpiresAt.Equal(e.ExpiresAt) {
				some = append(some, e)
			}
		}
		if len(some) > 0 {
			moved = append(moved, Holding{h.Subject, some})
		}
	}
	return moved
}

// ByKey orders entitlements by their keys.
func ByKey(a, b evidence.Entitlement) int {
	return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Permission, b.Permission), cmp.Compare(a.Scope, b.Scope))
}

// ByKeyAndVia orders entitlements by their keys, and of equal ones what is held
// itself before what comes through something.
func ByKeyAndVia(a, b evidence.Entitlement) int {
	return cmp.Or(ByKey(a, b), cmp.Compare(a.Via, b.Via))
}

// byExpiry orders entitlements by when they end.
func byExpiry(a, b evidence.Entitlement) int {
	switch {
	case a.ExpiresAt.Equal(b.ExpiresAt):
		return 0
	case a.ExpiresAt.IsZero():
		return 1
	case b.ExpiresAt.IsZero():
		return -1
	}
	return a.ExpiresAt.Compare(b.ExpiresAt)
}
