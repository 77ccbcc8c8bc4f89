package github_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/github"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// page is a page as the commands in the package documentation export it.
func page(url, next, body string) string {
	return fmt.Sprintf(`{"url":%q,"next":%q,"body":%s}`, url, next, body)
}

// accounts are accounts in a listing, by their logins; "login: FIELDS" adds some.
func accounts(logins ...string) string {
	var all []string
	for _, login := range logins {
		login, more, _ := strings.Cut(login, ": ")
		if more != "" {
			more = "," + more
		}
		all = append(all, fmt.Sprintf(`{"login":%q,"id":%d,"node_id":"U_x","gravatar_id":"","type":"User","site_admin":false%s}`, login, len(login), more))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// acme is all that the documentation says to export of an organisation: Olga
// owns it; Ana and Bob are members, Bob in the team below Ana's; Cy is from
// outside. Further pages have numbers for names.
func acme() []string {
	const teams = `[{"slug":"platform","name":"Platform","node_id":"T_1","privacy":"closed","permission":"pull","parent":null},` +
		`{"slug":"oncall","name":"Oncall","node_id":"T_2","privacy":"closed","permission":"pull","parent":{"slug":"platform"}}]`
	return []string{
		page("/orgs/Acme", "", `{"login":"Acme","id":99,"default_repository_permission":"read","public_repos":1,"total_private_repos":1}`),
		page("/orgs/Acme/members?role=admin&per_page=100", "", accounts("Olga")),
		page("/orgs/Acme/members?role=member&per_page=1", "https://api.github.com/organizations/99/members?role=member&per_page=1&page=2", accounts("Ana")),
		page("https://api.github.com/organizations/99/members?role=member&per_page=1&page=2", "", accounts("Bob")),
		page("/orgs/Acme/outside_collaborators?per_page=100", "", accounts("Cy")),
		page("/orgs/Acme/teams?per_page=100", "", teams),
		page("/orgs/Acme/repos?per_page=100", "", `[{"name":"Till","full_name":"Acme/Till","private":true},{"name":"web","full_name":"Acme/web","private":false}]`),
		page("/orgs/Acme/organization-roles", "", `{"total_count":1,"roles":[{"id":12,"name":"all_repo_triage"}]}`),
		page("/orgs/Acme/teams/platform/members?role=maintainer&per_page=100", "", accounts("Ana")),
		page("/orgs/Acme/teams/platform/members?role=member&per_page=100", "", accounts("Bob")),
		page("/orgs/Acme/teams/platform/repos?per_page=100", "", `[{"name":"Till","role_name":"write","permissions":{"pull":true,"triage":true,"push":true,"maintain":false,"admin":false}}]`),
		page("/orgs/Acme/teams/oncall/members?role=maintainer&per_page=100", "", accounts()),
		page("/orgs/Acme/teams/oncall/members?role=member&per_page=100", "", accounts("Bob")),
		page("/orgs/Acme/teams/oncall/repos?per_page=100", "", `[{"name":"web","permissions":{"pull":true,"triage":true,"push":true,"maintain":true,"admin":false}}]`),
		page("/repos/Acme/Till/collaborators?affiliation=direct&per_page=100", "", accounts(`Ana: "role_name":"admin","permissions":{"admin":true}`, `Cy: "permissions":{"pull":true,"triage":true}`)),
		page("/repos/Acme/Till/keys?per_page=100", "", `[{"id":6,"key":"`+publicKey+`","title":"ci","read_only":true,"added_by":"Olga","verified":true}]`),
		page("/repos/Acme/web/collaborators?affiliation=direct&per_page=100", "", accounts()),
		page("/repos/Acme/web/keys?per_page=100", "", `[]`),
		page("/orgs/Acme/organization-roles/12/users?per_page=100", "", accounts(`Cy: "assignment":"direct"`, `Bob: "assignment":"indirect"`)),
		page("/orgs/Acme/organization-roles/12/teams?per_page=100", "", `[{"slug":"oncall","assignment":"direct"}]`),
	}
}

func state() source.Reader { return github.State(github.Options{CollectedAt: collected}) }

func TestState(t *testing.T) {
	want := []string{
		"+ ana: organization member, repo/* read <organization, repo/till admin, repo/till write <team/platform, team/platform maintainer, team/platform member",
		"+ bob: organization member, organization-role all_repo_triage <team/oncall, repo/* read <organization, repo/till write <team/platform, repo/web maintain <team/oncall, team/oncall member, team/platform member <team/oncall",
		"+ cy: organization-role all_repo_triage, repo/till triage",
		"+ olga: organization member, organization owner, repo/* read <organization",
		"+ team/oncall: organization-role all_repo_triage, repo/till write <team/platform, repo/web maintain",
		"+ team/platform: repo/till write",
		"+ organization: repo/* read",
		"listing of github:acme",
		"+ deploy-key/" + publicSHA + ": deploy-keys: repo/till read in deploy-keys",
		"listing of github:acme/deploy-keys",
	}
	facts, errs, tally := sourcetest.Read(t, state(), strings.Join(acme(), "\n"))
	if diff := cmp.Diff(want, lines(facts)); diff != "" || len(errs) > 0 || tally.Used != 20 {
		t.Errorf("%q %s (-want +got):\n%s", errs, tally, diff)
	}
	// Listings of everybody in the place of those of members, and of a
	// repository's teams in the place of a team's repositories, are as good.
	var other []string
	for _, p := range acme() {
		p = strings.NewReplacer("?role=member&per_page=1\"", "?per_page=1\"", "members?role=member&per_page=100", "members?role=all").Replace(p)
		if !strings.Contains(p, "/repos?per_page=100\",\"next\":\"\",\"body\":[{\"name\":\"Till\",\"role_name\"") && !strings.Contains(p, "oncall/repos") {
			other = append(other, p)
		}
	}
	other = append(other, page("/repos/acme/till/teams", "", `[{"slug":"platform","permission":"push"}]`), page("/repos/acme/web/teams?per_page=100&page=1", "", `[{"slug":"oncall","permission":"maintain"}]`))
	facts, errs, _ = sourcetest.Read(t, state(), strings.Join(other, "\n"))
	if diff := cmp.Diff(want, lines(facts)); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
}

// A role of a team is that of the teams below it, through it.
func TestInheritedRole(t *testing.T) {
	input := page("/orgs/acme/teams", "", `[{"slug":"platform"},{"slug":"oncall","parent":{"slug":"platform"}}]`) + "\n" +
		page("/orgs/acme/organization-roles/12/teams", "", `[{"slug":"platform","assignment":"direct"},{"slug":"oncall","assignment":"indirect"}]`) + "\n" +
		page("/orgs/acme/organization-roles", "", `{"roles":[{"id":12,"name":"ci_cd_admin"}]}`)
	facts, errs, _ := sourcetest.Read(t, state(), input)
	if diff := cmp.Diff([]string{"- team/oncall: organization-role ci_cd_admin <team/platform", "- team/platform: organization-role ci_cd_admin"}, lines(facts)); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
}

// What is complete without each of the pages, and with one that is not whole.
func TestComplete(t *testing.T) {
	complete := func(input string) (who []string) {
		facts, _, _ := sourcetest.Read(t, state(), input)
		for _, f := range facts {
			switch l := line(f); {
			case strings.HasPrefix(l, "+ "):
				who = append(who, f.Subject.ID[len("github:acme/"):][:4])
			case strings.HasPrefix(l, "listing"):
				who = append(who, l)
			}
		}
		return slices.Compact(who)
	}
	const (
		users  = "user"
		teams  = "team"
		all    = "orga"
		key    = "depl"
		whole  = "listing of github:acme"
		allKey = "listing of github:acme/deploy-keys"
	)
	nobody := []string{teams, all, key, allKey} // of the accounts
	for _, c := range []struct {
		without string
		want    []string
	}{
		{"nothing at all", []string{users, teams, all, whole, key, allKey}},
		{`"/orgs/Acme"`, []string{teams, key}},
		{"members?role=admin", nobody},
		{"members?role=member&per_page=1\"", []string{key}}, // the page after it is refused
		{"&page=2\",\"next\":\"\"", nobody},
		{"outside_collaborators", []string{users, teams, all, whole, key, allKey}},
		{"/orgs/Acme/teams?", []string{all, key, allKey}},
		{"/orgs/Acme/repos?", []string{teams, all, key}},
		{"organization-roles\"", []string{all, key, allKey}},
		{"platform/members?role=maintainer", nobody},
		{"platform/members?role=member", nobody},
		{"platform/repos", []string{all, key, allKey}},
		{"Till/collaborators", nobody},
		{"web/collaborators", nobody},
		{"web/keys", []string{users, teams, all, whole, key}},
		{"12/users", nobody},
		{"12/teams", []string{all, key, allKey}},
	} {
		var rest []string
		for _, p := range acme() {
			if !strings.Contains(p, c.without) {
				rest = append(rest, p)
			}
		}
		if diff := cmp.Diff(c.want, complete(strings.Join(rest, "\n"))); diff != "" {
			t.Errorf("without %s (-want +got):\n%s", c.without, diff)
		}
	}
	for _, c := range []struct{ what, old, new string }{
		{"a next page that is not there", `Till/collaborators?affiliation=direct&per_page=100","next":""`, `Till/collaborators?affiliation=direct&per_page=100","next":"x"`},
		{"nobody told whether there is a next one", `Till/collaborators?affiliation=direct&per_page=100","next":"",`, `Till/collaborators?affiliation=direct&per_page=100",`},
		{"only collaborators from outside", `Till/collaborators?affiliation=direct`, `Till/collaborators?affiliation=outside`},
		{"only members with a second factor", `members?role=admin`, `members?filter=2fa_disabled&role=admin`},
		{"more repositories than were listed", `"total_private_repos":1`, `"total_private_repos":2`},
		{"no number of repositories", `,"total_private_repos":1`, ``},
		{"no base permission", `"default_repository_permission":"read",`, ``},
		{"a team that is not among all teams", `"slug":"oncall","assignment"`, `"slug":"secret","assignment"`},
		{"a role without its name", `organization-roles/12/users`, `organization-roles/13/users`},
	} {
		input := strings.Join(acme(), "\n")
		changed := strings.Replace(input, c.old, c.new, 1)
		if changed == input {
			t.Errorf("%s: nothing changed", c.what)
		}
		if got := complete(changed); slices.Contains(got, users) || slices.Contains(got, whole) {
			t.Errorf("%s: complete are %q", c.what, got)
		}
	}
	// One page that is refused, of whatever, and nothing is complete but what
	// says all about itself.
	if got := complete(strings.Join(append(acme(), page("/orgs/Acme/teams/x/members", "", `[{"id":7}]`)), "\n")); !cmp.Equal(got, []string{key}) {
		t.Errorf("with a page that is refused: complete are %q", got)
	}
}

func TestCredentials(t *testing.T) {
	const (
		app    = `{"id":31,"account":{"login":"Acme"},"app_id":41,"app_slug":"deploy-bot","client_id":"Iv1.1","target_type":"Organization","repository_selection":"all","permissions":{"contents":"write"},"suspended_at":null}`
		tokens = `[{"id":1,"owner":{"login":"Ana","id":8},"repository_selection":"subset","permissions":{"repository":{"contents":"read"}},"access_granted_at":"2026-01-01T00:00:00Z","token_id":4,"token_name":"ci","token_expired":false,"token_expires_at":"2026-04-01T00:00:00Z"},` +
			`{"id":2,"owner":{"login":"Bob","id":9},"repository_selection":"all","token_id":5,"token_name":"old","token_expired":true,"token_expires_at":null}]`
	)
	variant := strings.NewReplacer(`"repository_selection":"all"`, `"repository_selection":"selected"`, "41", "42", "deploy-bot", "some-bot", "Iv1.1", "Iv1.2")
	suspended := strings.NewReplacer(`"suspended_at":null`, `"suspended_at":"2026-01-01T00:00:00Z"`, "41", "43", `"app_slug":"deploy-bot","client_id":"Iv1.1",`, "")
	input := page("/orgs/acme/installations?per_page=100", "", `{"total_count":3,"installations":[`+app+","+variant.Replace(app)+","+suspended.Replace(app)+`]}`) + "\n" +
		page("https://github.acme.example/api/v3/orgs/acme/personal-access-tokens?per_page=100", "", tokens)
	facts, errs, _ := sourcetest.Read(t, state(), input)
	if diff := cmp.Diff([]string{
		"+ token/4: tokens: organization fine-grained-token @subset until 2026-04-01 in tokens", "+ token/5: in tokens", "listing of github:acme/tokens",
		"+ app/deploy-bot: apps: organization installed, apps: repo/* access in apps", "- app/some-bot: apps: organization installed in apps", "+ app-id/43: in apps", "listing of github:acme/apps",
	}, lines(facts)); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
	token, installed := facts[0], facts[3]
	if token.Subject.Owner.ID != "github:acme/user/ana" || string(token.Value.(*evidence.Observation).Extensions["github"]) != `{"permissions":{"repository":{"contents":"read"}}}` {
		t.Errorf("token: %+v %s", token.Subject.Owner, token.Value.(*evidence.Observation).Extensions)
	}
	if want := []string{"github:acme/app-client/Iv1.1", "github:acme/app-id/41"}; !cmp.Equal(want, installed.Subject.Aliases) {
		t.Errorf("app: %q", installed.Subject.Aliases)
	}
}

// A membership says itself of whom and of what it is.
func TestMembership(t *testing.T) {
	one := func(state, role string) string {
		return `{"url":"https://api.github.com/orgs/Acme/memberships/Ana","state":"` + state + `","role":"` + role + `","organization_url":"https://api.github.com/orgs/Acme","user":` + ana + `}`
	}
	for input, want := range map[string]string{
		one("active", "member"):          "- ana: organization member",
		one("active", "admin"):           "- ana: organization member, organization owner",
		one("active", "billing_manager"): "- ana:",
		one("pending", "admin"):          "- ana:",
		page("https://api.github.com/orgs/Acme/memberships/Ana", "", one("active", "member")): "- ana: organization member",
	} {
		facts, errs, _ := sourcetest.Read(t, state(), input)
		if got := lines(facts); !cmp.Equal(got, []string{want}) || len(errs) > 0 {
			t.Errorf("%s: got %q %q, want %s", input, got, errs, want)
		}
	}
}

func TestStateRefused(t *testing.T) {
	const again = ": export the listings again, each page with its url and next"
	for _, c := range []struct{ what, input, want string }{
		{"a listing alone", accounts("Ana"), "log: event 1: not a page of a listing, which has url, next and body" + again},
		{"an audit log", logged("org.add_member", 0, nil), "log:1: an event, not a page of a listing: read audit logs as github, and webhooks as github-webhooks"},
		{"no address", page("", "", "[]"), "log:1: /url: not the address of a listing" + again},
		{"a bad address", page("http://%", "", "[]"), "log:1: http://% /url: not the address of a listing" + again},
		{"an error", page("/orgs/acme/teams", "", `{"message":"Not Found","documentation_url":"https://docs","status":"404"}`), `log:1: /orgs/acme/teams /body: an error and no listing ("Not Found"): see to it, and export the listings again, each page with its url and next`},
		{"an error, of the organisation", page("/orgs/acme", "", `{"message":"Not Found","documentation_url":"https://docs","status":"404"}`), `log:1: /orgs/acme /body: an error and no listing ("Not Found"): see to it, and export the listings again, each page with its url and next`},
		{"no list", page("/orgs/acme/teams", "", `{}`), "log:1: /orgs/acme/teams /body: not an array, which a listing is" + again},
		{"no list in an object", page("/orgs/acme/installations", "", `{"total_count":0}`), "log:1: /orgs/acme/installations /body/installations: not an array, which a listing is" + again},
		{"nobody", page("/orgs/acme/members", "", `[{"login":"ana"},{"id":7}]`), "log:1: /orgs/acme/members /body/1: does not say who or what it is" + again},
		{"no key", page("/repos/acme/till/keys", "", `[{"key":"x"}]`), "log:1: /repos/acme/till/keys /body/0: does not say who or what it is" + again},
		{"another type", page("/orgs/acme/members", "", `[{"login":7}]`), "log:1: /orgs/acme/members /body/0/login: a number, which is not what GitHub writes there" + again},
		{"a further page", page("/organizations/9/members?page=2", "", "[]"), "log:1: /organizations/9/members?page=2 /url: a further page of a listing, and none before it has this address as its next: put the pages in order, with the first one before them"},
		{"a further page, by name", page("/orgs/acme/members?page=2", "", "[]"), "log:1: /orgs/acme/members?page=2 /url: a further page of a listing, and none before it has this address as its next: put the pages in order, with the first one before them"},
		{"inherited access", page("/repos/acme/till/collaborators", "", "[]"), "log:1: /repos/acme/till/collaborators /url: lists those, too, who have access through a team or as members: ask with affiliation=direct"},
		{"another organisation", page("/orgs/acme", "", `{"login":"other"}`), "log:1: /orgs/acme /body/login: not the organisation that was asked for" + again},
		{"an expiry without a zone", page("/orgs/acme/personal-access-tokens", "", `[{"token_id":4,"token_expires_at":"2026-01-01"}]`), "log:1: /orgs/acme/personal-access-tokens /body: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"a membership of nobody", page("/orgs/acme/memberships/ana", "", `{"state":"active"}`), "log:1: /orgs/acme/memberships/ana /user/login: missing, so that nobody knows whose membership this is" + again},
	} {
		facts, errs, _ := sourcetest.Read(t, state(), c.input)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
	_, errs, _ := sourcetest.Read(t, github.State(github.Options{}), "[]")
	if want := "log: listings have no time of their own: say when they were collected"; len(errs) != 1 || errs[0] != want {
		t.Errorf("got %q, want %s", errs, want)
	}
	for url, want := range map[string]string{"/repos/acme/till/branches": "repos/OWNER/REPO/branches", "/user/orgs": "another address", "/orgs/acme/hooks/7/deliveries": "orgs/ORG/hooks/*/deliveries"} {
		_, _, tally := sourcetest.Read(t, state(), page(url, "", "[]"))
		if got := reasons(tally); !cmp.Equal(got, []string{"a listing that this source does not read: " + want}) {
			t.Errorf("%s: %q", url, got)
		}
	}
}
