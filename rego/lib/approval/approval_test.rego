package counterfoil.lib.approval_test

import data.counterfoil.lib.approval
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_edit(part, value) := {"op": "add", "path": sprintf("/approvals/0/%s", [part]), "value": value}

_and(edits) := {"op": "add", "path": "/approvals/-", "value": object.union(testing.human_grant.approvals[0], edits)}

_human(id) := {"approver": {"id": id, "kind": "human"}}

test_pointers if {
	approval.pointers({0, 12}) == {"/approvals/0", "/approvals/12"}
	approval.pointers(set()) == set()
}

test_only_approved_is_approved if {
	approval.approved == {0, 3} with input as _in([_and({"decision": "rejected"}), _and({"decision": "abstained"}), _and({})])
	approval.approved == set() with input as _in([{"op": "remove", "path": "/approvals"}])
}

test_valid if {
	approval.valid == {0} with input as _in([])
	approval.decisive == {0} with input as _in([])
	approval.wrong == {} with input as _in([])
	approval.unknown == {} with input as _in([])
	approval.doubts == [] with input as _in([])
}

# All at once: a bot that asked, for the subject, before and after the window, in a capacity that is not asked for.
test_every_reason_is_named if {
	approval.wrong == {0: {
		"li is not a human (agent)",
		"li is also the requester",
		"li decided for ana, who is also the subject",
		"li decided before the delegation from ana began",
		"li decided after the delegation from ana had ended",
		"li decided as manager, which is not a capacity that is asked for",
	}} with input as _in([
		_edit("approver", {"id": "li", "kind": "agent"}),
		_edit("delegation", {"from": {"id": "ana"}, "valid_from": "2026-03-03T00:00:00Z", "valid_until": "2026-03-01T00:00:00Z"}),
	])
		with data.counterfoil.parameters.approval["default"] as {"approval": "required", "capacities": ["security"]}
}

test_no_capacity_is_none_that_is_asked_for if {
	approval.wrong == {0: {"maria decided as nobody in particular, which is not a capacity that is asked for"}} with input as _in([{"op": "remove", "path": "/approvals/0/capacity"}])
		with data.counterfoil.parameters.approval["default"] as {"approval": "required", "capacities": ["security"]}
	approval.valid == {0} with input as _in([{"op": "remove", "path": "/approvals/0/capacity"}])
}

test_everything_unknown_is_named if {
	approval.unknown == {0: {
		"it is not recorded whether maria is a human",
		"the requester is not recorded, so that maria may be the same",
		"the executor is not recorded, so that maria may be the same",
		"the delegation from omar has no valid_from",
		"the delegation from omar has no valid_until",
	}} with input as _unknown
	approval.wrong == {} with input as _unknown
	approval.unrefuted == {0} with input as _unknown
	approval.eligible == set() with input as _unknown
	approval.valid == set() with input as _unknown
	approval.perhaps with input as _unknown
}

_unknown := _in([
	_edit("approver", {"id": "maria"}),
	_edit("delegation", {"from": {"id": "omar"}}),
	{"op": "remove", "path": "/request/requester"},
	{"op": "remove", "path": "/changes/0/actor"},
])

test_the_owner_of_a_person_or_a_machine if {
	counted := ["subject_owner"]
	svc := json.remove(testing.service_account_grant, ["/subject/owner"])
	approval.unknown_parties == {"subject owner"} with input as svc
		with data.counterfoil.parameters.approval.independent_of as counted
	approval.unknown_parties == set() with input as _in([])
		with data.counterfoil.parameters.approval.independent_of as counted
	approval.wrong == {0: {"omar is also the subject owner"}} with input as object.union(testing.service_account_grant, {"approvals": [object.union(testing.service_account_grant.approvals[0], _human("omar"))]})
		with data.counterfoil.parameters.approval.independent_of as counted
}

test_only_the_roles_that_count_are_parties if {
	every role in ["requester", "subject", "executor"] {
		parties := approval.parties with input as _in([])
			with data.counterfoil.parameters.approval.independent_of as [role]
		{held | some held, holders in parties; count(holders) > 0} == {role}
	}
}

# Neither Li's own approval nor one of unknown kind would do; both together would not, either.
test_perhaps_needs_as_many_as_the_requirement if {
	two := {"approval": "required", "min_approvers": 2}
	unknown := {"op": "remove", "path": "/approvals/0/approver/kind"}
	approval.perhaps with input as _in([unknown, _and(_human("sam"))])
		with data.counterfoil.parameters.approval["default"] as two
	not approval.perhaps with input as _in([unknown, _and(_human("li"))])
		with data.counterfoil.parameters.approval["default"] as two
	not approval.perhaps with input as _in([unknown, _and(object.union(_human("sam"), {"decided_at": "2026-03-02T11:00:00.000000001Z"}))])
		with data.counterfoil.parameters.approval["default"] as two
	not approval.perhaps with input as _in([unknown])
		with data.counterfoil.parameters.approval["default"] as {"approval": "not_required"}
}

test_nothing_is_decisive_where_nothing_is_required if {
	approval.valid == {0} with input as _in([])
		with data.counterfoil.parameters.approval["default"] as {"approval": "not_required"}
	approval.decisive == set() with input as _in([])
		with data.counterfoil.parameters.approval["default"] as {"approval": "not_required"}
}

test_the_last_decisive_approval if {
	approval.last_decisive == approval.at[1] with input as testing.agent_grant
	not approval.last_decisive with input as json.remove(testing.agent_grant, ["/approvals/1"])
}

test_approved_in_a_capacity_that_counts if {
	approval.approved_in_capacity == {0} with input as _in([_edit("approver/kind", "agent")])
	approval.approved_in_capacity == {1} with input as _in([_and({"capacity": "security"}), _and({"capacity": "security", "decision": "rejected"})])
		with data.counterfoil.parameters.approval["default"] as {"approval": "required", "capacities": ["security"]}
}

test_before_a_change_nothing_is_late if {
	unchanged := {"op": "remove", "path": "/changes"}
	approval.early == {0} with input as _in([unchanged])
	approval.late == set() with input as _in([unchanged])
	approval.early == {0} with input as _in([unchanged, _edit("decided_at", "2261-12-31T00:00:00Z")])
}

_late := "2026-03-02T11:00:00.000000001Z"

test_late_to_the_nanosecond if {
	approval.late == set() with input as _in([_edit("decided_at", "2026-03-02T11:00:00Z")])
	approval.late == {0} with input as _in([_edit("decided_at", _late)])
	approval.valid == set() with input as _in([_edit("decided_at", _late)])
	approval.doubts == ["/approvals/0: decided after the change"] with input as _in([_edit("decided_at", _late)])
}

test_what_is_refuted_is_not_late_besides if {
	approval.late == set() with input as _in([_edit("decided_at", _late), _edit("approver/id", "li")])
	approval.doubts == ["/approvals/0: li is also the requester"] with input as _in([_edit("decided_at", _late), _edit("approver/id", "li")])
}

test_doubts_stand_in_the_records_order if {
	approval.doubts == [
		"/approvals/0: it is not recorded whether maria is a human, maria decided for li, who is also the requester",
		"/approvals/2: ana is also the subject",
		"/approvals/3: decided after the change",
	] with input as _in([
		{"op": "remove", "path": "/approvals/0/approver/kind"},
		_edit("delegation", {"from": {"id": "li"}, "valid_from": "2026-03-01T00:00:00Z", "valid_until": "2026-03-08T00:00:00Z"}),
		_and(_human("sam")), _and(_human("ana")), _and({"decided_at": _late}),
	])
}

_event(kind, at) := {"op": "add", "path": "/events", "value": [{"kind": kind, "occurred_at": at}]}

_confirmed(kind, at) := found if found := approval.reauthorising with input as _in([_event(kind, at), _edit("decided_at", "2026-03-05T12:00:00Z")])

test_an_approval_after_something_happened_authorises_anew if {
	every kind in ["role_change", "owner_change", "termination", "decommission"] {
		_confirmed(kind, "2026-03-05T09:00:00Z") == {0: {0}}
	}
	every kind in ["created", "deployed", "rotation", "closure", "expiry"] {
		_confirmed(kind, "2026-03-05T09:00:00Z") == {}
	}
}

test_the_event_lies_between_the_change_and_the_approval if {
	_confirmed("role_change", "2026-03-02T11:00:00Z") == {0: {0}}
	_confirmed("role_change", "2026-03-02T10:59:59.999999999Z") == {}
	_confirmed("role_change", "2026-03-05T12:00:00Z") == {0: {0}}
	_confirmed("role_change", "2026-03-05T12:00:00.000000001Z") == {}
}

test_authorised_anew_is_neither_late_nor_valid if {
	record := _in([_event("role_change", "2026-03-05T09:00:00Z"), _edit("decided_at", "2026-03-05T12:00:00Z")])
	approval.late == set() with input as record
	approval.valid == set() with input as record
}

test_only_who_may_approve_authorises_anew if {
	record := [_event("role_change", "2026-03-05T09:00:00Z"), _edit("decided_at", "2026-03-05T12:00:00Z")]
	approval.reauthorising == {} with input as _in(array.concat(record, [_edit("approver/id", "li")]))
	approval.reauthorising == {} with input as _in(array.concat(record, [{"op": "remove", "path": "/approvals/0/approver/kind"}]))
	approval.reauthorising == {} with input as _in([_event("role_change", "2026-03-02T09:30:00Z")])
}

_rejection(edits) := _and(object.union({"decision": "rejected", "decided_at": "2026-03-02T09:30:00Z"}, edits))

_standing(edits) := found if found := approval.standing_rejections with input as _in([_rejection(edits)])

test_turned_by_the_same_approver_or_capacity if {
	_standing({"capacity": "security"}) == set()
	_standing(_human("sam")) == set()
	_standing(object.union(_human("sam"), {"capacity": "security"})) == {1}
}

test_turned_by_the_same_approver_under_an_alias if {
	_standing({"capacity": "security", "approver": {"id": "m.rossi", "aliases": ["maria"]}}) == set()
}

test_turned_in_the_same_instant_or_later if {
	every shared in [{"capacity": "security"}, _human("sam")] {
		_standing(object.union(shared, {"decided_at": "2026-03-02T10:00:00Z"})) == set()
		_standing(object.union(shared, {"decided_at": "2026-03-02T10:00:00.000000001Z"})) == {1}
	}
}

# Neither would it be right to say that it stands, nor that it does not.
test_turned_by_an_approval_of_which_too_little_is_known if {
	every shared in [{"capacity": "security"}, _human("sam")] {
		record := _in([{"op": "remove", "path": "/approvals/0/approver/kind"}, _rejection(shared)])
		approval.standing_rejections == set() with input as record
		approval.doubtful_rejections == {1} with input as record
	}
	approval.doubtful_rejections == set() with input as _in([_rejection({})])
	approval.doubtful_rejections == set() with input as _in([_rejection(object.union(_human("sam"), {"capacity": "security"}))])
}

_no_change := {"op": "remove", "path": "/changes"}

test_nobody_can_tell_which_change if {
	approval.unclear_change == ["the request was closed as complete, but no change is logged", "/request/status"] with input as _in([_no_change])
	approval.unclear_change == ["the request does not say its status, and no change is logged", "/request"] with input as _in([_no_change, {"op": "remove", "path": "/request/status"}])
	no_action := ["the record does not say whether access was to be granted or revoked", "/changes"]
	approval.unclear_change == no_action with input as json.remove(testing.revoke_request, ["/action"])
	approval.unclear_change == no_action with input as json.remove(testing.agent_grant, ["/action"])
	approval.unknown == {0: {"nobody can tell which change it had to precede: the request was closed as complete, but no change is logged"}} with input as _in([_no_change])
	approval.valid == set() with input as _in([_no_change])
}

test_the_change_is_clear if {
	every status in ["open", "rejected", "cancelled", "closed_incomplete"] {
		not approval.unclear_change with input as _in([_no_change, {"op": "replace", "path": "/request/status", "value": status}])
	}
	every record in [testing.human_grant, testing.agent_grant, testing.revoke_request, json.remove(testing.human_grant, ["/action"]), json.remove(testing.human_grant, ["/request/status"])] {
		not approval.unclear_change with input as record
	}
	not approval.unclear_change with input as _in([_no_change, {"op": "remove", "path": "/request"}])
}

test_nobody_can_tell_what_policy_asks_for if {
	named := "the request names no entitlement, so that nobody can tell what policy asks for"
	approval.unknown == {0: {named}} with input as _in([{"op": "remove", "path": "/request/entitlements"}])
	approval.unknown == {0: {"the requester is not recorded, so that maria may be the same"}} with input as _in([{"op": "remove", "path": "/request"}])
	approval.unknown == {} with input as _in([{"op": "remove", "path": "/request/entitlements"}, _edit("decision", "rejected")])
}

# Two that name no capacity do not share one.
test_no_capacity_is_no_capacity_in_common if {
	approval.standing_rejections == {1} with input as json.remove(
		_in([_rejection(_human("sam"))]),
		["/approvals/0/capacity", "/approvals/1/capacity"],
	)
}

test_only_a_valid_approval_turns if {
	refuting := [
		_edit("approver/kind", "agent"), _edit("decided_at", _late), _edit("decision", "abstained"),
		{"op": "replace", "path": "/request/requester/id", "value": "maria"},
	]
	every edit in refuting {
		approval.standing_rejections == {1} with input as _in([_rejection({}), edit])
	}
}

test_an_abstention_is_no_rejection if {
	_standing({"decision": "abstained"}) == set()
}

test_each_rejection_is_turned_by_itself if {
	approval.standing_rejections == {2} with input as _in([
		_rejection({}),
		_rejection(object.union(_human("sam"), {"capacity": "security"})),
	])
}

test_decided_for_what_is_not_a_human if {
	wrong := approval.wrong with input as json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), [{
		"op": "add", "path": "/approvals/0/delegation", "value": {
			"from": {"id": "bot-9", "kind": "agent"},
			"valid_from": "2026-03-01T00:00:00Z", "valid_until": "2026-03-08T00:00:00Z",
		},
	}])
	wrong == {0: {"maria decided for bot-9, who is not a human (agent)"}}
}

# Nobody is a party, known or unknown, whose role does not count.
test_a_role_that_does_not_count_is_nobodys if {
	counted := ["subject"]
	someone := {"op": "add", "path": "/changes/0/on_behalf_of", "value": {"id": "maria", "kind": "human"}}
	nobody := [{"op": "remove", "path": "/request/requester"}, {"op": "remove", "path": "/changes/0/actor"}]
	approval.wrong == {} with input as _in([someone]) with data.counterfoil.parameters.approval.independent_of as counted
	approval.unknown_parties == set() with input as _in(nobody) with data.counterfoil.parameters.approval.independent_of as counted
}

# Decided, changed and happened in one instant: the approval was there for the change.
test_an_approval_that_came_in_time_authorises_nothing_anew if {
	at := testing.human_grant.changes[0].executed_at
	approval.reauthorising == {} with input as _in([_event("role_change", at), _edit("decided_at", at)])
}
