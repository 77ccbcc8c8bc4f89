package okta

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
)

// end yields an observation for each user, group, OAuth client and API token
// that was named, and a listing where nobody can have been left out.
func (l *listing) end(bool) []evidence.Fact {
	var facts []evidence.Fact
	members, assignments, groupAssignments := l.knowMembers(), l.knowApps("/users"), l.knowApps("/groups")
	everybody := members && assignments && groupAssignments && l.whole(pathAssignees) && l.knowClients()
	add := func(subject evidence.Identity, kind, id string, complete bool, held []evidence.Entitlement) {
		everybody = everybody && complete
		facts = append(facts, l.observed(subject, l.system(), kind, id, complete, held))
	}
	for _, id := range slices.Sorted(maps.Keys(l.users)) {
		u := l.users[id]
		groups := members || l.whole(pathUsers+"/"+id+"/groups")
		add(*l.owner(id), "user", id, groups && assignments && l.knowRoles(id, u) && !u.unclear, l.heldByUser(u))
	}
	for _, id := range slices.Sorted(maps.Keys(l.groups)) {
		g := l.groups[id]
		add(l.group(id, g.name), "group", id, groupAssignments && l.whole(pathGroups+"/"+id+"/roles") && !g.unclear, l.heldByGroup(g))
	}
	for _, id := range slices.Sorted(maps.Keys(l.apps)) {
		if a := l.apps[id]; a.asked {
			complete := l.whole("oauth2/v1/clients/"+id+"/roles") && l.whole(pathApps+"/"+id+"/grants") && !a.unclear
			add(l.client(id, a.label), "app", id, complete, l.heldByClient(a))
		}
	}
	if everybody {
		facts = append(facts, l.listed(l.system(), "org"))
	}
	for _, id := range slices.Sorted(maps.Keys(l.tokens)) {
		t := l.tokens[id]
		facts = append(facts, l.observed(l.token(id, t.name, l.owner(t.owner)), l.tokenSystem(), "token", id, true, []evidence.Entitlement{l.api()}))
	}
	if l.whole(pathTokens) {
		facts = append(facts, l.listed(l.tokenSystem(), "api-tokens"))
	}
	return facts
}

// observed is what a subject holds in a system.
func (l *listing) observed(subject evidence.Identity, system, kind, id string, complete bool, held []evidence.Entitlement) evidence.Fact {
	slices.SortFunc(held, byKeyAndVia)
	held = slices.CompactFunc(held, func(a, b evidence.Entitlement) bool { return byKeyAndVia(a, b) == 0 })
	return evidence.Fact{Subject: subject, Value: &evidence.Observation{
		ID: l.within(kind, id), System: system, ObservedAt: l.options.CollectedAt.UTC(), Complete: complete, Entitlements: held, Source: l.source(kind + "/" + id),
	}}
}

// listed is that whoever was not observed holds nothing in a system.
func (l *listing) listed(system, record string) evidence.Fact {
	return evidence.Fact{Subject: evidence.Identity{ID: system}, Value: &evidence.Listing{
		ID: system, System: system, ObservedAt: l.options.CollectedAt.UTC(), Source: l.source(record),
	}}
}

func (l *listing) source(record string) *evidence.Source {
	return &evidence.Source{System: l.system(), Kind: evidence.SourceDirectory, RecordID: "state/" + record, CollectedAt: l.options.CollectedAt}
}

func byKeyAndVia(a, b evidence.Entitlement) int {
	return cmp.Or(holding.ByKey(a, b), cmp.Compare(a.Via, b.Via))
}

// owner is a user, as far as one is known; nil without an id.
func (l *listing) owner(id string) *evidence.Identity {
	u := l.users[id]
	if u == nil {
		u = &user{}
	}
	who, ok := l.user(u.login, id, u.name)
	if !ok {
		return nil
	}
	who.Status = u.status
	return &who
}

// knowMembers reports whether all members of all groups are known.
func (l *listing) knowMembers() bool {
	if !l.whole(pathGroups) {
		return false
	}
	for id, g := range l.groups {
		if g.listed && !l.whole(pathGroups+"/"+id+"/users") {
			return false
		}
	}
	return true
}

// knowApps reports whether all users, or groups, of all apps are known.
func (l *listing) knowApps(which string) bool {
	if !l.whole(pathApps) {
		return false
	}
	for id, a := range l.apps {
		if a.listed && !l.whole(pathApps+"/"+id+which) {
			return false
		}
	}
	return true
}

// knowClients reports whether every app that may have access of its own was
// asked for it.
func (l *listing) knowClients() bool {
	for _, a := range l.apps {
		if a.listed && a.client && !a.asked {
			return false
		}
	}
	return true
}

// knowRoles reports whether all admin roles of a user are known, whose groups
// are: the user's own were listed, or the user is not among those who have any;
// and those of the groups were.
func (l *listing) knowRoles(id string, u *user) bool {
	if !l.whole(pathUsers+"/"+id+"/roles") && (!l.whole(pathAssignees) || l.assignees[id]) {
		return false
	}
	for g := range u.groups {
		if !l.whole(pathGroups+"/"+g+"/roles") || l.groups[g].unclear {
			return false
		}
	}
	return true
}

// heldByUser is what a user holds, directly and through groups.
func (l *listing) heldByUser(u *user) []evidence.Entitlement {
	held := []evidence.Entitlement{}
	via := func(e evidence.Entitlement, group string) {
		e.Via = "group/" + group
		held = append(held, e)
	}
	byGroup := map[evidence.Key]bool{}
	for g := range u.groups {
		if !l.groups[g].builtIn {
			held = append(held, l.membership(g, l.groups[g].name))
		}
		for _, r := range l.groups[g].roles {
			via(r.Entitlement, g)
			byGroup[r.Key()] = true
		}
	}
	for _, r := range u.roles {
		switch {
		case !r.through:
			held = append(held, r.Entitlement)
		case !byGroup[r.Key()]:
			via(r.Entitlement, "unknown")
		}
	}
	for _, a := range u.apps {
		e := l.assignment(a.app, l.apps[a.app].label)
		if !a.through {
			held = append(held, e)
			continue
		}
		known := false
		for g := range u.groups {
			if l.groups[g].apps[a.app] {
				via(e, g)
				known = true
			}
		}
		if !known {
			via(e, cmp.Or(a.group, "unknown"))
		}
	}
	return held
}

func (l *listing) heldByGroup(g *group) []evidence.Entitlement {
	held := []evidence.Entitlement{}
	for id := range g.apps {
		held = append(held, l.assignment(id, l.apps[id].label))
	}
	for _, r := range g.roles {
		held = append(held, r.Entitlement)
	}
	return held
}

func (l *listing) heldByClient(a *app) []evidence.Entitlement {
	held := []evidence.Entitlement{}
	for name := range a.scopes {
		held = append(held, l.scope(name))
	}
	for _, r := range a.roles {
		held = append(held, r.Entitlement)
	}
	return held
}

// lastPart is what follows the last slash: the id in a link.
func lastPart(link string) string { return link[strings.LastIndexByte(link, '/')+1:] }
