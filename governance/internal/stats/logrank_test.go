package stats

import "testing"

// Each test against its source, both ways round.
func TestLogRank(t *testing.T) {
	// Bland and Altman (2004), BMJ 328:1073, weeks to death with recurrent glioma.
	astrocytoma := Lifetimes{
		Ended:    days(6, 13, 21, 30, 37, 38, 49, 50, 63, 79, 86, 98, 202, 219),
		Censored: days(31, 47, 80, 82, 82, 149),
	}
	glioblastoma := Lifetimes{
		Ended: days(10, 10, 12, 13, 14, 15, 16, 17, 18, 20, 24, 24, 25, 28, 30, 33, 35, 37, 40, 40, 46, 48,
			76, 81, 82, 91, 112, 181),
		Censored: days(34, 40, 70),
	}
	for _, test := range []struct {
		name                                     string
		a, b                                     Lifetimes
		endedA, endedB                           int64
		expectedA, expectedB, variance, chi2, p_ string
	}{
		// The statistic: Kleinbaum and Klein, Survival Analysis, 2nd ed., chapter 2,
		// 16.793. The rest: R's survdiff (rstudio-pubs 79128).
		{"6-MP", placebo, mercaptopurine, 21, 9, "10.7", "19.3", "", "16.793", "4.17e-05"},
		// The expected numbers: Bland and Altman, and again with fractions. Statistic and p: R's survdiff, as
		// quoted in SciPy, test_survival.py, test_log_rank.
		{"glioma", astrocytoma, glioblastoma, 14, 28, "22.48", "19.52", "", "7.4965941685", "0.006181578637"},
		// R's survdiff(Surv(time, status) ~ x, aml), tests/doaml.Rout.save.
		{"aml", maintained, nonmaintained, 7, 11, "10.69", "7.31", "", "3.4", "0.07"},
		// Boston University, Survival Analysis, section 5, as checked with R in SciPy,
		// test_log_rank.
		{"BU 1", Lifetimes{days(8, 12, 26, 14, 21, 27), days(8, 32, 20, 40)},
			Lifetimes{days(33, 28, 41), days(48, 48, 25, 37, 48, 25, 43)}, 6, 3, "", "", "", "6.91598157449", "0.008542873404"},
		{"BU 2", Lifetimes{days(19, 6, 5, 4), days(20, 19, 17, 14)},
			Lifetimes{days(16, 21, 7), days(21, 15, 18, 18, 5)}, 4, 3, "", "", "", "0.835004855038", "0.3608293039"},
		// By hand: at 1, 1 of 2 and 2 end, E = 1/2, V = 1·½·½·(4-1)/3 = 1/4; at 2, 2 of 1
		// and 2: E = 2/3, V = 2·(1/3)·(2/3)·(1/2) = 2/9; then 1 of 0 and 1. O - E = 2 - 7/6,
		// V = 17/36, χ² = (5/6)²·36/17 = 25/17.
		{"by hand", Lifetimes{Ended: days(1, 2)}, Lifetimes{Ended: days(2, 3)}, 2, 2, "1.1667", "2.8333", "0.472222", "1.470588", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := LogRank(test.a, test.b)
			if got.EndedA != test.endedA || got.EndedB != test.endedB {
				t.Errorf("ended %d and %d, published are %d and %d", got.EndedA, got.EndedB, test.endedA, test.endedB)
			}
			for _, v := range []struct {
				what string
				got  float64
				want string
			}{
				{"expected of the first", got.ExpectedA, test.expectedA},
				{"expected of the second", got.ExpectedB, test.expectedB},
				{"variance", got.Variance, test.variance},
				{"chi-squared", got.ChiSquared, test.chi2},
				{"p", got.P, test.p_},
			} {
				if v.want != "" {
					printed(t, v.what, v.got, v.want)
				}
			}
			swapped := LogRank(test.b, test.a)
			if !near(swapped.ChiSquared, got.ChiSquared) || !near(swapped.P, got.P) || !near(swapped.ExpectedA, got.ExpectedB) {
				t.Errorf("the other way round: %+v, was %+v", swapped, got)
			}
		})
	}
}

// Above 1: in the second group things end sooner. 6-MP keeps leukaemia away, so
// seen from the placebo group it is below 1: exp((9 - 19.2505)/6.25696) = 0.194.
func TestHazardRatio(t *testing.T) {
	ratio, ok := LogRank(placebo, mercaptopurine).HazardRatio()
	if !ok {
		t.Fatal("none")
	}
	printed(t, "hazard ratio", ratio, "0.194")
	inverse, _ := LogRank(mercaptopurine, placebo).HazardRatio()
	if !near(ratio*inverse, 1) {
		t.Errorf("%v and %v are not inverse", ratio, inverse)
	}
}

// Where there is nothing to go by, there is no difference.
func TestLogRankOfNothing(t *testing.T) {
	for name, groups := range map[string][2]Lifetimes{
		"nobody":           {},
		"one group":        {placebo, {}},
		"nobody ended":     {{Censored: days(1, 2)}, {Censored: days(3)}},
		"all at one time":  {{Ended: days(4, 4)}, {Ended: days(4, 4, 4)}},
		"ended after loss": {{Ended: days(9)}, {Censored: days(1, 2, 3)}},
	} {
		test := LogRank(groups[0], groups[1])
		_, hasRatio := test.HazardRatio()
		_, hasRecords := test.Records(0.05, 0.8)
		if test.P != 1 || test.ChiSquared != 0 || hasRatio || hasRecords {
			t.Errorf("%s: %+v, hazard ratio %v, records %v; want P 1 and nothing else", name, test, hasRatio, hasRecords)
		}
	}
}
