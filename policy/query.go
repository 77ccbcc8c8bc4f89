package policy

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/plan"
)

// query is a prepared query: the values of rules, by name.
type query struct {
	body      ast.Body
	compiler  ast.QueryCompiler
	claims    bool // it asks for claims, too
	asked     []asked
	unplanned error // why only topdown can answer it
}

// asked is a rule that a query asks for.
type asked struct {
	name  ast.Var
	rule  ast.Ref
	entry plan.Entry
}

func (q *query) compile(c *ast.Compiler, text string) error {
	body, err := ast.ParseBody(text)
	if err != nil {
		return fmt.Errorf("parsing %q: %w", text, err)
	}
	for _, e := range body { // name = rule
		q.asked = append(q.asked, asked{name: e.Operand(0).Value.(ast.Var), rule: e.Operand(1).Value.(ast.Ref)})
	}
	q.compiler = c.QueryCompiler()
	if q.body, err = q.compiler.Compile(body); err != nil {
		return fmt.Errorf("compiling %q: %w", text, err)
	}
	return nil
}
