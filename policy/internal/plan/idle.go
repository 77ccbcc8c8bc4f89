package plan

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

var errIdle = errors.New("an expression that is a comprehension alone")

// idle returns a rule, among rules and what they reach, with an expression that
// is nothing but a value with a comprehension. It always holds, and is not
// planned: topdown computes it, and tells what goes wrong in it.
func idle(compiler *ast.Compiler, rules []ast.Ref) *ast.Rule {
	seen := map[util.T]bool{}
	var visit func(r util.T) *ast.Rule
	visit = func(r util.T) *ast.Rule {
		if seen[r] {
			return nil
		}
		seen[r] = true
		rule, ok := r.(*ast.Rule)
		if ok && idles(rule) {
			return rule
		}
		for next := range compiler.Graph.Dependencies(r) {
			if found := visit(next); found != nil {
				return found
			}
		}
		return nil
	}
	for _, ref := range rules {
		for _, r := range compiler.GetRules(ref) {
			if found := visit(r); found != nil {
				return found
			}
		}
	}
	return nil
}

func idles(rule *ast.Rule) bool {
	found := false
	ast.WalkExprs(rule, func(e *ast.Expr) bool {
		if t, ok := e.Terms.(*ast.Term); ok {
			switch t.Value.(type) {
			case ast.Ref, ast.Var: // planned
			default:
				ast.WalkClosures(t, func(any) bool {
					found = true
					return true
				})
			}
		}
		return found
	})
	return found
}
