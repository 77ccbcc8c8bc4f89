package github

import (
	"cmp"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// repo is the name of the repository that an event is about, without its owner.
func (d *detail) repo() string {
	_, name := cutOwner(d.Repo)
	return name
}

// repoPlace is the place of the owner of the repository that an event is about.
func (a *entry) repoPlace() (place, error) {
	owner, name := cutOwner(a.Repo)
	switch {
	case name == "" || owner == "" && a.Org == "":
		return place{}, jsonlog.At("/repo", "missing or without its owner, so that nobody knows which repository this was about: export the audit log again")
	case owner != "" && a.Org != "" && !strings.EqualFold(owner, a.Org):
		return place{}, jsonlog.At("/repo", "of another owner than /org: look up whose repository this was")
	}
	return organisation(cmp.Or(a.Org, owner), a.Business), nil
}

// step is what happens to somebody's access to a repository.
type step func(a *event, p place, who evidence.Identity) []effect

// onRepo is for access to a repository, of whom find finds.
func onRepo(find func(*event, place) (evidence.Identity, error), step step) reading {
	return func(a *event) ([]effect, string, error) {
		p, err := a.repoPlace()
		if err != nil {
			return nil, "", err
		}
		who, err := find(a, p)
		if err != nil {
			return nil, "", err
		}
		return step(a, p, who), "", nil
	}
}

func added(a *event, p place, who evidence.Identity) []effect {
	return []effect{grant(who, p.onRepo(a.repo(), cmp.Or(a.Permission, a.NewRepo, a.NewBase)))}
}

func updated(a *event, p place, who evidence.Identity) []effect {
	return replaced(who, p.onRepo(a.repo(), cmp.Or(a.OldRepo, a.Old, a.OldBase)), p.onRepo(a.repo(), cmp.Or(a.NewRepo, a.Permission, a.NewBase)))
}

func removed(a *event, p place, who evidence.Identity) []effect {
	return []effect{revoke(who, lost(a.memory.had(who.ID, a.at, p.system, repoResource(a.repo())), p.onRepo(a.repo(), a.Permission))...)}
}

// lost is what somebody had, or else what the event tells of it.
func lost(had []evidence.Entitlement, told evidence.Entitlement) []evidence.Entitlement {
	if len(had) == 0 || told.Permission != unknown {
		return []evidence.Entitlement{told}
	}
	return had
}

// keyOn is for deploy keys of a repository.
func keyOn(do doing) reading {
	return func(a *event) ([]effect, string, error) {
		if a.Repo == "" {
			return nil, whySSHKey, nil
		}
		p, err := a.repoPlace()
		if err != nil {
			return nil, "", err
		}
		key, ok := p.deployKey(a.Fingerprint, a.Key, a.Title)
		if !ok {
			return nil, "", jsonlog.At("/fingerprint", "missing where /key is no key, or of another key, so that nobody knows which key this was: export the audit log again")
		}
		return []effect{do(key, p.keyOn(a.repo(), readOnly(a.ReadOnly)))}, "", nil
	}
}

// readOnly is what a key may do, where that is told.
func readOnly(v jsontext.Value) string {
	switch string(v) {
	case `true`, `"true"`:
		return "read"
	case `false`, `"false"`:
		return "write"
	}
	return unknown
}

// theApp is the GitHub App that an event is about, and where it is installed.
func (a *event) theApp() (evidence.Identity, place, error) {
	p, err := a.place()
	if err != nil {
		return evidence.Identity{}, place{}, err
	}
	named := app{client: a.Client, name: cmp.Or(a.Integration, a.Name)}
	if named == (app{}) {
		return evidence.Identity{}, place{}, jsonlog.At("/integration", "missing, so that nobody knows which app this was about: export the audit log again")
	}
	return p.app(named), p, nil
}

// appChanged is for an app as a whole.
func appChanged(do doing) reading {
	return func(a *event) ([]effect, string, error) {
		who, p, err := a.theApp()
		if err != nil {
			return nil, "", err
		}
		return []effect{appEffect(do, p, who, a.Selection, nil, a.memory, a.at)}, "", nil
	}
}

// appEffect is what happens to an app as a whole. Where it may reach all
// repositories, that is part of it; else those are that are told.
func appEffect(do doing, p place, who evidence.Identity, selection string, repos []string, m memory, at time.Time) effect {
	e := do(who, p.appInstalled())
	switch {
	case e.action == evidence.ActionRevoke:
		e.held = with(e.held[0], append(m.had(who.ID, at, p.apps(), resourceOrg), m.had(who.ID, at, p.apps(), repoResource(""))...))
	case e.action == evidence.ActionModify: // what it may do there, which no entitlement says
	case selection == "all":
		e.held = append(e.held, p.appOn(allRepos))
	case len(repos) > 0:
		e.held = append(e.held, appOnEffect(do, p, who, repos).held...)
	}
	return e
}

// appOn is for the repositories that an app may reach.
func appOn(do doing, which func(*event) []string) reading {
	return func(a *event) ([]effect, string, error) {
		who, p, err := a.theApp()
		if err != nil {
			return nil, "", err
		}
		return []effect{appOnEffect(do, p, who, which(a))}, "", nil
	}
}

func appOnEffect(do doing, p place, who evidence.Identity, repos []string) effect {
	if len(repos) == 0 {
		repos = []string{unknown}
	}
	e := do(who)
	for _, full := range repos {
		_, name := cutOwner(full)
		e.held = append(e.held, p.appOn(cmp.Or(name, unknown)))
	}
	return e
}
