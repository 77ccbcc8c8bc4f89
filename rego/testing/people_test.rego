package counterfoil.testing_people_test

import data.counterfoil.testing

# The controls of which an edit changed the outcome, each with the new one.
_changed(edited, base) := {control: outcome |
	some question, name
	outcome := testing.outcome(data.counterfoil.controls[question][name].findings) with input as edited
	outcome != testing.outcome(data.counterfoil.controls[question][name].findings) with input as testing.judged(base)
	control := concat(".", [question, name])
}

_human := testing.human_grant

_service := testing.service_account_grant

# The one approval is by a party: it does not count.
_not_independent := {
	"approval.required": "not_satisfied",
	"approval.timely": "indeterminate",
	"approval.independent": "not_satisfied",
	"approval.current": "indeterminate",
}

test_by_subject if {
	edited := testing.by_subject(_human, "zoe")
	edited == object.union(object.remove(testing.judged(_human), ["subject"]), {"subject": {"id": "zoe", "kind": "human", "status": "active"}})
	_changed(edited, _human) == {}
}

# An owned agent; but what was its approver shown, and which event called for it?
test_by_an_agent if {
	_changed(testing.by_subject(_human, testing.agent_grant.subject), _human) == {
		"approval.informed": "indeterminate",
		"lifecycle.owned": "satisfied",
		"lifecycle.tied": "not_satisfied",
	}
	_changed(testing.by_subject(_human, {"id": "bot", "kind": "agent"}), _human) == {
		"approval.informed": "indeterminate",
		"lifecycle.owned": "not_satisfied",
		"lifecycle.tied": "not_satisfied",
	}
}

test_owned_by if {
	testing.owned_by(_service, "zoe").subject.owner == {"id": "zoe", "kind": "human", "status": "active"}
	_changed(testing.owned_by(_service, "zoe"), _service) == {}
	_changed(testing.owned_by(_service, {"id": "zoe", "kind": "human", "status": "inactive"}), _service) == {"lifecycle.owned": "not_satisfied"}
	_changed(testing.owned_by(testing.without_owner(_service), "zoe"), _service) == {}
}

test_requested_by if {
	testing.requested_by(_human, "zoe").request.requester.id == "zoe"
	_changed(testing.requested_by(_human, "zoe"), _human) == {}
	_changed(testing.requested_by(_human, "maria"), _human) == _not_independent
}

test_executed_by if {
	{change.actor.id | some change in testing.executed_by(_service, "zoe").changes} == {"zoe"}
	_changed(testing.executed_by(_service, "zoe"), _service) == {}
	_changed(testing.executed_by(_human, "maria"), _human) == _not_independent
}

test_approved_by if {
	testing.approved_by(_human, "zoe").approvals[0].approver.id == "zoe"
	_changed(testing.approved_by(_human, "zoe"), _human) == {}
	_changed(testing.approved_by(_human, "li"), _human) == _not_independent
	_changed(testing.approved_by(_human, {"id": "other", "aliases": ["ana@corp.example"], "kind": "human"}), _human) == _not_independent
}

test_self_approved if {
	_changed(testing.self_approved(_human), _human) == _not_independent
}

# Security is left, and nobody speaks for the resource.
test_approved_as if {
	_changed(testing.approved_as(testing.agent_grant, "manager"), testing.agent_grant) == {
		"approval.required": "not_satisfied",
		"approval.timely": "indeterminate",
		"approval.current": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
	_changed(testing.approved_as(_human, "ceo"), _human) == {}
}

test_also_approved_by if {
	edited := testing.also_approved_by(_service, "sam", "security")
	edited.approvals == [_service.approvals[0], object.union(_service.approvals[0], {
		"id": "apr-2", "capacity": "security",
		"approver": {"id": "sam", "kind": "human", "status": "active"},
	})]
	_changed(edited, _service) == {}
}

# Two approvers in the two capacities of a privileged role, which one is not.
test_also_approved_by_makes_two if {
	asked := testing.with_permission(_service, "PowerUser")
	_changed(testing.also_approved_by(asked, "sam", "security"), _service) == {}
	_changed(asked, _service)["approval.required"] == "not_satisfied"
}

# A delegation is the first approver's own.
test_also_approved_by_nobodys_delegate if {
	edited := testing.also_approved_by(testing.delegated(_service, "zoe"), "sam", "security")
	[approval | some approval in edited.approvals; approval.delegation] == [edited.approvals[0]]
}

test_rejected if {
	_changed(testing.rejected(_human), _human) == {
		"approval.required": "not_satisfied",
		"approval.timely": "indeterminate",
		"approval.independent": "not_applicable",
		"approval.current": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

test_delegated if {
	testing.delegated(_human, "zoe").approvals[0].delegation == {
		"from": {"id": "zoe", "kind": "human", "status": "active"},
		"valid_from": "2026-03-01T10:00:00Z",
		"valid_until": "2026-03-03T10:00:00Z",
	}
	_changed(testing.delegated(_human, "zoe"), _human) == {"approval.informed": "indeterminate"}
	_changed(testing.delegated(_service, "zoe"), _service) == {}
	_changed(testing.delegated(_human, "li"), _human) == object.union(_not_independent, {"approval.informed": "indeterminate"})
}

test_of_who_is_not_there if {
	unapproved := testing.emergency_grant
	not testing.owned_by(_human, "zoe")
	not testing.requested_by(testing.without_request(_human), "zoe")
	not testing.executed_by(testing.without_changes(_human), "zoe")
	not testing.approved_by(unapproved, "zoe")
	not testing.approved_as(unapproved, "manager")
	not testing.also_approved_by(unapproved, "zoe", "manager")
	not testing.self_approved(unapproved)
	not testing.self_approved(testing.without_requester(_human))
	not testing.rejected(unapproved)
	not testing.delegated(unapproved, "zoe")
	not testing.by_subject(_human, 7)
}
