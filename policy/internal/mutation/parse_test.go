package mutation

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/rego"
)

// Every file of the house is understood, rule by rule, as OPA understands it.
func TestParseAgreesWithOPA(t *testing.T) {
	err := fs.WalkDir(rego.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".rego") {
			return err
		}
		source, err := fs.ReadFile(rego.FS(), name)
		if err != nil {
			return err
		}
		agree(t, name, source)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// agree compares what is understood of a source with OPA's tree: each rule and
// branch with its number of literals.
func agree(t *testing.T, name string, source []byte) {
	t.Helper()
	module, err := ast.ParseModuleWithOpts(name, string(source), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	got := parse(source, module)
	for _, e := range got.unread {
		t.Errorf("%s:%d: %s", name, e.line, e.message)
	}
	for i, r := range got.rules {
		if r == nil {
			continue
		}
		want := module.Rules[i]
		if r.start != want.Location.Offset || r.name != string(want.Head.Ref()[0].Value.(ast.Var)) {
			t.Errorf("%s: rule %d is %s at %d, OPA has %s at %d", name, i, r.name, r.start, want.Head.Ref(), want.Location.Offset)
		}
		for branch, w := r, want; ; branch, w = branch.branch, w.Else {
			if (branch == nil) != (w == nil) {
				t.Errorf("%s: rule %s has not the branches that OPA has", name, r.name)
			}
			if branch == nil || w == nil {
				break
			}
			literals := 1
			if branch.body != nil {
				literals = len(branch.body.literals)
			}
			if literals != len(w.Body) {
				t.Errorf("%s: rule %s has %d literals, OPA has %d", name, r.name, literals, len(w.Body))
			}
			if len(branch.args) != len(w.Head.Args) || branch.partial != (w.Head.Key != nil && w.Head.Value == nil) {
				t.Errorf("%s: rule %s is not of the kind that OPA has", name, r.name)
			}
		}
	}
}
