# Sightings of which nobody recorded where they were read.
package counterfoil.lib.clock_doubted_test

import data.counterfoil.lib.clock

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_k := ["erp", "ledger", "Reader", ""]

_clock(at) := sprintf("2026-03-02T%sZ", [at])

_ns(at) := time.parse_rfc3339_ns(_clock(at))

_read(at, entitlements) := {"system": "erp", "observed_at": _clock(at), "complete": true, "entitlements": entitlements, "source": {"kind": "iam"}}

_somewhere(at) := object.remove(_read(at, [_reader]), ["source"])

_change(action, at) := {"action": action, "executed_at": _clock(at), "outcome": "success", "entitlements": [_reader]}

_trigger := {"pointer": "/events/0", "at": _ns("12:00:00"), "deadline": _ns("13:00:00"), "reason": "closure"}

_item := {"pointer": "/request/entitlements/0", "key": _k}

_record(changes, observations) := {"action": "grant", "as_of": _clock("18:00:00"), "changes": array.concat([_change("grant", "09:00:00")], changes), "observations": observations}

_verdict(changes, observations) := verdict if {
	verdict := clock.verdict(_trigger, _item) with input as _record(changes, observations)
}

_doubt(sightings) := {
	"outcome": "indeterminate",
	"message": "nobody can tell when Reader on ledger in erp ended: an observation that shows it held does not say where it was read",
	"evidence": ({"/request/entitlements/0"} | sightings),
}

_known(changes, observations) if _verdict(changes, observations) == _verdict(changes, [o | some o in observations; o.source])

test_what_was_sighted_where if {
	observations := [_read("10:00:00", [_reader]), _somewhere("11:00:00"), object.union(_somewhere("12:00:00"), {"source": {"kind": "itsm"}}), object.union(_somewhere("13:00:00"), {"source": {"system": "erp"}, "complete": false})]
	clock.sightings(_k) == {[_ns("10:00:00"), "/observations/0/entitlements/0"]} with input as _record([], observations)
	clock.perhaps(_k) == {[_ns("10:00:00"), "/observations/0/entitlements/0"], [_ns("11:00:00"), "/observations/1/entitlements/0"], [_ns("13:00:00"), "/observations/3/entitlements/0"]} with input as _record([], observations)
	clock.perhaps(_k) == set() with input as _record([], [])
}

# As the target's own each would have shown it held too late.
test_held_after_the_deadline_and_gone_before if {
	_verdict([], [_read("12:30:00", []), _somewhere("13:00:00.000000001")]) == _doubt({"/observations/1/entitlements/0"})
	_verdict([_change("revoke", "12:10:00")], [_read("12:30:00", []), _somewhere("14:00:00"), _read("15:00:00", [])]) == _doubt({"/observations/1/entitlements/0"})
}

test_it_overtakes_the_revoke if {
	_verdict([_change("revoke", "12:10:00")], [_somewhere("12:10:00.000000001"), _read("14:00:00", [])]) == _doubt({"/observations/0/entitlements/0"})
	_known([_change("revoke", "12:10:00")], [_read("14:00:00", []), _somewhere("12:10:00")])
}

test_it_overtakes_the_absence if {
	_verdict([], [_read("12:30:00", []), _somewhere("12:30:00")]) == _doubt({"/observations/1/entitlements/0"})
	_known([], [_read("12:30:00", []), _somewhere("12:29:59.999999999")])
}

# Revoked in time either way, and gone.
test_revoked_in_time_once_more if {
	_known([_change("revoke", "12:10:00"), _change("revoke", "12:40:00")], [_read("14:00:00", []), _somewhere("12:20:00")])
	_verdict([_change("revoke", "12:10:00"), _change("revoke", "13:00:00.000000001")], [_read("14:00:00", []), _somewhere("12:20:00")]) == _doubt({"/observations/1/entitlements/0"})
}

# It proves nothing: what is not satisfied anyhow stands as it is.
test_it_proves_nothing if {
	_known([], [_read("10:00:00", [_reader]), _somewhere("14:00:00")])
	_known([], [_read("14:00:00", [_reader]), _somewhere("15:00:00")])
	_known([_change("revoke", "12:10:00")], [_read("10:00:00", [_reader]), _somewhere("14:00:00")])
	_known([_change("revoke", "13:30:00")], [_read("15:00:00", []), _somewhere("14:00:00")])
}

# Sighted by nobody knows whom, it is held for all that is known.
test_it_is_an_item if {
	record := {
		"action": "grant", "request": {"submitted_at": _clock("09:00:00"), "entitlements": [_reader]},
		"observations": [_read("10:00:00", []), _somewhere("11:00:00")],
	}
	clock.items == {_item} with input as record
	clock.items == {{"pointer": "/observations/0/entitlements/0", "key": _k}} with input as {"observations": [_somewhere("11:00:00"), object.union(_somewhere("11:00:00"), {"source": {"kind": "hr"}})]}
}

# It does not make an absence before the trigger one for good.
test_it_settles_nothing if {
	record := object.remove(_record([], [_somewhere("10:00:00"), _read("11:00:00", [])]), ["changes"])
	verdict := clock.verdict(_trigger, _item) with input as record
	verdict.outcome == "indeterminate"
	verdict.evidence == {"/events/0", "/request/entitlements/0"}
}

_unasked := {"claim": "", "outcome": "indeterminate", "message": "the request names no entitlement, so that nobody can tell what else had to end, and when", "evidence": ["/request"]}

test_nobody_knows_what_else_had_to_end if {
	every request in [{}, {"entitlements": []}] {
		clock.unjudged({_trigger}, {[_trigger, _item]}) == {_unasked} with input as object.union(_record([], []), {"request": object.union({"id": "r"}, request)})
		clock.unjudged({_trigger}, set()) == set() with input as object.union(_record([], []), {"request": object.union({"id": "r"}, request)})
	}
	clock.unjudged({_trigger}, {[_trigger, _item]}) == set() with input as object.union(_record([], []), {"request": {"id": "r", "entitlements": [_reader]}})
}
