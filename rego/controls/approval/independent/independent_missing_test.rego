package counterfoil.controls.approval.independent_missing_test

import data.counterfoil.controls.approval.independent
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_one(outcome, message, evidence) := {{"claim": "/approvals/0", "outcome": outcome, "message": message, "evidence": evidence}}

_unknown(who) := _one(
	"indeterminate",
	sprintf("the %s is not recorded, so that maria may be the same", [who]),
	["/approvals/0"],
)

_no_requester := {"op": "remove", "path": "/request/requester"}

_no_actor := {"op": "remove", "path": "/changes/0/actor"}

_no_request := {"op": "remove", "path": "/request"}

_unchanged := {"op": "remove", "path": "/changes"}

_open := {"op": "replace", "path": "/request/status", "value": "open"}

test_no_requester if {
	independent.findings == _unknown("requester") with input as _in([_no_requester])
}

test_without_a_request if {
	independent.findings == _unknown("requester") with input as _in([_no_request])
}

test_no_executor if {
	independent.findings == _unknown("executor") with input as _in([_no_actor])
}

# On whose behalf it was done does not tell who did it.
test_no_executor_but_a_principal if {
	independent.findings == _unknown("executor") with input as _in([
		_no_actor,
		{"op": "add", "path": "/changes/0/on_behalf_of", "value": {"id": "tom", "kind": "human"}},
	])
}

test_the_principal_approved_and_the_executor_is_unknown if {
	independent.findings == _one(
		"not_satisfied",
		"maria approved, being also the executor",
		{"/approvals/0", "/changes/0/on_behalf_of"},
	) with input as _in([
		_no_actor,
		{"op": "add", "path": "/changes/0/on_behalf_of", "value": {"id": "maria", "kind": "human"}},
	])
}

test_one_of_two_changes_has_no_executor if {
	independent.findings == _unknown("executor") with input as _in([{
		"op": "add", "path": "/changes/-",
		"value": object.remove(testing.human_grant.changes[0], ["actor"]),
	}])
}

test_neither_requester_nor_executor if {
	independent.findings == _unknown("executor and the requester") with input as _in([_no_requester, _no_actor])
}

test_a_conflict_weighs_more_than_what_lacks if {
	independent.findings == _one(
		"not_satisfied",
		"ana approved, being also the subject",
		{"/approvals/0", "/subject"},
	) with input as _in([_no_request, {"op": "replace", "path": "/approvals/0/approver/id", "value": "ana"}])
}

test_no_owner_where_the_owner_counts if {
	ownerless := json.remove(testing.service_account_grant, ["/subject/owner"])
	independent.findings == _unknown("subject owner") with input as ownerless
		with data.counterfoil.parameters.approval.independent_of as ["subject", "subject_owner"]
}

# A person need not have an owner.
test_a_person_without_an_owner if {
	independent.findings == _one(
		"satisfied",
		"maria is not the subject",
		{"/approvals/0", "/subject"},
	) with input as _in([])
		with data.counterfoil.parameters.approval.independent_of as ["subject", "subject_owner"]
}

test_open_and_nothing_changed_yet if {
	independent.findings == _one(
		"satisfied",
		"maria is not the requester or the subject",
		{"/approvals/0", "/request/requester", "/subject"},
	) with input as _in([_open, _unchanged])
}

_unclear(why, place) := _one(
	"indeterminate",
	sprintf("nobody can tell whether maria carried it out: %s", [why]),
	["/approvals/0", place],
)

test_nobody_can_tell_which_change if {
	closed := "the request was closed as complete, but no change is logged"
	independent.findings == _unclear(closed, "/request/status") with input as _in([_unchanged])
	unsaid := "the request does not say its status, and no change is logged"
	independent.findings == _unclear(unsaid, "/request") with input as _in([_unchanged, {"op": "remove", "path": "/request/status"}])
}

# Were it a ticket to grant, who granted would not be known.
test_a_revoke_under_a_ticket_that_does_not_say_its_action if {
	independent.findings == _unclear(
		"the record does not say whether access was to be granted or revoked",
		"/changes",
	) with input as json.remove(testing.revoke_request, ["/action"])
}

test_closed_as_complete_where_the_executor_does_not_count if {
	independent.findings == _one(
		"satisfied",
		"maria is not the requester or the subject",
		{"/approvals/0", "/request/requester", "/subject"},
	) with input as _in([_unchanged])
		with data.counterfoil.parameters.approval.independent_of as ["requester", "subject"]
}

test_nobody_to_compare_with if {
	independent.findings == _one(
		"not_applicable",
		"there is nobody yet whom maria must not be",
		["/approvals/0"],
	) with input as _in([_open, _unchanged])
		with data.counterfoil.parameters.approval.independent_of as ["executor"]
}

_none(why) := {{"claim": "", "outcome": "not_applicable", "message": why, "evidence": [""]}}

test_no_approvals if {
	every edit in [{"op": "remove", "path": "/approvals"}, {"op": "replace", "path": "/approvals", "value": []}] {
		independent.findings == _none("no approval was given") with input as _in([edit])
		independent.claims == {""} with input as _in([edit])
	}
}

test_standing_access if {
	independent.findings == _none("standing access: nobody requested it and no change is logged") with input as _in([_no_request, _unchanged])
	independent.claims == {""} with input as _in([_no_request, _unchanged])
}
