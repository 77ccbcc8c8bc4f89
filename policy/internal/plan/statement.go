package plan

import (
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// statement compiles a statement.
func (c *compiler) statement(s ir.Stmt, outer uint32) (step, error) {
	switch s := s.(type) {
	case *ir.BlockStmt:
		return c.nested(s, func(b *ir.Block) (block, error) { return c.block(b, outer+1) })
	case *ir.BreakStmt:
		return c.jump(s, outer)
	case *ir.NotStmt:
		return c.not(s)
	case *ir.ScanStmt:
		return c.scan(s)
	case *ir.CallStmt:
		return c.call(s)
	case *ir.CallDynamicStmt:
		return c.dynamic(s), nil
	case *ir.ReturnLocalStmt:
		return c.give(s), nil
	case *ir.NopStmt:
		return func(*Machine, []*ast.Term) signal { return on }, nil
	case *ir.DotStmt:
		return c.dot(s), nil
	case *ir.LenStmt:
		return c.length(s), nil
	case *ir.EqualStmt:
		return c.compare(s.A, s.B, true), nil
	case *ir.NotEqualStmt:
		return c.compare(s.A, s.B, false), nil
	case *ir.IsArrayStmt:
		return is[*ast.Array](c, s.Source), nil
	case *ir.IsObjectStmt:
		return is[ast.Object](c, s.Source), nil
	case *ir.IsSetStmt:
		return is[ast.Set](c, s.Source), nil
	case *ir.IsDefinedStmt:
		return c.defined(s.Source, true), nil
	case *ir.IsUndefinedStmt:
		return c.defined(s.Source, false), nil
	case *ir.ArrayAppendStmt:
		return c.arrayAppend(s)
	case *ir.SetAddStmt:
		return c.setAdd(s)
	case *ir.ObjectInsertStmt:
		return c.objectInsert(s.Object, s.Key, s.Value, false)
	case *ir.ObjectInsertOnceStmt:
		return c.objectInsert(s.Object, s.Key, s.Value, true)
	case *ir.AssignVarStmt:
		return c.assign(s.Target, s.Source), nil
	case *ir.AssignVarOnceStmt:
		return c.assignOnce(s), nil
	case *ir.AssignIntStmt:
		return c.set(s.Target, ast.InternedTerm(s.Value)), nil
	case *ir.ResetLocalStmt:
		return c.set(s.Target, nil), nil
	case *ir.MakeNullStmt:
		return c.set(s.Target, ast.InternedNullTerm), nil
	case *ir.MakeNumberIntStmt:
		return c.set(s.Target, ast.InternedTerm(s.Value)), nil
	case *ir.MakeNumberRefStmt:
		return c.set(s.Target, c.number(s)), nil
	case *ir.MakeArrayStmt:
		return c.set(s.Target, noArray), nil
	case *ir.MakeObjectStmt:
		return c.set(s.Target, noObject), nil
	case *ir.MakeSetStmt:
		return c.set(s.Target, noSet), nil
	case *ir.WithStmt:
		return nil, errors.New("a replaced document (with)")
	case *ir.ObjectMergeStmt: // met only where data and rules share a path
		return func(m *Machine, _ []*ast.Term) signal { return m.fail(errMerge) }, nil
	}
	return nil, fmt.Errorf("a statement of the kind %T", s)
}

var errMerge = errors.New("rules and documents of data under one name")

// set gives a local the same value whenever it runs.
func (c *compiler) set(target ir.Local, t *ast.Term) step {
	to := c.local(target)
	return func(_ *Machine, l []*ast.Term) signal {
		l[to] = t
		return on
	}
}

func (c *compiler) assign(target ir.Local, source ir.Operand) step {
	to, from := c.local(target), c.operand(source)
	return func(_ *Machine, l []*ast.Term) signal {
		l[to] = from.in(l)
		return on
	}
}

func (c *compiler) assignOnce(s *ir.AssignVarOnceStmt) step {
	to, from := c.local(s.Target), c.operand(s.Source)
	return func(m *Machine, l []*ast.Term) signal {
		v := from.in(l)
		if v == nil {
			return m.fail(errUndefined)
		}
		switch old := l[to]; {
		case old == nil:
			l[to] = v
		case !equal(old, v):
			return m.failf("two values for one rule")
		}
		return on
	}
}

// defined compiles the checks whether a local has a value.
func (c *compiler) defined(source ir.Local, want bool) step {
	from := c.operand(ir.Operand{Value: source})
	return func(_ *Machine, l []*ast.Term) signal {
		if (from.in(l) != nil) != want {
			return undefined
		}
		return on
	}
}

// is compiles the checks of what kind a value is.
func is[T ast.Value](c *compiler, source ir.Operand) step {
	from := c.operand(source)
	return func(_ *Machine, l []*ast.Term) signal {
		if _, ok := whole[T](from.in(l)); !ok {
			return undefined
		}
		return on
	}
}

// dot looks up an element. In the documents of data, and only there, topdown
// takes 1 and "1" for the same key: such a look-up is left to it.
func (c *compiler) dot(s *ir.DotStmt) step {
	source, key, to := c.operand(s.Source), c.operand(s.Key), c.local(s.Target)
	from, ok := s.Source.Value.(ir.Local)
	inData := ok && (from == ir.Data || c.data[from])
	c.data[s.Target] = inData
	return func(m *Machine, l []*ast.Term) signal {
		t, k := source.in(l), key.in(l)
		if t == nil || k == nil {
			return m.fail(errUndefined)
		}
		var found *ast.Term
		switch v := t.Value.(type) {
		case ast.Object:
			found = v.Get(k)
		case *ast.Array:
			found = v.Get(k)
		case ast.Set:
			if v.Contains(k) {
				found = k
			}
		}
		switch {
		case found != nil:
			l[to] = found
			return on
		case inData && !fits(t, k):
			return m.failf("data has no key %v, unless spelt otherwise", k)
		}
		return undefined
	}
}

// fits reports whether a key is of the kind that the keys of a document are.
func fits(document, key *ast.Term) bool {
	_, list := document.Value.(*ast.Array)
	_, number := key.Value.(ast.Number)
	return list == number
}

func (c *compiler) length(s *ir.LenStmt) step {
	from, to := c.operand(s.Source), c.local(s.Target)
	return func(m *Machine, l []*ast.Term) signal {
		list, ok := whole[ast.Value](from.in(l))
		counted, countable := list.(interface{ Len() int })
		if !ok || !countable {
			return m.failf("a length of what has none")
		}
		l[to] = ast.InternedTerm(counted.Len())
		return on
	}
}

// compare compiles equality and its opposite. An undefined operand is neither.
func (c *compiler) compare(a, b ir.Operand, want bool) step {
	x, y := c.operand(a), c.operand(b)
	return func(m *Machine, l []*ast.Term) signal {
		v, w := x.in(l), y.in(l)
		if v == nil || w == nil {
			return m.fail(errUndefined)
		}
		if equal(v, w) != want {
			return undefined
		}
		return on
	}
}

func equal(a, b *ast.Term) bool {
	if a == b {
		return true
	}
	if s, ok := a.Value.(ast.String); ok {
		t, ok := b.Value.(ast.String)
		return ok && s == t
	}
	return ast.Compare(a.Value, b.Value) == 0
}
