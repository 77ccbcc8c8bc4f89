package governance

import (
	"math"

	"github.com/counterfoil/counterfoil/governance/internal/stats"
)

// level is at which a difference is shown, and power how likely the number of
// records that is called needed would show one as large as the observed one.
const level, power = 0.05, 0.8

// tested is a change and what its direction follows from.
type tested struct {
	Change
	gain   float64 // above 0: better after than before; below 0: worse
	alike  bool    // the interval excludes a difference that matters
	unsure bool    // too much is indeterminate to call it better
	needed func(alpha, power float64) (int64, bool)
}

func (l Limits) testRates(before, after *Rate) tested {
	b, a := before.proportion(), after.proportion()
	difference, interval, ok := stats.Difference(a, b)
	t := tested{
		gain:  -difference,
		alike: interval.Low >= -Alike && interval.High <= Alike,
		needed: func(alpha, power float64) (int64, bool) {
			return stats.Records(b, a, alpha, power)
		},
	}
	if before.Metric.HigherIsBetter() {
		t.gain = difference
	}
	for _, c := range []Counts{before.Counts, after.Counts} {
		if share, ok := c.IndeterminateShare(); ok && share > l.MaxIndeterminate {
			t.unsure = true
		}
	}
	t.Change = Change{Metric: before.Metric, P: stats.FisherMidP(b, a), Direction: compared(ok), Rate: &RateChange{
		Before: GroupRate{before.Metric, before.Counts}, After: GroupRate{after.Metric, after.Counts},
		Difference: orNull(difference, ok), Interval: Interval{rounded(interval.Low), rounded(interval.High)},
	}}
	return t
}

// testLifetimes compares times of which some have not ended.
func testLifetimes(before, after *Times) tested {
	test := stats.LogRank(before.lifetimes(), after.lifetimes())
	ratio, ok := test.HazardRatio()
	t := tested{needed: test.Records}
	if test.Variance > 0 {
		t.gain = (float64(test.EndedB) - test.ExpectedB) / test.Variance // the logarithm of the ratio, also where that is too large to say
		spread := 1.959964 / math.Sqrt(test.Variance)
		t.alike = math.Abs(t.gain)+spread <= math.Log(AlikeTimes)
	}
	t.Change = Change{Metric: before.Metric, P: test.P, Direction: compared(test.NA > 0 && test.NB > 0), Time: timeChange(before, after, ratio, ok)}
	return t
}

// testDurations compares times of what has ended.
func testDurations(before, after *Times) tested {
	test := stats.RankSum(before.lifetimes().Ended, after.lifetimes().Ended)
	t := tested{needed: test.Records}
	faster, pairs := 0.0, float64(test.NA)*float64(test.NB)
	if pairs > 0 {
		faster = test.W / pairs
		t.gain = faster - 0.5
	}
	t.Change = Change{Metric: before.Metric, P: test.P, Direction: compared(pairs > 0), Time: timeChange(before, after, faster, pairs > 0)}
	return t
}

// compared is the direction of what shows no difference.
func compared(ok bool) Direction {
	if !ok {
		return NotCompared
	}
	return TooFewToTell
}

func timeChange(before, after *Times, faster float64, ok bool) *TimeChange {
	return &TimeChange{before.summary(), after.summary(), orNull(faster, ok)}
}

func (t Times) summary() TimeSummary {
	return TimeSummary{t.Ended, t.Enclosed, t.Open, t.Unmeasured, t.Quantile(0.5), t.Quantile(0.9)}
}

// direct says which way each change goes. The p-values of the control outcomes
// are adjusted for being several; what tells of tickets stands by itself.
func direct(changes []tested) {
	var p []float64
	for i := range changes {
		if c := &changes[i]; c.Direction != NotCompared && !c.Metric.Administrative() {
			p = append(p, c.P)
		}
	}
	adjusted := stats.Holm(p)
	for i := range changes {
		c := &changes[i]
		decisive, alpha := c.P, level
		if c.Direction != NotCompared {
			if !c.Metric.Administrative() {
				decisive, alpha = adjusted[0], level/float64(len(p))
				c.Adjusted, adjusted = orNull(adjusted[0], true), adjusted[1:]
			}
			c.point(decisive, alpha)
		}
		c.P = rounded(c.P)
		c.Words = c.words()
	}
}

// point sets the direction by a p-value, and how many records would show it.
func (t *tested) point(p, alpha float64) {
	switch {
	case p <= level && t.gain > 0 && t.unsure:
		t.Direction = Doubtful
	case p <= level && t.gain > 0:
		t.Direction = Better
	case p <= level && t.gain < 0:
		t.Direction = Worse
	case t.alike:
		t.Direction = NoDifferenceShown
	default:
		t.Needed, _ = t.needed(alpha, power)
	}
}
