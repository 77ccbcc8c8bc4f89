package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// layers says what each part of the module may import of the module, besides
// itself. Data, and so imports, go one way.
var layers = map[string][]string{
	"evidence":   {},
	"rego":       {},
	"policy":     {"evidence", "rego"},
	"governance": {"evidence", "policy"},
	"cmd":        {"evidence", "policy", "governance"},
	"examples":   {"evidence", "policy", "governance"},
}

// modules are the other modules that each part, or one package, may import. The standard library
// is not mentioned; what only tests import is not judged.
var modules = map[string][]string{
	"evidence": {"github.com/go-json-experiment/json"},
	// A mapping is a document that people write, checked as parameters are.
	"evidence/source/mapped": {"github.com/santhosh-tekuri/jsonschema/v5", "go.yaml.in/yaml/v3"},
	"policy": {"github.com/open-policy-agent/opa", "github.com/santhosh-tekuri/jsonschema/v5", "github.com/go-json-experiment/json", "github.com/google/go-cmp", "github.com/sosodev/duration",
		"go.yaml.in/yaml/v3", "github.com/gobwas/glob"}, // the two that OPA brings, so that documents and globs are read as OPA reads them
	"governance": {"github.com/DataDog/sketches-go", "gonum.org/v1/gonum", "github.com/go-json-experiment/json"},
	"cmd":        {"github.com/spf13/cobra", "github.com/vbauerster/mpb/v8", "github.com/go-json-experiment/json"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

// packages lists the module's packages. Those in internal/ serve tests, and may
// import what they test.
func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("%v: %s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	var all []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if part(p.ImportPath) != "internal" {
			all = append(all, p)
		}
	}
	return all
}

// part is the top folder of a package of the module; "" of another's.
func part(importPath string) string {
	inside, ok := strings.CutPrefix(importPath, module+"/")
	if !ok {
		return ""
	}
	top, _, _ := strings.Cut(inside, "/")
	return top
}

func TestImportsGoOneWay(t *testing.T) {
	met := map[string]bool{}
	for _, p := range packages(t) {
		own := part(p.ImportPath)
		met[own] = true
		allowed, known := layers[own]
		if !known {
			t.Errorf("%s: a new part of the house: say in layers what it may import", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			switch other := part(imported); {
			case other == "":
				outside(t, p.ImportPath, own, imported)
			case other == own:
				within(t, p.ImportPath, imported)
			case imported == module+"/internal/spelling": // every part has names that people mistype
			case !slices.Contains(allowed, other):
				t.Errorf("%s imports %s: %s may import %v", p.ImportPath, imported, own, allowed)
			}
		}
	}
	if !met["evidence"] || !met["policy"] || !met["cmd"] {
		t.Errorf("go list saw only %v", slices.Sorted(maps.Keys(met)))
	}
}

// outside judges the import of another module's package.
func outside(t *testing.T, importPath, own, imported string) {
	t.Helper()
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return // the standard library
	}
	for _, m := range append(slices.Clone(modules[own]), modules[strings.TrimPrefix(importPath, module+"/")]...) {
		if imported == m || strings.HasPrefix(imported, m+"/") {
			return
		}
	}
	t.Errorf("%s imports %s: a dependency that was not chosen for %s", importPath, imported, own)
}

// within judges an import inside one part. A package never imports one below
// itself, unless that is an internal part of it, and one vendor's source never
// another's.
func within(t *testing.T, importPath, imported string) {
	t.Helper()
	if below, ok := strings.CutPrefix(imported, importPath+"/"); ok && !strings.HasPrefix(below, "internal/") {
		t.Errorf("%s imports %s, which is below it", importPath, imported)
	}
	sources := module + "/evidence/source"
	if path.Dir(importPath) == sources && path.Dir(imported) == sources {
		t.Errorf("%s imports %s: sources do not know each other", importPath, imported)
	}
}

// Who only reads or writes evidence must not pay for a policy compiler.
func TestEvidenceNeverReachesOPA(t *testing.T) {
	judged := 0
	for _, p := range packages(t) {
		if part(p.ImportPath) != "evidence" {
			continue
		}
		judged++
		for _, dep := range p.Deps {
			if strings.HasPrefix(dep, "github.com/open-policy-agent/") {
				t.Errorf("%s reaches %s", p.ImportPath, dep)
			}
		}
	}
	if judged == 0 {
		t.Error("there is no package below evidence")
	}
}
