package suite

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// enough is how many steps it may take to find one value that a failure shows.
const enough = 1_000_000

// value returns what a term stood for at the event, nil where it is undefined,
// and whether that can be told: an unbound variable stands for nothing yet.
func (v *values) value(t *ast.Term) (ast.Value, bool) {
	switch value := t.Value.(type) {
	case ast.Ref:
		ref, ok := bound(value, v.event.Locals)
		if !ok {
			return nil, false
		}
		if head, ok := value[0].Value.(ast.Var); ok {
			if local := v.event.Locals.Get(head); local != nil {
				found, err := local.Find(ref[1:])
				if err != nil {
					return nil, true
				}
				return found, true
			}
		}
		return v.ask(ast.Equality.Expr(ast.NewTerm(answer), ast.NewTerm(ref)))
	default:
		plugged, ok := plug(t, v.event.Locals)
		if !ok {
			return nil, false
		}
		return plugged.Value, true
	}
}

// call returns what a rule or function of the pack gives for operands.
func (v *values) call(operator ast.Ref, operands []*ast.Term) (ast.Value, bool) {
	terms := []*ast.Term{ast.NewTerm(operator)}
	for _, t := range operands {
		value, known := v.value(t)
		if !known || value == nil {
			return nil, false
		}
		terms = append(terms, ast.NewTerm(value))
	}
	return v.ask(ast.NewExpr(append(terms, ast.NewTerm(answer))))
}

// ask evaluates an expression where the event was: under the same replacements
// of input and data.
func (v *values) ask(e *ast.Expr) (value ast.Value, known bool) {
	e.With = v.with
	data, err := v.build.data(v.ctx, v.options)
	if err != nil {
		return nil, false
	}
	err = v.build.query(data, e, &steps{limit: enough}, v.options.Builtins).
		Iter(v.ctx, func(qr topdown.QueryResult) error {
			value = qr[answer].Value
			return nil
		})
	return value, err == nil
}

// plug puts the values of variables into a term; it reports false where one
// has none, or the term is not a value.
func plug(t *ast.Term, locals *ast.ValueMap) (*ast.Term, bool) {
	if v, ok := t.Value.(ast.Var); ok {
		value := locals.Get(v)
		return ast.NewTerm(value), value != nil
	}
	if t.IsGround() {
		switch t.Value.(type) {
		case ast.Ref, ast.Call, *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension:
			return nil, false
		}
		return t, true
	}
	ok := true
	each := func(t *ast.Term) *ast.Term {
		p, known := plug(t, locals)
		if ok = ok && known; !ok {
			return ast.InternedNullTerm
		}
		return p
	}
	switch v := t.Value.(type) {
	case *ast.Array:
		terms := make([]*ast.Term, v.Len())
		for i := range terms {
			terms[i] = each(v.Elem(i))
		}
		return ast.ArrayTerm(terms...), ok
	case ast.Set:
		s := ast.NewSet()
		v.Foreach(func(t *ast.Term) { s.Add(each(t)) })
		return ast.NewTerm(s), ok
	case ast.Object:
		o := ast.NewObject()
		v.Foreach(func(key, value *ast.Term) { o.Insert(each(key), each(value)) })
		return ast.NewTerm(o), ok
	}
	return nil, false
}

// bound puts the values of variables into the brackets of a reference.
func bound(ref ast.Ref, locals *ast.ValueMap) (ast.Ref, bool) {
	out := ast.Ref{ref[0]}
	for _, t := range ref[1:] {
		p, ok := plug(t, locals)
		if !ok {
			return nil, false
		}
		out = append(out, p)
	}
	return out, true
}

// within adds replacements of input and data, with the values of variables put
// in, to those around them. What replaces the same thing, or all of it, wins.
func within(around, with []*ast.With, locals *ast.ValueMap) []*ast.With {
	out := slices.Clone(around)
	for _, w := range with {
		w = w.Copy()
		if p, ok := plug(w.Value, locals); ok {
			w.Value = p
		}
		target, ok := w.Target.Value.(ast.Ref)
		out = slices.DeleteFunc(out, func(o *ast.With) bool {
			other, alsoRef := o.Target.Value.(ast.Ref)
			return o.Target.Equal(w.Target) || ok && alsoRef && other.HasPrefix(target)
		})
		out = append(out, w)
	}
	return out
}
