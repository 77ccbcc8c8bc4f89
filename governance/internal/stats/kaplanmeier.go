package stats

import (
	"math"
	"sort"
	"time"
)

// Curve is the product-limit estimate of how long something lasts. Before the
// first step it is 1.
type Curve struct {
	Steps   []Step        // where something ended, ascending
	N       int64         // of all, ended and censored
	Ended   int64         // of those
	Longest time.Duration // of all; 0 if there are none

	censored Durations
}

// Step is the curve from Time on, until the next step.
type Step struct {
	Time     time.Duration
	AtRisk   int64    // that lasted until Time or longer
	Ended    int64    // of those, at Time
	Survival float64  // share that lasts longer than Time
	Interval Interval // of Survival

	greenwood float64 // the sum in Greenwood's formula; meaningless where Survival is 0
}

// StdErr is Greenwood's standard error of the survival. It is not ok where the
// survival is 0, where the formula has no value.
func (s Step) StdErr() (_ float64, ok bool) {
	if s.Survival == 0 {
		return 0, false
	}
	return s.Survival * math.Sqrt(s.greenwood), true
}

// KaplanMeier estimates the curve of lifetimes.
func KaplanMeier(l Lifetimes) Curve {
	c := Curve{
		Steps:    make([]Step, 0, len(l.Ended)),
		N:        l.Len(),
		Ended:    l.Ended.Len(),
		Longest:  l.longest(),
		censored: l.Censored,
	}
	// Between two censored durations the product collapses to one fraction: with
	// none censored, survival is the exact share.
	survival, start, left := 1.0, c.N, c.N
	greenwood := 0.0
	risk := newRiskSet(l)
	for _, e := range l.Ended {
		n, d := risk.at(e.Duration)
		if n != left {
			survival, start = survival*(float64(left)/float64(start)), n
		}
		left = n - d
		s := Step{Time: e.Duration, AtRisk: n, Ended: d, Survival: survival * (float64(left) / float64(start))}
		if left > 0 {
			greenwood += float64(d) / (float64(n) * float64(left))
			s.greenwood = greenwood
			s.Interval = logLog(s.Survival, greenwood)
		} else {
			s.Interval.High = Proportion{0, n}.Wilson().High
			if len(c.Steps) > 0 {
				s.Interval.High = c.Steps[len(c.Steps)-1].Interval.High
			}
		}
		c.Steps = append(c.Steps, s)
	}
	return c
}

// logLog is the interval of a survival between 0 and 1, symmetric on the scale
// of log(−log S).
func logLog(survival, greenwood float64) Interval {
	hazard := -math.Log(survival)
	spread := math.Exp(z95 * math.Sqrt(greenwood) / hazard)
	return Interval{math.Exp(-hazard * spread), math.Exp(-hazard / spread)}
}

// At is the share that lasts longer than t, with its interval. It is not ok if
// that is not known: there are no lifetimes, or t is longer than all of them and
// the longest was censored.
func (c Curve) At(t time.Duration) (survival float64, _ Interval, ok bool) {
	next := sort.Search(len(c.Steps), func(i int) bool { return c.Steps[i].Time > t })
	if next > 0 && c.Steps[next-1].Survival == 0 {
		return 0, c.Steps[next-1].Interval, true
	}
	if c.N == 0 || t > c.Longest {
		return 0, Interval{0, 1}, false
	}
	if next > 0 {
		return c.Steps[next-1].Survival, c.Steps[next-1].Interval, true
	}
	risk := newRiskSet(Lifetimes{Censored: c.censored})
	n, _ := risk.at(t)
	n += c.Ended
	return 1, Proportion{n, n}.Wilson(), true
}

// Quantile is how long it took until a share had ended, with its interval.
type Quantile struct{ Estimate, Low, High Bound }

// Bound is a duration that a curve may not reach.
type Bound struct {
	Time    time.Duration // 0 if it is not reached
	Reached bool
}

// Quantile is how long it took until the share p, 0 < p < 1, had ended.
func (c Curve) Quantile(p float64) Quantile {
	var q Quantile
	remaining := 1 - p
	for _, s := range c.Steps {
		at := Bound{s.Time, true}
		if !q.Low.Reached && s.Interval.Low <= remaining+shareSlack {
			q.Low = at
		}
		if !q.Estimate.Reached && s.Survival <= remaining+shareSlack {
			q.Estimate = at
		}
		// The upper limit may rise again where few are left: the last crossing counts.
		if s.Interval.High >= remaining {
			q.High = Bound{}
		} else if !q.High.Reached {
			q.High = at
		}
	}
	return q
}
