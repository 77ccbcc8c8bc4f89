package governance_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/governance"
	"github.com/counterfoil/counterfoil/policy"
)

// letters says what every rate makes of a population of one record: right,
// Wrong, Indeterminate, Pending, - not applicable, ? not asked.
func letters(t *testing.T, a *governance.Assessment) string {
	t.Helper()
	s := ""
	for _, r := range a.Rates {
		wrong := r.Numerator
		if r.Metric.HigherIsBetter() {
			wrong = r.Denominator - r.Numerator
		}
		one := governance.Counts{Numerator: r.Numerator, Denominator: r.Denominator}
		switch {
		case wrong == 1:
			s += "W"
		case r.Denominator == 1:
			s += "r"
		case r.Indeterminate == 1:
			s, one = s+"I", governance.Counts{Indeterminate: 1}
		case r.Pending == 1:
			s, one = s+"P", governance.Counts{Pending: 1}
		case r.NotApplicable == 1:
			s, one = s+"-", governance.Counts{NotApplicable: 1}
		case r.NotAsked == 1:
			s, one = s+"?", governance.Counts{NotAsked: 1}
		}
		if r.Counts != one {
			t.Errorf("%s counts one record as %+v", r.Metric, r.Counts)
		}
		if len(r.Worst) != wrong {
			t.Errorf("%s names %v; %d are wrong", r.Metric, r.Worst, wrong)
		}
	}
	return s
}

// What each rate says of each record follows from the statements of the
// controls. In the order of the rates: missed approvals, excess grants, paper
// control; outside the workflow, revocation within SLA, orphaned; overrides,
// exceptions; unreviewed, reconstructable; convenience.
func TestRates(t *testing.T) {
	want := map[string]string{
		"RITM0001": "rrr r-- rr -r r", // a grant without an end, to a person
		"RITM0002": "rrr rrr rr -r r", // it expired and was revoked; a service account
		"RITM0003": "rrr rrr rr -r r",
		"RITM0004": "r-r rr- rr -r r", // a revoke request grants nothing
		"RITM0005": "-rr rr- rr rr -", // an emergency: nobody approved, and somebody reviewed

		"unapproved":  "Wrr r-- rW -W -", // and without its approval the trail has a gap
		"excess":      "rWr r-- rW -r r",
		"paper":       "IrW --- -W -W r", // nothing was changed: nobody knows an executor, of whom the approver must be independent
		"outside":     "WI- W-- rW -W -", // nobody can say what exceeds a request that is not there
		"late":        "r-r rW- rW -r r",
		"held":        "I-W -W- -W -W r", // closed, and still held
		"orphan":      "rrr rrW rW -r r",
		"override":    "rrr r-- Wr -r r", // by hand, and yet on request, approved and verified
		"convenience": "-rr r-- rr -r W",
		"unreviewed":  "-rr rr- rW Wr -",
		"open":        "PI- --- -W -W -", // past its fulfilment
		"unseen":      "rII r-- rW -W r", // nobody looked: nothing is proven, and the trail lacks the look
	}
	for _, r := range append(bases(t), planted(t)...) {
		got := letters(t, assess(t, march, of(r)))
		got = got[:3] + " " + got[3:6] + " " + got[6:8] + " " + got[8:10] + " " + got[10:]
		if got != want[r.ID] {
			t.Errorf("%s: got %q, want %q", r.ID, got, want[r.ID])
		}
		delete(want, r.ID)
	}
	for id := range want {
		t.Errorf("no record %s", id)
	}
}

func counts(numerator, denominator, indeterminate, pending, notApplicable int) governance.Counts {
	return governance.Counts{Numerator: numerator, Denominator: denominator, Indeterminate: indeterminate, Pending: pending, NotApplicable: notApplicable}
}

// The columns of the table above, added up by hand.
func TestRatesAddUp(t *testing.T) {
	a := assess(t, march, of(append(bases(t), planted(t)...)...))
	want := map[governance.Metric]governance.Counts{
		governance.MissedApprovals:       counts(2, 11, 2, 1, 3),
		governance.ExcessGrants:          counts(1, 11, 3, 0, 3),
		governance.PaperControl:          counts(2, 14, 1, 0, 2),
		governance.OutsideWorkflow:       counts(1, 14, 0, 0, 3),
		governance.RevocationWithinSLA:   counts(6, 8, 0, 0, 9),
		governance.OrphanedNHI:           counts(1, 3, 0, 0, 14),
		governance.ManualOverrides:       counts(1, 14, 0, 0, 3),
		governance.Exceptions:            counts(10, 17, 0, 0, 0),
		governance.UnreviewedEmergencies: counts(1, 2, 0, 0, 15),
		governance.Reconstructable:       counts(11, 17, 0, 0, 0),
		governance.RoutedForConvenience:  counts(1, 12, 0, 0, 5),
	}
	for _, r := range a.Rates {
		if diff := cmp.Diff(want[r.Metric], r.Counts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", r.Metric, diff)
		}
		delete(want, r.Metric)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	// The rows with an I; and two of nineteen were refused.
	a.Population.Refused = 2
	if share, _ := a.IndeterminateShare(); a.Indeterminate != 5 || share != 7.0/19 {
		t.Errorf("%d indeterminate, a share of %v", a.Indeterminate, share)
	}
	if diff := cmp.Diff(governance.Outcomes{Satisfied: 7, NotSatisfied: 10}, a.Records); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(governance.Grades{GovernanceGrade: 7, Deficient: 10}, a.Grades); diff != "" {
		t.Errorf("grades (-want +got):\n%s", diff)
	}
}

func TestTimes(t *testing.T) {
	a := assess(t, march, of(append(bases(t), planted(t)...)...))
	want := []governance.Times{{
		// Eight obligations to revoke. RITM0002, RITM0003 and orphan expire and are
		// revoked at that instant, RITM0005 and unreviewed before: no time. RITM0004
		// takes from 9 to 11 o'clock, late from the 4th at 9 to the 6th at 10, and
		// held is held since the 4th at 9 until we look, on the 20th at 0.
		Metric: governance.TimeToRevocation, Ended: 7, Open: 1,
		Spans: []governance.Span{{Seconds: 0, Ended: 5}, {Seconds: 2 * 3600, Ended: 1}, {Seconds: 49 * 3600, Ended: 1}, {Seconds: 375 * 3600, Open: 1}},
		Worst: []governance.Long{
			{RecordID: "held", Kind: "revoke_request", Since: at("2026-03-04T09:00:00Z"), Seconds: 375 * 3600},
			{RecordID: "late", Kind: "revoke_request", Since: at("2026-03-04T09:00:00Z"), Seconds: 49 * 3600, Ended: true},
			{RecordID: "RITM0004", Kind: "revoke_request", Since: at("2026-03-04T09:00:00Z"), Seconds: 2 * 3600, Ended: true},
		},
	}, {
		// From 9 to half past 11, but for emergencies, from 2 to 4; late closed 51
		// hours after it was asked for, open is open since the 2nd at 9, and outside
		// has no request.
		Metric: governance.TimeToClose, Ended: 15, Open: 1,
		Spans: []governance.Span{{Seconds: 2 * 3600, Ended: 2}, {Seconds: 9000, Ended: 12}, {Seconds: 51 * 3600, Ended: 1}, {Seconds: 423 * 3600, Open: 1}},
		Worst: []governance.Long{
			{RecordID: "open", Since: at("2026-03-02T09:00:00Z"), Seconds: 423 * 3600},
			{RecordID: "late", Since: at("2026-03-04T09:00:00Z"), Seconds: 51 * 3600, Ended: true},
			{RecordID: "RITM0001", Since: at("2026-03-02T09:00:00Z"), Seconds: 9000, Ended: true},
		},
	}, {
		// An hour, RITM0003 half an hour more; none where nobody approved
		// (unapproved, outside, RITM0005, unreviewed, open), nobody had to
		// (convenience), or nobody knows whether the approval is valid (paper, held).
		Metric: governance.ApprovalLeadTime, Ended: 9,
		Spans: []governance.Span{{Seconds: 3600, Ended: 8}, {Seconds: 5400, Ended: 1}},
		Worst: []governance.Long{
			{RecordID: "RITM0003", Since: at("2026-03-03T09:00:00Z"), Seconds: 5400, Ended: true},
			{RecordID: "RITM0001", Since: at("2026-03-02T09:00:00Z"), Seconds: 3600, Ended: true},
			{RecordID: "RITM0002", Since: at("2026-03-02T09:00:00Z"), Seconds: 3600, Ended: true},
		},
	}}
	for i := range a.Times {
		a.Times[i].Worst = a.Times[i].Worst[:3]
	}
	if diff := cmp.Diff(want, a.Times); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	wantObligations := []governance.Obligation{
		{Kind: "expiry", Outcomes: governance.Outcomes{Satisfied: 5}},
		{Kind: "revoke_request", Outcomes: governance.Outcomes{Satisfied: 1, NotSatisfied: 2}},
	}
	if diff := cmp.Diff(wantObligations, a.Obligations); diff != "" {
		t.Errorf("obligations (-want +got):\n%s", diff)
	}
}

// Nobody saw the access go: it was there until the 5th at noon, and not on the 6th
// at noon. It counts at the later instant, 51 hours after the request.
func TestEnclosed(t *testing.T) {
	reader := []evidence.Entitlement{{System: "erp", Resource: "ledger", Permission: "Reader"}}
	a := assess(t, march, of(record(t, "enclosed", "revoke_request", func(r *evidence.Record) {
		r.Changes = nil
		r.Observations[0].ObservedAt, r.Observations[0].Entitlements = at("2026-03-05T12:00:00Z"), reader
		r.Observations[1].ObservedAt = at("2026-03-06T12:00:00Z")
	})))
	got := a.Times[0]
	if got.Ended != 1 || got.Enclosed != 1 || got.Worst[0].Seconds != 51*3600 {
		t.Errorf("%+v", got)
	}
	// The SLA ends on the 5th at 9, and it was seen held after.
	if diff := cmp.Diff(governance.Outcomes{NotSatisfied: 1}, a.Obligations[0].Outcomes); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A mover keeps what was approved anew: nothing had to end, so nothing took time.
func TestReauthorised(t *testing.T) {
	a := assess(t, march, of(record(t, "mover", "human_grant", func(r *evidence.Record) {
		r.Events = []evidence.Event{{ID: "ev-1", Kind: evidence.EventRoleChange, OccurredAt: at("2026-03-05T09:00:00Z"), Source: r.Approvals[0].Source}}
		again := r.Approvals[0]
		again.ID, again.DecidedAt = "apr-2", at("2026-03-05T10:00:00Z")
		r.Approvals = append(r.Approvals, again)
	})))
	want := []governance.Obligation{{Kind: "role_change", Outcomes: governance.Outcomes{Satisfied: 1}, Reauthorised: 1}}
	if diff := cmp.Diff(want, a.Obligations); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := a.Times[0]; got.Ended != 0 || got.Open != 0 {
		t.Errorf("%+v", got)
	}
}

// A ticket that closed before it was opened took no time at all, and one that says
// that it is both open and closed took nobody knows how long: those are no times.
func TestUnmeasured(t *testing.T) {
	for name, edit := range map[string]func(*evidence.Record){
		"backwards": func(r *evidence.Record) { r.Request.ClosedAt = r.Request.SubmittedAt.AddDate(0, 0, -1) },
		"both":      func(r *evidence.Record) { r.Request.Status = evidence.StatusOpen },
	} {
		a := assess(t, march, of(record(t, name, "human_grant", edit)))
		if got := a.Times[1]; got.Unmeasured != 1 || got.Ended != 0 || got.Open != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Whether approvals are routed for convenience is administration: that nobody can
// tell leaves the control outcomes as they are.
func TestIndeterminateAdministration(t *testing.T) {
	set, err := embedded(t).WithControls("approval.necessary")
	if err != nil {
		t.Fatal(err)
	}
	a, err := governance.Assess(t.Context(), set, generatedPeriod, generatedAsOf, populationOf(generated(1, 200)))
	if err != nil {
		t.Fatal(err)
	}
	if a.Rates[10].Indeterminate == 0 || a.Indeterminate != 0 {
		t.Errorf("%d, and %d records", a.Rates[10].Indeterminate, a.Indeterminate)
	}
}

// Access that nobody saw go, and that was gone before it had to be, took no time:
// there is no interval to state.
func TestGoneBefore(t *testing.T) {
	a := assess(t, march, of(record(t, "early", "service_account_grant", func(r *evidence.Record) {
		r.Changes = r.Changes[:1]
		r.Observations[2].ObservedAt = at("2026-03-08T09:00:00Z")
	})))
	if got := a.Times[0]; got.Enclosed != 0 || got.Ended != 1 || got.Spans[0].Seconds != 0 {
		t.Errorf("%+v", got)
	}
}

// A set that does not ask does not say that all is well.
func TestNotAsked(t *testing.T) {
	set, err := embedded(t).WithControls("grant.exact", "trail.complete")
	if err != nil {
		t.Fatal(err)
	}
	a, err := governance.Assess(t.Context(), set, march, asOf, of(bases(t)[0]))
	if err != nil {
		t.Fatal(err)
	}
	// Overrides and exceptions rest on no single control.
	if got := letters(t, a); got != "?r????rr???" {
		t.Errorf("got %s", got)
	}
	if _, ok := a.Rates[0].Value(); ok {
		t.Error("what nobody asked has a value")
	}
}

// What is wrong, worst first: critical before high, then the number of controls,
// then the id.
func TestWorst(t *testing.T) {
	a := assess(t, march, of(planted(t)...))
	for _, r := range a.Rates {
		if r.Metric != governance.Exceptions {
			continue
		}
		var ids []string
		for _, c := range r.Worst {
			ids = append(ids, c.RecordID)
		}
		if ids[0] != "outside" || r.Worst[0].Severity != policy.SeverityCritical {
			t.Errorf("the only change outside the workflow is not the worst: %v", r.Worst)
		}
		if len(ids) != 10 {
			t.Errorf("%v", ids)
		}
	}
}
