package plan

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// A rule such as
//
//	name[key] contains value if …
//
// is planned as four statements: take the set at the key or make one, add to it,
// insert it, insert it again. Run one by one, each insertion would go through
// the whole object for its hash. They become one step instead, and the object
// gets its hash when the rule returns it.

// grow takes these statements from the start of a list. Their object must be
// what the rule returns: nobody else sees it before its hash is right.
func (c *compiler) grow(list []ir.Stmt) (step, int) {
	if len(list) < 4 {
		return nil, 0
	}
	part := partOrSet(list[0])
	add, isAdd := list[1].(*ir.SetAddStmt)
	insert, isInsert := list[2].(*ir.ObjectInsertStmt)
	again, isAgain := list[3].(*ir.ObjectInsertStmt)
	switch {
	case part == nil || !isAdd || !isInsert || !isAgain || c.fn.filled,
		part.Source.Value != ir.Val(c.result), add.Set != part.Target,
		!same(insert, part), !same(again, part):
		return nil, 0
	}
	to, keyOf, valueOf := c.local(c.result), c.operand(part.Key), c.operand(add.Value)
	if keyOf.constant != nil { // topdown has a set there even if nothing is in it
		return nil, 0
	}
	c.fn.grows = true
	return func(m *Machine, l []*ast.Term) signal {
		key, value := keyOf.in(l), valueOf.in(l)
		o, ok := whole[ast.Object](l[to])
		if key == nil || value == nil || !ok {
			return m.fail(errUndefined)
		}
		if t := o.Get(key); t != nil {
			t.Value.(ast.Set).Add(value)
		} else {
			put(l, to, o, key, ast.SetTerm(value))
		}
		return on
	}, 4
}

// partOrSet returns the look-up of a statement that takes a part or makes a set.
func partOrSet(s ir.Stmt) *ir.DotStmt {
	outer := only(s)
	if len(outer) != 2 {
		return nil
	}
	set, ok := outer[1].(*ir.MakeSetStmt)
	inner := only(outer[0])
	if !ok || len(inner) != 2 {
		return nil
	}
	part, isPart := inner[0].(*ir.DotStmt)
	out, isOut := inner[1].(*ir.BreakStmt)
	if !isPart || !isOut || out.Index != 1 || set.Target != part.Target {
		return nil
	}
	return part
}

// only returns the statements of a block statement with one block.
func only(s ir.Stmt) []ir.Stmt {
	if b, ok := s.(*ir.BlockStmt); ok && len(b.Blocks) == 1 {
		return b.Blocks[0].Stmts
	}
	return nil
}

// same reports whether an insertion puts a part back to where it was taken.
func same(s *ir.ObjectInsertStmt, part *ir.DotStmt) bool {
	return s.Object == part.Source.Value && s.Key == part.Key && s.Value.Value == ir.Val(part.Target)
}

// rehashed returns the object that a rule has grown with its right hash.
func rehashed(t *ast.Term) *ast.Term {
	o, ok := whole[ast.Object](t)
	if !ok {
		return t
	}
	items := slices.Grow([][2]*ast.Term(nil), o.Len())
	o.Foreach(func(k, v *ast.Term) { items = append(items, [2]*ast.Term{k, v}) })
	return ast.ObjectTerm(items...)
}
