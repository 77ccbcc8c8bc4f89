package counterfoil.controls.revocation.on_closure_test

import data.counterfoil.controls.revocation.on_closure
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_of(record, patches) := findings if {
	findings := on_closure.findings with input as _in(record, patches)
}

# Asked for until the ninth at nine; revoked at nine, and gone at five past.
_findings(patches) := _of(testing.service_account_grant, patches)

_set(values) := [{"op": _op(path), "path": path, "value": value} | some path, value in values]

# To add at an index of a list would put it before what is there.
_op(path) := "replace" if {
	regex.match(`/[0-9]+$`, path)
} else := "add"

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements/0"

_end := "/request/entitlements/0/expires_at"

_artifacts := {"system": "aws:123456789012", "resource": "s3/release-artifacts", "permission": "ReadOnly"}

_name := "ReadOnly on s3/release-artifacts in aws:123456789012"

_by := "2026-03-09T10:00:00Z (expiry at 2026-03-09T09:00:00Z plus PT1H)"

_read(at, entitlements) := object.union(testing.service_account_grant.observations[2], {"observed_at": at, "entitlements": entitlements})

_unread := _remove(["/changes/1", "/observations/2"])

_unrevoked := _remove(["/changes/1"])

test_revoked_by_the_deadline if {
	_findings([]) == _finding(_asked, "satisfied", sprintf("%s was revoked at 2026-03-09T09:00:00Z, by the deadline %s, and the target system confirms that it is gone", [_name, _by]), {_asked, _end, "/changes/1", "/observations/2"})
	claims := on_closure.claims with input as _in(testing.service_account_grant, [])
	claims == {_asked}
}

test_revoked_at_the_deadline if {
	patches := _set({"/changes/1/executed_at": "2026-03-09T10:00:00Z", "/observations/2/observed_at": "2026-03-09T12:00:00Z"})
	_findings(patches) == _finding(_asked, "satisfied", sprintf("%s was revoked at 2026-03-09T10:00:00Z, by the deadline %s, and the target system confirms that it is gone", [_name, _by]), {_asked, _end, "/changes/1", "/observations/2"})
}

test_revoked_a_nanosecond_later if {
	patches := _set({"/changes/1/executed_at": "2026-03-09T10:00:00.000000001Z", "/observations/2/observed_at": "2026-03-09T12:00:00Z"})
	_findings(patches) == _finding(_asked, "not_satisfied", sprintf("%s was revoked at 2026-03-09T10:00:00.000000001Z, after the deadline %s", [_name, _by]), {_asked, _end, "/changes/1", "/observations/2"})
}

test_seen_gone_at_the_deadline if {
	_findings(array.concat(_set({"/observations/2/observed_at": "2026-03-09T10:00:00Z"}), _unrevoked)) == _finding(_asked, "satisfied", sprintf("%s was gone when the target system was read at 2026-03-09T10:00:00Z, by the deadline %s", [_name, _by]), {_asked, _end, "/observations/2"})
}

test_seen_gone_a_nanosecond_later if {
	_findings(array.concat(_set({"/observations/2/observed_at": "2026-03-09T10:00:00.000000001Z"}), _unrevoked)) == _finding(_asked, "indeterminate", sprintf("%s was gone when the target system was read at 2026-03-09T10:00:00.000000001Z, but nobody looked between the deadline %s and then, and no logged revoke accounts for it: read the target system's log", [_name, _by]), {_asked, _end, "/observations/2"})
}

test_seen_held_at_the_deadline if {
	_findings(array.concat(_set({"/observations/2": _read("2026-03-09T10:00:00Z", [_artifacts])}), _unrevoked)) == _finding(_asked, "indeterminate", sprintf("the deadline %s for %s has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [_by, _name]), {_asked, _end})
}

test_seen_held_a_nanosecond_later if {
	_findings(array.concat(_set({"/observations/2": _read("2026-03-09T10:00:00.000000001Z", [_artifacts])}), _unrevoked)) == _finding(_asked, "not_satisfied", sprintf("%s was still held at 2026-03-09T10:00:00.000000001Z, after the deadline %s", [_name, _by]), {_asked, _end, "/observations/2/entitlements/0"})
}

test_not_gone_until_the_deadline if {
	_findings(array.concat(_unread, _set({"/as_of": "2026-03-09T10:00:00Z"}))) == _finding(_asked, "pending", sprintf("%s is not shown to be gone; it must be by %s", [_name, _by]), {_asked, _end})
}

test_not_gone_a_nanosecond_later if {
	_findings(array.concat(_unread, _set({"/as_of": "2026-03-09T10:00:00.000000001Z"}))) == _finding(_asked, "indeterminate", sprintf("the deadline %s for %s has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [_by, _name]), {_asked, _end})
}

# The requested end is a trigger from the instant in which it passes.
test_the_requested_end_passes if {
	pending := _findings(array.concat(_unread, _set({"/as_of": "2026-03-09T09:00:00Z"})))
	{f.outcome | some f in pending} == {"pending"}
	_findings(array.concat(_unread, _set({"/as_of": "2026-03-09T08:59:59.999999999Z"}))) == _none
}

_none := _finding("", "not_applicable", "nothing called for the access to end yet", [""])

test_nothing_ends if {
	_of(testing.human_grant, []) == _none
	claims := on_closure.claims with input as _in(testing.human_grant, [])
	claims == {""}
}

test_other_events_end_nothing_here if {
	every kind in ["created", "deployed", "role_change", "owner_change", "termination", "decommission", "rotation"] {
		_of(testing.human_grant, _set({"/events": [{"kind": kind, "occurred_at": "2026-03-05T09:00:00Z"}]})) == _none
	}
}

# An event of a kind, some time after Ana was granted access at eleven, and Ana's access never looked at again.
_event(kind, at, as_of) := _of(testing.human_grant, _set({"/events": [{"kind": kind, "occurred_at": at}], "/as_of": as_of}))

_ana := "Reader on ledger in erp"

_ana_pending(by) := _finding(_asked, "pending", sprintf("%s is not shown to be gone; it must be by %s", [_ana, by]), {_asked, "/events/0"})

_ana_unseen(by) := _finding(_asked, "indeterminate", sprintf("the deadline %s for %s has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [by, _ana]), {_asked, "/events/0"})

test_a_closure if {
	by := "2026-03-06T09:00:00Z (closure at 2026-03-05T09:00:00Z plus P1D)"
	_event("closure", "2026-03-05T09:00:00Z", "2026-03-06T09:00:00Z") == _ana_pending(by)
	_event("closure", "2026-03-05T09:00:00Z", "2026-03-06T09:00:00.000000001Z") == _ana_unseen(by)
}

test_an_expiry if {
	by := "2026-03-05T10:00:00Z (expiry at 2026-03-05T09:00:00Z plus PT1H)"
	_event("expiry", "2026-03-05T09:00:00Z", "2026-03-05T10:00:00Z") == _ana_pending(by)
	_event("expiry", "2026-03-05T09:00:00Z", "2026-03-05T10:00:00.000000001Z") == _ana_unseen(by)
}

test_an_event_in_another_zone if {
	by := "2026-03-06T07:00:00Z (closure at 2026-03-05T09:00:00+02:00 plus P1D)"
	_event("closure", "2026-03-05T09:00:00+02:00", "2026-03-06T07:00:00Z") == _ana_pending(by)
	_event("closure", "2026-03-05T09:00:00+02:00", "2026-03-06T07:00:00.000000001Z") == _ana_unseen(by)
}

test_an_event_that_lies_ahead if {
	every kind in ["closure", "expiry"] {
		_event(kind, "2026-03-05T09:00:00Z", "2026-03-05T08:59:59.999999999Z") == _none
		now := _event(kind, "2026-03-05T09:00:00Z", "2026-03-05T09:00:00Z")
		{f.outcome | some f in now} == {"pending"}
	}
}

test_an_event_before_the_grant if {
	every kind in ["closure", "expiry"] {
		_event(kind, "2026-03-02T10:59:59.999999999Z", testing.as_of) == _none
		in_the_instant := _event(kind, "2026-03-02T11:00:00Z", testing.as_of)
		{[f.claim, f.outcome] | some f in in_the_instant} == {[_asked, "indeterminate"]}
	}
}

# The first grant counts, whichever entitlement it gave.
test_between_two_grants if {
	second := object.union(testing.human_grant.changes[0], {"executed_at": "2026-03-06T00:00:00Z"})
	findings := _of(testing.human_grant, _set({"/events": [{"kind": "closure", "occurred_at": "2026-03-05T09:00:00Z"}], "/changes/-": second}))
	{[f.claim, f.outcome] | some f in findings} == {[_asked, "indeterminate"]}
}

test_a_requested_end_before_the_grant if {
	_findings(_set({_end: "2026-03-02T10:59:59.999999999Z"})) == _none
	in_the_instant := _findings(_set({_end: "2026-03-02T11:00:00Z"}))
	{[f.claim, f.outcome] | some f in in_the_instant} == {[_asked, "not_satisfied"]}
}

test_each_trigger_is_judged if {
	findings := _findings(_set({"/events": [{"kind": "expiry", "occurred_at": "2026-03-09T08:00:00Z"}, {"kind": "closure", "occurred_at": "2026-03-06T09:00:00Z"}]}))
	{[f.outcome, f.evidence] | some f in findings} == {
		["satisfied", {_asked, _end, "/changes/1", "/observations/2"}],
		["satisfied", {_asked, "/events/0", "/changes/1", "/observations/2"}],
		["not_satisfied", {_asked, "/events/1", "/changes/1", "/observations/2"}],
	}
}

# A requested end is the end of what it was requested for; an event is the end of all.
_website := {"system": "aws:123456789012", "resource": "s3/website", "permission": "ReadOnly"}

_with_website := _set({"/request/entitlements/-": _website, "/changes/0/entitlements/-": _website, "/observations/1/entitlements/-": _website})

test_a_requested_end_concerns_its_own_entitlement if {
	_findings(_with_website) == _findings([])
}

test_an_event_concerns_every_entitlement if {
	findings := _findings(array.concat(_with_website, _set({"/events": [{"kind": "closure", "occurred_at": "2026-03-09T09:00:00Z"}]})))
	{[f.claim, f.outcome] | some f in findings; "/events/0" in f.evidence} == {[_asked, "satisfied"], ["/request/entitlements/1", "satisfied"]}
	claims := on_closure.claims with input as _in(testing.service_account_grant, array.concat(_with_website, _set({"/observations/2/entitlements": [_website]})))
	claims == {_asked}
}

test_one_of_two_is_still_held if {
	patches := array.concat(_with_website, _set({"/events": [{"kind": "closure", "occurred_at": "2026-03-08T08:00:00Z"}], "/observations/2/entitlements": [_website]}))
	findings := _findings(patches)
	{[f.claim, f.outcome, f.message] | some f in findings; f.claim != _asked} == {["/request/entitlements/1", "not_satisfied", "ReadOnly on s3/website in aws:123456789012 was still held at 2026-03-09T09:05:00Z, after the deadline 2026-03-09T08:00:00Z (closure at 2026-03-08T08:00:00Z plus P1D)"]}
}

test_the_house_allows_more if {
	sla := object.union(data.counterfoil.parameters.revocation.sla, {"expiry": "PT1H30M", "closure": "P1W"})
	record := _in(testing.service_account_grant, _set({"/changes/1/executed_at": "2026-03-09T10:30:00Z", "/observations/2/observed_at": "2026-03-09T12:00:00Z", "/events/0": {"kind": "closure", "occurred_at": "2026-03-02T11:00:00Z"}}))
	findings := on_closure.findings with input as record with data.counterfoil.parameters.revocation.sla as sla
	{[f.outcome, f.evidence] | some f in findings} == {
		["satisfied", {_asked, _end, "/changes/1", "/observations/2"}],
		["satisfied", {_asked, "/events/0", "/changes/1", "/observations/2"}],
	}
	late := json.patch(record, _set({"/changes/1/executed_at": "2026-03-09T10:30:00.000000001Z"}))
	findings_late := on_closure.findings with input as late with data.counterfoil.parameters.revocation.sla as sla
	{[f.outcome, f.evidence] | some f in findings_late} == {
		["not_satisfied", {_asked, _end, "/changes/1", "/observations/2"}],
		["satisfied", {_asked, "/events/0", "/changes/1", "/observations/2"}],
	}
}
