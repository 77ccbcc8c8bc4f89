package okta

import (
	"cmp"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

type jsonApp struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	SignOn string `json:"signOnMode"`
}

func (l *listing) readApps(e *jsonlog.Event, body jsontext.Value, _ string) (string, error) {
	list, err := items(e, body, func(a *jsonApp) string { return a.ID })
	for _, j := range list {
		a := l.theApp(j.ID)
		a.listed, a.label, a.client = true, j.Label, j.SignOn == "" || j.SignOn == "OPENID_CONNECT"
	}
	return "", err
}

type jsonAppUser struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	Scope  string `json:"scope"`
	Links  struct {
		Group struct {
			Href string `json:"href"`
		} `json:"group"`
	} `json:"_links"`
}

// readAppUsers reads who is assigned to an app. With some statuses (assigned
// but not provisioned yet, disabled, imported and not matched) Okta does not
// say whether that is access.
func (l *listing) readAppUsers(e *jsonlog.Event, body jsontext.Value, of string) (string, error) {
	list, err := items(e, body, func(u *jsonAppUser) string { return u.ID })
	if err == nil {
		l.theApp(of)
	}
	for _, j := range list {
		u := l.theUser(j.ID)
		switch j.Status {
		case "ACTIVE", "PROVISIONED", "IMPLICIT":
		default:
			u.unclear = true
			continue
		}
		a := assigned{app: of}
		switch j.Scope {
		case "USER":
		case "GROUP":
			a.through, a.group = true, lastPart(j.Links.Group.Href)
		default:
			u.unclear = true // how it is held
		}
		u.apps = append(u.apps, a)
	}
	return "", err
}

type jsonItem struct {
	ID string `json:"id"`
}

func (l *listing) readAppGroups(e *jsonlog.Event, body jsontext.Value, of string) (string, error) {
	list, err := items(e, body, func(g *jsonItem) string { return g.ID })
	if err == nil {
		l.theApp(of)
	}
	for _, j := range list {
		l.theGroup(j.ID).apps[of] = true
	}
	return "", err
}

type jsonRole struct {
	Type   string `json:"type"`
	Label  string `json:"label"`
	Status string `json:"status"`
	How    string `json:"assignmentType"`
	Set    string `json:"resource-set"`
}

// readRoles reads admin roles, and whether all of them are clear.
func (l *listing) readRoles(e *jsonlog.Event, body jsontext.Value) (roles []assignedRole, unclear bool, err error) {
	list, err := items(e, body, func(r *jsonRole) string { return r.Type })
	for _, j := range list {
		if j.Status != "ACTIVE" {
			unclear = true
			continue
		}
		r := assignedRole{l.role(cmp.Or(standardRoles[j.Type], j.Label, j.Type)), j.How == "GROUP"}
		if standardRoles[j.Type] == "" {
			r.Scope = j.Set
		}
		roles = append(roles, r)
	}
	return roles, unclear, err
}

func (l *listing) readUserRoles(e *jsonlog.Event, body jsontext.Value, of string) (string, error) {
	roles, unclear, err := l.readRoles(e, body)
	if err == nil {
		u := l.theUser(of)
		u.roles, u.unclear = append(u.roles, roles...), u.unclear || unclear
	}
	return "", err
}

func (l *listing) readGroupRoles(e *jsonlog.Event, body jsontext.Value, of string) (string, error) {
	roles, unclear, err := l.readRoles(e, body)
	if err == nil {
		g := l.theGroup(of)
		g.roles, g.unclear = append(g.roles, roles...), g.unclear || unclear
	}
	return "", err
}

func (l *listing) readClientRoles(e *jsonlog.Event, body jsontext.Value, of string) (string, error) {
	roles, unclear, err := l.readRoles(e, body)
	if err == nil {
		a := l.theApp(of)
		a.asked = true
		a.roles, a.unclear = append(a.roles, roles...), a.unclear || unclear
	}
	return "", err
}

type jsonScope struct {
	Name   string `json:"scopeId"`
	Status string `json:"status"`
}

func (l *listing) readScopes(e *jsonlog.Event, body jsontext.Value, of string) (string, error) {
	list, err := items(e, body, func(s *jsonScope) string { return s.Name })
	if err == nil {
		l.theApp(of).asked = true
	}
	for _, j := range list {
		switch j.Status {
		case "ACTIVE":
			l.theApp(of).scopes[j.Name] = true
		case "REVOKED":
		default:
			l.theApp(of).unclear = true
		}
	}
	return "", err
}
