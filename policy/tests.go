package policy

import (
	"fmt"
	"slices"
	"strings"
)

// WithTests compiles and checks the tests of custom policies, *_test.rego, as
// strictly as the policies, together with data.counterfoil.testing, which they
// import. A test must not add to a policy's rules. No result and no digest
// changes.
func WithTests() Option {
	return func(o *options) { o.tests = true }
}

// additions refuses tests in counterfoil's own packages, and rules of tests
// that have the name of a rule of the policies.
func additions(modules []*module) []*Error {
	owner := map[string]*module{} // by package and rule
	for _, m := range modules {
		if m.test || m.parsed == nil {
			continue
		}
		for _, rule := range m.parsed.Rules {
			owner[strings.Join(append(m.pkg(), rule.Head.Ref()[0].Value.String()), ".")] = m
		}
	}
	var errs []*Error
	for _, m := range modules {
		if !m.test || m.parsed == nil {
			continue
		}
		pkg := m.pkg()
		if m.custom && len(pkg) > 0 && pkg[0] == "counterfoil" {
			errs = append(errs, m.errorAt(m.parsed.Package.Location, fmt.Sprintf("package %s is counterfoil's own", strings.Join(pkg, ".")),
				"name the test's package after what it tests: custom.controls.<group>.<name>_test"))
			continue
		}
		var told []string
		for _, rule := range m.parsed.Rules {
			name := rule.Head.Ref()[0].Value.String()
			other := owner[strings.Join(append(slices.Clone(pkg), name), ".")]
			if other == nil || slices.Contains(told, name) {
				continue
			}
			told = append(told, name)
			errs = append(errs, m.errorAt(rule.Head.Location, fmt.Sprintf("a test adds to %s of %s, which it is to test", name, other.name),
				fmt.Sprintf("name the test's package %s_test, and import data.%s", strings.Join(pkg, "."), strings.Join(pkg, "."))))
		}
	}
	return errs
}
