# What is missing to tell, and what is not due yet.
package counterfoil.controls.grant.exact_missing_test

import data.counterfoil.controls.grant.exact
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_findings(patches) := findings if {
	findings := exact.findings with input as _in(patches)
}

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements"

_writer := {"system": "erp", "resource": "ledger", "permission": "Writer"}

# No state before: what is left is observation 0, the state after. Edits of it
# come first: json.patch loses its way where it edits what a removal has moved.
_no_before := [
	_remove(["/observations/0"]),
	array.concat(_remove(["/observations/0"]), _set({"/observations/-": object.union(testing.human_grant.observations[0], {"complete": false})})),
	array.concat(_remove(["/observations/0"]), _set({"/observations/-": json.patch(testing.human_grant.observations[0], [{"op": "replace", "path": "/source/kind", "value": "itsm"}])})),
	array.concat(_remove(["/observations/0"]), _set({"/observations/-": json.remove(testing.human_grant.observations[0], ["/source"])})),
	array.concat(_remove(["/observations/0"]), _set({"/observations/-": object.union(testing.human_grant.observations[0], {"system": "crm"})})),
]

test_no_state_before_and_nothing_but_what_was_requested if {
	every patches in _no_before {
		_findings(patches) == _finding("/observations/0", "satisfied", "everything that is held in erp was requested", {_asked, "/observations/0"})
	}
}

_doubtful(names) := _finding("/observations/0", "indeterminate", sprintf("%s was not requested, and may have been there before: no complete observation shows erp before the change", [names]), {_asked, "/observations/0"})

test_no_state_before_and_more if {
	every patches in _no_before {
		_findings(array.concat(_set({"/observations/1/entitlements/-": _writer}), patches)) == _doubtful("Writer on ledger in erp")
	}
}

test_no_state_before_and_more_through_a_group if {
	more := _set({"/observations/1/entitlements": [object.union(_writer, {"via": "group/finance"}), object.union(_writer, {"scope": "eu"})]})
	_findings(array.concat(more, _no_before[0])) == _doubtful("Writer on ledger in erp (eu), Writer on ledger in erp, inherited through group/finance")
}

test_no_state_before_and_the_log_shows_more if {
	expected := _finding("/observations/0", "not_satisfied", "granted, but not requested: Writer on ledger in erp", {"/changes/0/entitlements/1", _asked})
	every patches in _no_before {
		_findings(array.concat(patches, _set({"/changes/0/entitlements/-": _writer}))) == expected
		_findings(array.concat(_set({"/changes/0/entitlements/-": _writer, "/observations/1/entitlements/-": _writer}), patches)) == expected
	}
}

test_a_failed_grant_shows_nothing if {
	failed := object.union(testing.human_grant.changes[0], {"entitlements": [_writer], "outcome": "failure"})
	_findings(array.concat(_set({"/changes/-": failed, "/observations/1/entitlements/-": _writer}), _no_before[0])) == _doubtful("Writer on ledger in erp")
}

test_a_revoke_gives_nothing if {
	revoke := object.union(testing.human_grant.changes[0], {"entitlements": [_writer], "action": "revoke", "executed_at": "2026-03-02T10:59:00Z"})
	_findings(array.concat(_no_before[0], _set({"/changes/-": revoke}))) == _finding("/observations/0", "satisfied", "everything that is held in erp was requested", {_asked, "/observations/0"})
}

_no_after := [
	_remove(["/observations"]),
	_remove(["/observations/1"]),
	_set({"/observations/1/complete": false}),
	_set({"/observations/1/source/kind": "manual"}),
	_set({"/observations/1/source/kind": "hr"}),
	_remove(["/observations/1/source"]),
	_set({"/observations/1/system": "crm"}),
]

_unread(evidence) := _finding("/request/entitlements/0", "indeterminate", "no complete observation shows what is held in erp after the change: read the target system", evidence)

test_no_state_after if {
	every patches in _no_after {
		_findings(patches) == _unread({"/changes/0"})
	}
}

test_no_state_after_and_the_log_shows_more if {
	every patches in _no_after {
		_findings(array.concat(patches, _set({"/changes/0/entitlements/-": _writer}))) == _finding("/request/entitlements/0", "not_satisfied", "granted, but not requested: Writer on ledger in erp", {"/changes/0/entitlements/1", _asked})
	}
}

test_a_partial_state_after_is_no_final_state if {
	_findings(_set({"/observations/1/complete": false, "/observations/1/entitlements/-": _writer})) == _unread({"/changes/0"})
}

_waiting := array.concat(_remove(["/changes", "/observations"]), _set({"/request/status": "open"}))

test_open_until_the_deadline if {
	_findings(array.concat(_waiting, _set({"/as_of": "2026-03-04T10:00:00Z"}))) == _finding("/request/entitlements/0", "pending", "nothing was changed in erp yet; it should be by 2026-03-04T10:00:00Z", ["/request"])
}

test_open_a_nanosecond_beyond if {
	_findings(array.concat(_waiting, _set({"/as_of": "2026-03-04T10:00:00.000000001Z"}))) == _unread({""})
}

# Where somebody looked, there is something to compare.
test_open_and_read_already if {
	_findings(array.concat(_remove(["/changes"]), _set({"/request/status": "open", "/as_of": "2026-03-02T12:00:00Z"}))) == _finding("/observations/1", "satisfied", "nothing was added in erp that was not requested", {_asked, "/observations/0", "/observations/1"})
}

test_open_and_changed_but_not_read if {
	_findings(array.concat(_remove(["/observations"]), _set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z"}))) == _unread({"/changes/0"})
}

# Nothing was done: what was read since submission is compared with what was there at it.
_undone := array.concat(_remove(["/changes"]), _set({"/request/status": "rejected"}))

test_nothing_done_and_nothing_more if {
	_findings(_undone) == _finding("/observations/1", "satisfied", "nothing was added in erp that was not requested", {_asked, "/observations/0", "/observations/1"})
}

test_nothing_done_and_more_all_the_same if {
	_findings(array.concat(_undone, _set({"/observations/1/entitlements/-": _writer}))) == _finding("/observations/1", "not_satisfied", "not requested: Writer on ledger in erp", {"/observations/1/entitlements/1", _asked})
}

test_nothing_done_and_the_latest_state_counts if {
	later := object.union(testing.human_grant.observations[1], {"observed_at": "2026-03-02T11:05:00.000000001Z", "entitlements": [_writer]})
	_findings(array.concat(_undone, _set({"/observations/-": later}))) == _finding("/observations/2", "not_satisfied", "not requested: Writer on ledger in erp", {"/observations/2/entitlements/0", _asked})
}

test_nothing_done_and_read_before_submission_only if {
	_findings(array.concat(_undone, _set({"/observations/1/observed_at": "2026-03-02T09:00:00Z"}))) == _finding("/observations/1", "satisfied", "nothing was added in erp that was not requested", {_asked, "/observations/0", "/observations/1"})
	_findings(array.concat(_undone, _set({"/observations/1/observed_at": "2026-03-02T08:59:59.999999999Z"}))) == _unread({""})
}

# Taken away, under the name of a modification: the state after comes after that.
_taken_away := _set({"/action": "modify", "/changes/0/action": "revoke", "/changes/0/entitlements": [_writer]})

test_a_modification_that_took_away_only if {
	_findings(_taken_away) == _finding("/observations/1", "satisfied", "nothing was added in erp that was not requested", {_asked, "/observations/0", "/observations/1"})
	_findings(array.concat(_taken_away, _set({"/observations/1/observed_at": "2026-03-02T10:59:59.999999999Z"}))) == _unread({""})
}

test_without_a_request if {
	_findings(_remove(["/request"])) == _finding("/observations/1", "indeterminate", "without a request nobody can tell whether this is excess in erp", {"/changes/0"})
	_findings(_remove(["/request", "/observations"])) == _finding("/changes/0", "indeterminate", "without a request nobody can tell whether this is excess in erp", {"/changes/0"})
}

test_a_request_for_nothing if {
	every patches in [_remove(["/request/entitlements"]), _set({"/request/entitlements": []})] {
		_findings(patches) == _finding("/observations/1", "indeterminate", "the request names no entitlement to compare with", ["/request"])
	}
}

_opaque := _finding("/changes/0", "indeterminate", "the change does not say what it granted, so that nobody can tell where to look", ["/changes/0"])

test_nothing_is_named if {
	nothing := _finding("", "indeterminate", "neither the request nor a change names an entitlement", [""])
	_findings(_remove(["/request", "/changes/0/entitlements"])) == nothing | _opaque
	_findings(_remove(["/request/entitlements", "/changes/0/entitlements"])) == nothing | _opaque
	_findings(_remove(["/request/entitlements", "/changes"])) == nothing
	claims := exact.claims with input as _in(_remove(["/request", "/changes/0/entitlements"]))
	claims == {"", "/changes/0"}
}

# A grant of nobody knows what is seen in what it left behind where somebody
# looked; it may have left something elsewhere.
test_a_grant_of_nobody_knows_what if {
	patches := _remove(["/changes/0/entitlements"])
	_findings(patches) == _opaque | _finding("/observations/1", "satisfied", "nothing was added in erp that was not requested", {_asked, "/observations/0", "/observations/1"})
	_findings(array.concat(patches, _remove(["/observations/1"]))) == _opaque | _unread({""})
}

test_a_revocation_and_a_grant_of_nobody_knows_what if {
	record := json.patch(object.union(testing.revoke_request, {"as_of": testing.as_of}), [{"op": "replace", "path": "/changes/0/action", "value": "grant"}, {"op": "remove", "path": "/changes/0/entitlements"}])
	findings := exact.findings with input as record
	findings == _finding("", "not_applicable", "a revocation grants nothing", ["/action"])
	claims := exact.claims with input as record
	claims == {""}
}

test_action_unknown if {
	expected := "the record does not say whether access was to be granted or revoked"
	_findings(_remove(["/action"])) == _finding("/observations/1", "indeterminate", expected, [""])
	_findings(_remove(["/action", "/request"])) == _finding("/observations/1", "indeterminate", expected, [""])
	_findings(_remove(["/action", "/changes"])) == _finding("/observations/1", "indeterminate", expected, [""])
}

# What nobody asked for in a system is a claim of the change that granted it there.
test_the_claim_is_the_change_in_that_system if {
	viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}
	record := _in(array.concat(_remove(["/observations"]), _set({
		"/request/entitlements": [viewer],
		"/changes": [
			object.union(testing.human_grant.changes[0], {"entitlements": [viewer]}),
			testing.human_grant.changes[0],
		],
	})))
	claims := exact.claims with input as record
	claims == {"/request/entitlements/0", "/changes/1"}
}
