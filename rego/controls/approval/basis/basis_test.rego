package counterfoil.controls.approval.basis_test

import data.counterfoil.controls.approval.basis
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_one(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_without(part) := {"op": "remove", "path": sprintf("/policy_basis/%s", [part])}

_employee := {"op": "replace", "path": "/request/entitlements/0/permission", "value": "Employee"}

_said(required) := {"op": "replace", "path": "/policy_basis/approval_required", "value": required}

_agrees := _one(
	"satisfied",
	"rule default of policy access-approval decided that approval was required, as policy does now",
	["/policy_basis", "/request"],
)

test_recorded_and_in_agreement if {
	basis.findings == _agrees with input as _in([])
}

test_a_digest_in_place_of_a_version if {
	basis.findings == _agrees with input as _in([
		_without("version"),
		{"op": "add", "path": "/policy_basis/digest", "value": "sha256:6c8a"},
	])
}

test_both_say_not_required if {
	basis.findings == _one(
		"satisfied",
		"rule birthright of policy access-approval decided that approval was not required, as policy does now",
		["/policy_basis", "/request"],
	) with input as _in([_employee, _said(false), {"op": "replace", "path": "/policy_basis/rule_id", "value": "birthright"}])
}

# Rules are renamed; what has to agree is whether approval was needed.
test_another_rule_with_the_same_decision if {
	basis.findings == _one(
		"satisfied",
		"rule ordinary of policy access-approval decided that approval was required, as policy does now",
		["/policy_basis", "/request"],
	) with input as _in([{"op": "replace", "path": "/policy_basis/rule_id", "value": "ordinary"}])
}

_disagrees(recorded, now, why) := _one(
	"not_satisfied",
	sprintf("the recorded basis says that approval was %s, policy says that it was %s: %s", [recorded, now, why]),
	["/policy_basis/approval_required", "/request"],
)

_by_default := "no rule matches Reader on ledger in erp: by default approval is required"

test_said_that_none_is_needed if {
	basis.findings == _disagrees("not required", "required", _by_default) with input as _in([_said(false)])
}

test_said_that_one_is_needed if {
	basis.findings == _disagrees(
		"required", "not required",
		`rule "birthright" applies to Employee on ledger in erp: approval is not required`,
	) with input as _in([_employee])
}

# What else is missing does not make a wrong decision right.
test_disagreement_weighs_more_than_what_lacks if {
	every part in ["version", "rule_id", "policy_id"] {
		basis.findings == _disagrees("not required", "required", _by_default) with input as _in([_said(false), _without(part)])
	}
}

test_no_basis if {
	basis.findings == _one("indeterminate", "no policy basis is recorded", [""]) with input as _in([{"op": "remove", "path": "/policy_basis"}])
}

test_each_part_that_lacks if {
	lacks := {
		"policy_id": "policy_id",
		"version": "version or digest",
		"rule_id": "rule_id",
		"approval_required": "approval_required",
	}
	every part, name in lacks {
		basis.findings == _one(
			"indeterminate",
			sprintf("the policy basis lacks %s", [name]),
			["/policy_basis"],
		) with input as _in([_without(part)])
	}
}

test_an_empty_basis if {
	basis.findings == _one(
		"indeterminate",
		"the policy basis lacks approval_required, policy_id, rule_id, version or digest",
		["/policy_basis"],
	) with input as _in([{"op": "replace", "path": "/policy_basis", "value": {}}])
}

_no_request := {"op": "remove", "path": "/request"}

test_without_a_request if {
	wanted := _one("indeterminate", "without a request nobody can tell what policy decides now", ["/policy_basis"])
	basis.findings == wanted with input as _in([_no_request])
	basis.findings == wanted with input as _in([_no_request, _said(false)])
}

# Perhaps it was birthright access, as the basis says.
test_a_request_that_names_no_entitlement if {
	every edit in [{"op": "remove", "path": "/request/entitlements"}, {"op": "replace", "path": "/request/entitlements", "value": []}] {
		wanted := _one(
			"indeterminate",
			"the request names no entitlement, so that nobody can tell what policy decides now",
			["/policy_basis", "/request"],
		)
		basis.findings == wanted with input as _in([edit])
		basis.findings == wanted with input as _in([edit, _said(false)])
	}
}

test_without_a_request_and_incomplete if {
	basis.findings == _one(
		"indeterminate",
		"the policy basis lacks version or digest",
		["/policy_basis"],
	) with input as _in([_no_request, _without("version")])
}

test_standing_access if {
	basis.findings == _one(
		"not_applicable",
		"standing access: nobody requested it and no change is logged",
		[""],
	) with input as _in([_no_request, {"op": "remove", "path": "/changes"}])
}

_exempt := [{
	"id": "hr-feed", "match": {"system": ["erp"]}, "reason": "HR feed", "owner": "omar",
	"expires_at": "2026-12-31T00:00:00Z",
}]

test_an_exempt_change if {
	basis.findings == _one(
		"not_applicable",
		"the workflow exemption hr-feed covers the change",
		{"/changes/0"},
	) with input as _in([_no_request, {"op": "remove", "path": "/policy_basis"}, {"op": "remove", "path": "/changes/0/request_ref"}])
		with data.counterfoil.parameters.workflow.exempt as _exempt
}

test_no_exemption_for_a_change_that_names_a_request if {
	basis.findings == _one("indeterminate", "no policy basis is recorded", [""]) with input as _in([_no_request, {"op": "remove", "path": "/policy_basis"}])
		with data.counterfoil.parameters.workflow.exempt as _exempt
}

test_an_emergency_has_a_basis_too if {
	basis.findings == _agrees with input as testing.emergency_grant
	basis.findings == _one("indeterminate", "no policy basis is recorded", [""]) with input as json.remove(testing.emergency_grant, ["/policy_basis"])
}
