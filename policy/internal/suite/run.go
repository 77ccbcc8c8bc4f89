package suite

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/print"
)

// RunOptions changes how tests run.
type RunOptions struct {
	// Data is what the store holds beside counterfoil.parameters, by top-level
	// key: JSON values, or ast.Value as it is. It must not hold "counterfoil".
	Data map[string]any
	// Steps is how many steps of evaluation a test may take; 0 is no limit. The
	// count of a test is the same every time, on any machine.
	Steps int64
	// Tracers see every event of the run.
	Tracers []topdown.QueryTracer
	// Builtins implement what CompileOptions.Builtins declared, by name.
	Builtins map[string]*topdown.Builtin
	// Print keeps what the test printed in Verdict.Output.
	Print bool

	ran func() // RunAll calls it between the run and the one that explains it
}

// Verdict is what came out of running a test. At most one of Pass, Skipped and
// OutOfSteps is true; a test that failed has none.
type Verdict struct {
	Pass       bool
	Skipped    bool
	OutOfSteps bool   // stopped: it took more than RunOptions.Steps
	Err        error  // a built-in's error, a conflict; the context's cause
	Steps      int64  // taken; also where there was no limit
	Cases      []Case // of test_x[case], by path
	Output     string // printed, where RunOptions.Print asked for it: "file:line: text", a line each

	announced [][]string // the cases in the order in which the test came to them
}

// Case is one sub-result of a test_x[case].
type Case struct {
	Path []string // the case's name; longer for test_x[a][b]
	Pass bool
}

// Run runs one test. It may be called from many goroutines at once.
func (b *Build) Run(ctx context.Context, t *Test, o RunOptions) Verdict {
	return b.run(ctx, t, o, nil)
}

// run is Run. An explanation hears of each case as the test comes to it, and
// sees every rule entered: without the index, those that cannot hold as well.
func (b *Build) run(ctx context.Context, t *Test, o RunOptions, x *explanation) (v Verdict) {
	if t.Todo {
		return Verdict{Skipped: true}
	}
	if ctx.Err() != nil {
		return Verdict{Err: context.Cause(ctx)}
	}
	data, err := b.data(ctx, o)
	if err != nil {
		return Verdict{Err: err}
	}
	count := &steps{limit: o.Steps}
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, count.Cancel)()
	}
	log, builtins := &caseLog{}, o.Builtins
	if t.Cases {
		builtins = map[string]*topdown.Builtin{caseBuiltin.Name: log.builtin()}
		maps.Copy(builtins, o.Builtins)
	}
	query := b.query(data, ast.Equality.Expr(ast.NewTerm(answer), ast.NewTerm(t.ref)), count, builtins)
	for _, tracer := range o.Tracers {
		query = query.WithQueryTracer(tracer)
	}
	if x != nil {
		log.heard = x.announce
		query = query.WithIndexing(false)
	}
	var output printed
	if o.Print {
		query = query.WithPrintHook(&output)
	}
	var value ast.Value
	err = survive(func() error {
		return query.Iter(ctx, func(qr topdown.QueryResult) error {
			value = qr[answer].Value
			return nil
		})
	})
	v.Steps, v.Output, v.announced = count.taken, output.String(), log.paths
	switch {
	case ctx.Err() != nil && (err == nil || topdown.IsCancel(err)):
		v.Err = context.Cause(ctx)
	case count.over():
		v.OutOfSteps = true
	case err != nil:
		v.Err = err
	case value == nil: // undefined
	case t.Cases:
		v.Cases = cases(value, log.paths)
		v.Pass = !slices.ContainsFunc(v.Cases, func(c Case) bool { return !c.Pass })
	default:
		v.Pass = value.Compare(ast.Boolean(true)) == 0
	}
	return v
}

// survive makes an error of a panic: some of OPA's built-ins do not bear absurd
// operands, and a test that meets one fails alone.
func survive(run func() error) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("OPA broke down: %v", broken)
		}
	}()
	return run()
}

// data opens what a run reads.
func (b *Build) data(ctx context.Context, o RunOptions) (store, error) {
	if len(o.Data) == 0 {
		return b.store, nil
	}
	return openStore(ctx, b.pack.parameters, o.Data)
}

// query is an evaluation of an expression that assigns answer.
func (b *Build) query(data store, e *ast.Expr, count *steps, builtins map[string]*topdown.Builtin) *topdown.Query {
	return topdown.NewQuery(ast.NewBody(e)).
		WithCompiler(b.Compiler).
		WithStore(data).
		WithTransaction(data.txn).
		WithCancel(count).
		WithBuiltins(builtins).
		WithTime(epoch). // no policy can ask for it
		WithMetrics(metrics.NoOp()).
		WithStrictBuiltinErrors(true)
}

const answer = ast.Var("answer")

var epoch = time.Unix(0, 0)

// printed is what a test printed, each line after the place that printed it.
type printed struct{ strings.Builder }

func (p *printed) Print(at print.Context, message string) error {
	if at.Location != nil && at.Location.File != "" {
		fmt.Fprintf(p, "%s:%d: ", at.Location.File, at.Location.Row)
	}
	p.WriteString(message + "\n")
	return nil
}
