package okta_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/okta"
)

// The wanted figures were counted with jq, not with this package:
//
//	jq -c '.log | (.eventType//.eventtype) as $t |
//	  if (has("uuid") or has("published")|not) then "no event"
//	  elif ($t|IN("group.privilege.grant","user.account.privilege.grant","system.api_token.create")) then "read: "+$t+" "+(.outcome.result//"null")
//	  elif ($t|test("^(group|iam|access|pam|support|app\\.oauth2\\.client|application\\.(lifecycle|user_membership)|user\\.(lifecycle|session\\.impersonation))\\.")) then "other: "+$t
//	  else "elsewhere" end' events.jsonl | sort | uniq -c
//
// No published in them has a zone, so that what would be used is refused.
func TestRealRuleTests(t *testing.T) {
	facts, errs, tally := sourcetest.Read(t, okta.Reader(okta.Options{}), ruleTests(t))
	ignored := map[string]int{
		"not about access":                                                          31,
		other + "application.lifecycle.create":                                      1,
		other + "application.lifecycle.update":                                      2,
		other + "user.session.impersonation.grant":                                  1,
		"failed, and does not say whose access it was about: group.privilege.grant": 1,
	}
	want := sourcetest.Counts{Events: 48, Refused: 9 + 1 + 2, Used: map[string]int{}, Ignored: ignored, Facts: map[string]int{}}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	why := map[string]int{}
	for _, err := range errs {
		for _, part := range []string{"not a System Log event", "/published: not a time with a zone"} {
			if strings.Contains(err, part) {
				why[part]++
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"not a System Log event": 9, "/published: not a time with a zone": 3}, why); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}

	// With the zone that Okta writes. The two grants of privileges are of the
	// same user and instant, with two roles each and none in both:
	//
	//	jq -r '.log | select((.eventType//.eventtype)=="user.account.privilege.grant") | [.published, .target[0].alternateId, .debugContext.debugData.privilegeGranted] | @tsv' events.jsonl
	facts, _, tally = sourcetest.Read(t, okta.Reader(okta.Options{}), regexp.MustCompile(`"published": *"(\S+) (\S+)"`).ReplaceAllString(ruleTests(t), `"published":"${1}T${2}Z"`))
	want.Refused, want.Used, want.Facts = 9, map[string]int{"user.account.privilege.grant": 2, "system.api_token.create": 1}, map[string]int{"change success": 2 + 2 + 2 + 1}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("with zones (-want +got):\n%s", diff)
	}
	const alice = " alice@acme.io: admin-role "
	if diff := cmp.Diff([]string{"modify" + alice + "Organizational Administrator", "modify" + alice + "Application Administrator", "revoke" + alice + "Organizational Administrator", "revoke" + alice + "Application Administrator",
		"modify" + alice + "Super Administrator", "modify" + alice + "Read-Only Administrator", "grant okta/token/00Tpki36zlWjhjQ1u2p4: api token"}, lines(facts)); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

const other = "about access, accounts or requests, and not one that this source takes for a change: "

// ruleTests are the events of the rule tests, one a line.
func ruleTests(t *testing.T) string {
	return sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-okta"), "events.jsonl"))
}

// jq -r '.logs[].eventType' get_logs.json.exp: user.lifecycle.suspend and
// user.session.clear. The others are a plugin's own forms, one object a file,
// and PROVENANCE.txt is no JSON.
func TestRealPlugin(t *testing.T) {
	folder := sourcetest.Folder(t, "okta-rapid7")
	var tally source.Tally
	var facts []evidence.Fact
	errs := 0
	for f, err := range source.Facts(okta.Reader(okta.Options{}), &tally, folder) {
		if err != nil {
			errs++
			continue
		}
		facts = append(facts, f)
	}
	sourcetest.AddsUp(t, &tally)
	want := sourcetest.Counts{Events: 2 + 3, Refused: 3, Used: map[string]int{}, Ignored: map[string]int{other + "user.lifecycle.suspend": 1, "not about access": 1}, Facts: map[string]int{}}
	if diff := cmp.Diff(want, sourcetest.Count(facts, &tally)); diff != "" || tally.Broken != 1 || errs != 3+1 {
		t.Errorf("%d errors, %s(-want +got):\n%s", errs, &tally, diff)
	}

	// The users in users.json.exp are as the API has them:
	//
	//	jq -c '.usersAddedToGroups[] | [.groupId, (.users[] | [.id, .status, .profile.login])]' users.json.exp
	//	["12345",["98765","PROVISIONED","user3@example.com"]]
	b, err := os.ReadFile(filepath.Join(folder, "users.json.exp"))
	if err != nil {
		t.Fatal(err)
	}
	var plugin struct {
		Added []struct {
			Group string          `json:"groupId"`
			Users json.RawMessage `json:"users"`
		} `json:"usersAddedToGroups"`
	}
	if err := json.Unmarshal(b, &plugin); err != nil {
		t.Fatal(err)
	}
	var users bytes.Buffer
	if err := json.Compact(&users, plugin.Added[0].Users); err != nil {
		t.Fatal(err)
	}
	got, messages := read(t, page("/api/v1/groups/"+plugin.Added[0].Group+"/users", users.String()))
	if diff := cmp.Diff([]string{"- user3@example.com: group/12345 member", "- okta/group/12345:"}, got); diff != "" {
		t.Errorf("%q (-want +got):\n%s", messages, diff)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, okta.Reader(okta.Options{}))
	sourcetest.EveryFile(t, okta.State(okta.Options{CollectedAt: collected}))
}
