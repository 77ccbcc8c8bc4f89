package governance

import (
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// That a ticket is more than paper must be proven: each way in which it is not.
func TestPaperControl(t *testing.T) {
	gone := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	asked := func(by ...time.Time) *policy.Measures {
		m := &policy.Measures{Revocations: []policy.Revocation{{Kind: "termination"}}}
		for _, at := range by {
			m.Revocations = append(m.Revocations, policy.Revocation{Kind: "revoke_request", By: at})
		}
		return m
	}
	paper := &policy.Measures{Paper: []string{"/request/entitlements/0"}}
	for _, tt := range []struct {
		action   evidence.Action
		status   evidence.RequestStatus
		complete policy.Outcome // grant.complete
		measures *policy.Measures
		want     policy.Outcome
	}{
		{evidence.ActionGrant, evidence.StatusClosedComplete, policy.Satisfied, &policy.Measures{}, policy.Satisfied},
		{evidence.ActionGrant, evidence.StatusClosedComplete, policy.Indeterminate, &policy.Measures{}, policy.Indeterminate},
		{evidence.ActionGrant, evidence.StatusClosedComplete, policy.NotSatisfied, &policy.Measures{}, policy.Indeterminate},
		{evidence.ActionGrant, evidence.StatusClosedComplete, policy.Satisfied, paper, policy.NotSatisfied},
		{evidence.ActionGrant, evidence.StatusClosedIncomplete, policy.Satisfied, &policy.Measures{}, policy.NotApplicable},
		{evidence.ActionRevoke, evidence.StatusClosedComplete, policy.NotApplicable, paper, policy.NotSatisfied},
		{evidence.ActionRevoke, evidence.StatusClosedComplete, policy.NotApplicable, asked(), policy.Indeterminate},
		{evidence.ActionRevoke, evidence.StatusClosedComplete, policy.NotApplicable, asked(gone), policy.Satisfied},
		{evidence.ActionRevoke, evidence.StatusClosedComplete, policy.NotApplicable, asked(gone, time.Time{}), policy.Indeterminate},
		{evidence.ActionRevoke, evidence.StatusOpen, policy.NotApplicable, asked(gone), policy.NotApplicable},
	} {
		j := &judged{
			record:   &evidence.Record{Action: tt.action, Request: &evidence.Request{Status: tt.status}},
			result:   &policy.Result{Controls: []policy.ControlResult{{ID: "grant.complete", Outcome: tt.complete}}},
			measures: tt.measures,
		}
		if got := paperControl(j); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
	if got := paperControl(&judged{record: &evidence.Record{}}); got != policy.NotApplicable {
		t.Errorf("without a request: %s", got)
	}
}
