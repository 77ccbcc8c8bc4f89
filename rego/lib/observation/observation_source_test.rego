# Observations of which nobody recorded where they were read.
package counterfoil.lib.observation_source_test

import data.counterfoil.lib.observation

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_key(e) := [e.system, e.resource, e.permission, ""]

_clock(at) := sprintf("2026-03-02T%sZ", [at])

_read(at, entitlements) := {"system": "erp", "observed_at": _clock(at), "complete": true, "entitlements": entitlements, "source": {"kind": "iam"}}

_somewhere(at, entitlements) := object.remove(_read(at, entitlements), ["source"])

_change(action, at) := {"action": action, "executed_at": _clock(at), "outcome": "success", "entitlements": [_reader]}

# Asked for at nine.
_record(changes, observations) := {
	"action": "grant", "request": {"submitted_at": _clock("09:00:00"), "entitlements": [_reader]},
	"changes": changes, "observations": observations,
}

_at_eleven := [_change("grant", "11:00:00")]

_after(record) := after if {
	after := observation.possible_after with input as record
}

_before(record) := before if {
	before := observation.possible_before with input as record
}

test_doubtful_is_what_has_no_kind_of_source if {
	kinds := [object.union(_read("10:00:00", []), {"source": {"kind": kind}}) | some kind in ["iam", "pam", "cloud", "directory", "application", "itsm", "hr", "manual"]]
	without := [_somewhere("10:00:00", []), object.union(_somewhere("10:00:00", []), {"source": {"system": "erp"}}), object.union(_somewhere("10:00:00", []), {"complete": false})]
	observation.doubtful == {8, 9, 10} with input as {"observations": array.concat(kinds, without)}
}

test_may_be_the_final_state if {
	every at in ["11:00:00", "12:00:00"] {
		_after(_record(_at_eleven, [_read("12:00:00", []), _somewhere(at, [])])) == {"erp": {0, 1}}
	}
	every observation in [
		_somewhere("10:59:59.999999999", []),
		_somewhere("12:00:00.000000001", []),
		object.union(_somewhere("11:30:00", []), {"complete": false}),
		object.union(_somewhere("11:30:00", []), {"system": "crm"}),
		object.union(_somewhere("11:30:00", []), {"source": {"kind": "itsm"}}),
	] {
		_after(_record(_at_eleven, [_read("12:00:00", []), observation])) == {"erp": {0}}
	}
}

# Each of several alone may be.
test_several_may_be_the_final_state if {
	_after(_record(_at_eleven, [_read("12:00:00", []), _somewhere("11:30:00", []), _somewhere("11:20:00", [])])) == {"erp": {0, 1, 2}}
}

test_nothing_is_known_of_the_final_state if {
	_after(_record(_at_eleven, [_somewhere("12:00:00", [])])) == {}
	_before(_record(_at_eleven, [_somewhere("10:00:00", [])])) == {}
}

test_may_be_the_final_state_up_to_a_revoke if {
	changes := array.concat(_at_eleven, [_change("revoke", "11:30:00")])
	_after(_record(changes, [_read("11:30:00", [_reader]), _somewhere("11:30:00", [])])) == {"erp": {0, 1}}
	_after(_record(changes, [_read("11:30:00", [_reader]), _somewhere("11:30:00.000000001", [])])) == {"erp": {0}}
}

# Nothing was granted: the latest counts.
test_may_be_the_latest_state if {
	_after(_record([], [_read("12:00:00", []), _somewhere("12:00:00", [])])) == {"erp": {0, 1}}
	_after(_record([], [_read("12:00:00", []), _somewhere("12:00:00.000000001", [])])) == {"erp": {0, 1}}
	_after(_record([], [_read("12:00:00", []), _somewhere("11:59:59.999999999", [])])) == {"erp": {0}}
}

test_may_be_the_state_before if {
	every at in ["09:00:00", "10:59:59.999999999"] {
		_before(_record(_at_eleven, [_read("09:00:00", []), _somewhere(at, [])])) == {"erp": {0, 1}}
	}
	every observation in [
		_somewhere("08:59:59.999999999", []),
		_somewhere("11:00:00.000000001", []),
		object.union(_somewhere("10:00:00", []), {"complete": false}),
		object.union(_somewhere("10:00:00", []), {"system": "crm"}),
	] {
		_before(_record(_at_eleven, [_read("09:00:00", []), observation])) == {"erp": {0}}
	}
}

# In the instant of the change it counts as after, if it may.
test_in_the_instant_of_the_change if {
	observations := [_read("09:00:00", []), _somewhere("11:00:00", []), _read("12:00:00", [])]
	_after(_record(_at_eleven, observations)) == {"erp": {1, 2}}
	_before(_record(_at_eleven, observations)) == {"erp": {0}}
	unread := [_read("09:00:00", []), _somewhere("11:00:00", [])]
	_before(_record(_at_eleven, unread)) == {"erp": {0, 1}}
}

test_what_it_shows if {
	record := _record(_at_eleven, [
		_read("09:00:00", [_reader, _writer]), _somewhere("10:00:00", [_writer]),
		_read("12:00:00", [_reader, _writer]), _somewhere("11:30:00", [_reader, object.union(_reader, {"permission": "Auditor"})]),
	])
	observation.surely_before == {"erp": {_key(_writer)}} with input as record
	observation.surely_shown == {"erp": {_key(_reader)}} with input as record
	observation.perhaps_shown == {"erp": {_key(_reader), _key(_writer), ["erp", "ledger", "Auditor", ""]}} with input as record
	observation.shown == {"erp": {_key(_reader), _key(_writer)}} with input as record
	observation.there_before == {"erp": {_key(_reader), _key(_writer)}} with input as record
}
