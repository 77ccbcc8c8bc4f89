package policy

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// query is a prepared query.
type query struct {
	body     ast.Body
	compiler ast.QueryCompiler
	claims   bool // it asks for claims, too
}

func (q *query) compile(c *ast.Compiler, text string) error {
	body, err := ast.ParseBody(text)
	if err != nil {
		return fmt.Errorf("parsing %q: %w", text, err)
	}
	q.compiler = c.QueryCompiler()
	if q.body, err = q.compiler.Compile(body); err != nil {
		return fmt.Errorf("compiling %q: %w", text, err)
	}
	return nil
}
