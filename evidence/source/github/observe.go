package github

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
)

// end yields an observation for everybody who was named, and a listing of each
// system of which nobody can have been left out. If something was refused,
// nothing is complete: nobody knows of whom that was.
func (l *listing) end(whole bool) []evidence.Fact {
	var facts []evidence.Fact
	for _, key := range slices.Sorted(maps.Keys(l.orgs)) {
		o := l.orgs[key]
		view := &view{listing: l, org: o, whole: whole, facts: &facts}
		view.people()
		view.credentials()
	}
	return facts
}

// view is what the end of an input makes of one organisation.
type view struct {
	*listing
	*org
	whole bool
	facts *[]evidence.Fact
}

// read reports whether a listing was read from its first page to its last, and
// nothing in the input was refused.
func (v *view) read(name, of, variant string) bool {
	return v.whole && v.listing.whole(name, v.org, of, variant)
}

// byRole reports whether the members of an organisation or team were listed, of
// each role.
func (v *view) byRole(name, of, high string) bool {
	return v.read(name, of, high) && (v.read(name, of, member) || v.read(name, of, "all"))
}

func (v *view) people() {
	everybody := v.everybodyKnown()
	teams := v.teamsKnown()
	for _, login := range slices.Sorted(maps.Keys(v.users)) {
		p := v.users[login]
		if strings.HasSuffix(login, bot) { // an app, whose access is not among these
			continue
		}
		v.observe(v.place.user(p.Login, string(p.ID)), v.system, "user/"+login, everybody, v.heldBy(login, p), nil)
	}
	for _, slug := range slices.Sorted(maps.Keys(v.org.teams)) {
		v.observe(v.place.team(slug), v.system, teamResource(slug), teams, v.heldByTeam(slug), nil)
	}
	if v.base != "" {
		v.observe(v.everybody(), v.system, resourceOrg, v.whole, v.baseHeld(""), nil)
	}
	if everybody {
		v.list(v.system, "organization")
	}
}

// reposKnown reports whether all repositories were listed: an owner is told how
// many there are.
func (v *view) reposKnown() bool {
	return v.read("orgs/ORG/repos", "", "all") && v.repos >= 0 && len(v.listed) == v.repos
}

// everyRepo reports whether all repositories are known, and that of each.
func (v *view) everyRepo(name, variant string) bool {
	for repo := range v.listed {
		if !v.read(name, repo, variant) {
			return false
		}
	}
	return v.reposKnown()
}

// teamsKnown reports whether it is known what every team may do.
func (v *view) teamsKnown() bool {
	if !v.read("orgs/ORG/teams", "", "all") || !v.read("orgs/ORG/organization-roles", "", "all") {
		return false
	}
	for id, r := range v.org.roles {
		if r.name == "" || !v.read("orgs/ORG/organization-roles/*/teams", id, "all") {
			return false
		}
	}
	reposOfTeams := v.everyRepo("repos/OWNER/REPO/teams", "all")
	for slug, t := range v.org.teams {
		if !t.listed || !reposOfTeams && !v.read("orgs/ORG/teams/*/repos", slug, "all") {
			return false
		}
	}
	return true
}

// everybodyKnown reports whether it is known who holds what in the organisation.
func (v *view) everybodyKnown() bool {
	if v.base == "" || !v.teamsKnown() || !v.byRole("orgs/ORG/members", "", "admin") || !v.everyRepo("repos/OWNER/REPO/collaborators", "direct") {
		return false
	}
	for slug := range v.org.teams {
		if !v.byRole("orgs/ORG/teams/*/members", slug, maintainer) {
			return false
		}
	}
	for id := range v.org.roles {
		if !v.read("orgs/ORG/organization-roles/*/users", id, "all") {
			return false
		}
	}
	return true
}

// heldBy is what a person holds, itself and through others.
func (v *view) heldBy(login string, p *person) []evidence.Entitlement {
	var held []evidence.Entitlement
	if p.member {
		held = append(held, v.inOrg(member))
		held = append(held, v.baseHeld(v.everybody().ID)...)
	}
	if p.owner {
		held = append(held, v.inOrg(owner))
	}
	for repo, permission := range p.repos {
		held = append(held, v.onRepo(repo, permission))
	}
	for id, r := range v.org.roles {
		if r.users[login] {
			held = append(held, v.orgRole(cmp.Or(r.name, id)))
		}
	}
	for slug, t := range v.org.teams {
		maintains, in := t.in[login]
		if !in {
			continue
		}
		as := v.inTeam(slug, member)
		as.Via = v.below(slug, login)
		held = append(held, as)
		if maintains {
			held = append(held, v.inTeam(slug, maintainer))
		}
		held = append(held, through(v.place.team(slug).ID, v.ofTeam(slug))...)
	}
	return held
}

// below is the team through which somebody is in a team, if that is one below
// it: its members are listed with those of the team above.
func (v *view) below(slug, login string) string {
	for _, other := range slices.Sorted(maps.Keys(v.org.teams)) {
		t := v.org.teams[other]
		if _, in := t.in[login]; in && t.parent == slug {
			return v.place.team(other).ID
		}
	}
	return ""
}

// ofTeam is what a team holds itself.
func (v *view) ofTeam(slug string) []evidence.Entitlement {
	var held []evidence.Entitlement
	for repo, permission := range v.org.teams[slug].repos {
		held = append(held, v.onRepo(repo, permission))
	}
	for id, r := range v.org.roles {
		if r.teams[slug] {
			held = append(held, v.orgRole(cmp.Or(r.name, id)))
		}
	}
	return held
}

// heldByTeam is what a team holds, itself and through the teams above it.
func (v *view) heldByTeam(slug string) []evidence.Entitlement {
	held := v.ofTeam(slug)
	seen := map[string]bool{slug: true}
	for above := v.org.teams[slug].parent; above != "" && !seen[above] && v.org.teams[above] != nil; above = v.org.teams[above].parent {
		seen[above] = true
		held = append(held, through(v.place.team(above).ID, v.ofTeam(above))...)
	}
	return held
}

// baseHeld is what every member may do in every repository.
func (v *view) baseHeld(via string) []evidence.Entitlement {
	if v.base == "" || v.base == none {
		return nil
	}
	return through(via, []evidence.Entitlement{v.onRepo(allRepos, v.base)})
}

// through are entitlements that come through something.
func through(via string, held []evidence.Entitlement) []evidence.Entitlement {
	for i := range held {
		held[i].Via = via
	}
	return held
}

// credentials are deploy keys, tokens and apps. A key and a token say all about
// themselves; which repositories an app may reach is not told if they were
// selected.
func (v *view) credentials() {
	for _, k := range v.org.keys {
		v.observe(k.identity, v.deployKeys(), "key/"+after(k.identity.ID, "/deploy-key/"), true, []evidence.Entitlement{v.keyOn(k.repo, readOnly(k.ReadOnly))},
			extension(struct {
				AddedBy string `json:"added_by,omitzero"`
			}{k.AddedBy}))
	}
	if v.everyRepo("repos/OWNER/REPO/keys", "all") {
		v.list(v.deployKeys(), "deploy-keys")
	}
	for _, t := range v.org.tokens {
		var owner *evidence.Identity
		if t.Owner.Login != "" {
			u := t.Owner.in(v.place)
			owner = &u
		}
		var held []evidence.Entitlement
		if !t.Expired {
			held = append(held, v.tokenAccess(t.Selection))
			held[0].ExpiresAt = t.expires
		}
		v.observe(v.place.token(string(t.Token), "", t.Name, owner), v.place.tokens(), "token/"+string(t.Token), true, held, permitted(t.Permissions))
	}
	if v.read("orgs/ORG/personal-access-tokens", "", "all") {
		v.list(v.place.tokens(), "tokens")
	}
	for _, i := range v.org.apps {
		var held []evidence.Entitlement
		suspended := len(i.SuspendedAt) > 0 && i.SuspendedAt.Kind() != 'n'
		if !suspended {
			held = append(held, v.appInstalled())
			if i.Selection == "all" {
				held = append(held, v.appOn(allRepos))
			}
		}
		who := v.place.app(app{slug: i.Slug, client: i.Client, id: string(i.AppID)})
		v.observe(who, v.place.apps(), "app/"+after(who.ID, v.system+"/"), suspended || i.Selection == "all", held, permitted(i.Permissions))
	}
	if v.read("orgs/ORG/installations", "", "all") {
		v.list(v.place.apps(), "apps")
	}
}

// after is what stands after a part of s.
func after(s, part string) string { _, rest, _ := strings.Cut(s, part); return rest }

// permitted is what a token or app may do, as GitHub puts it.
func permitted(permissions jsontext.Value) evidence.Extensions {
	if permissions.Kind() != '{' {
		return nil
	}
	return extension(struct {
		Permissions json.RawMessage `json:"permissions"`
	}{json.RawMessage(permissions)})
}

// observe yields what somebody holds in a system.
func (v *view) observe(who evidence.Identity, system, record string, complete bool, held []evidence.Entitlement, extensions evidence.Extensions) {
	slices.SortFunc(held, holding.ByKeyAndVia)
	held = slices.CompactFunc(held, func(a, b evidence.Entitlement) bool { return holding.ByKeyAndVia(a, b) == 0 })
	*v.facts = append(*v.facts, evidence.Fact{Subject: who, Value: &evidence.Observation{
		ID:           system + "/" + record,
		System:       system,
		ObservedAt:   v.options.CollectedAt.UTC(),
		Complete:     complete,
		Entitlements: held,
		Source:       cite(v.place, "state/"+record, v.options.CollectedAt, ""),
		Extensions:   extensions,
	}})
}

// list yields that whoever was not observed holds nothing in a system.
func (v *view) list(system, record string) {
	*v.facts = append(*v.facts, evidence.Fact{Subject: evidence.Identity{ID: system}, Value: &evidence.Listing{
		ID: system, System: system, ObservedAt: v.options.CollectedAt.UTC(), Source: cite(v.place, "state/"+record, v.options.CollectedAt, ""),
	}})
}
