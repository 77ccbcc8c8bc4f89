package stats

import "math"

// Proportion is Count of Of records. One that cannot be (negative, or more than
// there are) is treated as one of no records: nothing is known.
type Proportion struct{ Count, Of int64 }

// Merge is both together.
func (p Proportion) Merge(q Proportion) Proportion {
	return Proportion{p.Count + q.Count, p.Of + q.Of}
}

// Rate is the share. It is not ok of no records.
func (p Proportion) Rate() (_ float64, ok bool) {
	if p.Of < 1 || p.Count < 0 || p.Count > p.Of {
		return 0, false
	}
	return float64(p.Count) / float64(p.Of), true
}

// Wilson is the score interval of the share, 0 to 1 if it has no rate.
func (p Proportion) Wilson() Interval {
	rate, ok := p.Rate()
	if !ok {
		return Interval{0, 1}
	}
	const z2 = z95 * z95
	n := float64(p.Of)
	middle := float64(p.Count) + z2/2
	half := z95 * math.Sqrt(float64(p.Count)*(1-rate)+z2/4)
	i := Interval{(middle - half) / (n + z2), (middle + half) / (n + z2)}
	// The limits are exact where rounding would leave a trace.
	if p.Count == 0 {
		i.Low = 0
	}
	if p.Count == p.Of {
		i.High = 1
	}
	return i
}

// Difference is the share of a less that of b, with Newcombe's interval. It is
// not ok, and the interval −1 to 1, if one of them has no rate.
func Difference(a, b Proportion) (difference float64, _ Interval, ok bool) {
	rateA, okA := a.Rate()
	rateB, okB := b.Rate()
	if !okA || !okB {
		return 0, Interval{-1, 1}, false
	}
	difference = rateA - rateB
	wA, wB := a.Wilson(), b.Wilson()
	return difference, Interval{
		difference - math.Hypot(rateA-wA.Low, wB.High-rateB),
		difference + math.Hypot(wA.High-rateA, rateB-wB.Low),
	}, true
}
