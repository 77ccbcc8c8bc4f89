package suite

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// trace keeps the events of a run that happen in the files of tests, with the
// values of variables.
type trace struct {
	tests  map[string]bool
	events []topdown.Event
}

func (b *Build) newTrace() *trace {
	t := &trace{tests: map[string]bool{}}
	for _, f := range b.pack.Of(Tests) {
		t.tests[f.Name] = true
	}
	return t
}

func (*trace) Enabled() bool { return true }

func (*trace) Config() topdown.TraceConfig { return topdown.TraceConfig{PlugLocalVars: true} }

func (t *trace) TraceEvent(e topdown.Event) {
	switch e.Op {
	case topdown.EnterOp, topdown.ExitOp, topdown.EvalOp, topdown.FailOp:
		if e.Location != nil && t.tests[e.Location.File] {
			t.events = append(t.events, e)
		}
	}
}

// enter returns the query that evaluates a test's body.
func (t *trace) enter(test *Test) (uint64, bool) {
	for _, e := range t.events {
		if rule, ok := e.Node.(*ast.Rule); ok && e.Op == topdown.EnterOp && rule == test.Rule {
			return e.QueryID, true
		}
	}
	return 0, false
}

// furthest returns the event at which a query failed, within a range of
// events: of the expression that is last in its body, the last. tried is how
// often this expression failed.
func (t *trace) furthest(query uint64, from, to int) (at, tried int) {
	at, index := -1, -1
	for i := from; i < to; i++ {
		e := &t.events[i]
		expr, ok := e.Node.(*ast.Expr)
		if !ok || e.Op != topdown.FailOp || e.QueryID != query || expr.Index < index {
			continue
		}
		if expr.Index > index {
			index, tried = expr.Index, 0
		}
		at = i
		tried++
	}
	return at, tried
}

// body returns what a query evaluates.
func (t *trace) body(query uint64) ast.Body {
	for i := range t.events {
		if e := &t.events[i]; e.Op == topdown.EnterOp && e.QueryID == query {
			switch n := e.Node.(type) {
			case *ast.Rule:
				return n.Body
			case ast.Body:
				return n
			}
		}
	}
	return nil
}

// children returns the queries that were entered below a query within a range
// of events, and whether any of them succeeded.
func (t *trace) children(query uint64, from, to int, wanted func(ast.Node) bool) (ids []uint64, succeeded bool) {
	for i := from; i < to; i++ {
		e := &t.events[i]
		if e.ParentID != query || !wanted(e.Node) {
			continue
		}
		switch e.Op {
		case topdown.EnterOp:
			ids = append(ids, e.QueryID)
		case topdown.ExitOp:
			succeeded = true
		}
	}
	return ids, succeeded
}

// descend returns the expression that made a query fail, and what it is in
// there that failed, from the outside in. with is what replaces input and data
// around the query; loop is the every that the query is the body of, or nil.
func (x *explanation) descend(query uint64, from, to int, with []*ast.With, loop *ast.Every) []Place {
	at, tried := x.trace.furthest(query, from, to)
	if at < 0 {
		return nil
	}
	failed := x.trace.events[at]
	expr := failed.Node.(*ast.Expr)
	start := at
	for start > from && !(x.trace.events[start].Op == topdown.EvalOp && x.trace.events[start].QueryID == query && x.trace.events[start].Node == failed.Node) {
		start--
	}
	around := within(with, expr.With, failed.Locals)
	places := []Place{x.place(query, failed, tried, around, loop)}
	every, _ := expr.Terms.(*ast.Every)
	switch {
	case every != nil:
		loops, _ := x.trace.children(query, start, at, func(ast.Node) bool { return true })
		for _, loop := range loops {
			bodies, _ := x.trace.children(loop, start, at, func(n ast.Node) bool { _, ok := n.(ast.Body); return ok })
			if len(bodies) > 0 { // the last one ended it
				return append(places, x.descend(bodies[len(bodies)-1], start, at, around, every)...)
			}
		}
	case !expr.Negated:
		rules, succeeded := x.trace.children(query, start, at, func(n ast.Node) bool { _, ok := n.(*ast.Rule); return ok })
		if succeeded {
			break // it has a value, which is not what the expression needs
		}
		best, furthest := uint64(0), -1
		for _, rule := range rules {
			if i, _ := x.trace.furthest(rule, start, at); i >= 0 && x.trace.events[i].Node.(*ast.Expr).Index > furthest {
				best, furthest = rule, x.trace.events[i].Node.(*ast.Expr).Index
			}
		}
		if furthest >= 0 {
			return append(places, x.descend(best, start, at, around, nil)...)
		}
	}
	return places
}
