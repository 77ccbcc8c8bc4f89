package counterfoil.testing_access_test

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

_writer := {"system": "erp", "resource": "ledger", "permission": "Writer"}

_entitlements(record) := [e | walk(record, [_, part]); some e in part.entitlements]

test_with_permission if {
	edited := testing.with_permission(_service, "ReadWrite")
	count(_entitlements(edited)) == count(_entitlements(_service))
	{e.permission | some e in _entitlements(edited)} == {"ReadWrite"}
	_changed(edited, _service) == {}
}

# Two approvers who were shown what was asked, where one is: policy wants more.
test_with_a_privileged_permission if {
	_changed(testing.with_permission(_human, "LedgerOwner"), _human) == {
		"approval.required": "not_satisfied",
		"approval.timely": "indeterminate",
		"approval.informed": "indeterminate",
		"approval.current": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

test_with_entitlement if {
	edited := testing.with_entitlement(_human, {"system": "crm", "scope": "eu"})
	{e | some e in _entitlements(edited)} == {{"system": "crm", "resource": "ledger", "permission": "Reader", "scope": "eu"}}
	{observation.system | some observation in edited.observations} == {"crm"}
	{change.source.system | some change in edited.changes} == {"crm"}
	edited.request.source == _human.request.source
	_changed(edited, _human) == {}
}

# Only what the record is about is another; extensions are nobody's business.
test_with_entitlement_leaves_the_rest if {
	kept := testing.with_value(testing.with_excess(_human, {"permission": "Writer"}), "/extensions", {"system": "erp", "entitlements": [_human.request.entitlements[0]]})
	edited := testing.with_permission(kept, "Viewer")
	edited.extensions == kept.extensions
	[e.permission | some e in edited.observations[1].entitlements] == ["Viewer", "Writer"]
}

# The record is about what was granted, where nobody asked, or else seen.
test_with_entitlement_of_what_nobody_asked_for if {
	outside := testing.with_permission(testing.outside_workflow(_human), "Viewer")
	[e.permission | some e in _entitlements(outside)] == ["Viewer", "Viewer"]
	standing := testing.with_permission(testing.standing_access(_human), "Viewer")
	[e.permission | some e in _entitlements(standing)] == ["Viewer"]
}

# Granted at 11:00; policy gives an Admin eight hours.
test_expiring_at if {
	edited := testing.expiring_at(_agent, "2026-03-03T19:00:00Z")
	{e.expires_at | some e in _entitlements(edited)} == {"2026-03-03T19:00:00Z"}
	_changed(edited, _agent) == {}
	_changed(testing.expiring_at(_agent, "2026-03-03T19:00:00.000000001Z"), _agent) == {"grant.time_bound": "not_satisfied"}
}

# Nobody set an end, so that none is missed.
test_without_expiry if {
	edited := testing.without_expiry(_service)
	[e | some e in _entitlements(edited); e.expires_at] == []
	_changed(edited, _service) == {"grant.time_bound": "not_applicable", "revocation.on_closure": "not_applicable"}
}

# An emergency's own end is its declaration's.
test_without_expiry_of_an_emergency if {
	testing.without_expiry(testing.emergency_grant).emergency == testing.emergency_grant.emergency
}

test_never_expiring if {
	edited := testing.never_expiring(_service)
	edited.request == _service.request
	edited.changes == _service.changes
	[e | some e in edited.observations[_].entitlements; e.expires_at] == []
	_changed(edited, _service) == {"grant.time_bound": "not_satisfied"}
}

test_held_through if {
	edited := testing.held_through(_human, "group/finance")
	edited.observations[1].entitlements == [object.union(_human.request.entitlements[0], {"via": "group/finance"})]
	edited.changes == _human.changes
	_changed(edited, _human) == {}
}

test_with_excess if {
	edited := testing.with_excess(_human, {"permission": "Writer"})
	edited.observations[0] == _human.observations[0]
	edited.observations[1].entitlements == [_human.request.entitlements[0], _writer]
	_changed(edited, _human) == {"grant.exact": "not_satisfied"}
}

# It is not taken away with the rest, and has no end.
test_with_excess_stays if {
	excess := {"system": "aws:123456789012", "resource": "s3/other", "permission": "ReadOnly", "via": "role/ci"}
	edited := testing.with_excess(_service, {"resource": "s3/other", "via": "role/ci"})
	{i | some i, observation in edited.observations; excess in observation.entitlements} == {1, 2}
	_changed(edited, _service) == {"grant.exact": "not_satisfied"}
}

test_with_change_outside if {
	edited := testing.with_change_outside(_human, {"permission": "Writer"})
	edited.changes == [_human.changes[0], {
		"id": "evt-outside",
		"action": "grant",
		"entitlements": [_writer],
		"actor": {"id": "dana", "kind": "human"},
		"executed_at": "2026-03-02T11:00:00Z",
		"outcome": "success",
		"source": {"system": "erp", "kind": "iam", "record_id": "log/outside", "collected_at": "2026-03-10T00:00:00Z"},
	}]
	edited.observations[1].entitlements == [_human.request.entitlements[0], _writer]
	_changed(edited, _human) == {"grant.exact": "not_satisfied", "grant.in_workflow": "not_satisfied"}
}

# That it carried out the request is only inferred.
test_with_change_outside_of_what_was_asked if {
	edited := testing.with_change_outside(_service, {})
	edited.observations == _service.observations
	_changed(edited, _service) == {"grant.in_workflow": "indeterminate"}
}

test_outside_workflow if {
	_changed(testing.outside_workflow(_human), _human) == {
		"approval.required": "not_satisfied",
		"approval.necessary": "not_applicable",
		"approval.timely": "not_applicable",
		"approval.independent": "not_applicable",
		"approval.current": "not_applicable",
		"approval.basis": "indeterminate",
		"grant.exact": "indeterminate",
		"grant.complete": "indeterminate",
		"grant.in_workflow": "not_satisfied",
		"grant.time_bound": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

test_standing_access if {
	edited := testing.standing_access(_service)
	edited.observations == [_service.observations[1]]
	edited.events == _service.events
	_changed(testing.standing_access(_human), _human) == {
		"approval.required": "not_applicable",
		"approval.necessary": "not_applicable",
		"approval.timely": "not_applicable",
		"approval.independent": "not_applicable",
		"approval.current": "not_applicable",
		"approval.basis": "not_applicable",
		"grant.exact": "not_applicable",
		"grant.complete": "not_applicable",
		"grant.verified": "not_applicable",
		"grant.in_workflow": "not_applicable",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
		"trail.attributed": "not_applicable",
	}
}

# What follows from there being no change although the ticket says that it is done.
_nothing_changed := {
	"approval.required": "indeterminate",
	"approval.timely": "indeterminate",
	"approval.independent": "indeterminate",
	"approval.current": "indeterminate",
	"grant.in_workflow": "not_applicable",
	"trail.complete": "not_satisfied",
	"trail.ordered": "indeterminate",
}

# Paper control.
test_failed if {
	_changed(testing.failed(_human), _human) == object.union(_nothing_changed, {"grant.complete": "not_satisfied"})
}

# Nobody looked after the deadline, so that nothing shows it still held then.
test_failed_revoke if {
	edited := testing.failed(_revoke)
	[observation.entitlements | some observation in edited.observations] == [_revoke.request.entitlements, _revoke.request.entitlements]
	_changed(edited, _revoke) == object.union(_nothing_changed, {
		"revocation.on_closure": "indeterminate",
		"revocation.verified": "not_applicable",
	})
}

test_turned_down if {
	edited := testing.turned_down(_agent)
	[observation.entitlements | some observation in edited.observations] == [[], [], []]
	_changed(testing.turned_down(_human), _human) == {
		"approval.required": "not_applicable",
		"approval.timely": "not_applicable",
		"approval.independent": "not_applicable",
		"approval.current": "not_applicable",
		"grant.in_workflow": "not_applicable",
	}
}

# It was last seen five minutes after it had expired, within the hour that is
# given; later it is still there.
test_never_revoked if {
	edited := testing.never_revoked(_service)
	[observation.entitlements | some observation in edited.observations] == [[], _service.request.entitlements, _service.request.entitlements]
	_changed(edited, _service) == {"revocation.on_closure": "indeterminate", "revocation.verified": "not_applicable"}
	_changed(testing.seen_again(edited, "2026-03-09T10:00:00.000000001Z"), _service) == {"revocation.on_closure": "not_satisfied", "revocation.verified": "not_applicable"}
}

# With nobody having looked before, nothing is known to have been there.
test_what_was_there_before_is_unknown if {
	edited := testing.failed(testing.without(_human, "/observations/0"))
	[observation.entitlements | some observation in edited.observations] == [[]]
}

test_of_access_that_is_not_there if {
	not testing.without_expiry(_human)
	not testing.never_expiring(_human)
	not testing.with_excess(_human, {"permission": "Reader"})
	not testing.with_excess(_human, {"system": "crm"})
	not testing.with_excess(testing.standing_access(_human), {"permission": "Writer"})
	not testing.with_excess(testing.with_excess(_human, {"permission": "Writer"}), {"permission": "Writer"})
	not testing.with_change_outside(_revoke, {})
	not testing.outside_workflow(testing.without_request(_human))
	not testing.outside_workflow(testing.without_changes(_human))
	not testing.standing_access(testing.failed(_human))
	not testing.failed(testing.without_changes(_human))
	not testing.failed(testing.failed(_human))
	not testing.turned_down(_revoke)
	not testing.turned_down(testing.without_approvals(_human))
	not testing.never_revoked(_human)
	not testing.held_through(testing.failed(_human), "group/finance")
}
