package suite_test

import (
	"testing"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// The embedded pack: all tests, on all cores.

func BenchmarkRun(b *testing.B) {
	build := compile(b, embedded(b), suite.CompileOptions{})
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		results, err := build.RunAll(b.Context(), build.Tests, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		n += len(results)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tests/s")
}

// BenchmarkCapture is the instrumented run, from compiling to hollow tests.
func BenchmarkCapture(b *testing.B) {
	p := embedded(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n += len(capture(b, p).Results)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tests/s")
}

func BenchmarkCompile(b *testing.B) {
	p := embedded(b)
	for _, o := range []struct {
		name string
		suite.CompileOptions
	}{{"strict", suite.CompileOptions{}}, {"lenient", suite.CompileOptions{Lenient: true}}} {
		b.Run(o.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				compile(b, p, o.CompileOptions)
			}
		})
	}
}

// BenchmarkExplain is what one failed test costs besides.
func BenchmarkExplain(b *testing.B) {
	build := compile(b, open(b, archive(b, "failures/plain.txtar")), suite.CompileOptions{})
	b.ReportAllocs()
	for b.Loop() {
		if f := build.Explain(b.Context(), build.Tests[0], suite.RunOptions{}); len(f) != 1 || f[0].Diff == "" {
			b.Fatalf("%+v", f)
		}
	}
}
