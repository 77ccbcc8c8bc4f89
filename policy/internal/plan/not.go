package plan

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

var (
	errNot        = errors.New("a computed name below not")
	errNotSeveral = errors.New("several expressions below not")
)

// not compiles a negation: it holds when its block is left.
func (c *compiler) not(s *ir.NotStmt) (step, error) {
	if marked(s.Block) {
		return nil, errNotSeveral
	}
	if !leaves(s.Block.Stmts) {
		return nil, errNot
	}
	b, err := c.block(s.Block, 0)
	return func(m *Machine, l []*ast.Term) signal {
		switch s := b.run(m, l); s {
		case on:
			return undefined
		case undefined:
			return on
		default:
			return s
		}
	}, err
}

// marked reports whether the block of a negation notes that its body held and
// asks for that last. Only bodies of several expressions do; their plans are not
// always right.
func marked(b *ir.Block) bool {
	if len(b.Stmts) == 0 {
		return false
	}
	last, ok := b.Stmts[len(b.Stmts)-1].(*ir.IsDefinedStmt)
	return ok && usesOf(b).writes[last.Source] > 0
}

// leaves reports whether the statements of a negation leave its block when they
// do not hold. A look-up of rules by a computed name is planned
// with its consequences inside of blocks, the end of which says nothing: such a
// negation would never hold. What may be inside of blocks is a comprehension,
// the value of a name, and what cannot be undefined.
func leaves(list []ir.Stmt) bool {
	for i, s := range list {
		switch s := s.(type) {
		case *ir.ScanStmt:
			return false
		case *ir.BlockStmt:
			for _, b := range s.Blocks {
				if !(i > 0 && len(s.Blocks) == 1 && collects(b, madeBy(list[i-1]))) && !inserts(b) && !defined(b) {
					return false
				}
			}
		}
	}
	return true
}

// collects reports whether the last that a block does, in the innermost of its
// loops, is to add to a collection: the body of a comprehension.
func collects(b *ir.Block, into ir.Local) bool {
	if len(b.Stmts) == 0 || into < 0 {
		return false
	}
	switch s := b.Stmts[len(b.Stmts)-1].(type) {
	case *ir.ScanStmt:
		return collects(s.Block, into)
	case *ir.BlockStmt:
		for _, b := range s.Blocks {
			if !collects(b, into) {
				return false
			}
		}
		return true
	case *ir.ObjectInsertOnceStmt:
		return s.Object == into
	default:
		to, ok := filledBy(s)
		return ok && to == into
	}
}

// madeBy returns the local of the collection that a statement makes, or -1.
func madeBy(s ir.Stmt) ir.Local {
	switch s := s.(type) {
	case *ir.MakeArrayStmt:
		return s.Target
	case *ir.MakeSetStmt:
		return s.Target
	case *ir.MakeObjectStmt:
		return s.Target
	}
	return -1
}

// inserts reports whether a block calls a rule and inserts its value, if any,
// into the object of its siblings.
func inserts(b *ir.Block) bool {
	if len(b.Stmts) != 2 {
		return false
	}
	_, calls := b.Stmts[0].(*ir.CallStmt)
	_, puts := b.Stmts[1].(*ir.ObjectInsertStmt)
	return calls && puts
}

// defined reports whether a block is never left because of what is undefined:
// the blocks inside may be, and it says itself how it goes on then.
func defined(b *ir.Block) bool {
	for _, s := range b.Stmts {
		switch s.(type) {
		case *ir.BlockStmt, *ir.BreakStmt, *ir.AssignVarStmt:
		default:
			return false
		}
	}
	return true
}
