package governance_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/governance"
)

// side is an assessment of n records in which nothing is told, edited.
func side(t testing.TB, n int, edit ...func(*governance.Assessment)) *governance.Assessment {
	a := assess(t, march, of())
	a.Population.Received, a.Population.InPeriod = n, n
	for _, e := range edit {
		e(a)
	}
	return a
}

func rated(metric governance.Metric, numerator, denominator, indeterminate int) func(*governance.Assessment) {
	return func(a *governance.Assessment) {
		for i := range a.Rates {
			if r := &a.Rates[i]; r.Metric == metric {
				r.Numerator, r.Denominator, r.Indeterminate = numerator, denominator, indeterminate
			}
		}
	}
}

func timed(metric governance.Metric, spans ...governance.Span) func(*governance.Assessment) {
	return func(a *governance.Assessment) {
		for i := range a.Times {
			if times := &a.Times[i]; times.Metric == metric {
				times.Spans = spans
				for _, s := range spans {
					times.Ended += s.Ended
					times.Open += s.Open
				}
			}
		}
	}
}

func undecided(indeterminate, refused int) func(*governance.Assessment) {
	return func(a *governance.Assessment) { a.Indeterminate, a.Population.Refused = indeterminate, refused }
}

func compare(t testing.TB, before, after *governance.Assessment) *governance.Comparison {
	t.Helper()
	c, err := governance.Compare(before, after)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The verdicts in their order: each case is decided by large differences.
func TestVerdict(t *testing.T) {
	type edit = func(*governance.Assessment)
	var (
		late     = rated(governance.RevocationWithinSLA, 60, 100, 0)
		inTime   = rated(governance.RevocationWithinSLA, 95, 100, 0)
		missed   = rated(governance.MissedApprovals, 40, 100, 0)
		approved = rated(governance.MissedApprovals, 2, 100, 0)
		slow     = timed(governance.TimeToClose, governance.Span{Seconds: 4 * 3600, Ended: 100})
		fast     = timed(governance.TimeToClose, governance.Span{Seconds: 3600, Ended: 100})
		held     = timed(governance.TimeToRevocation, governance.Span{Seconds: 7200, Ended: 20}, governance.Span{Seconds: 90000, Open: 80})
		revoked  = timed(governance.TimeToRevocation, governance.Span{Seconds: 7200, Ended: 95}, governance.Span{Seconds: 90000, Open: 5})
	)
	for _, tt := range []struct {
		name          string
		before, after []edit
		want          governance.Verdict
		decided       string
	}{
		{"nothing", nil, nil, governance.NoDemonstratedChange, ""},
		{"better", []edit{missed}, []edit{approved}, governance.ImprovingGovernance, "missed_approvals"},
		{"higher is better", []edit{late}, []edit{inTime}, governance.ImprovingGovernance, "revocation_within_sla"},
		{"better and faster", []edit{missed, slow}, []edit{approved, fast}, governance.ImprovingGovernance, "missed_approvals"},
		{"better and slower", []edit{missed, fast}, []edit{approved, slow}, governance.ImprovingGovernance, "missed_approvals"},
		{"access ends sooner", []edit{held}, []edit{revoked}, governance.ImprovingGovernance, "time_to_verified_revocation"},
		{"worse", []edit{inTime}, []edit{late}, governance.Regressing, "revocation_within_sla"},
		{"better and worse", []edit{missed, inTime}, []edit{approved, late}, governance.Regressing, "revocation_within_sla"},
		{"worse and slower", []edit{revoked, fast}, []edit{held, slow}, governance.Regressing, "time_to_verified_revocation"},
		{"worse and faster", []edit{inTime, slow}, []edit{late, fast}, governance.MaskingRisk, "revocation_within_sla time_to_close"},
		{"better, worse and faster", []edit{missed, inTime, slow}, []edit{approved, late, fast}, governance.MaskingRisk, "revocation_within_sla time_to_close"},
		{"only faster", []edit{slow}, []edit{fast}, governance.MostlyAdministration, "time_to_close"},
		{"only slower", []edit{fast}, []edit{slow}, governance.NoDemonstratedChange, ""},
		{"only convenience", []edit{rated(governance.RoutedForConvenience, 90, 100, 0)}, []edit{rated(governance.RoutedForConvenience, 5, 100, 0)}, governance.NoDemonstratedChange, ""},
		{"a tenth indeterminate", []edit{missed, undecided(10, 0)}, []edit{approved, undecided(9, 1)}, governance.ImprovingGovernance, "missed_approvals"},
		{"more before", []edit{missed, undecided(11, 0)}, []edit{approved}, governance.InsufficientEvidence, ""},
		{"more after", []edit{missed}, []edit{approved, undecided(11, 0)}, governance.InsufficientEvidence, ""},
		{"refused", []edit{missed}, []edit{approved, undecided(0, 12)}, governance.InsufficientEvidence, ""}, // 12 of 112
		{"worse all the same", []edit{inTime, slow}, []edit{late, fast, undecided(40, 0)}, governance.InsufficientEvidence, ""},
		{"doubtful", []edit{missed}, []edit{rated(governance.MissedApprovals, 2, 80, 10), undecided(10, 0)}, governance.NoDemonstratedChange, ""}, // a ninth of 90
		{"no doubt yet", []edit{missed}, []edit{rated(governance.MissedApprovals, 2, 90, 10), undecided(10, 0)}, governance.ImprovingGovernance, "missed_approvals"},
		{"worse beyond doubt", []edit{approved}, []edit{rated(governance.MissedApprovals, 40, 80, 10), undecided(10, 0)}, governance.Regressing, "missed_approvals"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := compare(t, side(t, 100, tt.before...), side(t, 100, tt.after...))
			var decided []string
			for _, m := range c.Decided {
				decided = append(decided, string(m))
			}
			if c.Verdict != tt.want || strings.Join(decided, " ") != tt.decided {
				t.Errorf("got %s by %v: %s", c.Verdict, decided, c.Reason)
			}
		})
	}
}

func TestMinRecords(t *testing.T) {
	for before, want := range map[int]governance.Verdict{0: governance.InsufficientEvidence, 29: governance.InsufficientEvidence, 30: governance.NoDemonstratedChange} {
		if c := compare(t, side(t, before), side(t, 30)); c.Verdict != want {
			t.Errorf("%d records: %s: %s", before, c.Verdict, c.Reason)
		}
		if c := compare(t, side(t, 30), side(t, before)); c.Verdict != want {
			t.Errorf("%d records after: %s: %s", before, c.Verdict, c.Reason)
		}
	}
	c, err := governance.Limits{MinRecords: 5, MaxIndeterminate: 0.5}.Compare(side(t, 5, undecided(2, 0)), side(t, 5))
	if err != nil || c.Verdict != governance.NoDemonstratedChange {
		t.Error(c, err)
	}
	// Nothing is never enough.
	c, err = governance.Limits{}.Compare(side(t, 0), side(t, 5))
	if err != nil || c.Verdict != governance.InsufficientEvidence {
		t.Error(c, err)
	}
	c = compare(t, side(t, 12, undecided(3, 0)), side(t, 40))
	// One of twelve may be indeterminate: two of three are too many.
	want := []string{"18 more records before", "the evidence that is missing before from 2 of 3 records that are indeterminate or were refused"}
	if diff := cmp.Diff(want, c.WouldChange); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Four of four against none of four: one of the C(8,4) = 70 ways to place four,
// so the mid-p value is 2·(1/70)/2. Holm's of m such is m/70: shown up to three.
func TestAdjusted(t *testing.T) {
	all := []governance.Metric{governance.MissedApprovals, governance.ExcessGrants, governance.OutsideWorkflow, governance.OrphanedNHI}
	for m := 1; m <= 4; m++ {
		before, after := side(t, 30), side(t, 30)
		for i, metric := range all[:m] {
			wrong := 0
			if i == 0 {
				wrong = 4
			}
			rated(metric, 0, 4, 0)(before)
			rated(metric, wrong, 4, 0)(after)
		}
		c := compare(t, before, after)
		got := c.Outcomes[0]
		if want := math.Round(1e6*float64(m)/70) / 1e6; *got.Adjusted != want || got.P != 0.014286 {
			t.Errorf("%d: p %v, adjusted %v, want %v", m, got.P, *got.Adjusted, want)
		}
		if want := map[bool]governance.Direction{true: governance.Worse, false: governance.TooFewToTell}[m <= 3]; got.Direction != want {
			t.Errorf("%d: %s", m, got.Direction)
		}
		if *got.Rate.Difference != 1 {
			t.Errorf("difference %v", *got.Rate.Difference)
		}
		if c.Outcomes[2].Direction != governance.NotCompared || c.Outcomes[2].Adjusted != nil {
			t.Errorf("paper control has no figures, and is %s", c.Outcomes[2].Direction)
		}
	}
}

func TestDirections(t *testing.T) {
	for _, tt := range []struct {
		before, after func(*governance.Assessment)
		want          governance.Direction
		words         string
	}{
		{rated(governance.MissedApprovals, 20, 1000, 0), rated(governance.MissedApprovals, 20, 1000, 0), governance.NoDifferenceShown,
			"missed approvals: 20 of 1000 (2.0 %) before, 20 of 1000 (2.0 %) after: no difference shown, and none that matters is likely"},
		{rated(governance.MissedApprovals, 2, 10, 0), rated(governance.MissedApprovals, 2, 10, 0), governance.TooFewToTell,
			"missed approvals: 2 of 10 (20.0 %) before, 2 of 10 (20.0 %) after: too few records to tell"},
		{rated(governance.MissedApprovals, 2, 10, 0), rated(governance.MissedApprovals, 0, 0, 10), governance.NotCompared,
			"missed approvals: 2 of 10 (20.0 %) before, none decided after: nothing to compare"},
		{rated(governance.MissedApprovals, 40, 100, 0), rated(governance.MissedApprovals, 2, 80, 20), governance.Doubtful,
			"missed approvals: 40 of 100 (40.0 %) before, 2 of 80 (2.5 %) after: better as far as is decided, but too much is indeterminate to rely on it"},
		// Fleiss, Tytun and Ury (1980), without correction, at level 0.05 with power
		// 0.8: (1.959964·√(2·0.2·0.8) + 0.841621·√(0.3·0.7 + 0.1·0.9))²/0.2² = 61.6 each.
		{rated(governance.MissedApprovals, 6, 20, 0), rated(governance.MissedApprovals, 2, 20, 0), governance.TooFewToTell,
			"missed approvals: 6 of 20 (30.0 %) before, 2 of 20 (10.0 %) after: too few records to tell; about 130 in all would show a difference like this one"},
	} {
		c := compare(t, side(t, 100, tt.before), side(t, 100, tt.after))
		if got := c.Outcomes[0]; got.Direction != tt.want || got.Words != tt.words {
			t.Errorf("got %s\n%q\nwant %s\n%q", got.Direction, got.Words, tt.want, tt.words)
		}
		// What would change a verdict is what nobody can tell yet.
		open := tt.want == governance.Doubtful || strings.Contains(tt.words, "would show")
		if got := strings.Join(c.WouldChange, ""); open && got != tt.words || !open && got != "" {
			t.Errorf("would change: %q", got)
		}
	}
}

// With two outcomes Holm's method holds the smaller p-value to 0.025, for which
// (2.241403·√(2·0.2·0.8) + 0.841621·√(0.3·0.7 + 0.1·0.9))²/0.2² = 74.7 are needed each.
func TestNeeded(t *testing.T) {
	same := rated(governance.ExcessGrants, 2, 20, 0)
	c := compare(t, side(t, 100, same, rated(governance.MissedApprovals, 6, 20, 0)), side(t, 100, same, rated(governance.MissedApprovals, 2, 20, 0)))
	if got := c.Outcomes[0].Needed; got != 150 {
		t.Errorf("needs %d", got)
	}
}

// Two equal halves: of 20 each nobody can tell, of 2,000 each the interval of the
// ratio is about exp(±1.96·√(4/2000)) = 0.92 to 1.09.
func TestAlikeTimes(t *testing.T) {
	for n, want := range map[int]governance.Direction{10: governance.TooFewToTell, 1000: governance.NoDifferenceShown} {
		spans := timed(governance.TimeToRevocation, governance.Span{Seconds: 60, Ended: n}, governance.Span{Seconds: 120, Open: n})
		c := compare(t, side(t, 100, spans), side(t, 100, spans))
		if got := c.Outcomes[10]; got.Metric != governance.TimeToRevocation || got.Direction != want {
			t.Errorf("%d: %s: %s", n, got.Metric, got.Words)
		}
	}
}

func TestCompareRefuses(t *testing.T) {
	whole := side(t, 30)
	other := side(t, 30, func(a *governance.Assessment) { a.PolicyDigest = "sha256:other" })
	cut := side(t, 30, func(a *governance.Assessment) { a.Rates = a.Rates[:3] })
	more := side(t, 30, rated(governance.ExcessGrants, 3, 2, 0))
	unsorted := side(t, 30, timed(governance.TimeToClose, governance.Span{Seconds: 2, Ended: 1}, governance.Span{Seconds: 1, Ended: 1}))
	for _, tt := range []struct {
		limits        governance.Limits
		before, after *governance.Assessment
		want          string
	}{
		{governance.DefaultLimits(), whole, other, "what changed may be the policy"},
		{governance.DefaultLimits(), whole, nil, "missing"},
		{governance.DefaultLimits(), nil, whole, "missing"},
		{governance.DefaultLimits(), whole, cut, "assess its records again"},
		{governance.DefaultLimits(), whole, more, "assess its records again"},
		{governance.DefaultLimits(), unsorted, whole, "assess its records again"},
		{governance.DefaultLimits(), &governance.Assessment{}, whole, "assess its records again"},
		{governance.Limits{MinRecords: -1}, whole, whole, "give 0 or more"},
		{governance.Limits{MaxIndeterminate: math.NaN()}, whole, whole, "give 0 or more"},
		{governance.Limits{MaxIndeterminate: 1.5}, whole, whole, "give 0 or more"},
	} {
		c, err := tt.limits.Compare(tt.before, tt.after)
		if c != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

func TestComparisonSchema(t *testing.T) {
	s := schema(t, governance.ComparisonJSONSchema())
	for name, c := range map[string]*governance.Comparison{
		"nothing":   compare(t, side(t, 0), side(t, 0)),
		"planted":   compare(t, assess(t, march, of(bases(t)...)), assess(t, march, of(planted(t)...))),
		"generated": compare(t, assessGenerated(t, generated(9, 60)), assessGenerated(t, generated(10, 60))),
		"masking": compare(t, side(t, 100, rated(governance.ExcessGrants, 1, 100, 0), timed(governance.TimeToClose, governance.Span{Seconds: 9, Ended: 100})),
			side(t, 100, rated(governance.ExcessGrants, 50, 100, 0), timed(governance.TimeToClose, governance.Span{Seconds: 3, Ended: 100}))),
	} {
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(decoded(t, string(b))); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

// Two populations without a difference, a thousand times: a false improving or
// regressing in at most one of twenty. Then the power to see one.
func TestCalibration(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	draw := func(n int, missed, held float64) *governance.Assessment {
		a := side(t, n)
		for i, rate := range []float64{missed, 0.1, 0.05, 0.02, 0.9, 0.2, 0.05, 0.4, 0.1, 0.7, 0.1} {
			wrong := 0
			for range n {
				if rng.Float64() < rate {
					wrong++
				}
			}
			a.Rates[i].Numerator, a.Rates[i].Denominator = wrong, n
		}
		for i, mean := range []float64{held, 20000, 9000} {
			var spans []governance.Span
			at := map[int64]int{}
			for range n {
				seconds := int64(rng.ExpFloat64()*mean/60) * 60
				at[min(seconds, 100*60*60)]++
			}
			for s := int64(0); s <= 100*60*60; s += 60 {
				if k := at[s]; k > 0 && s == 100*60*60 {
					spans = append(spans, governance.Span{Seconds: s, Open: k})
				} else if k > 0 {
					spans = append(spans, governance.Span{Seconds: s, Ended: k})
				}
			}
			a.Times[i].Spans = spans
		}
		return a
	}
	count := func(trials, n int, missed, held float64) map[governance.Verdict]int {
		verdicts := map[governance.Verdict]int{}
		for range trials {
			verdicts[compare(t, draw(n, 0.1, 40000), draw(n, missed, held)).Verdict]++
		}
		return verdicts
	}
	for _, n := range []int{40, 200} {
		null := count(500, n, 0.1, 40000)
		t.Logf("no difference, %d records each: %v", n, null)
		if wrong := null[governance.ImprovingGovernance] + null[governance.Regressing] + null[governance.MaskingRisk]; wrong > 25 {
			t.Errorf("%d of 500 verdicts on nothing: %v", wrong, null)
		}
	}
	real := count(100, 200, 0.3, 40000)
	t.Logf("missed approvals 10 %% and 30 %%, 200 records each: %v", real)
	if seen := real[governance.Regressing] + real[governance.MaskingRisk]; seen < 90 {
		t.Errorf("only %d of 100 times seen: %v", seen, real)
	}
	if slower := count(100, 200, 0.1, 60000); slower[governance.Regressing]+slower[governance.MaskingRisk] < 50 {
		t.Errorf("half as long again until revocation: %v", slower)
	}
}

// Times are faster or slower, to people; what tells of tickets is neither good nor
// bad of itself.
func TestReason(t *testing.T) {
	c := compare(t,
		side(t, 100, rated(governance.ExcessGrants, 5, 100, 0), timed(governance.TimeToClose, governance.Span{Seconds: 4*3600 + 30*60, Ended: 100})),
		side(t, 100, rated(governance.ExcessGrants, 40, 100, 0), timed(governance.TimeToClose, governance.Span{Seconds: 3600, Ended: 100})))
	want := "Tickets close faster, while access is governed worse: excess grants: 5 of 100 (5.0 %) before, 40 of 100 (40.0 %) after: worse; " +
		"time to close: a median of 4 h 30 min before, a median of 1 h after: faster."
	if c.Reason != want {
		t.Errorf("got  %q\nwant %q", c.Reason, want)
	}
	c = compare(t, side(t, 29), side(t, 100))
	want = "There is too little evidence for a verdict: 29 records before, of 30 at least."
	if diff := cmp.Diff([]string{"1 more record before"}, c.WouldChange); c.Reason != want || diff != "" {
		t.Errorf("%q, %s", c.Reason, diff)
	}
}

// The same question end to end: from records to a verdict.
func TestCompareRecords(t *testing.T) {
	population := func(late bool) *governance.Assessment {
		var records []*evidence.Record
		for i := range 40 {
			r := record(t, "R"+strings.Repeat("x", i), "revoke_request")
			if late && i%2 == 0 {
				r.Changes[0].ExecutedAt = at("2026-03-06T10:00:00Z")
				r.Observations[1].ObservedAt = at("2026-03-06T10:05:00Z")
				r.Request.ClosedAt = at("2026-03-06T12:00:00Z")
			}
			records = append(records, r)
		}
		return assess(t, march, of(records...))
	}
	before, after := population(false), population(true)
	if c := compare(t, before, after); c.Verdict != governance.Regressing {
		t.Errorf("%s: %s", c.Verdict, c.Reason)
	}
	// Turned round, tickets close faster, too; but access is governed better.
	if c := compare(t, after, before); c.Verdict != governance.ImprovingGovernance {
		t.Errorf("%s: %s", c.Verdict, c.Reason)
	}
	if c := compare(t, before, before); c.Verdict != governance.NoDemonstratedChange {
		t.Errorf("%s: %s", c.Verdict, c.Reason)
	}
}
