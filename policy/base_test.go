package policy_test

import (
	"time"

	"github.com/counterfoil/counterfoil/policy/policytest"
)

// asOf is the instant at which the base records are governance-grade.
var asOf = time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)

// baseNames are the base records of rego/testing.
var baseNames = []string{"human_grant", "service_account_grant", "agent_grant", "revoke_request", "emergency_grant"}

// base returns a base record, edited.
var base = policytest.Record
