package outcomes

import "github.com/open-policy-agent/opa/v1/ast"

// rule walks through a rule. What stands in its head becomes its value.
func (w *walk) rule(rule *ast.Rule) {
	for _, t := range rule.Head.Ref()[1:] {
		w.term(t, true)
	}
	for _, t := range append([]*ast.Term{rule.Head.Key, rule.Head.Value}, rule.Head.Args...) {
		w.term(t, true)
	}
	w.body(rule.Body)
	if rule.Else != nil {
		w.rule(rule.Else)
	}
}

func (w *walk) body(body ast.Body) {
	for _, e := range body {
		switch t := e.Terms.(type) {
		case *ast.Term:
			w.term(t, false)
		case []*ast.Term:
			w.call(t, true)
		case *ast.SomeDecl:
			for _, s := range t.Symbols { // some x in {"pending"} gives x the value
				if call, ok := s.Value.(ast.Call); ok {
					w.terms(call[1:], true)
				}
			}
		case *ast.Every:
			w.term(t.Domain, true)
			w.body(t.Body)
		}
		for _, with := range e.With {
			w.term(with.Value, true)
		}
	}
}

// call walks through a call. A text among its operands becomes a value if it is
// assigned or if the function is the pack's; a built-in at most compares it.
func (w *walk) call(terms []*ast.Term, value bool) {
	operator, _ := terms[0].Value.(ast.Ref)
	builtin := ast.BuiltinMap[operator.String()]
	switch {
	case builtin == nil:
		w.term(terms[0], false)
		full := w.full(operator)
		value = value && w.reach.rules[full] != nil
	case builtin.Name != ast.Assign.Name && builtin.Name != ast.Equality.Name:
		value = false
	}
	w.terms(terms[1:], value)
}

func (w *walk) terms(terms []*ast.Term, value bool) {
	for _, t := range terms {
		w.term(t, value)
	}
}

// term walks through a term; value says that a text in it can become a value.
func (w *walk) term(t *ast.Term, value bool) {
	if t == nil {
		return
	}
	switch v := t.Value.(type) {
	case ast.String:
		if value {
			w.text(string(v))
		}
	case ast.Var:
		if full := w.full(ast.Ref{t}); full != "" {
			w.name(full)
		}
	case ast.Ref:
		if full := w.full(v); full != "" {
			w.name(full)
		} else if _, local := v[0].Value.(ast.Var); !local { // {"a": "pending"}[x]
			w.term(v[0], value)
		}
		w.terms(v[1:], false)
	case ast.Call:
		w.call(v, value)
	case ast.Object:
		v.Foreach(func(key, val *ast.Term) {
			w.term(key, value)
			w.term(val, value || key.Equal(keyOutcome))
		})
	case *ast.Array:
		v.Foreach(func(t *ast.Term) { w.term(t, value) })
	case ast.Set:
		v.Foreach(func(t *ast.Term) { w.term(t, value) })
	case *ast.ArrayComprehension:
		w.term(v.Term, value)
		w.body(v.Body)
	case *ast.SetComprehension:
		w.term(v.Term, value)
		w.body(v.Body)
	case *ast.ObjectComprehension:
		w.term(v.Key, value)
		w.term(v.Value, value || v.Key.Equal(keyOutcome))
		w.body(v.Body)
	}
}

var keyOutcome = ast.StringTerm("outcome")

// full is the whole name of a reference into data; "" for any other.
func (w *walk) full(ref ast.Ref) string {
	if len(ref) == 0 {
		return ""
	}
	head, ok := ref[0].Value.(ast.Var)
	if !ok {
		return ""
	}
	if head.Equal(ast.DefaultRootDocument.Value) {
		return dotted(ref)
	}
	full, known := w.aliases[w.module][head]
	if !known {
		return ""
	}
	return full + below(ref)
}
