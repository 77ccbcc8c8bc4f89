package policy_test

import (
	"testing"

	"github.com/counterfoil/counterfoil/policy"
)

// BenchmarkEvaluateTopdown is BenchmarkEvaluate without plans.
func BenchmarkEvaluateTopdown(b *testing.B) {
	s, r := policy.ByTopdown(compiled(b)), base(b, "service_account_grant")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Evaluate(b.Context(), r, asOf); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
