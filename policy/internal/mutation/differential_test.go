package mutation

import (
	"flag"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

var every = flag.Int("every", 0, "compare every n-th mutant of each file with its file compiled alone; 0 is one of every fifth file")

// Mutants compiled together say what each says compiled alone: every test of the
// file's own package passes or fails with both. So does the original, behind its
// wrappers.
func TestTogetherIsAlone(t *testing.T) {
	pack, err := suite.Embedded(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := &runner{pack: pack, others: compilable(pack)}
	for n, f := range pack.Of(suite.Policy) {
		if *every == 0 && n%5 != 0 {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			mutants, syntax := generate(f.Name, f.Source, f.Module)
			w := &fileWork{file: f, subject: newSubject(f.Name, f.Module)}
			variants, _ := w.subject.vary(f.Source, syntax, mutants)
			c, err := w.subject.compile(t.Context(), variants, r.others, r.shared(w))
			if err != nil {
				t.Fatal(err)
			}
			own := map[string]bool{}
			for _, other := range pack.Of(suite.Tests) {
				own[other.Name] = w.owns(other.Module.Package)
			}
			instrumented, err := w.subject.instrument(c.together)
			if err != nil {
				t.Fatal(err)
			}
			compile := func(m *ast.Module) (*suite.Build, error) {
				return pack.Compile(t.Context(), suite.CompileOptions{Replace: map[string]*ast.Module{f.Name: m}, Only: own, Lenient: true})
			}
			together, err := compile(instrumented)
			if err != nil {
				t.Fatal(err)
			}
			compare := func(v *variant, m *ast.Module) {
				alone, broken := compile(m)
				data := map[string]any{switches: w.subject.switchedTo(v)}
				failed := false
				for i, test := range together.Tests {
					got := together.Run(t.Context(), test, suite.RunOptions{Data: data, Steps: leeway})
					failed = failed || !got.Pass
					if broken != nil {
						continue
					}
					want := alone.Run(t.Context(), alone.Tests[i], suite.RunOptions{Steps: leeway})
					if got.Pass != want.Pass || got.OutOfSteps != want.OutOfSteps {
						t.Errorf("%s: together %v (%v), alone %v (%v)\n%s", test.Path(), got.Pass, got.Err, want.Pass, want.Err, v.Diff)
					}
				}
				if broken != nil && !failed { // a test that does not compile fails
					t.Errorf("together no test fails, alone: %v\n%s", broken, v.Diff)
				}
			}
			compare(&variant{Mutant: &Mutant{}}, f.Module)
			step, first := *every, 0
			if step == 0 {
				step, first = len(c.together)+1, n*31%max(len(c.together), 1)
			}
			for i := first; i < len(c.together); i += step {
				v := c.together[i]
				if check(f.Name, w.subject.mutated(v), r.others) != nil {
					continue // refused by the types of another file: stillborn if it survives
				}
				compare(v, w.subject.mutated(v))
			}
		})
	}
}
