package okta

import (
	"cmp"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// names forms the names of one org.
type names struct{ org string }

func (n names) system() string {
	if n.org == "" {
		return "okta"
	}
	return "okta:" + n.org
}

// within is an id that only the org knows.
func (n names) within(kind, id string) string { return n.system() + "/" + kind + "/" + id }

// told is a text that says something: Okta writes "unknown" where it has none.
func told(s string) string {
	if s == "unknown" {
		return ""
	}
	return s
}

// user is a user of the org, by login, id or both; false without either.
func (n names) user(login, id, name string) (evidence.Identity, bool) {
	login, id = strings.ToLower(told(login)), told(id)
	who := evidence.Identity{Name: told(name)}
	switch {
	case strings.Contains(login, "@"):
		who.ID = login
	case login != "":
		who.ID = n.within("user", login)
	case id != "":
		who.ID = n.within("user", id)
		return who, true
	default:
		return who, false
	}
	if id != "" {
		who.Aliases = []string{n.within("user", id)}
	}
	return who, true
}

// group is a group, whose access is that of all who are in it.
func (n names) group(id, name string) evidence.Identity {
	return evidence.Identity{ID: n.within("group", id), Name: told(name)}
}

// client is an app that calls Okta by itself.
func (n names) client(id, name string) evidence.Identity {
	return evidence.Identity{ID: n.within("app", id), Kind: evidence.KindWorkload, Name: told(name)}
}

// token is an API token, which acts as its owner.
func (n names) token(id, name string, owner *evidence.Identity) evidence.Identity {
	return evidence.Identity{ID: n.within("token", id), Kind: evidence.KindAPIKey, Name: told(name), Owner: owner}
}

// The types of actors and targets that the events read here have.
const (
	typeUser  = "User"
	typeGroup = "UserGroup"
	typeApp   = "AppInstance"
	typeToken = "Token"
)

// typesClient are those of an OAuth client.
var typesClient = []string{"PublicClientApp", "PublicClientAppEntity", typeApp}

// actor is whoever did something; false where the event does not say.
func (n names) actor(x *entity) (evidence.Identity, bool) {
	switch x.Type {
	case typeUser:
		return n.user(x.AlternateID, x.ID, x.DisplayName)
	case "SystemPrincipal": // Okta itself
		id := cmp.Or(told(x.AlternateID), told(x.ID), x.Type)
		return evidence.Identity{ID: n.within(x.Type, id), Kind: evidence.KindWorkload, Name: told(x.DisplayName)}, true
	case typesClient[0], typesClient[1], typesClient[2]:
		if id := told(x.ID); id != "" {
			return n.client(id, x.DisplayName), true
		}
	}
	id := cmp.Or(told(x.ID), told(x.AlternateID))
	return evidence.Identity{ID: n.within(cmp.Or(x.Type, "unknown"), id), Name: told(x.DisplayName)}, id != ""
}

// The entitlements that there are. The name of a group or an app may change and
// need not be unique, so that it is no part of the key.

func (n names) membership(group, name string) evidence.Entitlement {
	return n.held("group/"+group, "member", name)
}

func (n names) assignment(app, label string) evidence.Entitlement {
	return n.held("app/"+app, "assigned", label)
}

func (n names) role(name string) evidence.Entitlement { return n.held("admin-role", name, "") }

func (n names) scope(name string) evidence.Entitlement { return n.held("oauth-scope", name, "") }

// api is what an API token is for. It has a system of its own: what there are of
// tokens is one short listing, and whether that is whole has nothing to do with
// whether the others are.
func (n names) api() evidence.Entitlement {
	return evidence.Entitlement{System: n.tokenSystem(), Resource: "api", Permission: "token"}
}

func (n names) tokenSystem() string { return n.system() + "/api-tokens" }

func (n names) held(resource, permission, name string) evidence.Entitlement {
	e := evidence.Entitlement{System: n.system(), Resource: resource, Permission: permission}
	if name = told(name); name != "" {
		e.Extensions = extensions(struct {
			Name string `json:"name"`
		}{name})
	}
	return e
}
