package gcp

import (
	"maps"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
)

// set is who is in a group, or in something else that stands for several, by
// id.
type set struct {
	members map[string]evidence.Identity
	told    bool // of it, and of the sets in it
}

// closures are the sets that the caller told, each with the members of those
// that are in it.
func closures(members map[string][]string) map[string]set {
	told := map[string][]evidence.Identity{}
	for _, id := range slices.Sorted(maps.Keys(members)) {
		of := known(id).ID
		if told[of] == nil {
			told[of] = []evidence.Identity{}
		}
		for _, m := range members[id] {
			told[of] = append(told[of], known(m))
		}
	}
	all := map[string]set{}
	for id := range told {
		s := set{map[string]evidence.Identity{}, true}
		for next := []string{id}; len(next) > 0; next = next[1:] {
			list, ok := told[next[0]]
			s.told = s.told && ok
			for _, m := range list {
				if _, met := s.members[m.ID]; met || m.ID == id {
					continue
				}
				s.members[m.ID] = m
				if stands(m.ID) {
					next = append(next, m.ID)
				}
			}
		}
		all[id] = s
	}
	return all
}

// known is whom the caller names: by the id, or as policies write it.
func known(name string) evidence.Identity {
	if id, ok := member(name); ok {
		return id
	}
	if strings.HasSuffix(strings.ToLower(name), ".gserviceaccount.com") || strings.Contains(name, ".svc.id.goog[") {
		return serviceAccount(name)
	}
	return evidence.Identity{ID: strings.ToLower(name)}
}

// settled reports whether it is known of every set that the policy names
// whether the subject is in it. Sets of everybody are, and so are those whose
// members the caller told. A set is in no other but a group is.
func (l listing) settled(subject evidence.Identity, held holding.Set) bool {
	if subject.ID == allUsers || subject.ID == allAuthenticatedUsers || stands(subject.ID) && !strings.HasPrefix(subject.ID, "group:") {
		return true
	}
	for _, h := range held {
		if stands(h.Subject.ID) && !l.sets[h.Subject.ID].told && h.Subject.ID != subject.ID {
			return false
		}
	}
	return true
}

// everybody is who holds something through the policy: whom it names, and who
// is known to be in a set that it names.
func (l listing) everybody(held holding.Set) holding.Set {
	var through []holding.Holding
	for _, h := range held {
		for _, m := range l.sets[h.Subject.ID].members {
			through = append(through, holding.Holding{Subject: m})
		}
	}
	if len(through) == 0 {
		return held
	}
	return holding.Of(append(through, held...))
}

// allNamed reports whether nobody can hold anything through the policy but whom
// [listing.everybody] names.
func (l listing) allNamed(held holding.Set) bool {
	for _, h := range held {
		id := h.Subject.ID
		if single := !strings.Contains(id, ":") || strings.HasPrefix(id, "principal://"); id == allUsers || id == allAuthenticatedUsers || !single && !l.sets[id].told {
			return false
		}
	}
	return true
}

// with are the entitlements of a subject itself, and those that it inherits
// from the sets that it is known to be in.
func (l listing) with(h holding.Holding, held holding.Set) []evidence.Entitlement {
	all := append([]evidence.Entitlement{}, h.Entitlements...)
	for _, from := range held {
		if !l.in(h.Subject.ID, from.Subject.ID) {
			continue
		}
		for _, e := range from.Entitlements {
			e.Via = from.Subject.ID
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, holding.ByKeyAndVia)
	return all
}

// in reports whether a subject is known to be in a set.
func (l listing) in(subject, of string) bool {
	switch {
	case subject == of || subject == allUsers:
		return false
	case of == allUsers || of == allAuthenticatedUsers:
		return true
	}
	_, ok := l.sets[of].members[subject]
	return ok
}
