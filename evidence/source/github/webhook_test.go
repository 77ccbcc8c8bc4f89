package github_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/github"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// Parts of payloads, in GitHub's shape.
const (
	sender = `"sender":{"login":"Maria","id":7,"node_id":"U_7","type":"User","site_admin":false}`
	ana    = `{"login":"Ana","id":8,"node_id":"U_8","type":"User","site_admin":false}`
	orgAt  = `"organization":{"login":"Acme","id":99,"description":""}`
	repoAt = `"repository":{"id":5,"name":"Till","full_name":"Acme/Till","private":true,"owner":{"login":"Acme","id":99,"type":"Organization"}}`
	teamAt = `"team":{"name":"Platform","id":3,"slug":"platform","privacy":"closed","permission":"pull"}`
)

// payload is one of a webhook.
func payload(action string, parts ...string) string {
	all := append([]string{sender}, parts...)
	if action != "" {
		all = append([]string{`"action":"` + action + `"`}, all...)
	}
	return "{" + strings.Join(all, ",") + "}"
}

// delivered is a delivery as the API answers it, so many seconds after noon.
func delivered(event string, after int, payload string) string {
	return fmt.Sprintf(`{"id":%d,"guid":"guid-%d","delivered_at":"2026-03-02T12:00:%02dZ","redelivery":false,"duration":0.2,"status":"OK","status_code":200,"event":"%s","action":"x","installation_id":null,`+
		`"request":{"headers":{"X-GitHub-Event":"%s"},"payload":%s},"response":{"headers":{},"payload":"ok"}}`, 1000+after, after, after, event, event, payload)
}

// about is a repository as the team has it: "pull", "push" …
func about(permissions string) string {
	var flags []string
	for p := range strings.SplitSeq(permissions, " ") {
		flags = append(flags, fmt.Sprintf("%q:true", p))
	}
	return strings.Replace(repoAt, `"private":true`, `"private":true,"permissions":{`+strings.Join(flags, ",")+`}`, 1)
}

func webhooks() source.Reader {
	return github.Webhooks(github.Options{CollectedAt: collected})
}

func TestWebhooks(t *testing.T) {
	membership := func(state, role string) string {
		return `"membership":{"url":"https://api.github.com/orgs/Acme/memberships/Ana","state":"` + state + `","role":"` + role + `","user":` + ana + `}`
	}
	install := func(more string) string {
		return `"installation":{"id":31,"account":{"login":"Acme","id":99,"type":"Organization"},"repository_selection":"selected","app_id":41,"app_slug":"Deploy-Bot","target_type":"Organization","permissions":{"contents":"write"},"created_at":1772452740,"updated_at":1772452740` + more + `}`
	}
	// ssh-keygen -t ed25519; ssh-keygen -lf says SHA256:…, with -E md5 MD5:…
	key := `"key":{"id":6,"key":"` + publicKey + `","title":"ci","verified":true,"read_only":false}`
	for _, c := range []struct {
		what, event, input string
		want               []string
	}{
		{"member added", "organization", payload("member_added", membership("active", "member"), orgAt), []string{"grant ana: organization member"}},
		{"owner added", "organization", payload("member_added", membership("active", "admin"), orgAt), []string{"grant ana: organization member, organization owner"}},
		{"member removed", "organization", payload("member_removed", membership("active", "member"), orgAt), []string{"revoke ana: organization member"}},
		{"in a team", "membership", payload("added", `"scope":"team"`, `"member":`+ana, teamAt, orgAt), []string{"grant ana: team/platform member"}},
		{"out of a team", "membership", payload("removed", `"scope":"team"`, `"member":`+ana, teamAt, orgAt), []string{"revoke ana: team/platform member"}},
		{"collaborator", "member", payload("added", `"member":`+ana, `"changes":{"permission":{"to":"write"},"role_name":{"to":"maintain"}}`, repoAt), []string{"grant ana: repo/till maintain"}},
		{"collaborator, as older ones tell it", "member", payload("added", `"member":`+ana, about("admin push pull")), []string{"grant ana: repo/till unknown"}},
		{"collaborator changed", "member", payload("edited", `"member":`+ana, `"changes":{"permission":{"from":"read","to":"admin"}}`, repoAt), []string{"revoke ana: repo/till read", "grant ana: repo/till admin"}},
		{"collaborator changed, and to what is not told", "member", payload("edited", `"member":`+ana, `"changes":{"old_permission":{"from":"write"}}`, repoAt), []string{"revoke ana: repo/till write", "grant ana: repo/till unknown"}},
		{"collaborator removed", "member", payload("removed", `"member":`+ana, repoAt), []string{"revoke ana: repo/till unknown"}},
		{"team on a repository", "team", payload("added_to_repository", teamAt, about("pull triage"), orgAt), []string{"grant team/platform: repo/till triage"}},
		{"team may do more", "team", payload("edited", teamAt, `"changes":{"repository":{"permissions":{"from":{"admin":false,"pull":true,"push":false}}}}`, about("push pull"), orgAt),
			[]string{"revoke team/platform: repo/till read", "grant team/platform: repo/till write"}},
		{"team off a repository", "team", payload("removed_from_repository", teamAt, repoAt, orgAt), []string{"revoke team/platform: repo/till unknown"}},
		{"team_add", "team_add", payload("", teamAt, repoAt, orgAt), []string{"grant team/platform: repo/till unknown"}},
		{"deploy key", "deploy_key", payload("created", key, repoAt), []string{"grant deploy-key/" + publicSHA + ": deploy-keys: repo/till write"}},
		{"deploy key gone", "deploy_key", payload("deleted", key, repoAt), []string{"revoke deploy-key/" + publicSHA + ": deploy-keys: repo/till write"}},
		{"app installed", "installation", payload("created", install(""), `"repositories":[{"id":5,"name":"Till","full_name":"Acme/Till"}]`), []string{"grant app/deploy-bot: apps: organization installed, apps: repo/till access"}},
		{"app gone", "installation", payload("deleted", install("")), []string{"revoke app/deploy-bot: apps: organization installed"}},
		{"app suspended", "installation", payload("suspend", install(`,"suspended_at":"2026-03-02T11:58:00Z"`)), []string{"revoke app/deploy-bot: apps: organization installed"}},
		{"app not suspended", "installation", payload("unsuspend", strings.Replace(install(`,"suspended_at":null`), "selected", "all", 1)), []string{"grant app/deploy-bot: apps: organization installed, apps: repo/* access"}},
		{"app may do more", "installation", payload("new_permissions_accepted", install("")), []string{"modify app/deploy-bot: apps: organization installed"}},
		{"app somewhere", "installation_repositories", payload("added", install(""), `"repositories_added":[{"full_name":"Acme/Web"},{"name":"Till"}],"repositories_removed":[]`), []string{"grant app/deploy-bot: apps: repo/till access, apps: repo/web access"}},
		{"app elsewhere", "installation_repositories", payload("removed", install(""), `"repositories_added":[],"repositories_removed":[{"full_name":"Acme/Web"}]`), []string{"revoke app/deploy-bot: apps: repo/web access"}},
	} {
		with := func(how, input string) {
			t.Helper()
			facts, errs, _ := sourcetest.Read(t, webhooks(), input)
			if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
				t.Errorf("%s, %s: %q\n(-want +got):\n%s", c.what, how, errs, diff)
			}
		}
		with("delivered", delivered(c.event, 0, c.input))
		with("wrapped", `{"event":"`+c.event+`","delivered_at":"2026-03-02T12:00:00Z","payload":`+c.input+"}")
		// The event's name is told by its parts.
		with("without a name", `{"delivered_at":"2026-03-02T12:00:00Z","payload":`+c.input+"}")
	}
}

// When it happened is in the payload, else around it.
func TestWebhookTimes(t *testing.T) {
	install := func(action, times string) string {
		return payload(action, `"installation":{"id":31,"account":{"login":"Acme"},"app_id":41,"client_id":"Iv1.1"`+times+`}`)
	}
	for _, c := range []struct{ what, input, want string }{
		{"delivered", delivered("member", 7, payload("removed", `"member":`+ana, repoAt)), "12:00:07 delivery/guid-7"},
		{"installed", delivered("installation", 7, install("created", `,"created_at":1772452740`)), "11:59:00 delivery/guid-7"},
		{"installed, as text", delivered("installation", 7, install("created", `,"created_at":"2026-03-02T12:59:00.000+01:00"`)), "11:59:00 delivery/guid-7"},
		{"installed, alone", install("created", `,"created_at":1772452740`), "11:59:00 webhook/sha256"},
		{"suspended, alone", install("suspend", `,"created_at":1,"suspended_at":"2026-03-02T11:58:00Z"`), "11:58:00 webhook/sha256"},
		{"suspended, and when is not told", delivered("installation", 7, install("suspend", `,"created_at":1,"suspended_at":null`)), "12:00:07 delivery/guid-7"},
		{"installed in milliseconds", install("created", `,"created_at":1772452740000`), "log:1: /installation/created_at: not a time in the unit in which GitHub writes it: fetch the delivery again from the API"},
		{"deleted, alone", install("deleted", `,"created_at":1772452740,"updated_at":1772452740`), "log:1: /delivered_at: missing, and the payload of installation.deleted does not say when that was: give the delivery as the API tells it, with its time"},
		{"without a zone", strings.Replace(delivered("member", 7, payload("removed", `"member":`+ana, repoAt)), ":07Z", ":07", 1), "log:1: guid-7 /delivered_at: not a time with a zone, such as 2026-03-02T09:00:00Z: fetch the delivery again from the API"},
	} {
		facts, errs, _ := sourcetest.Read(t, webhooks(), c.input)
		got := strings.Join(errs, "")
		if len(facts) == 1 {
			v := facts[0].Value.(*evidence.Change)
			id, _, _ := strings.Cut(v.Source.RecordID, ":")
			got = v.ExecutedAt.Format("15:04:05") + " " + id
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}

// Two webhooks, and what the first one told.
func TestWebhookMemory(t *testing.T) {
	input := "[" + delivered("member", 1, payload("added", `"member":`+ana, `"changes":{"permission":{"to":"write"}}`, repoAt)) + "," + delivered("member", 2, payload("removed", `"member":`+ana, repoAt)) + "]"
	facts, errs, _ := sourcetest.Read(t, webhooks(), input)
	if diff := cmp.Diff([]string{"grant ana: repo/till write", "revoke ana: repo/till write"}, lines(facts)); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
}

func TestWebhooksRefused(t *testing.T) {
	const again = ": fetch the delivery again from the API"
	for _, c := range []struct{ what, input, want string }{
		{"pending", delivered("organization", 0, payload("member_added", `"membership":{"state":"pending","role":"member","user":`+ana+`}`, orgAt)),
			"log:1: guid-0 /request/payload/membership/state: not active, so that nobody knows whether this is a member yet: look for it in the audit log, or list the members"},
		{"delivered again", strings.Replace(delivered("member", 0, payload("removed", `"member":`+ana, repoAt)), `"redelivery":false`, `"redelivery":true`, 1),
			"log:1: guid-0 /redelivery: delivered again, at a time that is not that of the change: give the first delivery of this guid, and leave this one out"},
		{"no time", payload("removed", `"member":`+ana, repoAt), "log:1: /delivered_at: missing, and the payload of member.removed does not say when that was: give the delivery as the API tells it, with its time"},
		{"nobody", delivered("member", 0, payload("removed", repoAt)), "log:1: guid-0 /request/payload/member/login: missing, so that nobody knows whose access this was about" + again},
		{"nowhere", delivered("member", 0, payload("removed", `"member":`+ana)), "log:1: guid-0 /request/payload/organization/login: missing, and the repository's owner too, so that nobody knows where this was" + again},
		{"no repository", delivered("member", 0, payload("removed", `"member":`+ana, orgAt)), "log:1: guid-0 /request/payload/repository/name: missing, so that nobody knows which repository this was about" + again},
		{"no team", delivered("membership", 0, payload("removed", `"member":`+ana, orgAt)), "log:1: guid-0 /request/payload/team/slug: missing, so that nobody knows which team this was about" + again},
		{"no team, on a repository", delivered("team_add", 0, payload("", repoAt)), "log:1: guid-0 /request/payload/team/slug: missing, so that nobody knows which team this was about" + again},
		{"no repository, of a team", delivered("team", 0, payload("edited", teamAt, `"changes":{"repository":{"permissions":{"from":{"pull":true}}}}`, orgAt)), "log:1: guid-0 /request/payload/repository/name: missing, so that nobody knows which repository this was about" + again},
		{"no key", delivered("deploy_key", 0, payload("created", `"key":{"key":"none"}`, repoAt)), "log:1: guid-0 /request/payload/key/key: no public key, so that nobody knows which key this was" + again},
		{"no app", delivered("installation", 0, payload("deleted", `"installation":{"account":{"login":"acme"}}`)), "log:1: guid-0 /request/payload/installation/app_id: missing, so that nobody knows which app this was about" + again},
		{"no token", delivered("personal_access_token_request", 0, payload("created", `"personal_access_token_request":{"token_id":4}`, orgAt)), "log:1: guid-0 /request/payload/personal_access_token_request/id: missing, so that nobody knows which request this was about" + again},
		{"another type", delivered("member", 0, payload("removed", `"member":7`, repoAt)), "log:1: guid-0 /request/payload/member: a number, which is not what GitHub writes there" + again},
		{"only the list of deliveries", `{"id":1,"guid":"g","delivered_at":"2026-03-02T12:00:00Z","event":"member","action":"added"}`, "log:1: g /request: missing: fetch each delivery by its id, the list of them leaves this out"},
		{"an empty request", `{"guid":"g","event":"member","request":{"headers":null}}`, "log:1: g /request/payload: missing: fetch each delivery by its id, the list of them leaves this out"},
		{"an audit log", logged("org.add_member", 0, nil), "log:1: not a webhook of GitHub, which has a sender, a repository or an organization: read an audit log as github, and leave anything else out"},
	} {
		facts, errs, _ := sourcetest.Read(t, webhooks(), c.input)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
}

func TestWebhooksIgnored(t *testing.T) {
	for _, c := range []struct{ input, want string }{
		{payload("member_invited", `"invitation":{"login":"Ana","role":"direct_member"}`, orgAt), "an invitation, which is no access yet: organization.member_invited"},
		{payload("created", teamAt, orgAt), "action that this source does not take for an entitlement change: team.created"},
		{delivered("repository", 0, payload("transferred", repoAt)), "action that this source does not take for an entitlement change: repository.transferred"},
		{delivered("team", 0, payload("edited", teamAt, `"changes":{"name":{"from":"x"}}`, orgAt)), "change that left the access as it was: team.edited"},
		{delivered("push", 0, payload("", repoAt)), "not about access"},
		{payload("opened", `"issue":{"number":1}`, repoAt, `"installation":{"id":31,"node_id":"x"}`), "not about access"},
		{payload("completed", `"workflow_run":{}`, orgAt, `"installation":{"id":31}`), "not about access"},
	} {
		facts, errs, tally := sourcetest.Read(t, webhooks(), c.input)
		if got := reasons(tally); !cmp.Equal(got, []string{c.want}) || len(facts)+len(errs) > 0 {
			t.Errorf("%s: %q, want %q; %q %q", c.input, got, c.want, lines(facts), errs)
		}
	}
}
