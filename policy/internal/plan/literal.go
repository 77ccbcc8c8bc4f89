package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// literal is a collection whose items are known at one point: an array, a set or
// an object as written in a rule. It is made there at once, not item by item.
type literal struct {
	keys, values []operand
	left         int // items still to come
}

// literalAt notes the literal that the first statement of a list begins: nothing
// but the making of collections comes before its last item.
func (c *compiler) literalAt(list []ir.Stmt) bool {
	target, t := c.literal(list[0])
	left := c.uses.fills[target]
	if t == nil || left == 0 || c.uses.writes[target] != 1 {
		return false
	}
	for _, s := range list[1:] {
		into, fills := filledBy(s)
		if _, makes := c.literal(s); makes == nil && !fills {
			return false
		}
		if fills && into == target {
			if left--; left == 0 {
				c.literals[target] = &literal{left: c.uses.fills[target]}
				return true
			}
		}
	}
	return false
}

// filledBy returns the local that a statement adds an item to. The items of
// comprehensions and rules are not added so.
func filledBy(s ir.Stmt) (ir.Local, bool) {
	switch s := s.(type) {
	case *ir.ArrayAppendStmt:
		return s.Array, true
	case *ir.SetAddStmt:
		return s.Set, true
	case *ir.ObjectInsertStmt:
		return s.Object, true
	}
	return 0, false
}

// item notes an item of a literal. The last one makes the literal; ok is false
// where a statement is about none.
func (c *compiler) item(s ir.Stmt) (made step, ok bool) {
	target, _ := filledBy(s)
	lit := c.literals[target]
	if lit == nil {
		return nil, false
	}
	to := c.local(target)
	lit.left--
	switch s := s.(type) {
	case *ir.ArrayAppendStmt:
		lit.values = append(lit.values, c.operand(s.Value))
		made = lit.make(to, func(_, values []*ast.Term) ast.Value { return ast.NewArray(values...) })
	case *ir.SetAddStmt:
		lit.values = append(lit.values, c.operand(s.Value))
		made = lit.make(to, func(_, values []*ast.Term) ast.Value { return ast.NewSet(values...) })
	case *ir.ObjectInsertStmt:
		lit.keys, lit.values = append(lit.keys, c.operand(s.Key)), append(lit.values, c.operand(s.Value))
		made = lit.make(to, func(keys, values []*ast.Term) ast.Value {
			o := ast.NewObject()
			for i := range keys { // computed ones may be equal: the last one counts
				o.Insert(keys[i], values[i])
			}
			return o
		})
	}
	if lit.left > 0 {
		return nil, true
	}
	delete(c.literals, target)
	return made, true
}

func (lit *literal) make(to int, of func(keys, values []*ast.Term) ast.Value) step {
	return func(m *Machine, l []*ast.Term) signal {
		keys, ok := m.read(lit.keys, l)
		values, all := m.read(lit.values, l)
		if !ok || !all {
			return m.fail(errUndefined)
		}
		l[to] = ast.NewTerm(of(keys, values))
		return on
	}
}
