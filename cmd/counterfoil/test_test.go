package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/policy/policytest"
)

// policies makes a control as new does, in a folder of that name, and replaces
// texts in its two files: old, new, old, new.
func policies(t *testing.T, replacements ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	command(t, "", "new", "control", "custom.controls.acme.vendor_access").wants(t, exitDone)
	for i := 0; i < len(replacements); i += 2 {
		met := false
		for _, name := range []string{"vendor_access.rego", "vendor_access_test.rego"} {
			path := filepath.Join("policies", "acme", "vendor_access", name)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			met = met || strings.Contains(string(text), replacements[i])
			if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte(replacements[i]), []byte(replacements[i+1])), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if !met {
			t.Fatalf("%q is nowhere", replacements[i])
		}
	}
}

// shows fails the test unless standard output begins and ends like this and
// standard error is empty.
func (o outcome) shows(t *testing.T, status int, begin, end string) {
	t.Helper()
	if o.status != status || o.err != "" || !strings.HasPrefix(o.out, begin) || !strings.HasSuffix(o.out, end) {
		t.Errorf("status %d, wanted %d; standard error %q; standard output\n%s", o.status, status, o.err, o.out)
	}
}

// A failing test, the control's and the test's line, and the numbers.
func TestTestFails(t *testing.T) {
	policies(t, `_finding("satisfied", "the request says why"`, `_finding("satisfied", "the request said why"`)
	got := command(t, "", "test", "policies")
	got.shows(t, exitFailOn, `policies/acme/vendor_access/vendor_access_test.rego:14: test_a_reason_is_given fails
    vendor_access.findings == _finding("satisfied", "the request said why", ["/request/justification"]) with input as testing.judged(testing.human_grant)
    - left, + right:
`, "\n")
	if last := got.out[strings.LastIndex(strings.TrimSpace(got.out), "\n")+1:]; !strings.HasPrefix(last, "failed: 5 tests = 4 passed + 1 failed + 0 skipped; ") {
		t.Errorf("the last line is %s", last)
	}
}

// What cannot be compiled is not tested, and the status says so.
func TestTestCannot(t *testing.T) {
	policies(t, "input.request.justification)", "input.request.justificatoin)")
	got := command(t, "", "test", "policies")
	got.shows(t, exitIncomplete, `policies/acme/vendor_access/vendor_access.rego:27:27: input.request has no field "justificatoin"`, "\nnot tested: 1 error in the policies\n")
	if !strings.Contains(got.out, "did you mean justification?") {
		t.Error(got.out)
	}
	for _, dir := range []string{"nowhere", "policies/acme/vendor_access/vendor_access.rego"} {
		got := command(t, "", "test", dir)
		got.shows(t, exitIncomplete, dir+": ", "\nnot tested: 1 error in the policies\n")
	}
	command(t, "", "test", "--run", "x", "--parameters", "nowhere.yaml", "policies").wants(t, exitIncomplete, "nowhere.yaml")
}

func TestTestRun(t *testing.T) {
	policies(t, `"the request says why", ["/request/justification"]) with`, `"another", ["/request/justification"]) with`)
	command(t, "", "test", "--run", `access_test\.test_n`, "policies").shows(t, exitDone,
		"passed: 2 tests = 2 passed + 0 failed + 0 skipped; not judged: coverage, silences and mutants, as only some tests ran\n", "")
	command(t, "", "test", "--run", "nothing", "policies").wants(t, exitIncomplete, `no test matches "nothing"`)
	command(t, "", "test", "--run", "(", "policies").wants(t, exitIncomplete, "the pattern of tests to run: ")
	if got := command(t, "", "test", "--run", "reason_is_given", "policies"); got.status != exitFailOn {
		t.Errorf("a failing test that was asked for: status %d", got.status)
	}
}

// One test less: a rule and an outcome that nobody has seen, and mutants that
// survive. Its lines are both unreached: OPA looks at action before it enters the
// rule. The tables show it; a lower gate lets the lines pass, and them alone.
func TestTestGates(t *testing.T) {
	policies(t, "test_access_was_taken_away", "todo_test_access_was_taken_away")
	file := "policies/acme/vendor_access/vendor_access.rego"
	got := command(t, "", "test", "--coverage", "policies")
	got.shows(t, exitFailOn, `file                                            reached  lines
`+file+`        6      8

control             not_satisfied  indeterminate  pending  satisfied  not_applicable
acme.vendor_access              2              1        -          1               0

`+file+`:22: no test reaches lines 22-23

`+file+`:18: no test has seen acme.vendor_access not_applicable
    One of its rules gives it: test a record for which that rule holds. Or say in this file why it cannot be: # never not_applicable: why

failed: 5 tests = 4 passed + 0 failed + 1 skipped; 6 of 8 lines (75 %, wanted 100 %); 3 of 4 outcomes; 0 silences in `, "\n")
	lower := command(t, "", "test", "--min-lines", "75", "policies")
	lower.shows(t, exitFailOn, file+":18: no test has seen acme.vendor_access not_applicable\n", "\n")
	if !strings.Contains(lower.out, "6 of 8 lines (75 %, wanted 75 %)") {
		t.Error(lower.out)
	}
	mutated := command(t, "", "test", "--mutate", "policies")
	mutated.shows(t, exitFailOn, "", "\n")
	if !strings.Contains(mutated.out, "no test notices this change (outcome)\n    -_finding := outcome.not_applicable(") || !strings.Contains(mutated.out, ", wanted 100 %)\n") {
		t.Error(mutated.out)
	}
}

// The report in the two forms for programs.
func TestTestForms(t *testing.T) {
	policies(t, "test_a_reason_is_given if {\n", "test_a_reason_is_given if {\n\tprint(\"\\u001b[31m\\u202e]]>\")\n\tfalse\n")
	got := command(t, "", "test", "--json", "--junit", "report.xml", "policies")
	if strings.ContainsAny(got.out, "\x1b\u202e") || strings.Count(got.out, "\n") != 1 {
		t.Errorf("printed %q", got.out)
	}
	var report struct {
		Schema  string
		Summary struct {
			Passed      bool
			Tests       int
			TestsFailed int `json:"tests_failed"`
		}
		Tests []struct{ Failures []struct{ Output string } }
	}
	if err := json.Unmarshal([]byte(got.out), &report); err != nil || got.status != exitFailOn {
		t.Fatalf("status %d, %v", got.status, err)
	}
	if report.Schema != "counterfoil.test/v1" || report.Summary.Passed || report.Summary.Tests != 5 || report.Summary.TestsFailed != 1 {
		t.Errorf("%+v", report)
	}
	if out := report.Tests[0].Failures[0].Output; !strings.HasSuffix(out, "vendor_access_test.rego:14: \x1b[31m\u202e]]>\n") {
		t.Errorf("the test printed %q", out)
	}
	text, err := os.ReadFile("report.xml")
	if err != nil {
		t.Fatal(err)
	}
	var suites struct {
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Class   string `xml:"classname,attr"`
				Name    string `xml:"name,attr"`
				Failure string `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &suites); err != nil {
		t.Fatal(err)
	}
	first := suites.Suites[1].Cases[0]
	if suites.Suites[1].Name != "tests" || first.Name != "test_a_reason_is_given" || first.Class != "custom.controls.acme.vendor_access_test" || !strings.Contains(first.Failure, `\x1b[31m\u202e]]>`) {
		t.Errorf("%+v", suites)
	}
	command(t, "", "test", "--junit", filepath.Join("nowhere", "report.xml"), "policies").wants(t, exitIncomplete, "nowhere")
}

// The house's own library. All of it takes its time; internal/check sees to it.
func TestTestEmbedded(t *testing.T) {
	command(t, "", "test", "--embedded", "--run", `^counterfoil\.controls\.lifecycle\.owned_test\.`).shows(t, exitDone,
		"passed: ", " failed + 0 skipped; not judged: coverage, silences and mutants, as only some tests ran\n")
}

func TestTestInterrupted(t *testing.T) {
	policies(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if status := run(ctx, []string{"test", "policies"}, strings.NewReader(""), &out, &errs); status != exitIncomplete || errs.String() != "interrupted\n" || out.Len() > 0 {
		t.Errorf("status %d, %q, %q", status, out.String(), errs.String())
	}
}

// Tests see the parameters that are given.
func TestTestParameters(t *testing.T) {
	policies(t, "test_a_reason_is_given if {\n", "test_a_reason_is_given if {\n\tdata.counterfoil.parameters.trail.clock_skew == \"PT5M\"\n")
	parameters := file(t, "own.yaml", "trail: {clock_skew: PT5M, shared_accounts: []}\n")
	if got := command(t, "", "test", "policies"); got.status != exitFailOn {
		t.Errorf("with the defaults: status %d\n%s", got.status, got.out)
	}
	command(t, "", "test", "--parameters", parameters, "policies").shows(t, exitDone, "passed: 5 tests = 5 passed", "\n")
	wrong := file(t, "wrong.yaml", "trial: {}\n")
	command(t, "", "test", "--parameters", wrong, "policies").wants(t, exitIncomplete, "wrong.yaml:1", "unknown key")
}

// Progress comes once a run takes long, and goes without a trace.
func TestTestProgress(t *testing.T) {
	var out bytes.Buffer
	quick := &testProgress{err: &out, since: time.Now()}
	never := &testProgress{err: &out}
	long := &testProgress{err: &out, since: time.Now().Add(-time.Hour)}
	for _, p := range []*testProgress{quick, never, long} {
		for _, step := range []policytest.Progress{
			{Phase: "tests", Done: 1}, {Phase: "records", Done: 1, Total: 2}, {Phase: "records", Done: 2, Total: 2}, {Phase: "mutants", Done: 1, Total: 3}, {Phase: "mutants", Done: 2, Total: 9},
		} {
			p.show(step)
		}
		p.stop()
		p.stop()
	}
	if quick.bars != nil || never.bars != nil || long.bars == nil {
		t.Error("progress is shown at once, or never")
	}
	if strings.Contains(out.String(), "\n") {
		t.Errorf("it left %q", out.String())
	}
}
