package counterfoil.controls.revocation.on_role_change_test

import data.counterfoil.controls.revocation.on_role_change
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_of(record, patches) := findings if {
	findings := on_role_change.findings with input as _in(record, patches)
}

_claims(record, patches) := claims if {
	claims := on_role_change.claims with input as _in(record, patches)
}

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements/0"

_reader := "Reader on ledger in erp"

_event(kind, at) := {"id": sprintf("%s at %s", [kind, at]), "kind": kind, "occurred_at": at}

# Ana, granted access at eleven on the second, and something that happened to her on the fifth at nine.
_ana(kind, patches) := _of(testing.human_grant, array.concat(_set({"/events": [_event(kind, "2026-03-05T09:00:00Z")]}), patches))

_read(at, entitlements) := object.union(testing.human_grant.observations[1], {"observed_at": at, "entitlements": entitlements})

_revoked(at) := object.union(testing.human_grant.changes[0], {"action": "revoke", "executed_at": at})

_deadlines := {
	"role_change": ["2026-03-06T09:00:00Z", "2026-03-06T09:00:00.000000001Z", "2026-03-06T09:00:00Z (role change at 2026-03-05T09:00:00Z plus P1D)"],
	"owner_change": ["2026-03-12T09:00:00Z", "2026-03-12T09:00:00.000000001Z", "2026-03-12T09:00:00Z (owner change at 2026-03-05T09:00:00Z plus P7D)"],
	"termination": ["2026-03-05T13:00:00Z", "2026-03-05T13:00:00.000000001Z", "2026-03-05T13:00:00Z (termination at 2026-03-05T09:00:00Z plus PT4H)"],
	"decommission": ["2026-03-06T09:00:00Z", "2026-03-06T09:00:00.000000001Z", "2026-03-06T09:00:00Z (decommission at 2026-03-05T09:00:00Z plus P1D)"],
}

test_revoked_at_the_deadline if {
	every kind, by in _deadlines {
		_ana(kind, _set({"/changes/-": _revoked(by[0]), "/observations/-": _read("2026-03-13T00:00:00Z", [])})) == _finding(_asked, "satisfied", sprintf("%s was revoked at %s, by the deadline %s, and the target system confirms that it is gone", [_reader, by[0], by[2]]), {_asked, "/events/0", "/changes/1", "/observations/2"})
	}
}

test_revoked_a_nanosecond_later if {
	every kind, by in _deadlines {
		_ana(kind, _set({"/changes/-": _revoked(by[1]), "/observations/-": _read("2026-03-13T00:00:00Z", [])})) == _finding(_asked, "not_satisfied", sprintf("%s was revoked at %s, after the deadline %s", [_reader, by[1], by[2]]), {_asked, "/events/0", "/changes/1", "/observations/2"})
	}
}

test_revoked_a_nanosecond_later_and_unconfirmed if {
	every kind, by in _deadlines {
		_ana(kind, _set({"/changes/-": _revoked(by[1])})) == _finding(_asked, "not_satisfied", sprintf("the revoke of %s was executed at %s, after the deadline %s", [_reader, by[1], by[2]]), {_asked, "/events/0", "/changes/1"})
	}
}

test_revoked_at_the_deadline_and_unconfirmed if {
	every kind, by in _deadlines {
		_ana(kind, _set({"/changes/-": _revoked(by[0])})) == _finding(_asked, "indeterminate", sprintf("a revoke of %s was logged at %s, but no later complete observation of the target system confirms it: read the target system", [_reader, by[0]]), {_asked, "/events/0", "/changes/1"})
		_ana(kind, _set({"/changes/-": _revoked(by[0]), "/as_of": by[0]})) == _finding(_asked, "pending", sprintf("%s is not shown to be gone; it must be by %s", [_reader, by[2]]), {_asked, "/events/0"})
	}
}

test_not_gone_until_the_deadline if {
	every kind, by in _deadlines {
		_ana(kind, _set({"/as_of": by[0]})) == _finding(_asked, "pending", sprintf("%s is not shown to be gone; it must be by %s", [_reader, by[2]]), {_asked, "/events/0"})
	}
}

test_not_gone_a_nanosecond_later if {
	every kind, by in _deadlines {
		_ana(kind, _set({"/as_of": by[1]})) == _finding(_asked, "indeterminate", sprintf("the deadline %s for %s has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [by[2], _reader]), {_asked, "/events/0"})
	}
}

test_held_a_nanosecond_later if {
	every kind, by in _deadlines {
		held := _read(by[1], testing.human_grant.observations[1].entitlements)
		_ana(kind, _set({"/observations/-": held})) == _finding(_asked, "not_satisfied", sprintf("%s was still held at %s, after the deadline %s", [_reader, by[1], by[2]]), {_asked, "/events/0", "/observations/2/entitlements/0"})
	}
}

test_gone_at_the_deadline_and_nobody_revoked if {
	every kind, by in _deadlines {
		_ana(kind, _set({"/observations/-": _read(by[0], [])})) == _finding(_asked, "satisfied", sprintf("%s was gone when the target system was read at %s, by the deadline %s", [_reader, by[0], by[2]]), {_asked, "/events/0", "/observations/2"})
		later := _ana(kind, _set({"/observations/-": _read(by[1], [])}))
		{[f.claim, f.outcome] | some f in later} == {[_asked, "indeterminate"]}
	}
}

_none := _finding("", "not_applicable", "nothing happened to the subject that called for the access to end", [""])

test_nothing_happened if {
	_of(testing.human_grant, []) == _none
	_claims(testing.human_grant, []) == {""}
}

test_other_events_are_judged_elsewhere if {
	every kind in ["created", "deployed", "rotation", "closure", "expiry"] {
		_ana(kind, []) == _none
	}
}

test_an_event_that_lies_ahead if {
	every kind in ["role_change", "owner_change", "termination", "decommission"] {
		_ana(kind, _set({"/as_of": "2026-03-05T08:59:59.999999999Z"})) == _none
		now := _ana(kind, _set({"/as_of": "2026-03-05T09:00:00Z"}))
		{f.outcome | some f in now} == {"pending"}
	}
}

test_an_event_before_the_grant if {
	every kind in ["role_change", "owner_change", "termination", "decommission"] {
		_of(testing.human_grant, _set({"/events": [_event(kind, "2026-03-02T10:59:59.999999999Z")]})) == _none
		in_the_instant := _of(testing.human_grant, _set({"/events": [_event(kind, "2026-03-02T11:00:00Z")]}))
		{f.outcome | some f in in_the_instant} == {"indeterminate"}
	}
}

# Before the event access was gone: there was nothing left to end.
test_gone_before_the_event if {
	_of(testing.service_account_grant, _set({"/events": [_event("decommission", "2026-03-12T09:00:00Z")]})) == _finding(_asked, "satisfied", "ReadOnly on s3/release-artifacts in aws:123456789012 was revoked at 2026-03-09T09:00:00Z, by the deadline 2026-03-13T09:00:00Z (decommission at 2026-03-12T09:00:00Z plus P1D), and the target system confirms that it is gone", {_asked, "/events/0", "/changes/1", "/observations/2"})
}

test_each_event_and_each_entitlement if {
	payroll := {"system": "erp", "resource": "payroll", "permission": "Reader"}
	patches := _set({
		"/events": [_event("role_change", "2026-03-05T09:00:00Z"), _event("termination", "2026-03-10T09:00:00Z")],
		"/request/entitlements/-": payroll, "/changes/0/entitlements/-": payroll,
		"/observations/-": _read("2026-03-06T09:00:00.000000001Z", [payroll]),
		"/changes/-": object.union(_revoked("2026-03-06T00:00:00Z"), {"entitlements": testing.human_grant.changes[0].entitlements}),
	})
	findings := _of(testing.human_grant, patches)
	{[f.claim, f.outcome, f.evidence] | some f in findings} == {
		[_asked, "satisfied", {_asked, "/events/0", "/changes/1", "/observations/2"}],
		[_asked, "satisfied", {_asked, "/events/1", "/changes/1", "/observations/2"}],
		["/request/entitlements/1", "not_satisfied", {"/request/entitlements/1", "/events/0", "/observations/2/entitlements/0"}],
		["/request/entitlements/1", "indeterminate", {"/request/entitlements/1", "/events/1"}],
	}
	_claims(testing.human_grant, patches) == {_asked, "/request/entitlements/1"}
}

# A revoke request does not wait for its own day where its subject has left.
test_a_revoke_request_for_somebody_who_left if {
	_of(testing.revoke_request, _set({"/events": [_event("termination", "2026-03-04T06:59:59.999999999Z")]})) == _finding(_asked, "not_satisfied", "Reader on ledger in erp was revoked at 2026-03-04T11:00:00Z, after the deadline 2026-03-04T10:59:59.999999999Z (termination at 2026-03-04T06:59:59.999999999Z plus PT4H)", {_asked, "/events/0", "/changes/0", "/observations/1"})
}

test_it_was_never_there if {
	_ana("termination", array.concat(_remove(["/changes"]), _set({"/observations/1/entitlements": []}))) == _finding("", "not_applicable", "nothing that had to end was granted or seen held", {"/events/0"})
}

_opaque := _finding("/changes/0", "indeterminate", "access had to end, but the change does not say which entitlement it granted", ["/changes/0"])

test_a_grant_of_nobody_knows_what if {
	gone := _set({"/observations/-": _read("2026-03-05T13:00:00Z", [])})
	expected := _opaque | _finding(_asked, "satisfied", "Reader on ledger in erp was gone when the target system was read at 2026-03-05T13:00:00Z, by the deadline 2026-03-05T13:00:00Z (termination at 2026-03-05T09:00:00Z plus PT4H)", {_asked, "/events/0", "/observations/2"})
	_ana("termination", array.concat(gone, _remove(["/changes/0/entitlements"]))) == expected
	_claims(testing.human_grant, array.concat(_set({"/events": [_event("termination", "2026-03-05T09:00:00Z")]}), _remove(["/changes/0/entitlements"]))) == {_asked, "/changes/0"}
	_of(testing.human_grant, _remove(["/changes/0/entitlements"])) == _none
	_claims(testing.human_grant, _remove(["/changes/0/entitlements"])) == {""}
}

_unasked := _finding("", "indeterminate", "without a request nobody can tell what else had to end, and when", [""])

test_without_a_request if {
	given := "/changes/0/entitlements/0"
	held := _read("2026-03-05T13:00:00.000000001Z", testing.human_grant.observations[1].entitlements)
	expected := _unasked | _finding(given, "not_satisfied", "Reader on ledger in erp was still held at 2026-03-05T13:00:00.000000001Z, after the deadline 2026-03-05T13:00:00Z (termination at 2026-03-05T09:00:00Z plus PT4H)", {given, "/events/0", "/observations/2/entitlements/0"})
	_ana("termination", array.concat(_set({"/observations/-": held}), _remove(["/request"]))) == expected
	_claims(testing.human_grant, array.concat(_set({"/events": [_event("termination", "2026-03-05T09:00:00Z")]}), _remove(["/request"]))) == {"", given}
	_of(testing.human_grant, _remove(["/request"])) == _none
}

# Standing access must end with its subject, whoever gave it.
test_standing_access if {
	held := "/observations/1/entitlements/0"
	_ana("termination", _remove(["/request", "/action", "/changes"])) == _unasked | _finding(held, "indeterminate", "the deadline 2026-03-05T13:00:00Z (termination at 2026-03-05T09:00:00Z plus PT4H) for Reader on ledger in erp has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", {held, "/events/0"})
	_ana("termination", array.concat(_set({"/observations/1/observed_at": "2026-03-05T13:00:00.000000001Z"}), _remove(["/request", "/action", "/changes"]))) == _unasked | _finding(held, "not_satisfied", "Reader on ledger in erp was still held at 2026-03-05T13:00:00.000000001Z, after the deadline 2026-03-05T13:00:00Z (termination at 2026-03-05T09:00:00Z plus PT4H)", {held, "/events/0"})
}

# Whatever the record is about: who has left must not hold it.
test_action_unknown if {
	findings := _ana("termination", _remove(["/action"]))
	{[f.claim, f.outcome] | some f in findings} == {[_asked, "indeterminate"]}
}
