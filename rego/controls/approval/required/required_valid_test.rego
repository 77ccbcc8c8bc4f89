# Which approvals count, and what a rejection does, as approval.required sees it.
package counterfoil.controls.approval.required_valid_test

import data.counterfoil.controls.approval.required
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_one(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_edit(part, value) := {"op": "add", "path": sprintf("/approvals/0/%s", [part]), "value": value}

_satisfied := _one("satisfied", "approved by 1 of 1 required approvers (by rule default)", {"/approvals/0"})

_refuted(why) := _one(
	"not_satisfied",
	sprintf("approval is missing: 0 of 1 approvers (by rule default); not counted: /approvals/0: %s", [why]),
	{"/request", "/approvals/0", "/changes/0"},
)

_doubtful(why) := _one(
	"indeterminate",
	sprintf("too little is known of the approvals to tell whether they are valid (by rule default): /approvals/0: %s", [why]),
	{"/request", "/approvals/0", "/changes/0"},
)

test_in_the_instant_of_the_change if {
	required.findings == _satisfied with input as _in([_edit("decided_at", "2026-03-02T11:00:00Z")])
}

test_a_nanosecond_after_the_change if {
	required.findings == _refuted("decided after the change") with input as _in([_edit("decided_at", "2026-03-02T11:00:00.000000001Z")])
}

test_an_abstention_is_no_approval if {
	required.findings == _one(
		"not_satisfied",
		"approval is missing: 0 of 1 approvers (by rule default)",
		{"/request", "/approvals/0", "/changes/0"},
	) with input as _in([_edit("decision", "abstained")])
}

test_only_people_approve if {
	every kind in ["service_account", "api_key", "workload", "agent"] {
		required.findings == _refuted(sprintf("maria is not a human (%s)", [kind])) with input as _in([_edit("approver/kind", kind)])
	}
}

test_the_subject_under_an_alias if {
	required.findings == _refuted("ana@corp.example is also the subject") with input as _in([_edit("approver/id", "ana@corp.example")])
}

test_the_executor if {
	required.findings == _refuted("provisioner is also the executor") with input as _in([_edit("approver/id", "provisioner")])
}

_delegation(from, until) := _edit("delegation", {
	"from": {"id": "omar", "kind": "human"},
	"valid_from": from, "valid_until": until,
})

test_on_both_ends_of_the_delegation if {
	required.findings == _satisfied with input as _in([_delegation("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z")])
}

test_a_nanosecond_before_the_delegation if {
	required.findings == _refuted("maria decided before the delegation from omar began") with input as _in([_delegation("2026-03-02T10:00:00.000000001Z", "2026-03-08T00:00:00Z")])
}

test_a_nanosecond_after_the_delegation if {
	required.findings == _refuted("maria decided after the delegation from omar had ended") with input as _in([_delegation("2026-03-01T00:00:00Z", "2026-03-02T09:59:59.999999999Z")])
}

test_delegated_by_the_requester if {
	required.findings == _refuted("maria decided for li, who is also the requester") with input as _in([
		_delegation("2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z"),
		_edit("delegation/from/id", "li"),
	])
}

test_a_delegation_without_one_end if {
	window := _delegation("2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z")
	every end in ["valid_from", "valid_until"] {
		required.findings == _doubtful(sprintf("the delegation from omar has no %s", [end])) with input as _in([
			window,
			{"op": "remove", "path": sprintf("/approvals/0/delegation/%s", [end])},
		])
	}
}

# The end that is known refutes it; the one that is not cannot mend that.
test_a_delegation_without_beginning_that_had_ended if {
	required.findings == _refuted("maria decided after the delegation from omar had ended, the delegation from omar has no valid_from") with input as _in([
		_delegation("2026-03-01T00:00:00Z", "2026-03-02T09:59:59.999999999Z"),
		{"op": "remove", "path": "/approvals/0/delegation/valid_from"},
	])
}

test_an_approver_of_unknown_kind if {
	required.findings == _doubtful("it is not recorded whether maria is a human") with input as _in([{"op": "remove", "path": "/approvals/0/approver/kind"}])
}

test_an_unknown_requester if {
	required.findings == _doubtful("the requester is not recorded, so that maria may be the same") with input as _in([{"op": "remove", "path": "/request/requester"}])
}

test_an_unknown_executor if {
	required.findings == _doubtful("the executor is not recorded, so that maria may be the same") with input as _in([{"op": "remove", "path": "/changes/0/actor"}])
}

test_an_unknown_owner_where_the_owner_counts if {
	required.findings == _one(
		"indeterminate",
		"too little is known of the approvals to tell whether they are valid (by rule default): /approvals/0: the subject owner is not recorded, so that maria may be the same",
		{"/request", "/approvals/0", "/changes/0", "/changes/1"},
	) with input as json.remove(testing.service_account_grant, ["/subject/owner"])
		with data.counterfoil.parameters.approval.independent_of as ["subject_owner"]
}

# One of unknown kind and one who is plainly the requester: at best one counts.
test_what_is_unknown_would_not_be_enough if {
	required.findings == _one(
		"not_satisfied",
		"approval is missing: 0 of 2 approvers (by rule two); not counted: /approvals/0: it is not recorded whether maria is a human; /approvals/1: li is also the requester",
		{"/request", "/approvals/0", "/approvals/1", "/changes/0"},
	) with input as _in([
		{"op": "remove", "path": "/approvals/0/approver/kind"},
		_and(object.union(testing.human_grant.approvals[0], {"approver": {"id": "li", "kind": "human"}})),
	])
		with data.counterfoil.parameters.approval.rules as [{"id": "two", "match": {"system": ["erp"]}, "approval": "required", "min_approvers": 2}]
}

_and(approval) := {"op": "add", "path": "/approvals/-", "value": approval}

_rejection(who, capacity, at) := _and({
	"approver": {"id": who, "kind": "human"}, "capacity": capacity,
	"decision": "rejected", "decided_at": at,
})

_stands := _one("not_satisfied", "a rejection stands, and access was changed all the same", {"/approvals/1", "/changes/0"})

test_rejected_and_turned_by_the_same_approver if {
	required.findings == _satisfied with input as _in([_rejection("maria", "security", "2026-03-02T09:30:00Z")])
}

test_rejected_and_turned_in_the_same_capacity if {
	required.findings == _satisfied with input as _in([_rejection("sam", "manager", "2026-03-02T09:30:00Z")])
}

test_rejected_by_somebody_else if {
	required.findings == _stands with input as _in([_rejection("sam", "security", "2026-03-02T09:30:00Z")])
}

test_approved_and_then_rejected if {
	required.findings == _satisfied with input as _in([_rejection("maria", "manager", "2026-03-02T10:00:00Z")])
	required.findings == _stands with input as _in([_rejection("maria", "manager", "2026-03-02T10:00:00.000000001Z")])
}

test_an_approval_that_does_not_count_turns_nothing if {
	required.findings == _one(
		"not_satisfied",
		"a rejection stands, and access was changed all the same",
		{"/approvals/1", "/changes/0"},
	) with input as _in([
		_edit("decided_at", "2026-03-02T11:00:00.000000001Z"),
		_rejection("maria", "manager", "2026-03-02T09:30:00Z"),
	])
}

# Maria approved after she had rejected, if what is not known turns out well.
test_too_little_is_known_of_the_approval_that_turned_it if {
	rejected := _rejection("maria", "manager", "2026-03-02T09:30:00Z")
	required.findings == _one(
		"indeterminate",
		"too little is known of the approvals to tell whether they are valid (by rule default): /approvals/0: nobody can tell which change it had to precede: the request was closed as complete, but no change is logged",
		{"/request", "/approvals/0", "/approvals/1"},
	) with input as _in([_unchanged, rejected])
	tom := object.union(testing.human_grant.approvals[0], {"approver": {"id": "tom", "kind": "human"}, "capacity": "security"})
	required.findings == _one(
		"indeterminate",
		"too little is known of the approvals to tell whether they are valid (by rule default): /approvals/0: it is not recorded whether maria is a human",
		{"/request", "/approvals/0", "/approvals/1", "/approvals/2", "/changes/0"},
	) with input as _in([{"op": "remove", "path": "/approvals/0/approver/kind"}, rejected, _and(tom)])
}

_unchanged := {"op": "remove", "path": "/changes"}

_rejected := _edit("decision", "rejected")

test_rejected_and_the_ticket_says_complete if {
	required.findings == _one(
		"not_satisfied",
		"a rejection stands, and the request was closed as complete all the same",
		{"/approvals/0", "/request/status"},
	) with input as _in([_unchanged, _rejected])
}

test_rejected_and_still_open if {
	required.findings == _one(
		"pending",
		"a rejection stands and access has not been changed (by rule default)",
		{"/approvals/0"},
	) with input as _in([_unchanged, _rejected, {"op": "replace", "path": "/request/status", "value": "open"}])
}

test_rejected_and_no_status if {
	required.findings == _one(
		"indeterminate",
		"the request does not say its status, nothing was changed, and a rejection stands (by rule default)",
		{"/approvals/0", "/request"},
	) with input as _in([_unchanged, _rejected, {"op": "remove", "path": "/request/status"}])
}

test_rejected_closed_and_not_changed if {
	required.findings == _one(
		"not_applicable",
		"the request was rejected and nothing was changed",
		["/request/status"],
	) with input as _in([_unchanged, _rejected, {"op": "replace", "path": "/request/status", "value": "rejected"}])
}

test_rejected_where_policy_requires_nothing if {
	required.findings == _one(
		"not_applicable",
		"policy requires no approval (by rule birthright)",
		["/request"],
	) with input as _in([_rejected, {"op": "replace", "path": "/request/entitlements/0/permission", "value": "Employee"}])
}
