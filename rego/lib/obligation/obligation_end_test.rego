# When access ended: the interval, and whether by the deadline. The work closes on
# the tenth; a day is allowed.
package counterfoil.lib.obligation_end_test

import data.counterfoil.lib.obligation

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_d(day) := sprintf("2026-03-%02dT00:00:00Z", [day])

_ns(at) := time.parse_rfc3339_ns(at)

_change(action, day, entitlements) := {"action": action, "executed_at": _d(day), "outcome": "success", "entitlements": entitlements}

_read(day, entitlements) := {"system": "erp", "observed_at": _d(day), "complete": true, "entitlements": entitlements, "source": {"kind": "iam"}}

# Nobody recorded where it was read.
_doubtful(day, entitlements) := object.remove(_read(day, entitlements), ["source"])

_asking(entitlements) := {
	"action": "grant",
	"as_of": _d(20),
	"subject": {"id": "ana", "kind": "human"},
	"request": {"submitted_at": _d(1), "requester": {"id": "li", "kind": "human"}, "entitlements": entitlements},
	"events": [{"kind": "closure", "occurred_at": _d(10)}],
}

# What is told of the end of Reader, granted on the second.
_end(changes, observations) := _end_of(object.union(_asking([_reader]), {"changes": array.concat([_change("grant", 2, [_reader])], changes), "observations": observations}))

_end_of(record) := object.remove(all[0], ["kind", "triggers", "start", "deadline", "claims"]) if {
	all := obligation.all with input as record
	count(all) == 1
}

_last(day, pointer) := {"held_at": _ns(_d(day)), "held": pointer}

_still(outcome, day, pointer) := object.union({"outcome": outcome, "after": _ns(_d(day))}, _last(day, pointer))

_gone(outcome, after, by, evidence, last) := object.union({"outcome": outcome, "after": _ns(_d(after)), "by": _ns(_d(by)), "evidence": evidence}, last)

_seen := _last(3, "/observations/0/entitlements/0")

# The end is the revoke, not the reading that confirms it.
test_a_confirmed_revoke if {
	_end([_change("revoke", 11, [_reader])], [_read(3, [_reader]), _read(15, [])]) == _gone("satisfied", 11, 11, ["/changes/1", "/observations/1"], _seen)
	_end([_change("revoke", 12, [_reader])], [_read(3, [_reader]), _read(15, [])]) == _gone("not_satisfied", 12, 12, ["/changes/1", "/observations/1"], _seen)
}

# It ended somewhere between the last sighting and the reading.
test_seen_gone_and_no_revoke_is_logged if {
	_end([], [_read(3, [_reader]), _read(11, [])]) == _gone("satisfied", 3, 11, ["/observations/1"], _seen)
	_end([], [_read(3, [_reader]), _read(12, [])]) == _gone("indeterminate", 3, 12, ["/observations/1"], _seen)
	_end([], [_read(12, [_reader]), _read(15, [])]) == _gone("not_satisfied", 12, 15, ["/observations/1"], _last(12, "/observations/0/entitlements/0"))
}

test_the_first_of_several_readings if {
	_end([], [_read(15, []), _read(3, [_reader]), _read(11, [])]) == _gone("satisfied", 3, 11, ["/observations/2"], _last(3, "/observations/1/entitlements/0"))
}

# Granted, and never seen: it was held when it was granted.
test_granted_and_never_seen_held if {
	_end([], [_read(11, [])]) == _gone("satisfied", 2, 11, ["/observations/0"], _last(2, "/changes/0"))
	_end([], []) == _still("indeterminate", 2, "/changes/0")
}

test_gone_before_it_had_to_be if {
	_end([_change("revoke", 5, [_reader])], [_read(3, [_reader]), _read(6, [])]) == _gone("satisfied", 5, 5, ["/changes/1", "/observations/1"], _seen)
}

test_seen_after_it_was_gone if {
	_end([], [_read(3, [_reader]), _read(10, []), _read(12, [_reader])]) == _still("not_satisfied", 12, "/observations/2/entitlements/0")
}

test_granted_again if {
	_end([_change("revoke", 10, [_reader]), _change("grant", 13, [_reader])], [_read(3, [_reader]), _read(11, [])]) == _still("indeterminate", 13, "/changes/2")
}

# A logged revoke that nothing confirms stops no clock.
test_an_unconfirmed_revoke if {
	_end([_change("revoke", 10, [_reader])], [_read(3, [_reader])]) == _still("indeterminate", 3, "/observations/0/entitlements/0")
	_end([_change("revoke", 12, [_reader])], [_read(3, [_reader])]) == _still("not_satisfied", 3, "/observations/0/entitlements/0")
}

test_a_partial_reading_ends_nothing if {
	_end([], [_read(3, [_reader]), object.union(_read(10, []), {"complete": false})]) == _still("indeterminate", 3, "/observations/0/entitlements/0")
}

# A doubtful sighting is no last instant known, but it may be true.
test_a_doubtful_sighting_after_the_revoke if {
	_end([_change("revoke", 10, [_reader])], [_read(3, [_reader]), _doubtful(12, [_reader]), _read(15, [])]) == _gone("indeterminate", 10, 15, ["/observations/2"], _seen)
}

test_a_doubtful_sighting_and_another_revoke if {
	revokes := [_change("revoke", 10, [_reader]), _change("revoke", 13, [_reader])]
	_end(revokes, [_read(3, [_reader]), _doubtful(12, [_reader]), _read(15, [])]) == _gone("indeterminate", 10, 13, ["/changes/2", "/observations/2"], _seen)
}

test_a_doubtful_sighting_after_the_reading if {
	_end([_change("revoke", 10, [_reader])], [_read(3, [_reader]), _read(11, []), _doubtful(15, [_reader])]) == object.union({"outcome": "indeterminate", "after": _ns(_d(10))}, _seen)
}

# Nobody knows that it was ever held: it was asked to be taken away.
test_a_revoke_request_for_what_nobody_saw if {
	record := object.union(object.remove(_asking([_reader]), ["events"]), {"action": "revoke"})
	_end_of(object.union(record, {"observations": [_read(2, [])]})) == {"outcome": "satisfied", "by": _ns(_d(2)), "evidence": ["/observations/0"]}
	_end_of(record) == {"outcome": "indeterminate"}
}

# Reader and Writer: the end of both is the later one.
_both(changes, observations) := _end_of(object.union(_asking([_reader, _writer]), {
	"changes": array.concat([_change("grant", 2, [_reader, _writer])], changes),
	"observations": array.concat([_read(3, [_writer, _reader])], observations),
}))

_seen_both := _last(3, "/observations/0/entitlements/1")

test_two_confirmed_revokes if {
	revokes := [_change("revoke", 10, [_writer]), _change("revoke", 11, [_reader])]
	_both(revokes, [_read(15, [])]) == _gone("satisfied", 11, 11, ["/changes/2", "/observations/1"], _seen_both)
}

test_two_ends_at_one_instant if {
	revokes := [_change("revoke", 11, [_writer]), _change("revoke", 11, [_reader])]
	_both(revokes, [_read(15, [])]) == _gone("satisfied", 11, 11, ["/changes/1", "/changes/2", "/observations/1"], _seen_both)
}

# One ended on the tenth, the other between the third and the twelfth.
test_a_confirmed_revoke_and_an_interval if {
	_both([_change("revoke", 10, [_writer])], [_read(12, [])]) == _gone("indeterminate", 10, 12, ["/observations/1"], _seen_both)
	_both([_change("revoke", 12, [_writer])], [_read(11, [_writer]), _read(15, [])]) == _gone("not_satisfied", 12, 12, ["/changes/1", "/observations/2"], _last(11, "/observations/1/entitlements/0"))
}

# One is gone, and the other may be there still: there is no end yet.
test_one_of_two_is_gone if {
	_both([_change("revoke", 10, [_writer])], [_read(12, [_reader])]) == object.union({"outcome": "not_satisfied", "after": _ns(_d(12))}, _last(12, "/observations/1/entitlements/0"))
	_both([_change("revoke", 10, [_writer])], [object.union(_read(12, []), {"system": "crm"}), _read(10, [_reader])]) == object.union({"outcome": "indeterminate", "after": _ns(_d(10))}, _last(10, "/observations/2/entitlements/0"))
}

# The outcome is that of the worst.
test_the_worst_of_two if {
	late := _change("revoke", 12, [_writer])
	_both([_change("revoke", 10, [_reader]), late], [_read(15, [])]) == _gone("not_satisfied", 12, 12, ["/changes/2", "/observations/1"], _seen_both)
}

test_one_is_gone_and_there_is_time_for_the_other if {
	record := object.union(_asking([_reader, _writer]), {
		"as_of": _d(11),
		"changes": [_change("grant", 2, [_reader, _writer]), _change("revoke", 10, [_reader])],
		"observations": [_read(10, [_writer])],
	})
	_end_of(record) == object.union({"outcome": "pending", "after": _ns(_d(10))}, _last(10, "/observations/0/entitlements/0"))
}
