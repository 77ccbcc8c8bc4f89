package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// contract checks that a module is what it may be, and returns the control
// that it defines, if it defines one.
func (m *module) contract() (*compiledControl, []*Error) {
	at := m.parsed.Package.Location
	pkg := m.pkg()
	root := "counterfoil"
	if m.custom {
		root = "custom"
	}
	hint := "a module is a control, package custom.controls.<group>.<name>, or a library, package custom.lib.<name>; tests belong in *_test.rego"
	if len(pkg) < 2 || pkg[0] != root {
		return nil, []*Error{m.errorAt(at, fmt.Sprintf("package %s is neither a control nor a library", strings.Join(pkg, ".")), hint)}
	}
	switch {
	case pkg[1] == "lib" && len(pkg) > 2:
		return nil, append(m.overrides(nil), m.outcomes()...)
	case pkg[1] != "controls" || len(pkg) != 4 || !plainName.MatchString(pkg[2]) || !plainName.MatchString(pkg[3]):
		return nil, []*Error{m.errorAt(at, fmt.Sprintf("package %s is neither a control nor a library", strings.Join(pkg, ".")), hint)}
	case m.custom && slices.Contains(questions(), pkg[2]):
		return nil, []*Error{m.errorAt(at, fmt.Sprintf("the group %q belongs to counterfoil's own controls", pkg[2]),
			"name the group after your organisation or system: custom.controls.acme."+pkg[3])}
	}
	c := &compiledControl{Control: Control{ID: pkg[2] + "." + pkg[3], Custom: m.custom, File: m.name}}
	var errs []*Error
	own := slices.IndexFunc(m.parsed.Annotations, func(a *ast.Annotations) bool { return a.Scope == "package" })
	if own < 0 {
		errs = append(errs, m.errorAt(at, "the control has no METADATA of its package",
			"put a comment before the package: # METADATA, # title: …, # description: …, # schemas: [{input: schema.evidence}], # custom: {question: …, severity: …, remediation: …}"))
	} else {
		a := m.parsed.Annotations[own]
		meta := metadata{file: m, at: a.Location}
		meta.read(&c.Control, a)
		errs = append(errs, meta.errs...)
		errs = append(errs, m.overrides(a)...)
	}
	errs = append(errs, m.outcomes()...)
	return c, append(errs, m.public(c)...)
}

// outcomes refuses findings, written out as objects, whose outcome is none.
func (m *module) outcomes() []*Error {
	known := []string{string(Satisfied), string(NotSatisfied), string(Pending), string(Indeterminate), string(NotApplicable)}
	var errs []*Error
	ast.WalkTerms(m.parsed, func(t *ast.Term) bool {
		finding, ok := t.Value.(ast.Object)
		if !ok || finding.Get(keyClaim) == nil || finding.Get(keyOutcome) == nil {
			return false
		}
		outcome := finding.Get(keyOutcome)
		if word, ok := outcome.Value.(ast.String); ok && !slices.Contains(known, string(word)) {
			errs = append(errs, m.errorAt(outcome.Location, fmt.Sprintf("%q is not an outcome", string(word)), suggest(string(word), known)))
		}
		return false
	})
	return errs
}

// overrides refuses schemas that would replace the record's below the package:
// a typo inside them would be silence.
func (m *module) overrides(own *ast.Annotations) []*Error {
	var errs []*Error
	for _, a := range m.parsed.Annotations {
		if a != own && a.Scope != "package" && len(a.Schemas) > 0 {
			errs = append(errs, m.errorAt(a.Location, "METADATA: schemas below the package would replace the record's", "remove it: input is the record everywhere"))
		}
	}
	return errs
}

// public checks the rules that others can see: findings, perhaps claims, and
// nothing else.
func (m *module) public(c *compiledControl) []*Error {
	var errs []*Error
	for _, rule := range m.parsed.Rules {
		ref := rule.Head.Ref()
		name := ref[0].Value.String()
		at := rule.Head.Location
		switch {
		case strings.HasPrefix(name, "_"):
		case name != "findings" && name != "claims":
			errs = append(errs, m.errorAt(at, fmt.Sprintf("%s is public in a control", name),
				fmt.Sprintf("only findings and claims may be: name it _%s, or move it to %s", name, m.library())))
		case rule.Default || len(ref) != 1 || len(rule.Head.Args) > 0 || rule.Head.RuleKind() != ast.MultiValue:
			errs = append(errs, m.errorAt(at, fmt.Sprintf("%s is not a set", name), fmt.Sprintf("write: %s contains … if { … }", name)))
		case name == "findings":
			if c.line == 0 {
				c.line = rule.Location.Row
			}
		default:
			c.query.claims = true
		}
	}
	if c.line == 0 && len(errs) == 0 {
		errs = append(errs, m.errorAt(m.parsed.Package.Location, "the control has no findings",
			`write: findings contains {"claim": …, "outcome": …, "message": …, "evidence": …} if { … }`))
	}
	return errs
}

func (m *module) library() string {
	if m.custom {
		return "a package custom.lib.<name>"
	}
	return "a package counterfoil.lib.<name>"
}
