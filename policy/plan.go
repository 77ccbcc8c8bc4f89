package policy

import (
	"context"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"

	"github.com/counterfoil/counterfoil/policy/internal/plan"
)

// plan has the queries run as closures (see package plan). Those that cannot be
// are left to topdown, and say why.
func (s *Set) plan(ctx context.Context) error {
	queries := []*query{&s.requirement, &s.waivers, &s.measures}
	for _, c := range s.controls {
		queries = append(queries, &c.query)
	}
	planned, err := plan.Build(ctx, s.compiler, rules(queries...))
	if err != nil { // one of them spoils it for all
		queries = slices.DeleteFunc(queries, func(q *query) bool {
			_, q.unplanned = plan.Build(ctx, s.compiler, rules(q))
			return q.unplanned != nil
		})
		if planned, err = plan.Build(ctx, s.compiler, rules(queries...)); err != nil {
			return err
		}
	}
	program, err := plan.Compile(planned)
	if err != nil {
		return err
	}
	for _, q := range queries {
		for i, a := range q.asked {
			if q.asked[i].entry, err = program.Entry(a.rule); err != nil {
				q.unplanned = err
			}
		}
	}
	s.program = program
	return nil
}

func rules(queries ...*query) []ast.Ref {
	var all []ast.Ref
	for _, q := range queries {
		for _, a := range q.asked {
			all = append(all, a.rule)
		}
	}
	return all
}

// planned answers a query without topdown, if it can. The answer is nil when
// the query is undefined.
func (e *evaluation) planned(q *query) (answer topdown.QueryResult, ok bool) {
	if e.set.program == nil || q.unplanned != nil {
		return nil, false
	}
	if e.machine == nil {
		e.machine = e.set.program.Machine(topdown.BuiltinContext{
			Context: e.ctx, Cancel: e.cancel, Cache: builtins.Cache{}, Metrics: metrics.NoOp(),
			Time: zero, Capabilities: e.set.compiler.Capabilities(),
		}, ast.NewTerm(e.input), e.set.data)
	}
	answer = make(topdown.QueryResult, len(q.asked))
	for _, a := range q.asked {
		value, err := e.machine.Ask(a.entry)
		if err != nil {
			return nil, false // topdown knows how to put it
		}
		if value == nil {
			return nil, true
		}
		answer[a.name] = value
	}
	return answer, true
}

var zero = ast.InternedTerm(0) // nanoseconds since 1970: no policy can ask for the time

// forget forgets what was computed for other queries: it no longer holds.
func (e *evaluation) forget() {
	e.shared = topdown.NewVirtualCache()
	if e.machine != nil {
		e.machine.Forget()
	}
}
