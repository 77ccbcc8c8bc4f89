package entra

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
)

// unknownGroup is the group that something is inherited through where no listing
// says which.
const unknownGroup = "unknown"

// via is the group that something is inherited through, by its id.
func (l *listing) via(group string) string { return l.within(kindGroup, group) }

// settle puts users that were listed by their names under their ids.
func (l *listing) settle() {
	ids := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(l.objects)) {
		upn := strings.ToLower(l.objects[id].upn)
		if _, byName := l.objects[upn]; byName && upn != id && ids[upn] == "" {
			ids[upn] = id
		}
	}
	by := func(name string) string { return cmp.Or(ids[name], name) }
	l.direct, l.indirect = l.direct.renamed(by), l.indirect.renamed(by)
	for i := range l.assigned {
		l.assigned[i].principal = by(l.assigned[i].principal)
	}
	for _, name := range slices.Sorted(maps.Keys(ids)) {
		id := ids[name]
		l.owns[id] = append(l.owns[id], l.owns[name]...)
		delete(l.objects, name)
		for _, of := range []string{"memberOf", "transitiveMemberOf", "ownedObjects", "appRoleAssignments"} {
			if c := l.chains[path(kindUser, name, of)]; c != nil && l.chains[path(kindUser, id, of)] == nil {
				l.chains[path(kindUser, id, of)] = c
			}
		}
	}
}

// renamed are the same edges of children under other names.
func (e edges) renamed(by func(string) string) edges {
	r := edges{}
	for child, groups := range e {
		for group := range groups {
			r.add(by(child), group)
		}
	}
	return r
}

// inherited is what is held through groups: of each group, through which of those
// that somebody is in by itself.
func (l *listing) inherited(child string) map[string][]string {
	through := map[string][]string{}
	for _, first := range slices.Sorted(maps.Keys(l.direct[child])) {
		seen := map[string]bool{first: true}
		for todo := []string{first}; len(todo) > 0; todo = todo[1:] {
			for next := range l.direct[todo[0]] {
				if !seen[next] {
					seen[next] = true
					todo = append(todo, next)
					through[next] = append(through[next], first)
				}
			}
		}
	}
	return through
}

// memberships are the groups that somebody is in.
func (l *listing) memberships(child, kind string) []evidence.Entitlement {
	var held []evidence.Entitlement
	in := func(group, via string) {
		e := named(l.inGroup(false, group, permissionMember), l.object(group).name)
		e.Via = via
		held = append(held, e)
	}
	through := l.inherited(child)
	for group := range l.direct[child] {
		in(group, "")
	}
	for group, firsts := range through {
		for _, first := range firsts {
			in(group, l.via(first))
		}
	}
	for group := range l.indirect[child] {
		if l.direct[child][group] || len(through[group]) > 0 {
			continue
		}
		via := "" // it may be direct, or not: no listing says so
		if len(l.subgroups[group]) > 0 && (l.whole(path(kind, child, "memberOf")) || l.whole("groups/"+group+"/members")) {
			via = l.via(unknownGroup)
		}
		in(group, via)
	}
	return held
}

// groupsOf are the groups that somebody is in, by itself or through another.
func (l *listing) groupsOf(child string) []string {
	all := map[string]bool{}
	maps.Copy(all, l.direct[child])
	maps.Copy(all, l.indirect[child])
	for group := range l.inherited(child) {
		all[group] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// path is the path of a listing of what belongs to an object.
func path(kind, id, of string) string {
	root := map[string]string{kindUser: "users", kindGroup: "groups", kindService: "servicePrincipals"}[kind]
	return root + "/" + id + "/" + of
}

// roleKey is an assignment without what it may be told twice with.
type roleKey struct {
	principal, role, scope string
	eligible, through      bool
}

// mergeRoles puts together what listings say of the same assignment. One that
// says when it ends knows more than one that does not; of those, the last counts.
func (l *listing) mergeRoles() {
	type end struct {
		timed bool
		until time.Time
	}
	ends := map[roleKey]end{}
	for _, a := range l.assigned {
		k := roleKey{a.principal, cmp.Or(l.templates[a.role], a.role), a.scope, a.eligible, a.through}
		old, ok := ends[k]
		switch {
		case !ok, a.timed && !old.timed, a.timed == old.timed && !old.until.IsZero() && (a.until.IsZero() || a.until.After(old.until)):
			ends[k] = end{a.timed, a.until}
		}
	}
	l.roles = map[string][]roleAssignment{}
	for k, e := range ends {
		l.roles[k.principal] = append(l.roles[k.principal], roleAssignment{k.principal, k.role, k.scope, k.eligible, k.through, e.timed, e.until})
	}
}

// called is the name of a role; empty if no listing says it.
func (l *listing) called(role string) string { return roleName(role, l.roleNames[role]) }

// rolesOf are the roles that somebody has, or may activate.
func (l *listing) rolesOf(child string, eligible bool) []evidence.Entitlement {
	var held, through []evidence.Entitlement
	of := func(who, via string) {
		for _, a := range l.roles[who] {
			if a.eligible != eligible {
				continue
			}
			e := l.role(eligible, cmp.Or(l.called(a.role), a.role), a.scope)
			e.ExpiresAt, e.Via = a.until, via
			if a.through && via == "" {
				e.Via = l.via(unknownGroup)
				through = append(through, e)
				continue
			}
			held = append(held, e)
		}
	}
	of(child, "")
	for _, group := range l.groupsOf(child) {
		of(group, l.via(group))
	}
	for _, e := range through { // unless it is known through which
		if !slices.ContainsFunc(held, func(h evidence.Entitlement) bool { return h.Via != "" && h.Key() == e.Key() }) {
			held = append(held, e)
		}
	}
	return held
}

// appRolesOf are the app roles that somebody has. A user also has those of the
// groups that it is in by itself; groups in groups and service principals in
// groups have none from them.
func (l *listing) appRolesOf(child, kind string) []evidence.Entitlement {
	var held []evidence.Entitlement
	of := func(who, via string) {
		for _, a := range l.apps[who] {
			e := named(l.appRole(a.of, a.role, l.appRoles[a.of][a.role]), l.object(a.of).name)
			e.Via = via
			held = append(held, e)
		}
	}
	of(child, "")
	if kind == kindUser {
		for group := range l.direct[child] {
			of(group, l.via(group))
		}
	}
	return held
}

// sorted are entitlements in order, each once.
func sorted(held []evidence.Entitlement) []evidence.Entitlement {
	byKeyAndVia := func(a, b evidence.Entitlement) int {
		return cmp.Or(holding.ByKey(a, b), cmp.Compare(a.Via, b.Via), b.ExpiresAt.Compare(a.ExpiresAt))
	}
	slices.SortFunc(held, byKeyAndVia)
	return slices.CompactFunc(held, func(a, b evidence.Entitlement) bool { return a.Key() == b.Key() && a.Via == b.Via })
}
