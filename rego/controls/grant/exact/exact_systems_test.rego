# Several systems, bundles, and several observations of one instant.
package counterfoil.controls.grant.exact_systems_test

import data.counterfoil.controls.grant.exact
import data.counterfoil.testing

_asked := "/request/entitlements"

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_exporter := object.union(_viewer, {"permission": "Exporter"})

_read(system, at, entitlements) := {
	"id": sprintf("%s at %s", [system, at]), "system": system, "observed_at": sprintf("2026-03-02T%sZ", [at]), "complete": true, "entitlements": entitlements,
	"source": {"system": system, "kind": "iam", "record_id": at, "collected_at": "2026-03-10T00:00:00Z"},
}

_granted(at, entitlements) := object.union(testing.human_grant.changes[0], {"executed_at": sprintf("2026-03-02T%sZ", [at]), "entitlements": entitlements})

_record(requested, changes, observations) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), [
	{"op": "replace", "path": "/request/entitlements", "value": requested},
	{"op": "replace", "path": "/changes", "value": changes},
	{"op": "replace", "path": "/observations", "value": observations},
])

_findings(record) := findings if {
	findings := exact.findings with input as record
}

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_exact(system, after, before) := _finding(after, "satisfied", sprintf("nothing was added in %s that was not requested", [system]), {_asked, after, before})

_unread(claim, system, evidence) := _finding(claim, "indeterminate", sprintf("no complete observation shows what is held in %s after the change: read the target system", [system]), evidence)

_both := [_granted("11:00:00", [_reader]), _granted("11:10:00", [_viewer])]

# Erp is read between the two grants: it is not the other system's change that it must come after.
_each_after_its_own := [
	_read("erp", "08:00:00", []), _read("crm", "08:00:00", []),
	_read("erp", "11:05:00", [_reader]), _read("crm", "11:15:00", [_viewer]),
]

test_each_system_is_a_claim if {
	record := _record([_reader, _viewer], _both, _each_after_its_own)
	_findings(record) == _exact("erp", "/observations/2", "/observations/0") | _exact("crm", "/observations/3", "/observations/1")
	claims := exact.claims with input as record
	claims == {"/observations/2", "/observations/3"}
}

test_one_system_has_too_much if {
	record := json.patch(_record([_reader, _viewer], _both, _each_after_its_own), [{"op": "add", "path": "/observations/3/entitlements/-", "value": _exporter}])
	_findings(record) == _exact("erp", "/observations/2", "/observations/0") | _finding("/observations/3", "not_satisfied", "not requested: Exporter on accounts in crm", {"/observations/3/entitlements/1", _asked})
}

test_one_system_was_not_read if {
	record := _record([_reader, _viewer], _both, [_read("erp", "08:00:00", []), _read("erp", "11:05:00", [_reader])])
	_findings(record) == _exact("erp", "/observations/1", "/observations/0") | _unread("/request/entitlements/1", "crm", {"/changes/1"})
	claims := exact.claims with input as record
	claims == {"/observations/1", "/request/entitlements/1"}
}

# What was there of one system says nothing of the other.
test_the_same_name_in_another_system_is_another_entitlement if {
	twin := object.union(_reader, {"system": "crm"})
	record := _record([_reader], [_granted("11:00:00", [_reader, twin])], [_read("erp", "08:00:00", [twin]), _read("erp", "11:05:00", [_reader])])
	_findings(record) == _exact("erp", "/observations/1", "/observations/0") | _finding("/changes/0", "not_satisfied", "granted, but not requested: Reader on ledger in crm", {"/changes/0/entitlements/1", _asked})
}

# Where erp was read again after the last change of all, that is its final state.
test_a_grant_in_one_system_may_show_in_another if {
	observations := array.concat(_each_after_its_own, [_read("erp", "11:10:00", [_reader, _writer])])
	_findings(_record([_reader, _viewer], _both, observations)) == _exact("crm", "/observations/3", "/observations/1") | _finding("/observations/4", "not_satisfied", "not requested: Writer on ledger in erp", {"/observations/4/entitlements/1", _asked})
}

test_a_change_of_nobody_knows_what_may_be_in_any_system if {
	record := _record([_reader], [_granted("11:00:00", [_reader]), _granted("11:05:00.000000001", [])], [_read("erp", "08:00:00", []), _read("erp", "11:05:00", [_reader])])
	_findings(record) == _unread("/request/entitlements/0", "erp", {"/changes/0"}) | _finding("/changes/1", "indeterminate", "the change does not say what it granted, so that nobody can tell where to look", ["/changes/1"])
	claims := exact.claims with input as record
	claims == {"/request/entitlements/0", "/changes/1"}
}

test_a_system_that_nobody_asked_for if {
	record := _record([_reader], [_granted("11:00:00", [_reader, _viewer])], [
		_read("erp", "08:00:00", []), _read("erp", "11:05:00", [_reader]),
		_read("crm", "08:00:00", []), _read("crm", "11:05:00", [_viewer]),
	])
	_findings(record) == _exact("erp", "/observations/1", "/observations/0") | _finding("/observations/3", "not_satisfied", "not requested: Viewer on accounts in crm", {"/observations/3/entitlements/0", _asked})
}

test_neither_system_was_read if {
	record := _record([_reader, _writer], [_granted("11:00:00", [_reader, _viewer])], [])
	_findings(record) == _unread("/request/entitlements/0", "erp", {"/changes/0"}) | _finding("/changes/0", "not_satisfied", "granted, but not requested: Viewer on accounts in crm", {"/changes/0/entitlements/1", _asked})
}

_bundle := object.union(_reader, {"permission": "Finance Analyst"})

_part(permission) := object.union(_reader, {"permission": permission})

test_what_a_bundle_implies_was_requested if {
	every shown in [[_bundle], [_part("fin-read")], [_part("fin-read"), _part("fin-export")], [_bundle, _part("fin-read"), _part("fin-export")]] {
		_findings(_record([_bundle], [_granted("11:00:00", [_bundle])], [_read("erp", "08:00:00", []), _read("erp", "11:05:00", shown)])) == _exact("erp", "/observations/1", "/observations/0")
	}
}

test_what_a_bundle_implies_is_on_its_own_resource_and_scope if {
	every e in [
		object.union(_part("fin-read"), {"resource": "payroll"}),
		object.union(_part("fin-read"), {"scope": "eu"}),
		_part("fin-delete"),
	] {
		findings := _findings(_record([_bundle], [_granted("11:00:00", [_bundle])], [_read("erp", "08:00:00", []), _read("erp", "11:05:00", [e])]))
		{[f.claim, f.outcome, f.evidence] | some f in findings} == {["/observations/1", "not_satisfied", {"/observations/1/entitlements/0", _asked}]}
	}
}

# To ask for a part is not to ask for the bundle.
test_a_bundle_is_excess_where_a_part_was_requested if {
	_findings(_record([_part("fin-read")], [_granted("11:00:00", [_part("fin-read")])], [_read("erp", "08:00:00", []), _read("erp", "11:05:00", [_bundle])])) == _finding("/observations/1", "not_satisfied", "not requested: Finance Analyst on ledger in erp", {"/observations/1/entitlements/0", _asked})
}

_elsewhere := {"Finance Analyst": [{"permission": "fin-read"}, {"system": "crm", "resource": "accounts", "permission": "Viewer"}]}

test_a_bundle_that_reaches_into_another_system if {
	record := _record([_bundle], [_granted("11:00:00", [_bundle])], [_read("erp", "08:00:00", []), _read("crm", "08:00:00", []), _read("erp", "11:05:00", [_bundle]), _read("crm", "11:05:00", [_viewer])])
	findings := exact.findings with input as record with data.counterfoil.parameters.grant.implies as _elsewhere
	findings == _exact("erp", "/observations/2", "/observations/0") | _exact("crm", "/observations/3", "/observations/1")
}

test_a_bundle_whose_other_system_has_too_much if {
	record := _record([_bundle], [_granted("11:00:00", [_bundle])], [_read("erp", "08:00:00", []), _read("crm", "08:00:00", []), _read("erp", "11:05:00", [_bundle]), _read("crm", "11:05:00", [_viewer, _exporter])])
	findings := exact.findings with input as record with data.counterfoil.parameters.grant.implies as _elsewhere
	findings == _exact("erp", "/observations/2", "/observations/0") | _finding("/observations/3", "not_satisfied", "not requested: Exporter on accounts in crm", {"/observations/3/entitlements/1", _asked})
}

test_a_bundle_whose_other_system_was_not_read if {
	record := _record([_bundle], [_granted("11:00:00", [_bundle])], [_read("erp", "08:00:00", []), _read("erp", "11:05:00", [_bundle])])
	findings := exact.findings with input as record with data.counterfoil.parameters.grant.implies as _elsewhere
	findings == _exact("erp", "/observations/1", "/observations/0") | _unread("/request/entitlements/0", "crm", {""})
}

# Several observations of one instant: before is what all show, after what any does.
test_two_states_after_at_once if {
	every after in [[[_reader], [_reader, _writer]], [[_reader, _writer], [_reader]]] {
		findings := _findings(_record([_reader], [_granted("11:00:00", [_reader])], [_read("erp", "08:00:00", []), _read("erp", "11:05:00", after[0]), _read("erp", "11:05:00", after[1])]))
		{[f.claim, f.outcome, f.message] | some f in findings} == {["/observations/1", "not_satisfied", "not requested: Writer on ledger in erp"]}
	}
}

test_two_states_before_at_once if {
	every before in [[[], [_writer]], [[_writer], []]] {
		_findings(_record([_reader], [_granted("11:00:00", [_reader])], [_read("erp", "08:00:00", before[0]), _read("erp", "08:00:00", before[1]), _read("erp", "11:05:00", [_reader, _writer])])) == _finding("/observations/2", "not_satisfied", "not requested: Writer on ledger in erp", {"/observations/2/entitlements/1", _asked})
	}
}

test_two_states_that_agree_are_both_cited if {
	_findings(_record([_reader], [_granted("11:00:00", [_reader])], [
		_read("erp", "08:00:00", [_writer]), _read("erp", "08:00:00", [_writer]),
		_read("erp", "11:05:00", [_reader, _writer]), _read("erp", "11:05:00", [_reader]),
	])) == _finding("/observations/2", "satisfied", "nothing was added in erp that was not requested", {_asked, "/observations/0", "/observations/1", "/observations/2", "/observations/3"})
}
