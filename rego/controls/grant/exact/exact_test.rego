package counterfoil.controls.grant.exact_test

import data.counterfoil.controls.grant.exact
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_findings(patches) := findings if {
	findings := exact.findings with input as _in(testing.human_grant, patches)
}

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements"

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_read(system, at, entitlements) := {
	"id": sprintf("%s at %s", [system, at]), "system": system, "observed_at": at, "complete": true, "entitlements": entitlements,
	"source": {"system": system, "kind": "iam", "record_id": at, "collected_at": "2026-03-10T00:00:00Z"},
}

_changed(action, at, entitlements) := object.union(testing.human_grant.changes[0], {"action": action, "executed_at": at, "entitlements": entitlements})

_exact := _finding("/observations/1", "satisfied", "nothing was added in erp that was not requested", {_asked, "/observations/0", "/observations/1"})

_too_much := _finding("/observations/1", "not_satisfied", "not requested: Writer on ledger in erp", {"/observations/1/entitlements/1", _asked})

test_nothing_but_what_was_requested if {
	_findings([]) == _exact
}

test_excess if {
	_findings(_set({"/observations/1/entitlements/-": _writer})) == _too_much
}

test_each_excess_is_a_finding_of_the_same_claim if {
	record := _in(testing.human_grant, _set({"/observations/1/entitlements": [_writer, object.union(_reader, {"scope": "eu"})]}))
	findings := exact.findings with input as record
	findings == _finding("/observations/1", "not_satisfied", "not requested: Writer on ledger in erp", {"/observations/1/entitlements/0", _asked}) | _finding("/observations/1", "not_satisfied", "not requested: Reader on ledger in erp (eu)", {"/observations/1/entitlements/1", _asked})
	claims := exact.claims with input as record
	claims == {"/observations/1"}
}

test_inherited_excess_names_the_path if {
	findings := _findings(_set({"/observations/1/entitlements/-": object.union(_writer, {"via": "group/finance"})}))
	findings == _finding("/observations/1", "not_satisfied", "not requested: Writer on ledger in erp, inherited through group/finance", {"/observations/1/entitlements/1", _asked})
}

test_what_was_requested_may_be_inherited if {
	_findings(_set({"/observations/1/entitlements/0/via": "group/readers"})) == _exact
}

test_there_before_is_no_excess if {
	_findings(_set({"/observations/0/entitlements": [_writer], "/observations/1/entitlements/-": _writer})) == _exact
}

# What was there directly is there still, however it is inherited now.
test_there_before_on_another_path_is_no_excess if {
	_findings(_set({"/observations/0/entitlements": [_writer], "/observations/1/entitlements/-": object.union(_writer, {"via": "group/finance"})})) == _exact
}

# The log counts only where nobody looked.
test_granted_but_there_before if {
	_findings(_set({"/changes/0/entitlements/-": _writer, "/observations/0/entitlements": [_writer], "/observations/1/entitlements/-": _writer})) == _exact
}

test_a_modification if {
	findings := _findings(_set({"/action": "modify", "/changes/0/action": "modify", "/observations/1/entitlements/-": _writer}))
	findings == _too_much
}

test_the_latest_state_before_counts if {
	patches := _set({
		"/observations/0/entitlements": [_writer],
		"/observations/1/entitlements/-": _writer,
		"/observations/-": _read("erp", "2026-03-02T08:00:00.000000001Z", []),
	})
	_findings(patches) == _too_much
}

test_the_earliest_state_after_counts if {
	_findings(_set({"/observations/-": _read("erp", "2026-03-02T11:05:00.000000001Z", [_reader, _writer])})) == _exact
	_findings(_set({"/observations/-": _read("erp", "2026-03-02T11:04:59.999999999Z", [_writer])})) == _finding("/observations/2", "not_satisfied", "not requested: Writer on ledger in erp", {"/observations/2/entitlements/0", _asked})
}

# What is read in the instant of the change counts as after it.
test_read_in_the_instant_of_the_change if {
	_findings(_set({"/observations/1/observed_at": "2026-03-02T11:00:00Z"})) == _exact
	_findings(_set({"/observations/1/observed_at": "2026-03-02T11:00:00Z", "/observations/1/entitlements/-": _writer})) == _too_much
}

test_it_cannot_be_both_before_and_after if {
	patches := array.concat(_set({"/observations/1/observed_at": "2026-03-02T11:00:00Z", "/observations/1/entitlements/-": _writer}), _remove(["/observations/0"]))
	_findings(patches) == _finding("/observations/0", "indeterminate", "Writer on ledger in erp was not requested, and may have been there before: no complete observation shows erp before the change", {_asked, "/observations/0"})
}

test_read_a_nanosecond_before_the_change if {
	_findings(_set({"/observations/1/observed_at": "2026-03-02T10:59:59.999999999Z"})) == _finding("/request/entitlements/0", "indeterminate", "no complete observation shows what is held in erp after the change: read the target system", {"/changes/0"})
}

# Two grants: before the first, and after the last.
_twice := [
	_changed("grant", "2026-03-02T11:00:00Z", [_reader]),
	_changed("grant", "2026-03-02T11:10:00Z", [_reader]),
]

test_before_the_first_of_two_grants if {
	patches := _set({"/changes": _twice, "/observations": [_read("erp", "2026-03-02T11:00:00Z", [_writer]), _read("erp", "2026-03-02T11:10:00Z", [_reader, _writer])]})
	_findings(patches) == _exact
}

test_between_two_grants_is_neither_before_nor_after if {
	patches := _set({"/changes": _twice, "/observations": [_read("erp", "2026-03-02T11:00:00.000000001Z", [_writer]), _read("erp", "2026-03-02T11:10:00Z", [_reader, _writer])]})
	_findings(patches) == _finding("/observations/1", "indeterminate", "Writer on ledger in erp was not requested, and may have been there before: no complete observation shows erp before the change", {_asked, "/observations/1"})
	late := _set({"/changes": _twice, "/observations": [_read("erp", "2026-03-02T08:00:00Z", []), _read("erp", "2026-03-02T11:09:59.999999999Z", [_reader])]})
	_findings(late) == _finding("/request/entitlements/0", "indeterminate", "no complete observation shows what is held in erp after the change: read the target system", {"/changes/0", "/changes/1"})
}

test_failed_changes_grant_nothing if {
	failed := object.union(_changed("grant", "2026-03-02T12:00:00Z", [_writer, _viewer]), {"outcome": "failure"})
	_findings(_set({"/changes/-": failed})) == _exact
}

# Read up to the revoke of anything there, and no later.
test_read_until_the_revoke if {
	revoke := _set({"/changes/-": _changed("revoke", "2026-03-02T11:05:00Z", [_reader])})
	_findings(revoke) == _exact
	late := _set({"/changes/-": _changed("revoke", "2026-03-02T11:04:59.999999999Z", [_reader])})
	_findings(late) == _finding("/request/entitlements/0", "indeterminate", "no complete observation shows what is held in erp after the change: read the target system", {"/changes/0"})
}

test_a_revoke_in_another_system if {
	_findings(_set({"/changes/-": _changed("revoke", "2026-03-02T11:02:00Z", [_viewer])})) == _exact
}

test_a_revoke_of_nobody_knows_what if {
	_findings(_set({"/changes/-": _changed("revoke", "2026-03-02T11:02:00Z", [])})) == _finding("/request/entitlements/0", "indeterminate", "no complete observation shows what is held in erp after the change: read the target system", {"/changes/0"})
}

test_a_revoke_before_the_grant if {
	_findings(_set({"/changes/-": _changed("revoke", "2026-03-02T10:59:59.999999999Z", [_reader])})) == _exact
}

test_standing_access if {
	_findings(_remove(["/request", "/changes"])) == _finding("", "not_applicable", "standing access: no change is logged", [""])
}

test_a_revocation if {
	record := _in(testing.revoke_request, [])
	findings := exact.findings with input as record
	findings == _finding("", "not_applicable", "a revocation grants nothing", ["/action"])
	claims := exact.claims with input as record
	claims == {""}
}
