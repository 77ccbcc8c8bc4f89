package mutation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// place is a group of rules of a file.
type place struct{ file, group string }

// reached is what the unmutated run showed of a test.
type reached struct {
	test   *suite.Test
	steps  int64
	places map[place]bool
}

// survey runs the tests of a pack with every group behind a wrapper that notes
// that it was asked, without mutants, and says what each test reaches. A test
// that fails by that alone is named in the error: it must not happen.
func survey(ctx context.Context, p *suite.Pack, subjects []*subject) ([]*reached, error) {
	replace := map[string]*ast.Module{}
	var places []place
	for _, s := range subjects {
		module, err := s.probed(&places)
		if err != nil {
			return nil, err
		}
		replace[s.name] = module
	}
	build, err := p.Compile(ctx, suite.CompileOptions{Replace: replace, Lenient: true, Builtins: []*ast.Builtin{probe}})
	if err != nil {
		return nil, fmt.Errorf("compiling the policies behind wrappers: %w", err)
	}
	var all []*reached
	var tests []*suite.Test
	of := map[*suite.Test]*reached{}
	for _, t := range build.Tests {
		if !t.Todo {
			r := &reached{test: t, places: map[place]bool{}}
			all, tests, of[t] = append(all, r), append(tests, t), r
		}
	}
	results, err := build.RunAll(ctx, tests, func(t *suite.Test) suite.RunOptions {
		return suite.RunOptions{Builtins: map[string]*topdown.Builtin{probe.Name: of[t].note(places)}}
	}, nil)
	if err != nil {
		return nil, err
	}
	var failed []string
	for i, r := range results {
		all[i].steps = r.Verdict.Steps
		if !r.Verdict.Pass {
			failed = append(failed, r.Test.Path())
		}
	}
	if failed != nil {
		slices.Sort(failed)
		return nil, fmt.Errorf("tests fail without any mutant: %s", strings.Join(failed, ", "))
	}
	return all, nil
}

// probe is what wrappers call with the number of their place.
var probe = &ast.Builtin{Name: "counterfoil.reached", Decl: types.NewFunction(types.Args(types.N), types.B)}

// note implements the probe for one test.
func (r *reached) note(places []place) *topdown.Builtin {
	return &topdown.Builtin{Decl: probe, Func: func(_ topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
		if n, ok := operands[0].Value.(ast.Number); ok {
			i, _ := n.Int()
			r.places[places[i]] = true
		}
		return iter(ast.InternedTerm(true))
	}}
}

// probed is the module with each group behind a wrapper that calls the probe.
func (s *subject) probed(places *[]place) (*ast.Module, error) {
	out := *s.module
	out.Rules, out.Annotations, out.Comments = nil, nil, nil
	for i, rule := range s.module.Rules {
		g := s.groups[ruleName(rule)]
		if g.rules[0] != i {
			continue
		}
		wrappers, err := wrap(g, s.name, renamed(g.name, nil), fmt.Sprintf("%s(%d); ", probe.Name, len(*places)))
		if err != nil {
			return nil, err
		}
		*places = append(*places, place{s.name, g.name})
		s.add(&out, wrappers, g, nil)
	}
	return &out, nil
}
