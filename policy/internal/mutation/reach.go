package mutation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

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

// survey runs the tests of a pack with every group behind a wrapper, without
// mutants, and says what each test reaches. A test whose verdict changes by that
// alone is named in the error: it must not happen.
func survey(ctx context.Context, p *suite.Pack, subjects []*subject) ([]*reached, error) {
	replace := map[string]*ast.Module{}
	for _, s := range subjects {
		module, err := s.probed()
		if err != nil {
			return nil, err
		}
		replace[s.name] = module
	}
	build, err := p.Compile(ctx, suite.CompileOptions{Replace: replace, Lenient: true})
	if err != nil {
		return nil, fmt.Errorf("compiling the policies behind wrappers: %w", err)
	}
	var all []*reached
	of := map[*suite.Test]*reached{}
	for _, t := range build.Tests {
		if !t.Todo {
			r := &reached{test: t, places: map[place]bool{}}
			all, of[t] = append(all, r), r
		}
	}
	var tests []*suite.Test
	for _, r := range all {
		tests = append(tests, r.test)
	}
	results, err := build.RunAll(ctx, tests, func(t *suite.Test) suite.RunOptions {
		return suite.RunOptions{Tracers: []topdown.QueryTracer{of[t]}}
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

// probe names the rules that a survey watches.
const probe = "\x00probe\x00"

// probed is the module with each group behind a wrapper that asks nothing.
func (s *subject) probed() (*ast.Module, error) {
	out := *s.module
	out.Rules, out.Annotations, out.Comments = nil, nil, nil
	for i, rule := range s.module.Rules {
		g := s.groups[ruleName(rule)]
		if g.rules[0] != i {
			continue
		}
		wrappers, err := wrap(g, s.name+probe+g.name, renamed(g.name, nil), "")
		if err != nil {
			return nil, err
		}
		for _, rule := range wrappers {
			adopt(rule, &out)
		}
		out.Rules = append(out.Rules, wrappers...)
		for _, rule := range s.copies(g, nil) {
			rename(rule, renamed(g.name, nil))
			adopt(rule, &out)
			out.Rules = append(out.Rules, rule)
		}
	}
	return &out, nil
}

func (r *reached) Enabled() bool { return true }

func (r *reached) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// TraceEvent notes which wrappers the test enters.
func (r *reached) TraceEvent(e topdown.Event) {
	if e.Op != topdown.EnterOp {
		return
	}
	rule, ok := e.Node.(*ast.Rule)
	if !ok || rule.Location == nil {
		return
	}
	if file, group, ok := strings.Cut(rule.Location.File, probe); ok {
		r.places[place{file, group}] = true
	}
}
