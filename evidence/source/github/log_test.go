package github_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/github"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

type edit = map[string]string

// noon is 2026-03-02T12:00:00Z in milliseconds (date -u -d 2026-03-02T12:00:00Z +%s).
const noon = 1772452800000

// logged is an event of the audit log in GitHub's shape, so many seconds after
// noon. Parts that edit names replace those of the base; "-" takes one away.
func logged(action string, after int, edits edit) string {
	parts := edit{
		"@timestamp": fmt.Sprint(noon + after*1000), "_document_id": fmt.Sprintf(`"doc-%d"`, after), "action": `"` + action + `"`, "actor": `"Maria"`, "actor_id": `7`,
		"created_at": fmt.Sprint(noon + after*1000), "operation_type": `"modify"`, "org": `"Acme"`, "org_id": `99`, "user": `"Ana"`, "user_id": `8`,
	}
	for k, v := range edits {
		parts[k] = v
	}
	var fields []string
	for k, v := range parts {
		if v != "-" {
			fields = append(fields, fmt.Sprintf("%q:%s", k, v))
		}
	}
	slices.Sort(fields)
	return "{" + strings.Join(fields, ",") + "}"
}

// short is an id or system without what all of them begin with.
func short(s string) string {
	return strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "github:acme"), "/"), "user/")
}

// held is an entitlement as the tables have it.
func held(e evidence.Entitlement) string {
	s := e.Resource + " " + e.Permission
	if system := short(e.System); system != "" {
		s = system + ": " + s
	}
	if e.Scope != "" {
		s += " @" + e.Scope
	}
	if !e.ExpiresAt.IsZero() {
		s += " until " + e.ExpiresAt.Format(time.DateOnly)
	}
	if e.Via != "" {
		s += " <" + short(e.Via)
	}
	return s
}

// line is a fact as the tables have it.
func line(f evidence.Fact) string {
	s := ""
	ref := ""
	if f.RequestRef != "" {
		ref = " for " + short(f.RequestRef)
	}
	var list []evidence.Entitlement
	switch v := f.Value.(type) {
	case *evidence.Change:
		s, list = string(v.Action), v.Entitlements
		if v.Outcome != evidence.OutcomeSuccess || v.RequestRef != f.RequestRef {
			s = "WRONG " + s
		}
		if v.Actor == nil {
			ref += " by nobody"
		} else if v.Actor.ID != "github:acme/user/maria" {
			ref += " by " + short(v.Actor.ID)
		}
	case *evidence.Request:
		s, list = fmt.Sprintf("request %s %s of", short(v.ID), v.Status), v.Entitlements
		if f.Action != evidence.ActionGrant {
			s = "WRONG " + s
		}
		if !v.ClosedAt.IsZero() {
			ref += " closed " + v.ClosedAt.Format(time.TimeOnly)
		}
		if v.Requester != nil {
			ref += " by " + short(v.Requester.ID)
		}
	case *evidence.Approval:
		s = string(v.Decision) + " by " + short(v.Approver.ID)
		return s + ": " + short(f.Subject.ID) + ref
	case *evidence.Observation:
		s, list = "-", v.Entitlements
		if v.Complete {
			s = "+"
		}
		if system := short(v.System); system != "" {
			ref += " in " + system
		}
	case *evidence.Listing:
		return "listing of " + v.System
	}
	var all []string
	for _, e := range list {
		all = append(all, held(e))
	}
	return strings.TrimSuffix(s+" "+short(f.Subject.ID)+": "+strings.Join(all, ", "), " ") + ref
}

func lines(facts []evidence.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

func reader() source.Reader { return github.Reader(github.Options{CollectedAt: collected}) }

func TestLog(t *testing.T) {
	repo := func(more edit) edit {
		e := edit{"repo": `"Acme/Till"`}
		for k, v := range more {
			e[k] = v
		}
		return e
	}
	team := func(more edit) edit {
		e := edit{"team": `"Acme/Platform"`, "user": "-", "user_id": "-"}
		for k, v := range more {
			e[k] = v
		}
		return e
	}
	app := func(more edit) edit {
		e := edit{"integration": `"Deploy Bot"`, "application_client_id": `"Iv1.1"`, "user": "-", "user_id": "-"}
		for k, v := range more {
			e[k] = v
		}
		return e
	}
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"joins", logged("org.add_member", 0, edit{"permission": `"read"`}), []string{"grant ana: organization member"}},
		{"joins as an owner", logged("org.add_member", 0, edit{"permission": `"admin"`}), []string{"grant ana: organization member, organization owner"}},
		{"joins, and nobody told as what", logged("org.add_member", 0, nil), []string{"grant ana: organization member"}},
		{"comes back", logged("org.restore_member", 0, edit{"permission": `"read"`}), []string{"grant ana: organization member"}},
		{"made an owner", logged("org.update_member", 0, edit{"old_permission": `"read"`, "permission": `"admin"`}), []string{"grant ana: organization owner"}},
		{"an owner no more", logged("org.update_member", 0, edit{"old_permission": `"admin"`, "permission": `"read"`}), []string{"revoke ana: organization owner"}},
		{"a role, and the old one not told", logged("org.update_member", 0, edit{"permission": `"read"`}), []string{"revoke ana: organization owner"}},
		{"leaves", logged("org.remove_member", 0, nil), []string{"revoke ana: organization member"}},
		{"an owner leaves", logged("org.add_member", 0, edit{"permission": `"admin"`}) + "\n" + logged("org.remove_member", 5, nil),
			[]string{"grant ana: organization member, organization owner", "revoke ana: organization member, organization owner"}},
		{"one who was an owner leaves", logged("org.add_member", 0, edit{"permission": `"admin"`}) + "\n" + logged("org.update_member", 1, edit{"permission": `"read"`}) + "\n" + logged("org.remove_member", 5, nil),
			[]string{"grant ana: organization member, organization owner", "revoke ana: organization owner", "revoke ana: organization member"}},
		{"bills", logged("org.add_billing_manager", 0, nil) + "\n" + logged("org.remove_billing_manager", 1, nil), []string{"grant ana: billing: organization billing_manager", "revoke ana: billing: organization billing_manager"}},
		{"leaves, and bills", logged("org.add_billing_manager", 0, nil) + "\n" + logged("org.remove_member", 1, nil), []string{"grant ana: billing: organization billing_manager", "revoke ana: organization member"}},
		{"base permission", logged("org.update_default_repository_permission", 0, edit{"user": "-", "old_permission": `"read"`, "permission": `"write"`}), []string{"revoke organization: repo/* read", "grant organization: repo/* write"}},
		{"base permission where there was none", logged("org.update_default_repository_permission", 0, edit{"old_permission": `"none"`, "permission": `"read"`}), []string{"grant organization: repo/* read"}},
		{"base permission taken away", logged("org.update_default_repository_permission", 0, edit{"old_permission": `"admin"`, "permission": `"none"`}), []string{"revoke organization: repo/* admin"}},
		{"base permission, and the old one not told", logged("org.update_default_repository_permission", 0, edit{"permission": `"read"`}), []string{"modify organization: repo/* read"}},

		{"outside collaborator", logged("org.add_outside_collaborator", 0, repo(edit{"user": "-", "invitee": `"Cy"`, "inviter": `"Maria"`, "permission": `"write"`})), []string{"grant cy: repo/till write"}},
		{"outside collaborator goes", logged("org.remove_outside_collaborator", 0, nil), []string{"revoke ana: repo/unknown unknown"}},
		{"outside collaborator goes, from where is known", logged("org.add_outside_collaborator", 0, repo(edit{"permission": `"write"`})) + "\n" + logged("repo.add_member", 1, edit{"repo": `"acme/web"`, "permission": `"read"`}) + "\n" + logged("org.remove_outside_collaborator", 5, nil),
			[]string{"grant ana: repo/till write", "grant ana: repo/web read", "revoke ana: repo/till write, repo/web read"}},

		{"in a team", logged("team.add_member", 0, edit{"team": `"Acme/Platform"`}), []string{"grant ana: team/platform member"}},
		{"in a team, as older logs have it", logged("team.add_member", 0, edit{"data": `{"team":"Acme/Platform"}`}), []string{"grant ana: team/platform member"}},
		{"maintains and leaves", logged("team.promote_maintainer", 0, edit{"team": `"Acme/Platform"`}) + "\n" + logged("team.remove_member", 1, edit{"team": `"Acme/Platform"`}),
			[]string{"grant ana: team/platform maintainer", "revoke ana: team/platform maintainer, team/platform member"}},
		{"maintains no more", logged("team.demote_maintainer", 0, edit{"team": `"Acme/Platform"`}), []string{"revoke ana: team/platform maintainer"}},
		{"team on a repository", logged("team.add_repository", 0, team(repo(nil))), []string{"grant team/platform: repo/till unknown"}},
		{"team on a repository, and what it may do is told", logged("team.add_repository", 0, team(repo(edit{"permission": `"push"`}))), []string{"grant team/platform: repo/till write"}},
		{"team may do more", logged("team.update_repository_permission", 0, team(repo(edit{"old_permission": `"read"`, "permission": `"admin"`}))), []string{"revoke team/platform: repo/till read", "grant team/platform: repo/till admin"}},
		{"team has another role", logged("team.update_repository_permission", 0, team(repo(edit{"old_repo_permission": `"write"`, "old_repo_base_role": `"write"`, "new_repo_permission": `"Security"`, "new_repo_base_role": `"maintain"`}))),
			[]string{"revoke team/platform: repo/till write", "grant team/platform: repo/till Security"}},
		{"team off a repository", logged("team.remove_repository", 0, team(repo(nil))), []string{"revoke team/platform: repo/till unknown"}},

		{"on a repository", logged("repo.add_member", 0, repo(edit{"permission": `"read"`})), []string{"grant ana: repo/till read"}},
		{"may do something else", logged("repo.update_member", 0, repo(edit{"old_repo_permission": `"read"`, "new_repo_permission": `"maintain"`})), []string{"revoke ana: repo/till read", "grant ana: repo/till maintain"}},
		{"may do something else, and the old is not told", logged("repo.update_member", 0, repo(edit{"new_repo_permission": `"write"`})), []string{"modify ana: repo/till write"}},
		{"the same again", logged("repo.update_member", 0, repo(edit{"old_permission": `"pull"`, "new_repo_permission": `"read"`})), []string{"modify ana: repo/till read"}},
		{"off a repository", logged("repo.remove_member", 0, repo(nil)), []string{"revoke ana: repo/till unknown"}},
		{"off a repository, as told before", logged("repo.add_member", 0, repo(edit{"permission": `"read"`})) + "\n" + logged("repo.update_member", 1, repo(edit{"new_repo_permission": `"admin"`})) + "\n" + logged("repo.remove_member", 2, repo(nil)),
			[]string{"grant ana: repo/till read", "modify ana: repo/till admin", "revoke ana: repo/till admin"}},
		{"off a repository, and what it was is told", logged("repo.add_member", 0, repo(edit{"permission": `"read"`})) + "\n" + logged("repo.remove_member", 2, repo(edit{"permission": `"write"`})), []string{"grant ana: repo/till read", "revoke ana: repo/till write"}},
		{"off a repository, another than told", logged("repo.add_member", 0, edit{"repo": `"acme/till2"`, "permission": `"read"`}) + "\n" + logged("repo.remove_member", 2, repo(nil)),
			[]string{"grant ana: repo/till2 read", "revoke ana: repo/till unknown"}},
		{"newest first", logged("repo.remove_member", 2, repo(nil)) + "\n" + logged("repo.add_member", 0, repo(edit{"permission": `"read"`})) + "\n" + logged("repo.remove_member", 3, repo(nil)),
			[]string{"revoke ana: repo/till unknown", "grant ana: repo/till read", "revoke ana: repo/till unknown"}},
		{"what came later is not taken back", logged("repo.add_member", 9, repo(edit{"permission": `"read"`})) + "\n" + logged("repo.remove_member", 2, repo(nil)),
			[]string{"grant ana: repo/till read", "revoke ana: repo/till unknown"}},

		{"role of the organisation", logged("organization_role.assign", 0, edit{"organization_role_name": `"all_repo_read"`, "organization_role_id": `12`}), []string{"grant ana: organization-role all_repo_read"}},
		{"role of a team", logged("organization_role.revoke", 0, team(edit{"organization_role_name": `"all_repo_read"`})), []string{"revoke team/platform: organization-role all_repo_read"}},
		{"owner of the enterprise", logged("business.add_admin", 0, edit{"org": "-", "business": `"Acme-Corp"`, "name": `"Acme Corp."`}), []string{"grant github:enterprises/acme-corp/user/ana: github:enterprises/acme-corp: enterprise owner by github:enterprises/acme-corp/user/maria"}},
		{"leaves the enterprise", logged("business.remove_member", 0, edit{"org": "-", "business": `"acme-corp"`, "actor": "-"}), []string{"revoke github:enterprises/acme-corp/user/ana: github:enterprises/acme-corp: enterprise member by nobody"}},

		{"deploy key", logged("public_key.create", 0, repo(edit{"user": "-", "fingerprint": `"SHA256:abc="`, "title": `"ci"`, "read_only": `"true"`})), []string{"grant deploy-key/SHA256:abc: deploy-keys: repo/till read"}},
		{"deploy key that may write", logged("public_key.create", 0, repo(edit{"fingerprint": `"16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48"`, "read_only": `false`})), []string{"grant deploy-key/MD5:1627aca576282d36631b564debdfa648: deploy-keys: repo/till write"}},
		{"deploy key changed", logged("public_key.update", 0, repo(edit{"fingerprint": `"SHA256:abc"`})), []string{"modify deploy-key/SHA256:abc: deploy-keys: repo/till unknown"}},
		{"deploy key gone", logged("public_key.delete", 0, repo(edit{"fingerprint": `"SHA256:abc"`, "read_only": `true`})), []string{"revoke deploy-key/SHA256:abc: deploy-keys: repo/till read"}},

		{"app everywhere", logged("integration_installation.create", 0, app(edit{"repository_selection": `"all"`})), []string{"grant app-client/Iv1.1: apps: organization installed, apps: repo/* access"}},
		{"app somewhere", logged("integration_installation.create", 0, app(edit{"repository_selection": `"selected"`})) + "\n" +
			logged("integration_installation.repositories_added", 1, app(edit{"repositories_added": `[1,2]`, "repositories_added_names": `["Acme/Till","Acme/Web","Acme/Till"]`})) + "\n" +
			logged("integration_installation.repositories_removed", 2, app(edit{"repositories_removed_names": `["Acme/Web"]`})) + "\n" + logged("integration_installation.destroy", 3, app(nil)), []string{
			"grant app-client/Iv1.1: apps: organization installed", "grant app-client/Iv1.1: apps: repo/till access, apps: repo/web access",
			"revoke app-client/Iv1.1: apps: repo/web access", "revoke app-client/Iv1.1: apps: organization installed, apps: repo/till access"}},
		{"app of which only the name is told, and repositories not", logged("integration_installation.repositories_added", 0, app(edit{"application_client_id": "-"})), []string{"grant app-name/Deploy Bot: apps: repo/unknown access"}},
		{"app may do more", logged("integration_installation.version_updated", 0, app(edit{"repository_selection": `"all"`})), []string{"modify app-client/Iv1.1: apps: organization installed"}},
		{"app suspended, and not", logged("integration_installation.suspend", 0, app(nil)) + "\n" + logged("integration_installation.unsuspend", 1, app(nil)), []string{"revoke app-client/Iv1.1: apps: organization installed", "grant app-client/Iv1.1: apps: organization installed"}},

		{"a user's own repository", logged("repo.add_member", 0, edit{"org": "-", "repo": `"Acme/till"`, "permission": `"write"`}), []string{"grant ana: repo/till write"}},
		{"a bot does it", logged("org.add_member", 0, edit{"actor": `"sync[bot]"`, "actor_is_bot": `true`}), []string{"grant ana: organization member by app/sync"}},
		{"nobody does it", logged("org.add_member", 0, edit{"actor": `""`}), []string{"grant ana: organization member by nobody"}},
	} {
		facts, errs, _ := sourcetest.Read(t, reader(), c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

// The whole of one fact; the digest is
//
//	printf %s EVENT | sha256sum
func TestFact(t *testing.T) {
	event := `{"@timestamp":1772452800250,"_document_id":"Xq_1","action":"team.add_member","actor":"Maria","actor_id":"7","actor_is_agent":true,"external_identity_nameid":"Maria@Acme.example",` +
		`"business":"acme-corp","created_at":1772452800250,"org":"Acme","programmatic_access_type":"OAuth access token","team":"Acme/platform","user":"Ana","user_id":8}`
	want := `{"fact":"change","subject":{"id":"github:acme/user/ana","name":"Ana","aliases":["github:acme/user-id/8","github:enterprises/acme-corp/user/ana"]},"value":{"id":"audit/Xq_1/grant","action":"grant",` +
		`"entitlements":[{"system":"github:acme","resource":"team/platform","permission":"member"}],` +
		`"actor":{"id":"github:acme/user/maria","kind":"agent","name":"Maria","aliases":["github:acme/user-id/7","github:enterprises/acme-corp/user/maria","maria@acme.example"]},` +
		`"executed_at":"2026-03-02T12:00:00.25Z","outcome":"success",` +
		`"source":{"system":"github:acme","kind":"application","record_id":"audit/Xq_1","collected_at":"2026-03-10T00:00:00Z","digest":"sha256:DIGEST"},` +
		`"extensions":{"github":{"action":"team.add_member","programmatic_access_type":"OAuth access token"}}}}` + "\n"
	facts, errs, _ := sourcetest.Read(t, reader(), "["+event+"]")
	got := sourcetest.Lines(t, facts)
	want = strings.Replace(want, "DIGEST", eventDigest, 1)
	if diff := cmp.Diff(want, got); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
	// Without a document id the digest names the event.
	facts, _, _ = sourcetest.Read(t, reader(), strings.Replace(event, `"_document_id":"Xq_1",`, "", 1))
	if c := facts[0].Value.(*evidence.Change); c.Source.RecordID != "audit/"+c.Source.Digest || c.ID != c.Source.RecordID+"/grant" {
		t.Errorf("id %s, record %s, digest %s", c.ID, c.Source.RecordID, c.Source.Digest)
	}
}

const eventDigest = "ca6a7011af532fae4e50033b09a6cefcf032b938792693c091e63c6674527dc0"
