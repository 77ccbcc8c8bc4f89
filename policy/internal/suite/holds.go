package suite

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// alwaysHolds reports whether a test's body can do nothing but hold: it is
// true, or assigns what is always defined, or prints. What it calls of the
// policies may be undefined, and a comparison may be false.
func (b *Build) alwaysHolds(t *Test) bool {
	if v := t.Rule.Head.Value; v == nil || v.Value.Compare(ast.Boolean(true)) != 0 || t.Cases {
		return false
	}
	known := ast.NewVarSet()
	for _, e := range t.Rule.Body {
		if !b.holds(e, known) {
			return false
		}
		ast.WalkVars(e, func(v ast.Var) bool {
			known.Add(v)
			return false
		})
	}
	return true
}

// holds reports whether an expression holds whatever it is about. known are
// the variables that have a value already: to one of them, an equality is a
// comparison.
func (b *Build) holds(e *ast.Expr, known ast.VarSet) bool {
	if e.Negated {
		return false
	}
	switch terms := e.Terms.(type) {
	case *ast.Term:
		return terms.Value.Compare(ast.Boolean(true)) == 0
	case []*ast.Term:
		name := e.Operator().String()
		if name == ast.InternalPrint.Name {
			return true
		}
		if _, builtin := ast.BuiltinMap[name]; !builtin || len(e.Operands()) == 0 {
			return false
		}
		if e.IsEquality() {
			v, ok := e.Operand(0).Value.(ast.Var)
			return ok && !known.Contains(v) && b.defined(e.Operand(1))
		}
		// A built-in whose result the compiler has put into a new variable fails
		// with an error only, which a test does not pass.
		v, ok := e.Operand(len(e.Operands()) - 1).Value.(ast.Var)
		return ok && e.Generated && !known.Contains(v)
	}
	return false
}

// defined reports whether a term always has a value: it is none of a rule's, or
// that of rules which make a set or an object, or have a default.
func (b *Build) defined(t *ast.Term) bool {
	ref, ok := t.Value.(ast.Ref)
	if !ok {
		return true
	}
	rules := b.Compiler.GetRulesExact(ref)
	for _, rule := range rules {
		if rule.Default || rule.Head.DocKind() != ast.CompleteDoc {
			return true
		}
	}
	return len(rules) == 1 && len(rules[0].Body) == 1 && rules[0].Body[0].Terms != nil && isTrue(rules[0].Body[0])
}

func isTrue(e *ast.Expr) bool {
	t, ok := e.Terms.(*ast.Term)
	return ok && !e.Negated && t.Value.Compare(ast.Boolean(true)) == 0
}
