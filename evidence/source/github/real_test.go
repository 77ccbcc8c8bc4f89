package github_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// The wanted figures were counted with
//
//	jq -r '.log | if (.action|type)!="string" then "no action" elif (.action|test("\\.")|not) then "webhook" else .action end' events.jsonl | sort | uniq -c
//
// 19 have no action and 47 are webhooks: refused. Of the others, one each of
// org.add_member and org.remove_member, both with created_at in milliseconds;
// one org.invite_member and one org.invite_user; repo.access, repo.create (3),
// repo.transfer, repo.transfer_outgoing, repo.transfer_start, team.destroy; and
// 21 of git, hook, ip_allow_list, org.set_default_workflow_permissions,
// protected_branch, repo.archived, repo.disable, secret_scanning_alert and
// workflows.
func TestRealAuditLog(t *testing.T) {
	input := sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-github"), "events.jsonl"))
	facts, errs, tally := sourcetest.Read(t, reader(), input)
	const other = "action that this source does not take for an entitlement change: "
	want := sourcetest.Counts{
		Events: 101, Refused: 19 + 47,
		Used: map[string]int{"org.add_member": 1, "org.remove_member": 1},
		Ignored: map[string]int{
			"an invitation, which is no access yet: org.invite_member": 1, "an invitation, which is no access yet: org.invite_user": 1,
			other + "repo.access": 1, other + "repo.create": 3, other + "repo.transfer": 1, other + "repo.transfer_outgoing": 1, other + "repo.transfer_start": 1, other + "team.destroy": 1,
			"not about access": 101 - 66 - 2 - 2 - 8,
		},
		Facts: map[string]int{"change success": 2},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	why := map[string]int{}
	for _, err := range errs {
		for _, part := range []string{"no action, which every event", "read webhooks as github-webhooks"} {
			if strings.Contains(err, part) {
				why[part]++
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"no action, which every event": 19, "read webhooks as github-webhooks": 47}, why); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	// jq -c '.log | select(.action|IN("org.add_member","org.remove_member")?) | [.actor,.action,.user,.org,.created_at]' events.jsonl
	// ["cat","org.add_member","cat","my-org",1621305118553] ["cat","org.remove_member","bob","my-org",1621305118553]
	// date -u -d @1621305118 says 2021-05-18T02:31:58
	var got []string
	for _, f := range facts {
		c := f.Value.(*evidence.Change)
		got = append(got, fmt.Sprint(c.Actor.ID, " ", c.Action, " ", f.Subject.ID, " ", held(c.Entitlements[0]), " ", c.ExecutedAt.Format("2006-01-02T15:04:05.000Z07:00")))
	}
	if diff := cmp.Diff([]string{
		"github:my-org/user/cat grant github:my-org/user/cat github:my-org: organization member 2021-05-18T02:31:58.553Z",
		"github:my-org/user/cat revoke github:my-org/user/bob github:my-org: organization member 2021-05-18T02:31:58.553Z",
	}, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// The same events as webhooks: 47 have an action without a dot, and 19 none
// but a repository (jq -c '.log | select(.action==null) | has("repository")').
// None is of an event about access: three are repository webhooks (two created,
// one deleted), which only a delivery would name. Of the 35 audit log events 2
// have a repository, as text: they and the other 33 are no webhooks.
func TestRealWebhooksAmongOthers(t *testing.T) {
	input := sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-github"), "events.jsonl"))
	facts, _, tally := sourcetest.Read(t, webhooks(), input)
	want := sourcetest.Counts{Events: 101, Refused: 35, Used: map[string]int{}, Ignored: map[string]int{"not about access": 66}, Facts: map[string]int{}}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The payloads alone. Of the events that are read only the app that was
// installed tells when (jq .installation.created_at: 1557933591, which date -u -d
// @1557933591 says is 2019-05-15T15:19:51); eight do not.
func TestRealPayloads(t *testing.T) {
	var tally source.Tally
	var facts []evidence.Fact
	var errs []string
	for f, err := range source.Facts(webhooks(), &tally, sourcetest.Folder(t, "github-webhooks-octokit")) {
		if err != nil {
			errs = append(errs, filepath.Base(strings.SplitN(err.Error(), ":", 2)[0]))
			continue
		}
		facts = append(facts, f)
	}
	sourcetest.AddsUp(t, &tally)
	want := sourcetest.Counts{
		Events: 13, Refused: 8,
		Used: map[string]int{"installation.created": 1},
		Ignored: map[string]int{
			"an invitation, which is no access yet: organization.member_invited":            1,
			"action that this source does not take for an entitlement change: team.created": 1,
			"not about access": 2, // deployment_review and repository: the payload does not name them
		},
		Facts: map[string]int{"change success": 1},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, &tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"PROVENANCE.txt", "installation__new_permissions_accepted.payload.json", "installation_repositories__added.payload.json", "member__added.payload.json", "member__edited.payload.json",
		"membership__added.payload.json", "organization__member_added.payload.json", "team__added_to_repository.payload.json", "team_add__payload.json"}, errs); diff != "" {
		t.Errorf("errors in (-want +got):\n%s", diff)
	}
	if at := facts[0].Value.(*evidence.Change).ExecutedAt.Format("2006-01-02T15:04:05Z07:00"); at != "2019-05-15T15:19:51Z" {
		t.Errorf("installed at %s", at)
	}
}

// The same payloads as deliveries: the file's name says the event. What they say
// was read with jq:
//
//	jq -c '[.action, .member.login, .changes, .membership.user.login, .membership.state, .team.slug, .repository.full_name, .repository.permissions,
//	  .installation.app_id, .installation.repository_selection, [(.repositories,.repositories_added)[]?.full_name]]' FILE
//
// The member who was added to the organisation is pending: refused.
func TestRealDeliveries(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(sourcetest.Folder(t, "github-webhooks-octokit"), "*.json"))
	if err != nil || len(names) != 13 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	var input strings.Builder
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		event, _, _ := strings.Cut(filepath.Base(name), "__")
		delivery, err := json.Marshal(map[string]any{"guid": filepath.Base(name), "event": event, "delivered_at": "2026-03-02T12:00:00Z", "redelivery": false, "request": map[string]any{"payload": json.RawMessage(b)}})
		if err != nil {
			t.Fatal(err)
		}
		input.Write(append(delivery, '\n'))
	}
	facts, errs, tally := sourcetest.Read(t, webhooks(), input.String())
	var got []string
	for _, f := range facts {
		c := f.Value.(*evidence.Change)
		s := string(c.Action) + " " + f.Subject.ID + ":"
		for _, e := range c.Entitlements {
			s += " " + e.System + " " + e.Resource + " " + e.Permission
		}
		got = append(got, s)
	}
	if diff := cmp.Diff([]string{
		"grant github:codertocat/app-id/29310: github:codertocat/apps organization installed github:codertocat/apps repo/hello-world access",
		"modify github:codertocat/app-id/29310: github:codertocat/apps organization installed",
		"grant github:codertocat/app-id/29310: github:codertocat/apps repo/space access",
		"grant github:codertocat/user/hacktocat: github:codertocat repo/hello-world unknown",
		"revoke github:codertocat/user/octocat: github:codertocat repo/hello-world write",
		"grant github:codertocat/user/octocat: github:codertocat repo/hello-world unknown",
		"grant github:octocoders/user/codertocat: github:octocoders team/github member",
		"grant github:octocoders/team/github: github:octocoders repo/hello-world read",
		"grant github:octocoders/team/github: github:octocoders repo/hello-world unknown",
	}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(errs) != 1 || !strings.Contains(errs[0], "organization__member_added.payload.json /request/payload/membership/state: not active") {
		t.Errorf("errors: %q", errs)
	}
	want := map[string]int{"an invitation, which is no access yet: organization.member_invited": 1, "action that this source does not take for an entitlement change: team.created": 1,
		"action that this source does not take for an entitlement change: repository.privatized": 1, "not about access": 1}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally).Ignored); diff != "" {
		t.Errorf("ignored (-want +got):\n%s", diff)
	}
}

// A membership that is pending, and an invitation to a repository:
//
//	jq -c '[.state, .role, .user.login, .organization.login, .invitee.login, .permissions]' *.resp
func TestRealState(t *testing.T) {
	var tally source.Tally
	var facts []evidence.Fact
	broken := 0
	for f, err := range source.Facts(state(), &tally, sourcetest.Folder(t, "github-state-rapid7")) {
		if err != nil {
			broken++
			continue
		}
		facts = append(facts, f)
	}
	sourcetest.AddsUp(t, &tally)
	want := sourcetest.Counts{Events: 2, Used: map[string]int{"orgs/ORG/memberships/*": 1}, Ignored: map[string]int{"an invitation, which is no access yet": 1}, Facts: map[string]int{"observation": 1}}
	if diff := cmp.Diff(want, sourcetest.Count(facts, &tally)); diff != "" || broken != 1 {
		t.Errorf("%d broken (-want +got):\n%s", broken, diff)
	}
	if got := lines(facts); !cmp.Equal(got, []string{"- github:test_org/user/test_username: in github:test_org"}) {
		t.Errorf("got %q", got)
	}
}

func TestEveryFile(t *testing.T) {
	for _, read := range []source.Reader{reader(), webhooks(), state()} {
		sourcetest.EveryFile(t, read)
	}
}
