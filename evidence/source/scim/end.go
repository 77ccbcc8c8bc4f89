package scim

import (
	"cmp"
	"slices"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
)

// end yields what each user and each group holds, when users were created, and
// whether that was all.
func (l *listing) end(whole bool) []evidence.Fact {
	m := l.resolve()
	users := whole && l.pages.whole(func(p page) bool { return p.user })
	groups := whole && l.pages.whole(func(p page) bool { return p.group }) && m.known
	all := users && groups && !m.strangers

	var facts []evidence.Fact
	for _, id := range sorted(l.users) {
		u := l.users[id]
		told := u.groups != nil && !m.disagree[id] // the groups that a user names are all that it is in
		complete := whole && u.full && (groups || told)
		all = all && complete
		held := append(slices.Clone(u.held), l.entitlements(nil, m.of[id], m.via[id])...)
		facts = append(facts, l.observed(u.subject, "Users/"+id, complete, held))
		if !u.created.IsZero() {
			s := l.cite("Users/" + id)
			s.Digest = u.digest
			facts = append(facts, evidence.Fact{Subject: u.subject, Value: &evidence.Event{
				ID: u.subject.ID + "/created", Kind: evidence.EventCreated, OccurredAt: u.created, Source: s}})
		}
	}
	for _, id := range sorted(l.groups) {
		g := l.groups[id]
		subject := evidence.Identity{ID: l.options.system() + "/group/" + id, Name: g.name}
		facts = append(facts, l.observed(subject, "Groups/"+id, groups, l.entitlements(g, g.parents, nil)))
	}
	if all {
		facts = append(facts, evidence.Fact{Subject: evidence.Identity{ID: l.options.system()}, Value: &evidence.Listing{
			ID: l.options.system(), System: l.options.system(), ObservedAt: l.options.CollectedAt.UTC(), Source: l.cite("listing")}})
	}
	return facts
}

// observed is what a subject holds.
func (l *listing) observed(subject evidence.Identity, record string, complete bool, held []evidence.Entitlement) evidence.Fact {
	slices.SortStableFunc(held, func(a, b evidence.Entitlement) int { return cmp.Or(holding.ByKey(a, b), cmp.Compare(a.Via, b.Via)) })
	held = slices.CompactFunc(held, func(a, b evidence.Entitlement) bool { return a.Key() == b.Key() && a.Via == b.Via })
	return evidence.Fact{Subject: subject, Value: &evidence.Observation{
		ID: subject.ID, System: l.options.system(), ObservedAt: l.options.CollectedAt.UTC(), Complete: complete, Entitlements: held, Source: l.cite(record)}}
}

func (l *listing) cite(record string) *evidence.Source {
	return &evidence.Source{System: l.options.system(), Kind: evidence.SourceApplication, RecordID: record, CollectedAt: l.options.CollectedAt.UTC()}
}
