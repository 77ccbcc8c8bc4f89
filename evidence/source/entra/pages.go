package entra

import (
	"cmp"
	"strings"

	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// readers read the listings there are, by path. A reader takes in nothing where
// it returns an error.
var readers = map[string]func(*listing, *items) error{
	"users":             readObjects(kindUser),
	"groups":            readObjects(kindGroup),
	"servicePrincipals": readObjects(kindService),
	"applications":      readObjects(kindApplication),
	"directoryRoles":    (*listing).readRoles,
	"roleManagement/directory/roleDefinitions":                  (*listing).readRoles,
	"roleManagement/directory/roleAssignments":                  readAssignments(false, false),
	"roleManagement/directory/roleAssignmentScheduleInstances":  readAssignments(false, true),
	"roleManagement/directory/roleEligibilityScheduleInstances": readAssignments(true, true),
	"groups/*/members":                           readMembers((*listing).inside),
	"groups/*/transitiveMembers":                 readMembers((*listing).insideSomehow),
	"directoryRoles/*/members":                   (*listing).readRoleMembers,
	"users/*/memberOf":                           readMemberships(kindUser, (*listing).inside),
	"groups/*/memberOf":                          readMemberships(kindGroup, (*listing).inside),
	"servicePrincipals/*/memberOf":               readMemberships(kindService, (*listing).inside),
	"users/*/transitiveMemberOf":                 readMemberships(kindUser, (*listing).insideSomehow),
	"groups/*/transitiveMemberOf":                readMemberships(kindGroup, (*listing).insideSomehow),
	"servicePrincipals/*/transitiveMemberOf":     readMemberships(kindService, (*listing).insideSomehow),
	"groups/*/owners":                            readOwners(kindGroup),
	"applications/*/owners":                      readOwners(kindApplication),
	"servicePrincipals/*/owners":                 readOwners(kindService),
	"users/*/ownedObjects":                       readOwned(kindUser),
	"servicePrincipals/*/ownedObjects":           readOwned(kindService),
	"appRoleAssignments":                         readAppRoles(""),
	"servicePrincipals/*/appRoleAssignedTo":      readAppRoles(""),
	"users/*/appRoleAssignments":                 readAppRoles(kindUser),
	"groups/*/appRoleAssignments":                readAppRoles(kindGroup),
	"servicePrincipals/*/appRoleAssignments":     readAppRoles(kindService),
	"oauth2PermissionGrants":                     (*listing).readGrants,
	"servicePrincipals/*/oauth2PermissionGrants": (*listing).readGrants,
}

// mostExpanded is how many members at most Graph writes into a group.
const mostExpanded = 20

func readObjects(kind string) func(*listing, *items) error {
	return func(l *listing, p *items) error {
		list, err := p.objects()
		if err != nil {
			return err
		}
		var keys []appKey
		for i := range list {
			own, err := p.keysOf(&list[i])
			if err != nil {
				return err
			}
			keys = append(keys, own...)
		}
		l.keys = append(l.keys, keys...)
		for i := range list {
			j := &list[i]
			id := l.keep(j, kind)
			l.object(id).listed = true
			if j.AppRoles != nil {
				l.appRoles[id] = map[string]string{}
				for _, r := range *j.AppRoles {
					l.appRoles[id][strings.ToLower(r.ID)] = r.Value
				}
			}
			if kind == kindService || kind == kindApplication {
				l.noKeys = l.noKeys || j.Passwords == nil || j.Keys == nil
			}
			if j.Members == nil || kind != kindGroup {
				continue
			}
			l.expanded[id] = p.all && j.MoreMembers == "" && len(*j.Members) < mostExpanded
			for m := range *j.Members {
				if member := &(*j.Members)[m]; member.ID != "" {
					l.inside(l.keep(member, kindUnknown), id)
				}
			}
		}
		return nil
	}
}

// readRoles reads what roles are called.
func (l *listing) readRoles(p *items) error {
	list, err := p.objects()
	for _, j := range list {
		id := strings.ToLower(j.ID)
		template := strings.ToLower(cmp.Or(j.Template, id))
		l.templates[id] = template
		if name := roleName(template, j.Name); name != "" {
			l.roleNames[template] = name
		}
	}
	return err
}

func readAssignments(eligible, timed bool) func(*listing, *items) error {
	return func(l *listing, p *items) error {
		list, err := apipages.Items[struct {
			Principal  string      `json:"principalId"`
			Role       string      `json:"roleDefinitionId"`
			Scope      string      `json:"directoryScopeId"`
			AppScope   string      `json:"appScopeId"`
			MemberType string      `json:"memberType"`
			Until      string      `json:"endDateTime"`
			Who        *jsonObject `json:"principal"`
			What       *jsonObject `json:"roleDefinition"`
		}](p.event, p.raw, p.pointer)
		if err != nil {
			return err
		}
		var all []roleAssignment
		for _, j := range list {
			until, err := p.until("/endDateTime", j.Until)
			if err != nil {
				return err
			}
			if j.Principal == "" || j.Role == "" {
				return jsonlog.At(p.pointer, "an assignment without principalId or roleDefinitionId: "+p.event.Again())
			}
			if j.Scope == "" && j.AppScope == "" {
				return jsonlog.At(p.pointer, "an assignment without directoryScopeId or appScopeId, which say for what it is: "+p.event.Again())
			}
			through := strings.EqualFold(j.MemberType, "Group") || strings.EqualFold(j.MemberType, "Inherited")
			all = append(all, roleAssignment{strings.ToLower(j.Principal), strings.ToLower(j.Role), scopeOf(cmp.Or(j.Scope, j.AppScope)), eligible, through, timed, until})
		}
		l.assigned = append(l.assigned, all...)
		for _, j := range list {
			l.object(j.Principal)
			if j.Who != nil && strings.EqualFold(j.Who.ID, j.Principal) {
				l.keep(j.Who, kindUnknown)
			}
			if j.What != nil && j.What.Name != "" {
				l.roleNames[strings.ToLower(j.Role)] = roleName(j.Role, j.What.Name)
			}
		}
		return nil
	}
}

// inside is that somebody is in a group by itself.
func (l *listing) inside(child, group string) { l.direct.add(child, group) }

// insideSomehow is that somebody is in a group by itself or through another.
func (l *listing) insideSomehow(child, group string) { l.indirect.add(child, group) }

func readMembers(add func(l *listing, child, group string)) func(*listing, *items) error {
	return func(l *listing, p *items) error {
		list, err := p.objects()
		if err != nil {
			return err
		}
		group := l.parent(p.of, kindGroup)
		for i := range list {
			add(l, l.keep(&list[i], kindUnknown), group)
		}
		return nil
	}
}

// readMemberships reads the groups, and the directory roles, that somebody has.
func readMemberships(kind string, add func(l *listing, child, group string)) func(*listing, *items) error {
	return func(l *listing, p *items) error {
		list, err := p.objects()
		if err != nil {
			return err
		}
		child := l.parent(p.of, kind)
		for i := range list {
			j := &list[i]
			switch {
			case strings.EqualFold(j.Type, "#microsoft.graph.directoryRole"):
				template := strings.ToLower(cmp.Or(j.Template, j.ID))
				if name := roleName(template, j.Name); name != "" {
					l.roleNames[template] = name
				}
				l.assigned = append(l.assigned, roleAssignment{principal: child, role: template})
			case kindOf(j.Type) == kindGroup:
				add(l, child, l.keep(j, kindGroup))
			}
		}
		return nil
	}
}

func (l *listing) readRoleMembers(p *items) error {
	list, err := p.objects()
	for i := range list {
		l.assigned = append(l.assigned, roleAssignment{principal: l.keep(&list[i], kindUnknown), role: p.of})
	}
	return err
}

func readOwners(kind string) func(*listing, *items) error {
	return func(l *listing, p *items) error {
		list, err := p.objects()
		if err != nil {
			return err
		}
		thing := l.parent(p.of, kind)
		for i := range list {
			owner := l.keep(&list[i], kindUnknown)
			l.owns[owner] = append(l.owns[owner], ownership{kind, thing})
		}
		return nil
	}
}

func readOwned(kind string) func(*listing, *items) error {
	return func(l *listing, p *items) error {
		list, err := p.objects()
		if err != nil {
			return err
		}
		owner := l.parent(p.of, kind)
		for i := range list {
			thing := l.keep(&list[i], kindUnknown)
			l.owns[owner] = append(l.owns[owner], ownership{l.object(thing).kind, thing})
		}
		return nil
	}
}
