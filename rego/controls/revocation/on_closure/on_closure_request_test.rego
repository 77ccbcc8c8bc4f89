# Requests that access be taken away.
package counterfoil.controls.revocation.on_closure_request_test

import data.counterfoil.controls.revocation.on_closure
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.revoke_request, {"as_of": testing.as_of}), patches)

# Asked for on the fourth at nine, revoked at eleven, gone at five past, closed at half past.
_findings(patches) := findings if {
	findings := on_closure.findings with input as _in(patches)
}

_set(values) := [{"op": _op(path), "path": path, "value": value} | some path, value in values]

# To add at an index of a list would put it before what is there.
_op(path) := "replace" if {
	regex.match(`/[0-9]+$`, path)
} else := "add"

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements/0"

_since := "/request/submitted_at"

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_by := "2026-03-05T09:00:00Z (revoke request at 2026-03-04T09:00:00Z plus P1D)"

_read(at, entitlements) := object.union(testing.revoke_request.observations[1], {"observed_at": at, "entitlements": entitlements})

_changed(action, at) := object.union(testing.revoke_request.changes[0], {"action": action, "executed_at": at})

_open := array.concat(_set({"/request/status": "open"}), _remove(["/request/closed_at"]))

test_revoked_the_same_morning if {
	_findings([]) == _finding(_asked, "satisfied", sprintf("Reader on ledger in erp was revoked at 2026-03-04T11:00:00Z, by the deadline %s, and the target system confirms that it is gone", [_by]), {_asked, _since, "/changes/0", "/observations/1"})
	claims := on_closure.claims with input as _in([])
	claims == {_asked}
}

test_revoked_at_the_deadline_and_a_nanosecond_later if {
	at := _findings(array.concat(_open, _set({"/changes/0/executed_at": "2026-03-05T09:00:00Z", "/observations/1/observed_at": "2026-03-05T12:00:00Z"})))
	{f.outcome | some f in at} == {"satisfied"}
	later := _findings(array.concat(_open, _set({"/changes/0/executed_at": "2026-03-05T09:00:00.000000001Z", "/observations/1/observed_at": "2026-03-05T12:00:00Z"})))
	later == _finding(_asked, "not_satisfied", sprintf("Reader on ledger in erp was revoked at 2026-03-05T09:00:00.000000001Z, after the deadline %s", [_by]), {_asked, _since, "/changes/0", "/observations/1"})
}

test_not_done_yet if {
	undone := array.concat(_open, _remove(["/changes", "/observations"]))
	_findings(array.concat(undone, _set({"/as_of": "2026-03-05T09:00:00Z"}))) == _finding(_asked, "pending", sprintf("Reader on ledger in erp is not shown to be gone; it must be by %s", [_by]), {_asked, _since})
	_findings(array.concat(undone, _set({"/as_of": "2026-03-05T09:00:00.000000001Z"}))) == _finding(_asked, "indeterminate", sprintf("the deadline %s for Reader on ledger in erp has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [_by]), {_asked, _since})
}

# The ticket says done; that there is still time until the next morning is no excuse.
_paper(at, sighting) := _finding(_asked, "not_satisfied", sprintf("paper revocation: Reader on ledger in erp was still held at %s, after the revoke request was closed as complete at 2026-03-04T11:30:00Z", [at]), {_asked, "/request/closed_at", sighting})

test_held_after_the_ticket_was_closed if {
	_findings(_set({"/observations/1": _read("2026-03-04T11:30:00.000000001Z", [_reader])})) == _paper("2026-03-04T11:30:00.000000001Z", "/observations/1/entitlements/0")
}

test_held_after_the_ticket_was_closed_and_gone_in_time if {
	patches := _set({"/observations/1": _read("2026-03-04T11:45:00Z", [_reader]), "/changes/-": _changed("revoke", "2026-03-04T12:00:00Z"), "/observations/-": _read("2026-03-04T12:05:00Z", [])})
	_findings(patches) == _paper("2026-03-04T11:45:00Z", "/observations/1/entitlements/0")
}

test_the_first_sighting_after_it_was_closed if {
	patches := _set({"/observations/1": _read("2026-03-04T11:50:00Z", [_reader]), "/observations/-": _read("2026-03-04T11:40:00Z", [_reader])})
	_findings(patches) == _paper("2026-03-04T11:40:00Z", "/observations/2/entitlements/0")
}

test_held_in_a_partial_observation_after_it_was_closed if {
	_findings(_set({"/observations/1": object.union(_read("2026-03-04T11:45:00Z", [_reader]), {"complete": false})})) == _paper("2026-03-04T11:45:00Z", "/observations/1/entitlements/0")
}

test_gone_and_held_again_after_it_was_closed if {
	_findings(_set({"/observations/-": _read("2026-03-04T11:45:00Z", [_reader])})) == _paper("2026-03-04T11:45:00Z", "/observations/2/entitlements/0")
}

_again := {"/changes/0/executed_at": "2026-03-04T11:40:00Z", "/observations/1": _read("2026-03-04T11:30:00Z", [_reader]), "/observations/-": _read("2026-03-04T11:45:00Z", [])}

test_held_in_the_instant_in_which_it_was_closed if {
	_findings(_set(_again)) == _finding(_asked, "satisfied", sprintf("Reader on ledger in erp was revoked at 2026-03-04T11:40:00Z, by the deadline %s, and the target system confirms that it is gone", [_by]), {_asked, _since, "/changes/0", "/observations/2"})
}

# Only a ticket that says done has said too much; and nobody knows when, where it does not say.
test_held_after_a_ticket_that_does_not_say_done if {
	seen := _set({"/observations/1": _read("2026-03-04T11:45:00Z", [_reader]), "/as_of": "2026-03-05T09:00:00Z"})
	pending := _finding(_asked, "pending", sprintf("Reader on ledger in erp is not shown to be gone; it must be by %s", [_by]), {_asked, _since})
	every edit in [_open, _set({"/request/status": "closed_incomplete"}), _remove(["/request/status"]), _remove(["/request/closed_at"])] {
		_findings(array.concat(seen, edit)) == pending
	}
}

# The ticket's word does not count against what another event asks for.
test_held_after_the_ticket_was_closed_is_no_fault_of_a_closure if {
	findings := _findings(_set({"/events": [{"kind": "closure", "occurred_at": "2026-03-04T10:00:00Z"}], "/observations/1": _read("2026-03-04T11:45:00Z", [_reader]), "/as_of": "2026-03-05T09:00:00Z"}))
	findings == _paper("2026-03-04T11:45:00Z", "/observations/1/entitlements/0") | _finding(_asked, "pending", "Reader on ledger in erp is not shown to be gone; it must be by 2026-03-05T10:00:00Z (closure at 2026-03-04T10:00:00Z plus P1D)", {_asked, "/events/0"})
}

# A revoke request counts although a grant in the record came after it.
test_granted_after_it_was_asked_for if {
	_findings(_set({"/changes/-": _changed("grant", "2026-03-04T09:30:00Z")})) == _findings([])
}

test_asked_for_after_it_is_judged if {
	_findings(_set({"/as_of": "2026-03-04T08:59:59.999999999Z"})) == _finding("", "not_applicable", "nothing called for the access to end yet", [""])
	now := _findings(array.concat(_open, array.concat(_remove(["/changes", "/observations/1"]), _set({"/as_of": "2026-03-04T09:00:00Z"}))))
	{f.outcome | some f in now} == {"pending"}
}

# What was requested until some day is to be taken away now.
test_the_end_of_what_is_to_be_taken_away_is_no_trigger if {
	_findings(_set({"/request/entitlements/0/expires_at": "2026-03-04T05:00:00Z"})) == _findings([])
}

# Refused or not, what was asked for counts from the asking: the contract makes no exception.
test_a_revoke_request_that_was_turned_down if {
	findings := _findings(_set({"/request/status": "rejected", "/observations/1": _read("2026-03-05T09:00:00.000000001Z", [_reader])}))
	{f.outcome | some f in findings} == {"not_satisfied"}
}

# Nobody saw it held, nobody logged it: it is to be shown gone all the same.
test_never_seen_held if {
	unseen := _set({"/observations": [_read("2026-03-04T09:00:00Z", [])], "/changes": []})
	_findings(unseen) == _finding(_asked, "satisfied", sprintf("Reader on ledger in erp was gone when the target system was read at 2026-03-04T09:00:00Z, by the deadline %s", [_by]), {_asked, _since, "/observations/0"})
}

test_gone_before_it_was_asked_for_only if {
	unseen := _set({"/observations": [_read("2026-03-04T08:59:59.999999999Z", [])], "/changes": []})
	_findings(unseen) == _finding(_asked, "indeterminate", sprintf("the deadline %s for Reader on ledger in erp has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [_by]), {_asked, _since})
}

_bundle := object.union(_reader, {"permission": "Finance Analyst"})

test_a_bundle_of_which_a_part_is_still_held if {
	part := object.union(_reader, {"permission": "fin-read"})
	patches := _set({"/request/entitlements": [_bundle], "/changes/0/entitlements": [_bundle], "/observations/0/entitlements": [_bundle, part], "/observations/1": _read("2026-03-05T09:00:00.000000001Z", [part])})
	findings := _findings(array.concat(patches, _open))
	{[f.claim, f.outcome, f.message] | some f in findings; f.outcome != "satisfied"} == {[_asked, "not_satisfied", sprintf("fin-read on ledger in erp was still held at 2026-03-05T09:00:00.000000001Z, after the deadline %s", [_by])]}
}

test_a_bundle_that_was_neither_logged_nor_seen_stands_for_its_parts if {
	patches := _set({"/request/entitlements": [_bundle], "/changes": [], "/observations": []})
	findings := _findings(array.concat(patches, array.concat(_open, _set({"/as_of": "2026-03-05T09:00:00Z"}))))
	{[f.outcome, f.message] | some f in findings} == {["pending", sprintf("%s on ledger in erp is not shown to be gone; it must be by %s", [name, _by])] | some name in ["Finance Analyst", "fin-read", "fin-export"]}
}

# Held at a quarter to twelve, revoked at noon, gone at five past.
_later := array.concat(_set({"/observations/1": _read("2026-03-04T11:45:00Z", [_reader]), "/changes/0/executed_at": "2026-03-04T12:00:00Z"}), _set({"/observations/-": _read("2026-03-04T12:05:00Z", [])}))

_maybe(sighting) := _finding(_asked, "indeterminate", "it may be a paper revocation: an observation shows Reader on ledger in erp still held at 2026-03-04T11:45:00Z, but the record does not say where that was read, or whether the revoke request was closed as complete before", {_asked, "/request", sighting})

_gone := _finding(_asked, "satisfied", sprintf("Reader on ledger in erp was revoked at 2026-03-04T12:00:00Z, by the deadline %s, and the target system confirms that it is gone", [_by]), {_asked, _since, "/changes/0", "/observations/2"})

test_nobody_knows_whether_it_was_closed_before if {
	_findings(_later) == _paper("2026-03-04T11:45:00Z", "/observations/1/entitlements/0")
	every path in ["/request/closed_at", "/request/status"] {
		_findings(array.concat(_later, _remove([path]))) == _maybe("/observations/1/entitlements/0")
	}
	_findings(array.concat(_later, _remove(["/request/closed_at", "/request/status"]))) == _maybe("/observations/1/entitlements/0")
}

test_nobody_knows_where_it_was_read if {
	_findings(array.concat(_later, _remove(["/observations/1/source"]))) == _maybe("/observations/1/entitlements/0")
	_findings(array.concat(_later, _remove(["/observations/1/source", "/request/status"]))) == _maybe("/observations/1/entitlements/0")
}

test_the_first_that_may_be_too_late_is_named if {
	_findings(array.concat(_later, array.concat(_set({"/observations/-": _read("2026-03-04T11:50:00Z", [_reader])}), _remove(["/request/status"])))) == _maybe("/observations/1/entitlements/0")
}

# Closed at or after the sighting, or not as complete: no paper.
test_it_was_not_closed_before if {
	every patches in [
		_open,
		_set({"/request/status": "closed_incomplete"}),
		array.concat(_set({"/request/closed_at": "2026-03-04T11:45:00Z"}), _remove(["/request/status"])),
		array.concat(_set({"/request/closed_at": "2026-03-04T11:45:00Z"}), _remove(["/observations/1/source"])),
		array.concat(_set({"/request/status": "rejected"}), _remove(["/observations/1/source"])),
		array.concat(_set({"/observations/1/observed_at": "2026-03-04T09:00:00Z"}), _remove(["/request/closed_at", "/request/status"])),
	] {
		_findings(array.concat(_later, patches)) == _gone
	}
	{f.outcome | some f in _findings(array.concat(_later, array.concat(_set({"/request/closed_at": "2026-03-04T11:44:59.999999999Z"}), _remove(["/request/status"]))))} == {"indeterminate"}
}

# A closure event does not ask what the ticket says.
test_nobody_knows_whether_it_was_closed_is_no_matter_of_a_closure if {
	findings := _findings(array.concat(array.concat(_later, _set({"/events": [{"kind": "closure", "occurred_at": "2026-03-04T10:00:00Z"}]})), _remove(["/request/status"])))
	findings == _maybe("/observations/1/entitlements/0") | _finding(_asked, "satisfied", "Reader on ledger in erp was revoked at 2026-03-04T12:00:00Z, by the deadline 2026-03-05T10:00:00Z (closure at 2026-03-04T10:00:00Z plus P1D), and the target system confirms that it is gone", {_asked, "/events/0", "/changes/0", "/observations/2"})
}
