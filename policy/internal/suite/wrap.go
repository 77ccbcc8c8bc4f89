package suite

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// The private built-ins that controls are wrapped with. Both take the
// control's id, input and the parameters, each in an array that is empty where
// it is undefined, and the value of the control's own rules, which is what they
// give.
const (
	findingsBuiltin = "counterfoil.findings"
	claimsBuiltin   = "counterfoil.claims"
)

// wrapped is the pack's controls, each with its findings and claims under
// another name, and rules under the names that ask the built-ins.
type wrapped struct {
	modules  map[string]*ast.Module
	policies map[string]bool // the names of the Policy files
	packages []ast.Ref       // of them
}

func (p *Pack) wrap() *wrapped {
	w := &wrapped{modules: map[string]*ast.Module{}, policies: map[string]bool{}}
	for _, f := range p.Of(Policy) {
		w.policies[f.Name] = true
		w.packages = append(w.packages, f.Module.Package.Path)
	}
	for _, c := range p.Controls() {
		m := p.Files[c.File].Module.Copy()
		for _, r := range []struct{ name, builtin string }{{"findings", findingsBuiltin}, {"claims", claimsBuiltin}} {
			if hide(m, r.name) {
				m.Rules = append(m.Rules, ask(m, c.ID, r.name, r.builtin))
			}
		}
		w.modules[c.File] = m
	}
	return w
}

// hidden is the name under which a control's own rule lives: no source can
// write it.
func hidden(name string) string { return name + "#own" }

// hide renames the rules of a name, and reports whether there are any. What
// refers to the name now refers to the rule that asks for it.
func hide(m *ast.Module, name string) bool {
	found := false
	for _, rule := range m.Rules {
		if ref := rule.Head.Ref(); ref[0].Value.Compare(ast.Var(name)) == 0 {
			rule.Head.SetRef(renamed(ref, 0, hidden(name)))
			rule.Head.Name = ast.Var(hidden(name))
			found = true
		}
	}
	return found
}

// ask makes the rule that stands in for a control's own. It has no file, so
// that no line is counted for it.
func ask(m *ast.Module, id, name, builtin string) *ast.Rule {
	own := m.Package.Path.Append(ast.StringTerm(hidden(name)))
	rule := ast.MustParseRule(fmt.Sprintf(
		`%s contains each if some each in %s(%q, [i | i := input], [p | p := data.counterfoil.parameters], %v)`,
		name, builtin, id, own))
	rule.Module = m
	return rule
}

// asksFindings reports whether a compiled rule is one that ask made for
// findings.
func asksFindings(rule *ast.Rule) bool {
	return !rule.Location.HasFile() && rule.Head.Ref()[0].Value.Compare(ast.Var("findings")) == 0
}

func (w *wrapped) declarations() []*ast.Builtin {
	list := types.NewArray(nil, types.A)
	decl := types.NewFunction(types.Args(types.S, list, list, types.SetOfAny), types.SetOfAny)
	return []*ast.Builtin{{Name: findingsBuiltin, Decl: decl}, {Name: claimsBuiltin, Decl: decl}}
}

// ofPack reports whether a reference leads into a package under test.
func (w *wrapped) ofPack(ref ast.Ref) bool {
	for _, pkg := range w.packages {
		if ref.HasPrefix(pkg) {
			return true
		}
	}
	return false
}
