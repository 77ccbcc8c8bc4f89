package awsiam

import (
	"maps"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/iam"
)

// listing is the reading of one listing.
type listing struct {
	at      time.Time
	more    bool // the last page says that there is more
	holders map[string]*holder

	// What tells whether the listing is of everybody.
	kinds    [3]bool // it has a user, a group, a role
	policies map[string]*detail
	attached map[string]int // by policy, as entities have it
	bounds   map[string]int
}

// holder is a subject, and what it holds itself.
type holder struct {
	subject            evidence.Identity
	partition, account string
	head               string // of its ARN, up to the account
	record             string // what follows that, with the path
	held               []evidence.Entitlement
	groups             []string // by name
}

func (h *holder) hold(e evidence.Entitlement) { h.held = append(h.held, e) }

// add takes in an entity that is in order.
func (l *listing) add(kind string, h *holder, d *detail) {
	l.holders[h.subject.ID] = h
	l.kinds[slices.Index([]string{"user", "group", "role"}, kind)] = true
	for _, p := range *d.Attached {
		l.attached[p.ARN]++
	}
	if d.Boundary != nil {
		l.bounds[d.Boundary.ARN]++
	}
}

// addProfile takes in an instance profile, which stands at each of its roles.
func (l *listing) addProfile(h *holder) {
	if known := l.holders[h.subject.ID]; known != nil {
		known.held = append(known.held, h.held...)
		return
	}
	l.holders[h.subject.ID] = h
}

// end yields an observation for each subject and, if it is proven that there
// are no others, says so.
func (l *listing) end(whole bool) []evidence.Fact {
	whole = whole && !l.more
	everybody := whole && l.proven()
	var facts []evidence.Fact
	var system string
	for _, id := range slices.Sorted(maps.Keys(l.holders)) {
		h := l.holders[id]
		held, told := l.entitlements(h)
		everybody = everybody && told && (system == "" || system == iam.System(h.account))
		system = iam.System(h.account)
		_, resource, _ := iam.Cut(id)
		facts = append(facts, evidence.Fact{Subject: h.subject, Value: &evidence.Observation{
			ID: id, System: system, ObservedAt: l.at, Complete: whole && told, Entitlements: held, Source: l.cite(system, resource),
		}})
	}
	if everybody {
		facts = append(facts, evidence.Fact{Subject: evidence.Identity{ID: system}, Value: &evidence.Listing{
			ID: system, System: system, ObservedAt: l.at, Source: l.cite(system, "account-authorization-details"),
		}})
	}
	return facts
}

func (l *listing) cite(system, record string) *evidence.Source {
	return &evidence.Source{System: system, Kind: evidence.SourceCloud, RecordID: "iam/" + record, CollectedAt: l.at}
}

// entitlements are what a subject holds itself, and through its groups. It
// reports false where the listing does not have one of these.
func (l *listing) entitlements(h *holder) (all []evidence.Entitlement, told bool) {
	all = append([]evidence.Entitlement{}, h.held...)
	told = true
	for _, name := range h.groups {
		group := l.holders[h.head+"group/"+name]
		if group == nil {
			told = false
			continue
		}
		for _, e := range group.held {
			e.Via = iam.Group(name)
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, holding.ByKeyAndVia)
	return all, told
}

// proven reports whether everybody was asked for: all kinds are there, and every
// policy is as often attached, and a boundary, as AWS counted.
func (l *listing) proven() bool {
	if l.kinds != [3]bool{true, true, true} {
		return false
	}
	for arn := range l.attached {
		if l.policies[arn] == nil {
			return false
		}
	}
	for arn, p := range l.policies {
		if p.Attachments == nil || *p.Attachments != l.attached[arn] || p.Bounds == nil || *p.Bounds != l.bounds[arn] {
			return false
		}
	}
	return true
}
