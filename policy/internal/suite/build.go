package suite

import (
	"context"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/language"
)

// CompileOptions changes what Compile compiles. The zero value compiles the
// pack as it stands.
type CompileOptions struct {
	// Replace holds modules to compile in place of files, by name: mutated or
	// instrumented ones. They are copied, not changed.
	Replace map[string]*ast.Module
	// Only holds the names of the test files to compile, with those that they
	// import; nil is all of them.
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

	pack  *Pack
	store store // the parameters alone
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

	ref   ast.Ref // data.<package>.<name>
	parts int     // of the name in the rule's head; cases stand behind it
}

// Path is the test's whole name: package and name, with a dot between.
func (t *Test) Path() string { return t.Package + "." + t.Name }

// Compile compiles the pack, tests included. The error is an ast.Errors where
// the modules do not compile.
func (p *Pack) Compile(ctx context.Context, o CompileOptions) (*Build, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	modules := make(map[string]*ast.Module, len(p.files))
	for _, f := range p.files {
		if f.Role != Tests || o.Only == nil || o.Only[f.Name] {
			modules[f.Name] = f.Module
		}
	}
	for name, m := range o.Replace {
		if modules[name] == nil {
			return nil, fmt.Errorf("suite: the pack has no file %s to replace", name)
		}
		modules[name] = m
	}
	capabilities := language.Capabilities()
	capabilities.Builtins = append(capabilities.Builtins, o.Builtins...)
	capabilities.Builtins = append(capabilities.Builtins, caseBuiltin)
	b := &Build{Compiler: ast.NewCompiler().
		WithCapabilities(capabilities).
		WithEnablePrintStatements(true).
		WithStrict(!o.Lenient).
		WithUseTypeCheckAnnotations(false).
		SetErrorLimit(0)}
	if !o.Lenient {
		input, err := language.InputSchema()
		if err != nil {
			return nil, err
		}
		schemas := ast.NewSchemaSet()
		schemas.Put(ast.SchemaRootRef, input)
		b.Compiler.WithSchemas(schemas)
	}
	b.Compiler.WithStageAfterID(ast.StageRewriteRuleHeadRefs, ast.CompilerStageDefinition{
		Name: "DiscoverTests", MetricName: "compile_stage_discover_tests", Stage: func(*ast.Compiler) *ast.Error {
			b.discover(p)
			return nil
		},
	})
	b.Compiler.WithStageAfterID(ast.StageRewriteLocalVars, ast.CompilerStageDefinition{
		Name: "AnnounceCases", MetricName: "compile_stage_announce_cases", Stage: func(*ast.Compiler) *ast.Error {
			for _, t := range b.Tests {
				t.announceCases()
			}
			return nil
		},
	})
	if b.Compiler.Compile(modules); b.Compiler.Failed() {
		return nil, b.Compiler.Errors
	}
	b.pack = p
	var err error
	b.store, err = openStore(ctx, p.parameters, nil)
	return b, err
}
