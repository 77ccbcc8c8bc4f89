package mutation

import (
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// OPA's index leaves out the wrappers of all mutants but the one that the switch
// names: the cost of a call does not grow with their number.
func TestIndexFindsTheWrapper(t *testing.T) {
	pack, _ := open(t, "testdata/runs/fates.txtar")
	f := pack.Files["lib/steps.rego"]
	mutants, syntax := generate(f.Name, f.Source, f.Module)
	s := newSubject(f.Name, f.Module)
	variants, _ := s.vary(f.Source, syntax, mutants)
	c, err := s.compile(t.Context(), variants, compilable(pack), func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	module, err := s.instrument(c.together)
	if err != nil {
		t.Fatal(err)
	}
	build, err := pack.Compile(t.Context(), suite.CompileOptions{Replace: map[string]*ast.Module{f.Name: module}, Lenient: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range c.together {
		entered := 0
		for _, test := range build.Tests {
			trace := topdown.NewBufferTracer()
			build.Run(t.Context(), test, suite.RunOptions{
				Data: map[string]any{switches: s.switchedTo(v)}, Steps: leeway, Tracers: []topdown.QueryTracer{trace},
			})
			for _, e := range *trace {
				rule, ok := e.Node.(*ast.Rule)
				if !ok || e.Op != topdown.EnterOp || ruleName(rule) != v.group {
					continue
				}
				entered++
				if rule.Location.File != v.file() {
					t.Fatalf("mutant %d of %s: the wrapper of %q is entered", v.number, v.group, rule.Location.File)
				}
			}
		}
		if entered == 0 && v.group != "idle" {
			t.Errorf("mutant %d of %s: its wrapper is never entered", v.number, v.group)
		}
	}
}
