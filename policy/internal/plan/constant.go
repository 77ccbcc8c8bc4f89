package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// uses counts what the statements of a block, nested ones included, do to
// locals.
type uses struct {
	writes map[ir.Local]int  // how many statements give it a value
	fills  map[ir.Local]int  // how many add to the collection in it
	parts  map[ir.Local]bool // it holds a part of another value
}

func usesOf(b *ir.Block) uses {
	u := uses{map[ir.Local]int{}, map[ir.Local]int{}, map[ir.Local]bool{}}
	u.count(b)
	return u
}

func (u uses) count(b *ir.Block) {
	for _, s := range b.Stmts {
		switch s := s.(type) {
		case *ir.BlockStmt:
			for _, b := range s.Blocks {
				u.count(b)
			}
		case *ir.NotStmt:
			u.count(s.Block)
		case *ir.WithStmt:
			u.count(s.Block)
		case *ir.ScanStmt:
			u.writes[s.Key]++
			u.writes[s.Value]++
			u.parts[s.Value] = true
			u.count(s.Block)
		case *ir.DotStmt:
			u.writes[s.Target]++
			u.parts[s.Target] = true
		case *ir.CallStmt:
			u.writes[s.Result]++
		case *ir.CallDynamicStmt:
			u.writes[s.Result]++
		case *ir.AssignVarStmt:
			u.writes[s.Target]++
		case *ir.AssignVarOnceStmt:
			u.writes[s.Target]++
		case *ir.AssignIntStmt:
			u.writes[s.Target]++
		case *ir.ResetLocalStmt:
			u.writes[s.Target]++
		case *ir.LenStmt:
			u.writes[s.Target]++
		case *ir.ObjectMergeStmt:
			u.writes[s.Target]++
		case *ir.MakeNullStmt:
			u.writes[s.Target]++
		case *ir.MakeNumberIntStmt:
			u.writes[s.Target]++
		case *ir.MakeNumberRefStmt:
			u.writes[s.Target]++
		case *ir.MakeArrayStmt:
			u.writes[s.Target]++
		case *ir.MakeObjectStmt:
			u.writes[s.Target]++
		case *ir.MakeSetStmt:
			u.writes[s.Target]++
		case *ir.ArrayAppendStmt:
			u.fills[s.Array]++
		case *ir.SetAddStmt:
			u.fills[s.Set]++
		case *ir.ObjectInsertStmt:
			u.fills[s.Object]++
		case *ir.ObjectInsertOnceStmt:
			u.fills[s.Object]++
		}
	}
}

// constant takes the statements at the start of a list that make a constant,
// and returns how many: the value is made now, once.
func (c *compiler) constant(list []ir.Stmt) int {
	target, t := c.literal(list[0])
	if t == nil || c.uses.writes[target] != 1 {
		return 0
	}
	n := 1
	for fills := c.uses.fills[target]; fills > 0; {
		if n == len(list) {
			return 0
		}
		if c.fill(target, t, list[n]) {
			n, fills = n+1, fills-1
			continue
		}
		inner := c.constant(list[n:]) // an element, perhaps
		if inner == 0 {
			return 0
		}
		n += inner
	}
	if set, ok := t.Value.(ast.Set); ok {
		set.Slice() // sorts it
	}
	c.constants[target] = t
	return n
}

// literal returns the scalar or the empty collection that a statement makes.
func (c *compiler) literal(s ir.Stmt) (ir.Local, *ast.Term) {
	switch s := s.(type) {
	case *ir.MakeNullStmt:
		return s.Target, ast.InternedNullTerm
	case *ir.MakeNumberIntStmt:
		return s.Target, ast.InternedTerm(s.Value)
	case *ir.MakeNumberRefStmt:
		return s.Target, c.number(s)
	case *ir.MakeArrayStmt:
		return s.Target, ast.ArrayTerm()
	case *ir.MakeObjectStmt:
		return s.Target, ast.ObjectTerm()
	case *ir.MakeSetStmt:
		return s.Target, ast.SetTerm()
	}
	return 0, nil
}

func (c *compiler) number(s *ir.MakeNumberRefStmt) *ast.Term {
	return ast.NewTerm(ast.Number(string(c.strings[s.Index].Value.(ast.String))))
}

// fill adds a constant to a collection, if that is what a statement does.
func (c *compiler) fill(target ir.Local, t *ast.Term, s ir.Stmt) bool {
	switch s := s.(type) {
	case *ir.ArrayAppendStmt:
		if v := c.operand(s.Value).constant; s.Array == target && v != nil {
			t.Value = t.Value.(*ast.Array).Append(v)
			return true
		}
	case *ir.SetAddStmt:
		if v := c.operand(s.Value).constant; s.Set == target && v != nil {
			t.Value.(ast.Set).Add(v)
			return true
		}
	case *ir.ObjectInsertStmt:
		k, v := c.operand(s.Key).constant, c.operand(s.Value).constant
		if s.Object == target && k != nil && v != nil {
			t.Value.(ast.Object).Insert(k, v)
			return true
		}
	}
	return false
}
