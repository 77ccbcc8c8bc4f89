package counterfoil.controls.grant.verified_test

import data.counterfoil.controls.grant.verified
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_findings(patches) := findings if {
	findings := verified.findings with input as _in(patches)
}

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_observed(edits) := object.union(testing.human_grant.observations[1], edits)

_changed(edits) := object.union(testing.human_grant.changes[0], edits)

_read := _finding("/changes/0", "satisfied", "erp was read after the change", {"/changes/0", "/observations/1"})

_nobody := _finding("/changes/0", "indeterminate", "nobody read erp after the change: read the target system", ["/changes/0"])

test_read_after_the_change if {
	_findings([]) == _read
}

test_every_kind_of_target_source if {
	every kind in ["iam", "pam", "cloud", "directory", "application"] {
		_findings(_set({"/observations/1/source/kind": kind})) == _read
	}
}

test_read_in_the_instant_of_the_change if {
	_findings(_set({"/observations/1/observed_at": "2026-03-02T11:00:00Z"})) == _read
}

test_read_a_nanosecond_before_the_change if {
	_findings(_set({"/observations/1/observed_at": "2026-03-02T10:59:59.999999999Z"})) == _nobody
}

test_nobody_looked if {
	every patches in [_remove(["/observations"]), _remove(["/observations/1"]), _set({"/observations/1/system": "crm"})] {
		_findings(patches) == _nobody
	}
}

test_only_the_ticket_says_so if {
	every kind in ["itsm", "manual", "hr"] {
		_findings(_set({"/observations/1/source/kind": kind})) == _finding("/changes/0", "not_satisfied", sprintf("the ticket is its only witness: erp was not read, only %s says so", [kind]), {"/changes/0", "/observations/1"})
	}
}

test_ticket_and_note_say_so if {
	patches := _set({"/observations/1/source/kind": "manual", "/observations/-": _observed({"source": {"kind": "itsm"}})})
	_findings(patches) == _finding("/changes/0", "not_satisfied", "the ticket is its only witness: erp was not read, only itsm and manual says so", {"/changes/0", "/observations/1", "/observations/2"})
}

test_the_ticket_beside_a_witness if {
	_findings(_set({"/observations/-": _observed({"source": {"kind": "itsm"}})})) == _read
}

test_each_witness_is_cited if {
	_findings(_set({"/observations/-": _observed({"observed_at": "2026-03-09T00:00:00Z"})})) == _finding("/changes/0", "satisfied", "erp was read after the change", {"/changes/0", "/observations/1", "/observations/2"})
}

test_read_in_part if {
	patches := _set({"/observations/1/complete": false, "/observations/-": _observed({"source": {"kind": "itsm"}})})
	_findings(patches) == _finding("/changes/0", "indeterminate", "erp was read after the change, but not completely: read all that the subject holds there", {"/changes/0", "/observations/1", "/observations/2"})
}

test_read_from_nobody_knows_where if {
	every patches in [_remove(["/observations/1/source"]), _remove(["/observations/1/source/kind"])] {
		expected := "an observation of erp does not say what kind of source it was read from"
		_findings(patches) == _finding("/changes/0", "indeterminate", expected, {"/changes/0", "/observations/1"})
		with_ticket := array.concat(patches, _set({"/observations/-": _observed({"source": {"kind": "itsm"}})}))
		_findings(with_ticket) == _finding("/changes/0", "indeterminate", expected, {"/changes/0", "/observations/1", "/observations/2"})
	}
}

# Each system that was granted in is a claim, named by its first change.
_two := _set({
	"/changes/-": _changed({"executed_at": "2026-03-02T11:10:00Z", "entitlements": [_viewer]}),
	"/request/entitlements/-": _viewer,
})

test_two_systems_of_which_one_was_read if {
	record := _in(_two)
	findings := verified.findings with input as record
	findings == _read | _finding("/changes/1", "indeterminate", "nobody read crm after the change: read the target system", ["/changes/1"])
	claims := verified.claims with input as record
	claims == {"/changes/0", "/changes/1"}
}

test_two_systems_read_each_after_its_own_change if {
	crm := {"system": "crm", "observed_at": "2026-03-02T11:10:00Z"}
	_findings(array.concat(_two, _set({"/observations/-": _observed(crm)}))) == _read | _finding("/changes/1", "satisfied", "crm was read after the change", {"/changes/1", "/observations/2"})
	early := {"system": "crm", "observed_at": "2026-03-02T11:09:59.999999999Z"}
	_findings(array.concat(_two, _set({"/observations/-": _observed(early)}))) == _read | _finding("/changes/1", "indeterminate", "nobody read crm after the change: read the target system", ["/changes/1"])
}

test_the_last_grant_in_a_system_counts if {
	again := _set({"/changes/-": _changed({"executed_at": "2026-03-02T11:05:00Z"})})
	_findings(again) == _read
	later := _set({"/changes/-": _changed({"executed_at": "2026-03-02T11:05:00.000000001Z"})})
	_findings(later) == _nobody
}

_opaque(claim) := _finding(claim, "indeterminate", "the change does not say what it granted, so that nobody can tell where to look", [claim])

test_a_change_of_nobody_knows_what_may_be_in_any_system if {
	patches := _set({"/changes/-": _changed({"executed_at": "2026-03-02T11:05:00.000000001Z", "entitlements": []})})
	_findings(patches) == _nobody | _opaque("/changes/1")
	claims := verified.claims with input as json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)
	claims == {"/changes/0", "/changes/1"}
}

# An unrequested system must be read like any other.
test_a_system_that_nobody_asked_for if {
	_findings(_set({"/changes/0/entitlements": [_viewer]})) == _finding("/changes/0", "indeterminate", "nobody read crm after the change: read the target system", ["/changes/0"])
}

test_nothing_granted_and_read_since_submission if {
	undone := array.concat(_remove(["/changes"]), _set({"/observations/1/observed_at": "2026-03-02T09:00:00Z"}))
	_findings(undone) == _finding("/request/entitlements/0", "satisfied", "erp was read after the request was submitted", {"/request/entitlements/0", "/observations/1"})
	early := array.concat(_remove(["/changes"]), _set({"/observations/1/observed_at": "2026-03-02T08:59:59.999999999Z"}))
	_findings(early) == _finding("/request/entitlements/0", "indeterminate", "nobody read erp after the request was submitted: read the target system", ["/request/entitlements/0"])
}

test_nothing_granted_and_each_requested_system_is_a_claim if {
	failed := _set({"/changes/0/outcome": "failure", "/request/entitlements/-": _viewer})
	_findings(failed) == _finding("/request/entitlements/0", "satisfied", "erp was read after the request was submitted", {"/request/entitlements/0", "/observations/1"}) | _finding("/request/entitlements/1", "indeterminate", "nobody read crm after the request was submitted: read the target system", ["/request/entitlements/1"])
}

test_the_first_of_what_was_requested_in_a_system_is_the_claim if {
	writer := {"system": "erp", "resource": "ledger", "permission": "Writer"}
	findings := _findings(array.concat(_remove(["/changes"]), _set({"/request/entitlements/-": writer})))
	findings == _finding("/request/entitlements/0", "satisfied", "erp was read after the request was submitted", {"/request/entitlements/0", "/observations/1"})
}

# The request says where to look; the change may have reached another system.
test_a_grant_of_nobody_knows_what if {
	_findings(_remove(["/changes/0/entitlements"])) == _finding("/request/entitlements/0", "satisfied", "erp was read after the change", {"/request/entitlements/0", "/observations/1"}) | _opaque("/changes/0")
}

_waiting := array.concat(_remove(["/changes", "/observations"]), _set({"/request/status": "open"}))

test_open_until_the_deadline if {
	_findings(array.concat(_waiting, _set({"/as_of": "2026-03-04T10:00:00Z"}))) == _finding("/request/entitlements/0", "pending", "nothing was changed in erp yet; it should be by 2026-03-04T10:00:00Z", ["/request/entitlements/0"])
}

test_open_a_nanosecond_beyond if {
	_findings(array.concat(_waiting, _set({"/as_of": "2026-03-04T10:00:00.000000001Z"}))) == _finding("/request/entitlements/0", "indeterminate", "nobody read erp after the request was submitted: read the target system", ["/request/entitlements/0"])
}

test_open_and_changed_but_not_read if {
	_findings(array.concat(_remove(["/observations"]), _set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z"}))) == _nobody
}

# A modification that took away only: what was read before that does not show it.
test_a_modification_that_took_away_only if {
	taken := _set({"/action": "modify", "/changes/0/action": "revoke"})
	_findings(taken) == _finding("/request/entitlements/0", "satisfied", "erp was read after the change", {"/request/entitlements/0", "/observations/1"})
	early := array.concat(taken, _set({"/observations/1/observed_at": "2026-03-02T10:59:59.999999999Z"}))
	_findings(early) == _finding("/request/entitlements/0", "indeterminate", "nobody read erp after the change: read the target system", ["/request/entitlements/0"])
}

test_without_a_request if {
	_findings(_remove(["/request"])) == _read
}

test_action_unknown if {
	expected := "the record does not say whether access was to be granted or revoked"
	_findings(_remove(["/action"])) == _finding("/changes/0", "indeterminate", expected, [""])
	_findings(_remove(["/action", "/changes"])) == _finding("/request/entitlements/0", "indeterminate", expected, [""])
}

test_nothing_is_named if {
	nothing := _finding("", "indeterminate", "neither the request nor a change names an entitlement", [""])
	_findings(_remove(["/request/entitlements", "/changes"])) == nothing
	_findings(_remove(["/request/entitlements", "/changes/0/entitlements"])) == nothing | _opaque("/changes/0")
	_findings(_remove(["/request", "/changes/0/entitlements"])) == nothing | _opaque("/changes/0")
}

test_standing_access if {
	_findings(_remove(["/request", "/changes"])) == _finding("", "not_applicable", "standing access: no change is logged", [""])
}

# A grant under a revoke request is for grant.in_workflow.
test_a_revocation_and_a_grant_of_nobody_knows_what if {
	record := json.patch(object.union(testing.revoke_request, {"as_of": testing.as_of}), [{"op": "replace", "path": "/changes/0/action", "value": "grant"}, {"op": "remove", "path": "/changes/0/entitlements"}])
	findings := verified.findings with input as record
	findings == _finding("", "not_applicable", "a revocation: revocation.verified judges it", ["/action"])
	claims := verified.claims with input as record
	claims == {""}
}

test_a_revocation if {
	record := object.union(testing.revoke_request, {"as_of": testing.as_of})
	every r in [record, json.patch(record, [{"op": "replace", "path": "/changes/0/action", "value": "grant"}])] {
		findings := verified.findings with input as r
		findings == _finding("", "not_applicable", "a revocation: revocation.verified judges it", ["/action"])
	}
	claims := verified.claims with input as record
	claims == {""}
}

# A change in several systems is the claim of each.
test_a_change_in_two_systems if {
	findings := _findings(_set({"/changes/0/entitlements/-": _viewer}))
	findings == _read | _finding("/changes/0", "indeterminate", "nobody read crm after the change: read the target system", ["/changes/0"])
}
