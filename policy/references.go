package policy

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// references refuses what OPA lets pass and what would be silence: references
// into data that neither a module nor the parameters define, input.findings
// outside the waivers library, and times in the machine's own zone.
func (s *Set) references(modules map[string]*module) []*Error {
	var errs []*Error
	parameters := parametersShape()
	for name, m := range s.compiler.Modules {
		source := modules[name]
		waivers := m.Package.Path.String() == "data.counterfoil.lib.waivers"
		visit := func(ref ast.Ref) bool {
			switch {
			case ref.HasPrefix(ast.DefaultRootRef):
				if e := s.unknown(ref, source, parameters); e != nil {
					errs = append(errs, e)
				}
			case !waivers && ref.HasPrefix(findingsRef):
				e := source.errorAt(ref[0].Location, `input has no field "findings"`, "a control sees the record and as_of; other controls' findings are not in it")
				e.mark("findings")
				errs = append(errs, e)
			}
			return false
		}
		for _, rule := range m.Rules {
			ast.WalkRefs(rule, visit)
			ast.WalkTerms(rule, func(t *ast.Term) bool {
				if a, ok := t.Value.(*ast.Array); ok && a.Len() > 1 && a.Elem(1).Equal(localZone) {
					e := source.errorAt(t.Location, `the time zone "Local" is another one on another machine`, `name the zone, "Europe/Berlin", or leave it out for UTC`)
					e.mark(`"Local"`)
					errs = append(errs, e)
				}
				return false
			})
		}
	}
	return errs
}

var (
	localZone     = ast.StringTerm("Local")
	findingsRef   = ast.MustParseRef("input.findings")
	parametersRef = ast.MustParseRef("data.counterfoil.parameters")
)

// unknown returns the error of a reference into data that leads nowhere.
func (s *Set) unknown(ref ast.Ref, source *module, parameters shape) *Error {
	if ref.HasPrefix(parametersRef) {
		return parameters.unknown(ref, source)
	}
	node := s.compiler.RuleTree.Child(ast.DefaultRootDocument.Value)
	for i, t := range ref[1:] {
		name, ok := t.Value.(ast.String)
		if !ok || node == nil || len(node.Values) > 0 {
			return nil // a rule, or a reference that is not known beforehand
		}
		next := node.Child(name)
		if next == nil {
			var known []string
			for key := range node.Children {
				if k, ok := key.(ast.String); ok && !strings.HasPrefix(string(k), "_") {
					known = append(known, string(k))
				}
			}
			return source.nothing(ref, i+1, known)
		}
		node = next
	}
	return nil
}

// nothing is the error of a reference whose element at pos does not exist.
func (m *module) nothing(ref ast.Ref, pos int, known []string) *Error {
	name := string(ref[pos].Value.(ast.String))
	e := m.errorAt(ref[0].Location, fmt.Sprintf("%v has no %q", ref[:pos], name), suggest(name, known))
	e.mark(name)
	return e
}

// shape is what a parameters document may hold at some place, from its schema.
type shape map[string]any

// unknown returns the error of a reference to a parameter that cannot be.
func (s shape) unknown(ref ast.Ref, source *module) *Error {
	at := s
	for i, t := range ref[len(parametersRef):] {
		var next any
		if name, ok := t.Value.(ast.String); ok {
			properties, _ := at["properties"].(map[string]any)
			if next, ok = properties[string(name)]; !ok {
				if next, ok = at["additionalProperties"].(map[string]any); !ok {
					var known []string
					for key := range properties {
						known = append(known, key)
					}
					return source.nothing(ref, len(parametersRef)+i, known)
				}
			}
		} else if next = at["items"]; next == nil {
			next = at["additionalProperties"]
		}
		if at = s.resolve(next); at == nil {
			return nil // anything may be here
		}
	}
	return nil
}

// resolve follows a reference into the schema's definitions.
func (s shape) resolve(value any) shape {
	at, _ := value.(map[string]any)
	if ref, ok := at["$ref"].(string); ok {
		definitions, _ := s["$defs"].(map[string]any)
		at, _ = definitions[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	return at
}
