package counterfoil.lib.trail_test

import data.counterfoil.lib.trail
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_all := {"/request", "/request/requester", "/policy_basis", "/approvals", "/changes", "/observations"}

# The links in each state; each link is in exactly one.
_states(record) := {
	"found": {link | some link, places in found; count(places) > 0; not needless[link]},
	"missing": missing,
	"due": due,
	"unknown": object.keys(unknown),
	"needless": object.keys(needless),
} if {
	found := trail.found with input as record
	missing := trail.missing with input as record
	due := trail.due with input as record
	unknown := trail.unknown with input as record
	needless := trail.needless with input as record
}

_with(states) := object.union({"found": set(), "missing": set(), "due": set(), "unknown": set(), "needless": set()}, states)

test_every_link_is_found if {
	_states(_in(testing.human_grant, [])) == _with({"found": _all})
}

test_the_approvals_of_an_emergency_are_needless if {
	_states(_in(testing.emergency_grant, [])) == _with({"found": _all - {"/approvals"}, "needless": {"/approvals"}})
}

test_standing_access_lacks_all_but_an_observation if {
	_states(_in(testing.human_grant, _remove(["/request", "/policy_basis", "/approvals", "/changes"]))) == _with({
		"found": {"/observations"},
		"missing": _all - {"/observations"},
	})
}

test_approvals_without_a_request_are_unknown if {
	_states(_in(testing.human_grant, _remove(["/request"]))) == _with({
		"found": {"/policy_basis", "/changes", "/observations"},
		"missing": {"/request", "/request/requester"},
		"unknown": {"/approvals"},
	})
}

test_approvals_of_a_request_that_names_nothing_are_unknown if {
	_states(_in(testing.human_grant, _remove(["/request/entitlements"]))) == _with({"found": _all - {"/approvals"}, "unknown": {"/approvals"}})
	_states(_in(testing.human_grant, _remove(["/request/entitlements", "/approvals"]))) == _with({"found": _all - {"/approvals"}, "missing": {"/approvals"}})
}

# In the time of an open request more may come; of one that was turned down the
# decision is there.
test_approvals_of_a_request_that_names_nothing_may_be_due_or_found if {
	open := array.concat(_set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z"}), _remove(["/request/entitlements", "/request/closed_at", "/changes"]))
	_states(_in(testing.human_grant, open)) == _with({"found": _all - {"/approvals", "/changes"}, "due": {"/approvals", "/changes"}})
	turned_down := array.concat(_set({"/request/status": "rejected"}), _remove(["/request/entitlements", "/changes"]))
	_states(_in(testing.human_grant, turned_down)) == _with({
		"found": {"/request", "/request/requester", "/approvals"},
		"needless": {"/policy_basis", "/changes", "/observations"},
	})
}

test_a_change_of_a_record_without_an_action_is_unknown if {
	_states(_in(testing.human_grant, _remove(["/action"]))) == _with({"found": _all - {"/changes"}, "unknown": {"/changes"}})
	_states(_in(testing.human_grant, _remove(["/action", "/changes"]))) == _with({"found": _all - {"/changes"}, "missing": {"/changes"}})
}

test_approvals_without_a_request_are_needless_in_an_emergency if {
	patches := array.concat(_remove(["/request"]), _set({"/approvals": testing.human_grant.approvals}))
	_states(_in(testing.emergency_grant, patches)) == _with({
		"found": {"/policy_basis", "/changes", "/observations"},
		"missing": {"/request", "/request/requester"},
		"needless": {"/approvals"},
	})
}

test_a_waiting_request_owes_nothing_that_it_has if {
	patches := array.concat(_set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z"}), _remove(["/request/closed_at", "/changes", "/observations/1"]))
	_states(_in(testing.human_grant, patches)) == _with({"found": _all - {"/changes"}, "due": {"/changes"}})
}

test_a_waiting_request_that_policy_lets_pass_owes_no_approval if {
	patches := array.concat(
		_set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z", "/request/entitlements/0/permission": "Employee"}),
		_remove(["/request/closed_at", "/policy_basis", "/approvals", "/changes", "/observations"]),
	)
	_states(_in(testing.human_grant, patches)) == _with({
		"found": {"/request", "/request/requester"},
		"due": {"/policy_basis", "/changes", "/observations"},
		"needless": {"/approvals"},
	})
}

# A revoke was made under a ticket for a grant: it has begun, and does not wait.
test_any_change_ends_the_waiting if {
	patches := array.concat(
		_set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z", "/changes/0/action": "revoke"}),
		_remove(["/request/closed_at", "/policy_basis", "/observations"]),
	)
	_states(_in(testing.human_grant, patches)) == _with({
		"found": {"/request", "/request/requester", "/approvals"},
		"due": {"/observations"},
		"missing": {"/policy_basis", "/changes"},
	})
}

test_a_request_that_ended_without_a_change if {
	every status in ["rejected", "cancelled", "closed_incomplete"] {
		_states(_in(testing.human_grant, array.concat(_set({"/request/status": status}), _remove(["/changes"])))) == _with({
			"found": {"/request", "/request/requester", "/approvals"},
			"needless": {"/policy_basis", "/changes", "/observations"},
		})
	}
}

test_the_approvals_are_the_decision_where_nothing_was_changed if {
	open := trail.links with input as _in(testing.human_grant, [])
	open["/approvals"] == "required approvals"
	ended := trail.links with input as _in(testing.human_grant, array.concat(_set({"/request/status": "rejected"}), _remove(["/changes"])))
	ended["/approvals"] == "decision"
	object.keys(ended) == _all
}

# What is wrong with an approval is for approval.required to say: it is there.
test_an_approval_that_does_not_count_is_found_all_the_same if {
	found := trail.found with input as _in(testing.human_grant, _set({"/approvals/0/approver/id": "li"}))
	found["/approvals"] == {"/approvals/0"}
}

test_an_approval_in_a_capacity_that_is_not_asked_for_is_not_found if {
	found := trail.found with input as _in(testing.agent_grant, _set({"/approvals/1/capacity": "manager"}))
	found["/approvals"] == set()
}

test_read_in_time_nothing_is_due if {
	patches := array.concat(_set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z"}), _remove(["/request/closed_at"]))
	_states(_in(testing.human_grant, patches)) == _with({"found": _all})
}

test_a_closed_request_has_no_time_left_to_look if {
	patches := array.concat(_set({"/as_of": "2026-03-03T00:00:00Z"}), _remove(["/observations"]))
	_states(_in(testing.human_grant, patches)) == _with({"found": _all - {"/observations"}, "missing": {"/observations"}})
}

test_an_empty_list_of_approvals_is_none if {
	_states(_in(testing.human_grant, array.concat(_set({"/approvals": []}), _remove(["/request"])))) == _with({
		"found": {"/policy_basis", "/changes", "/observations"},
		"missing": {"/request", "/request/requester", "/approvals"},
	})
}
