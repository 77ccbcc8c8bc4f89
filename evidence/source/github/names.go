package github

import (
	"cmp"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// place is whose names are formed: an organisation, another account that owns
// repositories, or an enterprise.
type place struct {
	system   string
	business string // the system of the enterprise that an organisation is in, where that is told
}

// organisation is the place of an organisation or other account.
func organisation(login, business string) place {
	p := place{system: "github:" + strings.ToLower(login)}
	if business != "" {
		p.business = enterprise(business).system
	}
	return p
}

// enterprise is the place of an enterprise. No organisation has a slash in its
// name.
func enterprise(slug string) place {
	return place{system: "github:enterprises/" + strings.ToLower(slug)}
}

// The systems of what a listing of members, teams and repositories says nothing
// about.
func (p place) billing() string    { return p.system + "/billing" }
func (p place) deployKeys() string { return p.system + "/deploy-keys" }
func (p place) apps() string       { return p.system + "/apps" }
func (p place) tokens() string     { return p.system + "/tokens" }

const (
	bot     = "[bot]"
	unknown = "unknown" // what the input does not tell; it matches nothing that is asked for
)

// user is an account by its login and, where that is told, its number.
func (p place) user(login, id string) evidence.Identity {
	if slug, ok := strings.CutSuffix(login, bot); ok {
		return p.app(app{slug: slug})
	}
	u := evidence.Identity{ID: p.system + "/user/" + strings.ToLower(login), Name: login}
	if id = told(id); id != "" {
		u.Aliases = append(u.Aliases, p.system+"/user-id/"+id)
	}
	if p.business != "" {
		u.Aliases = append(u.Aliases, p.business+"/user/"+strings.ToLower(login))
	}
	return u
}

// team is a team as a subject, under the name that membership of it and what
// comes through it have, too.
func (p place) team(slug string) evidence.Identity {
	return evidence.Identity{ID: p.system + "/" + teamResource(slug), Name: slug}
}

// everybody is all members of an organisation, as a subject.
func (p place) everybody() evidence.Identity {
	return evidence.Identity{ID: p.system + "/" + resourceOrg}
}

// app is a GitHub App by what is told of it. One at least is.
type app struct{ slug, client, id, name string }

// app is a GitHub App as a subject.
func (p place) app(a app) evidence.Identity {
	u := evidence.Identity{Kind: evidence.KindWorkload, Name: cmp.Or(a.name, a.slug)}
	for _, n := range []struct{ kind, name string }{
		{"/app/", strings.ToLower(a.slug)}, {"/app-client/", a.client}, {"/app-id/", told(a.id)}, {"/app-name/", a.name},
	} {
		switch {
		case n.name == "":
		case u.ID == "":
			u.ID = p.system + n.kind + n.name
		default:
			u.Aliases = append(u.Aliases, p.system+n.kind+n.name)
		}
	}
	return u
}

// token is a fine-grained personal access token, by its number and that of the
// request for it, one of which is told.
func (p place) token(id, request, name string, owner *evidence.Identity) evidence.Identity {
	t := evidence.Identity{Kind: evidence.KindAPIKey, Name: name, Owner: owner}
	if id = told(id); id != "" {
		t.ID = p.system + "/token/" + id
	}
	if request = told(request); request != "" {
		alias := p.tokenRequest(request)
		if t.ID == "" {
			t.ID = alias
		} else {
			t.Aliases = []string{alias}
		}
	}
	return t
}

// tokenRequest is the id of a request for a token.
func (p place) tokenRequest(id string) string { return p.system + "/token-request/" + id }

// Resources.
const (
	resourceOrg  = "organization"
	resourceRole = "organization-role"
	allRepos     = "*"
)

func teamResource(slug string) string { return "team/" + strings.ToLower(slug) }
func repoResource(name string) string { return "repo/" + strings.ToLower(name) }

// Permissions.
const (
	member     = "member"
	owner      = "owner"      // of an organisation
	maintainer = "maintainer" // of a team
	installed  = "installed"  // of a GitHub App
	access     = "access"     // of a GitHub App, to a repository
)

func (p place) inOrg(permission string) evidence.Entitlement {
	return evidence.Entitlement{System: p.system, Resource: resourceOrg, Permission: permission}
}

func (p place) inTeam(slug, permission string) evidence.Entitlement {
	return evidence.Entitlement{System: p.system, Resource: teamResource(slug), Permission: permission}
}

func (p place) onRepo(name, permission string) evidence.Entitlement {
	return evidence.Entitlement{System: p.system, Resource: repoResource(name), Permission: repoPermission(permission)}
}

func (p place) orgRole(name string) evidence.Entitlement {
	return evidence.Entitlement{System: p.system, Resource: resourceRole, Permission: cmp.Or(name, unknown)}
}

func (p place) billingManager() evidence.Entitlement {
	return evidence.Entitlement{System: p.billing(), Resource: resourceOrg, Permission: "billing_manager"}
}

func (p place) keyOn(repo, permission string) evidence.Entitlement {
	e := p.onRepo(repo, permission)
	e.System = p.deployKeys()
	return e
}

func (p place) appInstalled() evidence.Entitlement {
	return evidence.Entitlement{System: p.apps(), Resource: resourceOrg, Permission: installed}
}

func (p place) appOn(repo string) evidence.Entitlement {
	return evidence.Entitlement{System: p.apps(), Resource: repoResource(repo), Permission: access}
}

// tokenAccess is what a token may reach: "all" repositories, a "subset" or
// "none".
func (p place) tokenAccess(selection string) evidence.Entitlement {
	return evidence.Entitlement{System: p.tokens(), Resource: resourceOrg, Permission: "fine-grained-token", Scope: selection}
}

// repoPermission is a permission under one name: the API and webhooks call read
// pull and write push. The names of custom roles stay.
func repoPermission(s string) string {
	switch low := strings.ToLower(s); low {
	case "":
		return unknown
	case "pull", "read":
		return "read"
	case "push", "write":
		return "write"
	case "triage", "maintain", "admin":
		return low
	}
	return s
}

// ownerRole reports whether a role or permission in an organisation makes its
// holder an owner of it.
func ownerRole(s string) bool { return s == "admin" || s == owner }

// told is a number that names something; 0 names nothing.
func told(id string) string {
	if id == "0" {
		return ""
	}
	return id
}

// cutOwner splits "OWNER/NAME"; a name alone has no owner.
func cutOwner(full string) (owner, name string) {
	if owner, name, ok := strings.Cut(full, "/"); ok {
		return owner, name
	}
	return "", full
}
