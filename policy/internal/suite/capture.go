package suite

import (
	"context"
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
)

// CaptureOptions changes what Capture runs.
type CaptureOptions struct {
	Run  func(*Test) bool // which tests to run; nil is all
	Done func(Result)     // as RunAll's
}

// Capture is what one instrumented run of the tests shows.
type Capture struct {
	Build   *Build
	Results []Result    // in the order of Build.Tests
	Seen    []Seen      // by control, then by test
	Lines   []FileLines // of the Policy files, by name
	Hollow  []Hollow    // tests that assert nothing, in the order of Build.Tests
}

// Seen is one question that a test put to a control of the pack, and the
// answer. Equal ones count once.
type Seen struct {
	Control    string    // its id
	Input      ast.Value // what input was: mostly a record with as_of; nil: undefined
	Parameters ast.Value // what data.counterfoil.parameters was; nil: undefined
	Findings   ast.Value // the control's own, as a set
	Claims     ast.Value // nil where the control declares none or no test asked for them
	Test       *Test     // the first that asked
}

// FileLines says which lines of a Policy file the tests reached.
type FileLines struct {
	File      string
	Covered   int   // how many lines with rules were reached
	Uncovered []int // the lines that were not, sorted
}

// Hollow is a test that passes and asserts nothing.
type Hollow struct {
	Test *Test
	Why  string // for the author of a policy: what is wrong and what to do
}

// Capture compiles the pack with its controls instrumented and runs the tests.
// The verdicts are those of a run without.
func (p *Pack) Capture(ctx context.Context, o CaptureOptions) (*Capture, error) {
	return nil, errors.New("not built yet")
}
