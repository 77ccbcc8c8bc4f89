package stats

import "math"

// Power is the probability that a test at level alpha finds the difference
// between the shares rateA, of nA records, and rateB, of nB. It is 0 if there is
// no difference, or no record in a group.
func Power(rateA, rateB float64, nA, nB int64, alpha float64) float64 {
	if rateA == rateB || nA < 1 || nB < 1 {
		return 0
	}
	a, b := float64(nA), float64(nB)
	pooled := (a*rateA + b*rateB) / (a + b)
	short := normalQuantile(alpha/2)*math.Sqrt(pooled*(1-pooled)*(1/a+1/b)) - math.Abs(rateA-rateB)
	spread := math.Sqrt(rateA*(1-rateA)/a + rateB*(1-rateB)/b)
	if spread == 0 { // all against none: found or not
		if short > 0 {
			return 0
		}
		return 1
	}
	return math.Erfc(short/spread/math.Sqrt2) / 2
}

// Records is how many records in all would find a difference like that between a
// and b at level alpha with the power. It is not ok if there is no difference.
func Records(a, b Proportion, alpha, power float64) (_ int64, ok bool) {
	rateA, okA := a.Rate()
	rateB, okB := b.Rate()
	if !okA || !okB || rateA == rateB {
		return 0, false
	}
	ratio := float64(b.Of) / float64(a.Of)
	return whole((1 + ratio) * fleiss(rateA, rateB, ratio, alpha, power))
}

// fleiss is how many records the first group needs, the second having ratio
// times as many.
func fleiss(rateA, rateB, ratio, alpha, power float64) float64 {
	pooled := (rateA + ratio*rateB) / (1 + ratio)
	root := normalQuantile(alpha/2)*math.Sqrt((1+ratio)*pooled*(1-pooled)) +
		normalQuantile(1-power)*math.Sqrt(ratio*rateA*(1-rateA)+rateB*(1-rateB))
	return root * root / (ratio * (rateA - rateB) * (rateA - rateB))
}

// Records is how many lifetimes in all would find a difference like this one at
// level alpha with the power. It is not ok if there is no difference.
func (t LogRankTest) Records(alpha, power float64) (_ int64, ok bool) {
	if t.Variance == 0 {
		return 0, false
	}
	n := float64(t.NA + t.NB)
	events := schoenfeld(t.logHazardRatio(), float64(t.NA)/n, alpha, power)
	return whole(events * n / float64(t.EndedA+t.EndedB))
}

// schoenfeld is how many must end, in both groups, of which one has the share.
func schoenfeld(logHazardRatio, share, alpha, power float64) float64 {
	root := (normalQuantile(alpha/2) + normalQuantile(1-power)) / logHazardRatio
	return root * root / (share * (1 - share))
}

// Records is how many durations in all would find a difference like this one at
// level alpha with the power. It is not ok if there is no difference.
func (t RankSumTest) Records(alpha, power float64) (_ int64, ok bool) {
	if t.NA == 0 || t.NB == 0 {
		return 0, false
	}
	longer := t.W / (float64(t.NA) * float64(t.NB))
	return whole(noether(longer, float64(t.NA)/float64(t.NA+t.NB), alpha, power))
}

// noether is how many durations are needed, in both groups, of which one has the
// share, if that of one group is longer with the probability given.
func noether(longer, share, alpha, power float64) float64 {
	root := (normalQuantile(alpha/2) + normalQuantile(1-power)) / (longer - 0.5)
	return root * root / (12 * share * (1 - share))
}

// whole rounds up. A number that no population has is none.
func whole(n float64) (int64, bool) {
	if !(n <= maxCount) {
		return 0, false
	}
	return int64(math.Ceil(n)), true
}
