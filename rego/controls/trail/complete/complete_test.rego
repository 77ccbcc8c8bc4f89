package counterfoil.controls.trail.complete_test

import data.counterfoil.controls.trail.complete
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_set(path, value) := [{"op": "add", "path": path, "value": value}]

# The one finding on a link.
_on(link, record) := finding if {
	some finding in complete.findings with input as record
	finding.claim == link
}

_outcomes(record) := {finding.claim: finding.outcome |
	some finding in complete.findings with input as record
}

_recorded(link, name, evidence) := {"claim": link, "outcome": "satisfied", "message": sprintf("%s: recorded", [name]), "evidence": evidence}

_missing(link, name) := {"claim": link, "outcome": "not_satisfied", "message": sprintf("%s: missing", [name]), "evidence": [""]}

_needless(link, name, why) := {"claim": link, "outcome": "not_applicable", "message": sprintf("%s: %s", [name, why]), "evidence": [""]}

_pending(link, name, by) := {"claim": link, "outcome": "pending", "message": sprintf("%s: not due before %s", [name, by]), "evidence": ["/request"]}

test_every_link_is_recorded if {
	complete.findings == {
		_recorded("/request", "request", {"/request"}),
		_recorded("/request/requester", "requester", {"/request/requester"}),
		_recorded("/policy_basis", "policy basis", {"/policy_basis"}),
		_recorded("/approvals", "required approvals", {"/approvals/0"}),
		_recorded("/changes", "executed change", {"/changes/0"}),
		_recorded("/observations", "target observation", {"/observations/0", "/observations/1"}),
	} with input as _in(testing.human_grant, [])
}

test_every_link_is_a_claim if {
	complete.claims == {"/request", "/request/requester", "/policy_basis", "/approvals", "/changes", "/observations"} with input as _in(testing.human_grant, [])
}

# Two approvers are required, and the later revoke is not what was asked for.
test_each_approval_that_counts_is_cited_and_the_later_revoke_is_not if {
	record := _in(testing.agent_grant, [])
	_on("/approvals", record) == _recorded("/approvals", "required approvals", {"/approvals/0", "/approvals/1"})
	_on("/changes", record) == _recorded("/changes", "executed change", {"/changes/0"})
}

test_missing_requester if {
	record := _in(testing.human_grant, _remove(["/request/requester"]))
	_on("/request/requester", record) == _missing("/request/requester", "requester")
	_on("/request", record).outcome == "satisfied"
}

test_missing_policy_basis if {
	_on("/policy_basis", _in(testing.human_grant, _remove(["/policy_basis"]))) == _missing("/policy_basis", "policy basis")
}

test_missing_approvals if {
	_on("/approvals", _in(testing.human_grant, _remove(["/approvals"]))) == _missing("/approvals", "required approvals")
}

test_one_of_two_approvals_is_missing if {
	_on("/approvals", _in(testing.agent_grant, _remove(["/approvals/1"]))) == _missing("/approvals", "required approvals")
}

test_both_approvals_by_one_person_leave_one_missing if {
	record := _in(testing.agent_grant, _set("/approvals/1/approver", {"id": "SAM", "kind": "human", "aliases": ["maria"]}))
	_on("/approvals", record) == _missing("/approvals", "required approvals")
}

test_an_abstention_is_no_approval if {
	_on("/approvals", _in(testing.human_grant, _set("/approvals/0/decision", "abstained"))) == _missing("/approvals", "required approvals")
}

test_missing_change if {
	_on("/changes", _in(testing.human_grant, _remove(["/changes"]))) == _missing("/changes", "executed change")
}

test_a_failed_change_is_none if {
	_on("/changes", _in(testing.human_grant, _set("/changes/0/outcome", "failure"))) == _missing("/changes", "executed change")
}

test_a_revoke_carries_out_no_grant if {
	_on("/changes", _in(testing.human_grant, _set("/changes/0/action", "revoke"))) == _missing("/changes", "executed change")
}

test_a_grant_carries_out_no_revocation if {
	_on("/changes", _in(testing.revoke_request, _set("/changes/0/action", "grant"))) == _missing("/changes", "executed change")
}

test_a_modification_may_carry_out_a_revocation if {
	_on("/changes", _in(testing.revoke_request, _set("/changes/0/action", "modify"))) == _recorded("/changes", "executed change", {"/changes/0"})
}

# Under a ticket to revoke, the grant would not be what was asked for.
test_without_an_action_nobody_can_tell_what_was_executed if {
	_on("/changes", _in(testing.human_grant, _remove(["/action"]))) == _unknown(
		"/changes",
		"executed change: the record does not say whether access was to be granted or revoked",
	)
	_on("/changes", _in(testing.human_grant, _remove(["/action", "/changes"]))) == _missing("/changes", "executed change")
}

_unknown(link, message) := {"claim": link, "outcome": "indeterminate", "message": message, "evidence": [link]}

test_missing_observations if {
	_on("/observations", _in(testing.human_grant, _remove(["/observations"]))) == _missing("/observations", "target observation")
}

test_a_ticket_is_no_target_observation if {
	every kind in ["itsm", "hr", "manual"] {
		record := _in(testing.human_grant, array.concat(_remove(["/observations/0"]), _set("/observations/0/source/kind", kind)))
		_on("/observations", record) == _missing("/observations", "target observation")
	}
}

test_without_a_request_nobody_can_tell_which_approvals_are_required if {
	record := _in(testing.human_grant, _remove(["/request"]))
	_on("/request", record) == _missing("/request", "request")
	_on("/request/requester", record) == _missing("/request/requester", "requester")
	_on("/approvals", record) == _unknown("/approvals", "required approvals: without a request nobody can tell which are required")
}

test_a_request_that_names_nothing_leaves_open_which_approvals_are_required if {
	record := _in(testing.human_grant, _remove(["/request/entitlements"]))
	_on("/approvals", record) == _unknown("/approvals", "required approvals: the request names no entitlement, so that nobody can tell which are required")
	_on("/approvals", json.remove(record, ["/approvals"])) == _missing("/approvals", "required approvals")
}

test_without_request_and_approvals_the_approvals_are_missing if {
	_on("/approvals", _in(testing.human_grant, _remove(["/request", "/approvals"]))) == _missing("/approvals", "required approvals")
}

test_standing_access_lacks_all_but_the_observation if {
	_outcomes(_in(testing.human_grant, _remove(["/request", "/policy_basis", "/approvals", "/changes"]))) == {
		"/request": "not_satisfied",
		"/request/requester": "not_satisfied",
		"/policy_basis": "not_satisfied",
		"/approvals": "not_satisfied",
		"/changes": "not_satisfied",
		"/observations": "satisfied",
	}
}

_open := array.concat(
	_set("/request/status", "open"),
	_remove(["/request/closed_at", "/policy_basis", "/changes", "/observations"]),
)

# Submitted at 09:00, two days to fulfil.
test_open_and_exactly_at_the_end_of_fulfilment if {
	patches := array.concat(_open, array.concat(_remove(["/approvals"]), _set("/as_of", "2026-03-04T09:00:00Z")))
	complete.findings == {
		_recorded("/request", "request", {"/request"}),
		_recorded("/request/requester", "requester", {"/request/requester"}),
		_pending("/policy_basis", "policy basis", "2026-03-04T09:00:00Z"),
		_pending("/approvals", "required approvals", "2026-03-04T09:00:00Z"),
		_pending("/changes", "executed change", "2026-03-04T09:00:00Z"),
		_pending("/observations", "target observation", "2026-03-04T09:00:00Z"),
	} with input as _in(testing.human_grant, patches)
}

test_open_and_a_nanosecond_past_fulfilment if {
	patches := array.concat(_open, array.concat(_remove(["/approvals"]), _set("/as_of", "2026-03-04T09:00:00.000000001Z")))
	complete.findings == {
		_recorded("/request", "request", {"/request"}),
		_recorded("/request/requester", "requester", {"/request/requester"}),
		_missing("/policy_basis", "policy basis"),
		_missing("/approvals", "required approvals"),
		_missing("/changes", "executed change"),
		_missing("/observations", "target observation"),
	} with input as _in(testing.human_grant, patches)
}

# Approved at 10:00: from there the two days run.
test_fulfilment_runs_from_the_last_decisive_approval if {
	in_time := _in(testing.human_grant, array.concat(_open, _set("/as_of", "2026-03-04T10:00:00Z")))
	_on("/changes", in_time) == _pending("/changes", "executed change", "2026-03-04T10:00:00Z")
	late := _in(testing.human_grant, array.concat(_open, _set("/as_of", "2026-03-04T10:00:00.000000001Z")))
	_on("/changes", late) == _missing("/changes", "executed change")
}

test_the_requester_is_due_at_once if {
	patches := array.concat(_open, array.concat(_remove(["/request/requester"]), _set("/as_of", "2026-03-02T09:30:00Z")))
	_on("/request/requester", _in(testing.human_grant, patches)) == _missing("/request/requester", "requester")
}

test_a_closed_request_waits_for_nothing if {
	patches := array.concat(_remove(["/changes", "/observations"]), _set("/as_of", "2026-03-02T12:00:00Z"))
	_on("/changes", _in(testing.human_grant, patches)) == _missing("/changes", "executed change")
}

test_a_request_of_unknown_status_waits_for_nothing if {
	patches := array.concat(_remove(["/request/status", "/changes", "/observations"]), _set("/as_of", "2026-03-02T12:00:00Z"))
	_on("/changes", _in(testing.human_grant, patches)) == _missing("/changes", "executed change")
}

_changed_and_not_read(as_of) := _in(testing.human_grant, array.concat(
	_set("/request/status", "open"),
	array.concat(_remove(["/request/closed_at", "/policy_basis", "/observations"]), _set("/as_of", as_of)),
))

# Once access is changed the basis is overdue; there is time left to look.
test_after_the_change_only_the_observation_may_wait if {
	record := _changed_and_not_read("2026-03-04T10:00:00Z")
	_on("/observations", record) == _pending("/observations", "target observation", "2026-03-04T10:00:00Z")
	_on("/policy_basis", record) == _missing("/policy_basis", "policy basis")
	late := _changed_and_not_read("2026-03-04T10:00:00.000000001Z")
	_on("/observations", late) == _missing("/observations", "target observation")
}
