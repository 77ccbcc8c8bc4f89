package github

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// org is what the listings of one organisation, or other owner of repositories,
// tell.
type org struct {
	place
	login string
	base  string // what members may do in every repository
	repos int    // how many there are; -1: nobody told

	users  map[string]*person // by login in lower case
	teams  map[string]*team   // by slug
	listed map[string]bool    // repositories, by name in lower case
	roles  map[string]*orgRole
	apps   []installation
	tokens []token
	keys   []deployKey
}

// person is an account.
type person struct {
	account
	member, owner bool
	repos         map[string]string // permissions given to it itself, by repository
}

// team is a team of the organisation.
type team struct {
	parent string
	listed bool            // among all teams
	in     map[string]bool // who is in it or in a team below it, by login: true, a maintainer
	repos  map[string]string
}

// orgRole is a role of the organisation, and who has it.
type orgRole struct {
	name         string
	users, teams map[string]bool
}

func (l *listing) theOrg(login string) *org {
	key := strings.ToLower(login)
	if l.orgs[key] == nil {
		l.orgs[key] = &org{place: organisation(login, ""), login: login, repos: -1,
			users: map[string]*person{}, teams: map[string]*team{}, listed: map[string]bool{}, roles: map[string]*orgRole{}}
	}
	return l.orgs[key]
}

func (o *org) person(a account) *person {
	key := strings.ToLower(a.Login)
	if o.users[key] == nil {
		o.users[key] = &person{account: a, repos: map[string]string{}}
	}
	p := o.users[key]
	p.ID = number(cmp.Or(told(string(p.ID)), string(a.ID)))
	return p
}

func (o *org) team(slug string) *team {
	if o.teams[slug] == nil {
		o.teams[slug] = &team{in: map[string]bool{}, repos: map[string]string{}}
	}
	return o.teams[slug]
}

func (o *org) role(id string) *orgRole {
	if o.roles[id] == nil {
		o.roles[id] = &orgRole{users: map[string]bool{}, teams: map[string]bool{}}
	}
	return o.roles[id]
}

// installation, token and deployKey are non-human identities of an
// organisation, as listings have them.
type installation struct {
	AppID       number         `json:"app_id"`
	Slug        string         `json:"app_slug"`
	Client      string         `json:"client_id"`
	Selection   string         `json:"repository_selection"`
	SuspendedAt jsontext.Value `json:"suspended_at"`
	Permissions jsontext.Value `json:"permissions"`
}

type token struct {
	Token       number         `json:"token_id"`
	Name        string         `json:"token_name"`
	Owner       account        `json:"owner"`
	Selection   string         `json:"repository_selection"`
	Expired     bool           `json:"token_expired"`
	ExpiresAt   string         `json:"token_expires_at"`
	Permissions jsontext.Value `json:"permissions"`

	expires time.Time
}

type deployKey struct {
	Key      string         `json:"key"`
	Title    string         `json:"title"`
	ReadOnly jsontext.Value `json:"read_only"`
	AddedBy  string         `json:"added_by"`

	repo     string
	identity evidence.Identity
}

// reads are the listings that are read, by template. They take in nothing where
// there is an error.
var reads = map[string]func(l *list, e *jsonlog.Event, body jsontext.Value) error{
	"orgs/ORG":                            readOrg,
	"orgs/ORG/members":                    readMembers,
	"orgs/ORG/memberships/*":              readMembership,
	"orgs/ORG/outside_collaborators":      readOutside,
	"orgs/ORG/teams":                      readTeams,
	"orgs/ORG/teams/*/members":            readTeamMembers,
	"orgs/ORG/teams/*/repos":              readTeamRepos,
	"orgs/ORG/repos":                      readRepos,
	"orgs/ORG/organization-roles":         readRoles,
	"orgs/ORG/organization-roles/*/users": readRoleUsers,
	"orgs/ORG/organization-roles/*/teams": readRoleTeams,
	"orgs/ORG/installations":              readInstallations,
	"orgs/ORG/personal-access-tokens":     readTokens,
	"repos/OWNER/REPO/collaborators":      readCollaborators,
	"repos/OWNER/REPO/teams":              readRepoTeams,
	"repos/OWNER/REPO/keys":               readKeys,
}

// items reads a body that is an array of items, or an object that has one under
// that name. Each item must have what names it.
func items[T any](e *jsonlog.Event, body jsontext.Value, under string, named func(*T) bool) ([]T, error) {
	pointer := "/body"
	if body.Kind() == '{' {
		if err := problem(e, body); err != nil {
			return nil, err
		}
		if under != "" {
			pointer += "/" + under
			var within jsontext.Value
			e.Walk(body, func(name []byte) *jsontext.Value {
				if string(name) == under {
					return &within
				}
				return nil
			})
			body = within
		}
	}
	list, err := apipages.Items[T](e, body, pointer)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if !named(&list[i]) {
			return nil, jsonlog.At(fmt.Sprintf("%s/%d", pointer, i), "does not say who or what it is: "+e.Again())
		}
	}
	return list, nil
}

// problem is what the API answers in the place of a listing.
func problem(e *jsonlog.Event, body jsontext.Value) error {
	var p struct {
		Message string `json:"message"`
		Docs    string `json:"documentation_url"`
	}
	if e.Part(body, "/body", &p) == nil && p.Message != "" && p.Docs != "" {
		return apipages.Failure(e, fmt.Sprintf("%.120q", p.Message))
	}
	return nil
}

func hasLogin(a *account) bool { return a.Login != "" }

// readOrg reads the organisation itself. Only an owner is told what members may
// do in every repository, and how many private ones there are.
func readOrg(l *list, e *jsonlog.Event, body jsontext.Value) error {
	if err := problem(e, body); err != nil {
		return err
	}
	var o struct {
		Login   string `json:"login"`
		Base    string `json:"default_repository_permission"`
		Public  *int   `json:"public_repos"`
		Private *int   `json:"total_private_repos"`
	}
	if err := e.Part(body, "/body", &o); err != nil {
		return err
	}
	if !strings.EqualFold(o.Login, l.org.login) {
		return jsonlog.At("/body/login", "not the organisation that was asked for: "+e.Again())
	}
	if l.org.base = o.Base; o.Public != nil && o.Private != nil {
		l.org.repos = *o.Public + *o.Private
	}
	return nil
}

func readMembers(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", hasLogin)
	for _, a := range list {
		p := l.org.person(a)
		p.member, p.owner = true, p.owner || l.variant == "admin"
	}
	return err
}

// readMembership reads the membership of one user, who may have been invited
// and not come yet.
func readMembership(l *list, e *jsonlog.Event, body jsontext.Value) error {
	if err := problem(e, body); err != nil {
		return err
	}
	var m struct {
		State string  `json:"state"`
		Role  string  `json:"role"`
		User  account `json:"user"`
	}
	if err := e.Part(body, "", &m); err != nil {
		return err
	}
	if m.User.Login == "" {
		return jsonlog.At("/user/login", "missing, so that nobody knows whose membership this is: "+e.Again())
	}
	p := l.org.person(m.User)
	p.member = p.member || m.State == "active" && m.Role != "billing_manager"
	p.owner = p.owner || m.State == "active" && ownerRole(m.Role)
	return nil
}

func readOutside(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", hasLogin)
	for _, a := range list {
		l.org.person(a)
	}
	return err
}

func readRepos(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", func(r *repository) bool { return r.Name != "" })
	for _, r := range list {
		l.org.listed[strings.ToLower(r.Name)] = true
	}
	return err
}

// readCollaborators reads who was given access to a repository itself.
func readCollaborators(l *list, e *jsonlog.Event, body jsontext.Value) error {
	if l.variant != "direct" && l.variant != "outside" {
		return jsonlog.At("/url", "lists those, too, who have access through a team or as members: ask with affiliation=direct")
	}
	list, err := items(e, body, "", func(c *collaboratorItem) bool { return c.Login != "" })
	for _, c := range list {
		l.org.person(c.account).repos[l.of] = cmp.Or(c.RoleName, c.Permissions.highest())
	}
	return err
}

type collaboratorItem struct {
	account
	RoleName    string      `json:"role_name"`
	Permissions permissions `json:"permissions"`
}
