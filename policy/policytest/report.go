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
	Omitted  string       `json:"omitted,omitzero"`  // what was not judged, and why
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
	Tried      int     `json:"tried,omitzero"`      // with how many values of its variables
	Values     []Value `json:"values"`              // those it was tried with last
	Diff       string  `json:"diff,omitzero"`       // of the sides of an ==: - stands on the left, + on the right
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
	Markers  []Problem         `json:"markers"`  // markers that are wrong, or that nothing needs
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
	Line     int            `json:"line"`             // of its first findings
	Outcomes []OutcomeCount `json:"outcomes"`         // all of them, from worst to best
	Silent   int            `json:"silent"`           // how often it was indeterminate, and not in its own words
	Example  *SilentControl `json:"example,omitzero"` // the first of these
}

// OutcomeCount is how many questions of the tests ended in an outcome.
type OutcomeCount struct {
	Outcome policy.Outcome `json:"outcome"`
	Seen    int            `json:"seen"`
	Missing bool           `json:"missing"`        // it should have been seen, and was not
	Never   string         `json:"never,omitzero"` // the author's reason why it never is
}

// SilentControl is a control that came to no conclusion of its own: it passed a
// claim over, failed, or cited nothing that is in the record.
type SilentControl struct {
	Test    TestRef `json:"test"`
	Message string  `json:"message"` // what is said in the control's place
}

// Silences says whether losing evidence ever helped, or left a control without
// words: each part of each record that a test put to a control was taken out in
// turn, and the rest judged again. Questions = Records + Repeated + Unfit.
type Silences struct {
	Questions int        `json:"questions"` // that tests put to controls
	Records   int        `json:"records"`   // distinct ones, by record, instant and parameters
	Repeated  int        `json:"repeated"`  // the same record again
	Unfit     int        `json:"unfit"`     // without a valid record
	Parts     int        `json:"parts"`     // that were taken out, one at a time
	Required  int        `json:"required"`  // of these, parts that no record can be without: not judged
	Accepted  int        `json:"accepted"`  // silences that a marker accepts
	Found     []Silence  `json:"found"`     // all others, by control, place and kind
	Unjudged  []Unjudged `json:"unjudged"`  // why questions were unfit, each once, by test
	Markers   []Problem  `json:"markers"`   // markers that are wrong, or that nothing needs
}

// SilenceKind says what became of a control that lost evidence.
type SilenceKind string

// The kinds of silences.
const (
	TurnedSatisfied SilenceKind = "satisfied"     // from something worse
	NoConclusion    SilenceKind = "no_conclusion" // it passes a claim over, fails, or cites nothing that is there
)

// Silence is a part of records that a control does not miss as it should.
type Silence struct {
	Control string      `json:"control"`
	Package string      `json:"package"`
	File    string      `json:"file"` // the control's
	Line    int         `json:"line"`
	Place   string      `json:"place"` // what was taken out, a JSON Pointer; the indexes of lists are *
	Kind    SilenceKind `json:"kind"`
	Count   int         `json:"count"`   // how many times, in all records
	Example Example     `json:"example"` // the smallest
}

// Example is a record of a test, less one part.
type Example struct {
	Test    TestRef        `json:"test"`
	Pointer string         `json:"pointer"` // what was taken out
	Before  policy.Outcome `json:"before"`
	After   policy.Outcome `json:"after"`
	Message string         `json:"message"` // what the control said after
}

// TestRef names a test.
type TestRef struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	File    string `json:"file"`
	Line    int    `json:"line"`
}

// Unjudged is something that a test put to a control and that is no record, or
// no parameters: in earnest, the control would never see it.
type Unjudged struct {
	Test TestRef `json:"test"`
	Why  string  `json:"why"`
}

// Mutation says which small changes of the policies no test noticed. Mutants =
// Killed + Endless + Survived + Untested + Equivalent + Stillborn.
type Mutation struct {
	Required   float64   `json:"required"` // the least score, in percent
	Mutants    int       `json:"mutants"`
	Killed     int       `json:"killed"`     // a test failed
	Endless    int       `json:"endless"`    // a test took many times its steps: killed, too
	Survived   int       `json:"survived"`   // every test passed
	Untested   int       `json:"untested"`   // no test reaches it: survived, too
	Equivalent int       `json:"equivalent"` // survived, and a marker says why it must
	Stillborn  int       `json:"stillborn"`  // it does not compile
	Survivors  []Mutant  `json:"survivors"`  // Survived and Untested, by place
	Markers    []Problem `json:"markers"`    // markers that are wrong, or that no survivor needs
	Unread     []Problem `json:"unread"`     // rules of which no mutants could be made
}

// Mutant is one small change of a policy.
type Mutant struct {
	Package  string `json:"package"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Operator string `json:"operator"` // "boundary"
	Diff     string `json:"diff"`     // lines that start with - and +
	Untested bool   `json:"untested"` // no test reaches it
}

// Score is the percentage of mutants that were killed, of those that could be;
// 100 where there are none.
func (m *Mutation) Score() float64 { return percent(m.killed(), m.killed()+m.survived()) }

func (m *Mutation) killed() int   { return m.Killed + m.Endless }
func (m *Mutation) survived() int { return m.Survived + m.Untested }

// percent is how many of a total, in percent; of nothing, all.
func percent(n, total int) float64 {
	if total == 0 {
		return 100
	}
	return 100 * float64(n) / float64(total)
}
