package stats

import (
	"math"
	"testing"
)

// Newcombe (1998), Statist. Med. 17:857, table I, method 3. The limits of 0/20
// and 1/29 agree with Wilson's formula by hand: z²/(20 + z²) = 3.84146/23.84146;
// all four with the roots of (p - x/n)² = z²·p(1 - p)/n to 40 digits.
// 13/16: Fagerland, Lydersen and Laake, Statistical Analysis of Contingency
// Tables, chapter 2 (package contingencytables, test-ch2.R). 3/10, 0/10, 10/10:
// R's prop.test, as quoted in SciPy, test_ci_wilson_method.
func TestWilson(t *testing.T) {
	for _, test := range []struct {
		p         Proportion
		low, high string
	}{
		{Proportion{81, 263}, "0.2553", "0.3662"},
		{Proportion{15, 148}, "0.0624", "0.1605"},
		{Proportion{0, 20}, "0.0000", "0.1611"},
		{Proportion{1, 29}, "0.0061", "0.1718"},
		{Proportion{13, 16}, "0.5699", "0.9341"},
		{Proportion{3, 10}, "0.1077913", "0.6032219"},
		{Proportion{0, 10}, "0.0000000", "0.2775328"},
		{Proportion{10, 10}, "0.7224672", "1.0000000"},
	} {
		got := test.p.Wilson()
		printed(t, "lower limit", got.Low, test.low)
		printed(t, "upper limit", got.High, test.high)
	}
	// The limits of the scale are exact.
	for n := int64(1); n < 3000; n += 7 {
		if got := (Proportion{0, n}).Wilson().Low; got != 0 {
			t.Errorf("0/%d: %v", n, got)
		}
		if got := (Proportion{n, n}).Wilson().High; got != 1 {
			t.Errorf("%d/%d: %v", n, n, got)
		}
	}
}

// Newcombe (1998), Statist. Med. 17:873, table II, method 10, all eight
// examples. The first two and 10/10 - 0/20 are reprinted in Garner (2016),
// Constructing Confidence Intervals for the Differences of Binomial Proportions
// in SAS, table 2; 5/56 - 0/29 in package ratesci, tests/testthat/test3.R. With
// shares of 0 or 1 the formula is short enough for a pencil: 0/10 - 0/20 is
// -u(0/20) to u(0/10), 10/10 - 0/10 from 1 - u(0/10)·√2. All eight were worked out
// again from those roots to 40 digits. 7/34 - 1/34: Fagerland,
// Lydersen and Laake, chapter 4 (package contingencytables, test-ch4.R).
func TestDifference(t *testing.T) {
	for _, test := range []struct {
		a, b      Proportion
		low, high string
	}{
		{Proportion{56, 70}, Proportion{48, 80}, "0.0524", "0.3339"},
		{Proportion{9, 10}, Proportion{3, 10}, "0.1705", "0.8090"},
		{Proportion{6, 7}, Proportion{2, 7}, "0.0582", "0.8062"},
		{Proportion{5, 56}, Proportion{0, 29}, "-0.0381", "0.1926"},
		{Proportion{0, 10}, Proportion{0, 20}, "-0.1611", "0.2775"},
		{Proportion{0, 10}, Proportion{0, 10}, "-0.2775", "0.2775"},
		{Proportion{10, 10}, Proportion{0, 20}, "0.6791", "1.0000"},
		{Proportion{10, 10}, Proportion{0, 10}, "0.6075", "1.0000"},
		{Proportion{7, 34}, Proportion{1, 34}, "0.0189", "0.3404"},
	} {
		difference, got, ok := Difference(test.a, test.b)
		if !ok || difference != float64(test.a.Count)/float64(test.a.Of)-float64(test.b.Count)/float64(test.b.Of) {
			t.Errorf("%v %v: difference %v %v", test.a, test.b, difference, ok)
		}
		printed(t, "lower limit", got.Low, test.low)
		printed(t, "upper limit", got.High, test.high)
	}
}

// What cannot be, and what is of nothing, says nothing.
func TestProportionOfNothing(t *testing.T) {
	some := Proportion{3, 10}
	for _, p := range []Proportion{{}, {0, -1}, {1, 0}, {-1, 10}, {11, 10}} {
		if rate, ok := p.Rate(); ok || rate != 0 {
			t.Errorf("%v has the rate %v", p, rate)
		}
		if got := p.Wilson(); got != (Interval{0, 1}) {
			t.Errorf("%v: interval %v", p, got)
		}
		for _, pair := range [][2]Proportion{{p, some}, {some, p}, {p, p}} {
			if d, got, ok := Difference(pair[0], pair[1]); ok || d != 0 || got != (Interval{-1, 1}) {
				t.Errorf("%v: difference %v %v %v", pair, d, got, ok)
			}
			if got := FisherMidP(pair[0], pair[1]); got != 1 {
				t.Errorf("%v: p %v", pair, got)
			}
			if n, ok := Records(pair[0], pair[1], 0.05, 0.8); ok {
				t.Errorf("%v: %d records decide", pair, n)
			}
		}
	}
}

func TestProportionMerge(t *testing.T) {
	if got := (Proportion{1, 5}).Merge(Proportion{3, 4}); got != (Proportion{4, 9}) {
		t.Errorf("%v, want 4 of 9", got)
	}
}

// near is equality but for rounding.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-11*(1+math.Abs(a)+math.Abs(b)) }
