package stats

import "math"

// z95 is the point that a standard normal variable exceeds with probability
// 0.025: that of a two-sided 95 % interval.
const z95 = 1.959963984540054

// Interval is what is plausible for a share or a difference, limits included.
type Interval struct{ Low, High float64 }

// normalQuantile is the point that a standard normal variable exceeds with
// probability upper.
func normalQuantile(upper float64) float64 { return math.Sqrt2 * math.Erfcinv(2*upper) }

// twoSided is the probability that a standard normal variable is at least as far
// from 0 as z.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
