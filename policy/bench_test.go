package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
	embedded "github.com/counterfoil/counterfoil/rego"
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

// BenchmarkPreparedOPAStruct is what a program would do with OPA alone: one
// prepared query for the findings of all controls, the record as a Go struct.
// It checks nothing of what Evaluate checks.
func BenchmarkPreparedOPAStruct(b *testing.B) {
	var parameters any
	if err := json.Unmarshal(policy.DefaultParameters().JSON(), &parameters); err != nil {
		b.Fatal(err)
	}
	store := inmem.NewFromObjectWithOpts(map[string]any{"counterfoil": map[string]any{"parameters": parameters}}, inmem.OptReturnASTValuesOnRead(true))
	var findings []string
	opts := []func(*rego.Rego){rego.Store(store)}
	err := fs.WalkDir(embedded.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		text, err := fs.ReadFile(embedded.FS(), name)
		opts = append(opts, rego.Module(name, string(text)))
		if parts := strings.Split(name, "/"); parts[0] == "controls" {
			findings = append(findings, fmt.Sprintf("%q: data.counterfoil.controls.%s.%s.findings", parts[1]+"."+parts[2], parts[1], parts[2]))
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	query, err := rego.New(append(opts, rego.Query("{"+strings.Join(findings, ", ")+"}"))...).PrepareForEval(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	type plain evidence.Record // without its methods
	input := struct {
		plain
		AsOf time.Time `json:"as_of"`
	}{plain(*base(b, "service_account_grant")), asOf}
	b.ReportAllocs()
	for b.Loop() {
		rs, err := query.Eval(b.Context(), rego.EvalInput(&input))
		if err != nil || len(rs) != 1 || len(rs[0].Expressions[0].Value.(map[string]any)) != len(findings) {
			b.Fatal(len(rs), err)
		}
	}
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

// BenchmarkWithParameters is what other parameters cost without compiling.
func BenchmarkWithParameters(b *testing.B) {
	s := compiled(b)
	p, err := policy.ParseParameters("p.json", policy.DefaultParameters().JSON())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.WithParameters(p); err != nil {
			b.Fatal(err)
		}
	}
}
