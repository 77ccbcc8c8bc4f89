package counterfoil.controls.approval.required_test

import data.counterfoil.controls.approval.required
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_agent(patches) := json.patch(object.union(testing.agent_grant, {"as_of": testing.as_of}), patches)

_one(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_no_request := {"op": "remove", "path": "/request"}

_no_approvals := {"op": "remove", "path": "/approvals"}

_unchanged := {"op": "remove", "path": "/changes"}

_no_status := {"op": "remove", "path": "/request/status"}

_status(status) := {"op": "replace", "path": "/request/status", "value": status}

_missing(what, evidence) := _one("not_satisfied", sprintf("approval is missing: %s", [what]), evidence)

test_one_approver_by_default if {
	required.findings == _one(
		"satisfied",
		"approved by 1 of 1 required approvers (by rule default)",
		{"/approvals/0"},
	) with input as _in([])
}

test_two_approvers_in_two_capacities if {
	required.findings == _one(
		"satisfied",
		"approved by 2 of 2 required approvers (by rule privileged)",
		{"/approvals/0", "/approvals/1"},
	) with input as _agent([])
}

test_nobody_approved if {
	required.findings == _missing("0 of 1 approvers (by rule default)", {"/request", "/changes/0"}) with input as _in([_no_approvals])
}

test_one_of_two_approved if {
	required.findings == _missing(
		"1 of 2 approvers; nobody as security (by rule privileged)",
		{"/request", "/approvals/0", "/changes/0", "/changes/1"},
	) with input as _agent([{"op": "remove", "path": "/approvals/1"}])
}

test_one_person_in_both_capacities if {
	required.findings == _missing(
		"1 of 2 approvers (by rule privileged)",
		{"/request", "/approvals/0", "/approvals/1", "/changes/0", "/changes/1"},
	) with input as _agent([{"op": "replace", "path": "/approvals/1/approver/id", "value": "maria"}])
}

test_what_is_not_counted_is_named if {
	required.findings == _missing(
		"0 of 1 approvers (by rule default); not counted: /approvals/0: li is also the requester",
		{"/request", "/approvals/0", "/changes/0"},
	) with input as _in([{"op": "replace", "path": "/approvals/0/approver/id", "value": "li"}])
}

test_all_rules_are_named if {
	required.findings == _missing(
		"0 of 2 approvers; nobody as resource_owner; nobody as security (by rule default, rule privileged); not counted: /approvals/0: maria decided as manager, which is not a capacity that is asked for",
		{"/request", "/approvals/0", "/changes/0"},
	) with input as _in([{
		"op": "add", "path": "/request/entitlements/-",
		"value": {"system": "erp", "resource": "ledger", "permission": "LedgerAdmin"},
	}])
}

test_standing_access if {
	wanted := _one(
		"not_applicable",
		"standing access: nobody requested it and no change is logged; trail.complete says what is missing",
		[""],
	)
	required.findings == wanted with input as _in([_no_request, _unchanged])
	required.findings == wanted with input as _in([_no_request, {"op": "replace", "path": "/changes/0/outcome", "value": "failure"}])
}

test_a_declared_emergency if {
	required.findings == _one(
		"not_applicable",
		"a declared emergency: emergency.reviewed judges it instead",
		["/emergency"],
	) with input as testing.emergency_grant
}

test_an_emergency_that_nobody_declared if {
	required.findings == _missing(
		"0 of 1 approvers (by rule default)",
		{"/request", "/changes/0", "/changes/1"},
	) with input as json.remove(testing.emergency_grant, ["/emergency"])
}

_exempt(until) := [{
	"id": "hr-feed", "match": {"system": ["erp"], "action": ["grant"]},
	"reason": "HR feed", "owner": "omar",
	"expires_at": until,
}]

_outside := [_no_request, _no_approvals, {"op": "remove", "path": "/changes/0/request_ref"}]

_unrequested := _one("not_satisfied", "access was changed without a request, and no workflow exemption covers it", {"/changes/0"})

test_changed_without_a_request if {
	required.findings == _unrequested with input as _in(_outside)
	required.findings == _unrequested with input as _in([_no_request])
}

test_an_exemption_covers_it_until_its_end if {
	required.findings == _one(
		"not_applicable",
		"the workflow exemption hr-feed covers the change",
		{"/changes/0"},
	) with input as _in(_outside)
		with data.counterfoil.parameters.workflow.exempt as _exempt("2026-03-02T11:00:00Z")
	required.findings == _unrequested with input as _in(_outside)
		with data.counterfoil.parameters.workflow.exempt as _exempt("2026-03-02T10:59:59.999999999Z")
}

# Where a request is there, it is judged, whatever is exempt.
test_an_exemption_does_not_replace_a_request if {
	required.findings == _missing("0 of 1 approvers (by rule default)", {"/request", "/changes/0"}) with input as _in([
		_no_approvals,
		{"op": "remove", "path": "/changes/0/request_ref"},
	])
		with data.counterfoil.parameters.workflow.exempt as _exempt("2026-12-31T00:00:00Z")
}

test_policy_requires_none if {
	required.findings == _one(
		"not_applicable",
		"policy requires no approval (by rule birthright)",
		["/request"],
	) with input as _in([_no_approvals, {"op": "replace", "path": "/request/entitlements/0/permission", "value": "Employee"}])
}

test_ended_and_not_changed if {
	every status in ["rejected", "cancelled", "closed_incomplete"] {
		required.findings == _one(
			"not_applicable",
			sprintf("the request was %s and nothing was changed", [status]),
			["/request/status"],
		) with input as _in([_unchanged, _no_approvals, _status(status)])
	}
}

test_ended_and_changed_all_the_same if {
	every status in ["rejected", "cancelled", "closed_incomplete"] {
		required.findings == _missing("0 of 1 approvers (by rule default)", {"/request", "/changes/0"}) with input as _in([_no_approvals, _status(status)])
	}
}

test_open_and_nobody_approved_yet if {
	required.findings == _one(
		"pending",
		"approval is still due before access is changed: 0 of 1 approvers (by rule default)",
		{"/request"},
	) with input as _in([_unchanged, _no_approvals, _status("open")])
}

test_open_and_one_of_two_approved if {
	required.findings == _one(
		"pending",
		"approval is still due before access is changed: 1 of 2 approvers; nobody as security (by rule privileged)",
		{"/request", "/approvals/0"},
	) with input as _agent([_unchanged, _status("open"), {"op": "remove", "path": "/approvals/1"}])
}

test_open_and_all_approved if {
	required.findings == _one(
		"satisfied",
		"approved by 2 of 2 required approvers (by rule privileged)",
		{"/approvals/0", "/approvals/1"},
	) with input as _agent([_unchanged, _status("open")])
}

test_open_and_already_changed if {
	required.findings == _missing("0 of 1 approvers (by rule default)", {"/request", "/changes/0"}) with input as _in([_no_approvals, _status("open")])
}

test_closed_as_complete_without_approval_or_change if {
	required.findings == _missing("0 of 1 approvers (by rule default)", {"/request"}) with input as _in([_no_approvals, _unchanged])
}

test_no_status_and_nothing_changed if {
	required.findings == _one(
		"indeterminate",
		"the request does not say its status, nothing was changed, and approval is missing: 0 of 1 approvers (by rule default)",
		{"/request"},
	) with input as _in([_no_approvals, _unchanged, _no_status])
}

test_no_status_and_changed if {
	required.findings == _missing("0 of 1 approvers (by rule default)", {"/request", "/changes/0"}) with input as _in([_no_approvals, _no_status])
}

test_a_request_that_names_no_entitlement_needs_the_default if {
	required.findings == _missing("0 of 1 approvers (by rule default)", {"/request", "/changes/0"}) with input as _in([
		_no_approvals,
		{"op": "remove", "path": "/request/entitlements"},
	])
}
