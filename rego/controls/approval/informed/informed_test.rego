package counterfoil.controls.approval.informed_test

import data.counterfoil.controls.approval.informed
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_service_account(patches) := json.patch(object.union(testing.service_account_grant, {"as_of": testing.as_of}), patches)

_one(outcome, message, evidence) := {{"claim": "/approvals/0", "outcome": outcome, "message": message, "evidence": evidence}}

_seen(as_of) := {"op": "replace", "path": "/approvals/0/context/as_of", "value": as_of}

_shown(at) := _one("satisfied", sprintf("maria was shown every requested entitlement, as of %s", [at]), ["/approvals/0/context"])

_not_recorded := _one(
	"indeterminate",
	"it is not recorded what maria was shown: a role alone is weak evidence",
	["/approvals/0"],
)

_needless := {{
	"claim": "", "outcome": "not_applicable",
	"message": "no approval was delegated, given for a non-human identity or given under a rule that asks for context",
	"evidence": [""],
}}

_delegation := {"op": "add", "path": "/approvals/0/delegation", "value": {
	"from": {"id": "omar", "kind": "human"},
	"valid_from": "2026-03-01T00:00:00Z", "valid_until": "2026-03-08T00:00:00Z",
}}

_context := {"op": "add", "path": "/approvals/0/context", "value": {
	"entitlements": [{"system": "erp", "resource": "ledger", "permission": "Reader"}],
	"as_of": "2026-03-02T09:55:00Z",
}}

test_for_a_service_account if {
	informed.findings == _shown("2026-03-02T09:55:00Z") with input as _service_account([])
	informed.claims == {"/approvals/0"} with input as _service_account([])
}

test_for_an_agent_each_approval_is_a_claim if {
	informed.claims == {"/approvals/0", "/approvals/1"} with input as testing.agent_grant
	informed.findings == {
		{
			"claim": "/approvals/0", "outcome": "satisfied",
			"message": "maria was shown every requested entitlement, as of 2026-03-03T09:55:00Z",
			"evidence": ["/approvals/0/context"],
		},
		{
			"claim": "/approvals/1", "outcome": "indeterminate",
			"message": "it is not recorded what sam was shown: a role alone is weak evidence",
			"evidence": ["/approvals/1"],
		},
	} with input as json.remove(testing.agent_grant, ["/approvals/1/context"])
}

test_every_kind_but_human_is_asked if {
	every kind in ["service_account", "api_key", "workload", "agent"] {
		informed.findings == _not_recorded with input as _in([{"op": "replace", "path": "/subject/kind", "value": kind}])
	}
}

test_delegated_for_a_person if {
	informed.findings == _not_recorded with input as _in([_delegation])
	informed.findings == _shown("2026-03-02T09:55:00Z") with input as _in([_delegation, _context])
}

test_a_rule_asks_for_it if {
	admin := {"op": "replace", "path": "/request/entitlements/0/permission", "value": "LedgerAdmin"}
	informed.findings == _not_recorded with input as _in([admin])
}

test_the_default_asks_for_it if {
	informed.findings == _not_recorded with input as _in([])
		with data.counterfoil.parameters.approval["default"] as {"approval": "required", "context": "required"}
}

test_an_ordinary_approval_for_a_person if {
	informed.findings == _needless with input as _in([])
	informed.claims == {""} with input as _in([])
}

# Of two approvals only the delegated one is asked.
test_only_the_delegated_one if {
	informed.claims == {"/approvals/1"} with input as _in([{
		"op": "add", "path": "/approvals/-",
		"value": object.union(testing.human_grant.approvals[0], {"delegation": {"from": {"id": "omar", "kind": "human"}}}),
	}])
}

_unseen(what, pointers) := _one("not_satisfied", sprintf("maria was not shown %s", [what]), {"/approvals/0/context"} | pointers)

_artifacts := "ReadOnly on s3/release-artifacts in aws:123456789012"

test_shown_nothing if {
	informed.findings == _unseen(_artifacts, {"/request/entitlements/0"}) with input as _service_account([{
		"op": "replace", "path": "/approvals/0/context/entitlements",
		"value": [],
	}])
}

test_each_part_of_the_key_counts if {
	every part in ["system", "resource", "permission", "scope"] {
		informed.findings == _unseen(_artifacts, {"/request/entitlements/0"}) with input as _service_account([{
			"op": "add", "path": sprintf("/approvals/0/context/entitlements/0/%s", [part]),
			"value": "another",
		}])
	}
}

test_shown_one_of_three if {
	informed.findings == _unseen(
		"Admin on s3/website in aws:123456789012, ReadOnly on s3/website in aws:123456789012 (logs)",
		{"/request/entitlements/1", "/request/entitlements/2"},
	) with input as _service_account([
		{"op": "add", "path": "/request/entitlements/-", "value": {"system": "aws:123456789012", "resource": "s3/website", "permission": "ReadOnly", "scope": "logs"}},
		{"op": "add", "path": "/request/entitlements/-", "value": {"system": "aws:123456789012", "resource": "s3/website", "permission": "Admin"}},
	])
}

test_shown_more_than_was_asked if {
	informed.findings == _shown("2026-03-02T09:55:00Z") with input as _service_account([{
		"op": "add", "path": "/approvals/0/context/entitlements/0",
		"value": {"system": "erp", "resource": "ledger", "permission": "Reader"},
	}])
}

test_a_day_before_exactly if {
	informed.findings == _shown("2026-03-01T10:00:00Z") with input as _service_account([_seen("2026-03-01T10:00:00Z")])
}

_stale(at, age) := _one(
	"not_satisfied",
	sprintf("what maria was shown is dated %s, more than %s before the decision at 2026-03-02T10:00:00Z", [at, age]),
	["/approvals/0/context"],
)

test_a_day_and_a_nanosecond_before if {
	at := "2026-03-01T09:59:59.999999999Z"
	informed.findings == _stale(at, "P1D") with input as _service_account([_seen(at)])
}

test_the_age_is_a_parameter if {
	informed.findings == _shown("2026-03-02T09:55:00Z") with input as _service_account([])
		with data.counterfoil.parameters.approval.max_context_age as "PT5M"
	informed.findings == _stale("2026-03-02T09:55:00Z", "PT4M59S") with input as _service_account([])
		with data.counterfoil.parameters.approval.max_context_age as "PT4M59S"
}

test_in_the_instant_of_the_decision if {
	informed.findings == _shown("2026-03-02T10:00:00Z") with input as _service_account([_seen("2026-03-02T10:00:00Z")])
}

test_a_nanosecond_after_the_decision if {
	informed.findings == _one(
		"not_satisfied",
		"what maria was shown is dated 2026-03-02T10:00:00.000000001Z, after the decision at 2026-03-02T10:00:00Z",
		["/approvals/0/context"],
	) with input as _service_account([_seen("2026-03-02T10:00:00.000000001Z")])
}

test_no_context if {
	informed.findings == _not_recorded with input as _service_account([{"op": "remove", "path": "/approvals/0/context"}])
}

test_a_context_that_does_not_say_what_was_shown if {
	informed.findings == _not_recorded with input as _service_account([{"op": "remove", "path": "/approvals/0/context/entitlements"}])
}

test_a_context_that_does_not_say_as_of_when if {
	informed.findings == _one(
		"indeterminate",
		"it is not recorded as of when maria was shown the entitlements",
		["/approvals/0/context"],
	) with input as _service_account([{"op": "remove", "path": "/approvals/0/context/as_of"}])
}

_no_request := {"op": "remove", "path": "/request"}

_nobody_can_tell := _one(
	"indeterminate",
	"without a request nobody can tell what the approver should have been shown",
	["/approvals/0"],
)

test_without_a_request if {
	informed.findings == _nobody_can_tell with input as _service_account([_no_request])
	informed.findings == _nobody_can_tell with input as _in([_no_request, _delegation, _context])
}

# Which rule would have asked for context is unknown, too.
test_without_a_request_for_a_person if {
	informed.findings == _nobody_can_tell with input as _in([_no_request])
}

test_a_request_that_names_no_entitlement if {
	wanted := _one(
		"indeterminate",
		"the request names no entitlement, so that nobody can tell what the approver should have been shown",
		["/approvals/0", "/request"],
	)
	every edit in [{"op": "remove", "path": "/request/entitlements"}, {"op": "replace", "path": "/request/entitlements", "value": []}] {
		informed.findings == wanted with input as _service_account([edit])
		informed.findings == wanted with input as _in([edit])
	}
}

test_only_approvals_are_judged if {
	every decision in ["rejected", "abstained"] {
		informed.findings == _needless with input as _service_account([
			{"op": "replace", "path": "/approvals/0/decision", "value": decision},
			{"op": "remove", "path": "/approvals/0/context"},
		])
	}
}

test_no_approvals if {
	informed.findings == _needless with input as _service_account([{"op": "remove", "path": "/approvals"}])
	informed.findings == _needless with input as _in([_no_request, {"op": "remove", "path": "/approvals"}])
}

test_standing_access if {
	wanted := {{
		"claim": "", "outcome": "not_applicable",
		"message": "standing access: nobody requested it and no change is logged",
		"evidence": [""],
	}}
	informed.findings == wanted with input as _service_account([_no_request, {"op": "remove", "path": "/changes"}])
}

_asked_until(at) := {"op": "add", "path": "/request/entitlements/0/expires_at", "value": at}

_saw_less := {{
	"claim": "/approvals/0", "outcome": "not_satisfied",
	"message": "maria was not shown ReadOnly on s3/release-artifacts in aws:123456789012",
	"evidence": {"/approvals/0/context", "/request/entitlements/0"},
}}

# Asked for longer than was shown; as long as, or shorter than, was shown is fine.
test_shown_for_a_shorter_time_than_was_asked_for if {
	informed.findings == _saw_less with input as _service_account([_asked_until("2026-03-09T09:00:00.000000001Z")])
	informed.findings == _saw_less with input as _service_account([{"op": "remove", "path": "/request/entitlements/0/expires_at"}])
}

test_shown_for_as_long_or_longer if {
	every at in ["2026-03-09T09:00:00Z", "2026-03-08T09:00:00Z"] {
		informed.findings == _shown("2026-03-02T09:55:00Z") with input as _service_account([_asked_until(at)])
	}
}
