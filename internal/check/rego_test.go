package check

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
	"go.yaml.in/yaml/v3"

	"github.com/counterfoil/counterfoil/rego"
)

// regoModules parses every embedded file, tests included.
func regoModules(t *testing.T) map[string]*ast.Module {
	t.Helper()
	modules := map[string]*ast.Module{}
	err := fs.WalkDir(rego.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".rego") {
			return err
		}
		text, err := fs.ReadFile(rego.FS(), name)
		if err == nil {
			modules["rego/"+name] = parse(t, "rego/"+name, string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return modules
}

func parse(t *testing.T, name, text string) *ast.Module {
	t.Helper()
	m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{ProcessAnnotation: true})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What `opa test rego/` does, and that no line of the controls and the library
// is left untested.
func TestRego(t *testing.T) {
	modules := regoModules(t)
	coverage := cover.New()
	passed := runRego(t, modules, "", coverage)
	if passed == 0 {
		t.Error("there are no tests in Rego")
	}
	t.Logf("%d tests in Rego pass", passed)
	untested(t, coverage.Report(modules))
}

// runRego runs the tests of the packages below one, with the default parameters,
// and returns how many passed.
func runRego(t *testing.T, modules map[string]*ast.Module, below string, tracers ...topdown.QueryTracer) int {
	t.Helper()
	defaults, err := fs.ReadFile(rego.FS(), "counterfoil/parameters/defaults.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var parameters map[string]any
	if err := yaml.Unmarshal(defaults, &parameters); err != nil {
		t.Fatal(err)
	}
	store := inmem.NewFromObject(map[string]any{"counterfoil": map[string]any{"parameters": parameters}})
	txn, err := store.NewTransaction(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	runner := tester.NewRunner().
		SetStore(store).
		SetModules(modules).
		SetTimeout(time.Minute).
		RaiseBuiltinErrors(true).
		Filter("^data\\." + below).
		SetCoverageRuns(nil)
	for _, tracer := range tracers {
		runner.SetCoverageQueryTracer(tracer)
	}
	results, err := runner.RunTests(t.Context(), txn)
	if err != nil {
		t.Fatal(err)
	}
	passed := 0
	for r := range results {
		if r.Pass() && !r.Skip {
			passed++
			continue
		}
		t.Errorf("%v: %s.%s fails: %v\n%s", r.Location, r.Package, r.Name, r.Error, bytes.TrimSpace(r.Output))
	}
	return passed
}

func untested(t *testing.T, report cover.Report) {
	t.Helper()
	judged := 0
	for name, file := range report.Files {
		if strings.HasSuffix(name, "_test.rego") || strings.HasPrefix(name, "rego/testing/") {
			continue
		}
		judged++
		for i, lines := range file.NotCovered {
			if i == 0 || lines.Start.Row != file.NotCovered[i-1].Start.Row {
				t.Errorf("%s:%d: no test reaches this line", name, lines.Start.Row)
			}
		}
	}
	if judged < len(controlIDs) {
		t.Errorf("coverage speaks of %d files only", judged)
	}
}

func TestRegoIsFormatted(t *testing.T) {
	for _, name := range filesOf(t, "rego", ".rego") {
		formatted(t, name, read(t, name))
	}
}

func formatted(t *testing.T, name, text string) {
	t.Helper()
	want, err := format.SourceWithOpts(name, []byte(text), format.Opts{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Error(err)
	} else if string(want) != text {
		t.Errorf("%s is not formatted: opa fmt -w does it", name)
	}
}
