# Bundles, several systems, and several observations of one instant.
package counterfoil.controls.grant.complete_bundle_test

import data.counterfoil.controls.grant.complete
import data.counterfoil.testing

# A bundle whose second part is made in another system.
_implies := {"Finance Analyst": [{"permission": "fin-read"}, {"system": "crm", "resource": "accounts", "permission": "crm-read"}]}

_bundle := {"system": "erp", "resource": "ledger", "permission": "Finance Analyst"}

_erp_part := {"system": "erp", "resource": "ledger", "permission": "fin-read"}

_crm_part := {"system": "crm", "resource": "accounts", "permission": "crm-read"}

_read(system, at, entitlements) := {
	"id": sprintf("%s at %s", [system, at]), "system": system, "observed_at": at, "complete": true, "entitlements": entitlements,
	"source": {"system": system, "kind": "iam", "record_id": at, "collected_at": "2026-03-10T00:00:00Z"},
}

_before := "2026-03-02T08:00:00Z"

_after := "2026-03-02T11:05:00Z"

_record(observations) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), [
	{"op": "replace", "path": "/request/entitlements", "value": [_bundle]},
	{"op": "replace", "path": "/observations", "value": observations},
])

_rejected(observations) := json.patch(_record(observations), [
	{"op": "replace", "path": "/request/status", "value": "rejected"},
	{"op": "remove", "path": "/changes"},
])

_findings(record) := findings if {
	findings := complete.findings with input as record with data.counterfoil.parameters.grant.implies as _implies
}

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements/0"

_name := "Finance Analyst on ledger in erp"

_held(evidence) := _finding(_asked, "satisfied", sprintf("%s is held, as the target system shows", [_name]), {_asked} | evidence)

_not_read(systems) := _finding(_asked, "indeterminate", sprintf("no complete observation shows what is held in %s: read the target system", [systems]), [_asked])

_paper(evidence) := _finding(_asked, "not_satisfied", sprintf("paper control: the ticket was closed as complete, but %s is not held", [_name]), {_asked, "/request/status"} | evidence)

test_by_its_own_name if {
	_findings(_record([_read("erp", _after, [_bundle]), _read("crm", _after, [])])) == _held({"/observations/0", "/observations/1"})
}

# The name alone says that it is held; the other system need not be read.
test_by_its_own_name_and_the_other_system_was_not_read if {
	_findings(_record([_read("erp", _after, [_bundle])])) == _held({"/observations/0"})
}

test_by_all_of_its_parts if {
	_findings(_record([_read("erp", _after, [_erp_part]), _read("crm", _after, [_crm_part])])) == _held({"/observations/0", "/observations/1"})
}

test_a_part_is_missing if {
	every observations in [
		[_read("erp", _after, [_erp_part]), _read("crm", _after, [])],
		[_read("erp", _after, []), _read("crm", _after, [_crm_part])],
		[_read("erp", _after, []), _read("crm", _after, [])],
	] {
		_findings(_record(observations)) == _paper({"/observations/0", "/observations/1"})
	}
}

test_a_part_was_not_read if {
	_findings(_record([_read("erp", _after, [_erp_part])])) == _not_read("crm")
	_findings(_record([_read("crm", _after, [_crm_part])])) == _not_read("erp")
	_findings(_record([])) == _not_read("crm, erp")
}

test_turned_down_and_held_by_its_own_name if {
	_findings(_rejected([_read("erp", _after, [_bundle])])) == _finding(_asked, "not_satisfied", sprintf("the request was rejected, but %s is held nevertheless", [_name]), {_asked, "/request/status", "/observations/0"})
}

test_turned_down_and_held_by_all_of_its_parts if {
	_findings(_rejected([_read("erp", _after, [_erp_part]), _read("crm", _after, [_crm_part])])) == _finding(_asked, "not_satisfied", sprintf("the request was rejected, but %s is held nevertheless", [_name]), {_asked, "/request/status", "/observations/0", "/observations/1"})
}

# A part that appeared was granted through another request, or in spite of this one.
test_turned_down_and_a_part_appeared if {
	every observations in [
		[_read("erp", _after, [_erp_part]), _read("crm", _after, [])],
		[_read("erp", _after, [_erp_part]), _read("crm", _after, []), _read("erp", _before, [])],
	] {
		_findings(_rejected(observations)) == _finding(_asked, "indeterminate", "the request was rejected, but fin-read on ledger in erp is shown, which is a part of it and may not have been there before", {_asked, "/request/status", "/observations/0", "/observations/1"})
	}
}

test_turned_down_and_a_part_was_there_before if {
	_findings(_rejected([_read("erp", _after, [_erp_part]), _read("crm", _after, []), _read("erp", _before, [_erp_part])])) == _finding(_asked, "satisfied", sprintf("the request was rejected, and %s is not held", [_name]), {_asked, "/request/status", "/observations/0", "/observations/1"})
}

test_turned_down_and_a_part_was_not_read if {
	_findings(_rejected([_read("erp", _after, [])])) == _not_read("crm")
}

# Two observations of the same instant that disagree: held is what both show.
test_one_of_two_at_once_lacks_it if {
	every observations in [
		[_read("erp", _after, [_bundle]), _read("erp", _after, []), _read("crm", _after, [])],
		[_read("erp", _after, []), _read("erp", _after, [_bundle]), _read("crm", _after, [])],
	] {
		_findings(_record(observations)) == _paper({"/observations/0", "/observations/1", "/observations/2"})
	}
}

test_both_of_two_at_once_show_it if {
	_findings(_record([_read("erp", _after, [_bundle]), _read("erp", _after, [_bundle, _erp_part]), _read("crm", _after, [])])) == _held({"/observations/0", "/observations/1", "/observations/2"})
}

# One suffices to say that what was refused is there.
test_turned_down_and_one_of_two_at_once_shows_it if {
	every observations in [
		[_read("erp", _after, [_bundle]), _read("erp", _after, [])],
		[_read("erp", _after, []), _read("erp", _after, [_bundle])],
	] {
		_findings(_rejected(observations)) == _finding(_asked, "not_satisfied", sprintf("the request was rejected, but %s is held nevertheless", [_name]), {_asked, "/request/status", "/observations/0", "/observations/1"})
	}
}

# What a part implies in its turn does not make the bundle held.
test_what_the_bundle_implies_is_one_level_deep if {
	implies := {"Finance Analyst": [{"permission": "fin-read"}], "fin-read": [{"permission": "list"}]}
	findings := complete.findings with input as _record([_read("erp", _after, [object.union(_erp_part, {"permission": "list"})])]) with data.counterfoil.parameters.grant.implies as implies
	findings == _paper({"/observations/0"})
}
