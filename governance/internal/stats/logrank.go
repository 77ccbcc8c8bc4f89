package stats

import (
	"iter"
	"math"
	"time"
)

// LogRankTest compares how long things last in two groups, a and b.
type LogRankTest struct {
	NA, NB               int64 // lifetimes, ended and censored
	EndedA, EndedB       int64
	ExpectedA, ExpectedB float64 // ended, were there no difference
	Variance             float64 // of EndedA, were there no difference
	ChiSquared           float64 // one degree of freedom
	P                    float64
}

// LogRank tests whether things last equally long in both groups.
func LogRank(a, b Lifetimes) LogRankTest {
	t := LogRankTest{NA: a.Len(), NB: b.Len(), EndedA: a.Ended.Len(), EndedB: b.Ended.Len(), P: 1}
	riskA, riskB := newRiskSet(a), newRiskSet(b)
	for at := range times(a.Ended, b.Ended) {
		nA, dA := riskA.at(at)
		nB, dB := riskB.at(at)
		n, d := float64(nA+nB), float64(dA+dB)
		shareA, shareB := float64(nA)/n, float64(nB)/n
		t.ExpectedA += d * shareA
		t.ExpectedB += d * shareB
		if n > 1 {
			t.Variance += d * shareA * shareB * (n - d) / (n - 1)
		}
	}
	if t.Variance > 0 {
		off := float64(t.EndedA) - t.ExpectedA
		t.ChiSquared = off * off / t.Variance
		t.P = twoSided(math.Sqrt(t.ChiSquared))
	}
	return t
}

// times yields the distinct durations of both, ascending.
func times(a, b Durations) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for len(a) > 0 || len(b) > 0 {
			var next time.Duration
			switch {
			case len(b) == 0:
				next = a[0].Duration
			case len(a) == 0:
				next = b[0].Duration
			default:
				next = min(a[0].Duration, b[0].Duration)
			}
			if len(a) > 0 && a[0].Duration == next {
				a = a[1:]
			}
			if len(b) > 0 && b[0].Duration == next {
				b = b[1:]
			}
			if !yield(next) {
				return
			}
		}
	}
}

// HazardRatio is how many times as fast things end in b as in a: above 1, they
// last shorter in b. It is not ok if there is nothing to go by.
func (t LogRankTest) HazardRatio() (_ float64, ok bool) {
	if t.Variance == 0 {
		return 0, false
	}
	ratio := math.Exp(t.logHazardRatio())
	return ratio, ratio > 0 && !math.IsInf(ratio, 1)
}

func (t LogRankTest) logHazardRatio() float64 {
	return (float64(t.EndedB) - t.ExpectedB) / t.Variance
}
