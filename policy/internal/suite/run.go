package suite

import (
	"context"

	"github.com/open-policy-agent/opa/v1/topdown"
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
	Output     string // printed, where RunOptions.Print asked for it
}

// Case is one sub-result of a test_x[case].
type Case struct {
	Path []string // the case's name; longer for test_x[a][b]
	Pass bool
}

// Run runs one test. It may be called from many goroutines at once.
func (b *Build) Run(ctx context.Context, t *Test, o RunOptions) Verdict {
	return Verdict{Err: errNotBuilt}
}

// Result is a test with its verdict.
type Result struct {
	Test     *Test
	Verdict  Verdict
	Failures []Failure // why it failed; empty where it passed or was skipped
}

// RunAll runs tests on all cores. The results are in the order of tests,
// whatever the number of cores. options gives the options of each test and done
// hears of each result as it is there, one at a time in no fixed order; either
// may be nil. Failed tests are run once more, to explain them. The error is the
// context's cause and nothing else.
func (b *Build) RunAll(ctx context.Context, tests []*Test, options func(*Test) RunOptions, done func(Result)) ([]Result, error) {
	return nil, errNotBuilt
}
