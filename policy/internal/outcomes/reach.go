package outcomes

import (
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// constructors is the library whose functions make findings.
const constructors = "data.counterfoil.lib.outcome"

// reach knows the rules of a pack by name, to find what a control's findings
// depend on. It takes a name for the rule even where a local variable of the same
// name hides it: it finds too much rather than too little.
type reach struct {
	rules   map[string][]placed // by "data.package.rule"
	aliases map[*ast.Module]map[ast.Var]string
}

// placed is a rule with the module whose imports its names go by.
type placed struct {
	rule   *ast.Rule
	module *ast.Module
}

func newReach(files []*suite.File) *reach {
	r := &reach{rules: map[string][]placed{}, aliases: map[*ast.Module]map[ast.Var]string{}}
	for _, f := range files {
		m := f.Module
		names := map[ast.Var]string{}
		for _, rule := range m.Rules {
			name := rule.Head.Ref()[0].Value.(ast.Var)
			full := dotted(m.Package.Path) + "." + string(name)
			names[name] = full
			r.rules[full] = append(r.rules[full], placed{rule, m})
		}
		for _, imported := range m.Imports {
			if ref, ok := imported.Path.Value.(ast.Ref); ok {
				names[imported.Name()] = dotted(ref)
			}
		}
		r.aliases[m] = names
	}
	return r
}

// dotted writes the leading names of a reference: data.a.b of data.a.b[i].c.
func dotted(ref ast.Ref) string {
	return string(ref[0].Value.(ast.Var)) + below(ref)
}

// below writes the names that follow the head of a reference: .a.b of x.a.b[i].c.
func below(ref ast.Ref) string {
	var b strings.Builder
	for _, t := range ref[1:] {
		name, ok := t.Value.(ast.String)
		if !ok {
			break
		}
		b.WriteString("." + string(name))
	}
	return b.String()
}

// outcomes returns what the findings of a control can be.
func (r *reach) outcomes(control *suite.File) map[policy.Outcome]bool {
	w := &walk{reach: r, seen: map[*ast.Rule]bool{}, found: map[policy.Outcome]bool{}}
	w.rules(dotted(control.Module.Package.Path) + ".findings")
	return w.found
}

// walk is on its way through the rules that a control reaches.
type walk struct {
	*reach
	module *ast.Module // of the rule that it is in
	seen   map[*ast.Rule]bool
	found  map[policy.Outcome]bool
}

// name follows a name from outside the rule to the rules that it means.
func (w *walk) name(full string) {
	if rest, ok := strings.CutPrefix(full, constructors); ok {
		if made, _, _ := strings.Cut(strings.TrimPrefix(rest, "."), "."); made != "" {
			w.text(made)
		} else { // any of them
			for _, o := range outcomes {
				w.found[o] = true
			}
		}
		return
	}
	for known := full; strings.Contains(known, "."); known = known[:strings.LastIndex(known, ".")] {
		if w.reach.rules[known] != nil {
			w.rules(known)
			return
		}
	}
	for _, other := range slices.Sorted(maps.Keys(w.reach.rules)) { // a whole package, or some rule of it
		if strings.HasPrefix(other, full+".") {
			w.rules(other)
		}
	}
}

// rules walks through the rules of a name.
func (w *walk) rules(full string) {
	for _, p := range w.reach.rules[full] {
		if !w.seen[p.rule] {
			w.seen[p.rule] = true
			from := w.module
			w.module = p.module
			w.rule(p.rule)
			w.module = from
		}
	}
}

// text notes a text that is the name of an outcome.
func (w *walk) text(s string) {
	if o := policy.Outcome(s); slices.Contains(outcomes, o) {
		w.found[o] = true
	}
}
