# From when access had to end, which access, and by when. Worked out by hand from
# the contract, 5.3, and its default SLA.
package counterfoil.lib.obligation_test

import data.counterfoil.lib.obligation

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

# Midnight of a day in March, and a nanosecond beside it.
_d(day) := sprintf("2026-03-%02dT00:00:00Z", [day])

_after(day) := sprintf("2026-03-%02dT00:00:00.000000001Z", [day])

_before(day) := sprintf("2026-03-%02dT23:59:59.999999999Z", [day - 1])

_ns(at) := time.parse_rfc3339_ns(at)

_hour := 3600000000000

_change(action, at, entitlements) := {"action": action, "executed_at": at, "outcome": "success", "entitlements": entitlements}

_read(at, entitlements) := {"system": "erp", "observed_at": at, "complete": true, "entitlements": entitlements, "source": {"kind": "iam"}}

_event(kind, at) := {"kind": kind, "occurred_at": at}

# Reader is asked for on the first, granted on the second, seen on the third;
# judged on the twentieth.
_granted := {
	"action": "grant",
	"as_of": _d(20),
	"subject": {"id": "ana", "kind": "human"},
	"request": {"submitted_at": _d(1), "requester": {"id": "li", "kind": "human"}, "entitlements": [_reader]},
	"changes": [_change("grant", _d(2), [_reader])],
	"observations": [_read(_d(3), [_reader])],
}

_asked(j) := sprintf("/request/entitlements/%d", [j])

_all(record) := all if {
	all := obligation.all with input as record
}

_upon(events) := _all(object.union(_granted, {"events": events}))

# Nobody has looked since the third.
_unseen(kind, trigger, start, hours, outcome) := {
	"kind": kind, "triggers": [trigger], "start": _ns(start), "deadline": _ns(start) + (hours * _hour),
	"claims": [_asked(0)], "outcome": outcome,
	"after": _ns(_d(3)), "held_at": _ns(_d(3)), "held": "/observations/0/entitlements/0",
}

# What calls for an end, and the time that is allowed for it.
test_each_event[kind] if {
	some kind, hours in {"closure": 24, "expiry": 1, "role_change": 24, "owner_change": 168, "termination": 4, "decommission": 24}
	_upon([_event(kind, _d(10))]) == [_unseen(kind, "/events/0", _d(10), hours, "indeterminate")]
}

test_events_that_call_for_nothing if {
	_upon([_event("created", _d(10)), _event("deployed", _d(10)), _event("rotation", _d(10))]) == []
	_all(_granted) == []
}

test_time_is_left if {
	_upon([_event("owner_change", _d(18))]) == [_unseen("owner_change", "/events/0", _d(18), 168, "pending")]
}

test_an_event_at_the_instant_of_judging if {
	_upon([_event("closure", _d(20))]) == [_unseen("closure", "/events/0", _d(20), 24, "pending")]
	_upon([_event("closure", _after(20))]) == []
}

# The grant came after it: it ended nothing.
test_an_event_at_the_grant_and_before_it if {
	_upon([_event("closure", _d(2))]) == [_unseen("closure", "/events/0", _d(2), 24, "indeterminate")]
	_upon([_event("closure", _before(2))]) == []
}

test_an_event_where_no_grant_is_logged if {
	_all(object.union(object.remove(_granted, ["changes"]), {"events": [_event("closure", _d(1))]})) == [_unseen("closure", "/events/0", _d(1), 24, "not_satisfied")]
}

_asking(entitlements) := object.union(_granted, {"request": {"entitlements": entitlements}})

_ending(e, at) := object.union(e, {"expires_at": at})

_expires(j) := sprintf("/request/entitlements/%d/expires_at", [j])

test_a_requested_expiry if {
	_all(_asking([_ending(_reader, _d(10))])) == [_unseen("expiry", _expires(0), _d(10), 1, "indeterminate")]
	_all(_asking([_ending(_reader, _after(20))])) == []
	_all(_asking([_ending(_reader, _before(2))])) == []
}

# One entitlement's end is not another's.
test_a_requested_expiry_concerns_its_own if {
	record := object.union(_asking([_ending(_reader, _d(10)), _ending(_writer, _d(12))]), {"observations": [_read(_d(3), [_reader, _writer])]})
	_all(record) == [
		_unseen("expiry", _expires(0), _d(10), 1, "indeterminate"),
		object.union(_unseen("expiry", _expires(1), _d(12), 1, "indeterminate"), {"claims": [_asked(1)], "held": "/observations/0/entitlements/1"}),
	]
}

# Both of what was asked for, at one instant: one end, and as an event of that
# instant, too.
test_one_instant_is_one_obligation if {
	record := object.union(_asking([_ending(_reader, _d(10)), _ending(_writer, _d(10))]), {
		"observations": [_read(_d(3), [_reader, _writer])],
		"events": [_event("expiry", _d(10)), _event("closure", _d(10)), _event("expiry", _d(9))],
	})
	both := {"claims": [_asked(0), _asked(1)], "held": "/observations/0/entitlements/1"}
	_all(record) == [
		object.union(_unseen("expiry", "/events/2", _d(9), 1, "indeterminate"), both),
		object.union(_unseen("closure", "/events/1", _d(10), 24, "indeterminate"), both),
		object.union(_unseen("expiry", "", _d(10), 1, "indeterminate"), object.union(both, {"triggers": ["/events/0", _expires(0), _expires(1)]})),
	]
}

_revoking(record) := object.union(object.remove(record, ["changes"]), {"action": "revoke"})

_submitted := "/request/submitted_at"

test_a_revoke_request if {
	_all(_revoking(_granted)) == [_unseen("revoke_request", _submitted, _d(1), 24, "not_satisfied")]
}

test_a_revoke_request_and_what_else_calls_for_the_end if {
	_all(object.union(_revoking(_granted), {"events": [_event("termination", _d(10))]})) == [
		_unseen("revoke_request", _submitted, _d(1), 24, "not_satisfied"),
		_unseen("termination", "/events/0", _d(10), 4, "indeterminate"),
	]
}

# What a revoke request names does not expire; it is to be taken away.
test_a_revoke_request_for_what_expires if {
	_all(_revoking(_asking([_ending(_reader, _d(10))]))) == [_unseen("revoke_request", _submitted, _d(1), 24, "not_satisfied")]
}

test_a_revoke_request_at_the_instant_of_judging if {
	record := _revoking(_granted)
	_all(object.union(record, {"request": {"submitted_at": _d(20)}})) == [_unseen("revoke_request", _submitted, _d(20), 24, "pending")]
	_all(object.union(record, {"request": {"submitted_at": _after(20)}})) == []
}

test_nothing_was_granted_or_seen if {
	record := object.union(_granted, {"changes": [], "observations": [_read(_d(3), [])], "events": [_event("closure", _d(10))]})
	_all(record) == []
}

# The record's own end may not concern it; what happened to the subject does.
test_nobody_knows_the_action[kind] if {
	some kind, hours in {"role_change": 24, "owner_change": 168, "termination": 4, "decommission": 24}
	record := object.union(object.remove(_asking([_ending(_reader, _d(10))]), ["action"]), {"events": [_event("closure", _d(10)), _event("expiry", _d(10)), _event(kind, _d(10))]})
	_all(record) == [_unseen(kind, "/events/2", _d(10), hours, "indeterminate")]
}

# A grant of nobody knows what: nothing will ever show it gone.
test_a_grant_that_does_not_say_of_what if {
	blank := {"action": "grant", "executed_at": _d(2), "outcome": "success"}
	events := [_event("closure", _d(10))]
	_all(object.union(_granted, {"changes": [blank], "observations": [_read(_d(3), [])], "events": events})) == [{
		"kind": "closure", "triggers": ["/events/0"], "start": _ns(_d(10)), "deadline": _ns(_d(11)),
		"claims": ["/changes/0"], "outcome": "indeterminate",
	}]
	_all(object.union(_granted, {"changes": [_granted.changes[0], blank], "observations": [_read(_d(10), [])], "events": events})) == [{
		"kind": "closure", "triggers": ["/events/0"], "start": _ns(_d(10)), "deadline": _ns(_d(11)),
		"claims": ["/changes/1", _asked(0)], "outcome": "indeterminate",
		"after": _ns(_d(2)), "held_at": _ns(_d(2)), "held": "/changes/0",
	}]
}
