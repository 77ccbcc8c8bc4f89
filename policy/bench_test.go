package policy_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

func compiled(tb testing.TB, opts ...policy.Option) *policy.Set {
	tb.Helper()
	s, err := policy.Compile(context.Background(), opts...)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func BenchmarkEvaluate(b *testing.B) {
	s, r := compiled(b), base(b, "service_account_grant")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Evaluate(b.Context(), r, asOf); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkEvaluateParallel(b *testing.B) {
	s := compiled(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		r := base(b, "service_account_grant")
		for pb.Next() {
			if _, err := s.Evaluate(b.Context(), r, asOf); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkDecode(b *testing.B) {
	var line bytes.Buffer
	if err := evidence.Encode(&line, base(b, "service_account_grant")); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(line.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := evidence.Decode("record", bytes.NewReader(line.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		compiled(b)
	}
}
