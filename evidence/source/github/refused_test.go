package github_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

const again = ": export the audit log again"

func TestLogRefused(t *testing.T) {
	repo := edit{"repo": `"Acme/Till"`}
	for _, c := range []struct {
		what, input, want string
	}{
		{"seconds", logged("org.add_member", 0, edit{"created_at": `1772452800`}), "log:1: doc-0 /created_at: not a time in the unit in which GitHub writes it" + again},
		{"microseconds", logged("org.add_member", 0, edit{"created_at": `1772452800000000`}), "log:1: doc-0 /created_at: not a time in the unit in which GitHub writes it" + again},
		{"a fraction", logged("org.add_member", 0, edit{"created_at": `1.7724528e12`}), "log:1: doc-0 /created_at: not a time in the unit in which GitHub writes it" + again},
		{"a time without a zone", logged("org.add_member", 0, edit{"created_at": `"2026-03-02 12:00:00.250"`}), "log:1: doc-0 /created_at: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"no time", logged("org.add_member", 0, edit{"created_at": "null", "@timestamp": "-"}), "log:1: doc-0 /@timestamp: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"a time that is none", logged("org.add_member", 0, edit{"created_at": `true`}), "log:1: doc-0 /created_at: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"no action", `{"org":"acme","_document_id":"x"}`, "log:1: x /action: no action, which every event of an audit log has" + again},
		{"a webhook", `{"action":"added","member":{"login":"ana"},"repository":{"full_name":"acme/till"}}`, "log:1: event 1 /action: not of an audit log, whose actions are CATEGORY.OPERATION: read webhooks as github-webhooks"},
		{"an action that is no string", `{"action":["org.add_member"]}`, "log:1: event 1 /action: no action, which every event of an audit log has" + again},
		{"no organisation", logged("org.add_member", 0, edit{"org": "-"}), "log:1: doc-0 /org: missing, and /business too, so that nobody knows where this was: export the log of the organisation or enterprise"},
		{"an enterprise only", logged("org.add_member", 0, edit{"org": `""`, "business": `"acme"`}), "log:1: doc-0 /org: missing, so that nobody knows which organisation this was about" + again},
		{"a role, and no organisation", logged("organization_role.assign", 0, edit{"org": `""`, "business": `"acme"`}), "log:1: doc-0 /org: missing, so that nobody knows which organisation this was about" + again},
		{"no enterprise", logged("business.add_admin", 0, nil), "log:1: doc-0 /business: missing, so that nobody knows which enterprise this was about: export the log of the enterprise"},
		{"no user", logged("org.remove_member", 0, edit{"user": `""`}), "log:1: doc-0 /user: missing, so that nobody knows whose access this was about" + again},
		{"no user of the enterprise", logged("business.add_admin", 0, edit{"business": `"acme"`, "user": "-"}), "log:1: doc-0 /user: missing, so that nobody knows whose access this was about" + again},
		{"a user that is none", logged("org.remove_member", 0, edit{"user": `["ana"]`}), "log:1: doc-0 /user: an array, which is not what GitHub writes there" + again},
		{"data that is not as it should be", logged("team.add_member", 0, edit{"data": `{"team":7}`}), "log:1: doc-0 /data/team: a number, which is not what GitHub writes there" + again},
		{"no role", logged("org.update_member", 0, nil), "log:1: doc-0 /permission: missing, so that nobody knows the role" + again},
		{"no base permission", logged("org.update_default_repository_permission", 0, nil), "log:1: doc-0 /permission: this or /org is missing, so that nobody knows what members may do" + again},
		{"no team", logged("team.add_member", 0, nil), "log:1: doc-0 /team: missing, so that nobody knows which team this was about" + again},
		{"no team, on a repository", logged("team.add_repository", 0, repo), "log:1: doc-0 /team: missing, so that nobody knows which team this was about" + again},
		{"no repository", logged("repo.add_member", 0, nil), "log:1: doc-0 /repo: missing or without its owner, so that nobody knows which repository this was about" + again},
		{"a repository of another owner", logged("repo.add_member", 0, edit{"repo": `"acmee/till"`}), "log:1: doc-0 /repo: of another owner than /org: look up whose repository this was"},
		{"two people", logged("org.add_outside_collaborator", 0, edit{"repo": `"acme/till"`, "invitee": `"Bob"`}), "log:1: doc-0 /invitee: somebody else than /user, so that nobody knows whose access this was about: look it up in the organisation"},
		{"a user and a team", logged("organization_role.assign", 0, edit{"team": `"acme/ops"`}), "log:1: doc-0 /team: beside /user, so that nobody knows which of them this was about: look it up in the organisation"},
		{"no fingerprint", logged("public_key.create", 0, repo), "log:1: doc-0 /fingerprint: missing where /key is no key, or of another key, so that nobody knows which key this was" + again},
		{"two keys", logged("public_key.create", 0, edit{"repo": `"acme/till"`, "fingerprint": `"SHA256:x"`, "key": `"` + publicKey + `"`}), "log:1: doc-0 /fingerprint: missing where /key is no key, or of another key, so that nobody knows which key this was" + again},
		{"no app", logged("integration_installation.create", 0, nil), "log:1: doc-0 /integration: missing, so that nobody knows which app this was about" + again},
		{"no token", logged("personal_access_token.access_granted", 0, nil), "log:1: doc-0 /user_programmatic_access_id: missing, so that nobody knows which token this was about" + again},
		{"no request for a token", logged("personal_access_token.request_created", 0, edit{"user_programmatic_access_id": "4"}), "log:1: doc-0 /user_programmatic_access_request_id: missing, so that nobody knows which request this was about" + again},
		{"a decision of nobody", logged("personal_access_token.request_denied", 0, edit{"user_programmatic_access_request_id": "4", "actor": "-"}), "log:1: doc-0: does not say who decided" + again},
		{"a token, and no time", logged("personal_access_token.access_granted", 0, edit{"user_programmatic_access_id": "4", "created_at": `""`}), "log:1: doc-0 /created_at: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"a hostile id", logged("org.add_member", 0, edit{"_document_id": `"\u001b[2J"`, "created_at": "1"}), `log:1: "\x1b[2J" /created_at: not a time in the unit in which GitHub writes it` + again},
	} {
		facts, errs, _ := sourcetest.Read(t, reader(), "\n"+c.input)
		want := strings.Replace(c.want, "log:1:", "log:2:", 1)
		want = strings.Replace(want, "log:2: event 1", "log:2:", 1)
		if diff := cmp.Diff([]string{want}, errs); diff != "" || len(facts) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
}

func TestLogIgnored(t *testing.T) {
	for action, want := range map[string]string{
		"org.invite_member":                          "an invitation, which is no access yet: org.invite_member",
		"business.invite_admin":                      "an invitation, which is no access yet: business.invite_admin",
		"repository_invitation.create":               "an invitation, which is no access yet: repository_invitation.create",
		"team.destroy":                               "action that this source does not take for an entitlement change: team.destroy",
		"integration_installation_request.create":    "action that this source does not take for an entitlement change: integration_installation_request.create",
		"personal_access_token.expiration_limit_set": "action that this source does not take for an entitlement change: personal_access_token.expiration_limit_set",
		"git.push":          "not about access",
		"repo.archived":     "not about access",
		"public_key.create": "SSH key of an account, which is no access of its own: public_key.create",
	} {
		facts, errs, tally := sourcetest.Read(t, reader(), logged(action, 0, nil))
		if got := reasons(tally); !cmp.Equal(got, []string{want}) || len(facts)+len(errs) > 0 {
			t.Errorf("%s: %q, want %q; %q %q", action, got, want, lines(facts), errs)
		}
	}
	for what, edits := range map[string]edit{
		"the same role": {"old_permission": `"read"`, "permission": `"read"`},
	} {
		_, _, tally := sourcetest.Read(t, reader(), logged("org.update_member", 0, edits))
		if got := reasons(tally); !cmp.Equal(got, []string{"change that left the access as it was: org.update_member"}) {
			t.Errorf("%s: %q", what, got)
		}
	}
	for what, edits := range map[string]edit{
		"the same base permission": {"old_permission": `"pull"`, "permission": `"read"`},
		"none, and none before":    {"permission": `"none"`},
	} {
		_, _, tally := sourcetest.Read(t, reader(), logged("org.update_default_repository_permission", 0, edits))
		if got := reasons(tally); !cmp.Equal(got, []string{"change that left the access as it was: org.update_default_repository_permission"}) {
			t.Errorf("%s: %q", what, got)
		}
	}
}

func reasons(tally *source.Tally) []string {
	var all []string
	for _, why := range tally.Reasons() {
		s := why.Why
		if why.Name != "" {
			s += ": " + why.Name
		}
		for range tally.IgnoredFor(why) {
			all = append(all, s)
		}
	}
	return all
}

// Times may be text with a zone, and stand in @timestamp alone.
func TestTimes(t *testing.T) {
	for _, edits := range []edit{{"created_at": `"2026-03-02T13:00:00+01:00"`}, {"created_at": "-"}, {"created_at": "null", "@timestamp": `"2026-03-02T12:00:00Z"`}} {
		facts, errs, _ := sourcetest.Read(t, reader(), logged("org.add_member", 0, edits))
		if len(facts) != 1 || !strings.Contains(sourcetest.Lines(t, facts), `"executed_at":"2026-03-02T12:00:00Z"`) {
			t.Errorf("%v: %s %q", edits, sourcetest.Lines(t, facts), errs)
		}
	}
}

// 0 is the number of nobody, and a number may be text.
func TestNumbers(t *testing.T) {
	for id, want := range map[string]string{`0`: `"name":"Ana"}`, `"0"`: `"name":"Ana"}`, `""`: `"name":"Ana"}`, `"8"`: `"name":"Ana","aliases":["github:acme/user-id/8"]}`, `8`: `"name":"Ana","aliases":["github:acme/user-id/8"]}`} {
		facts, errs, _ := sourcetest.Read(t, reader(), logged("org.add_member", 0, edit{"user_id": id}))
		if s := sourcetest.Lines(t, facts); !strings.Contains(s, `"subject":{"id":"github:acme/user/ana",`+want) {
			t.Errorf("%s: %s %q", id, s, errs)
		}
	}
}
