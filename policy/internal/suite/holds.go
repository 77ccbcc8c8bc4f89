package suite

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// alwaysHolds reports whether a test's body can do nothing but hold: it is
// true, or assigns what is always defined, or prints. What it calls of the
// policies may be undefined, and a comparison may be false.
func (b *Build) alwaysHolds(t *Test, w *wrapped) bool {
	if v := t.Rule.Head.Value; v == nil || v.Value.Compare(ast.Boolean(true)) != 0 || t.Cases {
		return false
	}
	known := ast.NewVarSet()
	for _, e := range t.Rule.Body {
		if !b.holds(e, w, known) {
			return false
		}
		ast.WalkVars(e, func(v ast.Var) bool {
			known.Add(v)
			return false
		})
	}
	return true
}

// holds reports whether an expression holds whatever the policies say. known are
// the variables that have a value already: with one of them, an equality is a
// comparison.
func (b *Build) holds(e *ast.Expr, w *wrapped, known ast.VarSet) bool {
	if e.Negated || !e.IsCall() {
		return isTrue(e)
	}
	operator, operands := e.Operator(), e.Operands()
	if operator.Equal(ast.InternalPrint.Ref()) {
		return true
	}
	if len(operands) == 0 {
		return false
	}
	if e.IsEquality() {
		v, ok := operands[0].Value.(ast.Var)
		return ok && !known.Contains(v) && b.defined(operands[1], w)
	}
	// A call whose result the compiler has put into a new variable: a built-in
	// fails with an error only, which a test does not pass, and a helper's
	// silence says nothing of the policies.
	v, ok := operands[len(operands)-1].Value.(ast.Var)
	return ok && e.Generated && !known.Contains(v) && !w.ofPack(operator)
}

// defined reports whether a term has a value whatever the policies say: it is
// none of theirs, or that of rules which make a set or an object, have a
// default, or do not depend on anything.
func (b *Build) defined(t *ast.Term, w *wrapped) bool {
	ref, ok := t.Value.(ast.Ref)
	if !ok || !w.ofPack(ref) {
		return true
	}
	for _, rule := range b.Compiler.GetRulesExact(ref) {
		if rule.Default || rule.Head.DocKind() != ast.CompleteDoc || len(rule.Body) == 1 && isTrue(rule.Body[0]) {
			return true
		}
	}
	return false
}

// isTrue reports whether an expression is the word true.
func isTrue(e *ast.Expr) bool {
	t, ok := e.Terms.(*ast.Term)
	return ok && !e.Negated && t.Value.Compare(ast.Boolean(true)) == 0
}
