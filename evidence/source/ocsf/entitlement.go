package ocsf

import (
	"github.com/counterfoil/counterfoil/evidence"
)

// unknown stands for a detail that an event lacks: the change stays, and
// matches no request.
const unknown = "unknown"

// kind is what an entitlement is, which decides whose state shows it.
type kind string

const (
	anAccount    kind = "account"
	aMembership  kind = "membership"
	aPrivilege   kind = "privilege"
	aPolicy      kind = "policy"
	aRole        kind = "role"
	aCredential  kind = "credential"
	whateverElse kind = unknown
)

// entitlement is one in the system itself.
func (s *system) entitlement(k kind, resource, permission, scope string) evidence.Entitlement {
	in, resource := s.place(resource)
	e := evidence.Entitlement{System: in, Resource: resource, Permission: permission, Scope: scope}
	if s.shows != nil && !s.shows(k, &e) || resource == unknown || permission == unknown || scope == unknown {
		e.System += "/ocsf"
	}
	return e
}

// What activities change. Only those of an update may return nil: it does not
// say.

func account(c *change) []evidence.Entitlement {
	return []evidence.Entitlement{c.entitlement(anAccount, "account", "sign-in", "")}
}

func all(c *change) []evidence.Entitlement {
	return []evidence.Entitlement{c.entitlement(whateverElse, unknown, unknown, "")}
}

func membership(c *change) []evidence.Entitlement {
	return []evidence.Entitlement{c.member(&c.Group)}
}

func (c *change) member(g *group) evidence.Entitlement {
	switch {
	case g.UID != "":
		return c.entitlement(aMembership, "group/"+g.UID, "member", "")
	case g.Name != "":
		return c.entitlement(whateverElse, "group/"+g.key(), "member", "")
	}
	return c.entitlement(whateverElse, "group", unknown, "")
}

func privileges(c *change) []evidence.Entitlement { return c.given(aPrivilege, c.Privileges) }

func policies(c *change) []evidence.Entitlement {
	list := c.Policies
	if len(list) == 0 {
		list = []entity{c.Policy}
	}
	return c.given(aPolicy, keys(list))
}

func roles(c *change) []evidence.Entitlement {
	return c.given(aRole, keys(append([]entity{c.Role}, c.Roles...)))
}

func credentials(c *change) []evidence.Entitlement {
	list := c.Credentials
	if len(list) == 0 {
		list = c.User.Credentials
	}
	if len(list) == 0 {
		list = []credential{{unknown}}
	}
	var held []evidence.Entitlement
	for _, k := range list {
		held = append(held, c.entitlement(aCredential, "credential", "api-sign-in", first(k.UID, unknown)))
	}
	return held
}

func groupPrivileges(c *change) []evidence.Entitlement {
	if len(c.UpdatedGroup.Privileges) == 0 {
		return nil
	}
	return c.given(aPrivilege, c.UpdatedGroup.Privileges)
}

func userGroups(c *change) []evidence.Entitlement {
	var held []evidence.Entitlement
	for i := range c.UpdatedUser.Groups {
		held = append(held, c.member(&c.UpdatedUser.Groups[i]))
	}
	return held
}

// given are permissions on each of the resources of the event or, where it
// names none, on the system itself.
func (c *change) given(k kind, permissions []string) []evidence.Entitlement {
	if len(permissions) == 0 {
		permissions = []string{unknown}
	}
	var held []evidence.Entitlement
	for _, p := range permissions {
		for _, r := range c.targets() {
			held = append(held, c.entitlement(k, first(r, c.own(k)), first(p, unknown), ""))
		}
	}
	return held
}

// The numbers of role_id of resources that access is not given to.
const (
	roleActor   = 2
	roleRelated = 4
)

// targets are the names of the resources that access is given to; one without
// a name if there are none.
func (c *change) targets() []string {
	list := c.Resources
	if len(list) == 0 {
		list = []resource{c.Resource}
	}
	var names []string
	for _, r := range list {
		name := r.key()
		if r.UID == "" && r.Namespace != "" && r.Name != "" {
			name = r.Namespace + "/" + r.Name
		}
		if name != "" && r.RoleID != roleActor && r.RoleID != roleRelated {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return []string{""}
	}
	return names
}

// keys are the keys of the entities that have one.
func keys(list []entity) []string {
	var of []string
	for _, e := range list {
		if e.key() != "" {
			of = append(of, e.key())
		}
	}
	return of
}
