package policytest_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/policytest"
)

// Equal packs give equal reports, to the byte, on any number of cores.
func TestReportIsTheSame(t *testing.T) {
	pack := spoiled(t, "acme/asked_test.rego", "test_nobody", "todo_test_nobody")
	var first []byte
	for _, cores := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(cores)
		report, err := policytest.Test(t.Context(), policytest.WithFS(pack), policytest.WithMutation(100))
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := report.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b.Bytes()
		} else if !bytes.Equal(first, b.Bytes()) {
			t.Errorf("on %d cores\n%s\non one\n%s", cores, b.Bytes(), first)
		}
	}
	for _, want := range []string{`"survivors":[{`, `"missing":true`, `"state":"skipped"`} {
		if !bytes.Contains(first, []byte(want)) {
			t.Errorf("the report shows no %s: this pack is no test", want)
		}
	}
}

// Directories are named as they are given, and two packs are tested as one.
func TestTwoPacks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	if err := os.CopyFS(dir, asked()); err != nil {
		t.Fatal(err)
	}
	other := fstest.MapFS{}
	for name, file := range asked() {
		other[strings.ReplaceAll(name, "asked", "other")] = &fstest.MapFile{Data: bytes.ReplaceAll(file.Data, []byte("acme.asked"), []byte("acme.other"))}
	}
	other["acme/other_test.rego"].Data = bytes.ReplaceAll(other["acme/other_test.rego"].Data, []byte("asked.findings"), []byte("other.findings"))
	report, err := policytest.Test(t.Context(), policytest.WithDir(dir), policytest.WithFS(other))
	if err != nil {
		t.Fatal(err)
	}
	if !report.Passed() {
		t.Error(text(t, report))
	}
	var files []string
	for _, f := range report.Coverage.Lines {
		files = append(files, f.File)
	}
	slices.Sort(files)
	want := []string{filepath.ToSlash(dir) + "/acme/asked.rego", "acme/other.rego"}
	if slices.Sort(want); !slices.Equal(files, want) || len(report.Tests) != 8 {
		t.Errorf("%d tests of %q", len(report.Tests), files)
	}
}

// What cannot be tested, for other reasons than the policies.
func TestTestRefuses(t *testing.T) {
	pack := policytest.WithFS(asked())
	untested := asked()
	delete(untested, "acme/asked_test.rego")
	for _, tt := range []struct {
		name string
		opts []policytest.Option
		want string
	}{
		{"nothing", nil, "no policies were named"},
		{"both", []policytest.Option{pack, policytest.WithEmbedded()}, "not both at once"},
		{"parameters", []policytest.Option{policytest.WithEmbedded(), policytest.WithParameters(policy.DefaultParameters())}, "with the default parameters"},
		{"a pattern", []policytest.Option{pack, policytest.WithRun("[")}, "the pattern of tests to run: error parsing regexp"},
		{"no match", []policytest.Option{pack, policytest.WithRun("nobody_knows")}, `no test matches "nobody_knows"`},
		{"no tests", []policytest.Option{policytest.WithFS(untested)}, "there are no tests: put rules whose names begin with test_ into *_test.rego"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			report, err := policytest.Test(t.Context(), tt.opts...)
			if err == nil || !strings.Contains(err.Error(), tt.want) || report != nil {
				t.Errorf("got %v, %v; wanted …%s…", report, err, tt.want)
			}
		})
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	cancel(cause)
	if report, err := policytest.Test(ctx, pack); report != nil || !errors.Is(err, cause) && !errors.Is(err, context.Canceled) {
		t.Errorf("after the context has ended: %v, %v", report, err)
	}
}

// Each phase is told of, and comes to its end.
func TestProgress(t *testing.T) {
	var phases []string
	last := map[string]policytest.Progress{}
	report, err := policytest.Test(t.Context(), policytest.WithFS(asked()), policytest.WithMutation(100), policytest.WithProgress(func(p policytest.Progress) {
		if _, known := last[p.Phase]; !known {
			phases = append(phases, p.Phase)
		}
		if p.Done < last[p.Phase].Done {
			t.Errorf("%+v after %+v", p, last[p.Phase])
		}
		last[p.Phase] = p
	}))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(phases, []string{"tests", "records", "mutants"}) {
		t.Errorf("phases %q", phases)
	}
	if n := last["tests"].Done; n != len(report.Tests) {
		t.Errorf("told of %d tests of %d", n, len(report.Tests))
	}
	if p := last["records"]; p.Done != p.Total || p.Done != report.Silences.Records {
		t.Errorf("told of %+v, %d records", p, report.Silences.Records)
	}
	if p := last["mutants"]; p.Done != p.Total || p.Done != report.Mutation.Mutants {
		t.Errorf("told of %+v, %d mutants", p, report.Mutation.Mutants)
	}
}

// A test that puts to a control what no record is, is told so.
func TestUnjudged(t *testing.T) {
	pack := spoiled(t, "acme/asked_test.rego", `testing.without_requester(testing.human_grant)`, `{"request": {"id": "R-1"}}`)
	report, err := policytest.Test(t.Context(), policytest.WithFS(pack))
	if err != nil {
		t.Fatal(err)
	}
	const want = "acme/asked_test.rego:13: test_nobody puts to a control what it will never see\n    the record is not valid: "
	if got := text(t, report); !strings.HasPrefix(got, want) || report.Silences.Unfit != 1 {
		t.Errorf("got\n%s", got)
	}
}
