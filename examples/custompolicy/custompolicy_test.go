// Package custompolicy holds the policies of an imagined company, Lantern, and
// the tests that they are held to. README.md says how to write your own.
package custompolicy

import (
	"os"
	"testing"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/policytest"
)

// The tests in Rego beside the policies: every line reached, every outcome seen,
// no silence.
func TestPolicies(t *testing.T) {
	policytest.Run(t, os.DirFS("policies"), policytest.WithParameters(parameters(t)))
}

// The cases that a person can read, with the company's parameters.
func TestCases(t *testing.T) {
	policytest.RunCases(t, os.DirFS("cases"), policy.WithFS(os.DirFS("policies")), policy.WithParameters(parameters(t)))
}

func parameters(t *testing.T) policy.Parameters {
	t.Helper()
	const name = "parameters.yaml"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.ParseParameters(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
