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
		if err != nil {
			return err
		}
		modules["rego/"+name], err = ast.ParseModuleWithOpts("rego/"+name, string(text), ast.ParserOptions{ProcessAnnotation: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return modules
}

// What `opa test rego/` does, and that no line of the controls and the library
// is left untested.
func TestRego(t *testing.T) {
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
	modules := regoModules(t)
	coverage := cover.New()
	results, err := tester.NewRunner().
		SetStore(store).
		SetModules(modules).
		SetTimeout(time.Minute).
		RaiseBuiltinErrors(true).
		SetCoverageQueryTracer(coverage).
		SetCoverageRuns(nil).
		RunTests(t.Context(), txn)
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
	if passed == 0 {
		t.Error("there are no tests in Rego")
	}
	t.Logf("%d tests in Rego pass", passed)
	untested(t, coverage.Report(modules))
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
		text := read(t, name)
		formatted, err := format.SourceWithOpts(name, []byte(text), format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Error(err)
		} else if string(formatted) != text {
			t.Errorf("%s is not formatted: opa fmt -w rego does it", name)
		}
	}
}
