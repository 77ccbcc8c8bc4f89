package governance

import (
	"time"

	"github.com/counterfoil/counterfoil/governance/internal/stats"
)

// Interval is a 95 % interval of a share.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Value is the rate itself, between 0 and 1; false where nothing is decided:
// then there is none.
func (c Counts) Value() (float64, bool) { return c.proportion().Rate() }

// Interval is Wilson's interval of the rate; from 0 to 1 where nothing is
// decided.
func (c Counts) Interval() Interval { return Interval(c.proportion().Wilson()) }

// IndeterminateShare is the share that could not be decided for want of
// evidence, of those that are due; false where none is.
func (c Counts) IndeterminateShare() (float64, bool) {
	return stats.Proportion{Count: int64(c.Indeterminate), Of: int64(c.Indeterminate + c.Denominator)}.Rate()
}

// IndeterminateShare is the share of the period's records of which a rate among
// the control outcomes is indeterminate; false without records. What was refused
// may have been of the period, and proves nothing: it counts as indeterminate.
func (a *Assessment) IndeterminateShare() (float64, bool) {
	refused := a.Population.Refused
	return stats.Proportion{Count: int64(a.Indeterminate + refused), Of: int64(a.Population.InPeriod + refused)}.Rate()
}

func (c Counts) proportion() stats.Proportion {
	return stats.Proportion{Count: int64(c.Numerator), Of: int64(c.Denominator)}
}

// Quantile is how long it took until a share had ended, in seconds, with its
// 95 % interval. What is null is beyond what was seen.
type Quantile struct {
	Seconds *int64 `json:"seconds"`
	Low     *int64 `json:"low"`
	High    *int64 `json:"high"`
}

// Quantile is how long it took until the share p, 0 < p < 1, had ended, by the
// Kaplan-Meier estimate.
func (t Times) Quantile(p float64) Quantile {
	q := stats.KaplanMeier(t.lifetimes()).Quantile(p)
	return Quantile{reached(q.Estimate), reached(q.Low), reached(q.High)}
}

func reached(b stats.Bound) *int64 {
	if !b.Reached {
		return nil
	}
	s := int64(b.Time / time.Second)
	return &s
}

// Step is the curve of how long something lasts, from Seconds on until the next
// step. Before the first, Survival is 1.
type Step struct {
	Seconds  int64
	AtRisk   int     // that lasted this long or longer
	Ended    int     // of those, now
	Survival float64 // share that lasts longer
	Interval Interval
}

// Curve is the Kaplan-Meier estimate. It says nothing beyond the longest span.
func (t Times) Curve() []Step {
	c := stats.KaplanMeier(t.lifetimes())
	steps := make([]Step, len(c.Steps))
	for i, s := range c.Steps {
		steps[i] = Step{int64(s.Time / time.Second), int(s.AtRisk), int(s.Ended), s.Survival, Interval(s.Interval)}
	}
	return steps
}

func (t Times) lifetimes() stats.Lifetimes {
	var l stats.Lifetimes
	for _, s := range t.Spans {
		d := time.Duration(s.Seconds) * time.Second
		if s.Ended > 0 {
			l.Ended = append(l.Ended, stats.Count{Duration: d, N: int64(s.Ended)})
		}
		if s.Open > 0 {
			l.Censored = append(l.Censored, stats.Count{Duration: d, N: int64(s.Open)})
		}
	}
	return l
}
