// Package language is what policies and their tests are written in: Rego without
// the built-ins that could give another result another time, and with the
// record's schema for input.
package language

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"

	"github.com/counterfoil/counterfoil/evidence"
)

// InputSchema is the record's schema with what evaluation adds to it: as_of,
// and findings, which the waivers library alone may read.
func InputSchema() (map[string]any, error) {
	var schema map[string]any
	if err := json.Unmarshal(evidence.Schema(), &schema); err != nil {
		return nil, err
	}
	properties, ok := schema["properties"].(map[string]any)
	if !ok {
		return nil, errors.New("it has no properties")
	}
	str := map[string]any{"type": "string"}
	properties["as_of"] = str
	properties["findings"] = map[string]any{"type": "array", "items": map[string]any{
		"type": "object", "additionalProperties": false,
		"properties": map[string]any{
			"control": str, "claim": str, "evidence": map[string]any{"type": "array", "items": str},
		},
	}}
	return schema, nil
}

// Capabilities are OPA's own without what could give another result another
// time, and without any way to the network.
func Capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(slices.Clone(c.Builtins), func(b *ast.Builtin) bool { return Refused(b.Name) })
	for i, b := range c.Builtins {
		if b.Infix != "" && Ordering[b.Name] != "" {
			numbers := *b
			numbers.Decl = types.NewFunction(types.Args(types.N, types.N), types.B)
			c.Builtins[i] = &numbers
		}
	}
	c.AllowNet = []string{}
	return c
}

// Ordering are the comparisons that a policy may use on numbers alone: OPA
// orders values of different types by their type ("a" > 5 is true) and times
// by their letters.
var Ordering = map[string]string{
	ast.LessThan.Name: "<", ast.LessThanEq.Name: "<=", ast.GreaterThan.Name: ">", ast.GreaterThanEq.Name: ">=",
}

// Refused reports whether a built-in may not be used in a policy.
func Refused(name string) bool {
	b, ok := ast.BuiltinMap[name]
	if !ok {
		return false
	}
	switch name {
	case "crypto.x509.parse_and_verify_certificates", "crypto.x509.parse_and_verify_certificates_with_options":
		return true // they look at the clock and at the machine's roots
	case "trace":
		return true // it does nothing here, and must not read as a condition
	}
	return b.IsNondeterministic()
}

// Instead says what to use in place of a refused built-in.
func Instead(name string) string {
	switch name {
	case "time.now_ns":
		return "the same record must always give the same result: use time.parse_rfc3339_ns(input.as_of), the instant that is judged"
	case "http.send", "net.lookup_ip_addr":
		return "a policy sees the record and the parameters only: have a source put what it needs into the record"
	case "opa.runtime":
		return "a policy sees the record and the parameters only: put what it needs into the parameters"
	}
	return "the same record must always give the same result; a policy sees the record, the parameters and input.as_of only"
}
