package silence

import (
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// BenchmarkHunt takes apart the records of the embedded tests of one control.
func BenchmarkHunt(b *testing.B) {
	pack, err := suite.Embedded(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	capture, err := pack.Capture(b.Context(), suite.CaptureOptions{Run: func(t *suite.Test) bool {
		return strings.HasPrefix(t.Package, "counterfoil.controls.grant.exact")
	}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	parts := 0
	for b.Loop() {
		r, err := Hunt(b.Context(), pack, capture.Seen, Options{AsOf: asOf})
		if err != nil {
			b.Fatal(err)
		}
		parts += r.Removals
	}
	b.ReportMetric(float64(parts)/b.Elapsed().Seconds(), "parts/s")
}
