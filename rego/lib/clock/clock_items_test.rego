# What had to end: the items, and what is known of each key.
package counterfoil.lib.clock_items_test

import data.counterfoil.lib.clock

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_bundle := object.union(_reader, {"permission": "Bundle"})

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_key(e) := [e.system, e.resource, e.permission, ""]

_clock(at) := sprintf("2026-03-02T%sZ", [at])

_ns(at) := time.parse_rfc3339_ns(_clock(at))

_read(system, at, entitlements) := {"system": system, "observed_at": _clock(at), "complete": true, "entitlements": entitlements, "source": {"kind": "iam"}}

_change(action, at, entitlements) := {"action": action, "executed_at": _clock(at), "outcome": "success", "entitlements": entitlements}

# A grant that was asked for at nine.
_record(requested, changes, observations) := {
	"action": "grant", "request": {"submitted_at": _clock("09:00:00"), "entitlements": requested},
	"changes": changes, "observations": observations,
}

_implies := {"Bundle": [{"permission": "Reader"}, {"permission": "Writer"}]}

_items(record) := items if {
	items := clock.items with input as record with data.counterfoil.parameters.grant.implies as _implies
}

_asked(j, e) := {"pointer": sprintf("/request/entitlements/%d", [j]), "key": _key(e)}

_given(i, j, e) := {"pointer": sprintf("/changes/%d/entitlements/%d", [i, j]), "key": _key(e)}

_seen(i, j, e) := {"pointer": sprintf("/observations/%d/entitlements/%d", [i, j]), "key": _key(e)}

_looked := [_read("erp", "10:00:00", []), _read("crm", "10:00:00", [])]

test_requested_and_granted if {
	_items(_record([_reader, _viewer], [_change("grant", "10:00:00", [_reader])], _looked)) == {_asked(0, _reader)}
}

test_requested_and_sighted if {
	_items(_record([_reader, _viewer], [], [_read("erp", "08:00:00", [_reader]), _looked[0], _looked[1]])) == {_asked(0, _reader)}
	_items(_record([_reader], [], [object.union(_read("erp", "10:00:00", [_reader]), {"complete": false}), _looked[0]])) == {_asked(0, _reader)}
}

# Requested, looked for, and never there.
test_requested_and_never_there if {
	_items(_record([_reader], [], _looked)) == set()
	_items(_record([_reader], [], [_read("erp", "09:00:00", [])])) == set()
}

# Nobody looked there since submission: it may be held.
test_requested_and_nobody_looked if {
	every observations in [
		[],
		[_read("erp", "08:59:59.999999999", [])],
		[_read("crm", "10:00:00", [])],
		[object.union(_read("erp", "10:00:00", []), {"complete": false})],
		[object.union(_read("erp", "10:00:00", []), {"source": {"kind": "itsm"}})],
	] {
		_items(_record([_reader], [], observations)) == {_asked(0, _reader)}
	}
}

test_a_failed_grant_is_none if {
	_items(_record([_reader], [object.union(_change("grant", "10:00:00", [_reader]), {"outcome": "failure"})], _looked)) == set()
}

# Of a revoke request everything is an item, wherever anybody looked.
test_requested_to_be_taken_away if {
	_items(object.union(_record([_reader, _viewer], [], _looked), {"action": "revoke"})) == {_asked(0, _reader), _asked(1, _viewer)}
}

test_the_same_requested_twice if {
	_items(_record([_reader, _reader], [_change("grant", "10:00:00", [_reader])], [])) == {_asked(0, _reader), _asked(1, _reader)}
}

test_granted_but_not_requested if {
	_items(_record([_reader], [_change("grant", "10:00:00", [_reader]), _change("modify", "10:00:00", [_reader, _viewer])], _looked)) == {_asked(0, _reader), _given(1, 1, _viewer)}
	_items({"action": "grant", "changes": [_change("grant", "10:00:00", [_reader])]}) == {_given(0, 0, _reader)}
}

# Excess that no change names belongs to a record of its own.
test_sighted_but_neither_granted_nor_requested if {
	_items(_record([_reader], [_change("grant", "10:00:00", [_reader])], [_read("erp", "11:00:00", [_reader, _writer])])) == {_asked(0, _reader)}
}

test_what_was_revoked_only_is_none if {
	_items({"action": "revoke", "changes": [_change("revoke", "10:00:00", [_reader])]}) == set()
}

test_a_bundle_and_what_is_known_of_it if {
	granted := _record([_bundle], [_change("grant", "10:00:00", [_bundle])], _looked)
	_items(granted) == {_asked(0, _bundle), _asked(0, _reader), _asked(0, _writer)}
	in_part := _record([_bundle], [_change("grant", "10:00:00", [_reader])], _looked)
	_items(in_part) == {_asked(0, _reader)}
	seen_in_part := _record([_bundle], [], [_read("erp", "10:00:00", [_writer])])
	_items(seen_in_part) == {_asked(0, _writer)}
}

test_a_bundle_of_which_nothing_is_known if {
	_items(_record([_bundle], [], [])) == {_asked(0, _bundle), _asked(0, _reader), _asked(0, _writer)}
	_items(_record([_bundle], [], _looked)) == set()
	_items(object.union(_record([_bundle], [], _looked), {"action": "revoke"})) == {_asked(0, _bundle), _asked(0, _reader), _asked(0, _writer)}
}

test_a_bundle_half_in_a_system_where_nobody_looked if {
	items := clock.items with input as _record([_bundle], [], [_looked[0]]) with data.counterfoil.parameters.grant.implies as {"Bundle": [_viewer]}
	items == {_asked(0, _viewer)}
}

# What was seen of it in erp says nothing of crm.
test_a_bundle_half_in_another_system if {
	implies := {"Bundle": [{"permission": "Reader"}, _viewer]}
	revoke := object.union(_record([_bundle], [], [_read("erp", "08:00:00", [_reader]), _read("erp", "10:00:00", [])]), {"action": "revoke"})
	items := clock.items with input as revoke with data.counterfoil.parameters.grant.implies as implies
	items == {_asked(0, _reader), _asked(0, _viewer)}
	grant := object.union(revoke, {"action": "grant"})
	items_granted := clock.items with input as grant with data.counterfoil.parameters.grant.implies as implies
	items_granted == {_asked(0, _reader), _asked(0, _viewer)}
}

test_an_unrequested_bundle_with_all_that_it_implies if {
	_items(_record([_viewer], [_change("grant", "10:00:00", [_bundle])], _looked)) == {_given(0, 0, _bundle), _given(0, 0, _reader), _given(0, 0, _writer)}
	_items(_record([_reader], [_change("grant", "10:00:00", [_bundle])], _looked)) == {_asked(0, _reader), _given(0, 0, _bundle), _given(0, 0, _writer)}
}

test_standing_access if {
	ticket := object.union(_read("erp", "10:00:00", [_reader]), {"source": {"kind": "itsm"}})
	_items({"observations": [_read("erp", "10:00:00", [_reader, _writer]), ticket, _read("erp", "11:00:00", [_reader])]}) == {_seen(0, 0, _reader), _seen(0, 1, _writer), _seen(2, 0, _reader)}
	_items({"changes": [object.union(_change("grant", "10:00:00", [_reader]), {"outcome": "failure"})], "observations": [_read("erp", "10:00:00", [_reader])]}) == {_seen(0, 0, _reader)}
	_items({"observations": []}) == set()
}

_history := _record([_reader], [_change("grant", "10:00:00", [_reader]), _change("revoke", "12:00:00", [_bundle]), _change("grant", "13:00:00", [_bundle])], [_read("erp", "11:00:00", [_reader]), _read("erp", "12:30:00", [_viewer]), object.union(_read("erp", "12:40:00", []), {"complete": false})])

test_what_is_known_of_a_key if {
	granted := clock.granted with input as _history with data.counterfoil.parameters.grant.implies as _implies
	granted[_key(_reader)] == {[_ns("10:00:00"), "/changes/0"], [_ns("13:00:00"), "/changes/2"]}
	granted[_key(_writer)] == {[_ns("13:00:00"), "/changes/2"]}
	revoked := clock.revoked with input as _history with data.counterfoil.parameters.grant.implies as _implies
	revoked[_key(_reader)] == {[_ns("12:00:00"), "/changes/1"]}
	sighted := clock.sighted with input as _history
	sighted == {_key(_reader): {[_ns("11:00:00"), "/observations/0/entitlements/0"]}, _key(_viewer): {[_ns("12:30:00"), "/observations/1/entitlements/0"]}}
	absent := clock.absent(_key(_reader)) with input as _history
	absent == {[_ns("12:30:00"), "/observations/1"]}
	elsewhere := clock.absent(_key(_viewer)) with input as _history
	elsewhere == set()
}

test_gone_for_good if {
	observations := [_read("erp", "11:00:00", []), _read("erp", "12:00:00", [_reader]), _read("erp", "12:00:00", []), _read("erp", "12:00:00.000000001", []), _read("erp", "13:00:00", [])]
	gone := clock.gone(_key(_reader), 0, clock.sightings(_key(_reader))) with input as _record([], [], observations)
	gone == {[_ns("12:00:00.000000001"), "/observations/3"], [_ns("13:00:00"), "/observations/4"]}
	granted := clock.gone(_key(_reader), 0, clock.sightings(_key(_reader))) with input as _record([], [_change("grant", "12:00:00.000000001", [_reader])], observations)
	granted == {[_ns("13:00:00"), "/observations/4"]}
}

test_gone_since_the_trigger if {
	observations := [_read("erp", "11:00:00", []), _read("erp", "12:00:00", [])]
	gone := clock.gone(_key(_reader), _ns("12:00:00"), clock.sightings(_key(_reader))) with input as _record([], [], observations)
	gone == {[_ns("12:00:00"), "/observations/1"]}
	later := clock.gone(_key(_reader), _ns("12:00:00.000000001"), clock.sightings(_key(_reader))) with input as _record([], [], observations)
	later == set()
}

test_ended_by_a_confirmed_revoke if {
	changes := [_change("revoke", "12:00:00", [_reader])]
	ended := clock.ended(_key(_reader), 0, clock.sightings(_key(_reader))) with input as _record([], changes, [_read("erp", "11:00:00", [_reader]), _read("erp", "13:00:00", [])])
	ended == [_ns("12:00:00"), {"/changes/0", "/observations/1"}]
	not clock.ended(_key(_reader), 0, clock.sightings(_key(_reader))) with input as _record([], changes, [_read("erp", "11:00:00", [_reader])])
	not clock.ended(_key(_reader), 0, clock.sightings(_key(_reader))) with input as _record([], [], [_read("erp", "11:00:00", [_reader]), _read("erp", "13:00:00", [])])
	not clock.ended(_key(_reader), 0, clock.sightings(_key(_reader))) with input as _record([], changes, [_read("erp", "12:00:00.000000001", [_reader]), _read("erp", "13:00:00", [])])
}
