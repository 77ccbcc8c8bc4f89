package stats

import (
	"testing"
	"time"
)

// at is a bound in days; a negative number is one that is not reached.
func at(n int) Bound {
	if n < 0 {
		return Bound{}
	}
	return Bound{time.Duration(n) * day, true}
}

func checkQuantile(t *testing.T, name string, of Lifetimes, p float64, estimate, low, high int) {
	t.Helper()
	want := Quantile{Estimate: at(estimate), Low: at(low), High: at(high)}
	if got := KaplanMeier(of).Quantile(p); got != want {
		t.Errorf("%s: quantile of %v is %+v, published is %+v", name, p, got, want)
	}
}

// Medians with the Brookmeyer-Crowley interval on the log-log scale. Stata
// manual, [ST] stci, example with page2.dta (stci, by(group)): 216, 190 to 234,
// and 233, 232 to 280. The limits follow from the curve by hand: the interval of
// S contains one half from 190 (0.479 to 0.881) to 230 (0.112 to 0.509), and no
// more at 234 (0.076 to 0.447), worked out with fractions and 30 digits.
func TestMedian(t *testing.T) {
	checkQuantile(t, "rats 1", rats1, 0.5, 216, 190, 234)
	checkQuantile(t, "rats 2", rats2, 0.5, 233, 232, 280)
}

// PHUSE CAMIS, R vs SAS: Kaplan Meier, images/survival/r_sas_special.png: with
// five of ten ended the quartile is 77 (54, not reached), the limits of the
// median 54 and not reached, the upper quartile not reached (87, not reached).
// The median itself: the source shows that R takes the middle of the time at
// which S is 0.5 and SAS what comes after it. The definition here (Klein and
// Moeschberger 4.5.1), and Stata's (Statalist 2002-11, msg 284: the median of 1,
// 2, 2, 4, 6, 8 is 2), is where S gets there: 87.
func TestQuantileNotReached(t *testing.T) {
	half := Lifetimes{Ended: days(54, 75, 77, 84, 87), Censored: days(92, 103, 105, 112, 118)}
	checkQuantile(t, "CAMIS", half, 0.25, 77, 54, -1)
	checkQuantile(t, "CAMIS", half, 0.5, 87, 54, -1)
	checkQuantile(t, "CAMIS", half, 0.75, -1, 87, -1)
	checkQuantile(t, "CAMIS", half, 0.9, -1, -1, -1)
	if got := KaplanMeier(Lifetimes{Ended: days(1, 2, 2, 4, 6, 8)}).Quantile(0.5).Estimate; got != at(2) {
		t.Errorf("median of 1, 2, 2, 4, 6, 8: %+v, published is 2", got)
	}
	checkQuantile(t, "nothing", Lifetimes{}, 0.5, -1, -1, -1)
}

// Klein and Moeschberger, example 4.2: the median disease-free survival of the
// ALL group after a bone marrow transplant is 418 days. Data: R's package KMsurv,
// bmt, group 1 (also SAS, PROC LIFETEST, example "Enhanced Survival Plot"). The
// limits were worked out with fractions and 30 digits from the definition.
func TestMedianOfKleinAndMoeschberger(t *testing.T) {
	all := Lifetimes{
		Ended: days(418, 383, 276, 104, 609, 172, 487, 662, 194, 230, 526, 122, 129, 74, 122, 86,
			466, 192, 109, 55, 1, 107, 110, 332),
		Censored: days(2081, 1602, 1496, 1462, 1433, 1377, 1330, 996, 226, 1199, 1111, 530, 1182, 1167),
	}
	checkQuantile(t, "ALL", all, 0.5, 418, 192, -1)
	checkQuantile(t, "ALL", all, 0.25, 122, 86, 230)
}

// The slowest tenth, by the definition and the steps of the placebo group that
// TestKaplanMeierWithoutCensoring quotes: S is 0.0952 at 17, the lower limit
// 0.0595 at 12 is the first below 0.1, the upper one is 0.1970 at 22 and says no
// more at 23, where all have ended.
func TestNinetiethPercentile(t *testing.T) {
	checkQuantile(t, "placebo", placebo, 0.9, 17, 12, -1)
	checkQuantile(t, "6-MP", mercaptopurine, 0.9, -1, -1, -1)
}

// The upper limit may rise again when few are left. By hand: of 3400, 3377 end at
// 1, S = 0.00676, √G = 0.2078, upper limit exp(-exp(1.6086 - 1.96·0.2078/4.996)) =
// 0.0100; 21 are censored, one of the last two ends at 3, S = 0.00338, √G =
// 0.737, upper limit exp(-exp(1.7385 - 1.96·0.737/5.689)) = 0.0121. So 0.011 is
// plausible for S again, and the 98.9 % quantile has no upper limit.
func TestUpperLimitThatRises(t *testing.T) {
	l := Lifetimes{
		Ended:    days(append(repeat(1, 3377), 3)...),
		Censored: days(append(repeat(2, 21), 4)...),
	}
	steps := KaplanMeier(l).Steps
	printed(t, "upper limit at 1", steps[0].Interval.High, "0.0100")
	printed(t, "upper limit at 3", steps[1].Interval.High, "0.0121")
	checkQuantile(t, "rising", l, 0.989, 1, 1, -1)
	checkQuantile(t, "rising", l, 0.9, 1, 1, 1)
}

// A share that equals p exactly must not be lost to rounding: of n, k have ended
// when k of them have, whatever k/n is in binary.
func TestQuantileIsExact(t *testing.T) {
	for n := 1; n <= 200; n++ {
		var all []time.Duration
		for i := 1; i <= n; i++ {
			all = append(all, time.Duration(i))
		}
		ended := NewDurations(all...)
		curve := KaplanMeier(Lifetimes{Ended: ended})
		for k := 1; k < n; k++ {
			p := float64(k) / float64(n)
			if got := curve.Quantile(p).Estimate; got != (Bound{time.Duration(k), true}) {
				t.Fatalf("%d of %d: %v, want %d", k, n, got, k)
			}
			if got, ok := ended.Quantile(p); !ok || got != time.Duration(k) {
				t.Fatalf("%d of %d: nearest rank %d, want %d", k, n, got, k)
			}
		}
	}
}

// Wikipedia, Percentile, "The nearest-rank method", worked examples.
func TestNearestRank(t *testing.T) {
	for _, test := range []struct {
		of   Durations
		p    float64
		want int
	}{
		{days(15, 20, 35, 40, 50), 0.05, 15},
		{days(15, 20, 35, 40, 50), 0.30, 20},
		{days(15, 20, 35, 40, 50), 0.40, 20},
		{days(15, 20, 35, 40, 50), 0.50, 35},
		{days(15, 20, 35, 40, 50), 1.00, 50},
		{days(3, 6, 7, 8, 8, 10, 13, 15, 16, 20), 0.25, 7},
		{days(3, 6, 7, 8, 8, 10, 13, 15, 16, 20), 0.50, 8},
		{days(3, 6, 7, 8, 8, 10, 13, 15, 16, 20), 0.75, 15},
		{days(3, 6, 7, 8, 8, 10, 13, 15, 16, 20), 1.00, 20},
	} {
		if got, ok := test.of.Quantile(test.p); !ok || got != time.Duration(test.want)*day {
			t.Errorf("quantile of %v is %v, published is %d days", test.p, got, test.want)
		}
	}
	if _, ok := Durations(nil).Quantile(0.5); ok {
		t.Error("nothing has a median")
	}
}
