package entra

import (
	"maps"
	"slices"

	"github.com/counterfoil/counterfoil/evidence"
)

// end yields what the listings say that everybody holds.
func (l *listing) end(whole bool) []evidence.Fact {
	l.settle()
	l.mergeRoles()
	l.subgroups = map[string][]string{}
	for _, e := range []edges{l.direct, l.indirect} {
		for child, groups := range e {
			if l.object(child).kind == kindGroup {
				for group := range groups {
					l.subgroups[group] = append(l.subgroups[group], child)
				}
			}
		}
	}
	people, everybody := l.known(false), l.known(true)
	var facts []evidence.Fact
	for _, id := range slices.Sorted(maps.Keys(l.objects)) {
		known := people
		if kind := l.objects[id].kind; kind != kindUser && kind != kindGroup {
			known = everybody
		}
		facts = append(facts, l.observed(id, known)...)
	}
	facts = append(facts, l.observedKeys()...)
	for _, area := range []string{areaAppRoles, areaCredentials, areaDelegated, areaEligible, areaGroups, areaRoles} {
		if whole && everybody[area] {
			facts = append(facts, evidence.Fact{Subject: evidence.Identity{ID: l.system() + area}, Value: &evidence.Listing{
				ID: l.system() + area, System: l.system() + area, ObservedAt: l.options.CollectedAt.UTC(), Source: l.source(area, "tenant"),
			}})
		}
	}
	return facts
}

// noneHidden says that there is no group that Graph may leave out of the groups
// that somebody is in.
const noneHidden = "none hidden"

// known says of each area whether the listings say all there is of it, or all but
// what service principals hold through groups.
func (l *listing) known(services bool) map[string]bool {
	k := map[string]bool{
		areaGroups:      l.whole("groups"),
		noneHidden:      l.whole("groups"),
		areaDelegated:   l.whole("oauth2PermissionGrants"),
		areaCredentials: l.whole("applications") && l.whole("servicePrincipals") && !l.noKeys,
		areaRoles:       l.whole("roleManagement/directory/roleAssignments") || l.whole("roleManagement/directory/roleAssignmentScheduleInstances"),
		areaEligible:    l.whole("roleManagement/directory/roleEligibilityScheduleInstances"),
		areaAppRoles:    l.whole("servicePrincipals"),
	}
	administrators := false
	for id, o := range l.objects {
		if o.kind == kindGroup && !o.open {
			k[noneHidden] = false
		}
		if o.kind == kindGroup && o.listed && !l.knowMembers(id, services, map[string]bool{}) {
			k[areaGroups] = false
		}
		if o.kind == kindService && o.listed && !l.whole(path(kindService, id, "appRoleAssignedTo")) {
			k[areaAppRoles] = false
		}
	}
	for principal, list := range l.roles {
		for _, a := range list {
			area := areaRoles
			if a.eligible {
				area = areaEligible
			}
			administrators = administrators || !a.eligible
			if l.called(a.role) == "" || !l.knowHolders(principal, services) {
				k[area] = false
			}
		}
	}
	for principal, list := range l.apps {
		if !l.knowAppRoles(list) || l.object(principal).kind == kindUnknown || l.object(principal).kind == kindGroup && !l.knowDirectMembers(principal, false) { // only users have them through a group
			k[areaAppRoles] = false
		}
	}
	k[areaRoles] = k[areaRoles] && administrators // no tenant is without one
	return k
}

// knowDirectMembers reports whether it is known who is in a group by itself.
func (l *listing) knowDirectMembers(group string, services bool) bool {
	return l.object(group).open && (l.lists("groups/"+group+"/members", services) || l.expanded[group])
}

// lists reports whether a listing of members is whole.
func (l *listing) lists(path string, services bool) bool {
	return l.whole(path) && (!services || l.chains[path].services)
}

// knowMembers reports whether it is known who is in a group, through others too.
func (l *listing) knowMembers(group string, services bool, seen map[string]bool) bool {
	switch {
	case seen[group]:
		return true
	case !l.object(group).open:
		return false
	case l.lists("groups/"+group+"/transitiveMembers", services):
		return true
	case !l.knowDirectMembers(group, services):
		return false
	}
	seen[group] = true
	for _, child := range l.subgroups[group] {
		if !l.knowMembers(child, services, seen) {
			return false
		}
	}
	return true
}

// knowHolders reports whether it is known who has what is given to a principal.
func (l *listing) knowHolders(principal string, services bool) bool {
	switch l.object(principal).kind {
	case kindUnknown:
		return false // it may be a group
	case kindGroup:
		return l.knowMembers(principal, services, map[string]bool{})
	}
	return true
}

// knowAppRoles reports whether it is known what app roles are called.
func (l *listing) knowAppRoles(list []appAssignment) bool {
	for _, a := range list {
		if l.appRoles[a.of] == nil && a.role != defaultAccess {
			return false
		}
	}
	return true
}

// observed is what one directory object holds, in each area.
func (l *listing) observed(id string, k map[string]bool) []evidence.Fact {
	o := l.objects[id]
	of, ok := l.identity(o.who)
	if !ok || o.kind == kindApplication {
		return nil
	}
	of.Status = o.status
	asked := func(what string) bool { return o.kind != kindUnknown && l.whole(path(o.kind, id, what)) }
	ownApps := asked("appRoleAssignments") && l.knowAppRoles(l.apps[id])
	if o.kind == kindUser {
		ownApps = ownApps && k[noneHidden]
		for group := range l.direct[id] {
			ownApps = ownApps && l.knowAppRoles(l.apps[group])
		}
	}
	var facts []evidence.Fact
	for _, area := range []struct {
		name     string
		complete bool
		held     []evidence.Entitlement
	}{
		{areaGroups, k[areaGroups] || asked("transitiveMemberOf") && k[noneHidden], l.memberships(id, o.kind)},
		{areaRoles, k[areaRoles], l.rolesOf(id, false)},
		{areaEligible, k[areaEligible], l.rolesOf(id, true)},
		{areaAppRoles, k[areaAppRoles] || ownApps, l.appRolesOf(id, o.kind)},
		{areaDelegated, o.kind == kindService && (k[areaDelegated] || asked("oauth2PermissionGrants")), l.delegatedTo(id)},
		{areaOwners, asked("ownedObjects"), l.ownedBy(id)},
	} {
		told := area.name == areaGroups && o.kind != kindUnknown // if only that there is such an account
		if told || len(area.held) > 0 || area.complete && o.listed {
			facts = append(facts, l.observation(of, area.name, o.kind+"/"+id, area.complete, area.held))
		}
	}
	return facts
}

func (l *listing) observation(of evidence.Identity, area, record string, complete bool, held []evidence.Entitlement) evidence.Fact {
	return evidence.Fact{Subject: of, Value: &evidence.Observation{
		ID: of.ID, System: l.system() + area, ObservedAt: l.options.CollectedAt.UTC(), Complete: complete, Entitlements: sorted(held), Source: l.source(area, record),
	}}
}

func (l *listing) source(area, record string) *evidence.Source {
	if area == areaGroups {
		area = "/groups"
	}
	return &evidence.Source{System: l.system(), Kind: evidence.SourceDirectory, RecordID: "state" + area + "/" + record, CollectedAt: l.options.CollectedAt}
}

// delegatedTo is what an application may do as its users.
func (l *listing) delegatedTo(client string) []evidence.Entitlement {
	var held []evidence.Entitlement
	for _, g := range l.grants[client] {
		held = append(held, named(l.delegated(g.of, g.permission, g.everybody, g.user), l.object(g.of).name))
	}
	return held
}

// ownedBy is what somebody owns.
func (l *listing) ownedBy(owner string) []evidence.Entitlement {
	var held []evidence.Entitlement
	for _, o := range l.owns[owner] {
		if o.kind == kindGroup || o.kind == kindApplication || o.kind == kindService {
			held = append(held, named(l.held(areaOwners, resource(o.kind, o.id), permissionOwner, ""), l.object(o.id).name))
		}
	}
	return held
}

// observedKeys are the keys that sign in as applications. A key holds but that.
func (l *listing) observedKeys() []evidence.Fact {
	byID := map[string][]evidence.Entitlement{}
	called := map[string]string{}
	for _, k := range l.keys {
		e := named(l.credential(l.object(k.of).kind, k.of, k.kind), l.object(k.of).name)
		e.ExpiresAt = k.until
		byID[k.id] = append(byID[k.id], e)
		called[k.id] = k.name
	}
	var facts []evidence.Fact
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		facts = append(facts, l.observation(l.key(id, called[id]), areaCredentials, "key/"+id, true, byID[id]))
	}
	return facts
}
