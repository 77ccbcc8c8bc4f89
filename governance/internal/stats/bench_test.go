package stats

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// population is n lifetimes of up to 30 days, to the second, a tenth censored.
func population(seed uint64, n int) Lifetimes {
	r := rand.New(rand.NewPCG(seed, 0))
	var ended, censored Collector
	for range n {
		d := time.Duration(r.IntN(30*24*3600)) * time.Second
		if r.IntN(10) == 0 {
			censored.Add(d)
		} else {
			ended.Add(d)
		}
	}
	return Lifetimes{ended.Durations(), censored.Durations()}
}

func benchSizes(b *testing.B, f func(b *testing.B, n int)) {
	for _, n := range []int{1e4, 1e5, 1e6} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			f(b, n)
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

func BenchmarkCollector(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		for b.Loop() {
			if got := population(1, n); got.Len() != int64(n) {
				b.Fatal(got.Len())
			}
		}
	})
}

func BenchmarkKaplanMeier(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		l := population(1, n)
		for b.Loop() {
			KaplanMeier(l).Quantile(0.5)
		}
	})
}

func BenchmarkLogRank(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		x, y := population(1, n/2), population(2, n/2)
		for b.Loop() {
			LogRank(x, y)
		}
	})
}

func BenchmarkRankSum(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		x, y := population(1, n/2), population(2, n/2)
		for b.Loop() {
			RankSum(x.Ended, y.Ended)
		}
	})
}

// The dearest count: 25 against 25.
func BenchmarkRankSumExact(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 0))
	var x, y []time.Duration
	for range 25 {
		x, y = append(x, time.Duration(r.Int64())), append(y, time.Duration(r.Int64()))
	}
	first, second := NewDurations(x...), NewDurations(y...)
	b.ReportAllocs()
	for b.Loop() {
		RankSum(first, second)
	}
}

func BenchmarkFisherMidP(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		half := int64(n / 2)
		for b.Loop() {
			FisherMidP(Proportion{half / 10, half}, Proportion{half / 9, half})
		}
	})
}
