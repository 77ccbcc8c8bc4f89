package counterfoil.controls.grant.in_workflow_test

import data.counterfoil.controls.grant.in_workflow
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_of(record, patches) := findings if {
	findings := in_workflow.findings with input as _in(record, patches)
}

_findings(patches) := _of(testing.human_grant, patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_writer := {"system": "erp", "resource": "ledger", "permission": "Writer"}

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_changed(edits) := object.union(testing.human_grant.changes[0], edits)

_traced(claim) := _finding(claim, "satisfied", "the change names this request, does what it asks for, and came after it", [sprintf("%s/request_ref", [claim]), "/request/id", "/request/entitlements"])

test_it_names_the_request if {
	_findings([]) == _traced("/changes/0")
}

test_each_successful_change_is_a_claim if {
	record := _in(testing.service_account_grant, [])
	findings := in_workflow.findings with input as record
	findings == _traced("/changes/0") | _traced("/changes/1")
	claims := in_workflow.claims with input as record
	claims == {"/changes/0", "/changes/1"}
}

test_a_revocation if {
	_of(testing.revoke_request, []) == _traced("/changes/0")
}

test_a_modification if {
	_findings(_set({"/action": "modify", "/changes/0/action": "modify"})) == _traced("/changes/0")
}

test_failed_changes_are_no_claim if {
	record := _in(testing.human_grant, _set({"/changes/-": _changed({"outcome": "failure", "request_ref": "RITM0099"})}))
	findings := in_workflow.findings with input as record
	findings == _traced("/changes/0")
	claims := in_workflow.claims with input as record
	claims == {"/changes/0"}
}

test_it_names_another_request if {
	_findings(_set({"/changes/0/request_ref": "RITM0099"})) == _finding("/changes/0", "not_satisfied", "the change names another request, RITM0099", ["/changes/0/request_ref", "/request/id"])
}

test_it_names_no_request if {
	_findings(_remove(["/changes/0/request_ref"])) == _finding("/changes/0", "indeterminate", "the change names no request: that it carried out this one is only inferred", ["/changes/0", "/request/id"])
}

# Which request it names is told before what it did and when.
test_it_names_another_request_whatever_it_did if {
	_findings(_set({"/changes/0/request_ref": "RITM0099", "/changes/0/entitlements": [_writer], "/changes/0/executed_at": "2026-03-01T00:00:00Z"})) == _findings(_set({"/changes/0/request_ref": "RITM0099"}))
}

test_in_the_instant_of_submission if {
	_findings(_set({"/changes/0/executed_at": "2026-03-02T09:00:00Z"})) == _traced("/changes/0")
	_findings(_set({"/changes/0/executed_at": "2026-03-02T10:00:00+01:00"})) == _traced("/changes/0")
}

test_a_nanosecond_before_submission if {
	every patches in [[], _remove(["/changes/0/request_ref"])] {
		_findings(array.concat(patches, _set({"/changes/0/executed_at": "2026-03-02T08:59:59.999999999Z"}))) == _finding("/changes/0", "not_satisfied", "executed at 2026-03-02T08:59:59.999999999Z, before the request was submitted at 2026-03-02T09:00:00Z", ["/changes/0/executed_at", "/request/submitted_at"])
	}
}

test_not_requested if {
	findings := _findings(_set({"/changes/0/entitlements": [_writer, testing.human_grant.request.entitlements[0], _viewer]}))
	findings == _finding("/changes/0", "not_satisfied", "not requested: Viewer on accounts in crm, Writer on ledger in erp", {"/request/entitlements", "/changes/0/entitlements/0", "/changes/0/entitlements/2"})
}

# It was not requested, whether or not it names the request.
test_not_requested_and_it_names_no_request if {
	findings := _findings(array.concat(_remove(["/changes/0/request_ref"]), _set({"/changes/0/entitlements": [_writer]})))
	findings == _finding("/changes/0", "not_satisfied", "not requested: Writer on ledger in erp", {"/request/entitlements", "/changes/0/entitlements/0"})
}

test_to_take_away_what_was_not_requested if {
	_of(testing.revoke_request, _set({"/changes/0/entitlements/0/scope": "eu"})) == _finding("/changes/0", "not_satisfied", "not requested: Reader on ledger in erp (eu)", {"/request/entitlements", "/changes/0/entitlements/0"})
}

test_the_parts_of_a_requested_bundle if {
	bundle := {"system": "erp", "resource": "ledger", "permission": "Finance Analyst"}
	parts := [object.union(bundle, {"permission": "fin-read"}), object.union(bundle, {"permission": "fin-export"})]
	_findings(_set({"/request/entitlements": [bundle], "/changes/0/entitlements": parts})) == _traced("/changes/0")
	elsewhere := {"Finance Analyst": [{"system": "crm", "resource": "accounts", "permission": "Viewer"}]}
	findings := in_workflow.findings with input as _in(testing.human_grant, _set({"/request/entitlements": [bundle], "/changes/0/entitlements": [_viewer]})) with data.counterfoil.parameters.grant.implies as elsewhere
	findings == _traced("/changes/0")
}

test_nobody_knows_what if {
	every patches in [
		_remove(["/changes/0/entitlements"]),
		_set({"/changes/0/entitlements": []}),
		_remove(["/request/entitlements"]),
		_set({"/request/entitlements": []}),
		_remove(["/changes/0/entitlements", "/changes/0/request_ref"]),
	] {
		_findings(patches) == _finding("/changes/0", "indeterminate", "the change does not say of which entitlement, or the request does not", ["/changes/0"])
	}
}

test_carried_out_though_turned_down if {
	every status in ["rejected", "cancelled"] {
		_findings(_set({"/request/status": status})) == _finding("/changes/0", "not_satisfied", sprintf("the request was %s, and carried out all the same", [status]), ["/changes/0", "/request/status"])
	}
}

# To take away again what a rejected request got is no fault.
test_taken_away_after_it_was_turned_down if {
	findings := _of(testing.service_account_grant, _set({"/request/status": "rejected"}))
	findings == _traced("/changes/1") | _finding("/changes/0", "not_satisfied", "the request was rejected, and carried out all the same", ["/changes/0", "/request/status"])
}

test_closed_as_incomplete_is_not_turned_down if {
	_findings(_set({"/request/status": "closed_incomplete"})) == _traced("/changes/0")
}

test_given_where_it_was_to_be_taken_away if {
	_of(testing.revoke_request, _set({"/changes/0/action": "grant"})) == _finding("/changes/0", "not_satisfied", "the request asks for access to be taken away, and the change gave it", ["/changes/0/action", "/action"])
}

test_modified_where_it_was_to_be_taken_away if {
	_of(testing.revoke_request, _set({"/changes/0/action": "modify"})) == _traced("/changes/0")
}

test_action_unknown if {
	expected := _finding("/changes/0", "indeterminate", "the record does not say whether access was to be given or taken away", ["/changes/0"])
	_findings(_remove(["/action"])) == expected
	_findings(array.concat(_remove(["/action"]), _set({"/request/status": "open"}))) == expected
}

# It may have been turned down, and carried out all the same.
test_status_unknown if {
	_findings(_remove(["/request/status"])) == _finding("/changes/0", "indeterminate", "the request does not say its status, and may have been turned down", ["/changes/0", "/request"])
}

# To take away again what was given is no fault, however the request ended.
test_status_unknown_and_taken_away_again if {
	findings := _of(testing.service_account_grant, _remove(["/request/status"]))
	findings == _traced("/changes/1") | _finding("/changes/0", "indeterminate", "the request does not say its status, and may have been turned down", ["/changes/0", "/request"])
}

test_no_change if {
	expected := _finding("", "not_applicable", "no change was made", [""])
	_findings(_remove(["/changes"])) == expected
	record := _in(testing.human_grant, _set({"/changes/0/outcome": "failure"}))
	findings := in_workflow.findings with input as record
	findings == expected
	claims := in_workflow.claims with input as record
	claims == {""}
}

test_standing_access if {
	expected := _finding("", "not_applicable", "standing access: no change is logged", [""])
	_findings(_remove(["/request", "/changes"])) == expected
	_findings(array.concat(_remove(["/request"]), _set({"/changes/0/outcome": "failure"}))) == expected
}
