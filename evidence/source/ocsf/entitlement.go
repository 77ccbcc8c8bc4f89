package ocsf

import (
	"github.com/counterfoil/counterfoil/evidence"
)

// unknown stands for a detail that an event lacks: the change stays, and
// matches no request.
const unknown = "unknown"

// What activities change. Only those of an update may return nil: it does not
// say.

func account(c *change) []evidence.Entitlement {
	return []evidence.Entitlement{{System: c.name, Resource: "account", Permission: "sign-in"}}
}

func all(c *change) []evidence.Entitlement {
	return []evidence.Entitlement{{System: c.name, Resource: unknown, Permission: unknown}}
}

func membership(c *change) []evidence.Entitlement {
	return []evidence.Entitlement{c.member(&c.Group)}
}

func (c *change) member(g *group) evidence.Entitlement {
	return evidence.Entitlement{System: c.name, Resource: "group/" + first(g.key(), unknown), Permission: "member"}
}

func privileges(c *change) []evidence.Entitlement { return c.given("privilege", c.Privileges) }

func policies(c *change) []evidence.Entitlement {
	list := c.Policies
	if len(list) == 0 {
		list = []entity{c.Policy}
	}
	return c.given("policy", keys(list))
}

func roles(c *change) []evidence.Entitlement {
	return c.given("role", keys(append([]entity{c.Role}, c.Roles...)))
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
		held = append(held, evidence.Entitlement{System: c.name, Resource: "credential", Permission: "api-sign-in", Scope: first(k.UID, unknown)})
	}
	return held
}

func groupPrivileges(c *change) []evidence.Entitlement {
	if len(c.UpdatedGroup.Privileges) == 0 {
		return nil
	}
	return c.given("privilege", c.UpdatedGroup.Privileges)
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
func (c *change) given(kind string, permissions []string) []evidence.Entitlement {
	if len(permissions) == 0 {
		permissions = []string{unknown}
	}
	var held []evidence.Entitlement
	for _, p := range permissions {
		for _, r := range c.targets() {
			in, resource := c.place(r)
			held = append(held, evidence.Entitlement{System: in, Resource: first(resource, c.own(kind)), Permission: first(p, unknown)})
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
