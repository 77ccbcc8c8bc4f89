package plan

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// A collection that grows item by item starts as one of these, which nobody
// changes: many a rule finds nothing, and a new one is made for the first item.
var (
	noArray  = ast.NewTerm(ast.NewArray())
	noSet    = ast.NewTerm(ast.NewSet())
	noObject = ast.NewTerm(ast.NewObject())
)

var errNested = errors.New("a rule that fills nested objects bit by bit")

// filled returns the place of a collection that a statement adds to. A part of
// another value must not grow: that value's hash would be wrong. Nor may there
// be anything but sets of its own in an object that grows set by set.
func (c *compiler) filled(l ir.Local) (int, error) {
	if c.uses.parts[l] || c.fn.grows && l == c.result {
		return 0, errNested
	}
	c.fn.filled = c.fn.filled || l == c.result
	return c.local(l), nil
}

func (c *compiler) arrayAppend(s *ir.ArrayAppendStmt) (step, error) {
	value := c.operand(s.Value)
	to, err := c.filled(s.Array)
	return func(m *Machine, l []*ast.Term) signal {
		v := value.in(l)
		array, ok := whole[*ast.Array](l[to])
		switch {
		case v == nil || !ok:
			return m.fail(errUndefined)
		case l[to] == noArray:
			l[to] = ast.ArrayTerm(v)
		default:
			l[to].Value = array.Append(v)
		}
		return on
	}, err
}

func (c *compiler) setAdd(s *ir.SetAddStmt) (step, error) {
	value := c.operand(s.Value)
	to, err := c.filled(s.Set)
	return func(m *Machine, l []*ast.Term) signal {
		v := value.in(l)
		set, ok := whole[ast.Set](l[to])
		switch {
		case v == nil || !ok:
			return m.fail(errUndefined)
		case l[to] == noSet:
			l[to] = ast.SetTerm(v)
		default:
			set.Add(v)
		}
		return on
	}, err
}

// objectInsert compiles both inserts; once refuses another value for a key.
func (c *compiler) objectInsert(object ir.Local, keyOf, valueOf ir.Operand, once bool) (step, error) {
	key, value := c.operand(keyOf), c.operand(valueOf)
	to, err := c.filled(object)
	return func(m *Machine, l []*ast.Term) signal {
		k, v := key.in(l), value.in(l)
		o, ok := whole[ast.Object](l[to])
		if k == nil || v == nil || !ok {
			return m.fail(errUndefined)
		}
		if old := o.Get(k); old != nil && once {
			if !equal(old, v) {
				return m.failf("two values for the key %v", k)
			}
			return on
		}
		put(l, to, o, k, v)
		return on
	}, err
}

// put inserts into an object that is l[to].
func put(l []*ast.Term, to int, o ast.Object, k, v *ast.Term) {
	if l[to] == noObject {
		l[to] = ast.ObjectTerm(ast.Item(k, v))
		return
	}
	o.Insert(k, v)
}

// whole returns the value of a term as a collection.
func whole[T ast.Value](t *ast.Term) (T, bool) {
	if t == nil {
		var none T
		return none, false
	}
	v, ok := t.Value.(T)
	return v, ok
}
