package counterfoil.controls.emergency.labelled_test

import data.counterfoil.controls.emergency.labelled
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_none := {{"claim": "", "outcome": "not_applicable", "message": "no emergency was declared, and nothing looks like one", "evidence": [""]}}

_blended(signs) := {{
	"claim": "",
	"outcome": "not_satisfied",
	"message": "blended into routine: this looks like emergency access, but none was declared",
	"evidence": signs,
}}

_lacks(what) := {{"claim": "", "outcome": "not_satisfied", "message": sprintf("the declaration has no %s", [what]), "evidence": ["/emergency"]}}

test_declared_with_label_and_reason if {
	labelled.findings == {{
		"claim": "",
		"outcome": "satisfied",
		"message": "declared as break-glass: INC0099 outage",
		"evidence": ["/emergency/label", "/emergency/reason"],
	}} with input as _in(testing.emergency_grant, [])
}

test_neither_sign_nor_declaration if {
	every record in [testing.human_grant, testing.service_account_grant, testing.agent_grant, testing.revoke_request] {
		findings := labelled.findings with input as _in(record, [])
		findings == _none
	}
}

test_no_label if {
	labelled.findings == _lacks("label") with input as _in(testing.emergency_grant, _remove(["/emergency/label"]))
}

test_no_reason if {
	labelled.findings == _lacks("reason") with input as _in(testing.emergency_grant, _remove(["/emergency/reason"]))
}

test_neither_label_nor_reason if {
	labelled.findings == _lacks("label and no reason") with input as _in(testing.emergency_grant, _remove(["/emergency/label", "/emergency/reason"]))
}

test_every_sign_of_an_undeclared_emergency_is_cited if {
	labelled.findings == _blended({"/changes/0", "/changes/0/entitlements/0", "/request/entitlements/0"}) with input as _in(testing.emergency_grant, _remove(["/emergency"]))
}

test_a_grant_that_the_target_marked if {
	labelled.findings == _blended({"/changes/0"}) with input as _in(testing.human_grant, _set({"/changes/0/emergency": true}))
}

test_a_grant_that_the_target_marked_as_none if {
	labelled.findings == _none with input as _in(testing.human_grant, _set({"/changes/0/emergency": false}))
}

test_a_declaration_without_any_sign if {
	findings := labelled.findings with input as _in(testing.human_grant, _set({"/emergency": {"label": "break-glass", "reason": "outage"}}))
	findings == {{"claim": "", "outcome": "satisfied", "message": "declared as break-glass: outage", "evidence": ["/emergency/label", "/emergency/reason"]}}
}
