package stats

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Pairs of four groups of smokers (Fleiss 1981, p. 139; R manual,
// pairwise.prop.test), raw p-values and R's p.adjust of them to 16 digits, in
// the order of the pairs, not of size. As kept in statsmodels,
// stats/tests/test_proportion.py, TestProportion.
func TestHolm(t *testing.T) {
	got := Holm([]float64{
		0.00533824886503131, 0.8327574849753566, 0.1880573726722516,
		0.002026764254350234, 0.1309487516334318, 0.1076118730631731,
	})
	for i, want := range []float64{
		0.02669124432515654, 0.8327574849753566, 0.4304474922526926,
		0.0121605855261014, 0.4304474922526926, 0.4304474922526926,
	} {
		if math.Abs(got[i]-want) > 1e-15 {
			t.Errorf("%d: %v, published is %v", i, got[i], want)
		}
	}
}

// R's package multtest and p.adjust, as kept in statsmodels,
// stats/tests/test_multi.py, pval0 and the column Holm of res_multtest1.
func TestHolmOfTen(t *testing.T) {
	got := Holm([]float64{
		5.23656777208e-005, 0.00028140506198, 0.0149877310796, 0.0202732688798, 0.177096952723,
		0.642193923795, 0.680845947633, 0.71626938238, 0.838541367553, 0.967833824309,
	})
	for i, want := range []float64{
		5.2365677720800005e-04, 2.5326455578199999e-03, 1.1990184863680001e-01, 1.4191288215860001e-01, 1, 1, 1, 1, 1, 1,
	} {
		if math.Abs(got[i]-want) > 1e-15 {
			t.Errorf("%d: %v, published is %v", i, got[i], want)
		}
	}
}

// By hand from the definition: 0.01·4 and 0.02·3 = 0.06, 0.03·2 = 0.06, then
// 0.03·1, which may not fall below the one before.
func TestHolmByHand(t *testing.T) {
	approximately := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-15 })
	for _, test := range []struct{ p, want []float64 }{
		{nil, []float64{}},
		{[]float64{0.2}, []float64{0.2}},
		{[]float64{0.03, 0.01, 0.03, 0.02}, []float64{0.06, 0.04, 0.06, 0.06}},
		{[]float64{1, 0, 1}, []float64{1, 0, 1}},
	} {
		if diff := cmp.Diff(test.want, Holm(test.p), approximately); diff != "" {
			t.Errorf("%v (-want +got):\n%s", test.p, diff)
		}
	}
	p := []float64{0.03, 0.01}
	Holm(p)
	if diff := cmp.Diff([]float64{0.03, 0.01}, p); diff != "" {
		t.Errorf("its argument was changed (-want +got):\n%s", diff)
	}
}
