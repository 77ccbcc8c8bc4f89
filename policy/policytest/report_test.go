package policytest_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/policytest"
)

const (
	controlPackage = "custom.controls.acme.vendor"
	testPackage    = "custom.controls.acme.vendor_test"
	controlFile    = "p/vendor.rego"
	testFile       = "p/vendor_test.rego"
)

var good = policytest.TestRef{Package: testPackage, Name: "test_good", File: testFile, Line: 5}

// mixed is a report of a pack in which everything that can fail does, made up so
// that these tests know what a writer has to say of it.
func mixed() *policytest.Report {
	return &policytest.Report{
		Schema: policytest.ReportSchema,
		Tests: []policytest.TestResult{
			{Package: testPackage, Name: "test_good", File: testFile, Line: 5, State: policytest.Passed},
			{Package: testPackage, Name: "test_late", File: testFile, Line: 9, State: policytest.Failed, Failures: []policytest.Failure{{
				Place: policytest.Place{
					File: testFile, Line: 10, Expression: "vendor.findings == {\n\t_late,\n}",
					Values: []policytest.Value{{Name: "vendor.findings", Value: "set()"}, {Name: "_late", Value: `"la\x1bte"`}},
					Diff:   "- set()\n+ {\"late\"}",
				},
				Inside: []policytest.Place{{File: testFile, Line: 30, Expression: "x > 1", Tried: 3, Values: []policytest.Value{{Name: "x", Value: "1"}}}},
				Output: "seen: \x1b[31m1\n",
			}}},
			{Package: testPackage, Name: "test_each", File: testFile, Line: 14, State: policytest.Failed,
				Cases: []policytest.TestCase{{Name: "one", Passed: true}, {Name: "two/b"}},
				Failures: []policytest.Failure{{
					Case: "two/b", Place: policytest.Place{File: controlFile, Line: 19, Expression: "1 / x"}, Message: "div: divide by zero",
				}}},
			{Package: testPackage, Name: "test_empty", File: testFile, Line: 20, State: policytest.Passed, Hollow: "it reaches no rule of the pack"},
			{Package: testPackage, Name: "todo_test_more", File: testFile, Line: 25, State: policytest.Skipped},
		},
		Coverage: &policytest.Coverage{
			Required: 100,
			Lines: []policytest.FileLines{
				{Package: "custom.lib.acme", File: "p/lib.rego", Lines: 4},
				{Package: controlPackage, File: controlFile, Lines: 8, Uncovered: []int{12, 13, 14, 17}},
			},
			Controls: []policytest.ControlOutcomes{{
				ID: "acme.vendor", Package: controlPackage, File: controlFile, Line: 11,
				Outcomes: []policytest.OutcomeCount{
					{Outcome: policy.NotSatisfied, Seen: 2}, {Outcome: policy.Indeterminate, Missing: true}, {Outcome: policy.Pending, Missing: true},
					{Outcome: policy.Satisfied, Seen: 3}, {Outcome: policy.NotApplicable, Never: "it concerns everybody"},
				},
				Silent: 1, Example: &policytest.SilentControl{Test: good, Message: "the control reached no conclusion"},
			}},
			Markers: []policytest.Problem{{File: controlFile, Line: 2, Message: "# never satisfied gives no reason"}},
		},
		Silences: &policytest.Silences{
			Questions: 4, Records: 2, Repeated: 1, Unfit: 1, Parts: 49, Required: 9, Accepted: 1,
			Found: []policytest.Silence{
				{
					Control: "acme.vendor", Package: controlPackage, File: controlFile, Line: 11, Place: "/approvals/*/source", Kind: policytest.TurnedSatisfied, Count: 3,
					Example: policytest.Example{Test: good, Pointer: "/approvals/1/source", Before: policy.NotSatisfied, After: policy.Satisfied, Message: "all \u202ewell"},
				},
				{
					Control: "acme.vendor", Package: controlPackage, File: controlFile, Line: 11, Place: "/request", Kind: policytest.NoConclusion, Count: 1,
					Example: policytest.Example{Test: good, Pointer: "/request", Before: policy.Satisfied, After: policy.Indeterminate, Message: "the control reached no conclusion"},
				},
			},
			Unjudged: []policytest.Unjudged{{Test: good, Why: "the record is not valid: /x: unknown field"}},
			Markers:  []policytest.Problem{{File: controlFile, Line: 3, Message: "this marker accepts nothing", Hint: "remove it"}},
		},
		Mutation: &policytest.Mutation{
			Required: 95, Mutants: 11, Killed: 5, Endless: 1, Survived: 1, Untested: 1, Equivalent: 2, Stillborn: 1,
			Survivors: []policytest.Mutant{
				{Package: controlPackage, File: controlFile, Line: 12, Operator: "boundary", Diff: "-\tx > 1\n+\tx >= 1\n"},
				{Package: controlPackage, File: controlFile, Line: 17, Operator: "drop-rule", Diff: "-_y := 1\n", Untested: true},
			},
			Unread: []policytest.Problem{{File: "p/lib.rego", Line: 2, Message: "a rule that is not understood"}},
		},
	}
}

// What failed first, in the order of the gates; one line of numbers last. 12
// lines of which 4 are not reached are 66.6 %; 6 of 8 mutants are 75 %.
const mixedText = `p/vendor_test.rego:10: test_late fails
    vendor.findings == {
        _late,
    }
    vendor.findings is set()
    _late is "la\x1bte"
    - left, + right:
    - set()
    + {"late"}
    in p/vendor_test.rego:30:
        x > 1
        tried 3 times, last with:
        x is 1
    printed:
        seen: \x1b[31m1

p/vendor_test.rego:14: test_each/two/b fails: p/vendor.rego:19: div: divide by zero
    1 / x

p/vendor_test.rego:20: test_empty asserts nothing: it reaches no rule of the pack

p/vendor.rego:12: no test reaches lines 12-14, 17

p/vendor.rego:11: no test has seen acme.vendor indeterminate
    in test_good (p/vendor_test.rego:5) it came to no conclusion of its own: the control reached no conclusion
    Test a record without the evidence that the control needs: it should say what is missing. Or say in this file why it cannot be: # never indeterminate: why

p/vendor.rego:11: no test has seen acme.vendor pending
    in test_good (p/vendor_test.rego:5) it came to no conclusion of its own: the control reached no conclusion
    One of its rules gives it: test a record for which that rule holds. Or say in this file why it cannot be: # never pending: why

p/vendor.rego:2: # never satisfied gives no reason

p/vendor.rego:11: acme.vendor is satisfied without /approvals/*/source, and not_satisfied with it
    it then says: all \u202ewell
    seen with the record of test_good (p/vendor_test.rego:5), less /approvals/1/source, and 2 more
    Losing evidence must never help: conclude indeterminate. Or say in this file why it is right: # silence /approvals/*/source: why

p/vendor.rego:11: acme.vendor reaches no conclusion without /request, and is satisfied with it
    it then says: the control reached no conclusion
    seen with the record of test_good (p/vendor_test.rego:5), less /request
    Whatever is missing, a control must conclude: indeterminate, with a message that names it

p/vendor.rego:3: this marker accepts nothing
    remove it

p/vendor.rego:12: no test notices this change (boundary)
    -    x > 1
    +    x >= 1
    Write a test that notices, or say on the line above why none could: # equivalent boundary: why

p/vendor.rego:17: no test reaches the rule, and so none notices this change (drop-rule)
    -_y := 1
    Write a test that notices, or say on the line above why none could: # equivalent drop-rule: why

p/vendor_test.rego:5: test_good puts to a control what it will never see
    the record is not valid: /x: unknown field

p/lib.rego:2: a rule that is not understood

failed: 5 tests = 2 passed + 2 failed + 1 skipped; 1 asserts nothing; 8 of 12 lines (66.6 %, wanted 100 %); 2 of 4 outcomes; 2 silences in 40 records less one part each; 11 mutants = 6 killed + 2 survived + 2 equivalent + 1 stillborn (score 75 %, wanted 95 %); 2 wrong markers
`

func TestWriteText(t *testing.T) {
	if diff := cmp.Diff(mixedText, text(t, mixed())); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if mixed().Passed() {
		t.Error("it passed")
	}
}

func text(t *testing.T, r *policytest.Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Each gate alone keeps a report from passing.
func TestPassed(t *testing.T) {
	good := func() *policytest.Report {
		r := mixed()
		r.Tests = r.Tests[:1]
		r.Coverage.Lines[1].Uncovered = nil
		r.Coverage.Controls[0].Outcomes[1].Missing, r.Coverage.Controls[0].Outcomes[2].Missing = false, false
		r.Coverage.Markers = nil
		r.Silences.Found, r.Silences.Markers, r.Silences.Unjudged = nil, nil, nil
		r.Mutation.Killed, r.Mutation.Survived, r.Mutation.Untested, r.Mutation.Survivors, r.Mutation.Unread = 7, 0, 0, nil, nil
		return r
	}
	const want = "passed: 1 test = 1 passed + 0 failed + 0 skipped; 12 of 12 lines; 2 of 2 outcomes; 0 silences in 40 records less one part each; 11 mutants = 8 killed + 0 survived + 2 equivalent + 1 stillborn (score 100 %, wanted 95 %)\n"
	if got := text(t, good()); got != want || !good().Passed() {
		t.Errorf("got  %swant %s", got, want)
	}
	for name, spoil := range map[string]func(r, bad *policytest.Report){
		"the contract":           func(r, _ *policytest.Report) { r.Contract = []policytest.Problem{{Message: "x"}} },
		"a failing test":         func(r, bad *policytest.Report) { r.Tests = append(r.Tests, bad.Tests[1]) },
		"a failing case":         func(r, bad *policytest.Report) { r.Tests = append(r.Tests, bad.Tests[2]) },
		"a test unlike":          func(r, _ *policytest.Report) { r.Tests[0].State = policytest.Failed },
		"a hollow test":          func(r, bad *policytest.Report) { r.Tests = append(r.Tests, bad.Tests[3]) },
		"a line":                 func(r, _ *policytest.Report) { r.Coverage.Lines[0].Uncovered = []int{1} },
		"an outcome":             func(r, _ *policytest.Report) { r.Coverage.Controls[0].Outcomes[0].Missing = true },
		"a silence":              func(r, bad *policytest.Report) { r.Silences.Found = bad.Silences.Found },
		"a marker":               func(r, bad *policytest.Report) { r.Silences.Markers = bad.Silences.Markers },
		"a survivor":             func(r, bad *policytest.Report) { r.Mutation = bad.Mutation },
		"a marker of an outcome": func(r, bad *policytest.Report) { r.Coverage.Markers = bad.Coverage.Markers },
		"a mutant's marker":      func(r, bad *policytest.Report) { r.Mutation.Markers = bad.Silences.Markers },
	} {
		r := good()
		spoil(r, mixed())
		if r.Passed() || strings.HasPrefix(text(t, r), "passed") || r.Summary().Passed {
			t.Errorf("with %s it passes", name)
		}
	}
}

// A gate that is lowered to what there is lets it pass, and still says what is
// missing: 8 of 12 lines are 66.66… %, 6 of 7 mutants 85.71… %.
func TestLoweredGates(t *testing.T) {
	r := mixed()
	r.Tests, r.Silences = r.Tests[:1], nil
	r.Coverage.Controls, r.Coverage.Markers = nil, nil
	r.Mutation.Mutants, r.Mutation.Untested, r.Mutation.Survivors, r.Mutation.Unread = 10, 0, r.Mutation.Survivors[:1], nil
	r.Coverage.Required, r.Mutation.Required = 66.6, 85.7
	got := text(t, r)
	const want = `p/vendor.rego:12: no test reaches lines 12-14, 17

p/vendor.rego:12: no test notices this change (boundary)
    -    x > 1
    +    x >= 1
    Write a test that notices, or say on the line above why none could: # equivalent boundary: why

passed: 1 test = 1 passed + 0 failed + 0 skipped; 8 of 12 lines (66.6 %, wanted 66.6 %); 0 of 0 outcomes; 10 mutants = 6 killed + 1 survived + 2 equivalent + 1 stillborn (score 85.7 %, wanted 85.7 %)
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	r.Coverage.Required = 66.7
	if r.Passed() {
		t.Error("66.66… % are enough for 66.7 %")
	}
	r.Coverage.Required, r.Mutation.Required = 66.6, 85.8
	if r.Passed() {
		t.Error("85.71… % are enough for 85.8 %")
	}
}

func TestWriteTextOfErrorsAndParts(t *testing.T) {
	r := &policytest.Report{Contract: []policytest.Problem{
		{File: controlFile, Line: 12, Column: 6, Message: `input has no field "approvls"`, Hint: "did you mean approvals?", Source: "\tnot input.approvls", Width: 3},
		{Message: "there are no controls"},
	}}
	const want = `p/vendor.rego:12:6: input has no field "approvls"
    not input.approvls
        ^^^
    did you mean approvals?

there are no controls

not tested: 2 errors in the policies
`
	if diff := cmp.Diff(want, text(t, r)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	part := &policytest.Report{Omitted: "coverage, as only some tests ran", Tests: mixed().Tests[:1]}
	if got, want := text(t, part), "passed: 1 test = 1 passed + 0 failed + 0 skipped; not judged: coverage, as only some tests ran\n"; got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestWriteCoverage(t *testing.T) {
	const want = `file           reached  lines
p/lib.rego           4      4
p/vendor.rego        4      8

control      not_satisfied  indeterminate  pending  satisfied  not_applicable
acme.vendor              2              0        0          3               -
`
	var b strings.Builder
	if err := mixed().WriteCoverage(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	b.Reset()
	if err := new(policytest.Report).WriteCoverage(&b); err != nil || b.Len() > 0 {
		t.Errorf("without coverage: %q, %v", b.String(), err)
	}
}

// A writer that fails fails the report.
func TestWriteFails(t *testing.T) {
	r := mixed()
	for name, write := range map[string]func(io.Writer) error{
		"text": r.WriteText, "coverage": r.WriteCoverage, "JSON": r.WriteJSON, "JUnit": r.WriteJUnit,
	} {
		if err := write(broken{}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// What the schema junit-10.xsd demands of a report: the elements, where they may
// stand, and their attributes, with those that are required.
var junitSchema = map[string]struct {
	within     string
	attributes []string
	required   []string
}{
	"testsuites": {"", []string{"name", "time", "tests", "failures", "errors"}, nil},
	"testsuite":  {"testsuites", []string{"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"}, []string{"name", "tests", "failures", "errors"}},
	"testcase":   {"testsuite", []string{"name", "time", "classname", "group"}, []string{"name"}},
	"skipped":    {"testcase", []string{"type", "message"}, nil},
	"error":      {"testcase", []string{"type", "message"}, nil},
	"failure":    {"testcase", []string{"type", "message"}, nil},
	"system-out": {"testcase", nil, nil},
}

func TestWriteJUnitFollowsTheSchema(t *testing.T) {
	broken := &policytest.Report{Contract: []policytest.Problem{{File: "a.rego", Line: 1, Message: "<&>\"'\x00\x1b\ufffe]]>"}}}
	lowered := mixed()
	lowered.Coverage.Required = 0
	hostile := mixed()
	hostile.Tests[1].Name = "test_<&\">\x00\n]]>"
	hostile.Tests[1].Failures[0].Output = "]]>\x00\ufffe\ud7ff<&"
	for _, r := range []*policytest.Report{mixed(), broken, lowered, hostile, {}} {
		var b bytes.Buffer
		if err := r.WriteJUnit(&b); err != nil {
			t.Fatal(err)
		}
		seen := map[[2]string]bool{}
		stack := []string{""}
		for d := xml.NewDecoder(&b); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				rule, known := junitSchema[e.Name.Local]
				if !known || rule.within != stack[len(stack)-1] {
					t.Fatalf("<%s> within <%s>", e.Name.Local, stack[len(stack)-1])
				}
				stack = append(stack, e.Name.Local)
				values := map[string]string{}
				for _, a := range e.Attr {
					values[a.Name.Local] = a.Value
					if !strings.Contains(" "+strings.Join(rule.attributes, " ")+" ", " "+a.Name.Local+" ") {
						t.Errorf("<%s %s>", e.Name.Local, a.Name.Local)
					}
				}
				for _, name := range rule.required {
					if values[name] == "" {
						t.Errorf("<%s> without %s", e.Name.Local, name)
					}
				}
				if e.Name.Local == "testcase" { // of two cases of one name GitLab shows one
					key := [2]string{values["classname"], values["name"]}
					if values["classname"] == "" || seen[key] {
						t.Errorf("the case %q comes twice, or has no class", key)
					}
					seen[key] = true
				}
			case xml.EndElement:
				stack = stack[:len(stack)-1]
			}
		}
	}
}
