package counterfoil.controls.approval.necessary_test

import data.counterfoil.controls.approval.necessary
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_one(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_employee := {"op": "replace", "path": "/request/entitlements/0/permission", "value": "Employee"}

_no_request := {"op": "remove", "path": "/request"}

test_policy_requires_it_by_default if {
	necessary.findings == _one(
		"satisfied",
		"policy requires approval: no rule matches Reader on ledger in erp: by default approval is required",
		["/approvals", "/request"],
	) with input as _in([])
}

test_policy_requires_it_by_a_rule if {
	necessary.findings == _one(
		"satisfied",
		`policy requires approval: rule "privileged" applies to roles/storage.objectAdmin on projects/prod in gcp:prod: approval is required`,
		["/approvals", "/request"],
	) with input as testing.agent_grant
}

test_routed_for_convenience if {
	necessary.findings == _one(
		"not_satisfied",
		`routed for convenience: rule "birthright" applies to Employee on ledger in erp: approval is not required`,
		["/approvals", "/request"],
	) with input as _in([_employee])
}

test_a_rejection_was_routed_too if {
	necessary.findings == _one(
		"not_satisfied",
		`routed for convenience: rule "birthright" applies to Employee on ledger in erp: approval is not required`,
		["/approvals", "/request"],
	) with input as _in([_employee, {"op": "replace", "path": "/approvals/0/decision", "value": "rejected"}])
}

test_bundled_with_something_that_needs_it if {
	necessary.findings == _one(
		"satisfied",
		concat("; ", [
			"policy requires approval: no rule matches Reader on ledger in erp: by default approval is required",
			`rule "birthright" applies to Employee on portal in erp: approval is not required`,
		]),
		["/approvals", "/request"],
	) with input as _in([{
		"op": "add", "path": "/request/entitlements/-",
		"value": {"system": "erp", "resource": "portal", "permission": "Employee"},
	}])
}

test_no_approval_was_routed if {
	wanted := _one("not_applicable", "no approval was routed", [""])
	necessary.findings == wanted with input as _in([{"op": "remove", "path": "/approvals"}])
	necessary.findings == wanted with input as _in([_employee, {"op": "replace", "path": "/approvals", "value": []}])
}

test_without_a_request if {
	necessary.findings == _one(
		"indeterminate",
		"without a request nobody can tell which approval policy required",
		["/approvals"],
	) with input as _in([_no_request])
}

test_a_request_that_names_no_entitlement if {
	every edit in [{"op": "remove", "path": "/request/entitlements"}, {"op": "replace", "path": "/request/entitlements", "value": []}] {
		necessary.findings == _one(
			"indeterminate",
			"the request names no entitlement, so that nobody can tell which approval policy required",
			["/approvals", "/request"],
		) with input as _in([edit])
	}
}

test_standing_access if {
	wanted := _one("not_applicable", "standing access: nobody requested it and no change is logged", [""])
	necessary.findings == wanted with input as _in([_no_request, {"op": "remove", "path": "/changes"}])
	necessary.findings == wanted with input as _in([_no_request, {"op": "replace", "path": "/changes/0/outcome", "value": "failure"}])
}
