package jira_test

import (
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
)

// The ticket, its approval and Jira's own record of what was done are one: ana
// asks, li types, maria approves, and an administrator puts ana into the group
// at 11:00, between creation (09:00) and closing (11:30).
func TestJoin(t *testing.T) {
	o := configured(t, `{"requests":[{"request_type":"Service Request","action":"grant","entitlements":[{"system":"jira:acme","resource":"group/{customfield_1}","permission":"member"}]}]}`)
	facts, _, _ := read(t, o, issue(object{"customfield_1": `"eng"`, "reporter": person("ana"), "creator": person("li")}, nil), approved)
	changes, _, _ := sourcetest.Read(t, jira.Audit(o), added.String())
	result, err := join.Join(func(yield func(evidence.Fact, error) bool) {
		for _, f := range append(facts, changes...) {
			if !yield(f, nil) {
				return
			}
		}
	}, join.Options{})
	if err != nil || len(result.Records) != 1 || len(result.Notes) > 0 {
		t.Fatalf("%v, %v", err, result)
	}
	r := result.Records[0]
	if r.ID != "ACC-1" || r.Subject.ID != "jira:acme/user/5b-ana" || r.Subject.Kind != evidence.KindHuman || r.Request.Requester.ID != "jira:acme/user/5b-li" ||
		len(r.Approvals) != 1 || r.Approvals[0].Approver.Kind != evidence.KindHuman || len(r.Changes) != 1 || r.Changes[0].RequestRef != "" {
		t.Errorf("%+v", r)
	}
}
