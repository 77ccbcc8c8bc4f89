package join

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// sighting is where and when somebody was looked for.
type sighting struct {
	source, system string
	at             time.Time
}

func seen(o *evidence.Source, system string, at time.Time) sighting {
	return sighting{o.System, system, at.UTC()}
}

// once marks listings that say the same again, and returns the others.
func once(listings []*item) []*item {
	var kept []*item
	found := map[sighting]bool{}
	for _, i := range listings {
		l := i.part.(*evidence.Listing)
		if l.Source == nil || l.Source.System == "" {
			continue // it names nobody's names
		}
		if s := seen(l.Source, l.System, l.ObservedAt); found[s] {
			i.fate = duplicate
		} else {
			found[s] = true
			kept = append(kept, i)
		}
	}
	return kept
}

// unlisted returns an observation of nothing for each listing that would have
// named the subject. It would have if its source has named the subject at any
// time, in a listing or as whose access changed: it knows them then, by one of
// their names. Of whom it has never spoken nobody can tell whether they have
// no access or another name.
func (s *subject) unlisted(items []*item) []*item {
	if len(s.joiner.whole) == 0 {
		return nil
	}
	known := map[string]bool{}
	named := map[sighting]bool{}
	for _, i := range items {
		switch v := i.part.(type) {
		case *evidence.Observation:
			if v.Source != nil {
				known[v.Source.System] = true
				named[seen(v.Source, v.System, v.ObservedAt)] = true
			}
		case *evidence.Change:
			if v.Source != nil {
				known[v.Source.System] = true
			}
		}
	}
	var absent []*item
	for _, i := range s.joiner.whole {
		l := i.part.(*evidence.Listing)
		if !known[l.Source.System] || named[seen(l.Source, l.System, l.ObservedAt)] {
			continue
		}
		absent = append(absent, &item{who: s.person, seen: true, part: &evidence.Observation{
			ID: l.ID, System: l.System, ObservedAt: l.ObservedAt, Complete: true, Entitlements: []evidence.Entitlement{},
			Source: l.Source, Extensions: evidence.Extensions{"join": json.RawMessage(`{"not_listed":true}`)},
		}})
	}
	return absent
}

// withUnlisted returns the facts about the subject with what listings say by
// not naming it, in order.
func (s *subject) withUnlisted(items []*item) []*item {
	absent := s.unlisted(items)
	if len(absent) == 0 {
		return items
	}
	all := slices.Concat(items, absent)
	slices.SortStableFunc(all, func(a, b *item) int { return orderOf(a).compare(orderOf(b)) })
	return all
}
