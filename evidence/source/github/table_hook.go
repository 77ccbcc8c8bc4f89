package github

import (
	"cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// hooks are the webhooks that are read, by EVENT.ACTION.
var hooks = map[string]func(h *hook) (effects []effect, why string, err error){
	"organization.member_added":   memberAdded,
	"organization.member_removed": memberRemoved,

	"membership.added":   teamMember(grant),
	"membership.removed": teamMember(revoke),

	"member.added":   collaborator(hookAdded),
	"member.edited":  collaborator(hookEdited),
	"member.removed": collaborator(hookRemoved),

	"team.added_to_repository":     teamOnRepo(hookAdded),
	"team.edited":                  teamOnRepo(hookEdited),
	"team.removed_from_repository": teamOnRepo(hookRemoved),
	"team_add":                     teamOnRepo(hookAdded),

	"deploy_key.created": hookKey(grant),
	"deploy_key.deleted": hookKey(revoke),

	"installation.created":                  hookApp(grant),
	"installation.unsuspend":                hookApp(grant),
	"installation.new_permissions_accepted": hookApp(modify),
	"installation.suspend":                  hookApp(revoke),
	"installation.deleted":                  hookApp(revoke),
	"installation_repositories.added":       hookAppOn(grant, func(h *hook) []repository { return h.Added }),
	"installation_repositories.removed":     hookAppOn(revoke, func(h *hook) []repository { return h.Removed }),
}

// tokenHooks are the webhooks about tokens that are read.
var tokenHooks = map[string]happened{
	"personal_access_token_request.created":   requested,
	"personal_access_token_request.approved":  granted,
	"personal_access_token_request.denied":    denied,
	"personal_access_token_request.cancelled": cancelled,
}

// whom is the account that a webhook is about.
func (h *hook) whom(a *account, pointer string) (evidence.Identity, error) {
	if a.Login == "" {
		return evidence.Identity{}, jsonlog.At(h.pointer+pointer+"/login", "missing, so that nobody knows whose access this was about: fetch the delivery again from the API")
	}
	return a.in(h.p), nil
}

func memberAdded(h *hook) ([]effect, string, error) {
	who, err := h.whom(&h.Membership.User, "/membership/user")
	switch {
	case err != nil:
		return nil, "", err
	case h.Membership.State != "active":
		return nil, "", jsonlog.At(h.pointer+"/membership/state", "not active, so that nobody knows whether this is a member yet: look for it in the audit log, or list the members")
	}
	held := []evidence.Entitlement{h.p.inOrg(member)}
	if ownerRole(h.Membership.Role) {
		held = append(held, h.p.inOrg(owner))
	}
	return []effect{grant(who, held...)}, "", nil
}

func memberRemoved(h *hook) ([]effect, string, error) {
	who, err := h.whom(&h.Membership.User, "/membership/user")
	if err != nil {
		return nil, "", err
	}
	return []effect{revoke(who, with(h.p.inOrg(member), h.memory.had(who.ID, h.at, h.p.system, resourceOrg))...)}, "", nil
}

func teamMember(do doing) func(*hook) ([]effect, string, error) {
	return func(h *hook) ([]effect, string, error) {
		who, err := h.whom(&h.Member, "/member")
		switch {
		case err != nil:
			return nil, "", err
		case h.Team.Slug == "":
			return nil, "", h.noTeam()
		}
		return []effect{teamEffect(do, h.p, who, h.Team.Slug, member, h.memory, h.at)}, "", nil
	}
}

func (h *hook) noTeam() error {
	return jsonlog.At(h.pointer+"/team/slug", "missing, so that nobody knows which team this was about: fetch the delivery again from the API")
}

// hookStep is what happens to somebody's access to the repository.
type hookStep func(h *hook, who evidence.Identity) []effect

func (h *hook) repo() string {
	_, name := cutOwner(h.Repository.FullName)
	return cmp.Or(name, h.Repository.Name)
}

func (h *hook) noRepo() error {
	return jsonlog.At(h.pointer+"/repository/name", "missing, so that nobody knows which repository this was about: fetch the delivery again from the API")
}

func collaborator(step hookStep) func(*hook) ([]effect, string, error) {
	return func(h *hook) ([]effect, string, error) {
		who, err := h.whom(&h.Member, "/member")
		switch {
		case err != nil:
			return nil, "", err
		case h.repo() == "":
			return nil, "", h.noRepo()
		}
		h.Repository.RoleName, h.Repository.Permissions = "", permissions{} // not the collaborator's
		return step(h, who), "", nil
	}
}

func teamOnRepo(step hookStep) func(*hook) ([]effect, string, error) {
	return func(h *hook) ([]effect, string, error) {
		switch {
		case h.Team.Slug == "":
			return nil, "", h.noTeam()
		case h.repo() == "" && h.Changes.Repository.Permissions.From == permissions{}:
			return nil, whySame, nil // its name, or who can see it
		case h.repo() == "":
			return nil, "", h.noRepo()
		}
		return step(h, h.p.team(h.Team.Slug)), "", nil
	}
}

// after is the permission that somebody has now, and before the one they had,
// where they are told.
func (h *hook) after() string {
	return cmp.Or(h.Changes.RoleName.To, h.Changes.Permission.To, h.Repository.RoleName, h.Repository.Permissions.highest())
}

func (h *hook) before() string {
	return cmp.Or(h.Changes.RoleName.From, h.Changes.Permission.From, h.Changes.OldPermission.From, h.Changes.Repository.Permissions.From.highest())
}

func hookAdded(h *hook, who evidence.Identity) []effect {
	return []effect{grant(who, h.p.onRepo(h.repo(), h.after()))}
}

func hookEdited(h *hook, who evidence.Identity) []effect {
	return replaced(who, h.p.onRepo(h.repo(), h.before()), h.p.onRepo(h.repo(), h.after()))
}

func hookRemoved(h *hook, who evidence.Identity) []effect {
	return []effect{revoke(who, lost(h.memory.had(who.ID, h.at, h.p.system, repoResource(h.repo())), h.p.onRepo(h.repo(), unknown))...)}
}

func hookKey(do doing) func(*hook) ([]effect, string, error) {
	return func(h *hook) ([]effect, string, error) {
		key, ok := h.p.deployKey("", h.Key.Key, h.Key.Title)
		switch {
		case !ok:
			return nil, "", jsonlog.At(h.pointer+"/key/key", "no public key, so that nobody knows which key this was: fetch the delivery again from the API")
		case h.repo() == "":
			return nil, "", h.noRepo()
		}
		return []effect{do(key, h.p.keyOn(h.repo(), readOnly(h.Key.ReadOnly)))}, "", nil
	}
}

// theApp is the GitHub App that a webhook is about.
func (h *hook) theApp() (evidence.Identity, error) {
	named := app{slug: h.Installation.Slug, client: h.Installation.Client, id: told(string(h.Installation.AppID))}
	if named == (app{}) {
		return evidence.Identity{}, jsonlog.At(h.pointer+"/installation/app_id", "missing, so that nobody knows which app this was about: fetch the delivery again from the API")
	}
	return h.p.app(named), nil
}

func hookApp(do doing) func(*hook) ([]effect, string, error) {
	return func(h *hook) ([]effect, string, error) {
		who, err := h.theApp()
		if err != nil {
			return nil, "", err
		}
		return []effect{appEffect(do, h.p, who, h.Installation.Selection, names(h.Repositories), h.memory, h.at)}, "", nil
	}
}

func hookAppOn(do doing, which func(*hook) []repository) func(*hook) ([]effect, string, error) {
	return func(h *hook) ([]effect, string, error) {
		who, err := h.theApp()
		if err != nil {
			return nil, "", err
		}
		return []effect{appOnEffect(do, h.p, who, names(which(h)))}, "", nil
	}
}

// names are those of repositories, with their owners.
func names(list []repository) []string {
	var all []string
	for _, r := range list {
		all = append(all, cmp.Or(r.FullName, r.Name))
	}
	return all
}

// token is the event about a token that a webhook is.
func (h *hook) token(o *occasion, what happened) *tokenEvent {
	t := &tokenEvent{occasion: o, place: h.p, what: what, request: told(string(h.Token.ID)), token: told(string(h.Token.Token)), name: h.Token.Name, selection: h.Token.Selection}
	if h.Token.Owner.Login != "" {
		u := h.Token.Owner.in(h.p)
		t.owner = &u
	}
	return t
}
