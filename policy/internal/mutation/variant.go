package mutation

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/language"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// compiled are the mutants of a file by what the compiler made of them.
type compiled struct {
	together  []*variant // they can stand beside each other and the original
	alone     []*variant // each needs the file to itself
	stillborn []*variant
}

// vary makes variants of a file's mutants.
func (s *subject) vary(source []byte, syntax *syntax, mutants []*Mutant) (variants, stillborn []*variant) {
	for n, m := range mutants {
		r := syntax.rules[m.rule]
		v := &variant{Mutant: m, number: n + 1, group: r.name}
		end := max(r.end, m.Offset+m.Length)
		text := "package variant\n" + string(source[r.start:m.Offset]) + m.New + string(source[m.Offset+m.Length:end])
		module, err := ast.ParseModuleWithOpts(v.file(), text, ast.ParserOptions{RegoVersion: ast.RegoV1})
		switch {
		case err != nil || len(module.Rules) > 1:
			stillborn = append(stillborn, v)
			continue
		case len(module.Rules) == 1:
			v.rule = module.Rules[0]
		}
		variants = append(variants, v)
	}
	return variants, stillborn
}

// compile sorts variants by whether they compile, together or alone. others are
// the modules that the file is compiled with.
func (s *subject) compile(ctx context.Context, variants []*variant, others map[string]*ast.Module, shared func(group string) bool) (*compiled, error) {
	out := &compiled{}
	for _, v := range variants {
		if s.interchangeable(v) && !shared(v.group) {
			out.together = append(out.together, v)
		} else {
			out.alone = append(out.alone, v)
		}
	}
	var single []*variant
	for _, v := range out.alone {
		if errs := check(s.name, s.mutated(v), others); errs == nil {
			single = append(single, v)
		} else {
			out.stillborn = append(out.stillborn, v)
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	out.alone = single
	for {
		module, err := s.instrument(out.together)
		if err != nil {
			return nil, err
		}
		errs := check(s.name, module, others)
		if len(errs) == 0 || ctx.Err() != nil {
			return out, context.Cause(ctx)
		}
		if len(out.together) == 0 {
			return nil, fmt.Errorf("%s does not compile without mutants either: %w", s.name, errs)
		}
		blamed := map[int]bool{}
		for _, e := range errs {
			if e.Location == nil {
				continue
			}
			if _, number, ok := strings.Cut(e.Location.File, "\x00"); ok {
				n, _ := strconv.Atoi(number)
				blamed[n] = true
			}
		}
		var kept []*variant
		for _, v := range out.together {
			// Where no error says whose it is, each is tried alone.
			if blamed[v.number] || len(blamed) == 0 && check(s.name, s.mutated(v), others) != nil {
				out.stillborn = append(out.stillborn, v)
			} else {
				kept = append(kept, v)
			}
		}
		if len(kept) == len(out.together) { // each compiles, but not together
			out.alone = append(out.alone, kept...)
			kept = nil
		}
		out.together = kept
	}
}

// mutated is the module with one variant in place of what it was made of.
func (s *subject) mutated(v *variant) *ast.Module {
	out := *s.module
	out.Rules, out.Annotations, out.Comments = nil, nil, nil
	for i, rule := range s.module.Rules {
		if i == v.Mutant.rule {
			if v.rule == nil {
				continue
			}
			rule = v.rule.Copy()
			adopt(rule, &out)
		}
		out.Rules = append(out.Rules, rule)
	}
	return &out
}

// check compiles a module with others as strictly as policy.Compile but for what
// is left unused, which changes nothing.
func check(name string, module *ast.Module, others map[string]*ast.Module) ast.Errors {
	modules := make(map[string]*ast.Module, len(others)+1)
	for other, m := range others {
		modules[other] = m
	}
	modules[name] = module
	input, err := language.InputSchema()
	if err != nil {
		return ast.Errors{ast.NewError(ast.CompileErr, nil, "%v", err)}
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, input)
	c := ast.NewCompiler().
		WithCapabilities(language.Capabilities()).
		WithEnablePrintStatements(true).
		WithSchemas(schemas).
		WithUseTypeCheckAnnotations(false).
		SetErrorLimit(0)
	c.Compile(modules)
	return c.Errors
}

// compilable returns the modules of a pack that are no tests.
func compilable(p *suite.Pack) map[string]*ast.Module {
	out := map[string]*ast.Module{}
	for name, f := range p.Files {
		if f.Role != suite.Tests {
			out[name] = f.Module
		}
	}
	return out
}
