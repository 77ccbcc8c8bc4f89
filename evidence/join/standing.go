package join

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// alone makes a record of each change and each emergency that belongs to no
// request.
func (s *subject) alone() {
	for _, i := range s.left {
		switch v := i.part.(type) {
		case *evidence.Change:
			if v.Outcome == evidence.OutcomeSuccess {
				s.draft(i)
			}
		case *evidence.Emergency:
			s.draft(i)
		}
	}
}

// standing makes a record, one a system, of the entitlements that were
// observed and that nothing before explains.
func (s *subject) standing(items []*item) {
	explained := s.explained()
	bySystem := map[string]map[evidence.Key]evidence.Entitlement{}
	for _, i := range items {
		o, ok := i.part.(*evidence.Observation)
		if !ok {
			continue
		}
		for n := range o.Entitlements {
			e := &o.Entitlements[n]
			if explained.held(e, o.ObservedAt) {
				continue
			}
			if bySystem[o.System] == nil {
				bySystem[o.System] = map[evidence.Key]evidence.Entitlement{}
			}
			k := e.Key()
			bySystem[o.System][k] = evidence.Entitlement{System: k.System, Resource: k.Resource, Permission: k.Permission, Scope: k.Scope}
		}
	}
	for _, system := range slices.Sorted(maps.Keys(bySystem)) {
		d := &draft{person: s.person, system: system}
		d.unexplained = slices.SortedFunc(maps.Values(bySystem[system]), func(a, b evidence.Entitlement) int {
			return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Permission, b.Permission), cmp.Compare(a.Scope, b.Scope))
		})
		s.drafts = append(s.drafts, d)
	}
}

// explained says since when a request or a successful change of this subject
// explains that an entitlement is held, or that its subject is in a group. What
// takes access away does not.
type explained struct {
	keys   map[evidence.Key]time.Time
	groups map[string]time.Time // by system and resource
}

func (x *explained) add(k evidence.Key, at time.Time) {
	earliest(x.keys, k, at)
	earliest(x.groups, k.System+"/"+k.Resource, at)
}

func earliest[K comparable](since map[K]time.Time, k K, at time.Time) {
	if t, ok := since[k]; !ok || at.Before(t) {
		since[k] = at
	}
}

// held reports whether that an entitlement is held then is explained, by itself
// or by the group that it comes through.
func (x *explained) held(e *evidence.Entitlement, at time.Time) bool {
	if t, ok := x.keys[e.Key()]; ok && !at.Before(t) {
		return true
	}
	if e.Via == "" {
		return false
	}
	for _, group := range []string{e.System + "/" + e.Via, e.Via} {
		if t, ok := x.groups[group]; ok && !at.Before(t) {
			return true
		}
	}
	return false
}

func (s *subject) explained() *explained {
	x := &explained{map[evidence.Key]time.Time{}, map[string]time.Time{}}
	for _, d := range s.drafts {
		for _, i := range d.items {
			switch v := i.part.(type) {
			case *evidence.Request:
				if d.asked != evidence.ActionRevoke {
					for _, k := range s.options.keys(v.Entitlements) {
						x.add(k, v.SubmittedAt)
					}
				}
			case *evidence.Change:
				if v.Outcome == evidence.OutcomeSuccess && v.Action != evidence.ActionRevoke {
					for _, k := range s.options.keys(v.Entitlements) {
						x.add(k, v.ExecutedAt)
					}
				}
			}
		}
	}
	return x
}

// attach adds observations and events to the records that they concern.
func (s *subject) attach(items []*item) {
	bySystem := map[string][]*draft{}
	for _, d := range s.drafts {
		for _, system := range s.systems(d) {
			bySystem[system] = append(bySystem[system], d)
		}
	}
	for _, i := range items {
		switch v := i.part.(type) {
		case *evidence.Observation:
			// A record that names no system could be about any.
			s.context(i, slices.Concat(bySystem[v.System], bySystem[""]), "nothing was asked, done or held in that system")
		case *evidence.Event:
			s.context(i, s.drafts, "there is no record of this subject")
		}
	}
}

func (s *subject) context(i *item, drafts []*draft, otherwise string) {
	if len(drafts) == 0 && !i.seen { // what a listing does not name has been seen
		s.note(NoteUnplaced, i, otherwise)
	}
	for _, d := range drafts {
		d.context = append(d.context, i)
		i.seen = true
		if d.lead != nil {
			i.fate = joined
		}
	}
}

// systems are those that the draft is about, those of what a bundle implies
// among them; "" if it does not say.
func (s *subject) systems(d *draft) []string {
	if d.lead == nil {
		return []string{d.system}
	}
	var all []string
	add := func(list []evidence.Entitlement) {
		for _, k := range s.options.keys(list) {
			all = append(all, k.System)
		}
	}
	for _, i := range d.items {
		switch v := i.part.(type) {
		case *evidence.Request:
			add(v.Entitlements)
		case *evidence.Change:
			add(v.Entitlements)
		}
	}
	if len(all) == 0 {
		return []string{""}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
