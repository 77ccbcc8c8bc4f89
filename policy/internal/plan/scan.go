package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// scan runs a block for each element of a collection: arrays by index, objects
// by key and sets by element in the order of types and values. Anything else has
// no elements.
func (c *compiler) scan(s *ir.ScanStmt) (step, error) {
	source, key, value := c.operand(ir.Operand{Value: s.Source}), c.local(s.Key), c.local(s.Value)
	body, err := c.block(s.Block, 0)
	if err != nil {
		return nil, err
	}
	each := func(m *Machine, l []*ast.Term, k, v *ast.Term) signal {
		if m.cancel.Cancelled() {
			return m.fail(errCancelled)
		}
		l[key], l[value] = k, v
		if out := body.run(m, l); out >= returned {
			return out
		}
		return on
	}
	return func(m *Machine, l []*ast.Term) signal {
		t := source.in(l)
		if t == nil {
			return m.fail(errUndefined)
		}
		out := on
		switch v := t.Value.(type) {
		case *ast.Array:
			for i := range v.Len() {
				if out = each(m, l, ast.InternedTerm(i), v.Elem(i)); out != on {
					return out
				}
			}
		case ast.Set:
			for _, item := range v.Slice() {
				if out = each(m, l, item, item); out != on {
					return out
				}
			}
		case ast.Object:
			v.Until(func(k, v *ast.Term) bool {
				out = each(m, l, k, v)
				return out != on
			})
		}
		return out
	}, nil
}
