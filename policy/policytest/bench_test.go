package policytest_test

import (
	"testing"

	"github.com/counterfoil/counterfoil/policy/policytest"
)

// What a policy author waits for: a small pack, from files to report.
func BenchmarkTest(b *testing.B) {
	for _, bb := range []struct {
		name string
		opts []policytest.Option
	}{
		{"plain", nil},
		{"mutation", []policytest.Option{policytest.WithMutation(100)}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			mutants := 0
			for b.Loop() {
				report, err := policytest.Test(b.Context(), append(bb.opts, policytest.WithFS(asked()))...)
				if err != nil || !report.Passed() {
					b.Fatal(err)
				}
				if report.Mutation != nil {
					mutants += report.Mutation.Mutants
				}
			}
			if mutants > 0 {
				b.ReportMetric(float64(mutants)/b.Elapsed().Seconds(), "mutants/s")
			}
		})
	}
}
