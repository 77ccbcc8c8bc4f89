package policy_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/counterfoil/counterfoil/policy"
)

// A field that records do not have is an error, not silence.
func ExampleCompile() {
	pack := fstest.MapFS{"acme/vendor_access.rego": {Data: []byte(`# METADATA
# title: Vendor access is approved
# description: Somebody decided on a vendor's access.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: high
#   remediation: Route the request to the vendor's manager.
package custom.controls.acme.vendor_access

import data.counterfoil.lib.outcome

findings contains outcome.not_satisfied("", "nobody approved", ["/request"]) if not input.approvls
`)}}
	_, err := policy.Compile(context.Background(), policy.WithFS(pack))
	fmt.Println(err)
	// Output:
	// acme/vendor_access.rego:14:91: input has no field "approvls"
	//     findings contains outcome.not_satisfied("", "nobody approved", ["/request"]) if not input.approvls
	//                                                                                               ^^^^^^^^
	//     did you mean approvals? There are: action, approvals, as_of, changes, emergency, events, extensions, id, observations, policy_basis, request, schema, subject
}
