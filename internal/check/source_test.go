package check

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

const longestFile = 350 // lines

// Nothing happens at start-up, nothing looks at the clock behind the caller's
// back, and a file is one concept.
func TestGoSource(t *testing.T) {
	for _, name := range filesOf(t, ".", ".go") {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.Join(root, name), nil, 0)
		if err != nil {
			t.Error(err)
			continue
		}
		test := strings.HasSuffix(name, "_test.go")
		if lines := fset.File(file.Pos()).LineCount(); lines > longestFile && !test {
			t.Errorf("%s has %d lines: split it, %d are the most", name, lines, longestFile)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%v: init: let the caller say what is to happen", fset.Position(f.Pos()))
			}
		}
		if test || strings.HasPrefix(name, "cmd/") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && pkg.Obj == nil {
				switch sel.Sel.Name {
				case "Now", "Since", "Until", "Tick", "After", "NewTimer", "NewTicker":
					t.Errorf("%v: time.%s: take the instant from the caller", fset.Position(sel.Pos()), sel.Sel.Name)
				}
			}
			return true
		})
	}
}
