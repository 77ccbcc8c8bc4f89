package check

import (
	"testing"
	"testing/fstest"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/policytest"
)

// The control that CONTRIBUTING.md shows is one, its test passes, and so do its
// cases.
func TestContributingExample(t *testing.T) {
	all := blocks(t, "CONTRIBUTING.md")
	code := only(t, all, "rego", 2)
	cases := only(t, all, "txtar", 1)[0]
	policies := fstest.MapFS{
		"acme/justified/justified.rego":      {Data: []byte(code[0].text)},
		"acme/justified/justified_test.rego": {Data: []byte(code[1].text)},
	}
	policytest.RunCases(t, fstest.MapFS{"justified.txtar": {Data: []byte(cases.text)}}, policy.WithFS(policies))
	for name, file := range policies {
		formatted(t, "CONTRIBUTING.md: "+name, string(file.Data))
	}
	policytest.Run(t, policies, policytest.WithMutation(100))
}
