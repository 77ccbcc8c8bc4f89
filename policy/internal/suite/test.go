package suite

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// discover finds the tests in the modules, before anything is known of them
// but their heads. Of rules with one name, each is a test: a later one takes a
// number, or the two would be one rule with two bodies.
func (b *Build) discover(p *Pack) {
	taken := map[string]int{}
	for _, f := range p.files {
		m := b.Compiler.Modules[f.Name]
		if m == nil || f.Role == Library {
			continue
		}
		for _, rule := range m.Rules {
			name, at := testName(rule.Head)
			if name == "" {
				continue
			}
			ref := rule.Head.Ref()
			t := &Test{
				File: f.Name, Line: rule.Head.Location.Row, Rule: rule,
				Package: dotted(m.Package.Path[1:]),
				Todo:    strings.HasPrefix(name, todoPrefix),
				Cases:   rule.Head.DocKind() == ast.PartialObjectDoc,
				parts:   at + 1,
			}
			if !t.Todo {
				key := m.Package.Path.Extend(ref[:at+1]).String()
				if n := taken[key]; n > 0 {
					name = fmt.Sprintf("%s#%02d", name, n)
					ref = renamed(ref, at, name)
					rule.Head.SetRef(ref)
				}
				taken[key]++
			}
			t.ref = m.Package.Path.Extend(ref[:at+1])
			t.Name = dotted(ref[:at+1])
			b.Tests = append(b.Tests, t)
		}
	}
}

const (
	testPrefix = "test_"
	todoPrefix = "todo_test_"
)

// testName returns the part of a rule's name that makes it a test, and where
// it stands: in a.test_b[c], test_b and 1. It is empty where there is none.
func testName(h *ast.Head) (string, int) {
	for i, t := range h.Ref().GroundPrefix() {
		var name string
		switch v := t.Value.(type) {
		case ast.Var:
			name = string(v)
		case ast.String:
			name = string(v)
		}
		if strings.HasPrefix(name, testPrefix) || strings.HasPrefix(name, todoPrefix) {
			return name, i
		}
	}
	return "", 0
}

// dotted is a reference's parts with dots between, as a person names it.
func dotted(ref ast.Ref) string {
	parts := make([]string, len(ref))
	for i, t := range ref {
		switch v := t.Value.(type) {
		case ast.Var:
			parts[i] = string(v)
		case ast.String:
			parts[i] = string(v)
		default:
			parts[i] = t.String()
		}
	}
	return strings.Join(parts, ".")
}

// renamed is a reference with another name in one place.
func renamed(ref ast.Ref, at int, name string) ast.Ref {
	ref = ref.Copy()
	if at == 0 {
		ref[0] = ast.VarTerm(name)
	} else {
		ref[at] = ast.StringTerm(name)
	}
	return ref
}
