package teleport_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/teleport"
)

// With
//
//	jq -r 'if .event|test("^access_request\\.(create|review|update|expire|delete)$") then "read "+.event
//	  elif .event|IN("user.login","cert.create","bot.join","instance.join") then "uses "+.event
//	  elif .event|test("^(access_|bot|cert|github\\.|join_token\\.|lock\\.|oidc\\.|okta\\.|role\\.|saml\\.|trusted_cluster|user)") then "named "+.event
//	  else "elsewhere" end' audit-events.jsonl | sort | uniq -c
//
// the 125 events are one each of access_request.create, update and delete, one
// search, five that use access, and 116 others. The three share one id, one uid
// and one instant; Sam_Waters approved.
func TestRealWebapps(t *testing.T) {
	var tally source.Tally
	var facts []evidence.Fact
	for f, err := range source.Facts(teleport.Reader(teleport.Options{}), &tally, filepath.Join(sourcetest.Folder(t, "teleport-webapps"), "audit-events.jsonl")) {
		if err != nil {
			t.Error(err)
			continue
		}
		facts = append(facts, f)
	}
	sourcetest.AddsUp(t, &tally)
	want := sourcetest.Counts{
		Events: 125, Used: map[string]int{"access_request.create": 1, "access_request.update": 1, "access_request.delete": 1},
		Ignored: map[string]int{
			"not about access": 116,
			"about access, and not read as an entitlement change: access_request.search": 1,
			"uses access that was given before: user.login":                              4,
			"uses access that was given before: cert.create":                             1,
		},
		Facts: map[string]int{"request": 1, "approval": 1, "change success": 1},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, &tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const who, id = "teleport/user/Carrie_Sandoval", "66b827b2-1b0b-512b-965d-6c789388d3c9"
	if diff := cmp.Diff([]string{
		who + " asks @26 for role admin: closed_complete @26",
		"teleport/user/Sam_Waters approved for " + id + " @26",
		"grant " + who + " @26: role admin for " + id,
	}, lines(facts)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// With
//
//	jq -r '.log|.event+" "+.time' events.jsonl | sort | uniq -c
//
// there are three sign-ins, two certificates, a connector and two events of
// sessions; and a role.created at 2023-09-20T23:00:000.000000Z, which is no time.
func TestRealRuleTests(t *testing.T) {
	input := sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-teleport"), "events.jsonl"))
	facts, errs, tally := sourcetest.Read(t, teleport.Reader(teleport.Options{}), input)
	want := sourcetest.Counts{
		Events: 9, Refused: 1, Used: map[string]int{}, Facts: map[string]int{},
		Ignored: map[string]int{
			"not about access": 2,
			"about access, and not read as an entitlement change: saml.created": 1,
			"uses access that was given before: user.login":                     3,
			"uses access that was given before: cert.create":                    2,
		},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" || len(errs) != 1 || !strings.Contains(errs[0], "/time: not a time") {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
	// With a time that is one, the role is read.
	facts, errs, _ = sourcetest.Read(t, teleport.Reader(teleport.Options{}), strings.Replace(input, "23:00:000.000000Z", "23:00:00.000000Z", 1))
	if diff := cmp.Diff([]string{"grant teleport:teleport.example.com/role/teleport-event-handler @00: role-definition unknown"}, lines(facts)); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, teleport.Reader(teleport.Options{}))
}
