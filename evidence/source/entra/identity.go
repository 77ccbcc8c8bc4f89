package entra

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// names forms the names of one tenant.
type names struct{ tenant string }

func (n names) system() string {
	if n.tenant == "" {
		return "entra"
	}
	return "entra:" + n.tenant
}

// The systems within a tenant, each of which other listings tell. That of the
// membership of groups is the tenant itself.
const (
	areaGroups      = ""
	areaRoles       = "/roles"
	areaEligible    = "/eligible-roles"
	areaEligibleIn  = "/eligible-groups"
	areaOwners      = "/owners"
	areaAppRoles    = "/app-roles"
	areaDelegated   = "/delegated-permissions"
	areaCredentials = "/credentials"
	areaAzure       = "/azure"
)

// The kinds of directory objects, as they stand in names.
const (
	kindUser        = "user"
	kindGroup       = "group"
	kindService     = "service-principal"
	kindApplication = "application"
	kindDevice      = "device"
	kindUnknown     = "object"
)

// kindOf is the kind of a directory object by the vendor's name of its type:
// "User", "#microsoft.graph.user".
func kindOf(vendor string) string {
	switch strings.ToLower(strings.TrimPrefix(vendor, "#microsoft.graph.")) {
	case "user":
		return kindUser
	case "group":
		return kindGroup
	case "serviceprincipal":
		return kindService
	case "application":
		return kindApplication
	case "device":
		return kindDevice
	}
	return kindUnknown
}

// within is an id that only the tenant knows.
func (n names) within(kind, id string) string {
	return n.system() + "/" + kind + "/" + strings.ToLower(id)
}

// who is what is known of a directory object.
type who struct {
	kind  string
	id    string // object id
	upn   string // of a user
	appID string // of a service principal or an application
	name  string
}

// identity is a directory object, and whether it is known well enough to be one.
func (n names) identity(w who) (evidence.Identity, bool) {
	i := evidence.Identity{Name: w.name}
	if w.kind == kindService || w.kind == kindApplication {
		i.Kind = evidence.KindWorkload
	}
	own, app := "", ""
	if w.id != "" {
		own = n.within(w.kind, w.id)
	}
	if w.appID != "" {
		app = n.within("app", w.appID)
	}
	for _, id := range []string{account(w.upn, w.id), own, app} {
		switch {
		case id == "":
		case i.ID == "":
			i.ID = id
		default:
			i.Aliases = append(i.Aliases, id)
		}
	}
	return i, i.ID != ""
}

// account is the name that a user signs in with. When a user is deleted, Entra
// puts the object id without its hyphens before it.
func account(upn, id string) string {
	upn = strings.ToLower(upn)
	if !strings.Contains(upn, "@") {
		return ""
	}
	if bare := strings.ReplaceAll(strings.ToLower(id), "-", ""); len(bare) == 32 {
		if rest := strings.TrimPrefix(upn, bare); !strings.HasPrefix(rest, "@") {
			return rest
		}
	}
	return upn
}

// key is a secret or certificate that an application signs in with.
func (n names) key(id, name string) evidence.Identity {
	return evidence.Identity{ID: n.within("key", id), Kind: evidence.KindAPIKey, Name: name}
}

// The entitlements that there are.

func (n names) held(area, resource, permission, scope string) evidence.Entitlement {
	return evidence.Entitlement{System: n.system() + area, Resource: resource, Permission: permission, Scope: scope}
}

// role is a directory role, in the whole tenant or in the scope.
func (n names) role(eligible bool, name, scope string) evidence.Entitlement {
	area := areaRoles
	if eligible {
		area = areaEligible
	}
	return n.held(area, "directory-role", name, scope)
}

// inGroup is that somebody is a member or an owner of a group.
func (n names) inGroup(eligible bool, group, permission string) evidence.Entitlement {
	area := areaGroups
	switch {
	case eligible:
		area = areaEligibleIn
	case permission == permissionOwner:
		area = areaOwners
	}
	return n.held(area, resource(kindGroup, group), permission, "")
}

const (
	permissionMember = "member"
	permissionOwner  = "owner"
)

func resource(kind, id string) string { return kind + "/" + strings.ToLower(id) }

// appRole is an app role of the application behind a service principal. The
// value is its name in tokens; one without has its id alone.
func (n names) appRole(of, id, value string) evidence.Entitlement {
	permission := value
	switch {
	case value != "":
	case id == defaultAccess:
		permission = "default"
	default:
		permission = strings.ToLower(id)
	}
	return n.held(areaAppRoles, resource(kindService, of), permission, "")
}

// defaultAccess is the id of being assigned to an application without any of
// its app roles.
const defaultAccess = "00000000-0000-0000-0000-000000000000"

// delegated is that an application may do something as the user who signed in:
// as every one, or as that one.
func (n names) delegated(of, permission string, everybody bool, user string) evidence.Entitlement {
	scope := ""
	if !everybody {
		scope = resource(kindUser, user)
	}
	return n.held(areaDelegated, resource(kindService, of), permission, scope)
}

// credential is that a key signs in as an application.
func (n names) credential(kind, of, keyType string) evidence.Entitlement {
	return n.held(areaCredentials, resource(kind, of), keyType, "")
}

// scopeOf is the part of the directory that an assignment is about, as
// directoryScopeId has it; empty: all.
func scopeOf(directoryScope string) string {
	scope := strings.TrimPrefix(directoryScope, "/")
	at := strings.LastIndexByte(scope, '/') + 1
	return scope[:at] + strings.ToLower(scope[at:])
}

// roleName is the name of a directory role: of a built-in one that Microsoft
// has renamed, the name that it has now, whenever the input was written.
func roleName(template, name string) string {
	if now, ok := renamedRoles[strings.ToLower(template)]; ok {
		return now
	}
	return name
}

// renamedRoles are the built-in roles that had other names, by template id
// ("Microsoft Entra built-in roles"): Company Administrator, Lync Service
// Administrator, Helpdesk (Password) Administrator, Power BI Administrator …
var renamedRoles = map[string]string{
	"62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
	"fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
	"729827e3-9c14-49f7-bb1b-9608f156bbb8": "Helpdesk Administrator",
	"29232cdf-9323-42fd-ade2-1d097af3e4de": "Exchange Administrator",
	"f28a1f50-f6e7-4571-818b-6a12f2af6b6c": "SharePoint Administrator",
	"75941009-915a-4869-abe7-691bff18279e": "Skype for Business Administrator",
	"69091246-20e8-4a56-aa4d-066075b2a7a8": "Teams Administrator",
	"44367163-eba1-44c3-98af-f5787879f96a": "Dynamics 365 Administrator",
	"a9ea8996-122f-4c74-9520-8edcd192826c": "Fabric Administrator",
	"3a2c62db-5318-420d-8d74-23affee5d9d5": "Intune Administrator",
	"9f06204d-73c1-4d4c-880a-6edb90606fd8": "Microsoft Entra Joined Device Local Administrator",
}
