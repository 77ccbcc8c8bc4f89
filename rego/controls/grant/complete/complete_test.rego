package counterfoil.controls.grant.complete_test

import data.counterfoil.controls.grant.complete
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_findings(patches) := findings if {
	findings := complete.findings with input as _in(patches)
}

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements/0"

_reader := "Reader on ledger in erp"

_payroll := {"system": "erp", "resource": "payroll", "permission": "Reader"}

# No change is logged, and what was read since is empty.
_nothing_done := array.concat(_remove(["/changes"]), _set({"/observations/1/entitlements": []}))

test_held if {
	_findings([]) == _finding(_asked, "satisfied", "Reader on ledger in erp is held, as the target system shows", {_asked, "/observations/1"})
}

test_held_through_a_group if {
	_findings(_set({"/observations/1/entitlements/0/via": "group/ledger-readers"})) == _findings([])
}

test_paper_control if {
	_findings(_set({"/observations/1/entitlements": []})) == _finding(_asked, "not_satisfied", "paper control: the ticket was closed as complete, but Reader on ledger in erp is not held", {_asked, "/request/status", "/observations/1"})
}

test_paper_control_without_a_change if {
	_findings(_nothing_done) == _findings(_set({"/observations/1/entitlements": []}))
}

test_another_scope_is_another_entitlement if {
	_findings(_set({"/request/entitlements/0/scope": "eu", "/observations/1/entitlements/0/scope": "us"})) == _finding(_asked, "not_satisfied", "paper control: the ticket was closed as complete, but Reader on ledger in erp (eu) is not held", {_asked, "/request/status", "/observations/1"})
}

test_each_requested_entitlement_is_a_claim if {
	record := _in(_set({"/request/entitlements/-": _payroll}))
	claims := complete.claims with input as record
	claims == {_asked, "/request/entitlements/1"}
	findings := complete.findings with input as record
	findings == _findings([]) | _finding("/request/entitlements/1", "not_satisfied", "paper control: the ticket was closed as complete, but Reader on payroll in erp is not held", {"/request/entitlements/1", "/request/status", "/observations/1"})
}

test_two_systems_of_which_one_was_read if {
	findings := _findings(_set({"/request/entitlements/-": object.union(_payroll, {"system": "crm"})}))
	findings == _findings([]) | _finding("/request/entitlements/1", "indeterminate", "no complete observation shows what is held in crm: read the target system", ["/request/entitlements/1"])
}

test_a_modification if {
	_findings(_set({"/action": "modify", "/changes/0/action": "modify"})) == _findings([])
}

# What was there before counts as held: nothing is missing.
test_held_before_already if {
	_findings(_set({"/observations/0/entitlements": testing.human_grant.observations[1].entitlements})) == _findings([])
}

test_closed_as_incomplete_and_not_held if {
	_findings(array.concat(_nothing_done, _set({"/request/status": "closed_incomplete"}))) == _finding(_asked, "not_applicable", "the ticket was closed as incomplete, and Reader on ledger in erp is not held: they agree", {_asked, "/request/status", "/observations/1"})
}

test_turned_down_and_not_held if {
	every status in ["rejected", "cancelled"] {
		_findings(array.concat(_nothing_done, _set({"/request/status": status}))) == _finding(_asked, "satisfied", sprintf("the request was %s, and Reader on ledger in erp is not held", [status]), {_asked, "/request/status", "/observations/1"})
	}
}

test_turned_down_and_held_nevertheless if {
	every status in ["rejected", "cancelled"] {
		every patches in [[], _remove(["/changes"])] {
			_findings(array.concat(patches, _set({"/request/status": status}))) == _finding(_asked, "not_satisfied", sprintf("the request was %s, but Reader on ledger in erp is held nevertheless", [status]), {_asked, "/request/status", "/observations/1"})
		}
	}
}

_open := array.concat(_nothing_done, _set({"/request/status": "open"}))

# Two days from the approval at ten.
test_open_until_the_deadline if {
	_findings(array.concat(_open, _set({"/as_of": "2026-03-04T10:00:00Z"}))) == _finding(_asked, "pending", "Reader on ledger in erp is not held yet; it should be by 2026-03-04T10:00:00Z", {_asked, "/observations/1"})
}

test_open_a_nanosecond_beyond if {
	_findings(array.concat(_open, _set({"/as_of": "2026-03-04T10:00:00.000000001Z"}))) == _finding(_asked, "not_satisfied", "Reader on ledger in erp is not held; it should have been by 2026-03-04T10:00:00Z", {_asked, "/observations/1"})
}

# A change was made and did not take: there is time left to mend it.
test_open_and_changed_in_vain if {
	_findings(_set({"/request/status": "open", "/observations/1/entitlements": [], "/as_of": "2026-03-04T10:00:00Z"})) == _finding(_asked, "pending", "Reader on ledger in erp is not held yet; it should be by 2026-03-04T10:00:00Z", {_asked, "/observations/1"})
}

test_open_and_held_already if {
	_findings(_set({"/request/status": "open", "/as_of": "2026-03-02T12:00:00Z"})) == _findings([])
}

_unread := array.concat(_remove(["/changes", "/observations"]), _set({"/request/status": "open"}))

test_open_and_not_read_until_the_deadline if {
	_findings(array.concat(_unread, _set({"/as_of": "2026-03-04T10:00:00Z"}))) == _finding(_asked, "pending", "Reader on ledger in erp is not shown to be held yet; it should be by 2026-03-04T10:00:00Z", [_asked])
}

_not_read := _finding(_asked, "indeterminate", "no complete observation shows what is held in erp: read the target system", [_asked])

test_open_and_not_read_a_nanosecond_beyond if {
	_findings(array.concat(_unread, _set({"/as_of": "2026-03-04T10:00:00.000000001Z"}))) == _not_read
}

test_open_and_changed_but_not_read if {
	_findings(array.concat(_remove(["/observations"]), _set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z"}))) == _not_read
}

test_the_state_of_the_ticket_is_unknown if {
	_findings(array.concat(_nothing_done, _remove(["/request/status"]))) == _finding(_asked, "indeterminate", "Reader on ledger in erp is not held, and the request does not say its status", {_asked, "/observations/1"})
}

test_no_final_state if {
	every patches in [
		_remove(["/observations"]),
		_remove(["/observations/1"]),
		_set({"/observations/1/complete": false}),
		_set({"/observations/1/source/kind": "itsm"}),
		_set({"/observations/1/source/kind": "hr"}),
		_set({"/observations/1/source/kind": "manual"}),
		_remove(["/observations/1/source"]),
		_set({"/observations/1/observed_at": "2026-03-02T10:59:59.999999999Z"}),
	] {
		_findings(patches) == _not_read
	}
}

test_read_in_the_instant_of_the_change if {
	_findings(_set({"/observations/1/observed_at": "2026-03-02T11:00:00Z"})) == _findings([])
}

# Whoever turned it down: without a look nobody knows that it is not held.
test_turned_down_and_not_read if {
	_findings(array.concat(_remove(["/changes", "/observations"]), _set({"/request/status": "rejected"}))) == _not_read
}

test_action_unknown if {
	_findings(_remove(["/action"])) == _finding(_asked, "indeterminate", "the record does not say whether access was to be granted or revoked", [""])
}

test_without_a_request if {
	_findings(_remove(["/request"])) == _finding("", "indeterminate", "without a request nobody can tell what should be held", [""])
}

test_a_request_for_nothing if {
	every patches in [_remove(["/request/entitlements"]), _set({"/request/entitlements": []})] {
		_findings(patches) == _finding("", "indeterminate", "the request names no entitlement", ["/request"])
	}
}

test_standing_access if {
	_findings(_remove(["/request", "/changes"])) == _finding("", "not_applicable", "standing access: nobody requested it and no change is logged", [""])
}

test_a_revoke_request if {
	record := object.union(testing.revoke_request, {"as_of": testing.as_of})
	findings := complete.findings with input as record
	findings == _finding("", "not_applicable", "a revoke request: revocation.on_closure judges it", ["/action"])
	claims := complete.claims with input as record
	claims == {""}
}

test_held_but_the_request_does_not_say_its_status if {
	_findings(_remove(["/request/status"])) == _finding(_asked, "indeterminate", "Reader on ledger in erp is held, but the request does not say its status, and may have been turned down", {_asked, "/observations/1"})
}
