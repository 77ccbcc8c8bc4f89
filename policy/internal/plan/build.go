package plan

import (
	"context"
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
	"github.com/open-policy-agent/opa/v1/rego"
)

// Build has OPA plan rules, such as data.a.b.rule, and all that they reach. The
// compiler has compiled their modules already.
func Build(ctx context.Context, compiler *ast.Compiler, rules []ast.Ref) (policy *ir.Policy, err error) {
	all := make([]*ast.Term, len(rules))
	for i, r := range rules {
		all[i] = ast.NewTerm(r)
	}
	// Preparing a query tells the compiler for whom; its other users are topdown's.
	defer compiler.WithEvalMode(ast.EvalModeTopdown)
	if r := idle(compiler, rules); r != nil {
		return nil, fmt.Errorf("%v: %w", r.Loc(), errIdle)
	}
	defer func() { // OPA's planner does not bear all that its compiler accepts
		if r := recover(); r != nil {
			policy, err = nil, fmt.Errorf("OPA cannot plan it: %v", r)
		}
	}()
	ctx = context.WithValue(ctx, handOver{}, &policy)
	_, err = rego.New(
		rego.Target(target),
		rego.Compiler(compiler),
		rego.ParsedQuery(ast.NewBody(ast.NewExpr(ast.ArrayTerm(all...)))),
	).PrepareForEval(ctx)
	if err == nil && policy == nil {
		err = errors.New("OPA made no plan")
	}
	return policy, err
}

// target names this package among the targets of package rego.
const target = "github.com/counterfoil/counterfoil/policy/internal/plan"

// Only a target receives a plan without its being written as JSON and read
// again, which takes longer than all other compiling. OPA keeps targets in a map
// that it reads without a lock, so that only before main is it safe to add one.
var _ = func() bool {
	rego.RegisterPlugin(target, receiver{})
	return true
}()

// receiver is the target: it hands the plan over to Build.
type receiver struct{}

type handOver struct{}

func (receiver) IsTarget(name string) bool { return name == target }

func (receiver) PrepareForEval(ctx context.Context, policy *ir.Policy, _ ...rego.PrepareOption) (rego.TargetPluginEval, error) {
	if to, ok := ctx.Value(handOver{}).(**ir.Policy); ok {
		*to = policy
	}
	return receiver{}, nil
}

func (receiver) Eval(context.Context, *rego.EvalContext, ast.Value) (ast.Value, error) {
	return nil, errors.New("plan: a plan is run by a machine")
}
