package counterfoil.controls.approval.independent_test

import data.counterfoil.controls.approval.independent
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_service_account(patches) := json.patch(object.union(testing.service_account_grant, {"as_of": testing.as_of}), patches)

_one(outcome, message, evidence) := {{"claim": "/approvals/0", "outcome": outcome, "message": message, "evidence": evidence}}

_approver(identity) := {"op": "replace", "path": "/approvals/0/approver", "value": identity}

_human(id) := {"id": id, "kind": "human"}

_everybody := {"/approvals/0", "/request/requester", "/subject", "/changes/0/actor"}

_independent(who) := _one("satisfied", sprintf("%s is not the executor or the requester or the subject", [who]), _everybody)

_conflict(who, role, where) := _one("not_satisfied", sprintf("%s approved, being also the %s", [who, role]), {"/approvals/0", where})

test_somebody_else_approved if {
	independent.findings == _independent("maria") with input as _in([])
	independent.claims == {"/approvals/0"} with input as _in([])
}

test_the_requester if {
	independent.findings == _conflict("li", "requester", "/request/requester") with input as _in([_approver(_human("li"))])
}

test_the_subject if {
	independent.findings == _conflict("ana", "subject", "/subject") with input as _in([_approver(_human("ana"))])
}

test_the_executor if {
	independent.findings == _conflict("maria", "executor", "/changes/0/actor") with input as _in([{
		"op": "replace", "path": "/changes/0/actor",
		"value": _human("maria"),
	}])
}

test_the_one_on_whose_behalf_it_was_executed if {
	independent.findings == _one(
		"not_satisfied",
		"maria approved, being also the executor",
		{"/approvals/0", "/changes/0/actor", "/changes/0/on_behalf_of"},
	) with input as _in([{"op": "add", "path": "/changes/0/on_behalf_of", "value": _human("maria")}])
}

test_all_three_at_once if {
	independent.findings == _one(
		"not_satisfied",
		"ana approved, being also the executor and the requester and the subject",
		_everybody,
	) with input as _in([
		_approver(_human("ana")),
		{"op": "replace", "path": "/request/requester", "value": _human("ana")},
		{"op": "replace", "path": "/changes/0/actor", "value": _human("ana")},
	])
}

test_under_the_subjects_alias if {
	independent.findings == _conflict("ana@corp.example", "subject", "/subject") with input as _in([_approver(_human("ana@corp.example"))])
}

test_under_an_alias_of_the_approvers_own if {
	independent.findings == _conflict("u-4711", "requester", "/request/requester") with input as _in([_approver(object.union(_human("u-4711"), {"aliases": ["li"]}))])
}

test_by_an_alias_in_common if {
	independent.findings == _conflict("u-4711", "requester", "/request/requester") with input as _in([
		_approver(object.union(_human("u-4711"), {"aliases": ["p-1"]})),
		{"op": "add", "path": "/request/requester/aliases", "value": ["p-1"]},
	])
}

# The actor of the change is known by two names: the requester's and the approver's.
test_by_a_link_that_a_third_mention_supplies if {
	independent.findings == _one(
		"not_satisfied",
		"li.chen approved, being also the executor and the requester",
		{"/approvals/0", "/request/requester", "/changes/0/actor"},
	) with input as _in([
		_approver(_human("li.chen")),
		{"op": "replace", "path": "/changes/0/actor", "value": object.union(_human("CORP/li"), {"aliases": ["li", "li.chen"]})},
	])
}

test_case_and_display_names_tell_nothing if {
	independent.findings == _independent("ANA@corp.example") with input as _in([_approver(_human("ANA@corp.example"))])
	independent.findings == _independent("maria") with input as _in([_approver(object.union(_human("maria"), {"name": "Ana"}))])
}

_delegated(from) := {"op": "add", "path": "/approvals/0/delegation", "value": {
	"from": from,
	"valid_from": "2026-03-01T00:00:00Z", "valid_until": "2026-03-08T00:00:00Z",
}}

test_the_delegator_must_be_independent_too if {
	independent.findings == _conflict("maria", "subject through the delegation", "/subject") with input as _in([_delegated(_human("ana"))])
	independent.findings == _conflict("maria", "requester through the delegation", "/request/requester") with input as _in([_delegated(_human("li"))])
	independent.findings == _independent("maria") with input as _in([_delegated(_human("omar"))])
}

test_each_approval_is_a_claim if {
	independent.claims == {"/approvals/0", "/approvals/1"} with input as _two
	independent.findings == {
		{
			"claim": "/approvals/0", "outcome": "satisfied",
			"message": "maria is not the executor or the requester or the subject",
			"evidence": _everybody,
		},
		{
			"claim": "/approvals/1", "outcome": "not_satisfied",
			"message": "li approved, being also the requester",
			"evidence": {"/approvals/1", "/request/requester"},
		},
	} with input as _two
}

_two := json.patch(testing.agent_grant, [
	{"op": "replace", "path": "/approvals/1/approver/id", "value": "li"},
	{"op": "remove", "path": "/changes/1"},
])

# The revocation a week later is not what was approved.
test_who_revokes_later_is_no_executor if {
	independent.findings == _independent("maria") with input as _service_account([{
		"op": "replace", "path": "/changes/1/actor",
		"value": _human("maria"),
	}])
}

test_only_approvals_are_judged if {
	every decision in ["rejected", "abstained"] {
		independent.findings == _one(
			"not_applicable",
			sprintf("li %s: that gave no access", [decision]),
			["/approvals/0"],
		) with input as _in([_approver(_human("li")), {"op": "replace", "path": "/approvals/0/decision", "value": decision}])
	}
}

_with_owner := ["requester", "subject", "executor", "subject_owner"]

test_the_owner_of_the_subject if {
	omar := [_approver(_human("omar"))]
	independent.findings == _independent("omar") with input as _service_account(omar)
	independent.findings == _conflict("omar", "subject owner", "/subject/owner") with input as _service_account(omar)
		with data.counterfoil.parameters.approval.independent_of as _with_owner
}

test_the_owner_is_somebody_else if {
	independent.findings == _one(
		"satisfied",
		"maria is not the executor or the requester or the subject or the subject owner",
		_everybody | {"/subject/owner"},
	) with input as _service_account([])
		with data.counterfoil.parameters.approval.independent_of as _with_owner
}

test_only_the_roles_that_count if {
	independent.findings == _one(
		"satisfied",
		"li is not the subject",
		{"/approvals/0", "/subject"},
	) with input as _in([_approver(_human("li"))])
		with data.counterfoil.parameters.approval.independent_of as ["subject"]
}
