package stats

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Durations is a multiset of durations: distinct values in ascending order, each
// with how often it occurs. The empty one is nil. It is not changed once made.
type Durations []Count

// Count says that a duration occurs N times, N > 0.
type Count struct {
	Duration time.Duration
	N        int64
}

// NewDurations counts durations, in whatever order they come. It sorts them in
// place.
func NewDurations(durations ...time.Duration) Durations {
	slices.Sort(durations)
	var d Durations
	for _, v := range durations {
		if last := len(d) - 1; last >= 0 && d[last].Duration == v {
			d[last].N++
		} else {
			d = append(d, Count{v, 1})
		}
	}
	return d
}

// Validate says what is wrong with durations that were read from somewhere. All
// else in this package relies on it.
func (d Durations) Validate() error {
	var total int64
	for i, c := range d {
		if c.N < 1 {
			return fmt.Errorf("entry %d: %v is counted %d times, expected 1 or more", i, c.Duration, c.N)
		}
		if i > 0 && c.Duration <= d[i-1].Duration {
			return fmt.Errorf("entry %d: %v comes after %v, expected ascending order without repetition", i, c.Duration, d[i-1].Duration)
		}
		if c.N > maxCount-total {
			return fmt.Errorf("entry %d: more than %d durations in all", i, maxCount)
		}
		total += c.N
	}
	return nil
}

// maxCount bounds a population, so that no count of them overflows.
const maxCount = math.MaxInt32

// Merge is both together.
func (d Durations) Merge(e Durations) Durations {
	switch {
	case len(d) == 0 && len(e) == 0:
		return nil
	case len(e) == 0:
		return d
	case len(d) == 0:
		return e
	}
	merged := make(Durations, 0, len(d)+len(e))
	for len(d) > 0 && len(e) > 0 {
		switch a, b := d[0], e[0]; {
		case a.Duration < b.Duration:
			merged, d = append(merged, a), d[1:]
		case a.Duration > b.Duration:
			merged, e = append(merged, b), e[1:]
		default:
			merged = append(merged, Count{a.Duration, a.N + b.N})
			d, e = d[1:], e[1:]
		}
	}
	return append(append(merged, d...), e...)
}

// Len is how many durations there are, repetitions included.
func (d Durations) Len() int64 {
	var n int64
	for _, c := range d {
		n += c.N
	}
	return n
}

// Quantile is the shortest duration that at least the share p, 0 < p ≤ 1, do not
// exceed: the nearest-rank quantile, an observed duration. It is not ok if there
// are no durations. For its interval, see [Curve.Quantile].
func (d Durations) Quantile(p float64) (_ time.Duration, ok bool) {
	need := p * float64(d.Len()) * (1 - shareSlack)
	var n int64
	for _, c := range d {
		if n += c.N; float64(n) >= need {
			return c.Duration, true
		}
	}
	return 0, false
}

// shareSlack is how far a share that is meant to equal another may be off by
// rounding. Shares of two numbers of records that differ, differ by more.
const shareSlack = 1e-12
