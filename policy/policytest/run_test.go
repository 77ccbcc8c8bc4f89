package policytest_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/policy/policytest"
)

const metadata = `# METADATA
# title: Somebody asked
# description: The requester is recorded.
# schemas:
#   - input: schema.evidence
# custom:
#   question: trail
#   severity: low
#   remediation: Look for the ticket.
`

// asked is a small pack in which all is well.
func asked() fstest.MapFS {
	return fstest.MapFS{
		"acme/asked.rego": {Data: []byte(metadata + `package custom.controls.acme.asked

import data.counterfoil.lib.outcome

findings contains _finding

_finding := outcome.indeterminate("", "there is no request", [""]) if {
	not input.request
} else := outcome.not_satisfied("", "it is not recorded who asked", ["/request"]) if {
	not input.request.requester
} else := outcome.satisfied("", "somebody asked", ["/request/requester"])
`)},
		"acme/asked_test.rego": {Data: []byte(`package custom.controls.acme.asked_test

import data.counterfoil.testing
import data.custom.controls.acme.asked

_finding(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

test_somebody[name] if {
	some name in ["human_grant", "agent_grant"]
	asked.findings == _finding("satisfied", "somebody asked", ["/request/requester"]) with input as testing[name]
}

test_nobody if {
	asked.findings == _finding("not_satisfied", "it is not recorded who asked", ["/request"]) with input as testing.without_requester(testing.human_grant)
}

test_no_request if {
	asked.findings == _finding("indeterminate", "there is no request", [""]) with input as testing.without_request(testing.human_grant)
}

todo_test_more if false
`)},
	}
}

// spoiled is the same with one text in the place of another.
func spoiled(t *testing.T, file, old, replacement string) fstest.MapFS {
	t.Helper()
	pack := asked()
	text := string(pack[file].Data)
	if strings.Count(text, old) != 1 {
		t.Fatalf("%q is not once in %s", old, file)
	}
	pack[file].Data = []byte(strings.Replace(text, old, replacement, 1))
	return pack
}

// A pack in which all is well passes, mutants included.
func TestRun(t *testing.T) {
	policytest.Run(t, asked(), policytest.WithMutation(100))
}

// Without a file system, the options name the policies.
func TestRunOfOptions(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, asked()); err != nil {
		t.Fatal(err)
	}
	policytest.Run(t, nil, policytest.WithDir(dir))
	policytest.Run(t, nil, policytest.WithEmbedded(), policytest.WithRun(`^counterfoil\.controls\.lifecycle\.tied_test\.`))
}

// children are runs that fail: each is a process of its own, or this test would
// fail with it.
var children = map[string]func(*testing.T){
	"well": func(t *testing.T) { policytest.Run(t, asked(), policytest.WithMutation(100)) },
	"contract": func(t *testing.T) {
		policytest.Run(t, spoiled(t, "acme/asked.rego", "not input.request.requester", "not input.request.requestor"))
	},
	"failures": func(t *testing.T) {
		policytest.Run(t, spoiled(t, "acme/asked_test.rego", `["human_grant", "agent_grant"]`, `["human_grant", "as_of"]`), policytest.WithMutation(100))
	},
	"gates": func(t *testing.T) {
		policytest.Run(t, spoiled(t, "acme/asked_test.rego", `	asked.findings == _finding("indeterminate", "there is no request", [""]) with input as testing.without_request(testing.human_grant)
`, "	true\n"))
	},
	"silence": func(t *testing.T) {
		archive, err := txtar.ParseFile("testdata/mistakes/equal_to_missing.txtar")
		if err != nil {
			t.Fatal(err)
		}
		pack, err := txtar.FS(archive)
		if err != nil {
			t.Fatal(err)
		}
		policytest.Run(t, pack)
	},
	"options": func(t *testing.T) { policytest.Run(t, asked(), policytest.WithEmbedded()) },
	"empty":   func(t *testing.T) { policytest.Run(t, fstest.MapFS{}) },
}

func TestRunChild(t *testing.T) {
	run := children[os.Getenv("POLICYTEST_CHILD")]
	if run == nil {
		t.Skip("runs as a process of its own")
	}
	run(t)
}

// child returns what a run prints, without the times that it took and the lines
// of Go.
func child(t *testing.T, name, only string) (output string, passed bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run=^TestRunChild$"+only)
	cmd.Env = append(os.Environ(), "POLICYTEST_CHILD="+name)
	out, err := cmd.CombinedOutput()
	text := regexp.MustCompile(` \([0-9.]+s\)`).ReplaceAllString(string(out), "")
	text = regexp.MustCompile(`\b(run|run_test)\.go:[0-9]+:`).ReplaceAllString(text, "$1.go:")
	return regexp.MustCompile(`(?m)^=== (RUN|NAME).*\n`).ReplaceAllString(text, ""), err == nil
}

// The tree of subtests: contract, each test and each case, the gates.
func TestRunSubtests(t *testing.T) {
	got, passed := child(t, "well", "")
	const want = `--- PASS: TestRunChild
    --- PASS: TestRunChild/contract
    --- PASS: TestRunChild/custom.controls.acme.asked_test
        --- PASS: TestRunChild/custom.controls.acme.asked_test/test_somebody
            --- PASS: TestRunChild/custom.controls.acme.asked_test/test_somebody/agent_grant
            --- PASS: TestRunChild/custom.controls.acme.asked_test/test_somebody/human_grant
        --- PASS: TestRunChild/custom.controls.acme.asked_test/test_nobody
        --- PASS: TestRunChild/custom.controls.acme.asked_test/test_no_request
        --- SKIP: TestRunChild/custom.controls.acme.asked_test/todo_test_more
    --- PASS: TestRunChild/asserts
    --- PASS: TestRunChild/coverage
    --- PASS: TestRunChild/silence
    --- PASS: TestRunChild/mutation
PASS
`
	if diff := cmp.Diff(want, got); diff != "" || !passed {
		t.Errorf("passed: %v; -want +got\n%s", passed, diff)
	}
}

// What fails prints the place in the Rego first, with no line of Go before it.
func TestRunFails(t *testing.T) {
	for _, tt := range []struct{ name, only, want string }{
		{"contract", "", `    acme/asked.rego:19:20: input.request has no field "requestor"
        not input.request.requestor
                          ^^^^^^^^^
        did you mean requester? There are: closed_at, entitlements, extensions, id, justification, lifecycle_event, requester, source, status, submitted_at
--- FAIL: TestRunChild
    --- FAIL: TestRunChild/contract
FAIL
`},
		{"contract", "/silence", `    acme/asked.rego:19:20: input.request has no field "requestor"
        not input.request.requestor
                          ^^^^^^^^^
        did you mean requester? There are: closed_at, entitlements, extensions, id, justification, lifecycle_event, requester, source, status, submitted_at
--- FAIL: TestRunChild
testing: warning: no tests to run
FAIL
`},
		{"empty", "", `    no policies here
        name a folder that holds .rego files, beside their tests
--- FAIL: TestRunChild
    --- FAIL: TestRunChild/contract
FAIL
`},
		{"options", "", `    run_test.go: test either counterfoil's own controls or yours, not both at once
--- FAIL: TestRunChild
FAIL
`},
		{"failures", "/(custom|mutation)", `    acme/asked_test.rego:10: test_somebody/as_of fails
        asked.findings == _finding("satisfied", "somebody asked", ["/request/requester"]) with input as testing[name]
        name is "as_of"
        - left, + right:
          {
            {
              "claim": "",
        -     "evidence": [""],
        -     "message": "there is no request",
        -     "outcome": "indeterminate",
        +     "evidence": ["/request/requester"],
        +     "message": "somebody asked",
        +     "outcome": "satisfied",
            },
          }
    run.go: not judged: mutants, as tests fail on the policies as they are
--- FAIL: TestRunChild
    --- FAIL: TestRunChild/custom.controls.acme.asked_test
        --- FAIL: TestRunChild/custom.controls.acme.asked_test/test_somebody
            --- FAIL: TestRunChild/custom.controls.acme.asked_test/test_somebody/as_of
            --- PASS: TestRunChild/custom.controls.acme.asked_test/test_somebody/human_grant
        --- PASS: TestRunChild/custom.controls.acme.asked_test/test_nobody
        --- PASS: TestRunChild/custom.controls.acme.asked_test/test_no_request
        --- SKIP: TestRunChild/custom.controls.acme.asked_test/todo_test_more
    --- SKIP: TestRunChild/mutation
FAIL
`},
		{"gates", "/(asserts|coverage)", `    acme/asked_test.rego:17: test_no_request asserts nothing: nothing in its body can be false: compare what a control says, x.findings == {…}
    acme/asked.rego:16: no test reaches line 16
    acme/asked.rego:14: no test has seen acme.asked indeterminate
        Test a record without the evidence that the control needs: it should say what is missing. Or say in this file why it cannot be: # never indeterminate: why
--- FAIL: TestRunChild
    --- FAIL: TestRunChild/asserts
    --- FAIL: TestRunChild/coverage
FAIL
`},
		{"silence", "/silence", `    acme/asked.rego:15: acme.asked is satisfied without /request/requester, and not_satisfied with it
        it then says: somebody else asked
        seen with the record of test_the_subject (acme/asked_test.rego:10), less /request/requester
        Losing evidence must never help: conclude indeterminate. Or say in this file why it is right: # silence /request/requester: why
--- FAIL: TestRunChild
    --- FAIL: TestRunChild/silence
FAIL
`},
	} {
		t.Run(tt.name+tt.only, func(t *testing.T) {
			got, passed := child(t, tt.name, tt.only)
			if diff := cmp.Diff(tt.want, got); diff != "" || passed {
				t.Errorf("passed: %v; -want +got\n%s", passed, diff)
			}
		})
	}
}
