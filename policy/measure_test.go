package policy_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/internal/generate"
	"github.com/counterfoil/counterfoil/policy"
)

// march is an instant of March 2026.
func march(day, hour, minute int) time.Time {
	return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC)
}

// The measures of the base records, read off their timelines in rego/testing.
func TestMeasure(t *testing.T) {
	routine := func(at time.Time, lead time.Duration) *policy.Measures {
		closing := 150 * time.Minute
		return &policy.Measures{
			Anchor:      &policy.Anchor{By: policy.FirstChange, At: at, Pointer: "/changes/0"},
			TimeToClose: &closing, ApprovalLead: &lead, Emergency: policy.NoEmergency,
			Revocations: []policy.Revocation{}, Unmeasured: []policy.Unmeasured{}, Convenience: []string{}, Overrides: []string{}, Paper: []string{},
		}
	}
	expiry := func(at, revoked, held time.Time) []policy.Revocation {
		return []policy.Revocation{{
			Kind: "expiry", Triggers: []string{"/request/entitlements/0/expires_at"}, Claims: []string{"/request/entitlements/0"},
			Start: at, Deadline: at.Add(time.Hour), Outcome: policy.Satisfied, After: revoked, By: revoked,
			Evidence: []string{"/changes/1", "/observations/2"}, HeldAt: held, Held: "/observations/1/entitlements/0",
		}}
	}
	human := routine(march(2, 11, 0), time.Hour)
	service := routine(march(2, 11, 0), time.Hour)
	service.Revocations = expiry(march(9, 9, 0), march(9, 9, 0), march(2, 11, 5))
	agent := routine(march(3, 11, 0), 90*time.Minute)
	agent.Revocations = expiry(march(3, 15, 0), march(3, 15, 0), march(3, 11, 5))
	revoke := routine(march(4, 11, 0), time.Hour)
	revoke.Revocations = []policy.Revocation{{
		Kind: "revoke_request", Triggers: []string{"/request/submitted_at"}, Claims: []string{"/request/entitlements/0"},
		Start: march(4, 9, 0), Deadline: march(5, 9, 0), Outcome: policy.Satisfied, After: march(4, 11, 0), By: march(4, 11, 0),
		Evidence: []string{"/changes/0", "/observations/1"}, HeldAt: march(4, 8, 0), Held: "/observations/0/entitlements/0",
	}}
	emergency := routine(march(5, 2, 5), 0)
	emergency.ApprovalLead, *emergency.TimeToClose, emergency.Emergency = nil, 2*time.Hour, policy.EmergencyDeclared
	emergency.Revocations = expiry(march(5, 4, 0), march(5, 3, 30), march(5, 2, 6))

	set := compiled(t)
	for name, want := range map[string]*policy.Measures{
		"human_grant": human, "service_account_grant": service, "agent_grant": agent, "revoke_request": revoke, "emergency_grant": emergency,
	} {
		_, got, err := set.Measure(t.Context(), base(t, name), asOf)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What went wrong, as the fields of Go that no base record fills.
func TestMeasureWhatWentWrong(t *testing.T) {
	r := base(t, "service_account_grant", func(r *evidence.Record) {
		r.Request.ClosedAt = march(1, 0, 0)
		r.Changes[1].Override = true
		r.Changes[0].Emergency = true
		r.Observations[2].Entitlements = r.Observations[1].Entitlements
	})
	_, got, err := compiled(t).Measure(t.Context(), r, asOf)
	if err != nil {
		t.Fatal(err)
	}
	want := policy.Revocation{
		Kind: "expiry", Triggers: []string{"/request/entitlements/0/expires_at"}, Claims: []string{"/request/entitlements/0"},
		Start: march(9, 9, 0), Deadline: march(9, 10, 0), Outcome: policy.Indeterminate,
		After: march(9, 9, 5), HeldAt: march(9, 9, 5), Held: "/observations/2/entitlements/0",
	}
	if diff := cmp.Diff([]policy.Revocation{want}, got.Revocations); diff != "" {
		t.Errorf("revocations (-want +got):\n%s", diff)
	}
	if got.TimeToClose != nil || !slices.Equal(got.Unmeasured, []policy.Unmeasured{{Measure: "time_to_close", Why: "the ticket was closed before it was submitted", Pointer: "/request"}}) {
		t.Errorf("closed in %v, unmeasured: %v", got.TimeToClose, got.Unmeasured)
	}
	if !slices.Equal(got.Overrides, []string{"/changes/1"}) || got.Emergency != policy.EmergencyUndeclared {
		t.Errorf("overrides %v, emergency %s", got.Overrides, got.Emergency)
	}
	failed := base(t, "human_grant", func(r *evidence.Record) { r.Observations[1].Entitlements = nil })
	if _, got, err = compiled(t).Measure(t.Context(), failed, asOf); err != nil || !slices.Equal(got.Paper, []string{"/request/entitlements/0"}) {
		t.Errorf("paper: %v, %v", got.Paper, err)
	}
	employee := base(t, "human_grant", func(r *evidence.Record) { r.Request.Entitlements[0].Permission = "Employee" })
	if _, got, err = compiled(t).Measure(t.Context(), employee, asOf); err != nil || !slices.Equal(got.Convenience, []string{"/approvals/0"}) {
		t.Errorf("convenience: %v, %v", got.Convenience, err)
	}
	standing := base(t, "human_grant", func(r *evidence.Record) {
		r.Request, r.PolicyBasis, r.Approvals, r.Changes = nil, nil, nil, nil
	})
	want2 := &policy.Anchor{By: policy.FirstTrace, At: march(2, 11, 5), Pointer: "/observations/1"}
	if _, got, err = compiled(t).Measure(t.Context(), standing, asOf); err != nil || !cmp.Equal(got.Anchor, want2) {
		t.Errorf("anchor: %v, %v", got.Anchor, err)
	}
	standing.Observations = nil
	if _, got, err = compiled(t).Measure(t.Context(), standing, asOf); err != nil || got.Anchor != nil {
		t.Errorf("anchor: %v, %v", got.Anchor, err)
	}
}

// TestMeasureProperties holds over generated records:
//
// To measure changes nothing of how a record is judged, and what is measured does
// not depend on which controls are asked.
//
// The order of the lists in a record changes pointers alone.
//
// Without target observations nothing is verified: no revocation has an end, and
// no ticket is shown to be paper.
func TestMeasureProperties(t *testing.T) {
	set := compiled(t)
	few, err := set.WithControls("lifecycle.owned")
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(r *evidence.Record) error {
		judged := evaluate(t, set, r)
		result, m, err := set.Measure(t.Context(), r, generate.AsOf)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(judged, result, cmpopts.IgnoreFields(policy.ControlResult{}, "Control")); diff != "" {
			return fmt.Errorf("measured, it is judged otherwise: %s", diff)
		}
		_, other, err := few.Measure(t.Context(), r, generate.AsOf)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(m, other); diff != "" {
			return fmt.Errorf("where one control is asked it measures otherwise: %s", diff)
		}
		if _, other, err = set.Measure(t.Context(), shuffled(t, r), generate.AsOf); err != nil {
			return err
		}
		if diff := cmp.Diff(withoutPointers(m), withoutPointers(other)); diff != "" {
			return fmt.Errorf("in another order of the same lists it measures otherwise: %s", diff)
		}
		less := *r
		losses["observations"](&less)
		if _, other, err = set.Measure(t.Context(), &less, generate.AsOf); err != nil {
			return err
		}
		if len(other.Paper) > 0 {
			return fmt.Errorf("nobody looked, and yet this is paper: %v", other.Paper)
		}
		for _, v := range other.Revocations {
			if !v.By.IsZero() || v.Outcome == policy.Satisfied && v.Reauthorised.IsZero() {
				return fmt.Errorf("nobody looked, and yet this has ended: %+v", v)
			}
		}
		return nil
	})
}

// withoutPointers is a copy of measures that tells no more of pointers than how
// many there are.
func withoutPointers(m *policy.Measures) *policy.Measures {
	few := *m
	if m.Anchor != nil {
		few.Anchor = &policy.Anchor{By: m.Anchor.By, At: m.Anchor.At}
	}
	few.Revocations = slices.Clone(m.Revocations)
	for i := range few.Revocations {
		v := &few.Revocations[i]
		v.Held = ""
		for _, pointers := range []*[]string{&v.Triggers, &v.Claims, &v.Evidence} {
			*pointers = make([]string, len(*pointers))
		}
	}
	for _, pointers := range []*[]string{&few.Convenience, &few.Overrides, &few.Paper} {
		*pointers = make([]string, len(*pointers))
	}
	return &few
}

func TestMeasureRefuses(t *testing.T) {
	set := compiled(t)
	stopped, stop := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	stop(reason)
	if _, _, err := set.Measure(stopped, base(t, "human_grant"), asOf); !errors.Is(err, reason) {
		t.Errorf("stopped: %v", err)
	}
	// A deadline that no instant of 64 bits can name.
	late := base(t, "human_grant", func(r *evidence.Record) {
		r.Events = []evidence.Event{{Kind: evidence.EventOwnerChange, OccurredAt: time.Date(2261, 12, 31, 0, 0, 0, 0, time.UTC)}}
	})
	p, err := policy.ParseParameters("sla.yaml", []byte("revocation: {sla: {closure: P1D, expiry: P1D, revoke_request: P1D, role_change: P1D, owner_change: P36500D, termination: P1D, decommission: P1D}}"))
	if err != nil {
		t.Fatal(err)
	}
	set, err = set.WithParameters(p)
	if err != nil {
		t.Fatal(err)
	}
	result, m, err := set.Measure(t.Context(), late, time.Date(2261, 12, 31, 0, 0, 0, 0, time.UTC))
	if result != nil || m != nil || err == nil || !strings.HasPrefix(err.Error(), `policy: record "RITM0001": measures: `) {
		t.Errorf("beyond all instants: %v, %v, %v", result, m, err)
	}
}

// BenchmarkMeasure is BenchmarkEvaluate with the measures.
func BenchmarkMeasure(b *testing.B) {
	s, r := compiled(b), base(b, "service_account_grant")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.Measure(b.Context(), r, asOf); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
