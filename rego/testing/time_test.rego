package counterfoil.testing_time_test

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

_agent := testing.agent_grant

_revoke := testing.revoke_request

_emergency := testing.emergency_grant

test_shifted if {
	edited := testing.shifted(_emergency, "P365D")
	edited.as_of == "2027-03-20T00:00:00Z"
	edited.request.submitted_at == "2027-03-05T02:00:00Z"
	edited.request.entitlements[0].expires_at == "2027-03-05T04:00:00Z"
	edited.emergency.review.reviewed_at == "2027-03-06T09:00:00Z"
	edited.emergency.declared_at == "2027-03-05T02:00:00Z"
	every base in [_human, _service, _agent, _revoke, _emergency] {
		_changed(testing.shifted(base, "P365D"), base) == {}
	}
}

test_shifted_back if {
	testing.shifted(_human, "-PT36H").changes[0].executed_at == "2026-02-28T23:00:00Z"
	testing.shifted(testing.shifted(_service, "P5DT1H"), "-P5DT1H") == testing.judged(_service)
}

# What a caller adds may look like an instant, and is none.
test_shifted_without_extensions if {
	extensions := {"decided_at": "2026-03-02T10:00:00Z"}
	testing.shifted(testing.with_value(_human, "/request/extensions", extensions), "P1D").request.extensions == extensions
}

# Approved at 10:00, granted at 11:00; due by the day after tomorrow.
test_as_it_stood if {
	edited := testing.as_it_stood(_human, "2026-03-02T10:30:00Z")
	edited == object.union(
		object.remove(_human, ["changes", "observations", "request"]),
		{
			"as_of": "2026-03-02T10:30:00Z",
			"request": object.union(object.remove(_human.request, ["closed_at"]), {"status": "open"}),
			"observations": [_human.observations[0]],
		},
	)
	_changed(edited, _human) == {
		"approval.timely": "not_applicable",
		"approval.current": "not_applicable",
		"grant.exact": "pending",
		"grant.complete": "pending",
		"grant.verified": "pending",
		"grant.in_workflow": "not_applicable",
		"trail.complete": "pending",
		"trail.ordered": "pending",
	}
}

# What happens at the instant has happened.
test_as_it_stood_exactly if {
	every at, n in {"2026-03-02T11:00:00Z": 1, "2026-03-02T10:59:59.999999999Z": 0} {
		count(object.get(testing.as_it_stood(_human, at), "changes", [])) == n
	}
	every at, status in {"2026-03-02T11:30:00Z": "closed_complete", "2026-03-02T11:29:59.999999999Z": "open"} {
		testing.as_it_stood(_human, at).request.status == status
	}
	testing.as_it_stood(_human, testing.as_of) == testing.judged(_human)
	testing.as_it_stood(_emergency, testing.as_of) == testing.judged(_emergency)
	testing.as_it_stood(_service, testing.as_of) == testing.judged(_service)
}

# Nobody decided yet, and that is not late.
test_as_it_stood_before_the_decision if {
	testing.outcome(data.counterfoil.controls.approval.required.findings) == "pending" with input as testing.as_it_stood(_human, "2026-03-02T09:30:00Z")
}

test_as_it_stood_at_the_beginning if {
	object.keys(testing.as_it_stood(_human, "2026-03-02T09:00:00Z")) == {"schema", "id", "action", "subject", "request", "observations", "as_of"}
	object.keys(testing.as_it_stood(testing.outside_workflow(_human), "2026-03-02T07:00:00Z")) == {"schema", "id", "action", "subject", "as_of"}
	testing.as_it_stood(testing.without(_human, "/request/closed_at"), "2026-03-02T09:00:00Z").request.status == "closed_complete"
}

# Declared at 02:00, given back at 03:30, reviewed the day after.
test_as_an_emergency_stood if {
	before := testing.as_it_stood(testing.with_value(_emergency, "/emergency/declared_at", "2026-03-05T02:10:00Z"), "2026-03-05T02:06:00Z")
	not before.emergency
	count(before.changes) == 1
	during := testing.as_it_stood(_emergency, "2026-03-05T03:00:00Z")
	during.emergency == object.remove(_emergency.emergency, ["review"])
	testing.outcome(data.counterfoil.controls.emergency.reviewed.findings) == "pending" with input as during
}

test_approved_at if {
	edited := testing.approved_at(_agent, "2026-03-03T11:00:00Z")
	[approval.decided_at | some approval in edited.approvals] == ["2026-03-03T11:00:00Z", "2026-03-03T11:00:00Z"]
	[approval.context.as_of | some approval in edited.approvals] == ["2026-03-03T10:55:00Z", "2026-03-03T10:55:00Z"]
	_changed(edited, _agent) == {}
	_changed(testing.approved_at(_human, "2026-03-02T11:00:00Z"), _human) == {}
}

# None of them is decisive, so that nothing can tell whether it was current.
_late := {
	"approval.required": "not_satisfied",
	"approval.timely": "not_satisfied",
	"approval.current": "indeterminate",
}

test_approved_late if {
	testing.approved_late(_human).approvals[0].decided_at == "2026-03-02T11:01:00Z"
	testing.approved_late(_revoke).approvals[0].decided_at == "2026-03-04T11:01:00Z"
	every base in [_human, _service, _agent, _revoke] {
		_changed(testing.approved_late(base), base) == _late
	}
	_changed(testing.approved_at(_human, "2026-03-02T11:00:00.000000001Z"), _human) == _late
}

# A change that failed was none: the first that succeeded counts.
test_approved_late_after_a_success if {
	tried := testing.with_value(_human, "/changes/-", object.union(_human.changes[0], {"outcome": "failure", "executed_at": "2026-03-02T10:30:00Z"}))
	testing.approved_late(tried).approvals[0].decided_at == "2026-03-02T11:01:00Z"
}

test_granted_at if {
	edited := testing.granted_at(_service, "2026-03-02T10:00:00Z")
	edited.changes[0].executed_at == "2026-03-02T10:00:00Z"
	edited.changes[1].executed_at == "2026-03-09T08:00:00Z"
	edited.observations[0].observed_at == "2026-03-02T08:00:00Z"
	edited.request.entitlements[0].expires_at == "2026-03-09T08:00:00Z"
	edited.request.submitted_at == _service.request.submitted_at
	edited.as_of == "2026-03-19T23:00:00Z"
	_changed(edited, _service) == {}
	_changed(testing.granted_at(_human, "2026-03-02T09:59:59.999999999Z"), _human) == _late
}

# Approved on the 2nd at 10:00; two days are given.
test_granted_late if {
	edited := testing.granted_late(_human)
	edited.changes[0].executed_at == "2026-03-04T10:01:00Z"
	edited.observations[1].observed_at == "2026-03-04T10:06:00Z"
	edited.request.closed_at == "2026-03-04T10:31:00Z"
	testing.granted_late(testing.without_approvals(_human)).changes[0].executed_at == "2026-03-04T09:01:00Z"
	testing.granted_late(_agent).changes[0].executed_at == "2026-03-05T10:31:00Z"
	every base in [_human, _service, _agent] {
		_changed(testing.granted_late(base), base) == {}
	}
}

# The parameters of the test count.
test_granted_later if {
	edited := testing.granted_late(_human) with data.counterfoil.parameters.grant.fulfilment as "P30D"
	edited.changes[0].executed_at == "2026-04-01T10:01:00Z"
	edited.as_of == "2026-04-18T23:01:00Z"
}

# Asked for on the 4th at 09:00; a day is given.
test_revoked_at if {
	edited := testing.revoked_at(_revoke, "2026-03-05T09:00:00Z")
	edited.changes[0].executed_at == "2026-03-05T09:00:00Z"
	edited.observations[1].observed_at == "2026-03-05T09:05:00Z"
	edited.request.closed_at == "2026-03-05T09:30:00Z"
	_changed(edited, _revoke) == {}
	_changed(testing.revoked_at(_revoke, "2026-03-05T09:00:00.000000001Z"), _revoke) == {"revocation.on_closure": "not_satisfied"}
}

# What it was due by stays: an hour after the expiry at 09:00.
test_revoked_late if {
	edited := testing.revoked_late(_service)
	edited.changes[1].executed_at == "2026-03-09T10:01:00Z"
	edited.changes[0].executed_at == "2026-03-02T11:00:00Z"
	edited.request.entitlements[0].expires_at == "2026-03-09T09:00:00Z"
	edited.observations[2].observed_at == "2026-03-09T10:06:00Z"
	every base in [_service, _agent, _revoke] {
		_changed(testing.revoked_late(base), base) == {"revocation.on_closure": "not_satisfied"}
	}
}

# The emergency had ended by then, too.
test_revoked_late_in_an_emergency if {
	edited := testing.revoked_late(_emergency)
	edited.changes[1].executed_at == "2026-03-05T05:01:00Z"
	edited.emergency.expires_at == "2026-03-05T04:00:00Z"
	edited.emergency.review.reviewed_at == "2026-03-06T10:31:00Z"
	_changed(edited, _emergency) == {"revocation.on_closure": "not_satisfied", "emergency.time_bound": "not_satisfied"}
}

# A termination gives four hours; a deployment ends nothing.
test_revoked_late_after_an_event if {
	left := testing.with_event(_service, "termination", "2026-03-09T08:00:00Z")
	testing.revoked_late(left).changes[1].executed_at == "2026-03-09T12:01:00Z"
	_changed(testing.revoked_late(left), _service) == {"revocation.on_closure": "not_satisfied", "revocation.on_role_change": "not_satisfied"}
	not testing.revoked_late(testing.without_expiry(_service))
}

# Four hours to take it away, and nobody looked; then somebody does.
test_with_event if {
	edited := testing.with_event(_human, "termination", "2026-03-10T09:00:00Z")
	edited.events == [{
		"id": "ev-termination",
		"kind": "termination",
		"occurred_at": "2026-03-10T09:00:00Z",
		"source": {"system": "hr:acme", "kind": "hr", "record_id": "event/termination", "collected_at": "2026-03-10T09:00:00Z"},
	}]
	_changed(edited, _human) == {"revocation.on_role_change": "indeterminate"}
	_changed(testing.seen_again(edited, "2026-03-10T13:00:00.000000001Z"), _human) == {"revocation.on_role_change": "not_satisfied"}
	_changed(testing.seen_again(edited, "2026-03-10T13:00:00Z"), _human) == {"revocation.on_role_change": "indeterminate"}
	count(testing.with_event(_service, "closure", "2026-03-08T09:00:00Z").events) == 2
}

test_seen_again if {
	edited := testing.seen_again(_service, "2026-03-15T09:00:00Z")
	array.slice(edited.observations, 0, 3) == _service.observations
	edited.observations[3] == object.union(_service.observations[2], {
		"id": "aws:123456789012-again",
		"observed_at": "2026-03-15T09:00:00Z",
		"source": {"collected_at": "2026-03-15T09:00:00Z"},
	})
	_changed(edited, _service) == {}
}

test_of_what_never_happened if {
	unapproved := _emergency
	not testing.as_it_stood(_human, "2026-03-02T08:59:59.999999999Z")
	not testing.approved_at(unapproved, "2026-03-05T03:00:00Z")
	not testing.approved_late(unapproved)
	not testing.approved_late(testing.without_changes(_human))
	not testing.granted_at(_revoke, "2026-03-05T09:00:00Z")
	not testing.granted_late(_emergency)
	not testing.granted_late(_revoke)
	not testing.granted_late(testing.granted_late(_human))
	not testing.revoked_at(_human, "2026-03-05T09:00:00Z")
	not testing.revoked_late(_human)
	not testing.revoked_late(testing.revoked_late(_revoke))
	not testing.seen_again(testing.without_observations(_human), "2026-03-05T09:00:00Z")
}
