# Changes that nobody requested: exempt, or outside the workflow.
package counterfoil.controls.grant.in_workflow_outside_test

import data.counterfoil.controls.grant.in_workflow
import data.counterfoil.testing

_in(patches) := json.patch(json.remove(object.union(testing.human_grant, {"as_of": testing.as_of}), ["/request", "/changes/0/request_ref"]), patches)

_exempt := [{"id": "hr-feed", "match": {"system": ["erp"], "action": ["grant"]}, "reason": "birthright access of the HR feed", "owner": "maria", "expires_at": "2026-03-02T11:00:00Z"}]

_findings(patches, exemptions) := findings if {
	findings := in_workflow.findings with input as _in(patches) with data.counterfoil.parameters.workflow.exempt as exemptions
}

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_outside(what) := _finding("/changes/0", "not_satisfied", sprintf("outside the workflow: %s", [what]), ["/changes/0"])

_let_by(id) := _finding("/changes/0", "satisfied", sprintf("the workflow exemption %s lets this change be made without a request", [id]), ["/changes/0"])

_grant := "grant for ana by provisioner of Reader on ledger in erp"

test_outside if {
	_findings([], []) == _outside(_grant)
}

test_all_that_it_did_is_named if {
	_findings(_set({"/changes/0/entitlements/-": _viewer}), []) == _outside("grant for ana by provisioner of Reader on ledger in erp, Viewer on accounts in crm")
}

test_nobody_knows_who_or_what if {
	_findings(_remove(["/changes/0/actor"]), []) == _outside("grant for ana by an unknown actor of Reader on ledger in erp")
	every patches in [_remove(["/changes/0/entitlements"]), _set({"/changes/0/entitlements": []})] {
		_findings(patches, []) == _outside("grant for ana by provisioner, which does not say of what")
	}
}

test_to_take_away_is_outside_as_well if {
	_findings(_set({"/changes/0/action": "revoke"}), _exempt) == _outside("revoke for ana by provisioner of Reader on ledger in erp")
}

# The request that it names is not in the record.
test_it_names_a_request_that_is_not_there if {
	_findings(_set({"/changes/0/request_ref": "RITM0001"}), _exempt) == _outside(_grant)
}

test_exempt_until_the_instant_of_the_change if {
	_findings([], _exempt) == _let_by("hr-feed")
}

test_the_exemption_ended_a_nanosecond_before if {
	_findings(_set({"/changes/0/executed_at": "2026-03-02T11:00:00.000000001Z"}), _exempt) == _outside(_grant)
}

test_the_exemption_is_for_something_else if {
	every match in [{"system": ["crm"]}, {"action": ["revoke"]}, {"subject_kind": ["agent"]}, {"system": ["erp"], "permission": ["reader"]}] {
		_findings([], [object.union(json.remove(_exempt[0], ["/match"]), {"match": match})]) == _outside(_grant)
	}
}

test_the_exemption_covers_half_of_the_change if {
	_findings(_set({"/changes/0/entitlements/-": _viewer}), _exempt) == _outside("grant for ana by provisioner of Reader on ledger in erp, Viewer on accounts in crm")
}

test_the_first_of_two_exemptions_by_name if {
	_findings([], [object.union(_exempt[0], {"id": "z"}), object.union(_exempt[0], {"id": "a"})]) == _let_by("a")
}

test_each_change_needs_its_own_exemption if {
	other := object.union(_in([]).changes[0], {"entitlements": [_viewer]})
	findings := _findings(_set({"/changes/-": other}), _exempt)
	findings == _let_by("hr-feed") | _finding("/changes/1", "not_satisfied", "outside the workflow: grant for ana by provisioner of Viewer on accounts in crm", ["/changes/1"])
}

# An exemption stands in for a request that is not there; where there is one, the change must name it.
test_an_exemption_beside_a_request if {
	_findings(_set({"/request": testing.human_grant.request}), _exempt) == _finding("/changes/0", "indeterminate", "the change names no request: that it carried out this one is only inferred", ["/changes/0", "/request/id"])
}
