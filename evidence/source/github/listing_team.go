package github

import (
	"cmp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

type teamItem struct {
	Slug   string `json:"slug"`
	Parent struct {
		Slug string `json:"slug"`
	} `json:"parent"`
	Permission  string      `json:"permission"`
	RoleName    string      `json:"role_name"`
	Permissions permissions `json:"permissions"`
}

func hasSlug(t *teamItem) bool { return t.Slug != "" }

func readTeams(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", hasSlug)
	for _, t := range list {
		to := l.org.team(strings.ToLower(t.Slug))
		to.parent, to.listed = strings.ToLower(t.Parent.Slug), true
	}
	return err
}

func readTeamMembers(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", hasLogin)
	if err != nil {
		return err
	}
	t := l.org.team(l.of)
	for _, a := range list {
		login := strings.ToLower(l.org.person(a).Login)
		t.in[login] = t.in[login] || l.variant == maintainer
	}
	return nil
}

func readTeamRepos(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", func(r *repository) bool { return r.Name != "" })
	if err != nil {
		return err
	}
	t := l.org.team(l.of)
	for _, r := range list {
		t.repos[strings.ToLower(r.Name)] = cmp.Or(r.RoleName, r.Permissions.highest())
	}
	return nil
}

func readRepoTeams(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", hasSlug)
	for _, t := range list {
		l.org.team(strings.ToLower(t.Slug)).repos[l.of] = cmp.Or(t.RoleName, t.Permission, t.Permissions.highest())
	}
	return err
}

type roleItem struct {
	ID   number `json:"id"`
	Name string `json:"name"`
}

func readRoles(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "roles", func(r *roleItem) bool { return told(string(r.ID)) != "" && r.Name != "" })
	for _, r := range list {
		l.org.role(string(r.ID)).name = r.Name
	}
	return err
}

type roleUser struct {
	account
	Assignment string `json:"assignment"` // direct, indirect or mixed
}

// readRoleUsers reads who was given a role itself. Who has it through a team
// alone follows from the team's.
func readRoleUsers(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", func(u *roleUser) bool { return u.Login != "" })
	for _, u := range list {
		l.org.person(u.account)
		if u.Assignment != "indirect" {
			l.org.role(l.of).users[strings.ToLower(u.Login)] = true
		}
	}
	return err
}

type roleTeam struct {
	teamItem
	Assignment string `json:"assignment"`
}

func readRoleTeams(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", func(t *roleTeam) bool { return t.Slug != "" })
	for _, t := range list {
		slug := strings.ToLower(t.Slug)
		l.org.team(slug)
		if t.Assignment != "indirect" {
			l.org.role(l.of).teams[slug] = true
		}
	}
	return err
}

func readInstallations(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "installations", func(i *installation) bool {
		return i.Slug != "" || i.Client != "" || told(string(i.AppID)) != ""
	})
	l.org.apps = append(l.org.apps, list...)
	return err
}

func readTokens(l *list, e *jsonlog.Event, body jsontext.Value) error {
	list, err := items(e, body, "", func(t *token) bool { return told(string(t.Token)) != "" })
	if err != nil {
		return err
	}
	for i := range list {
		t := &list[i]
		if t.ExpiresAt == "" {
			continue
		}
		if t.expires, err = e.Time("/body", t.ExpiresAt); err != nil {
			return err
		}
	}
	l.org.tokens = append(l.org.tokens, list...)
	return nil
}

func readKeys(l *list, e *jsonlog.Event, body jsontext.Value) error {
	ok := false
	list, err := items(e, body, "", func(k *deployKey) bool {
		k.repo = l.of
		k.identity, ok = l.org.deployKey("", k.Key, k.Title)
		return ok
	})
	l.org.keys = append(l.org.keys, list...)
	return err
}
