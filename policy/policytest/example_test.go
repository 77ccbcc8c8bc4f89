package policytest_test

import (
	"context"
	"fmt"
	"os"
	"testing/fstest"

	"github.com/counterfoil/counterfoil/policy/policytest"
)

// A pack is a folder; here it is in memory. Its author forgot that an agent may
// have no owner: the test of it fails, and says what the control found.
func ExampleTest() {
	pack := fstest.MapFS{
		"acme/owned.rego": {Data: []byte(`# METADATA
# title: An agent has an owner
# description: Somebody answers for what an agent does.
# schemas:
#   - input: schema.evidence
# custom:
#   question: lifecycle
#   severity: high
#   remediation: Name an owner.
package custom.controls.acme.owned

import data.counterfoil.lib.outcome

findings contains outcome.satisfied("", "it has an owner", ["/subject"]) if input.subject.kind == "agent"
`)},
		"acme/owned_test.rego": {Data: []byte(`package custom.controls.acme.owned_test

import data.counterfoil.testing
import data.custom.controls.acme.owned

test_no_owner if {
	testing.outcome(owned.findings) == "not_satisfied" with input as testing.without_owner(testing.agent_grant)
}
`)},
	}
	report, err := policytest.Test(context.Background(), policytest.WithFS(pack), policytest.WithRun("test_no_owner"))
	if err != nil {
		fmt.Println(err)
		return
	}
	report.WriteText(os.Stdout)
	fmt.Println("passed:", report.Passed())
	// Output:
	// acme/owned_test.rego:7: test_no_owner fails
	//     testing.outcome(owned.findings) == "not_satisfied" with input as testing.without_owner(testing.agent_grant)
	//     testing.outcome(owned.findings) is "satisfied"
	//
	// failed: 1 test = 0 passed + 1 failed + 0 skipped; not judged: coverage, silences and mutants, as only some tests ran
	// passed: false
}
