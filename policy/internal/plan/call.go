package plan

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// call compiles the call of a rule, a function or a built-in.
func (c *compiler) call(s *ir.CallStmt) (step, error) {
	fn, planned := c.functions[s.Func]
	switch {
	case !planned:
		return c.builtin(s)
	case fn.unknown != nil:
		return nil, fn.unknown
	case len(s.Args) != len(fn.params):
		return nil, fmt.Errorf("a call of %s with %d arguments", s.Func, len(s.Args))
	case fn.memo >= 0:
		return c.rule(s, fn), nil
	}
	return c.apply(s, fn), nil
}

func (c *compiler) rule(s *ir.CallStmt, fn *function) step {
	to := c.local(s.Result)
	return func(m *Machine, l []*ast.Term) signal {
		value, out := m.rule(fn)
		return deliver(l, to, value, out)
	}
}

// deliver puts what a call came to where the caller wants it.
func deliver(l []*ast.Term, to int, value *ast.Term, out signal) signal {
	switch {
	case out != on:
		return out
	case value == nil:
		return undefined
	}
	l[to] = value
	return on
}

// dynamic calls the rule whose path is computed. Where there is none, the plan
// goes on with the documents of data.
func (c *compiler) dynamic(s *ir.CallDynamicStmt) step {
	path, to, rules := c.operands(s.Path[1:]), c.local(s.Result), c.entries
	return func(m *Machine, l []*ast.Term) signal {
		names := make([]string, len(path))
		for i, p := range path {
			name, ok := whole[ast.String](p.in(l))
			if !ok {
				return undefined
			}
			names[i] = string(name)
		}
		fn := rules[keyOf(names)]
		switch {
		case fn == nil:
			return undefined
		case fn.unknown != nil:
			return m.fail(fn.unknown)
		}
		value, out := m.rule(fn)
		return deliver(l, to, value, out)
	}
}

// apply calls a function with arguments, the first two of which are input and
// data.
func (c *compiler) apply(s *ir.CallStmt, fn *function) step {
	args, to := c.operands(s.Args[2:]), c.local(s.Result)
	return func(m *Machine, l []*ast.Term) signal {
		callee := m.enter(fn)
		for i, a := range args {
			callee[fn.params[i+2]] = a.in(l)
		}
		value, out := m.run(fn, callee)
		m.leave(callee)
		return deliver(l, to, value, out)
	}
}

func (c *compiler) builtin(s *ir.CallStmt) (step, error) {
	f, decl := topdown.GetBuiltin(s.Func), ast.BuiltinMap[s.Func]
	switch {
	case f == nil || decl == nil:
		return nil, fmt.Errorf("the built-in %s, which is not known", s.Func)
	case decl.Relation:
		return nil, fmt.Errorf("the built-in %s, which has several answers", s.Func)
	case decl.Nondeterministic:
		return nil, fmt.Errorf("the built-in %s, which has another answer each time", s.Func)
	case decl.Decl.Result() == nil:
		return nil, fmt.Errorf("the built-in %s, which has no answer", s.Func)
	}
	operands, to := c.operands(s.Args), c.local(s.Result)
	return func(m *Machine, l []*ast.Term) signal {
		args, ok := m.read(operands, l)
		if !ok {
			return m.fail(errUndefined)
		}
		m.result = nil
		if err := f(m.builtins, args, m.take); err != nil {
			return m.fail(err)
		}
		if m.result == nil {
			return undefined
		}
		l[to] = m.result
		return on
	}, nil
}
