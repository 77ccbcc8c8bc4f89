package governance_test

import (
	"fmt"
	"iter"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/governance"
	"github.com/counterfoil/counterfoil/internal/generate"
)

// stream generates n records, one at a time.
func stream(n int) iter.Seq2[*evidence.Record, error] {
	return func(yield func(*evidence.Record, error) bool) {
		for g := generate.Records(7); n > 0; n-- {
			if !yield(g.Next(), nil) {
				return
			}
		}
	}
}

// BenchmarkAssess assesses generated populations of three sizes, a tenfold
// each. The largest takes minutes; -short leaves it out:
//
//	go test ./governance -run xxx -bench Assess -benchtime 1x -timeout 60m
//
// peak-MB is the most memory that the process ever had, so that each size is
// best run on its own (-bench 'Assess/1000000').
func BenchmarkAssess(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			if testing.Short() && n > 10_000 {
				b.Skip("takes minutes")
			}
			set := embedded(b)
			for b.Loop() {
				a, err := governance.Assess(b.Context(), set, governance.Period{From: generatedPeriod.From.AddDate(0, 0, -9), To: generate.AsOf}, generate.AsOf, stream(n))
				if err != nil || a.Population.Received != n {
					b.Fatal(a, err)
				}
			}
			rate := float64(n*b.N) / b.Elapsed().Seconds()
			b.ReportMetric(rate, "records/s")
			b.ReportMetric(rate/float64(runtime.GOMAXPROCS(0)), "records/s/core")
			b.ReportMetric(peak(), "peak-MB")
		})
	}
}

// peak is the most memory that the process had resident, in MB, as Linux says;
// elsewhere 0.
func peak() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		var kB float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kB); n == 1 {
			return kB / 1000
		}
	}
	return 0
}

// BenchmarkMerge merges two assessments of 2,000 records each into an empty one.
func BenchmarkMerge(b *testing.B) {
	units := generated(8, 4000)
	x, y := assessGenerated(b, units[:2000]), assessGenerated(b, units[2000:])
	b.ReportAllocs()
	for b.Loop() {
		sum := assessGenerated(b, nil)
		for _, a := range []*governance.Assessment{x, y} {
			if err := sum.Merge(a); err != nil {
				b.Fatal(err)
			}
		}
	}
}
