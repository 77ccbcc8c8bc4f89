package policy

import (
	"fmt"
	"regexp"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/language"
)

// extended refuses orderings of what extensions hold, unless the rule asks
// is_number of it: the schema cannot say what is there, and null < 5 is true.
func (s *Set) extended(modules map[string]*module) []*Error {
	var errs []*Error
	for name, m := range s.compiler.Modules {
		for _, rule := range m.Rules {
			o := orderings{from: map[ast.Var]ast.Ref{}, numbers: map[string]bool{}}
			ast.WalkExprs(rule, o.collect)
			for _, found := range o.found {
				ref, ok := o.extension(found.term)
				if !ok || o.numbers[ref.String()] {
					continue
				}
				text := generated.ReplaceAllString(ref.String(), "_")
				e := modules[name].errorAt(found.expr.Location, fmt.Sprintf("%s compares numbers only, and %s may be anything", found.sign, text),
					fmt.Sprintf("null < 5 is true: ask is_number(%s) first, and say what holds where it is none", text))
				errs = append(errs, e)
			}
		}
	}
	return errs
}

// orderings are the comparisons by order in a rule, as the compiler has taken it
// apart: what is compared is a variable that stands for a reference.
type orderings struct {
	from    map[ast.Var]ast.Ref
	numbers map[string]bool // references that is_number was asked of
	found   []ordering
}

type ordering struct {
	expr *ast.Expr
	sign string
	term *ast.Term
}

func (o *orderings) collect(e *ast.Expr) bool {
	operands := e.Operands()
	switch {
	case !e.IsCall():
	case e.IsEquality() || e.IsAssignment():
		o.bind(operands[0], operands[1])
		o.bind(operands[1], operands[0])
	case e.Operator().String() == ast.IsNumber.Name && !e.Negated:
		if ref, ok := o.extension(operands[0]); ok {
			o.numbers[ref.String()] = true
		}
	case language.Ordering[e.Operator().String()] != "":
		for _, t := range operands[:2] {
			o.found = append(o.found, ordering{e, language.Ordering[e.Operator().String()], t})
		}
	}
	return false
}

// bind notes what a variable stands for.
func (o *orderings) bind(name, value *ast.Term) {
	v, ok := name.Value.(ast.Var)
	if !ok {
		return
	}
	if ref, ok := o.extension(value); ok {
		o.from[v] = ref
	}
}

// extension returns the reference into the record's extensions that a term is,
// or stands for.
func (o *orderings) extension(t *ast.Term) (ast.Ref, bool) {
	switch v := t.Value.(type) {
	case ast.Var:
		ref, ok := o.from[v]
		return ref, ok
	case ast.Ref:
		if head, ok := v[0].Value.(ast.Var); ok && !v[0].Equal(ast.InputRootDocument) {
			base, ok := o.from[head]
			return base.Concat(v[1:]), ok
		}
		for _, part := range v[1:] {
			if part.Equal(extensions) {
				return v, true
			}
		}
	}
	return nil, false
}

var (
	extensions = ast.StringTerm("extensions")
	generated  = regexp.MustCompile(`__local\d+__`) // names that the compiler gives
)
