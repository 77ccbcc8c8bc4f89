package check

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

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
