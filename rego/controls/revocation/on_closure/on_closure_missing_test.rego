# What is missing to tell what had to end; and what was never there.
package counterfoil.controls.revocation.on_closure_missing_test

import data.counterfoil.controls.revocation.on_closure
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_of(record, patches) := findings if {
	findings := on_closure.findings with input as _in(record, patches)
}

_claims(record, patches) := claims if {
	claims := on_closure.claims with input as _in(record, patches)
}

_set(values) := [{"op": _op(path), "path": path, "value": value} | some path, value in values]

# To add at an index of a list would put it before what is there.
_op(path) := "replace" if {
	regex.match(`/[0-9]+$`, path)
} else := "add"

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements/0"

_by := "2026-03-06T09:00:00Z (closure at 2026-03-05T09:00:00Z plus P1D)"

_closed := _set({"/events": [{"kind": "closure", "occurred_at": "2026-03-05T09:00:00Z"}]})

_human(patches) := _of(testing.human_grant, array.concat(_closed, patches))

_no_end := _finding("", "not_applicable", "nothing called for the access to end yet", [""])

_nothing_held := _finding("", "not_applicable", "nothing that had to end was granted or seen held", {"/events/0"})

# Looked for since submission, and not there: nothing has to end.
test_it_was_never_there if {
	_human(array.concat(_remove(["/changes"]), _set({"/observations/1/entitlements": []}))) == _nothing_held
	_claims(testing.human_grant, array.concat(_closed, array.concat(_remove(["/changes"]), _set({"/observations/1/entitlements": []})))) == {""}
}

# Not to look must not be a way to have nothing to take away.
test_nobody_looked_whether_it_was_there if {
	every patches in [
		_remove(["/changes", "/observations"]),
		_remove(["/changes", "/observations/1"]),
		array.concat(_remove(["/changes"]), _set({"/observations/1/complete": false, "/observations/1/entitlements": []})),
		array.concat(_remove(["/changes"]), _set({"/observations/1/source/kind": "itsm"})),
		array.concat(_remove(["/changes"]), _set({"/observations/1/entitlements": [], "/observations/1/observed_at": "2026-03-02T08:59:59.999999999Z"})),
	] {
		findings := _human(patches)
		{[f.claim, f.outcome, f.evidence] | some f in findings} == {[_asked, "indeterminate", {_asked, "/events/0"}]}
	}
}

test_looked_in_the_instant_of_submission if {
	_human(array.concat(_remove(["/changes"]), _set({"/observations/1/entitlements": [], "/observations/1/observed_at": "2026-03-02T09:00:00Z"}))) == _nothing_held
}

_without := "without a request nobody can tell what else had to end, and when"

_unasked := _finding("", "indeterminate", _without, [""])

_given := "/changes/0/entitlements/0"

test_without_a_request if {
	gone := _set({"/observations/-": object.union(testing.human_grant.observations[0], {"observed_at": "2026-03-06T09:00:00Z"})})
	_human(array.concat(gone, _remove(["/request"]))) == _unasked | _finding(_given, "satisfied", sprintf("Reader on ledger in erp was gone when the target system was read at 2026-03-06T09:00:00Z, by the deadline %s", [_by]), {_given, "/events/0", "/observations/2"})
	_claims(testing.human_grant, array.concat(_closed, _remove(["/request"]))) == {"", _given}
}

test_without_a_request_and_without_a_trigger if {
	_of(testing.human_grant, _remove(["/request"])) == _no_end
	_claims(testing.human_grant, _remove(["/request"])) == {""}
}

# What an unrequested bundle implies must end as well.
test_an_unrequested_bundle if {
	bundle := {"system": "erp", "resource": "ledger", "permission": "Finance Analyst"}
	part := object.union(bundle, {"permission": "fin-read"})
	seen := object.union(testing.human_grant.observations[1], {"observed_at": "2026-03-06T09:00:00.000000001Z", "entitlements": [part]})
	findings := _human(_set({"/changes/0/entitlements/-": bundle, "/observations/1/entitlements/-": part, "/observations/-": seen}))
	{[f.claim, f.message, f.evidence] | some f in findings; f.outcome == "not_satisfied"} == {["/changes/0/entitlements/1", sprintf("fin-read on ledger in erp was still held at 2026-03-06T09:00:00.000000001Z, after the deadline %s", [_by]), {"/changes/0/entitlements/1", "/events/0", "/observations/2/entitlements/0"}]}
}

test_an_unrequested_entitlement if {
	writer := {"system": "erp", "resource": "ledger", "permission": "Writer"}
	seen := object.union(testing.human_grant.observations[1], {"observed_at": "2026-03-06T09:00:00.000000001Z", "entitlements": [writer]})
	findings := _human(_set({"/changes/0/entitlements/-": writer, "/observations/-": seen}))
	{[f.claim, f.outcome] | some f in findings} == {[_asked, "indeterminate"], ["/changes/0/entitlements/1", "not_satisfied"]}
}

# A grant of nobody knows what cannot be shown to be gone.
_opaque := _finding("/changes/0", "indeterminate", "access had to end, but the change does not say which entitlement it granted", ["/changes/0"])

test_a_grant_of_nobody_knows_what if {
	gone := _set({"/observations/-": object.union(testing.human_grant.observations[0], {"observed_at": "2026-03-06T09:00:00Z"})})
	every patches in [_remove(["/changes/0/entitlements"]), _set({"/changes/0/entitlements": []})] {
		_human(array.concat(gone, patches)) == _opaque | _finding(_asked, "satisfied", sprintf("Reader on ledger in erp was gone when the target system was read at 2026-03-06T09:00:00Z, by the deadline %s", [_by]), {_asked, "/events/0", "/observations/2"})
		_claims(testing.human_grant, array.concat(_closed, array.concat(gone, patches))) == {_asked, "/changes/0"}
	}
}

test_a_grant_of_nobody_knows_what_and_no_trigger if {
	_of(testing.human_grant, _remove(["/changes/0/entitlements"])) == _no_end
	_claims(testing.human_grant, _remove(["/changes/0/entitlements"])) == {""}
}

test_nothing_but_a_grant_of_nobody_knows_what if {
	patches := _remove(["/request", "/changes/0/entitlements", "/observations"])
	_human(patches) == _opaque | _nothing_held
	_claims(testing.human_grant, array.concat(_closed, patches)) == {"", "/changes/0"}
}

test_action_unknown if {
	expected := _finding("", "indeterminate", "the record does not say whether access was to be granted or revoked", [""])
	_human(_remove(["/action"])) == expected
	_of(testing.human_grant, _remove(["/action"])) == expected
	_claims(testing.human_grant, array.concat(_closed, _remove(["/action"]))) == {""}
}

test_a_revoke_request_for_nothing if {
	expected := _finding("", "indeterminate", "the revoke request names no entitlement", ["/request"])
	_of(testing.revoke_request, _remove(["/request/entitlements"])) == expected
	_claims(testing.revoke_request, _set({"/request/entitlements": []})) == {""}
}

test_a_grant_request_for_nothing if {
	_human(_remove(["/request/entitlements", "/changes"])) == _nothing_held
}

# A revoke that nobody asked for ends what was held, if something called for it.
test_a_revocation_without_a_request if {
	_of(testing.revoke_request, _remove(["/request"])) == _no_end
	_of(testing.revoke_request, array.concat(_closed, _remove(["/request"]))) == _nothing_held
}

_standing(patches) := _of(testing.human_grant, array.concat(patches, _remove(["/action", "/request", "/changes"])))

_held := "/observations/1/entitlements/0"

test_standing_access if {
	_standing([]) == _no_end
	_standing(_closed) == _unasked | _finding(_held, "indeterminate", sprintf("the deadline %s for Reader on ledger in erp has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [_by]), {_held, "/events/0"})
}

test_standing_access_that_is_still_held if {
	seen := object.union(testing.human_grant.observations[1], {"observed_at": "2026-03-06T09:00:00.000000001Z"})
	still := sprintf("Reader on ledger in erp was still held at 2026-03-06T09:00:00.000000001Z, after the deadline %s", [_by])
	_standing(array.concat(_closed, _set({"/observations/-": seen}))) == (_unasked | _finding(_held, "not_satisfied", still, {_held, "/events/0", "/observations/2/entitlements/0"})) | _finding("/observations/2/entitlements/0", "not_satisfied", still, {"/events/0", "/observations/2/entitlements/0"})
}

test_standing_access_that_only_a_ticket_shows if {
	_standing(array.concat(_closed, _set({"/observations/1/source/kind": "itsm"}))) == _nothing_held
}
