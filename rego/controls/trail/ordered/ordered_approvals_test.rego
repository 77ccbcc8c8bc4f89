# Which approvals and changes are ordered, and what leaves the order open.
package counterfoil.controls.trail.ordered_approvals_test

import data.counterfoil.controls.trail.ordered
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_outcomes(record) := {f.outcome | some f in ordered.findings with input as record}

_messages(outcome, record) := {f.message |
	some f in ordered.findings with input as record
	f.outcome == outcome
}

_gap(message) := {{"claim": "", "outcome": "indeterminate", "message": sprintf("the order cannot be told: %s", [message]), "evidence": [""]}}

_third(decided_at) := {
	"approver": {"id": "tom", "kind": "human"},
	"capacity": "security",
	"decision": "approved",
	"decided_at": decided_at,
}

test_two_approvals_and_a_later_revoke_are_in_order if {
	_outcomes(_in(testing.agent_grant, [])) == {"satisfied"}
}

# Both that count were in time; a signature more decides nothing.
test_an_approval_beyond_the_decisive_ones_may_come_late if {
	_outcomes(_in(testing.agent_grant, _set({"/approvals/2": _third("2026-03-03T12:00:00Z")}))) == {"satisfied"}
}

# One of two is late, so that neither decides: both are ordered.
test_where_too_few_came_before_the_change_all_are_ordered if {
	record := _in(testing.agent_grant, _set({
		"/approvals/0/decided_at": "2026-03-03T08:00:00Z",
		"/approvals/1/decided_at": "2026-03-03T12:00:00Z",
	}))
	_messages("not_satisfied", record) == {
		"the approval by maria at 2026-03-03T08:00:00Z came before the submission at 2026-03-03T09:00:00Z",
		"the approval by maria at 2026-03-03T08:00:00Z came before the policy decision at 2026-03-03T09:00:05Z",
		"the grant at 2026-03-03T11:00:00Z came before the approval by sam at 2026-03-03T12:00:00Z",
	}
}

# The requester cannot approve: that decision decides nothing.
test_a_refuted_approval_is_not_ordered if {
	record := _in(testing.human_grant, _set({
		"/approvals/0/approver/id": "li",
		"/approvals/0/decided_at": "2026-03-02T12:00:00Z",
	}))
	_messages("not_satisfied", record) == set()
}

test_an_approval_that_policy_does_not_require_is_not_ordered if {
	record := _in(testing.human_grant, _set({
		"/request/entitlements/0/permission": "Employee",
		"/approvals/0/decided_at": "2026-03-02T12:00:00Z",
	}))
	_outcomes(record) == {"satisfied"}
}

# Access is confirmed after the subject changed role.
test_an_approval_that_answers_a_later_event_is_not_ordered if {
	again := object.union(testing.human_grant.approvals[0], {"decided_at": "2026-03-05T12:00:00Z"})
	role_change := [{"kind": "role_change", "occurred_at": "2026-03-05T09:00:00Z"}]
	_outcomes(_in(testing.human_grant, _set({"/approvals/1": again, "/events": role_change}))) == {"satisfied"}
}

test_in_an_emergency_approval_and_review_may_follow if {
	record := _in(testing.emergency_grant, _set({"/approvals": [_third("2026-03-07T00:00:00Z")]}))
	_outcomes(record) == {"satisfied"}
}

test_in_an_emergency_an_approval_cannot_precede_the_request if {
	record := _in(testing.emergency_grant, _set({"/approvals": [_third("2026-03-05T01:00:00Z")]}))
	_messages("not_satisfied", record) == {
		"the approval by tom at 2026-03-05T01:00:00Z came before the submission at 2026-03-05T02:00:00Z",
		"the approval by tom at 2026-03-05T01:00:00Z came before the policy decision at 2026-03-05T02:00:05Z",
	}
}

test_an_emergency_that_nobody_declared_excuses_nothing if {
	patches := array.concat(_remove(["/emergency"]), _set({"/approvals": [_third("2026-03-05T08:00:00Z")]}))
	_messages("not_satisfied", _in(testing.emergency_grant, patches)) == {"the grant at 2026-03-05T02:05:00Z came before the approval by tom at 2026-03-05T08:00:00Z"}
}

test_closed_before_a_later_revoke if {
	_outcomes(_in(testing.service_account_grant, _set({"/request/closed_at": "2026-03-02T11:00:00Z"}))) == {"satisfied"}
}

test_a_revocation_closed_before_it_was_done if {
	_messages("not_satisfied", _in(testing.revoke_request, _set({"/request/closed_at": "2026-03-04T10:30:00Z"}))) == {"the closing of the ticket at 2026-03-04T10:30:00Z came before the revoke at 2026-03-04T11:00:00Z"}
}

test_each_missing_link_leaves_the_order_open if {
	every link, name in {"/policy_basis": "policy basis", "/approvals": "required approvals", "/changes": "executed change", "/observations": "target observation", "/request/requester": "requester"} {
		findings := ordered.findings with input as _in(testing.human_grant, _remove([link]))
		findings == _gap(sprintf("%s missing", [name]))
	}
}

test_without_a_request_the_order_is_open if {
	ordered.findings == _gap("request missing, requester missing, required approvals: without a request nobody can tell which are required") with input as _in(testing.human_grant, _remove(["/request"]))
}

test_a_disorder_shows_in_spite_of_a_gap if {
	record := _in(testing.human_grant, array.concat(_remove(["/observations"]), _set({"/request/closed_at": "2026-03-02T10:00:00Z"})))
	_outcomes(record) == {"not_satisfied", "indeterminate"}
}

test_a_basis_without_a_time if {
	ordered.findings == _gap("the policy basis has no time") with input as _in(testing.human_grant, _remove(["/policy_basis/decided_at"]))
}

test_a_basis_that_is_not_needed_may_lack_its_time if {
	patches := array.concat(_set({"/request/status": "rejected"}), _remove(["/changes", "/policy_basis/decided_at"]))
	_outcomes(_in(testing.human_grant, patches)) == {"satisfied"}
}

test_a_request_that_names_no_entitlement_leaves_the_order_open if {
	ordered.findings == _gap("required approvals: the request names no entitlement, so that nobody can tell which are required") with input as _in(testing.human_grant, _remove(["/request/entitlements"]))
}

# It may have been closed before access was changed.
test_a_request_that_says_nothing_of_its_end if {
	ordered.findings == _gap("the request says neither its status nor when it was closed") with input as _in(testing.human_grant, _remove(["/request/status", "/request/closed_at"]))
	_outcomes(_in(testing.human_grant, _remove(["/request/status"]))) == {"satisfied"}
}

test_a_closed_request_without_a_closing_time if {
	every status in ["closed_complete", "closed_incomplete"] {
		findings := ordered.findings with input as _in(testing.human_grant, array.concat(_set({"/request/status": status}), _remove(["/request/closed_at"])))
		findings == _gap("the request is closed, but has no closing time")
	}
}

test_a_change_that_names_no_entitlement_is_verified_by_nothing if {
	ordered.findings == _gap("/changes/0 names no entitlement that an observation could verify") with input as _in(testing.human_grant, _remove(["/changes/0/entitlements"]))
}

test_a_partial_observation_verifies_nothing if {
	ordered.findings == _gap("no observation of erp came after the change") with input as _in(testing.human_grant, _set({"/observations/1/complete": false}))
}

test_each_system_needs_its_own_observation if {
	ordered.findings == _gap("no observation of crm came after the change") with input as _in(testing.human_grant, _set({"/changes/0/entitlements/1": {"system": "crm", "resource": "accounts", "permission": "Reader"}}))
}

test_each_change_needs_a_later_observation if {
	second := object.union(testing.human_grant.changes[0], {"executed_at": "2026-03-02T11:20:00Z"})
	ordered.findings == _gap("no observation of erp came after the change") with input as _in(testing.human_grant, _set({"/changes/1": second}))
}

# Whether the revoke should have come before the closing depends on the action.
test_without_an_action_the_order_is_open if {
	ordered.findings == _gap("executed change: the record does not say whether access was to be granted or revoked") with input as _in(testing.service_account_grant, _remove(["/action"]))
}

# Nothing was changed, so that nothing depends on it.
test_without_an_action_a_request_that_was_turned_down_is_in_order if {
	record := _in(testing.human_grant, array.concat(_set({"/request/status": "rejected"}), _remove(["/action", "/changes"])))
	_outcomes(record) == {"satisfied"}
	early := json.patch(record, _set({"/request/closed_at": "2026-03-02T08:00:00Z"}))
	_messages("not_satisfied", early) == {"the closing of the ticket at 2026-03-02T08:00:00Z came before the submission at 2026-03-02T09:00:00Z"}
}

_open := array.concat(_set({"/request/status": "open"}), _remove(["/request/closed_at", "/changes", "/observations"]))

test_what_is_not_due_yet_is_pending if {
	ordered.findings == {{
		"claim": "",
		"outcome": "pending",
		"message": "not all has happened yet: it should have by 2026-03-04T10:00:00Z",
		"evidence": ["/request"],
	}} with input as _in(testing.human_grant, array.concat(_open, _set({"/as_of": "2026-03-04T10:00:00Z"})))
}

test_what_is_overdue_leaves_the_order_open if {
	ordered.findings == _gap("executed change missing, target observation missing") with input as _in(testing.human_grant, array.concat(_open, _set({"/as_of": "2026-03-04T10:00:00.000000001Z"})))
}

test_changed_in_time_and_not_read_yet_is_pending if {
	patches := array.concat(_set({"/request/status": "open", "/as_of": "2026-03-02T12:00:00Z"}), _remove(["/request/closed_at", "/observations"]))
	_outcomes(_in(testing.human_grant, patches)) == {"pending"}
}

test_a_request_that_ended_without_a_change_is_in_order if {
	every status in ["rejected", "cancelled", "closed_incomplete"] {
		patches := array.concat(_set({"/request/status": status}), _remove(["/policy_basis", "/changes", "/observations"]))
		_outcomes(_in(testing.human_grant, patches)) == {"satisfied"}
	}
}

test_an_exempt_change_is_in_order if {
	feed := [{"id": "hr-feed", "match": {"system": ["erp"]}, "reason": "HR feed", "owner": "omar", "expires_at": "2026-12-31T00:00:00Z"}]
	findings := ordered.findings with input as _in(testing.human_grant, _remove(["/request", "/policy_basis", "/approvals", "/changes/0/request_ref"]))
		with data.counterfoil.parameters.workflow.exempt as feed
	findings == {{
		"claim": "",
		"outcome": "satisfied",
		"message": "what is recorded happened in its order",
		"evidence": {"/changes/0/executed_at", "/observations/0/observed_at", "/observations/1/observed_at"},
	}}
}

test_a_gap_is_not_merely_pending if {
	patches := array.concat(_open, array.concat(_remove(["/request/requester"]), _set({"/as_of": "2026-03-03T00:00:00Z"})))
	ordered.findings == _gap("requester missing") with input as _in(testing.human_grant, patches)
}

# Beside a decisive approval, one of which too little is known does not count.
test_only_decisive_approvals_are_in_order if {
	doubtful := object.union(json.remove(testing.human_grant.approvals[0], ["/approver/kind"]), {"decided_at": "2026-03-02T08:00:00Z"})
	_outcomes(_in(testing.human_grant, _set({"/approvals/-": doubtful}))) == {"satisfied"}
}
