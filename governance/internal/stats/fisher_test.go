package stats

import (
	"math"
	"testing"
)

// R's fisher.test, alternative "less" and "greater", 16 digits each, as kept in
// SciPy, scipy/stats/tests/data/fisher_exact_results_from_r.py (R 3.6.2). The
// two tails have the observed table in common: at = less + greater - 1.
var fisherOfR = []struct {
	a, b          Proportion
	less, greater float64
}{
	{Proportion{100, 102}, Proportion{1000, 1005}, 0.1300759363430016, 0.979790445314723},
	{Proportion{2, 9}, Proportion{8, 10}, 0.0185217259520665, 0.9990149169715733},
	{Proportion{5, 6}, Proportion{10, 20}, 0.9782608695652173, 0.1652173913043478},
	{Proportion{5, 20}, Proportion{20, 40}, 0.05625775074399956, 0.9849086665340765},
	{Proportion{5, 21}, Proportion{16, 41}, 0.1808979350599346, 0.9330176609214881},
	{Proportion{10, 15}, Proportion{10, 11}, 0.1652173913043479, 0.9782608695652174},
	{Proportion{10, 15}, Proportion{10, 10}, 0.0565217391304348, 1},
	{Proportion{5, 5}, Proportion{1, 5}, 1, 0.02380952380952382},
	{Proportion{0, 5}, Proportion{1, 5}, 0.5, 1},
	{Proportion{0, 1}, Proportion{3, 5}, 0.4999999999999999, 1},
	{Proportion{200, 207}, Proportion{8, 308}, 1, 2.005657880388915e-122},
	{Proportion{28, 49}, Proportion{6, 1963}, 1, 5.728437460831983e-44},
	{Proportion{190, 990}, Proportion{200, 1100}, 0.7416227010368963, 0.2959825901308897},
}

func TestHypergeometricTails(t *testing.T) {
	for _, test := range fisherOfR {
		below, at, above := hypergeometric(test.a, test.b)
		if less := below + at; math.Abs(less-test.less) > 1e-12*test.less {
			t.Errorf("%v %v: at most as many has probability %v, R says %v", test.a, test.b, less, test.less)
		}
		if greater := above + at; math.Abs(greater-test.greater) > 1e-12*test.greater {
			t.Errorf("%v %v: at least as many has probability %v, R says %v", test.a, test.b, greater, test.greater)
		}
	}
	// R manual, fisher.test: Fisher's tea drinker and convictions of twins.
	_, at, above := hypergeometric(Proportion{3, 4}, Proportion{1, 4})
	printed(t, "tea", at+above, "0.2429")
	below, at, _ := hypergeometric(Proportion{2, 17}, Proportion{10, 13})
	printed(t, "twins", below+at, "4.652e-04")
}

// The mid-p of each of R's tables: twice the smaller tail, less the observed
// table once.
func TestFisherMidP(t *testing.T) {
	for _, test := range fisherOfR {
		at := test.less + test.greater - 1
		want := 2*min(test.less, test.greater) - at
		if min(test.less, test.greater) < 1e-10 {
			continue // too small to subtract from
		}
		if got := FisherMidP(test.a, test.b); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v %v: %v, of R's tails %v", test.a, test.b, got, want)
		}
	}
	// Agresti, An Introduction to Categorical Data Analysis, Fisher's tea drinker:
	// one-sided mid-p 0.129, that is 1/70 + (16/70)/2.
	printed(t, "tea, one side", FisherMidP(Proportion{3, 4}, Proportion{1, 4})/2, "0.129")
	// Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables,
	// chapter 4 (package contingencytables, test-ch4.R), 0/16 and 15/72: Fisher's
	// p 0.06287, Fisher-Irwin mid-p 0.04466. The difference is half of the observed
	// table, and with nothing below it that table is the whole central mid-p:
	// 2·(0.06287 - 0.04466) = 0.0364.
	printed(t, "CHRNA4", FisherMidP(Proportion{0, 16}, Proportion{15, 72}), "0.0364")
	// Many records, worked out with whole numbers of any length (binomial
	// coefficients and fractions): 300/10000 and 250/9000, 40/400 and 20/420.
	printed(t, "300/10000", FisherMidP(Proportion{300, 10000}, Proportion{250, 9000}), "0.3621715782795")
	printed(t, "40/400", FisherMidP(Proportion{40, 400}, Proportion{20, 420}), "0.0040827950205")
}

// Margins that leave one table only: nothing to go by, however many records.
func TestFisherMidPOfOneTable(t *testing.T) {
	for _, n := range []int64{1, 7, 1 << 31, 1 << 60} {
		for _, pair := range [][2]Proportion{{{0, 1}, {0, n}}, {{1, 1}, {n, n}}, {{n, n}, {1, 1}}, {{n, n}, {n, n}}} {
			if got := FisherMidP(pair[0], pair[1]); got != 1 {
				t.Errorf("%v: %v, want 1", pair, got)
			}
		}
	}
}

// How often it errs at level 0.05, by enumeration of all outcomes, at the rate
// that is worst for it. The figures that package documentation quotes, worked
// out apart from this code with whole numbers.
func TestFisherMidPHoldsItsLevel(t *testing.T) {
	for _, test := range []struct {
		nA, nB int64
		want   string
	}{{10, 10, "0.0422"}, {10, 40, "0.0408"}, {20, 80, "0.0453"}, {30, 30, "0.0519"}, {50, 50, "0.0569"}} {
		type outcome struct{ yes, no, logWays float64 }
		var rejected []outcome
		for a := range test.nA + 1 {
			for b := range test.nB + 1 {
				if FisherMidP(Proportion{a, test.nA}, Proportion{b, test.nB}) <= 0.05 {
					yes, no := float64(a+b), float64(test.nA+test.nB-a-b)
					rejected = append(rejected, outcome{yes, no, logChoose(test.nA, a) + logChoose(test.nB, b)})
				}
			}
		}
		worst := 0.0
		for i := 1; i < 200; i++ {
			rate, errs := float64(i)/400, 0.0
			for _, r := range rejected {
				errs += math.Exp(r.logWays + r.yes*math.Log(rate) + r.no*math.Log1p(-rate))
			}
			worst = max(worst, errs)
		}
		printed(t, "errors at level 0.05", worst, test.want)
	}
}

func logChoose(n, k int64) float64 {
	lg := func(v int64) float64 { l, _ := math.Lgamma(float64(v + 1)); return l }
	return lg(n) - lg(k) - lg(n-k)
}
