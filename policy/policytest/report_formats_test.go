package policytest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/policytest"
)

// A suite for each group, a case for each verdict; what is well shows, too. The
// numbers: contract 1, tests 6 (one of two cases fails), asserts 2 (of the tests
// that passed), coverage 4 (two files, one control, the markers), silence 2 (a control, the
// markers), mutation 2 (a file, the markers).
func TestWriteJUnit(t *testing.T) {
	var b strings.Builder
	if err := mixed().WriteJUnit(&b); err != nil {
		t.Fatal(err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="counterfoil" tests="17" failures="9" errors="0">
  <testsuite name="contract" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="contract" classname="contract"></testcase>
  </testsuite>
  <testsuite name="tests" tests="6" failures="2" errors="0" skipped="1">
    <testcase name="test_good" classname="custom.controls.acme.vendor_test"></testcase>
    <testcase name="test_late" classname="custom.controls.acme.vendor_test">
      <failure type="tests" message="p/vendor_test.rego:10: test_late fails"><![CDATA[p/vendor_test.rego:10: test_late fails
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
]]></failure>
    </testcase>
    <testcase name="test_each/one" classname="custom.controls.acme.vendor_test"></testcase>
    <testcase name="test_each/two/b" classname="custom.controls.acme.vendor_test">
      <failure type="tests" message="p/vendor_test.rego:14: test_each/two/b fails: p/vendor.rego:19: div: divide by zero"><![CDATA[p/vendor_test.rego:14: test_each/two/b fails: p/vendor.rego:19: div: divide by zero
    1 / x
]]></failure>
    </testcase>
    <testcase name="test_empty" classname="custom.controls.acme.vendor_test"></testcase>
    <testcase name="todo_test_more" classname="custom.controls.acme.vendor_test">
      <skipped type="tests" message="todo"></skipped>
    </testcase>
  </testsuite>
  <testsuite name="asserts" tests="2" failures="1" errors="0" skipped="0">
    <testcase name="test_good asserts something" classname="custom.controls.acme.vendor_test"></testcase>
    <testcase name="test_empty asserts something" classname="custom.controls.acme.vendor_test">
      <failure type="asserts" message="p/vendor_test.rego:20: test_empty asserts nothing: it reaches no rule of the pack"><![CDATA[p/vendor_test.rego:20: test_empty asserts nothing: it reaches no rule of the pack
]]></failure>
    </testcase>
  </testsuite>
  <testsuite name="coverage" tests="4" failures="3" errors="0" skipped="0">
    <testcase name="lines of p/lib.rego" classname="custom.lib.acme"></testcase>
    <testcase name="lines of p/vendor.rego" classname="custom.controls.acme.vendor">
      <failure type="coverage" message="p/vendor.rego:12: no test reaches lines 12-14, 17"><![CDATA[p/vendor.rego:12: no test reaches lines 12-14, 17
]]></failure>
    </testcase>
    <testcase name="outcomes of acme.vendor" classname="custom.controls.acme.vendor">
      <failure type="coverage" message="p/vendor.rego:11: no test has seen acme.vendor indeterminate (and 1 more)"><![CDATA[p/vendor.rego:11: no test has seen acme.vendor indeterminate
    in test_good (p/vendor_test.rego:5) it came to no conclusion of its own: the control reached no conclusion
    Test a record without the evidence that the control needs: it should say what is missing. Or say in this file why it cannot be: # never indeterminate: why

p/vendor.rego:11: no test has seen acme.vendor pending
    in test_good (p/vendor_test.rego:5) it came to no conclusion of its own: the control reached no conclusion
    One of its rules gives it: test a record for which that rule holds. Or say in this file why it cannot be: # never pending: why
]]></failure>
    </testcase>
    <testcase name="coverage" classname="coverage">
      <failure type="coverage" message="p/vendor.rego:2: # never satisfied gives no reason"><![CDATA[p/vendor.rego:2: # never satisfied gives no reason
]]></failure>
    </testcase>
  </testsuite>
  <testsuite name="silence" tests="2" failures="2" errors="0" skipped="0">
    <testcase name="silence of acme.vendor" classname="custom.controls.acme.vendor">
      <failure type="silence" message="p/vendor.rego:11: acme.vendor is satisfied without /approvals/*/source, and not_satisfied with it (and 1 more)"><![CDATA[p/vendor.rego:11: acme.vendor is satisfied without /approvals/*/source, and not_satisfied with it
    it then says: all \u202ewell
    seen with the record of test_good (p/vendor_test.rego:5), less /approvals/1/source, and 2 more
    Losing evidence must never help: conclude indeterminate. Or say in this file why it is right: # silence /approvals/*/source: why

p/vendor.rego:11: acme.vendor reaches no conclusion without /request, and is satisfied with it
    it then says: the control reached no conclusion
    seen with the record of test_good (p/vendor_test.rego:5), less /request
    Whatever is missing, a control must conclude: indeterminate, with a message that names it
]]></failure>
    </testcase>
    <testcase name="silence" classname="silence">
      <failure type="silence" message="p/vendor.rego:3: this marker accepts nothing"><![CDATA[p/vendor.rego:3: this marker accepts nothing
    remove it
]]></failure>
      <system-out><![CDATA[p/vendor_test.rego:5: test_good puts to a control what it will never see
    the record is not valid: /x: unknown field
]]></system-out>
    </testcase>
  </testsuite>
  <testsuite name="mutation" tests="2" failures="1" errors="0" skipped="0">
    <testcase name="mutants of p/vendor.rego" classname="custom.controls.acme.vendor">
      <failure type="mutation" message="p/vendor.rego:12: no test notices this change (boundary) (and 1 more)"><![CDATA[p/vendor.rego:12: no test notices this change (boundary)
    -    x > 1
    +    x >= 1
    Write a test that notices, or say on the line above why none could: # equivalent boundary: why

p/vendor.rego:17: no test reaches the rule, and so none notices this change (drop-rule)
    -_y := 1
    Write a test that notices, or say on the line above why none could: # equivalent drop-rule: why
]]></failure>
    </testcase>
    <testcase name="mutation" classname="mutation">
      <system-out><![CDATA[p/lib.rego:2: a rule that is not understood
]]></system-out>
    </testcase>
  </testsuite>
</testsuites>
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A gate that was lowered shows what it lets pass, and an error in the contract
// is an error: nothing was tested.
func TestWriteJUnitNotesAndErrors(t *testing.T) {
	lowered := mixed()
	lowered.Tests, lowered.Silences, lowered.Mutation, lowered.Coverage.Controls, lowered.Coverage.Markers = nil, nil, nil, nil, nil
	lowered.Coverage.Required = 50
	broken := &policytest.Report{Contract: []policytest.Problem{{File: "a.rego", Line: 2, Column: 1, Message: "no <package>\x00"}, {Message: "x"}}}
	for _, tt := range []struct {
		report *policytest.Report
		want   string
	}{
		{lowered, `    <testcase name="lines of p/vendor.rego" classname="custom.controls.acme.vendor">
      <system-out><![CDATA[p/vendor.rego:12: no test reaches lines 12-14, 17
]]></system-out>
    </testcase>
`},
		{broken, `<testsuites name="counterfoil" tests="1" failures="0" errors="1">
  <testsuite name="contract" tests="1" failures="0" errors="1" skipped="0">
    <testcase name="contract" classname="contract">
      <error type="contract" message="a.rego:2:1: no &lt;package&gt;\x00 (and 1 more)"><![CDATA[a.rego:2:1: no <package>\x00

x
]]></error>
    </testcase>
`},
	} {
		var b strings.Builder
		if err := tt.report.WriteJUnit(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), tt.want) {
			t.Errorf("got\n%s\nwant in it\n%s", b.String(), tt.want)
		}
	}
}

// One line, its keys in this order; what was not measured has no key, and an
// empty list is one.
func TestWriteJSON(t *testing.T) {
	r := &policytest.Report{
		Schema: policytest.ReportSchema,
		Tests: []policytest.TestResult{{
			Package: "custom.x_test", Name: "test_x", File: "x_test.rego", Line: 3, State: policytest.Failed,
			Cases:    []policytest.TestCase{{Name: "a"}},
			Failures: []policytest.Failure{{Case: "a", Place: policytest.Place{File: "x_test.rego", Line: 4, Expression: "1 == 2"}, Output: "\x1b"}},
		}},
		Coverage: &policytest.Coverage{
			Required: 100, Lines: []policytest.FileLines{{Package: "custom.x", File: "x.rego", Lines: 2, Uncovered: []int{2}}},
			Controls: []policytest.ControlOutcomes{{ID: "x.y", Package: "custom.controls.x.y", File: "x.rego", Line: 1, Outcomes: []policytest.OutcomeCount{{Outcome: policy.Satisfied, Seen: 1}}}},
		},
		Mutation: &policytest.Mutation{Required: 95, Mutants: 1, Killed: 1},
	}
	const want = `{"schema":"counterfoil.test/v1",` +
		`"summary":{"passed":false,"contract_errors":0,"tests":1,"tests_passed":0,"tests_failed":1,"tests_skipped":0,"tests_that_assert_nothing":0,"lines":2,"lines_reached":1,"outcomes":1,"outcomes_seen":1,"silences":0,"markers_wrong":0},` +
		`"contract":[],` +
		`"tests":[{"package":"custom.x_test","name":"test_x","file":"x_test.rego","line":3,"state":"failed","cases":[{"name":"a","passed":false}],` +
		`"failures":[{"case":"a","file":"x_test.rego","line":4,"expression":"1 == 2","values":[],"inside":[],"output":"\u001b"}]}],` +
		`"coverage":{"required":100,"lines":[{"package":"custom.x","file":"x.rego","lines":2,"uncovered":[2]}],` +
		`"controls":[{"id":"x.y","package":"custom.controls.x.y","file":"x.rego","line":1,"outcomes":[{"outcome":"satisfied","seen":1,"missing":false}],"silent":0}],"markers":[]},` +
		`"mutation":{"required":95,"mutants":1,"killed":1,"endless":0,"survived":0,"untested":0,"equivalent":0,"stillborn":0,"survivors":[],"markers":[],"unread":[]}}` + "\n"
	var b strings.Builder
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
