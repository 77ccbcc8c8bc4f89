package policytest

import (
	"github.com/counterfoil/counterfoil/policy"
)

// ReportSchema is the value of a report's "schema" field.
const ReportSchema = "counterfoil.test/v1"

// Report is what came of testing a pack of policies: equal packs and options
// give equal reports, to the byte. Files are named as errors name them, lines
// and columns are counted from 1.
type Report struct {
	Schema   string       `json:"schema"`            // ReportSchema
	Run      string       `json:"run,omitzero"`      // the pattern of WithRun; Coverage, Silences and Mutation are nil then
	Contract []Problem    `json:"contract"`          // what keeps the pack from being tested; where there is any, nothing follows
	Tests    []TestResult `json:"tests"`             // by file and line
	Coverage *Coverage    `json:"coverage,omitzero"` // nil: not measured
	Silences *Silences    `json:"silences,omitzero"` // nil: not looked for
	Mutation *Mutation    `json:"mutation,omitzero"` // nil: not asked for
}

// Problem is a place in a policy and what is wrong there. Its fields are those
// of policy.Error, which says what each of them is.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column,omitzero"`
	Pointer string `json:"pointer,omitzero"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitzero"`
	Source  string `json:"source,omitzero"`
	Width   int    `json:"width,omitzero"`
}

// String is the problem as a compiler would print it.
func (p Problem) String() string {
	e := policy.Error(p)
	return e.Error()
}

// TestState says what became of a test.
type TestState string

// A test passes, fails or is skipped (todo_test_…).
const (
	Passed  TestState = "passed"
	Failed  TestState = "failed"
	Skipped TestState = "skipped"
)

// TestResult is one test_ rule.
type TestResult struct {
	Package  string     `json:"package"` // "custom.controls.acme.vendor_access_test"
	Name     string     `json:"name"`    // "test_a_vendor_asks"
	File     string     `json:"file"`
	Line     int        `json:"line"`
	State    TestState  `json:"state"`
	Cases    []TestCase `json:"cases"`           // of a rule test_x[case], by name; none otherwise
	Failures []Failure  `json:"failures"`        // why it failed, case by case; none unless it failed
	Hollow   string     `json:"hollow,omitzero"` // the test passes and asserts nothing: why
}

// TestCase is one case of a data-driven test.
type TestCase struct {
	Name   string `json:"name"` // of test_x[a][b]: "a/b"
	Passed bool   `json:"passed"`
}

// Failure says why a test, or one case of it, failed.
type Failure struct {
	Case    string  `json:"case,omitzero"` // the case's name
	Place           // the expression of the test that does not hold
	Inside  []Place `json:"inside"`           // the same in what it calls, from there inwards
	Message string  `json:"message,omitzero"` // what went wrong, where it is not that the expression does not hold
	Output  string  `json:"output,omitzero"`  // what the test printed
}

// Place is an expression that does not hold, and what its parts stood for.
type Place struct {
	File       string  `json:"file"`
	Line       int     `json:"line"`
	Expression string  `json:"expression,omitzero"` // its source
	Values     []Value `json:"values"`
	Diff       string  `json:"diff,omitzero"` // of the sides of an ==: - stands on the left, + on the right
}

// Value is what a variable, or a part of a value, stood for.
type Value struct {
	Name  string `json:"name"`  // as the expression has it
	Value string `json:"value"` // in Rego's notation; "undefined"
}

// Coverage is how much of the policies the tests have seen.
type Coverage struct {
	Required float64           `json:"required"` // percent of the lines that must be reached
	Lines    []FileLines       `json:"lines"`    // by file
	Controls []ControlOutcomes `json:"controls"` // by id
}

// FileLines says which lines with rules the tests reached.
type FileLines struct {
	Package   string `json:"package"`
	File      string `json:"file"`
	Lines     int    `json:"lines"`     // those with rules
	Uncovered []int  `json:"uncovered"` // those that no test reached
}

// ControlOutcomes says which outcomes of a control the tests have seen, as a
// set judges them: what a claim without a finding, or a conclusion without
// evidence, amounts to is counted, not what the rule said.
type ControlOutcomes struct {
	ID       string         `json:"id"`
	Package  string         `json:"package"`
	File     string         `json:"file"`
	Line     int            `json:"line"`     // of its first findings
	Outcomes []OutcomeCount `json:"outcomes"` // those that it can have, from worst to best
}

// OutcomeCount is how many questions of the tests ended in an outcome.
type OutcomeCount struct {
	Outcome policy.Outcome `json:"outcome"`
	Seen    int            `json:"seen"`
	Line    int            `json:"line,omitzero"` // where the control gives it; 0: every control must
}

// Silences says whether losing evidence ever helped: each part of each record
// that a test made was taken out in turn, and the record judged again.
type Silences struct {
	Records  int       `json:"records"`  // that tests put to controls, each counted once a control
	Judged   int       `json:"judged"`   // records less one part
	Invalid  int       `json:"invalid"`  // parts that a record cannot be without
	Accepted int       `json:"accepted"` // silences that a marker accepts
	Found    []Silence `json:"found"`    // all others, by control and pointer
	Markers  []Problem `json:"markers"`  // markers that are wrong, or that nothing needs
}

// Silence is a part of records without which a control turns satisfied, or
// reaches no conclusion any more.
type Silence struct {
	Control string         `json:"control"`
	Package string         `json:"package"`
	File    string         `json:"file"` // the control's
	Line    int            `json:"line"`
	Pointer string         `json:"pointer"` // a list's elements are *
	Before  policy.Outcome `json:"before"`
	After   policy.Outcome `json:"after"`
	Message string         `json:"message"` // the finding that the control came to
	Count   int            `json:"count"`   // how many parts, in all records
	Example Example        `json:"example"` // the smallest
}

// Example is a record of a test, less one part.
type Example struct {
	Test    string `json:"test"` // package and name
	File    string `json:"file"`
	Line    int    `json:"line"`
	Pointer string `json:"pointer"` // what was taken out
}

// Mutation says which changes of the policies no test noticed. Mutants =
// Killed + Survived + Equivalent + Stillborn.
type Mutation struct {
	Required   float64   `json:"required"` // the least score, in percent
	Mutants    int       `json:"mutants"`
	Killed     int       `json:"killed"`     // a test failed
	Endless    int       `json:"endless"`    // of these, by never coming to an end
	Survived   int       `json:"survived"`   // every test passed
	Equivalent int       `json:"equivalent"` // a marker says why it makes no difference
	Stillborn  int       `json:"stillborn"`  // does not compile
	Survivors  []Mutant  `json:"survivors"`  // by place and operator
	Markers    []Problem `json:"markers"`    // markers that are wrong, or that no survivor needs
}

// Mutant is one small change of a policy.
type Mutant struct {
	Package  string `json:"package"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Operator string `json:"operator"` // "boundary"
	Diff     string `json:"diff"`     // lines that start with - and +
}

// Score is the percentage of mutants that were killed, of those that could be;
// 100 where there are none.
func (m *Mutation) Score() float64 { return percent(m.Killed, m.Killed+m.Survived) }

// percent is how many of a total, in percent; of nothing, all.
func percent(n, total int) float64 {
	if total == 0 {
		return 100
	}
	return 100 * float64(n) / float64(total)
}
