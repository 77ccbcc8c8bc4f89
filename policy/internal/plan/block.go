package plan

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// signal says how to go on after a statement: with the next one, or outside as
// many blocks as the number says, or nowhere.
type signal int

const (
	on        signal = 0
	undefined signal = 1
	returned  signal = 1 << 30
	stopped   signal = 1<<30 + 1 // Machine.err says why
)

// step is a compiled statement. l holds the locals of the call.
type step func(m *Machine, l []*ast.Term) signal

type block []step

// run runs a block. The signal counts the block itself.
func (b block) run(m *Machine, l []*ast.Term) signal {
	for _, s := range b {
		if out := s(m, l); out != on {
			return out
		}
	}
	return on
}

// block compiles a block; a break may leave as many blocks around it as outer.
func (c *compiler) block(b *ir.Block, outer uint32) (block, error) {
	var compiled block
	for i := 0; i < len(b.Stmts); {
		if n := c.constant(b.Stmts[i:]); n > 0 {
			i += n
			continue
		}
		if s, n := c.grow(b.Stmts[i:]); n > 0 {
			compiled = append(compiled, s)
			i += n
			continue
		}
		if c.literalAt(b.Stmts[i:]) {
			i++
			continue
		}
		s, ok := c.item(b.Stmts[i])
		if !ok {
			var err error
			if s, err = c.statement(b.Stmts[i], outer); err != nil {
				return nil, err
			}
		}
		if s != nil {
			compiled = append(compiled, s)
		}
		i++
	}
	return compiled, nil
}

// nested compiles a block statement.
func (c *compiler) nested(s *ir.BlockStmt, compile func(*ir.Block) (block, error)) (step, error) {
	blocks := make([]block, len(s.Blocks))
	for i, b := range s.Blocks {
		var err error
		if blocks[i], err = compile(b); err != nil {
			return nil, err
		}
	}
	return func(m *Machine, l []*ast.Term) signal {
		for _, b := range blocks {
			switch s := b.run(m, l); {
			case s >= returned:
				return s
			case s > undefined:
				return s - 1
			}
		}
		return on
	}, nil
}

func (c *compiler) jump(s *ir.BreakStmt, outer uint32) (step, error) {
	if s.Index > outer {
		return nil, errors.New("a break out of a loop")
	}
	out := signal(s.Index + 1)
	return func(*Machine, []*ast.Term) signal { return out }, nil
}

// give compiles the return of a value, which is the last that a function does.
func (c *compiler) give(s *ir.ReturnLocalStmt) step {
	source := c.operand(ir.Operand{Value: s.Source})
	if c.fn.grows {
		return func(m *Machine, l []*ast.Term) signal {
			m.value = rehashed(source.in(l))
			return returned
		}
	}
	return func(m *Machine, l []*ast.Term) signal {
		m.value = source.in(l)
		return returned
	}
}
