package suite

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/counterfoil/counterfoil/policy"
)

// A built-in that panics fails the test that met it, and no other.
func TestPanic(t *testing.T) {
	pack, err := Open(t.Context(), []Mount{{FS: fstest.MapFS{
		"a.rego": {Data: []byte(`# METADATA
# title: A case
# description: A case of a test.
# schemas:
#   - input: schema.evidence
# custom:
#   question: trail
#   severity: low
#   remediation: None.
package custom.controls.acme.a

findings contains {"claim": "", "outcome": "satisfied", "message": "x", "evidence": [""]} if input.request
`)},
		"a_test.rego": {Data: []byte(`package custom.controls.acme.a_test

import data.custom.controls.acme.a

test_broken if {
	whole := json.patch({"request": {}}, [{"op": "remove", "path": ""}])
	count(a.findings) == 1 with input as whole
}

test_sound if {
	count(a.findings) == 1 with input as {"request": {}}
}
`)},
	}}}, policy.Parameters{})
	if err != nil {
		t.Fatal(err)
	}
	build, err := pack.Compile(t.Context(), CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	results, err := build.RunAll(t.Context(), build.Tests, nil, nil)
	if err != nil || len(results) != 2 {
		t.Fatal(results, err)
	}
	broken := results[0]
	if broken.Verdict.Pass || len(broken.Failures) == 0 || !strings.Contains(broken.Failures[0].Message, "OPA broke down: ") {
		t.Errorf("it says %+v", broken)
	}
	if !results[1].Verdict.Pass {
		t.Errorf("the other test: %+v", results[1])
	}
}
