package stats

import (
	"testing"
	"time"
)

type publishedStep struct {
	time, atRisk, ended         int
	survival, stdErr, low, high string // "" where the source does not print it
}

func checkSteps(t *testing.T, c Curve, want []publishedStep) {
	t.Helper()
	if len(c.Steps) != len(want) {
		t.Fatalf("%d steps, published are %d", len(c.Steps), len(want))
	}
	for i, w := range want {
		s := c.Steps[i]
		if s.Time != time.Duration(w.time)*day || s.AtRisk != int64(w.atRisk) || s.Ended != int64(w.ended) {
			t.Errorf("step %d: at %v %d at risk and %d ended, published is %+v", i, s.Time, s.AtRisk, s.Ended, w)
		}
		printed(t, s.Time.String()+" survival", s.Survival, w.survival)
		if stdErr, ok := s.StdErr(); ok && w.stdErr != "" {
			printed(t, s.Time.String()+" standard error", stdErr, w.stdErr)
		}
		if w.low != "" {
			printed(t, s.Time.String()+" lower limit", s.Interval.Low, w.low)
			printed(t, s.Time.String()+" upper limit", s.Interval.High, w.high)
		}
	}
}

// Survival and standard errors: Klein and Moeschberger, Survival Analysis,
// tables 4.1 and 4.2 (survival to four digits: Kleinbaum and Klein, chapter 2).
// Limits: Stata's sts list, whose interval is the log-log one, as printed by
// Rodríguez, The Gehan survival data (data.princeton.edu/pop509/gehan.html), and
// worked out again with fractions and 30 digits.
func TestKaplanMeierWithCensoring(t *testing.T) {
	checkSteps(t, KaplanMeier(mercaptopurine), []publishedStep{
		{6, 21, 3, "0.8571", "0.0764", "0.6197", "0.9516"},
		{7, 17, 1, "0.8067", "0.0869", "0.5631", "0.9228"},
		{10, 15, 1, "0.7529", "0.0963", "0.5032", "0.8894"},
		{13, 12, 1, "0.6902", "0.1068", "0.4316", "0.8491"},
		{16, 11, 1, "0.6275", "0.1141", "0.3675", "0.8049"},
		{22, 7, 1, "0.5378", "0.1282", "0.2678", "0.7468"},
		{23, 6, 1, "0.4482", "0.1346", "0.1881", "0.6801"},
	})
}

// The same sources. Without censoring survival is the share that is left; the
// placebo group ends at 0, where the formulas have no value.
func TestKaplanMeierWithoutCensoring(t *testing.T) {
	c := KaplanMeier(placebo)
	checkSteps(t, c, []publishedStep{
		{1, 21, 2, "0.9048", "0.0641", "0.6700", "0.9753"},
		{2, 19, 2, "0.8095", "0.0857", "0.5689", "0.9239"},
		{3, 17, 1, "0.7619", "0.0929", "0.5194", "0.8933"},
		{4, 16, 2, "0.6667", "0.1029", "0.4254", "0.8250"},
		{5, 14, 2, "0.5714", "0.1080", "0.3380", "0.7492"},
		{8, 12, 4, "0.3810", "0.1060", "0.1831", "0.5778"},
		{11, 8, 2, "0.2857", "0.0986", "0.1166", "0.4818"},
		{12, 6, 2, "0.1905", "0.0857", "0.0595", "0.3774"},
		{15, 4, 1, "0.1429", "0.0764", "0.0357", "0.3212"},
		{17, 3, 1, "0.0952", "0.0641", "0.0163", "0.2612"},
		{22, 2, 1, "0.0476", "0.0465", "0.0033", "0.1970"},
		{23, 1, 1, "0.0000", "", "", ""},
	})
	last := c.Steps[len(c.Steps)-1]
	if _, ok := last.StdErr(); ok || last.Interval != (Interval{0, c.Steps[len(c.Steps)-2].Interval.High}) {
		t.Errorf("at the end: standard error %v, interval %v; want none, and from 0 to the limit before", ok, last.Interval)
	}
}

// R's survfit(Surv(time, status) ~ x, aml), tests/doaml.Rout.save of package
// survival: survival and standard errors.
func TestKaplanMeierOfR(t *testing.T) {
	checkSteps(t, KaplanMeier(maintained), []publishedStep{
		{9, 11, 1, "0.909", "0.0867", "", ""},
		{13, 10, 1, "0.818", "0.1163", "", ""},
		{18, 8, 1, "0.716", "0.1397", "", ""},
		{23, 7, 1, "0.614", "0.1526", "", ""},
		{31, 5, 1, "0.491", "0.1642", "", ""},
		{34, 4, 1, "0.368", "0.1627", "", ""},
		{48, 2, 1, "0.184", "0.1535", "", ""},
	})
	checkSteps(t, KaplanMeier(nonmaintained), []publishedStep{
		{5, 12, 2, "0.8333", "0.1076", "", ""},
		{8, 10, 2, "0.6667", "0.1361", "", ""},
		{12, 8, 1, "0.5833", "0.1423", "", ""},
		{23, 6, 1, "0.4861", "0.1481", "", ""},
		{27, 5, 1, "0.3889", "0.1470", "", ""},
		{30, 4, 1, "0.2917", "0.1387", "", ""},
		{33, 3, 1, "0.1944", "0.1219", "", ""},
		{43, 2, 1, "0.0972", "0.0919", "", ""},
		{45, 1, 1, "0.0000", "", "", ""},
	})
}

// R's survfit(Surv(time, status) ~ 1, conf.type = "log-log") and Mathematica's
// SurvivalModelFit with the LogLog transform, both as quoted in SciPy,
// scipy/stats/tests/test_survival.py (test_right_censored_ci_nans, t1;
// test_right_censored_ci, t4). R gives the limits to 16 digits.
func TestLogLogIntervals(t *testing.T) {
	for _, test := range []struct {
		name string
		of   Lifetimes
		want []publishedStep
	}{
		{"R", Lifetimes{Ended: days(47, 56, 77, 80, 81), Censored: days(37, 43, 60, 62, 71)}, []publishedStep{
			{47, 8, 1, "0.875", "", "0.38700001403", "0.98139296588"},
			{56, 7, 1, "0.750", "", "0.31480711371", "0.93089831709"},
			{77, 3, 1, "0.500", "", "0.08048821149", "0.82639463411"},
			{80, 2, 1, "0.250", "", "0.01049958987", "0.65587750851"},
			{81, 1, 1, "0.000", "", "", ""},
		}},
		{"Mathematica", Lifetimes{
			Ended:    days(3, 14, 1, 23, 5, 17),
			Censored: days(24, 11, 19, 24, 13, 2, 18, 24, 21, 12, 10, 6, 9, 17),
		}, []publishedStep{
			{1, 20, 1, "0.950", "", "0.694743", "0.992802"},
			{3, 18, 1, "0.897", "", "0.647529", "0.973299"},
			{5, 17, 1, "0.844", "", "0.591142", "0.947073"},
			{14, 10, 1, "0.760", "", "0.464605", "0.906422"},
			{17, 9, 1, "0.676", "", "0.370359", "0.856521"},
			{23, 4, 1, "0.507", "", "0.160489", "0.776724"},
		}},
	} {
		t.Run(test.name, func(t *testing.T) { checkSteps(t, KaplanMeier(test.of), test.want) })
	}
}

// PHUSE CAMIS, R vs SAS: Kaplan Meier (Comp/r-sas_survival.qmd,
// images/survival/r_sas_special.png): five ended, then five censored. 0.5 is
// reached exactly and kept, so the interval of the median is open. SAS calls
// what is after the last censored duration not evaluable, and so do we.
func TestSurvivalAt(t *testing.T) {
	c := KaplanMeier(Lifetimes{Ended: days(54, 75, 77, 84, 87), Censored: days(92, 103, 105, 112, 118)})
	for _, want := range []struct {
		day                 int
		survival, low, high string
	}{{80, "0.7", "0.329", "0.892"}, {100, "0.5", "0.184", "0.753"}, {118, "0.5", "0.184", "0.753"}} {
		survival, interval, ok := c.At(time.Duration(want.day) * day)
		if !ok {
			t.Fatalf("day %d is not known", want.day)
		}
		printed(t, "survival", survival, want.survival)
		printed(t, "lower limit", interval.Low, want.low)
		printed(t, "upper limit", interval.High, want.high)
	}
	if survival, interval, ok := c.At(120 * day); ok || survival != 0 || interval != (Interval{0, 1}) {
		t.Errorf("day 120, after all that was observed: %v %v %v, want unknown", survival, interval, ok)
	}
	// The same source, r_sas_special_lst.png: with the last one ended instead,
	// nothing is left at day 120.
	c = KaplanMeier(Lifetimes{Ended: days(54, 75, 77, 84, 87, 118), Censored: days(92, 103, 105, 112)})
	if survival, _, ok := c.At(120 * day); !ok || survival != 0 {
		t.Errorf("day 120, after the last ended: %v %v, want 0", survival, ok)
	}
}

// Before anything ended survival is 1. How sure that is depends on how many were
// watched for so long: the upper limit of 0 of 10 is 0.2775328 (R's prop.test as
// quoted in SciPy, test_ci_wilson_method). For 0 of n it is z²/(n + z²), with z²
// = 3.84146: of 9, 3.84146/12.84146 = 0.2991, of 8, 3.84146/11.84146 = 0.3244.
func TestSurvivalBeforeTheFirstStep(t *testing.T) {
	c := KaplanMeier(Lifetimes{Ended: days(9, 9, 9, 9, 9, 9, 9, 9), Censored: days(2, 4)})
	for _, want := range []struct {
		day int
		low string
	}{{0, "0.7224672"}, {2, "0.7224672"}, {3, "0.7009"}, {8, "0.6756"}} {
		survival, interval, ok := c.At(time.Duration(want.day) * day)
		if !ok || survival != 1 || interval.High != 1 {
			t.Errorf("day %d: %v %v %v, want 1", want.day, survival, interval, ok)
		}
		printed(t, "lower limit", interval.Low, want.low)
	}
	// All ended at once: 0 of 1 remain, upper limit 3.84146/4.84146.
	if survival, interval, ok := KaplanMeier(Lifetimes{Ended: days(5)}).At(6 * day); !ok || survival != 0 || interval.Low != 0 {
		t.Errorf("one that ended: %v %v %v, want 0", survival, interval, ok)
	} else {
		printed(t, "upper limit", interval.High, "0.7935")
	}
	if _, _, ok := KaplanMeier(Lifetimes{Censored: days(5)}).At(6 * day); ok {
		t.Error("one who was watched for five days says nothing of six")
	}
	if survival, _, ok := KaplanMeier(Lifetimes{Censored: days(5)}).At(5 * day); !ok || survival != 1 {
		t.Error("one who was watched for five days and still held then says 1 of five")
	}
	if _, _, ok := KaplanMeier(Lifetimes{}).At(0); ok {
		t.Error("no lifetimes say something")
	}
}
