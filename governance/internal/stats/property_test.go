package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// generated is n lifetimes of up to limit, with many ties if limit is low, about
// a third censored.
func generated(r *rand.Rand, n, limit int) (ended, censored []time.Duration) {
	for range n {
		d := time.Duration(r.IntN(limit))
		if r.IntN(3) == 0 {
			censored = append(censored, d)
		} else {
			ended = append(ended, d)
		}
	}
	return ended, censored
}

// populations calls check with generated lifetimes of many sizes.
func populations(t *testing.T, check func(t *testing.T, r *rand.Rand, l Lifetimes)) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		ended, censored := generated(r, 1+r.IntN(80), 1+r.IntN(60))
		check(t, r, Lifetimes{NewDurations(ended...), NewDurations(censored...)})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// However the input is ordered and divided, and in whatever order the shards are
// merged, it is one run, and every result is the same to the last bit.
func TestMergeEqualsOneRun(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		ended, censored := generated(r, 1+r.IntN(5000), 1+r.IntN(5000))
		one := Lifetimes{NewDurations(slices.Clone(ended)...), NewDurations(slices.Clone(censored)...)}

		shards := make([]struct{ ended, censored Collector }, 1+r.IntN(6))
		r.Shuffle(len(ended), func(i, j int) { ended[i], ended[j] = ended[j], ended[i] })
		for _, d := range ended {
			shards[r.IntN(len(shards))].ended.Add(d)
		}
		for _, d := range censored {
			shards[r.IntN(len(shards))].censored.Add(d)
		}
		var parts []Lifetimes
		for i := range shards {
			parts = append(parts, Lifetimes{shards[i].ended.Durations(), shards[i].censored.Durations()})
		}
		for len(parts) > 1 { // any two, in any order: merging is associative and commutative
			r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			last := len(parts) - 1
			parts[last-1] = parts[last].Merge(parts[last-1])
			parts = parts[:last]
		}
		merged := parts[0]
		if diff := cmp.Diff(one, merged); diff != "" {
			t.Fatalf("seed %d: shards differ from one run (-one +merged):\n%s", seed, diff)
		}
		if err := merged.Ended.Validate(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		exported := cmp.AllowUnexported(Curve{}, Step{})
		if diff := cmp.Diff(KaplanMeier(one), KaplanMeier(merged), exported); diff != "" {
			t.Fatalf("seed %d: the curve differs:\n%s", seed, diff)
		}
	}
}

// S falls at each step, stays between 0 and 1 and inside its interval, and adds
// up: everybody ended, was censored, or is at risk.
func TestCurveIsACurve(t *testing.T) {
	populations(t, func(t *testing.T, _ *rand.Rand, l Lifetimes) {
		c := KaplanMeier(l)
		before, ended := 1.0, int64(0)
		for _, s := range c.Steps {
			if !(s.Survival < before && s.Survival >= 0) || !inside(s.Survival, s.Interval) || s.Interval.Low < 0 || s.Interval.High > 1 {
				t.Errorf("%+v after %v", s, before)
			}
			before = s.Survival
			ended += s.Ended
			survival, interval, ok := c.At(s.Time)
			if !ok || survival != s.Survival || interval != s.Interval {
				t.Errorf("at its own time %v %v %v, the step is %+v", survival, interval, ok, s)
			}
			if just, _, _ := c.At(s.Time - 1); just <= s.Survival {
				t.Errorf("just before %v it is %v already", s.Time, just)
			}
		}
		if ended != c.Ended || c.N != l.Len() || c.Ended != l.Ended.Len() {
			t.Errorf("%d ended in steps, %d of %d in the curve, %d of %d in the input", ended, c.Ended, c.N, l.Ended.Len(), l.Len())
		}
	})
}

// Without censoring S is the share that is left, and Greenwood's standard error
// that of a share: S(1 − S)/n.
func TestCurveWithoutCensoringIsTheShare(t *testing.T) {
	populations(t, func(t *testing.T, _ *rand.Rand, l Lifetimes) {
		left, n := l.Ended.Len(), l.Ended.Len()
		for i, s := range KaplanMeier(Lifetimes{Ended: l.Ended}).Steps {
			left -= l.Ended[i].N
			share := float64(left) / float64(n)
			if s.Survival != share {
				t.Errorf("%v, %d of %d are left", s.Survival, left, n)
			}
			if stdErr, ok := s.StdErr(); ok && !near(stdErr*stdErr, share*(1-share)/float64(n)) {
				t.Errorf("standard error %v of %d of %d", stdErr, left, n)
			}
		}
	})
}

// A quantile lies in its interval, later for a larger share, and by then that
// share had ended. Not reached is later than anything.
func TestQuantilesAreOrdered(t *testing.T) {
	late := func(b Bound) time.Duration {
		if !b.Reached {
			if b.Time != 0 {
				t.Errorf("%+v is not reached, yet has a time", b)
			}
			return math.MaxInt64
		}
		return b.Time
	}
	populations(t, func(t *testing.T, _ *rand.Rand, l Lifetimes) {
		c := KaplanMeier(l)
		var before Quantile
		for i, p := range []float64{0.05, 0.25, 0.5, 0.75, 0.9, 0.99} {
			q := c.Quantile(p)
			if late(q.Low) > late(q.Estimate) || late(q.Estimate) > late(q.High) {
				t.Errorf("quantile of %v: %+v", p, q)
			}
			if i > 0 && (late(before.Low) > late(q.Low) || late(before.Estimate) > late(q.Estimate) || late(before.High) > late(q.High)) {
				t.Errorf("quantile of %v: %+v comes before %+v", p, q, before)
			}
			if survival, _, ok := c.At(q.Estimate.Time); q.Estimate.Reached && (!ok || survival > 1-p+1e-9) {
				t.Errorf("quantile of %v: %v are left at %v", p, survival, q.Estimate.Time)
			}
			before = q
		}
	})
}

// Longer lifetimes never read as shorter ones: to censor later what was still
// held raises nothing, and what ended earlier lowers the curve.
func TestEndingEarlierLowersTheCurve(t *testing.T) {
	populations(t, func(t *testing.T, r *rand.Rand, l Lifetimes) {
		if len(l.Ended) == 0 {
			return
		}
		all := expanded(l.Ended)
		all[r.IntN(len(all))] -= time.Duration(1 + r.IntN(5))
		was, is := KaplanMeier(Lifetimes{Ended: l.Ended}), KaplanMeier(Lifetimes{Ended: NewDurations(all...)})
		for at := range time.Duration(60) {
			before, _, _ := was.At(at)
			after, _, _ := is.At(at)
			if after > before {
				t.Errorf("one ended earlier, and at %v the curve rose from %v to %v", at, before, after)
			}
		}
	})
}

func expanded(d Durations) []time.Duration {
	var all []time.Duration
	for _, c := range d {
		all = append(all, slices.Repeat([]time.Duration{c.Duration}, int(c.N))...)
	}
	return all
}

// Both tests look at order alone, and do not care which group comes first.
func TestTestsLookAtOrderAlone(t *testing.T) {
	stretched := func(d Durations) Durations {
		var s Durations
		for _, c := range d {
			s = append(s, Count{c.Duration*c.Duration*c.Duration + 12345, c.N})
		}
		return s
	}
	populations(t, func(t *testing.T, r *rand.Rand, a Lifetimes) {
		ended, censored := generated(r, 1+r.IntN(80), 1+r.IntN(60))
		b := Lifetimes{NewDurations(ended...), NewDurations(censored...)}
		test := LogRank(a, b)
		if test != LogRank(Lifetimes{stretched(a.Ended), stretched(a.Censored)}, Lifetimes{stretched(b.Ended), stretched(b.Censored)}) {
			t.Error("log-rank looks at more than order")
		}
		if !near(float64(test.EndedA+test.EndedB), test.ExpectedA+test.ExpectedB) || test.P < 0 || test.P > 1 {
			t.Errorf("%+v does not add up", test)
		}
		ranks := RankSum(a.Ended, b.Ended)
		if ranks != RankSum(stretched(a.Ended), stretched(b.Ended)) {
			t.Error("rank sum looks at more than order")
		}
		other := RankSum(b.Ended, a.Ended)
		if other.W+ranks.W != float64(ranks.NA)*float64(ranks.NB) || !near(other.P, ranks.P) || ranks.P <= 0 || ranks.P > 1 {
			t.Errorf("%+v, the other way round %+v", ranks, other)
		}
	})
}

// The count and the approximation are of one distribution: near each other where
// both can be had.
func TestRankSumApproximatesTheCount(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 3))
		var a, b []time.Duration
		for range 25 {
			a = append(a, time.Duration(r.IntN(40)))
			b = append(b, time.Duration(r.IntN(50)))
		}
		x, y := NewDurations(a...), NewDurations(b...)
		exact := RankSum(x, y)
		if !exact.Exact || math.Abs(exact.P-normalP(rank(x, y), exact)) > 0.01 {
			t.Errorf("seed %d: counted %v, approximated %v", seed, exact.P, normalP(rank(x, y), exact))
		}
	}
}

// Intervals hold their estimate, grow with the count, shrink with the records,
// and mirror each other.
func TestProportionIntervals(t *testing.T) {
	for n := int64(1); n <= 40; n++ {
		before := Interval{-1, -1}
		for k := range n + 1 {
			p := Proportion{k, n}
			rate, _ := p.Rate()
			w := p.Wilson()
			if !inside(rate, w) || w.Low < 0 || w.High > 1 || w.Low < before.Low || w.High <= before.High {
				t.Errorf("%v: %v after %v", p, w, before)
			}
			mirrored := Proportion{n - k, n}.Wilson()
			if !near(mirrored.Low, 1-w.High) || !near(mirrored.High, 1-w.Low) {
				t.Errorf("%v: %v, mirrored %v", p, w, mirrored)
			}
			if more := (Proportion{10 * k, 10 * n}).Wilson(); more.High-more.Low >= w.High-w.Low {
				t.Errorf("%v: ten times the records give %v, not narrower than %v", p, more, w)
			}
			before = w
		}
	}
}

func TestDifferenceIntervals(t *testing.T) {
	everyPair(func(a, b Proportion) {
		difference, interval, ok := Difference(a, b)
		if !ok || !inside(difference, interval) || interval.Low < -1 || interval.High > 1 {
			t.Errorf("%v %v: %v %v", a, b, difference, interval)
		}
		back, mirrored, _ := Difference(b, a)
		if back != -difference || !near(mirrored.Low, -interval.High) || !near(mirrored.High, -interval.Low) {
			t.Errorf("%v %v: %v, the other way round %v", a, b, interval, mirrored)
		}
	})
}

// Mid-p is a probability, the same from either side and of either outcome, 1 at
// the centre, and falls as the shares move apart.
func TestFisherMidPIsConsistent(t *testing.T) {
	everyPair(func(a, b Proportion) {
		p := FisherMidP(a, b)
		if p <= 0 || p > 1 {
			t.Errorf("%v %v: %v", a, b, p)
		}
		if other := FisherMidP(b, a); !near(p, other) {
			t.Errorf("%v %v: %v, the other way round %v", a, b, p, other)
		}
		if other := FisherMidP(Proportion{a.Of - a.Count, a.Of}, Proportion{b.Of - b.Count, b.Of}); !near(p, other) {
			t.Errorf("%v %v: %v, of the other outcome %v", a, b, p, other)
		}
		if a == b && !near(p, 1) {
			t.Errorf("%v twice: %v", a, p)
		}
		// One more in the group whose share is larger already, with as many in both.
		if a.Count < a.Of && b.Count > 0 && a.Count*b.Of >= b.Count*a.Of {
			if further := FisherMidP(Proportion{a.Count + 1, a.Of}, Proportion{b.Count - 1, b.Of}); further >= p {
				t.Errorf("%v %v: %v, further apart %v", a, b, p, further)
			}
		}
	})
}

func TestHolmIsMonotone(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		p := make([]float64, 1+r.IntN(12))
		for i := range p {
			p[i] = math.Round(r.Float64()*20) / 20 // with ties
		}
		adjusted := Holm(p)
		for i := range p {
			if adjusted[i] < p[i] || adjusted[i] > 1 || adjusted[i] > math.Min(1, p[i]*float64(len(p))) {
				t.Errorf("%v: %v", p, adjusted)
			}
			for j := range p {
				if p[i] < p[j] && adjusted[i] > adjusted[j] || p[i] == p[j] && adjusted[i] != adjusted[j] {
					t.Errorf("%v: %v is out of order", p, adjusted)
				}
			}
		}
	}
}

func everyPair(check func(a, b Proportion)) {
	for _, nA := range []int64{1, 2, 5, 12, 20} {
		for _, nB := range []int64{1, 3, 12, 30} {
			for a := range nA + 1 {
				for b := range nB + 1 {
					check(Proportion{a, nA}, Proportion{b, nB})
				}
			}
		}
	}
}

func inside(v float64, i Interval) bool { return i.Low <= v && v <= i.High }
