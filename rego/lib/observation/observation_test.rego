package counterfoil.lib.observation_test

import data.counterfoil.lib.observation

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_key(e) := [e.system, e.resource, e.permission, ""]

_clock(at) := sprintf("2026-03-02T%sZ", [at])

_ns(at) := time.parse_rfc3339_ns(_clock(at))

_read(system, at, entitlements) := {
	"system": system, "observed_at": _clock(at), "complete": true,
	"entitlements": entitlements, "source": {"kind": "iam"},
}

_change(action, at, entitlements) := {"action": action, "executed_at": _clock(at), "outcome": "success", "entitlements": entitlements}

# A grant that was asked for at nine.
_record(changes, observations) := {
	"action": "grant", "request": {"submitted_at": _clock("09:00:00"), "entitlements": [_reader]},
	"changes": changes, "observations": observations,
}

_at_eleven := [_change("grant", "11:00:00", [_reader])]

_after(record) := after if {
	after := observation.after with input as record
}

_before(record) := before if {
	before := observation.before with input as record
}

_since(record, system) := since if {
	since := observation.since(system) with input as record
}

test_pointers if {
	observation.pointer(12) == "/observations/12"
	observation.pointers({0, 12}) == {"/observations/0", "/observations/12"}
	observation.held_at(1, 12) == "/observations/1/entitlements/12"
}

_kinds := ["iam", "pam", "cloud", "directory", "application", "itsm", "hr", "manual"]

test_only_target_sources_are_witnesses if {
	observations := [object.union(_read("erp", "10:00:00", []), {"source": {"kind": kind}}) | some kind in _kinds]
	sourceless := [object.remove(observations[0], ["source"]), object.union(object.remove(observations[0], ["source"]), {"source": {}})]
	observation.targets == {0, 1, 2, 3, 4} with input as {"observations": array.concat(observations, sourceless)}
}

test_complete_are_targets_that_left_nothing_out if {
	partial := object.union(_read("erp", "10:00:00", []), {"complete": false})
	ticket := object.union(_read("erp", "10:00:00", []), {"source": {"kind": "itsm"}})
	record := {"observations": [_read("erp", "10:00:00", []), partial, ticket]}
	observation.complete == {0} with input as record
	observation.targets == {0, 1} with input as record
}

test_when_and_what if {
	record := {"observations": [_read("erp", "10:00:00", [_reader, object.union(_reader, {"via": "group/a"}), _writer]), _read("crm", "11:00:00", [])]}
	observation.at == {0: _ns("10:00:00"), 1: _ns("11:00:00")} with input as record
	observation.keys == {0: {_key(_reader), _key(_writer)}, 1: set()} with input as record
}

test_since_submission if {
	_since(_record([], []), "erp") == _ns("09:00:00")
	_since(_record([object.union(_at_eleven[0], {"outcome": "failure"})], []), "erp") == _ns("09:00:00")
}

test_since_the_last_grant_in_the_system if {
	changes := [_change("grant", "11:00:00", [_reader]), _change("modify", "12:00:00", [_reader]), _change("grant", "13:00:00", [_viewer])]
	record := _record(changes, [])
	_since(record, "erp") == _ns("12:00:00")
	_since(record, "crm") == _ns("13:00:00")
	_since(record, "hr") == _ns("13:00:00")
	_since(_record(array.concat(changes, [_change("grant", "14:00:00", [])]), []), "erp") == _ns("14:00:00")
}

test_since_the_last_grant_of_a_bundle_that_reaches_there if {
	changes := [_change("grant", "11:00:00", [_viewer]), _change("grant", "12:00:00", [_reader]), _change("grant", "13:00:00", [_writer])]
	since := observation.since("crm") with input as _record(changes, [])
		with data.counterfoil.parameters.grant.implies as {"Reader": [{"system": "crm", "permission": "r"}]}
	since == _ns("12:00:00")
}

# A later revoke is none of the grant's; of a modification that took away only, it is all there is.
test_since_the_last_revoke if {
	changes := [_change("revoke", "11:00:00", [_reader]), _change("revoke", "12:00:00", [_writer])]
	_since(object.union(_record(changes, []), {"action": "modify"}), "erp") == _ns("12:00:00")
	_since(_record(changes, []), "erp") == _ns("09:00:00")
	_since(object.union(_record(array.concat(_at_eleven, [changes[1]]), []), {"action": "modify"}), "erp") == _ns("11:00:00")
}

test_since_nobody_knows_when if {
	record := object.remove(_record([], []), ["request"])
	not observation.since("erp") with input as record
	_after(object.union(record, {"observations": [_read("erp", "12:00:00", [])]})) == {}
}

test_after_and_before_the_change if {
	record := _record(_at_eleven, [
		_read("erp", "08:00:00", []), _read("erp", "10:59:59.999999999", []),
		_read("erp", "11:00:00.000000001", []), _read("erp", "12:00:00", []),
	])
	_after(record) == {"erp": {2}}
	_before(record) == {"erp": {1}}
}

test_in_the_instant_of_the_change_is_after if {
	record := _record(_at_eleven, [_read("erp", "10:00:00", []), _read("erp", "11:00:00", []), _read("erp", "12:00:00", [])])
	_after(record) == {"erp": {1}}
	_before(record) == {"erp": {0}}
	alone := _record(_at_eleven, [_read("erp", "11:00:00", [])])
	_after(alone) == {"erp": {0}}
	_before(alone) == {}
}

test_only_complete_target_observations if {
	observations := [_read("erp", "08:00:00", []), _read("erp", "12:00:00", [])]
	every edits in [{"complete": false}, {"source": {"kind": "itsm"}}] {
		record := _record(_at_eleven, [object.union(o, edits) | some o in observations])
		_after(record) == {}
		_before(record) == {}
	}
}

# Between two grants is neither, unless the first instant is the observation's own.
test_between_two_grants if {
	changes := [_change("grant", "11:00:00", [_reader]), _change("grant", "12:00:00", [_reader])]
	between := _record(changes, [_read("erp", "11:00:00.000000001", []), _read("erp", "11:59:59.999999999", [])])
	_after(between) == {}
	_before(between) == {}
	edges := _record(changes, [_read("erp", "11:00:00", []), _read("erp", "12:00:00", [])])
	_after(edges) == {"erp": {1}}
	_before(edges) == {"erp": {0}}
}

_revoked(at, entitlements) := _record(array.concat(_at_eleven, [_change("revoke", at, entitlements)]), [_read("erp", "12:00:00", [_reader])])

test_until_a_revoke if {
	_after(_revoked("12:00:00", [_reader])) == {"erp": {0}}
	_after(_revoked("11:59:59.999999999", [_reader])) == {}
	_after(_revoked("11:59:59.999999999", [_writer])) == {}
	_after(_revoked("11:59:59.999999999", [])) == {}
	_after(_revoked("11:59:59.999999999", [_viewer])) == {"erp": {0}}
	_after(_revoked("11:00:00", [_reader])) == {"erp": {0}}
	_after(_revoked("10:00:00", [_reader])) == {"erp": {0}}
}

test_a_failed_revoke_hides_nothing if {
	failed := object.union(_change("revoke", "11:30:00", [_reader]), {"outcome": "failure"})
	_after(_record(array.concat(_at_eleven, [failed]), [_read("erp", "12:00:00", [_reader])])) == {"erp": {0}}
}

_two_systems := [_change("grant", "11:00:00", [_reader]), _change("grant", "13:00:00", [_viewer])]

test_each_system_after_its_own_grant if {
	record := _record(_two_systems, [_read("erp", "12:00:00", [_reader]), _read("crm", "12:00:00", []), _read("crm", "13:00:00", [_viewer])])
	_after(record) == {"erp": {0}, "crm": {2}}
	_before(record) == {}
}

# The record's first change is before all, in whichever system.
test_before_the_first_change_of_all if {
	record := _record(_two_systems, [_read("crm", "10:00:00", []), _read("crm", "12:00:00", []), _read("crm", "13:30:00", []), _read("erp", "10:00:00", [])])
	_before(record) == {"crm": {0}, "erp": {3}}
	_after(record) == {"crm": {2}}
}

test_after_the_last_grant_of_all_if_anybody_looked if {
	record := _record(_two_systems, [_read("erp", "12:00:00", [_reader]), _read("erp", "13:00:00", [_reader]), _read("erp", "14:00:00", [_reader])])
	_after(record) == {"erp": {1}}
}

# What was read after the revoke there is no final state, though it came after all.
test_after_the_last_grant_of_all_but_revoked if {
	changes := array.concat(_two_systems, [_change("revoke", "12:30:00", [_reader])])
	_after(_record(changes, [_read("erp", "12:00:00", [_reader]), _read("erp", "14:00:00", [])])) == {"erp": {0}}
}

test_a_system_that_no_change_names if {
	record := _record(_at_eleven, [_read("hr", "10:00:00", []), _read("hr", "10:59:59.999999999", []), _read("hr", "11:00:00", [])])
	_after(record) == {"hr": {2}}
	_before(record) == {"hr": {1}}
}

# Nothing was granted: the latest since submission, and the latest until it.
test_nothing_granted if {
	record := _record([], [
		_read("erp", "08:00:00", []), _read("erp", "08:59:59.999999999", []),
		_read("erp", "09:00:00.000000001", []), _read("erp", "12:00:00", []), _read("erp", "10:00:00", []),
	])
	_after(record) == {"erp": {3}}
	_before(record) == {"erp": {1}}
}

test_nothing_granted_and_read_in_the_instant_of_submission if {
	alone := _record([], [_read("erp", "09:00:00", [])])
	_after(alone) == {"erp": {0}}
	_before(alone) == {}
	followed := _record([], [_read("erp", "09:00:00", []), _read("erp", "09:00:00.000000001", [])])
	_after(followed) == {"erp": {1}}
	_before(followed) == {"erp": {0}}
}

test_a_modification_that_took_away_only if {
	changes := [_change("revoke", "11:00:00", [_writer])]
	record := object.union(_record(changes, [_read("erp", "10:00:00", [_writer]), _read("erp", "12:00:00", [])]), {"action": "modify"})
	_after(record) == {"erp": {1}}
	_before(record) == {"erp": {0}}
	unread := object.union(_record(changes, [_read("erp", "10:00:00", [_writer])]), {"action": "modify"})
	_after(unread) == {}
}

# Several of one instant count together, in whatever order.
test_several_of_one_instant if {
	every pair in [[[_reader], [_reader, _writer]], [[_reader, _writer], [_reader]]] {
		record := _record(_at_eleven, [
			_read("erp", "10:00:00", pair[0]), _read("erp", "10:00:00", pair[1]), _read("erp", "09:59:00", []),
			_read("erp", "12:00:00", pair[0]), _read("erp", "12:00:00", pair[1]), _read("erp", "12:01:00", []),
		])
		_after(record) == {"erp": {3, 4}}
		_before(record) == {"erp": {0, 1}}
		observation.shown == {"erp": {_key(_reader), _key(_writer)}} with input as record
		observation.shown_throughout == {"erp": {_key(_reader)}} with input as record
		observation.there_before == {"erp": {_key(_reader)}} with input as record
	}
}

test_one_instant_in_two_zones if {
	east := object.union(_read("erp", "12:00:00", [_writer]), {"observed_at": "2026-03-02T14:00:00+02:00"})
	_after(_record(_at_eleven, [_read("erp", "12:00:00", [_reader]), east])) == {"erp": {0, 1}}
}

test_nothing_observed if {
	record := _record(_at_eleven, [])
	_after(record) == {}
	_before(record) == {}
	observation.shown == {} with input as record
	observation.shown_throughout == {} with input as record
	observation.there_before == {} with input as record
}

# A system that nothing was granted in counts from the last grant of all, also
# where a record that does not say its action took something away later.
test_a_later_revoke_elsewhere_does_not_move_where_nothing_was_granted if {
	changes := [_change("grant", "11:00:00", [_viewer]), _change("revoke", "12:00:00", [_viewer])]
	record := json.remove(_record(changes, []), ["/action"])
	_since(record, "erp") == _ns("11:00:00")
}

# Where nothing was granted, each system has its own latest state.
test_nothing_granted_and_another_system_read_later if {
	observations := [_read("erp", "10:00:00", []), _read("crm", "12:00:00", [])]
	_after(_record([], observations)) == {"erp": {0}, "crm": {1}}
}
