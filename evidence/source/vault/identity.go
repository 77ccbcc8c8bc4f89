package vault

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// names forms the names of one cluster.
type names struct{ cluster string }

// system is the cluster.
func (n names) system() string {
	if n.cluster == "" {
		return "vault"
	}
	return "vault:" + n.cluster
}

const (
	grant   = evidence.ActionGrant
	modify  = evidence.ActionModify
	revoke  = evidence.ActionRevoke
	unknown = "unknown" // a detail that a logged change lacks

	hash = "hmac-sha256:" // what hashed values begin with
)

// readable reports whether a value is there as it is.
func readable(s string) bool { return s != "" && !strings.HasPrefix(s, hash) }

// actor is who holds a token.
func (n names) actor(a *auth) *evidence.Identity {
	switch {
	case a == nil:
	case a.EntityID != "":
		return &evidence.Identity{ID: n.system() + "/entity/" + a.EntityID, Name: a.DisplayName}
	case a.Accessor != "":
		return &evidence.Identity{ID: n.system() + "/token/" + a.Accessor, Name: a.DisplayName, Kind: evidence.KindAPIKey}
	case a.DisplayName != "":
		return &evidence.Identity{ID: n.system() + "/token-of/" + a.DisplayName, Name: a.DisplayName}
	}
	return nil
}

// token is a token as a subject, by its accessor or, for want of one, by
// itself; both are hashed, if Vault is not told otherwise.
func (n names) token(accessor, token string) evidence.Identity {
	i := evidence.Identity{Kind: evidence.KindAPIKey}
	for _, s := range []string{accessor, token} {
		id := n.system() + "/token/" + s
		switch {
		case s == "":
		case i.ID == "":
			i.ID = id
		case i.ID != id:
			i.Aliases = append(i.Aliases, id)
		}
	}
	return i
}

// path is a subject that a path in the namespace of the call stands for.
func (c *call) path(path, name string) evidence.Identity {
	id := c.system() + "/"
	if c.namespace != "" {
		id += c.namespace + "/"
	}
	return evidence.Identity{ID: id + path, Name: name}
}

// machines are the auth methods that nobody but programs sign in by.
var machines = map[string]bool{"approle": true, "kubernetes": true, "aws": true, "azure": true, "gcp": true, "alicloud": true, "oci": true, "cf": true}

// principalID is a user, group, role or certificate of an auth method.
func (c *call) principalID() evidence.Identity {
	r := c.route
	i := c.path(r.mount+"/"+r.list+"/"+r.name, r.name)
	if at := strings.IndexByte(r.name, '@'); (r.list == "users" || r.list == "map/users") && at > 0 && at < len(r.name)-1 {
		i.Aliases = []string{i.ID}
		i.ID = strings.ToLower(r.name)
	}
	if machines[r.kind] && (r.list == "role" || r.list == "roles") {
		i.Kind = evidence.KindWorkload
	}
	return i
}

// signIn is that a subject may sign in by an auth method.
func (c *call) signIn(mount string) evidence.Entitlement {
	return evidence.Entitlement{System: c.system(), Resource: mount, Permission: "login", Scope: c.namespace}
}

// policies are policies, as a subject has them.
func (c *call) policies(list []string) []evidence.Entitlement {
	var held []evidence.Entitlement
	for _, p := range list {
		held = append(held, evidence.Entitlement{System: c.system(), Resource: "policy", Permission: p, Scope: c.namespace})
	}
	return held
}
