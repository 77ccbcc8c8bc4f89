package suite

import (
	"context"

	"github.com/open-policy-agent/opa/v1/ast"
)

// CompileOptions changes what Compile compiles. The zero value compiles the
// pack as it stands.
type CompileOptions struct {
	// Replace holds modules to compile in place of files, by name: mutated or
	// instrumented ones. They are copied, not changed.
	Replace map[string]*ast.Module
	// Only holds the names of the test files to compile; nil is all of them.
	Only map[string]bool
	// Lenient leaves out the checks that a mutant may break without being
	// another policy: unused variables and imports, and what the schemas say
	// of input.
	Lenient bool
	// Builtins declares private built-ins that replaced modules call. Their
	// implementations are given to each run: RunOptions.Builtins.
	Builtins []*ast.Builtin
}

// Build is a compiled pack. It is immutable and safe for concurrent use.
type Build struct {
	Compiler *ast.Compiler
	Tests    []*Test // by file, then by place in it
}

// Test is one test of a build: a rule whose name starts with test_.
type Test struct {
	Package string // "custom.controls.acme.vendor_test", without "data."
	Name    string // "test_late"; a second rule of the name is "test_late#01"
	File    string
	Line    int       // of the rule's head
	Rule    *ast.Rule // compiled
	Todo    bool      // todo_test_…: skipped, as opa test does
	Cases   bool      // test_x[case]: a rule with sub-results
}

// Path is the test's whole name: package and name, with a dot between.
func (t *Test) Path() string { return t.Package + "." + t.Name }

// Compile compiles the pack, tests included. The error is an ast.Errors where
// a replaced module does not compile.
func (p *Pack) Compile(ctx context.Context, o CompileOptions) (*Build, error) {
	return nil, errNotBuilt
}
