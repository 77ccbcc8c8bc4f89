package suite

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"
)

// caseBuiltin announces a case of a test_x[case] when the rule comes to it, so
// that a case that then fails, and so is not in the rule's value, is known.
var caseBuiltin = &ast.Builtin{
	Name: "counterfoil.test_case",
	Decl: types.NewFunction(types.Args(types.NewArray(nil, types.A)), nil),
}

// announceCases puts the call of caseBuiltin into a test's body, as early as
// the case's name is known there. Where the compiler has taken the name out of
// the head and assigned it at the end of the body, the assignment moves up.
func (t *Test) announceCases() {
	names := t.Rule.Head.Ref()[t.parts:]
	if !t.Cases || len(names) == 0 {
		return
	}
	body := slices.Clone(t.Rule.Body)
	for _, name := range names {
		for i := len(body) - 1; i > 0; i-- {
			e := body[i]
			if !e.Generated || !(e.IsEquality() || e.IsAssignment()) || !e.Operand(0).Equal(name) {
				continue
			}
			to := known(body[:i], ast.NewTerm(e.Operand(1).Value))
			copy(body[to+1:i+1], body[to:i])
			body[to] = e
			break
		}
	}
	to := 0
	for _, name := range names {
		to = max(to, known(body, name))
	}
	call := ast.NewExpr([]*ast.Term{ast.RefTerm(ast.VarTerm("counterfoil"), ast.StringTerm("test_case")), ast.ArrayTerm(names...)})
	call.Location = t.Rule.Head.Location
	t.Rule.Body = ast.NewBody(slices.Insert(body, to, call)...)
}

// known returns how many expressions of a body it takes until every variable
// of a term has been mentioned.
func known(body ast.Body, term *ast.Term) int {
	n := 0
	ast.WalkVars(term, func(v ast.Var) bool {
		i := slices.IndexFunc(body, func(e *ast.Expr) bool {
			found := false
			ast.WalkVars(e, func(w ast.Var) bool {
				found = found || v == w
				return found
			})
			return found
		})
		n = max(n, i+1)
		return false
	})
	return n
}

// caseLog takes the calls of caseBuiltin in one run.
type caseLog struct {
	paths [][]string
	heard func(path []string) // may be nil
}

func (l *caseLog) builtin() *topdown.Builtin {
	return &topdown.Builtin{Decl: caseBuiltin, Func: func(_ topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
		names, ok := operands[0].Value.(*ast.Array)
		if ok {
			path := make([]string, names.Len())
			for i := range path {
				path[i] = caseName(names.Elem(i).Value)
			}
			l.paths = append(l.paths, path)
			if l.heard != nil {
				l.heard(path)
			}
		}
		return iter(nil)
	}}
}

// caseName is a part of a case's name: a string as it is, else as Rego writes it.
func caseName(v ast.Value) string {
	if s, ok := v.(ast.String); ok {
		return string(s)
	}
	return v.String()
}

// cases are the sub-results of a test_x[case]: what its value holds, and, as
// failed, what was announced and is not in it.
func cases(value ast.Value, announced [][]string) []Case {
	var all []Case
	var leaves func(path []string, v ast.Value)
	leaves = func(path []string, v ast.Value) {
		if o, ok := v.(ast.Object); ok {
			o.Foreach(func(k, v *ast.Term) {
				leaves(append(slices.Clip(path), caseName(k.Value)), v.Value)
			})
			return
		}
		all = append(all, Case{Path: path, Pass: v.Compare(ast.Boolean(true)) == 0})
	}
	leaves(nil, value)
	for _, path := range announced {
		within := func(c Case) bool { return len(c.Path) >= len(path) && slices.Equal(c.Path[:len(path)], path) }
		if !slices.ContainsFunc(all, within) {
			all = append(all, Case{Path: path})
		}
	}
	slices.SortStableFunc(all, func(a, b Case) int { return slices.Compare(a.Path, b.Path) })
	return all
}
