# When access ended, and whether by the deadline.
package counterfoil.lib.clock_test

import data.counterfoil.lib.clock

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_k := ["erp", "ledger", "Reader", ""]

_clock(at) := sprintf("2026-03-02T%sZ", [at])

_ns(at) := time.parse_rfc3339_ns(_clock(at))

_read(at, entitlements) := {"system": "erp", "observed_at": _clock(at), "complete": true, "entitlements": entitlements, "source": {"kind": "iam"}}

_partly(at, entitlements) := object.union(_read(at, entitlements), {"complete": false})

_change(action, at) := {"action": action, "executed_at": _clock(at), "outcome": "success", "entitlements": [_reader]}

# Something called for the end at twelve, by one o'clock; judged at six.
_trigger := {"pointer": "/events/0", "at": _ns("12:00:00"), "deadline": _ns("13:00:00"), "reason": "closure"}

_by := "2026-03-02T13:00:00Z (closure)"

_item := {"pointer": "/request/entitlements/0", "key": _k}

_record(changes, observations) := {"action": "grant", "as_of": _clock("18:00:00"), "changes": changes, "observations": observations}

_verdict(changes, observations) := _verdict_at("18:00:00", changes, observations)

_verdict_at(as_of, changes, observations) := verdict if {
	verdict := clock.verdict(_trigger, _item) with input as object.union(_record(changes, observations), {"as_of": _clock(as_of)})
}

_is(outcome, message, evidence) := {"outcome": outcome, "message": message, "evidence": ({"/events/0", "/request/entitlements/0"} | evidence)}

_granted := _change("grant", "09:00:00")

_held := _read("10:00:00", [_reader])

_still_held(at, sighting) := _is("not_satisfied", sprintf("Reader on ledger in erp was still held at %s, after the deadline %s", [_clock(at), _by]), {sighting})

_revoked_in_time(at, evidence) := _is("satisfied", sprintf("Reader on ledger in erp was revoked at %s, by the deadline %s, and the target system confirms that it is gone", [_clock(at), _by]), evidence)

_gone_in_time(at, witness) := _is("satisfied", sprintf("Reader on ledger in erp was gone when the target system was read at %s, by the deadline %s", [_clock(at), _by]), {witness})

_gone_since(at, witness) := _is("indeterminate", sprintf("Reader on ledger in erp was gone when the target system was read at %s, but nobody looked between the deadline %s and then, and no logged revoke accounts for it: read the target system's log", [_clock(at), _by]), {witness})

_unconfirmed(at, revoke) := _is("indeterminate", sprintf("a revoke of Reader on ledger in erp was logged at %s, but no later complete observation of the target system confirms it: read the target system", [_clock(at)]), {revoke})

_unseen := _is("indeterminate", sprintf("the deadline %s for Reader on ledger in erp has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [_by]), set())

_pending := _is("pending", sprintf("Reader on ledger in erp is not shown to be gone; it must be by %s", [_by]), set())

test_revoked_and_confirmed if {
	_verdict([_granted, _change("revoke", "12:30:00")], [_held, _read("17:00:00", [])]) == _revoked_in_time("12:30:00", {"/changes/1", "/observations/1"})
}

# That it was confirmed after the deadline does not make it late.
test_revoked_at_the_deadline if {
	_verdict([_granted, _change("revoke", "13:00:00")], [_held, _read("13:00:00", [])]) == _revoked_in_time("13:00:00", {"/changes/1", "/observations/1"})
	_verdict([_granted, _change("revoke", "13:00:00.000000001")], [_held, _read("17:00:00", [])]) == _is("not_satisfied", sprintf("Reader on ledger in erp was revoked at 2026-03-02T13:00:00.000000001Z, after the deadline %s", [_by]), {"/changes/1", "/observations/1"})
}

test_confirmed_in_the_instant_of_the_revoke_and_not_before if {
	_verdict([_granted, _change("revoke", "12:30:00")], [_held, _read("12:30:00", [])]) == _revoked_in_time("12:30:00", {"/changes/1", "/observations/1"})
	_verdict([_granted, _change("revoke", "12:30:00.000000001")], [_held, _read("12:30:00", [])]) == _gone_in_time("12:30:00", "/observations/1")
}

test_the_first_of_two_revokes_and_the_first_witness if {
	_verdict([_granted, _change("revoke", "12:40:00"), _change("revoke", "12:30:00")], [_held, _read("17:00:00", []), _read("16:00:00", [])]) == _revoked_in_time("12:30:00", {"/changes/2", "/observations/2"})
}

test_seen_gone_by_the_deadline if {
	_verdict([_granted], [_held, _read("13:00:00", [])]) == _gone_in_time("13:00:00", "/observations/1")
	_verdict([_granted], [_held, _read("13:00:00.000000001", [])]) == _gone_since("13:00:00.000000001", "/observations/1")
}

test_the_first_time_it_was_seen_gone if {
	_verdict([_granted], [_held, _read("12:50:00", []), _read("12:40:00", [])]) == _gone_in_time("12:40:00", "/observations/2")
	_verdict([_granted], [_held, _read("15:00:00", []), _read("14:00:00", [])]) == _gone_since("14:00:00", "/observations/2")
}

test_still_held if {
	_verdict([_granted], [_read("13:00:00.000000001", [_reader])]) == _still_held("13:00:00.000000001", "/observations/0/entitlements/0")
	_verdict([_granted], [_read("13:00:00", [_reader])]) == _unseen
	_verdict([_granted], [_partly("15:00:00", [_writer, _reader])]) == _still_held("15:00:00", "/observations/0/entitlements/1")
}

test_the_first_time_it_was_still_held if {
	_verdict([_granted], [_read("15:00:00", [_reader]), _read("14:00:00", [_reader])]) == _still_held("14:00:00", "/observations/1/entitlements/0")
}

test_still_held_through_a_group if {
	_verdict([_granted], [_read("15:00:00", [object.union(_reader, {"via": "group/a"})])]) == _still_held("15:00:00", "/observations/0/entitlements/0")
}

test_still_held_and_then_revoked if {
	_verdict([_granted, _change("revoke", "14:30:00")], [_read("14:00:00", [_reader]), _read("15:00:00", [])]) == _still_held("14:00:00", "/observations/0/entitlements/0")
}

# Absent, and then sighted again: the absence ended nothing.
test_flapping if {
	_verdict([_granted, _change("revoke", "12:10:00")], [_read("12:15:00", []), _read("12:20:00", [_reader])]) == _unseen
	_verdict([_granted, _change("revoke", "12:10:00")], [_read("12:15:00", []), _read("14:00:00", [_reader])]) == _still_held("14:00:00", "/observations/1/entitlements/0")
	_verdict([_granted], [_read("12:15:00", []), _read("12:20:00", [_reader]), _read("12:30:00", [])]) == _gone_in_time("12:30:00", "/observations/2")
	_verdict([_granted], [_read("12:15:00", []), _read("12:20:00", [_reader]), _read("14:00:00", [])]) == _gone_since("14:00:00", "/observations/2")
}

# A sighting overtakes the revoke before it, which then accounts for nothing.
test_a_revoke_that_did_not_take if {
	_verdict([_granted, _change("revoke", "12:10:00")], [_read("12:20:00", [_reader]), _read("14:00:00", [])]) == _gone_since("14:00:00", "/observations/1")
	_verdict([_granted, _change("revoke", "12:10:00")], [_read("12:20:00", [_reader])]) == _unseen
	_verdict([_granted, _change("revoke", "12:10:00"), _change("revoke", "12:30:00")], [_read("12:20:00", [_reader]), _read("14:00:00", [])]) == _revoked_in_time("12:30:00", {"/changes/2", "/observations/1"})
}

test_sighted_in_the_instant_of_the_revoke if {
	_verdict([_granted, _change("revoke", "12:10:00")], [_read("12:10:00", [_reader]), _read("14:00:00", [])]) == _revoked_in_time("12:10:00", {"/changes/1", "/observations/1"})
}

test_sighted_and_absent_in_one_instant if {
	_verdict([_granted], [_read("12:30:00", [_reader]), _read("12:30:00", [])]) == _unseen
	_verdict([_granted], [_read("12:30:00", []), _partly("12:30:00", [_reader])]) == _unseen
}

# A later grant starts the clock again.
test_granted_again if {
	changes := [_granted, _change("revoke", "12:10:00"), _change("grant", "12:40:00")]
	_verdict(changes, [_held, _read("12:15:00", [])]) == _unseen
	_verdict(changes, [_held, _read("12:15:00", []), _read("12:50:00", [])]) == _gone_in_time("12:50:00", "/observations/2")
	_verdict(array.concat(changes, [_change("revoke", "12:45:00")]), [_held, _read("14:00:00", [])]) == _revoked_in_time("12:45:00", {"/changes/3", "/observations/1"})
	_verdict(array.concat(changes, [_change("revoke", "12:45:00")]), [_held]) == _unconfirmed("12:45:00", "/changes/3")
}

test_modified_again_is_granted_again if {
	_verdict([_granted, _change("revoke", "12:10:00"), _change("modify", "12:40:00")], [_held, _read("12:15:00", [])]) == _unseen
}

# What was read in the instant of the grant may be what was there before it.
test_absent_in_the_instant_of_the_grant if {
	_verdict([_granted], [_read("09:00:00", [])]) == _unseen
	_verdict([_granted], [_read("09:00:00.000000001", [])]) == _gone_in_time("09:00:00.000000001", "/observations/0")
}

test_granted_and_revoked_in_one_instant if {
	_verdict([_granted, _change("revoke", "09:00:00")], [_read("10:00:00", [])]) == _revoked_in_time("09:00:00", {"/changes/1", "/observations/0"})
}

test_revoked_and_unconfirmed if {
	_verdict([_granted, _change("revoke", "13:00:00")], [_held]) == _unconfirmed("13:00:00", "/changes/1")
	_verdict([_granted, _change("revoke", "13:00:00.000000001")], [_held]) == _is("not_satisfied", sprintf("the revoke of Reader on ledger in erp was executed at 2026-03-02T13:00:00.000000001Z, after the deadline %s", [_by]), {"/changes/1"})
	_verdict([_granted, _change("revoke", "14:00:00"), _change("revoke", "12:30:00")], [_held]) == _unconfirmed("12:30:00", "/changes/2")
}

test_unconfirmed_in_the_instant_of_what_came_before if {
	_verdict([_granted, _change("revoke", "12:30:00")], [_read("12:30:00", [_reader])]) == _unconfirmed("12:30:00", "/changes/1")
	_verdict([_granted, _change("revoke", "12:30:00")], [_read("12:30:00.000000001", [_reader])]) == _unseen
	_verdict([_change("grant", "12:30:00"), _change("revoke", "12:30:00")], []) == _unconfirmed("12:30:00", "/changes/1")
	_verdict([_change("grant", "12:30:00.000000001"), _change("revoke", "12:30:00")], []) == _unseen
}

test_revoked_and_unconfirmed_before_the_deadline if {
	_verdict_at("13:00:00", [_granted, _change("revoke", "12:30:00")], [_held]) == _pending
	_verdict_at("13:00:00.000000001", [_granted, _change("revoke", "12:30:00")], [_held]) == _unconfirmed("12:30:00", "/changes/1")
}

# Neither a partial observation nor a ticket confirms.
test_no_witness if {
	every observation in [
		_partly("14:00:00", []),
		object.union(_read("14:00:00", []), {"source": {"kind": "itsm"}}),
		object.union(_read("14:00:00", []), {"system": "crm"}),
		object.remove(_read("14:00:00", []), ["source"]),
	] {
		_verdict([_granted, _change("revoke", "12:30:00")], [_held, observation]) == _unconfirmed("12:30:00", "/changes/1")
		_verdict([_granted], [_held, observation]) == _unseen
	}
}

test_a_ticket_sights_nothing if {
	_verdict([_granted], [object.union(_read("14:00:00", [_reader]), {"source": {"kind": "itsm"}})]) == _unseen
}

test_not_gone_yet if {
	_verdict_at("13:00:00", [_granted], [_held]) == _pending
	_verdict_at("13:00:00.000000001", [_granted], [_held]) == _unseen
}

# Gone already when it was called for.
test_gone_before_the_trigger if {
	_verdict([_granted, _change("revoke", "10:00:00")], [_read("09:30:00", [_reader]), _read("10:30:00", [])]) == _revoked_in_time("10:00:00", {"/changes/1", "/observations/1"})
	_verdict([_granted], [_read("09:30:00", [_reader]), _read("10:30:00", [])]) == _gone_in_time("10:30:00", "/observations/1")
}

# Neither granted nor sighted: only a look since the trigger shows that it is gone.
test_never_granted_nor_sighted if {
	_verdict([], [_read("12:00:00", [])]) == _gone_in_time("12:00:00", "/observations/0")
	_verdict([], [_read("11:59:59.999999999", [])]) == _unseen
	_verdict([_change("revoke", "12:30:00")], [_read("14:00:00", [])]) == _revoked_in_time("12:30:00", {"/changes/0", "/observations/0"})
	_verdict([_change("revoke", "11:00:00")], [_read("11:30:00", [])]) == _unconfirmed("11:00:00", "/changes/0")
	_verdict([], []) == _unseen
}

test_failed_changes_grant_and_revoke_nothing if {
	failed := {"outcome": "failure"}
	_verdict([_granted, object.union(_change("revoke", "12:30:00"), failed)], [_held]) == _unseen
	_verdict([_granted, object.union(_change("grant", "12:50:00"), failed)], [_held, _read("12:40:00", [])]) == _gone_in_time("12:40:00", "/observations/1")
}

test_what_is_said_of_another_key_says_nothing_of_this_one if {
	others := [object.union(_reader, {"scope": "eu"}), _writer]
	revoke := object.union(_change("revoke", "12:30:00"), {"entitlements": others})
	_verdict([_granted, revoke], [_read("10:00:00", array.concat([_reader], others)), _read("12:40:00", []), _read("14:00:00", others)]) == _gone_in_time("12:40:00", "/observations/1")
}

# The absence that confirms a revoke was seen after it.
test_an_absence_before_the_revoke_confirms_nothing if {
	changes := [_granted, _change("revoke", "12:30:00")]
	observations := [_read("10:00:00", [_reader]), _read("12:15:00", []), _read("12:45:00", [])]
	clock.ended(_k, _ns("12:00:00"), clock.sightings(_k)) == [_ns("12:30:00"), {"/changes/1", "/observations/2"}] with input as _record(changes, observations)
}

# Sighted once and then not: gone since, also before anything called for it.
test_gone_before_anything_called_for_it if {
	observations := [_read("10:00:00", [_reader]), _read("11:00:00", [])]
	clock.gone(_k, _ns("12:00:00"), clock.sightings(_k)) == {[_ns("11:00:00"), "/observations/1"]} with input as _record([], observations)
}
