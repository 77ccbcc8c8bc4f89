package github_test

import (
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// What the log and webhooks say is granted is what the listings say is held, by
// the same subject, in the same words.
func TestAgree(t *testing.T) {
	credentials := page("/orgs/acme/installations", "", `{"installations":[{"app_id":41,"app_slug":"deploy-bot","client_id":"Iv1.1","repository_selection":"all"}]}`) + "\n" +
		page("/orgs/acme/personal-access-tokens", "", `[{"token_id":4,"token_name":"ci","repository_selection":"subset","owner":{"login":"ana"}}]`)
	listed, errs, _ := sourcetest.Read(t, state(), strings.Join(acme(), "\n")+"\n"+credentials)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	holds := func(who evidence.Identity, key evidence.Key) bool {
		for _, f := range listed {
			o, ok := f.Value.(*evidence.Observation)
			if !ok || !f.Subject.Same(&who) || o.System != key.System {
				continue
			}
			for _, e := range o.Entitlements {
				if e.Key() == key {
					return true
				}
			}
		}
		return false
	}
	at := func(event, payload string) string {
		return `{"event":"` + event + `","delivered_at":"2026-03-02T12:00:00Z","payload":` + payload + `}`
	}
	log := []string{
		logged("org.add_member", 0, edit{"user": `"Olga"`, "permission": `"admin"`}),
		logged("org.update_default_repository_permission", 0, edit{"old_permission": `"none"`, "permission": `"read"`}),
		logged("team.add_member", 0, edit{"user": `"BOB"`, "team": `"Acme/OnCall"`}),
		logged("team.promote_maintainer", 0, edit{"team": `"acme/platform"`}),
		logged("team.add_repository", 0, edit{"team": `"acme/platform"`, "repo": `"acme/TILL"`, "permission": `"push"`}),
		logged("repo.add_member", 0, edit{"repo": `"acme/till"`, "permission": `"admin"`}),
		logged("organization_role.assign", 0, edit{"user": "-", "team": `"acme/oncall"`, "organization_role_name": `"all_repo_triage"`}),
		logged("public_key.create", 0, edit{"repo": `"acme/till"`, "fingerprint": `"` + publicSHA + `"`, "read_only": "true"}),
		logged("public_key.create", 0, edit{"repo": `"acme/till"`, "fingerprint": `"` + publicMD5[4:] + `"`, "read_only": `"true"`}),
		logged("integration_installation.create", 0, edit{"integration": `"Deploy Bot"`, "application_client_id": `"Iv1.1"`, "repository_selection": `"all"`}),
		pat("access_granted", 0, "token=4", nil),
	}
	hooks := []string{
		at("membership", payload("added", `"member":{"login":"Bob"}`, teamAt, orgAt)),
		at("member", payload("added", `"member":{"login":"Cy"}`, `"changes":{"permission":{"to":"triage"}}`, repoAt)),
		at("team", payload("added_to_repository", teamAt, about("push pull"), orgAt)),
		at("deploy_key", payload("created", `"key":{"key":"`+publicKey+`","read_only":true}`, repoAt)),
		at("installation", payload("created", `"installation":{"account":{"login":"Acme"},"app_id":41,"repository_selection":"all"}`)),
		at("personal_access_token_request", payload("approved", `"personal_access_token_request":{"id":70,"token_id":4,"repository_selection":"subset"}`, orgAt)),
	}
	granted := 0
	check := func(facts []evidence.Fact, errs []string) {
		if len(errs) > 0 {
			t.Error(errs)
		}
		for _, f := range facts {
			c, ok := f.Value.(*evidence.Change)
			if !ok {
				continue
			}
			for _, e := range c.Entitlements {
				if granted++; !holds(f.Subject, e.Key()) {
					t.Errorf("granted, and not held: %s", line(f))
				}
			}
		}
	}
	facts, errs, _ := sourcetest.Read(t, reader(), strings.Join(log, "\n"))
	check(facts, errs)
	facts, errs, _ = sourcetest.Read(t, webhooks(), strings.Join(hooks, "\n"))
	check(facts, errs)
	// Two for the owner and for each app, and one for each other.
	if want := len(log) + len(hooks) + 3; granted != want {
		t.Errorf("%d grants, want %d", granted, want)
	}
}
