package counterfoil.controls.approval.timely_test

import data.counterfoil.controls.approval.timely
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_agent(patches) := json.patch(object.union(testing.agent_grant, {"as_of": testing.as_of}), patches)

_decided(at) := {"op": "replace", "path": "/approvals/0/decided_at", "value": at}

_one(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_in_time(at) := _one(
	"satisfied",
	sprintf("the last decisive approval, at %s, came no later than the first change, at 2026-03-02T11:00:00Z", [at]),
	{"/approvals/0", "/changes/0"},
)

test_approved_an_hour_before if {
	timely.findings == _in_time("2026-03-02T10:00:00Z") with input as _in([])
}

test_approved_in_the_instant_of_the_change if {
	timely.findings == _in_time("2026-03-02T11:00:00Z") with input as _in([_decided("2026-03-02T11:00:00Z")])
}

test_the_same_instant_in_another_zone if {
	timely.findings == _in_time("2026-03-02T11:00:00Z") with input as _in([_decided("2026-03-02T12:00:00+01:00")])
}

test_a_nanosecond_late if {
	wanted := _one(
		"not_satisfied",
		"decided at 2026-03-02T11:00:00.000000001Z, after access was changed at 2026-03-02T11:00:00Z",
		{"/approvals/0", "/changes/0"},
	)
	timely.findings == wanted with input as _in([_decided("2026-03-02T11:00:00.000000001Z")])
	timely.findings == wanted with input as _in([_decided("2026-03-02T12:00:00.000000001+01:00")])
}

test_one_of_two_late if {
	timely.findings == _one(
		"not_satisfied",
		"decided at 2026-03-03T11:00:01Z, after access was changed at 2026-03-03T11:00:00Z",
		{"/approvals/1", "/changes/0"},
	) with input as _agent([{"op": "replace", "path": "/approvals/1/decided_at", "value": "2026-03-03T11:00:01Z"}])
}

test_both_late_in_the_order_of_time if {
	timely.findings == _one(
		"not_satisfied",
		"decided at 2026-03-03T11:00:01Z and 2026-03-03T12:00:00Z, after access was changed at 2026-03-03T11:00:00Z",
		{"/approvals/0", "/approvals/1", "/changes/0"},
	) with input as _agent([
		_decided("2026-03-03T12:00:00Z"),
		{"op": "replace", "path": "/approvals/1/decided_at", "value": "2026-03-03T11:00:01Z"},
	])
}

test_one_that_was_not_needed_may_be_late if {
	timely.findings == _in_time("2026-03-02T10:00:00Z") with input as _in([{
		"op": "add", "path": "/approvals/-",
		"value": {"approver": {"id": "tom", "kind": "human"}, "decision": "approved", "decided_at": "2026-03-02T12:00:00Z"},
	}])
}

test_all_decisive_approvals_are_cited if {
	timely.findings == _one(
		"satisfied",
		"the last decisive approval, at 2026-03-03T10:30:00Z, came no later than the first change, at 2026-03-03T11:00:00Z",
		{"/approvals/0", "/approvals/1", "/changes/0"},
	) with input as _agent([])
}

_again(edits) := {"op": "add", "path": "/changes/-", "value": object.union(testing.human_grant.changes[0], edits)}

test_the_earliest_change_counts_wherever_it_stands if {
	timely.findings == _one(
		"not_satisfied",
		"decided at 2026-03-02T10:00:00Z, after access was changed at 2026-03-02T09:59:59.999999999Z",
		{"/approvals/0", "/changes/1"},
	) with input as _in([_again({"executed_at": "2026-03-02T09:59:59.999999999Z"})])
}

test_two_first_changes_in_one_instant_are_both_cited if {
	timely.findings == _one(
		"satisfied",
		"the last decisive approval, at 2026-03-02T10:00:00Z, came no later than the first change, at 2026-03-02T11:00:00Z",
		{"/approvals/0", "/changes/0", "/changes/1"},
	) with input as _in([_again({})])
}

test_a_failed_change_changed_nothing if {
	timely.findings == _in_time("2026-03-02T10:00:00Z") with input as _in([_again({"executed_at": "2026-03-02T09:30:00Z", "outcome": "failure"})])
}

test_a_change_of_another_action_is_not_the_first if {
	timely.findings == _in_time("2026-03-02T10:00:00Z") with input as _in([_again({"executed_at": "2026-03-02T09:30:00Z", "action": "revoke"})])
}

test_a_revocation_approved_too_late if {
	timely.findings == _one(
		"not_satisfied",
		"decided at 2026-03-04T11:00:00.000000001Z, after access was changed at 2026-03-04T11:00:00Z",
		{"/approvals/0", "/changes/0"},
	) with input as json.patch(testing.revoke_request, [_decided("2026-03-04T11:00:00.000000001Z")])
}

_moved := {"op": "add", "path": "/events", "value": [{"kind": "role_change", "occurred_at": "2026-03-05T09:00:00Z"}]}

test_an_approval_after_a_change_of_role_is_ignored if {
	timely.findings == _in_time("2026-03-02T10:00:00Z") with input as _in([_moved, {
		"op": "add", "path": "/approvals/-",
		"value": object.union(testing.human_grant.approvals[0], {"decided_at": "2026-03-05T12:00:00Z"}),
	}])
}

_unmet := _one("indeterminate", "the approvals do not meet the requirement, so that none of them is decisive", ["/approvals"])

test_an_approval_after_a_change_of_role_is_no_ground_either if {
	timely.findings == _unmet with input as _in([_moved, _decided("2026-03-05T12:00:00Z")])
}

test_in_time_but_not_enough if {
	timely.findings == _unmet with input as _agent([{"op": "remove", "path": "/approvals/1"}])
}

test_late_and_wrong_besides_is_not_decisive if {
	timely.findings == _unmet with input as _in([
		_decided("2026-03-02T11:30:00Z"),
		{"op": "replace", "path": "/approvals/0/approver/id", "value": "li"},
	])
}

_doubtful := _one(
	"indeterminate",
	"too little is known of the approvals to tell which of them are decisive: /approvals/0: it is not recorded whether maria is a human",
	["/approvals"],
)

_unknown_kind := {"op": "remove", "path": "/approvals/0/approver/kind"}

test_an_approver_of_unknown_kind if {
	timely.findings == _doubtful with input as _in([_unknown_kind])
}

# Were Maria a human, hers would be the decisive approval, and Tom's would not matter.
test_a_late_one_beside_one_of_unknown_kind if {
	timely.findings == _one(
		"indeterminate",
		"too little is known of the approvals to tell which of them are decisive: /approvals/0: it is not recorded whether maria is a human; /approvals/1: decided after the change",
		["/approvals"],
	) with input as _in([_unknown_kind, {
		"op": "add", "path": "/approvals/-",
		"value": {"approver": {"id": "tom", "kind": "human"}, "decision": "approved", "decided_at": "2026-03-02T12:00:00Z"},
	}])
}

# Late whatever Maria is.
test_late_by_an_approver_of_unknown_kind if {
	timely.findings == _one(
		"not_satisfied",
		"decided at 2026-03-02T12:00:00Z, after access was changed at 2026-03-02T11:00:00Z",
		{"/approvals/0", "/changes/0"},
	) with input as _in([_unknown_kind, _decided("2026-03-02T12:00:00Z")])
}

test_without_a_request if {
	timely.findings == _one(
		"indeterminate",
		"without a request nobody can tell which approvals are decisive",
		["/approvals"],
	) with input as _in([{"op": "remove", "path": "/request"}])
}

test_no_approvals if {
	wanted := _one("not_applicable", "no approval was routed", [""])
	timely.findings == wanted with input as _in([{"op": "remove", "path": "/approvals"}])
	timely.findings == wanted with input as _in([{"op": "replace", "path": "/approvals", "value": []}])
}

test_a_declared_emergency if {
	timely.findings == _one("not_applicable", "a declared emergency: approval may follow", ["/emergency"]) with input as json.patch(testing.emergency_grant, [{
		"op": "add", "path": "/approvals",
		"value": [{"approver": {"id": "maria", "kind": "human"}, "decision": "approved", "decided_at": "2026-03-05T08:00:00Z"}],
	}])
}

test_standing_access if {
	timely.findings == _one("not_applicable", "standing access: no change is logged", [""]) with input as _in([
		{"op": "remove", "path": "/request"},
		{"op": "remove", "path": "/changes"},
	])
}

test_policy_requires_none if {
	timely.findings == _one("not_applicable", "policy requires no approval, so that none is decisive", ["/request"]) with input as _in([
		_decided("2026-03-02T11:30:00Z"),
		{"op": "replace", "path": "/request/entitlements/0/permission", "value": "Employee"},
	])
}

_unchanged := {"op": "remove", "path": "/changes"}

_status(status) := {"op": "replace", "path": "/request/status", "value": status}

test_nothing_was_changed if {
	wanted := _one("not_applicable", "nothing was changed yet", ["/approvals"])
	timely.findings == wanted with input as _in([_unchanged, _status("open")])
	timely.findings == wanted with input as _in([_unchanged, _status("rejected")])
	timely.findings == wanted with input as _in([{"op": "replace", "path": "/changes/0/outcome", "value": "failure"}, _status("open")])
}

test_nobody_can_tell_which_change if {
	none := "no change is logged"
	timely.findings == _unclear(sprintf("the request was closed as complete, but %s", [none]), "/request/status") with input as _in([_unchanged])
	timely.findings == _unclear(sprintf("the request does not say its status, and %s", [none]), "/request") with input as _in([_unchanged, {"op": "remove", "path": "/request/status"}])
}

# Were it a ticket to grant, the revoke would not be what was approved.
test_a_revoke_under_a_ticket_that_does_not_say_its_action if {
	wanted := _unclear("the record does not say whether access was to be granted or revoked", "/changes")
	no_action := {"op": "remove", "path": "/action"}
	timely.findings == wanted with input as json.patch(testing.revoke_request, [no_action])
	timely.findings == wanted with input as _agent([no_action])
	timely.findings == _in_time("2026-03-02T10:00:00Z") with input as _in([no_action])
}

_unclear(why, place) := _one(
	"indeterminate",
	sprintf("nobody can tell which change the approvals had to precede: %s", [why]),
	[place, "/approvals"],
)
