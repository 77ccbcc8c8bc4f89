package counterfoil.lib.change_test

import data.counterfoil.lib.change

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

# changes are [action, hour of the day] or [action, hour, outcome].
_record(action, changes) := {"action": action, "request": {}, "changes": [_change(c) | some c in changes]}

_change(c) := {
	"action": c[0], "executed_at": sprintf("2026-03-02T%s:00:00Z", [c[1]]),
	"outcome": _outcome(c), "entitlements": [_reader],
}

_outcome(c) := c[2] if {
	count(c) == 3
} else := "success"

_own(action, changes) := own if {
	own := change.own with input as _record(action, changes)
}

_instant(at) := time.parse_rfc3339_ns(sprintf("2026-03-02T%s:00:00Z", [at]))

_first(action, changes) := first if {
	first := change.first with input as _record(action, changes)
}

_last(action, changes) := last if {
	last := change.last with input as _record(action, changes)
}

test_only_success_changed_anything if {
	record := _record("grant", [["grant", "10", "failure"], ["revoke", "11", "failure"], ["grant", "12"]])
	change.successful == {2} with input as record
	change.grants == {2} with input as record
	change.revokes == set() with input as record
	change.at == {2: _instant("12")} with input as record
	change.made with input as record
	not change.made with input as _record("grant", [["grant", "10", "failure"]])
	not change.made with input as {"action": "grant"}
}

test_pointer if {
	change.pointer(12) == "/changes/12"
}

test_grants_and_revokes if {
	record := _record("grant", [["grant", "10"], ["modify", "11"], ["revoke", "12"]])
	change.grants == {0, 1} with input as record
	change.revokes == {2} with input as record
	change.first_grant == _instant("10") with input as record
	change.last_grant == _instant("11") with input as record
}

test_own_of_a_grant if {
	_own("grant", [["grant", "11"], ["revoke", "10"], ["modify", "12"]]) == {0, 2}
	_own("grant", [["revoke", "10"]]) == set()
	_own("grant", []) == set()
}

test_own_of_a_modification if {
	_own("modify", [["modify", "10"], ["grant", "11"], ["revoke", "12"]]) == {0, 1}
	_own("modify", [["revoke", "10"], ["revoke", "11"]]) == {0, 1}
	_own("modify", []) == set()
}

test_own_of_a_revocation if {
	_own("revoke", [["grant", "10"], ["revoke", "11"]]) == {1}
	_own("revoke", [["grant", "10"], ["modify", "11"]]) == {0, 1}
	_own("revoke", []) == set()
}

test_own_of_nobody_knows_what if {
	record := object.remove(_record("", [["grant", "10"], ["revoke", "11"], ["modify", "12", "failure"]]), ["action"])
	change.own == {0, 1} with input as record
	change.first == _instant("10") with input as record
	change.last == _instant("11") with input as record
}

test_first_and_last if {
	changes := [["grant", "12"], ["grant", "10"], ["grant", "09", "failure"], ["revoke", "08"], ["grant", "14"], ["revoke", "15"]]
	_first("grant", changes) == _instant("10")
	_last("grant", changes) == _instant("14")
	_first("revoke", changes) == _instant("08")
	_last("revoke", changes) == _instant("15")
}

test_first_and_last_of_nothing if {
	record := _record("grant", [["revoke", "10"]])
	not change.first with input as record
	not change.last with input as record
	not change.first_grant with input as record
	not change.last_grant with input as record
}

test_first_pointers if {
	change.first_pointers == {"/changes/0", "/changes/2"} with input as _record("grant", [["grant", "10"], ["grant", "11"], ["grant", "10"], ["revoke", "10"]])
	change.first_pointers == set() with input as {"action": "grant"}
}

# Time strings compare by their instants, not by their letters.
test_another_zone if {
	changes := [
		{"action": "grant", "executed_at": "2026-03-02T11:00:00+02:00", "outcome": "success"},
		{"action": "grant", "executed_at": "2026-03-02T10:00:00Z", "outcome": "success"},
	]
	change.first_pointers == {"/changes/0"} with input as {"action": "grant", "changes": changes}
}

test_granted_as_logged if {
	bundle := {"system": "erp", "resource": "ledger", "permission": "Finance Analyst", "scope": "eu"}
	changes := [
		{"action": "grant", "executed_at": "2026-03-02T10:00:00Z", "outcome": "success", "entitlements": [_reader, bundle]},
		{"action": "modify", "executed_at": "2026-03-02T10:00:00Z", "outcome": "success", "entitlements": [_viewer]},
		{"action": "grant", "executed_at": "2026-03-02T10:00:00Z", "outcome": "failure", "entitlements": [object.union(_reader, {"permission": "A"})]},
		{"action": "revoke", "executed_at": "2026-03-02T10:00:00Z", "outcome": "success", "entitlements": [object.union(_reader, {"permission": "B"})]},
	]
	change.granted == {["erp", "ledger", "Reader", ""], ["erp", "ledger", "Finance Analyst", "eu"], ["crm", "accounts", "Viewer", ""]} with input as {"changes": changes}
}

_of_what(entitlements) := {"action": "grant", "executed_at": "2026-03-02T10:00:00Z", "outcome": "success", "entitlements": entitlements}

test_opaque if {
	nothing := object.remove(_of_what([]), ["entitlements"])
	changes := [_of_what([]), nothing, _of_what([_reader]), object.union(nothing, {"action": "modify"}), object.union(nothing, {"action": "revoke"}), object.union(nothing, {"outcome": "failure"})]
	change.opaque == {"/changes/0", "/changes/1", "/changes/3"} with input as {"changes": changes}
}

test_concerns if {
	bundle := {"system": "erp", "resource": "ledger", "permission": "Finance Analyst"}
	record := {"changes": [_of_what([_reader]), _of_what([_reader, _viewer]), _of_what([]), object.remove(_of_what([]), ["entitlements"]), _of_what([bundle])]}
	concerned := {[i, system] |
		some i in numbers.range(0, 4)
		some system in ["erp", "crm"]
		change.concerns(i, system) with input as record
			with data.counterfoil.parameters.grant.implies as {"Finance Analyst": [{"system": "crm", "permission": "fin-read"}]}
	}
	concerned == {[0, "erp"], [1, "erp"], [1, "crm"], [2, "erp"], [2, "crm"], [3, "erp"], [3, "crm"], [4, "erp"], [4, "crm"]}
}

_change_made := [_of_what([_reader])]

test_action_unknown if {
	change.action_unknown with input as {"request": {}}
	change.action_unknown with input as {"changes": _change_made}
	change.action_unknown with input as {"request": {}, "changes": _change_made}
	not change.action_unknown with input as {}
	not change.action_unknown with input as {"changes": [object.union(_change_made[0], {"outcome": "failure"})]}
	not change.action_unknown with input as {"action": "modify", "request": {}, "changes": _change_made}
}

test_standing if {
	change.standing with input as {}
	change.standing with input as {"changes": [object.union(_change_made[0], {"outcome": "failure"})]}
	not change.standing with input as {"request": {}}
	not change.standing with input as {"changes": _change_made}
}

# Taken away, given, taken away again: the first two carry the modification out.
test_a_modification_may_take_away_before_it_gives if {
	exchanged := {"action": "modify", "subject": {"id": "ana", "kind": "human"}, "changes": [
		{"action": "revoke", "executed_at": "2026-03-02T10:00:00Z", "outcome": "success"},
		{"action": "grant", "executed_at": "2026-03-02T10:05:00Z", "outcome": "success"},
		{"action": "revoke", "executed_at": "2026-03-09T10:00:00Z", "outcome": "success"},
	]}
	own := change.own with input as exchanged
	own == {0, 1}
	first := change.first with input as exchanged
	first == time.parse_rfc3339_ns("2026-03-02T10:00:00Z")
}
