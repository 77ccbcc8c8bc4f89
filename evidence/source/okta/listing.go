package okta

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// The listings that are asked for once.
const (
	pathUsers     = "api/v1/users"
	pathGroups    = "api/v1/groups"
	pathApps      = "api/v1/apps"
	pathTokens    = "api/v1/api-tokens"
	pathAssignees = "api/v1/iam/assignees/users"
)

// listing is the reading of all listings of one org.
type listing struct {
	names
	options Options
	host    string
	chains  map[string]*chain // by path

	users     map[string]*user
	groups    map[string]*group
	apps      map[string]*app
	tokens    map[string]apiToken
	assignees map[string]bool // users with admin roles
}

func newListing(o Options) *listing {
	return &listing{names: names{o.Org}, options: o, chains: map[string]*chain{},
		users: map[string]*user{}, groups: map[string]*group{}, apps: map[string]*app{}, tokens: map[string]apiToken{}, assignees: map[string]bool{}}
}

// user is what is known of a user.
type user struct {
	login, name string
	status      evidence.IdentityStatus
	groups      map[string]bool
	apps        []assigned
	roles       []assignedRole
	unclear     bool // some of it is neither held nor surely not
}

// group is what is known of a group.
type group struct {
	name    string
	listed  bool // among all groups
	builtIn bool // and nobody decides who is in it
	apps    map[string]bool
	roles   []assignedRole
	unclear bool
}

// app is what is known of an app.
type app struct {
	label   string
	listed  bool
	client  bool // it can have access of its own
	asked   bool // and was asked for that
	roles   []assignedRole
	scopes  map[string]bool
	unclear bool
}

// assigned is that a user is assigned to an app, directly or through a group.
type assigned struct {
	app     string
	through bool
	group   string // where that is known
}

// assignedRole is an admin role that somebody has, directly or through a group.
type assignedRole struct {
	evidence.Entitlement
	through bool
}

type apiToken struct{ name, owner string }

func (l *listing) theUser(id string) *user {
	return entry(l.users, id, &user{groups: map[string]bool{}})
}
func (l *listing) theGroup(id string) *group {
	return entry(l.groups, id, &group{apps: map[string]bool{}})
}
func (l *listing) theApp(id string) *app { return entry(l.apps, id, &app{scopes: map[string]bool{}}) }

func entry[T any](of map[string]*T, id string, fresh *T) *T {
	if e := of[id]; e != nil {
		return e
	}
	of[id] = fresh
	return fresh
}

// readPage reads the body of one page of a listing, which is of somebody or
// something. It returns where the next page is, if the body says so, and takes
// in nothing where there is an error.
type readPage func(e *jsonlog.Event, body jsontext.Value, of string) (next string, err error)

// readers are the listings that are read, by path.
func (l *listing) readers() map[string]readPage {
	return map[string]readPage{
		pathUsers:                   l.readUsers,
		pathGroups:                  l.readGroups,
		pathApps:                    l.readApps,
		pathTokens:                  l.readTokens,
		pathAssignees:               l.readAssignees,
		"api/v1/groups/*/users":     l.readMembers,
		"api/v1/users/*/groups":     l.readMemberships,
		"api/v1/apps/*/users":       l.readAppUsers,
		"api/v1/apps/*/groups":      l.readAppGroups,
		"api/v1/apps/*/grants":      l.readScopes,
		"api/v1/users/*/roles":      l.readUserRoles,
		"api/v1/groups/*/roles":     l.readGroupRoles,
		"oauth2/v1/clients/*/roles": l.readClientRoles,
	}
}

// items reads a body that is an array of items with ids.
func items[T any](e *jsonlog.Event, body jsontext.Value, id func(*T) string) ([]T, error) {
	if body.Kind() != '[' {
		var failed struct {
			Code    string `json:"errorCode"`
			Summary string `json:"errorSummary"`
		}
		if body.Kind() == '{' && e.Part(body, "/body", &failed) == nil && failed.Code != "" {
			return nil, apipages.Failure(e, fmt.Sprintf("%.20q, %.120q", failed.Code, failed.Summary))
		}
	}
	list, err := apipages.Items[T](e, body, "/body")
	if err != nil {
		return nil, err
	}
	for i := range list {
		if told(id(&list[i])) == "" {
			return nil, jsonlog.At("/body", "an item without its id: "+e.Again())
		}
	}
	return list, nil
}

type jsonUser struct {
	ID      string `json:"id"`
	Status  string `json:"status"`
	Profile struct {
		Login string `json:"login"`
		First string `json:"firstName"`
		Last  string `json:"lastName"`
	} `json:"profile"`
}

// statuses are what a user's status says of the account. One that was never in
// use has none.
var statuses = map[string]evidence.IdentityStatus{
	"ACTIVE": evidence.IdentityActive, "LOCKED_OUT": evidence.IdentityActive, "PASSWORD_EXPIRED": evidence.IdentityActive, "RECOVERY": evidence.IdentityActive,
	"SUSPENDED": evidence.IdentitySuspended, "DEPROVISIONED": evidence.IdentityInactive,
}

func (l *listing) readUsers(e *jsonlog.Event, body jsontext.Value, _ string) (string, error) {
	list, err := items(e, body, func(u *jsonUser) string { return u.ID })
	for i := range list {
		l.keepUser(&list[i])
	}
	return "", err
}

func (l *listing) keepUser(j *jsonUser) *user {
	u := l.theUser(j.ID)
	if j.Profile.Login != "" {
		u.login = j.Profile.Login
		u.name = strings.TrimSpace(j.Profile.First + " " + j.Profile.Last)
		u.status = statuses[j.Status]
	}
	return u
}

type jsonGroup struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Profile struct {
		Name string `json:"name"`
	} `json:"profile"`
}

func (l *listing) readGroups(e *jsonlog.Event, body jsontext.Value, _ string) (string, error) {
	list, err := items(e, body, func(g *jsonGroup) string { return g.ID })
	for i := range list {
		l.keepGroup(&list[i]).listed = true
	}
	return "", err
}

func (l *listing) keepGroup(j *jsonGroup) *group {
	g := l.theGroup(j.ID)
	g.name, g.builtIn = j.Profile.Name, j.Type == "BUILT_IN"
	return g
}

func (l *listing) readMembers(e *jsonlog.Event, body jsontext.Value, of string) (string, error) {
	list, err := items(e, body, func(u *jsonUser) string { return u.ID })
	if err == nil {
		l.theGroup(of)
	}
	for i := range list {
		l.keepUser(&list[i]).groups[of] = true
	}
	return "", err
}

func (l *listing) readMemberships(e *jsonlog.Event, body jsontext.Value, of string) (string, error) {
	list, err := items(e, body, func(g *jsonGroup) string { return g.ID })
	if err == nil {
		l.theUser(of)
	}
	for i := range list {
		l.keepGroup(&list[i])
		l.theUser(of).groups[list[i].ID] = true
	}
	return "", err
}

type jsonToken struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Owner string `json:"userId"`
}

func (l *listing) readTokens(e *jsonlog.Event, body jsontext.Value, _ string) (string, error) {
	list, err := items(e, body, func(t *jsonToken) string { return t.ID })
	for _, t := range list {
		l.tokens[t.ID] = apiToken{t.Name, t.Owner}
	}
	return "", err
}

// readAssignees reads who has an admin role. The list is in an object that says
// itself where the next page is.
func (l *listing) readAssignees(e *jsonlog.Event, body jsontext.Value, _ string) (string, error) {
	var page struct {
		Value jsontext.Value `json:"value"`
		Links struct {
			Next struct {
				Href string `json:"href"`
			} `json:"next"`
		} `json:"_links"`
	}
	if body.Kind() == '{' {
		if err := e.Part(body, "/body", &page); err != nil {
			return "", err
		}
	}
	if page.Value.Kind() == '[' {
		body = page.Value
	}
	list, err := items(e, body, func(u *jsonUser) string { return u.ID })
	for i := range list {
		l.theUser(list[i].ID)
		l.assignees[list[i].ID] = true
	}
	return page.Links.Next.Href, err
}
