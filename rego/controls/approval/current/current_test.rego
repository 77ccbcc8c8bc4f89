package counterfoil.controls.approval.current_test

import data.counterfoil.controls.approval.current
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_agent(patches) := json.patch(object.union(testing.agent_grant, {"as_of": testing.as_of}), patches)

_one(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_event(kind, at) := {"op": "add", "path": "/events", "value": [{"kind": kind, "occurred_at": at}]}

_decided(at) := {"op": "replace", "path": "/approvals/0/decided_at", "value": at}

_fresh(approved) := _one(
	"satisfied",
	sprintf("nothing happened to the subject between the last decisive approval, at %s, and the first change, at 2026-03-02T11:00:00Z", [approved]),
	{"/approvals/0", "/changes/0"},
)

_happened(what, at) := _one(
	"not_satisfied",
	sprintf("%s at %s, between the last decisive approval, at 2026-03-02T10:00:00Z, and the first change, at 2026-03-02T11:00:00Z", [what, at]),
	{"/approvals/0", "/changes/0", "/events/0"},
)

test_nothing_happened if {
	current.findings == _fresh("2026-03-02T10:00:00Z") with input as _in([])
}

test_each_kind_that_makes_it_stale if {
	kinds := {
		"role_change": "role change", "owner_change": "owner change",
		"termination": "termination", "decommission": "decommission",
	}
	every kind, words in kinds {
		current.findings == _happened(words, "2026-03-02T10:30:00Z") with input as _in([_event(kind, "2026-03-02T10:30:00Z")])
	}
}

test_each_kind_that_leaves_it_as_it_is if {
	every kind in ["created", "deployed", "rotation", "closure", "expiry"] {
		current.findings == _fresh("2026-03-02T10:00:00Z") with input as _in([_event(kind, "2026-03-02T10:30:00Z")])
	}
}

# What happens with the change is a trigger of revocation.on_role_change.
test_events_outside_the_ends if {
	every at in [
		"2026-03-02T09:59:59.999999999Z",
		"2026-03-02T11:00:00Z", "2026-03-02T11:00:00.000000001Z",
	] {
		current.findings == _fresh("2026-03-02T10:00:00Z") with input as _in([_event("role_change", at)])
	}
}

# Whether the approver knew of what happened in the instant of the decision is
# anybody's guess, and nothing else would judge it.
test_events_inside_the_ends if {
	every at in ["2026-03-02T10:00:00Z", "2026-03-02T10:00:00.000000001Z", "2026-03-02T10:59:59.999999999Z"] {
		current.findings == _happened("role change", at) with input as _in([_event("role_change", at)])
	}
}

# The last one decided when the role had changed already.
test_an_event_between_two_decisive_approvals if {
	current.findings == _one(
		"satisfied",
		"nothing happened to the subject between the last decisive approval, at 2026-03-03T10:30:00Z, and the first change, at 2026-03-03T11:00:00Z",
		{"/approvals/0", "/approvals/1", "/changes/0"},
	) with input as _agent([_event("role_change", "2026-03-03T10:15:00Z")])
}

test_thirty_days_exactly if {
	current.findings == _fresh("2026-01-31T11:00:00Z") with input as _in([_decided("2026-01-31T11:00:00Z")])
}

_old(age, approved) := {
	"claim": "", "outcome": "not_satisfied",
	"message": sprintf("access was changed at 2026-03-02T11:00:00Z, more than %s after the last decisive approval, at %s", [age, approved]),
	"evidence": {"/approvals/0", "/changes/0"},
}

test_thirty_days_and_a_nanosecond if {
	current.findings == {_old("P30D", "2026-01-31T10:59:59.999999999Z")} with input as _in([_decided("2026-01-31T10:59:59.999999999Z")])
}

test_the_age_is_a_parameter if {
	current.findings == _fresh("2026-03-02T10:00:00Z") with input as _in([])
		with data.counterfoil.parameters.approval.max_age as "PT1H"
	current.findings == {_old("PT0.5S", "2026-03-02T10:00:00Z")} with input as _in([])
		with data.counterfoil.parameters.approval.max_age as "PT0.5S"
}

test_too_old_and_moved_besides if {
	at := "2026-01-30T11:00:00Z"
	current.findings == {_old("P30D", at), {
		"claim": "", "outcome": "not_satisfied",
		"message": "role change at 2026-02-02T10:30:00Z, between the last decisive approval, at 2026-01-30T11:00:00Z, and the first change, at 2026-03-02T11:00:00Z",
		"evidence": {"/approvals/0", "/changes/0", "/events/0"},
	}} with input as _in([_decided(at), _event("role_change", "2026-02-02T10:30:00Z")])
}

test_the_age_runs_from_the_last_decisive_approval if {
	current.findings == _one(
		"satisfied",
		"nothing happened to the subject between the last decisive approval, at 2026-03-03T10:30:00Z, and the first change, at 2026-03-03T11:00:00Z",
		{"/approvals/0", "/approvals/1", "/changes/0"},
	) with input as _agent([_decided("2026-01-20T11:00:00Z")])
}

# Li's approval of her own request is fresh, and refreshes nothing.
test_an_invalid_approval_does_not_refresh if {
	current.findings == {_old("P30D", "2026-01-30T11:00:00Z")} with input as _in([_decided("2026-01-30T11:00:00Z"), {
		"op": "add", "path": "/approvals/-",
		"value": {"approver": {"id": "li", "kind": "human"}, "decision": "approved", "decided_at": "2026-03-02T10:30:00Z"},
	}])
}

test_none_is_decisive if {
	current.findings == _one(
		"indeterminate",
		"the approvals do not meet the requirement, so that none of them is decisive",
		["/approvals"],
	) with input as _agent([{"op": "remove", "path": "/approvals/1"}])
}

test_too_little_is_known if {
	current.findings == _one(
		"indeterminate",
		"too little is known of the approvals to tell which of them are decisive: /approvals/0: the executor is not recorded, so that maria may be the same",
		["/approvals"],
	) with input as _in([{"op": "remove", "path": "/changes/0/actor"}])
}

test_no_approvals if {
	wanted := _one("not_applicable", "no approval was routed", [""])
	current.findings == wanted with input as _in([{"op": "remove", "path": "/approvals"}])
	current.findings == wanted with input as _in([{"op": "replace", "path": "/approvals", "value": []}])
}

_no_request := {"op": "remove", "path": "/request"}

_unchanged := {"op": "remove", "path": "/changes"}

test_standing_access if {
	current.findings == _one("not_applicable", "standing access: no change is logged", [""]) with input as _in([_no_request, _unchanged])
}

test_without_a_request if {
	current.findings == _one(
		"indeterminate",
		"without a request nobody can tell which approvals are decisive",
		["/approvals"],
	) with input as _in([_no_request])
}

test_policy_requires_none if {
	current.findings == _one(
		"not_applicable",
		"policy requires no approval, so that none is decisive",
		["/request"],
	) with input as _in([
		{"op": "replace", "path": "/request/entitlements/0/permission", "value": "Employee"},
		_event("role_change", "2026-03-02T10:30:00Z"),
	])
}

test_nobody_can_tell_which_change if {
	none := "no change is logged"
	current.findings == _unclear(sprintf("the request was closed as complete, but %s", [none]), "/request/status") with input as _in([_unchanged])
	current.findings == _unclear(sprintf("the request does not say its status, and %s", [none]), "/request") with input as _in([_unchanged, {"op": "remove", "path": "/request/status"}])
}

# Were it a ticket to grant, the revoke would not be what was approved.
test_a_revoke_under_a_ticket_that_does_not_say_its_action if {
	wanted := _unclear("the record does not say whether access was to be granted or revoked", "/changes")
	no_action := {"op": "remove", "path": "/action"}
	current.findings == wanted with input as json.patch(testing.revoke_request, [no_action])
	current.findings == wanted with input as _agent([no_action])
	current.findings == _fresh("2026-03-02T10:00:00Z") with input as _in([no_action])
}

_unclear(why, place) := _one(
	"indeterminate",
	sprintf("nobody can tell which change the approvals had to precede: %s", [why]),
	[place, "/approvals"],
)

test_nothing_was_changed_yet if {
	current.findings == _one("not_applicable", "nothing was changed yet", ["/approvals"]) with input as _in([
		_unchanged,
		{"op": "replace", "path": "/request/status", "value": "open"},
	])
}

_approved_at(at) := {"op": "add", "path": "/approvals", "value": [{
	"approver": {"id": "maria", "kind": "human"}, "decision": "approved",
	"decided_at": at,
}]}

_emergency(patches) := json.patch(object.union(testing.emergency_grant, {"as_of": testing.as_of}), patches)

test_an_emergency_that_was_approved_afterwards if {
	current.findings == _one(
		"not_applicable",
		"a declared emergency went ahead without a decisive approval",
		["/emergency"],
	) with input as _emergency([_approved_at("2026-03-05T08:00:00Z")])
}

test_an_emergency_that_was_approved_beforehand if {
	current.findings == _one(
		"not_satisfied",
		"termination at 2026-03-05T02:03:00Z, between the last decisive approval, at 2026-03-05T02:02:00Z, and the first change, at 2026-03-05T02:05:00Z",
		{"/approvals/0", "/changes/0", "/events/0"},
	) with input as _emergency([_approved_at("2026-03-05T02:02:00Z"), _event("termination", "2026-03-05T02:03:00Z")])
}

_left(kind) := _one(
	"not_satisfied",
	sprintf("%s at 2026-03-01T09:00:00Z, before the approval and the first change, at 2026-03-02T11:00:00Z", [kind]),
	{"/changes/0", "/events/0"},
)

test_who_had_left_before_the_approval if {
	every kind in ["termination", "decommission"] {
		current.findings == _left(kind) with input as _in([_event(kind, "2026-03-01T09:00:00Z")])
	}
}

_back(at) := {"op": "add", "path": "/events/-", "value": {"kind": "created", "occurred_at": at}}

test_who_had_left_and_came_back if {
	every at in ["2026-03-01T09:00:00.000000001Z", "2026-03-02T11:00:00Z"] {
		current.findings == _fresh("2026-03-02T10:00:00Z") with input as _in([_event("termination", "2026-03-01T09:00:00Z"), _back(at)])
	}
}

test_who_came_before_leaving_or_after_the_change_was_gone if {
	every at in ["2026-03-01T09:00:00Z", "2026-03-02T11:00:00.000000001Z"] {
		current.findings == _left("termination") with input as _in([_event("termination", "2026-03-01T09:00:00Z"), _back(at)])
	}
}

# In the instant of the approval it is after it, and said once.
test_who_left_in_the_instant_of_the_approval if {
	current.findings == _happened("termination", "2026-03-02T10:00:00Z") with input as _in([_event("termination", "2026-03-02T10:00:00Z")])
}

# Approved, changed and gone in one instant: nobody had left before.
test_who_left_in_the_instant_of_all if {
	at := "2026-03-02T11:00:00Z"
	current.findings == _fresh(at) with input as _in([_event("termination", at), _decided(at)])
}

test_only_who_is_created_anew_comes_back if {
	every kind in ["deployed", "rotation", "closure", "expiry"] {
		later := {"op": "add", "path": "/events/-", "value": {"kind": kind, "occurred_at": "2026-03-01T10:00:00Z"}}
		current.findings == _left("termination") with input as _in([_event("termination", "2026-03-01T09:00:00Z"), later])
	}
}
