package stats

import "testing"

// R manual, power.prop.test, examples with their printed results
// (stats-Ex.Rout.save of R). n is per group.
func TestPower(t *testing.T) {
	printed(t, "power", Power(0.50, 0.75, 50, 50, 0.05), "0.7401659")
	printed(t, "the other way round", Power(0.75, 0.50, 50, 50, 0.05), "0.7401659")
	// With n = 50 and p1 = 0.5, p2 = 0.8026 has the power 0.90 (a root that R looks
	// for with a tolerance of 1e-4).
	printed(t, "power", Power(0.5, 0.8026, 50, 50, 0.05), "0.90")
	if got := Power(0.3, 0.3, 50, 50, 0.05); got != 0 {
		t.Errorf("without a difference: %v", got)
	}
	if got := Power(0.3, 0.5, 0, 50, 0.05); got != 0 {
		t.Errorf("without records: %v", got)
	}
	if all, none := Power(0, 1, 10, 10, 0.05), Power(0, 1, 1, 1, 0.05); all != 1 || none != 0 {
		t.Errorf("all against none: %v of 10 each, %v of 1 each, want 1 and 0", all, none)
	}
}

// The same source: records per group.
func TestRecordsOfProportions(t *testing.T) {
	printed(t, "n", fleiss(0.50, 0.75, 1, 0.05, 0.90), "76.70693")
	printed(t, "n", fleiss(0.90, 1.0, 1, 0.05, 0.8), "73.37427")
	printed(t, "n", fleiss(0.5, 0.501, 1, 0.001, 0.90), "10451937")
	// 2·76.70693 = 153.41
	if n, ok := Records(Proportion{50, 100}, Proportion{75, 100}, 0.05, 0.9); !ok || n != 154 {
		t.Errorf("%d %v records, want 154", n, ok)
	}
	if n, ok := Records(Proportion{5, 100}, Proportion{10, 200}, 0.05, 0.9); ok {
		t.Errorf("no difference, yet %d records decide", n)
	}
	// One in a thousand million apart: no population is that large.
	if n, ok := Records(Proportion{500000000, 1000000000}, Proportion{500000001, 1000000000}, 0.05, 0.9); ok {
		t.Errorf("%d records", n)
	}
}

// Power and Records are two formulas for one thing, groups of unequal size
// included: what one asks for, the other finds.
func TestRecordsHaveThePower(t *testing.T) {
	for _, ratio := range []float64{0.2, 1, 3} {
		n := fleiss(0.1, 0.101, ratio, 0.01, 0.8)
		printed(t, "power", Power(0.1, 0.101, int64(n), int64(n*ratio), 0.01), "0.80000")
	}
	// One to three: of the records in all, a quarter are in the first group.
	all, ok := Records(Proportion{10, 100}, Proportion{60, 300}, 0.05, 0.8)
	if !ok || Power(0.1, 0.2, all/4+1, 3*(all/4+1), 0.05) < 0.8 || Power(0.1, 0.2, all/4-1, 3*(all/4-1), 0.05) > 0.8 {
		t.Errorf("%d %v records do not have the power", all, ok)
	}
}

// Collett, Modelling Survival Data in Medical Research, 2nd ed., example 10.1
// (chronic active hepatitis): hazard ratio 0.57, level 0.05, power 0.90, equal
// groups: 133 deaths. MRC CBU statistics wiki, FAQ/powsurv: Schoenfeld's formula
// with 1.96 and 0.84 for survival 0.75 against 0.37 and power 0.80: 20.39 events;
// with unrounded quantiles 20.41.
func TestSchoenfeld(t *testing.T) {
	printed(t, "deaths", schoenfeld(-0.5621, 0.5, 0.05, 0.90), "133")
	// log(log 0.75/log 0.37) = -1.2401; 20.39·(2.80159/2.80)² = 20.41.
	printed(t, "events", schoenfeld(-1.24014, 0.5, 0.05, 0.80), "20.41")
}

// By hand: Schoenfeld's events, divided by the share that ended.
func TestRecordsOfLogRank(t *testing.T) {
	test := LogRankTest{NA: 100, NB: 100, EndedA: 40, EndedB: 60, ExpectedA: 50, ExpectedB: 50, Variance: 25}
	// log hazard ratio 10/25 = 0.4; 4·(1.959964 + 0.841621)²/0.16 = 196.2 events, of
	// which there is one in two lifetimes: 392.4.
	if n, ok := test.Records(0.05, 0.8); !ok || n != 393 {
		t.Errorf("%d %v, want 393", n, ok)
	}
	if n, ok := LogRank(placebo, placebo).Records(0.05, 0.8); ok {
		t.Errorf("no difference, yet %d decide", n)
	}
}

// Noether's formula: package statpsych, manual of size.test.mann(.05, .90, .3):
// 44 per group.
func TestNoether(t *testing.T) {
	printed(t, "per group, rounded up from 43.8", noether(0.3, 0.5, 0.05, 0.90)/2, "43.8")
	if n, ok := (RankSumTest{NA: 10, NB: 10, W: 30}).Records(0.05, 0.90); !ok || n != 88 {
		t.Errorf("%d %v, want 88", n, ok)
	}
	if n, ok := (RankSumTest{NA: 10, NB: 10, W: 50}).Records(0.05, 0.90); ok {
		t.Errorf("no difference, yet %d decide", n)
	}
}
