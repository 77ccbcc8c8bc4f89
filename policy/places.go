package policy

import "github.com/open-policy-agent/opa/v1/ast"

// places gives every reference its own place. All references through one import
// begin with the same term once the compiler has resolved them, and errors would
// name the place of the last.
func places(c *ast.Compiler) *ast.Error {
	for _, m := range c.Modules {
		ast.WalkTerms(m, func(t *ast.Term) bool {
			if ref, ok := t.Value.(ast.Ref); ok && len(ref) > 0 && t.Location != nil {
				ref[0] = &ast.Term{Value: ref[0].Value, Location: t.Location}
			}
			return false
		})
	}
	return nil
}
