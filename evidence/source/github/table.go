package github

import (
	"cmp"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// event is one event of the audit log that is about access.
type event struct {
	*entry
	at     time.Time
	memory memory
}

// reading says what an event did, or why nothing.
type reading func(a *event) (effects []effect, why string, err error)

// actions are those that are read.
var actions = map[string]reading{
	"org.add_member":                           joined,
	"org.restore_member":                       joined,
	"org.update_member":                        roleChanged,
	"org.remove_member":                        left,
	"org.add_outside_collaborator":             collaborates,
	"org.remove_outside_collaborator":          collaboratesNoMore,
	"org.add_billing_manager":                  inOrg(grant, place.billingManager),
	"org.remove_billing_manager":               inOrg(revoke, place.billingManager),
	"org.update_default_repository_permission": baseChanged,

	"team.add_member":                   inTeam(grant, member),
	"team.remove_member":                inTeam(revoke, member),
	"team.promote_maintainer":           inTeam(grant, maintainer),
	"team.demote_maintainer":            inTeam(revoke, maintainer),
	"team.add_repository":               onRepo(theTeam, added),
	"team.update_repository_permission": onRepo(theTeam, updated),
	"team.remove_repository":            onRepo(theTeam, removed),

	"repo.add_member":    onRepo(theUser, added),
	"repo.update_member": onRepo(theUser, updated),
	"repo.remove_member": onRepo(theUser, removed),

	"organization_role.assign": role(grant),
	"organization_role.revoke": role(revoke),

	"business.add_admin":               inEnterprise(grant, owner),
	"business.remove_admin":            inEnterprise(revoke, owner),
	"business.add_billing_manager":     inEnterprise(grant, "billing_manager"),
	"business.remove_billing_manager":  inEnterprise(revoke, "billing_manager"),
	"business.add_support_entitlee":    inEnterprise(grant, "support"),
	"business.remove_support_entitlee": inEnterprise(revoke, "support"),
	"business.remove_member":           inEnterprise(revoke, member),

	"public_key.create": keyOn(grant),
	"public_key.update": keyOn(modify),
	"public_key.delete": keyOn(revoke),

	"integration_installation.create":               appChanged(grant),
	"integration_installation.unsuspend":            appChanged(grant),
	"integration_installation.version_updated":      appChanged(modify),
	"integration_installation.suspend":              appChanged(revoke),
	"integration_installation.destroy":              appChanged(revoke),
	"integration_installation.repositories_added":   appOn(grant, func(a *event) []string { return a.Added }),
	"integration_installation.repositories_removed": appOn(revoke, func(a *event) []string { return a.Removed }),
}

// doing is what happens to entitlements: grant, revoke or modify.
type doing func(subject evidence.Identity, held ...evidence.Entitlement) effect

func modify(subject evidence.Identity, held ...evidence.Entitlement) effect {
	return effect{evidence.ActionModify, subject, held}
}

// theUser is the user that an event is about, where it is about one.
func theUser(a *event, p place) (evidence.Identity, error) {
	if a.User == "" {
		return evidence.Identity{}, jsonlog.At("/user", "missing, so that nobody knows whose access this was about: export the audit log again")
	}
	return p.user(a.User, string(a.UserID)), nil
}

// theTeam is the team that an event is about, where it is about one.
func theTeam(a *event, p place) (evidence.Identity, error) {
	_, slug := cutOwner(a.Team)
	if slug == "" {
		return evidence.Identity{}, jsonlog.At("/team", "missing, so that nobody knows which team this was about: export the audit log again")
	}
	return p.team(slug), nil
}

// inOrganisation is the user that an event is about, and the organisation.
func (a *event) inOrganisation() (evidence.Identity, place, error) {
	if a.Org == "" {
		return evidence.Identity{}, place{}, jsonlog.At("/org", "missing, so that nobody knows which organisation this was about: export the audit log again")
	}
	p := organisation(a.Org, a.Business)
	who, err := theUser(a, p)
	return who, p, err
}

func joined(a *event) ([]effect, string, error) {
	who, p, err := a.inOrganisation()
	if err != nil {
		return nil, "", err
	}
	held := []evidence.Entitlement{p.inOrg(member)}
	if ownerRole(a.Permission) {
		held = append(held, p.inOrg(owner))
	}
	return []effect{grant(who, held...)}, "", nil
}

func roleChanged(a *event) ([]effect, string, error) {
	who, p, err := a.inOrganisation()
	switch {
	case err != nil:
		return nil, "", err
	case a.Permission == "":
		return nil, "", jsonlog.At("/permission", "missing, so that nobody knows the role: export the audit log again")
	case a.Old != "" && ownerRole(a.Old) == ownerRole(a.Permission):
		return nil, whySame, nil
	case ownerRole(a.Permission):
		return []effect{grant(who, p.inOrg(owner))}, "", nil
	}
	return []effect{revoke(who, p.inOrg(owner))}, "", nil
}

func left(a *event) ([]effect, string, error) {
	who, p, err := a.inOrganisation()
	if err != nil {
		return nil, "", err
	}
	return []effect{revoke(who, with(p.inOrg(member), a.memory.had(who.ID, a.at, p.system, resourceOrg))...)}, "", nil
}

// with is one entitlement and what else there is.
func with(one evidence.Entitlement, others []evidence.Entitlement) []evidence.Entitlement {
	all := []evidence.Entitlement{one}
	for _, o := range others {
		if o.Key() != one.Key() {
			all = append(all, o)
		}
	}
	return all
}

// outside is the outside collaborator that an event is about.
func (a *event) outside(p place) (evidence.Identity, error) {
	switch {
	case a.Invitee == "" || strings.EqualFold(a.Invitee, a.User):
		return theUser(a, p)
	case a.User == "":
		return p.user(a.Invitee, ""), nil
	}
	return evidence.Identity{}, jsonlog.At("/invitee", "somebody else than /user, so that nobody knows whose access this was about: look it up in the organisation")
}

func collaborates(a *event) ([]effect, string, error) {
	p, err := a.repoPlace()
	if err != nil {
		return nil, "", err
	}
	who, err := a.outside(p)
	if err != nil {
		return nil, "", err
	}
	return []effect{grant(who, p.onRepo(a.repo(), a.Permission))}, "", nil
}

func collaboratesNoMore(a *event) ([]effect, string, error) {
	p, err := a.place()
	if err != nil {
		return nil, "", err
	}
	who, err := a.outside(p)
	if err != nil {
		return nil, "", err
	}
	had := a.memory.had(who.ID, a.at, p.system, repoResource(""))
	if len(had) == 0 {
		had = append(had, p.onRepo(unknown, unknown))
	}
	return []effect{revoke(who, had...)}, "", nil
}

func baseChanged(a *event) ([]effect, string, error) {
	if a.Org == "" || a.Permission == "" {
		return nil, "", jsonlog.At("/permission", "this or /org is missing, so that nobody knows what members may do: export the audit log again")
	}
	p := organisation(a.Org, a.Business)
	before, after := p.onRepo(allRepos, a.Old), p.onRepo(allRepos, a.Permission)
	switch {
	case before.Key() == after.Key() || a.Old == "" && after.Permission == none:
		return nil, whySame, nil
	case before.Permission == none:
		return []effect{grant(p.everybody(), after)}, "", nil
	case after.Permission == none:
		return []effect{revoke(p.everybody(), before)}, "", nil
	}
	return replaced(p.everybody(), before, after), "", nil
}

// none is the base permission that gives members nothing.
const none = "none"

// inOrg is for roles of an organisation that the action names.
func inOrg(do doing, held func(place) evidence.Entitlement) reading {
	return func(a *event) ([]effect, string, error) {
		who, p, err := a.inOrganisation()
		if err != nil {
			return nil, "", err
		}
		return []effect{do(who, held(p))}, "", nil
	}
}

func inEnterprise(do doing, permission string) reading {
	return func(a *event) ([]effect, string, error) {
		if a.Business == "" {
			return nil, "", jsonlog.At("/business", "missing, so that nobody knows which enterprise this was about: export the log of the enterprise")
		}
		p := enterprise(a.Business)
		who, err := theUser(a, p)
		if err != nil {
			return nil, "", err
		}
		return []effect{do(who, evidence.Entitlement{System: p.system, Resource: "enterprise", Permission: permission})}, "", nil
	}
}

func inTeam(do doing, permission string) reading {
	return func(a *event) ([]effect, string, error) {
		who, p, err := a.inOrganisation()
		if err != nil {
			return nil, "", err
		}
		if _, err := theTeam(a, p); err != nil {
			return nil, "", err
		}
		_, slug := cutOwner(a.Team)
		return []effect{teamEffect(do, p, who, slug, permission, a.memory, a.at)}, "", nil
	}
}

// teamEffect is what happens to somebody in a team: who leaves it is no
// maintainer either.
func teamEffect(do doing, p place, who evidence.Identity, slug, permission string, m memory, at time.Time) effect {
	e := do(who, p.inTeam(slug, permission))
	if e.action == evidence.ActionRevoke && permission == member {
		e.held = with(e.held[0], m.had(who.ID, at, p.system, teamResource(slug)))
	}
	return e
}

func role(do doing) reading {
	return func(a *event) ([]effect, string, error) {
		if a.Org == "" {
			return nil, "", jsonlog.At("/org", "missing, so that nobody knows which organisation this was about: export the audit log again")
		}
		p := organisation(a.Org, a.Business)
		find := theUser
		if a.Team != "" {
			find = theTeam
		}
		if a.Team != "" && a.User != "" {
			return nil, "", jsonlog.At("/team", "beside /user, so that nobody knows which of them this was about: look it up in the organisation")
		}
		who, err := find(a, p)
		if err != nil {
			return nil, "", err
		}
		return []effect{do(who, p.orgRole(cmp.Or(a.Role, a.Name)))}, "", nil
	}
}
