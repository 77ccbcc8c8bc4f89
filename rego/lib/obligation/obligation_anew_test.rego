# Approvals that let access outlive an event: then nothing had to end.
package counterfoil.lib.obligation_anew_test

import data.counterfoil.lib.obligation

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_d(day) := sprintf("2026-03-%02dT00:00:00Z", [day])

_ns(at) := time.parse_rfc3339_ns(at)

_approval(who, at, edits) := object.union({"approver": {"id": who, "kind": "human"}, "decision": "approved", "decided_at": at}, edits)

# Reader and Writer were granted on the second and are still held on the eighteenth;
# Ana moved on the tenth, so that they had to end by the eleventh.
_kept(entitlements, approvals) := {
	"action": "grant",
	"as_of": _d(20),
	"subject": {"id": "ana", "kind": "human"},
	"request": {"submitted_at": _d(1), "requester": {"id": "li", "kind": "human"}, "entitlements": entitlements},
	"approvals": array.concat([_approval("maria", _d(1), {})], approvals),
	"changes": [{"action": "grant", "executed_at": _d(2), "outcome": "success", "actor": {"id": "bot", "kind": "service_account"}, "entitlements": entitlements}],
	"observations": [{"system": "erp", "observed_at": _d(18), "complete": true, "entitlements": entitlements, "source": {"kind": "iam"}}],
	"events": [{"kind": "role_change", "occurred_at": _d(10)}],
}

_obliged(claims) := {"kind": "role_change", "triggers": ["/events/0"], "start": _ns(_d(10)), "deadline": _ns(_d(11)), "claims": claims}

_outlived := [object.union(_obliged(["/request/entitlements/0"]), _held)]

_held := {"outcome": "not_satisfied", "after": _ns(_d(18)), "held_at": _ns(_d(18)), "held": "/observations/0/entitlements/0"}

_anew(at) := [object.union(_obliged(["/request/entitlements/0"]), {"outcome": "satisfied", "reauthorised": _ns(at)})]

_reading(approvals) := _all(_kept([_reader], approvals))

_all(record) := all if {
	all := obligation.all with input as record
}

test_nobody_approved_anew if {
	_reading([]) == _outlived
}

test_approved_between_the_event_and_the_deadline if {
	every at in [_d(10), "2026-03-10T12:00:00Z", _d(11)] {
		_reading([_approval("maria", at, {})]) == _anew(at)
	}
}

test_approved_before_the_event_or_after_the_deadline if {
	every at in ["2026-03-09T23:59:59.999999999Z", "2026-03-11T00:00:00.000000001Z"] {
		_reading([_approval("maria", at, {})]) == _outlived
	}
}

test_the_last_of_several if {
	_reading([_approval("maria", "2026-03-10T12:00:00Z", {}), _approval("omar", "2026-03-10T08:00:00Z", {})]) == _anew("2026-03-10T12:00:00Z")
}

test_approved_by_nobody_who_could if {
	_reading([_approval("ana", _d(11), {})]) == _outlived
	_reading([_approval("maria", _d(11), {"decision": "rejected"})]) == _outlived
}

# As many as policy asks for.
test_one_of_two_approvers if {
	one := [_approval("maria", _d(11), {})]
	two := array.concat(one, [_approval("omar", _d(11), {})])
	_reading(one) == _outlived with data.counterfoil.parameters.approval["default"].min_approvers as 2
	_reading(two) == _anew(_d(11)) with data.counterfoil.parameters.approval["default"].min_approvers as 2
}

_shown(entitlements) := {"context": {"entitlements": entitlements, "as_of": _d(10)}}

test_the_approver_was_shown_it if {
	_reading([_approval("maria", _d(11), _shown([_writer, _reader]))]) == _anew(_d(11))
}

test_the_approver_was_shown_something_else if {
	_reading([_approval("maria", _d(11), _shown([_writer]))]) == _outlived
}

test_the_approver_was_shown_the_bundle if {
	shown := _approval("maria", _d(11), _shown([object.union(_reader, {"permission": "Bundle"})]))
	_reading([shown]) == _anew(_d(11)) with data.counterfoil.parameters.grant.implies as {"Bundle": [{"permission": "Reader"}]}
}

# Nobody recorded what was shown: it was what had been requested, and no more.
test_what_nobody_requested if {
	record := object.union(_kept([_reader], [_approval("maria", _d(11), {})]), {"request": {"entitlements": [_writer]}})
	claims := ["/changes/0/entitlements/0"]
	_all(record) == [object.union(_obliged(claims), _held)]
}

# What was authorised anew did not have to end, the other did.
test_one_of_two_was_authorised_anew if {
	approvals := [_approval("maria", _d(11), _shown([_reader]))]
	_all(_kept([_reader, _writer], approvals)) == [object.union(_obliged(["/request/entitlements/1"]), object.union(_held, {"held": "/observations/0/entitlements/1"}))]
}

test_both_were_authorised_anew if {
	approvals := [_approval("maria", "2026-03-10T06:00:00Z", _shown([_reader])), _approval("maria", "2026-03-10T12:00:00Z", _shown([_writer]))]
	_all(_kept([_reader, _writer], approvals)) == [object.union(_obliged(["/request/entitlements/0", "/request/entitlements/1"]), {"outcome": "satisfied", "reauthorised": _ns("2026-03-10T12:00:00Z")})]
}

# It answers the event before it, and not the next.
test_one_event_after_the_other if {
	record := object.union(_kept([_reader], [_approval("maria", _d(11), {})]), {"events": [
		{"kind": "role_change", "occurred_at": _d(10)},
		{"kind": "termination", "occurred_at": _d(12)},
	]})
	_all(record) == array.concat(_anew(_d(11)), [object.union(_held, {
		"kind": "termination", "triggers": ["/events/1"], "start": _ns(_d(12)), "deadline": _ns("2026-03-12T04:00:00Z"),
		"claims": ["/request/entitlements/0"],
	})])
}

# The work has closed: nobody can approve that it has not.
test_closure_is_not_authorised_away if {
	record := object.union(_kept([_reader], [_approval("maria", _d(11), {})]), {"events": [{"kind": "closure", "occurred_at": _d(10)}]})
	_all(record) == [object.union(object.union(_obliged(["/request/entitlements/0"]), {"kind": "closure"}), _held)]
}
