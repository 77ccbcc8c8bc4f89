package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	got := command(t, bare("a")+bare("b")+bare("a"), "validate", "-")
	got.wants(t, exitDone, "a: comes twice")
	if got.out != "3 read = 2 valid + 0 refused + 1 duplicate\n" {
		t.Errorf("it printed %q", got.out)
	}
	// All that is wrong with a record at once.
	got = command(t, bare("a")+`{"schema":"counterfoil.evidence/v2","id":"b","subject":{"id":"","kind":"human"},"changes":[{"action":"grant","outcome":"success"}]}`+"\n", "validate", "-")
	got.wants(t, exitIncomplete, "standard input:2: b /schema: ", "standard input:2: b /subject/id: ", "standard input:2: b /changes/0/executed_at: ")
	if got.out != "2 read = 1 valid + 1 refused + 0 duplicate\n" {
		t.Errorf("it printed %q", got.out)
	}
	got = command(t, "", "validate", "missing.jsonl")
	got.wants(t, exitIncomplete, "missing.jsonl: ")
	if got.out != "0 read = 0 valid + 0 refused + 0 duplicate; 1 input could not be opened\n" {
		t.Errorf("it printed %q", got.out)
	}
}

func TestValidateParameters(t *testing.T) {
	good := file(t, "p.yaml", "revocation:\n  sla: {closure: P2D, expiry: PT1H, revoke_request: P1D, role_change: P1D, owner_change: P7D, termination: PT4H, decommission: P1D}\n")
	if got := command(t, "", "validate", "--parameters", good); got.status != exitDone || got.out != good+": valid\n" {
		t.Errorf("%+v", got)
	}
	bad := file(t, "p.yaml", "approvals: {}\n")
	command(t, "", "validate", "--parameters", bad).wants(t, exitIncomplete, bad+":1: /approvals: ")
	waiver := file(t, "p.yaml", "waivers:\n  - {id: W1, control: grant.exat, match: {resource: [x]}, reason: r, owner: o, approved_by: s, expires_at: 2026-12-31T00:00:00Z}\n")
	command(t, "", "validate", "--parameters", waiver).wants(t, exitIncomplete, "/waivers/0/control: ", "grant.exact")
}

func TestExplain(t *testing.T) {
	got := command(t, "", "explain", "RITM0103", "--as-of", asOf, situation(governed), situation(deficient))
	got.wants(t, exitDone)
	for _, want := range []string{"RITM0103", "grant.exact", "group:finance-ops", "/observations/1/entitlements/1"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("the story lacks %q:\n%s", want, got.out)
		}
	}
}

func TestExplainNotFound(t *testing.T) {
	stdin := bare("RITM0012") + bare("RITM0021") + bare("CHG7") + "{\n"
	got := command(t, stdin, "explain", "RITM0011", "-")
	got.wants(t, exitIncomplete, `there is no record "RITM0011"; did you mean "RITM0012" or "RITM0021"?`, "1 record could not be read")
	if strings.Contains(got.err, "CHG7") {
		t.Errorf("CHG7 is not like RITM0011: %s", got.err)
	}
	command(t, bare("a"), "explain", "something-else", "-").wants(t, exitIncomplete, "there is no record \"something-else\"\n")
	// The record is there, but cannot be read: say why, not that it is missing.
	command(t, `{"schema":"counterfoil.evidence/v1","id":"RITM1","subject":{"id":"x"},"y":1}`+"\n", "explain", "RITM1", "-").
		wants(t, exitIncomplete, "standard input:1: RITM1 /subject/kind: ", "RITM1 /y: ")
	command(t, "", "explain", "RITM1", "missing.jsonl").wants(t, exitIncomplete, "missing.jsonl: ")
}

// Two approvers, in two capacities, shown what is asked: the default rule for
// privileged access.
func TestRequirement(t *testing.T) {
	got := command(t, "", "requirement", situation(open), situation("02-routed-for-convenience"))
	got.wants(t, exitDone)
	for _, want := range []string{
		"RITM0110: 2 approvers required\n  each of these by a different person: resource_owner, security\n  show them exactly what is asked, and keep what was shown\n  because rule \"privileged\" applies to ",
		"RITM0102: no approval is required\n  because rule \"birthright\" applies to ",
	} {
		if !strings.Contains(got.out, want) {
			t.Errorf("it lacks %q:\n%s", want, got.out)
		}
	}
	got = command(t, "", "requirement", "--json", situation(open))
	got.wants(t, exitDone)
	var req struct {
		RecordID     string `json:"record_id"`
		Required     bool
		MinApprovers int `json:"min_approvers"`
	}
	if err := json.Unmarshal([]byte(got.out), &req); err != nil || req.RecordID != "RITM0110" || !req.Required || req.MinApprovers != 2 {
		t.Errorf("%v: %s", err, got.out)
	}
	command(t, bare("a"), "requirement", "-").wants(t, exitIncomplete, "the record holds no request")
}

func TestControls(t *testing.T) {
	got := command(t, "", "controls")
	got.wants(t, exitDone)
	for _, want := range []string{
		"grant.exact                 high      Provisioning created exactly what was requested, with no excess\n",
		"NIST SP 800-53 Rev. 5 AC-6, AC-6(7)",
	} {
		if !strings.Contains(got.out, want) {
			t.Errorf("it lacks %q:\n%s", want, got.out)
		}
	}
	got = command(t, "", "controls", "--json")
	got.wants(t, exitDone)
	if n := strings.Count(got.out, "\n"); n != 24 {
		t.Errorf("%d controls", n)
	}
	if !strings.HasPrefix(got.out, `{"id":"approval.basis","title":"`) {
		t.Errorf("it begins with %.100s", got.out)
	}
}
