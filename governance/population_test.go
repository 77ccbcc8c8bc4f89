package governance_test

import (
	"context"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/governance"
	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/policytest"
)

// asOf is the instant at which the base records are of governance grade.
var asOf = at("2026-03-20T00:00:00Z")

var march = governance.Period{From: at("2026-03-01T00:00:00Z"), To: at("2026-04-01T00:00:00Z")}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

var compiled = sync.OnceValues(func() (*policy.Set, error) { return policy.Compile(context.Background()) })

func embedded(t testing.TB) *policy.Set {
	t.Helper()
	set, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// record is a base record with another id, edited.
func record(t testing.TB, id, base string, edit ...func(*evidence.Record)) *evidence.Record {
	t.Helper()
	return policytest.Record(t, base, append([]func(*evidence.Record){func(r *evidence.Record) {
		for i := range r.Changes {
			r.Changes[i].RequestRef = id
		}
		r.ID, r.Request.ID = id, id
	}}, edit...)...)
}

// of is the population of these records.
func of(records ...*evidence.Record) iter.Seq2[*evidence.Record, error] {
	return func(yield func(*evidence.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func assess(t testing.TB, period governance.Period, population iter.Seq2[*evidence.Record, error]) *governance.Assessment {
	t.Helper()
	a, err := governance.Assess(t.Context(), embedded(t), period, asOf, population)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func bases(t testing.TB) []*evidence.Record {
	return []*evidence.Record{
		policytest.Record(t, "human_grant"), policytest.Record(t, "service_account_grant"), policytest.Record(t, "agent_grant"),
		policytest.Record(t, "revoke_request"), policytest.Record(t, "emergency_grant"),
	}
}

// planted are records in each of which one thing is wrong.
func planted(t testing.TB) []*evidence.Record {
	reader := []evidence.Entitlement{{System: "erp", Resource: "ledger", Permission: "Reader"}}
	employee := []evidence.Entitlement{{System: "erp", Resource: "ledger", Permission: "Employee"}}
	return []*evidence.Record{
		record(t, "unapproved", "human_grant", func(r *evidence.Record) { r.Approvals = nil }),
		record(t, "excess", "human_grant", func(r *evidence.Record) {
			o := &r.Observations[1]
			o.Entitlements = append(o.Entitlements, evidence.Entitlement{System: "erp", Resource: "ledger", Permission: "Writer"})
		}),
		record(t, "paper", "human_grant", func(r *evidence.Record) {
			r.Changes = nil
			r.Observations[1].Entitlements = nil
		}),
		record(t, "outside", "human_grant", func(r *evidence.Record) {
			r.Request, r.PolicyBasis, r.Approvals = nil, nil, nil
			r.Changes[0].RequestRef = ""
		}),
		record(t, "late", "revoke_request", func(r *evidence.Record) {
			r.Changes[0].ExecutedAt = at("2026-03-06T10:00:00Z")
			r.Observations[1].ObservedAt = at("2026-03-06T10:05:00Z")
			r.Request.ClosedAt = at("2026-03-06T12:00:00Z")
		}),
		record(t, "held", "revoke_request", func(r *evidence.Record) {
			r.Changes = nil
			r.Observations[1].ObservedAt = at("2026-03-09T11:05:00Z")
			r.Observations[1].Entitlements = reader
		}),
		record(t, "orphan", "service_account_grant", func(r *evidence.Record) { r.Subject.Owner = nil }),
		record(t, "override", "human_grant", func(r *evidence.Record) { r.Changes[0].Override = true }),
		record(t, "convenience", "human_grant", func(r *evidence.Record) {
			required := false
			r.PolicyBasis.ApprovalRequired, r.PolicyBasis.RuleID = &required, "birthright"
			r.Request.Entitlements, r.Changes[0].Entitlements, r.Observations[1].Entitlements = employee, employee, employee
		}),
		record(t, "unreviewed", "emergency_grant", func(r *evidence.Record) { r.Emergency.Review = nil }),
		record(t, "open", "human_grant", func(r *evidence.Record) {
			r.Request.Status, r.Request.ClosedAt = evidence.StatusOpen, time.Time{}
			r.Approvals, r.Changes, r.Observations = nil, nil, r.Observations[:1]
		}),
		record(t, "unseen", "human_grant", func(r *evidence.Record) { r.Observations = nil }),
	}
}
