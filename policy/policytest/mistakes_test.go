package policytest_test

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/policy/policytest"
	embedded "github.com/counterfoil/counterfoil/rego"
)

// Each archive is a pack with one of the mistakes that policy authors make, in
// which plain `opa test` finds nothing. What the kit says of it, in the member
// want, was worked out by hand: it must lead the author to the mistake. Its last
// line is the beginning of that of the report. A member mutate asks for mutants,
// too.
func TestMistakes(t *testing.T) {
	archives, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(archives) != 12 {
		t.Fatalf("%d archives, %v; there are ten classic mistakes and two of their kin", len(archives), err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pack, want := fstest.MapFS{}, ""
			opts := []policytest.Option{policytest.WithFS(pack)}
			for _, f := range archive.Files {
				switch f.Name {
				case "want":
					want = string(f.Data)
				case "mutate":
					opts = append(opts, policytest.WithMutation(100))
				default:
					pack[f.Name] = &fstest.MapFile{Data: f.Data}
				}
			}
			opaTest(t, pack)
			report, err := policytest.Test(t.Context(), opts...)
			if err != nil {
				t.Fatal(err)
			}
			if report.Passed() {
				t.Error("it passes")
			}
			want = strings.TrimSuffix(want, "\n")
			got := text(t, report)
			got = got[:min(len(want), len(got))]
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// opaTest does what `opa test` does with a pack beside the embedded library: no
// schema, built-in errors undefined. All tests pass, or the pack shows nothing.
func opaTest(t *testing.T, pack fs.FS) {
	t.Helper()
	modules := map[string]*ast.Module{}
	tests := 0
	for i, fsys := range []fs.FS{pack, embedded.FS()} {
		err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || path.Ext(name) != ".rego" || i > 0 && strings.HasSuffix(name, "_test.rego") {
				return err
			}
			source, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			tests += strings.Count(string(source), "\ntest_")
			modules[name], err = ast.ParseModuleWithOpts(name, string(source), ast.ParserOptions{RegoVersion: ast.RegoV1})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	defaults, err := fs.ReadFile(embedded.FS(), "counterfoil/parameters/defaults.yaml")
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
	results, err := tester.NewRunner().SetStore(store).SetModules(modules).RunTests(t.Context(), txn)
	if err != nil {
		t.Fatal(err)
	}
	passed := 0
	for r := range results {
		if !r.Pass() {
			t.Errorf("opa test: %v: %s: %v", r.Location, r.Name, r)
			continue
		}
		passed++
	}
	if passed == 0 || passed != tests {
		t.Errorf("opa test: %d of %d tests pass", passed, tests)
	}
}
