# The links that a record does not need, and that it needs again.
package counterfoil.controls.trail.complete_needless_test

import data.counterfoil.controls.trail.complete
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_set(path, value) := [{"op": "add", "path": path, "value": value}]

_on(link, record) := finding if {
	some finding in complete.findings with input as record
	finding.claim == link
}

_finding(link, outcome, message, evidence) := {"claim": link, "outcome": outcome, "message": message, "evidence": evidence}

_unchanged(status) := array.concat(_set("/request/status", status), _remove(["/policy_basis", "/changes", "/observations"]))

test_a_rejected_request_needs_request_requester_and_decision if {
	record := _in(testing.human_grant, array.concat(_unchanged("rejected"), _set("/approvals/0/decision", "rejected")))
	complete.findings == {
		_finding("/request", "satisfied", "request: recorded", {"/request"}),
		_finding("/request/requester", "satisfied", "requester: recorded", {"/request/requester"}),
		_finding("/approvals", "satisfied", "decision: recorded", {"/approvals/0"}),
		_finding("/policy_basis", "not_applicable", "policy basis: the request was rejected and nothing was changed", [""]),
		_finding("/changes", "not_applicable", "executed change: the request was rejected and nothing was changed", [""]),
		_finding("/observations", "not_applicable", "target observation: the request was rejected and nothing was changed", [""]),
	} with input as record
}

test_a_cancelled_request_needs_no_change if {
	_on("/changes", _in(testing.human_grant, _unchanged("cancelled"))) == _finding("/changes", "not_applicable", "executed change: the request was cancelled and nothing was changed", [""])
}

test_a_request_closed_as_incomplete_needs_no_change if {
	_on("/changes", _in(testing.human_grant, _unchanged("closed_incomplete"))) == _finding("/changes", "not_applicable", "executed change: the request was closed incomplete and nothing was changed", [""])
}

test_a_failed_change_changed_nothing if {
	patches := array.concat(_set("/request/status", "cancelled"), _set("/changes/0/outcome", "failure"))
	_on("/changes", _in(testing.human_grant, patches)).outcome == "not_applicable"
}

test_each_unchanged_request_needs_the_decision if {
	every status in ["rejected", "cancelled", "closed_incomplete"] {
		record := _in(testing.human_grant, array.concat(_unchanged(status), _remove(["/approvals"])))
		_on("/approvals", record) == _finding("/approvals", "not_satisfied", "decision: missing", [""])
	}
}

test_each_unchanged_request_needs_the_requester if {
	every status in ["rejected", "cancelled", "closed_incomplete"] {
		record := _in(testing.human_grant, array.concat(_unchanged(status), _remove(["/request/requester"])))
		_on("/request/requester", record) == _finding("/request/requester", "not_satisfied", "requester: missing", [""])
	}
}

# One of the two approvers has rejected: that is the decision.
test_one_decision_suffices_where_nothing_was_changed if {
	patches := array.concat(_unchanged("rejected"), array.concat(_remove(["/approvals/1"]), _set("/approvals/0/decision", "rejected")))
	_on("/approvals", _in(testing.agent_grant, patches)) == _finding("/approvals", "satisfied", "decision: recorded", {"/approvals/0"})
}

test_changed_all_the_same_needs_every_link_again if {
	every status in ["rejected", "cancelled", "closed_incomplete"] {
		patches := array.concat(_set("/request/status", status), array.concat(_set("/approvals/0/decision", "rejected"), _remove(["/policy_basis", "/observations"])))
		record := _in(testing.human_grant, patches)
		_on("/policy_basis", record) == _finding("/policy_basis", "not_satisfied", "policy basis: missing", [""])
		_on("/observations", record) == _finding("/observations", "not_satisfied", "target observation: missing", [""])
		_on("/approvals", record) == _finding("/approvals", "not_satisfied", "required approvals: missing", [""])
		_on("/changes", record).outcome == "satisfied"
	}
}

test_where_policy_requires_no_approval_none_is_needed if {
	patches := array.concat(_set("/request/entitlements/0/permission", "Employee"), _remove(["/approvals"]))
	_on("/approvals", _in(testing.human_grant, patches)) == _finding("/approvals", "not_applicable", "required approvals: policy requires no approval", [""])
}

test_in_a_declared_emergency_no_approval_is_needed if {
	_on("/approvals", _in(testing.emergency_grant, [])) == _finding("/approvals", "not_applicable", "required approvals: a declared emergency: emergency.reviewed judges it instead", [""])
}

test_a_declared_emergency_needs_no_approval_of_a_birthright_either if {
	patches := _set("/request/entitlements/0/permission", "Employee")
	_on("/approvals", _in(testing.emergency_grant, patches)) == _finding("/approvals", "not_applicable", "required approvals: policy requires no approval", [""])
}

test_an_emergency_that_nobody_declared_needs_its_approvals if {
	_on("/approvals", _in(testing.emergency_grant, _remove(["/emergency"]))) == _finding("/approvals", "not_satisfied", "required approvals: missing", [""])
}

_feed := [{"id": "hr-feed", "match": {"system": ["erp"]}, "reason": "HR feed", "owner": "omar", "expires_at": "2026-03-02T11:00:00Z"}]

_unrequested := _remove(["/request", "/policy_basis", "/approvals", "/changes/0/request_ref"])

test_an_exemption_stands_in_for_request_basis_and_approvals if {
	complete.findings == {
		_finding("/request", "not_applicable", "request: the workflow exemption hr-feed stands in for it", [""]),
		_finding("/request/requester", "not_applicable", "requester: the workflow exemption hr-feed stands in for it", [""]),
		_finding("/policy_basis", "not_applicable", "policy basis: the workflow exemption hr-feed stands in for it", [""]),
		_finding("/approvals", "not_applicable", "required approvals: the workflow exemption hr-feed stands in for it", [""]),
		_finding("/changes", "satisfied", "executed change: recorded", {"/changes/0"}),
		_finding("/observations", "satisfied", "target observation: recorded", {"/observations/0", "/observations/1"}),
	} with input as _in(testing.human_grant, _unrequested)
		with data.counterfoil.parameters.workflow.exempt as _feed
}

test_an_exemption_stands_in_in_an_emergency_as_well if {
	patches := _remove(["/request", "/policy_basis", "/changes/1", "/changes/0/request_ref"])
	feed := json.patch(_feed, [{"op": "replace", "path": "/0/match/system", "value": ["db:*"]}, {"op": "replace", "path": "/0/expires_at", "value": "2026-12-31T00:00:00Z"}])
	record := _in(testing.emergency_grant, patches)
	finding := _on("/approvals", record) with data.counterfoil.parameters.workflow.exempt as feed
	finding == _finding("/approvals", "not_applicable", "required approvals: the workflow exemption hr-feed stands in for it", [""])
}

test_an_exemption_that_had_expired_stands_in_for_nothing if {
	record := _in(testing.human_grant, array.concat(_unrequested, _set("/changes/0/executed_at", "2026-03-02T11:00:00.000000001Z")))
	finding := _on("/request", record) with data.counterfoil.parameters.workflow.exempt as _feed
	finding == _finding("/request", "not_satisfied", "request: missing", [""])
}

test_an_exemption_stands_in_for_nothing_where_the_change_names_a_request if {
	record := _in(testing.human_grant, _remove(["/request", "/policy_basis", "/approvals"]))
	finding := _on("/approvals", record) with data.counterfoil.parameters.workflow.exempt as _feed
	finding == _finding("/approvals", "not_satisfied", "required approvals: missing", [""])
}

test_an_exempt_change_still_needs_the_observation if {
	record := _in(testing.human_grant, array.concat(_unrequested, _remove(["/observations"])))
	finding := _on("/observations", record) with data.counterfoil.parameters.workflow.exempt as _feed
	finding == _finding("/observations", "not_satisfied", "target observation: missing", [""])
}
