package counterfoil.controls.trail.attributed_test

import data.counterfoil.controls.trail.attributed
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_on(claim, record) := finding if {
	some finding in attributed.findings with input as record
	finding.claim == claim
}

_finding(claim, outcome, message, evidence) := {"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}

_shared(claim, id, cite) := _finding(claim, "not_satisfied", sprintf("%s is a shared account", [id]), [cite])

# A change by actor, with nothing that says for whom or what.
_by(actor) := _in(testing.human_grant, array.concat(_set({"/changes/0/actor": actor}), _remove(["/changes/0/request_ref"])))

_approved_by(approver) := _in(testing.human_grant, _set({"/approvals/0/approver": approver}))

test_a_person_approves_and_automation_names_the_request if {
	attributed.findings == {
		_finding("/approvals/0", "satisfied", "maria, a human", ["/approvals/0/approver"]),
		_finding("/changes/0", "satisfied", "provisioner, for request RITM0001", ["/changes/0/actor", "/changes/0"]),
	} with input as _in(testing.human_grant, [])
}

test_each_approval_and_change_is_a_claim if {
	attributed.claims == {"/approvals/0", "/approvals/1", "/changes/0", "/changes/1"} with input as _in(testing.agent_grant, [])
}

test_neither_approval_nor_change if {
	record := _in(testing.human_grant, _remove(["/approvals", "/changes"]))
	findings := attributed.findings with input as record
	findings == {_finding("", "not_applicable", "there is no approval and no change", [""])}
	claims := attributed.claims with input as record
	claims == {""}
}

test_no_actor if {
	_on("/changes/0", _in(testing.human_grant, _remove(["/changes/0/actor"]))) == _finding("/changes/0", "not_satisfied", "no actor is recorded", ["/changes/0"])
}

test_no_actor_though_on_behalf_of_somebody if {
	patches := array.concat(_remove(["/changes/0/actor"]), _set({"/changes/0/on_behalf_of": {"id": "li", "kind": "human"}}))
	_on("/changes/0", _in(testing.human_grant, patches)) == _finding("/changes/0", "not_satisfied", "no actor is recorded", ["/changes/0"])
}

test_a_failed_change_needs_an_actor_as_well if {
	patches := array.concat(_remove(["/changes/0/actor"]), _set({"/changes/0/outcome": "failure"}))
	_on("/changes/0", _in(testing.human_grant, patches)).outcome == "not_satisfied"
}

test_a_person_needs_no_reference if {
	_on("/changes/0", _by({"id": "tom", "kind": "human"})) == _finding("/changes/0", "satisfied", "tom, a human", ["/changes/0/actor"])
}

test_automation_on_behalf_of_somebody if {
	patches := array.concat(_remove(["/changes/0/request_ref"]), _set({"/changes/0/on_behalf_of": {"id": "li", "kind": "human"}}))
	_on("/changes/0", _in(testing.human_grant, patches)) == _finding("/changes/0", "satisfied", "provisioner, for li", ["/changes/0/actor", "/changes/0"])
}

test_automation_on_behalf_of_somebody_and_for_a_request if {
	_on("/changes/0", _in(testing.human_grant, _set({"/changes/0/on_behalf_of": {"id": "li", "kind": "human"}}))) == _finding("/changes/0", "satisfied", "provisioner, for li", ["/changes/0/actor", "/changes/0"])
}

test_automation_for_nobody if {
	every kind in ["service_account", "api_key", "workload", "agent"] {
		_on("/changes/0", _by({"id": "bot", "kind": kind})) == _finding(
			"/changes/0", "not_satisfied",
			"bot is automation and says neither for whom nor for which request it acted", ["/changes/0/actor"],
		)
	}
}

test_an_approver_that_is_automation if {
	_on("/approvals/0", _approved_by({"id": "bot", "kind": "agent"})) == _finding(
		"/approvals/0", "not_satisfied",
		"bot is automation and says neither for whom nor for which request it acted", ["/approvals/0/approver"],
	)
}

test_an_actor_of_unknown_kind if {
	_on("/changes/0", _by({"id": "u-4711"})) == _finding("/changes/0", "indeterminate", "it is not recorded whether u-4711 is a human or automation", ["/changes/0/actor"])
}

test_an_approver_of_unknown_kind if {
	_on("/approvals/0", _approved_by({"id": "u-4711"})) == _finding("/approvals/0", "indeterminate", "it is not recorded whether u-4711 is a human or automation", ["/approvals/0/approver"])
}

# Whether it is automation no longer matters.
test_an_actor_of_unknown_kind_for_a_request if {
	_on("/changes/0", _in(testing.human_grant, _remove(["/changes/0/actor/kind"]))) == _finding("/changes/0", "satisfied", "provisioner, for request RITM0001", ["/changes/0/actor", "/changes/0"])
}

test_a_shared_account_by_id if {
	every id in ["admin", "root", "administrator", "Admin", "ROOT", "aDMINISTRATOR"] {
		_on("/changes/0", _by({"id": id, "kind": "human"})) == _shared("/changes/0", id, "/changes/0/actor")
		_on("/approvals/0", _approved_by({"id": id, "kind": "human"})) == _shared("/approvals/0", id, "/approvals/0/approver")
	}
}

test_a_shared_account_by_alias if {
	_on("/changes/0", _by({"id": "u-1", "kind": "human", "aliases": ["u-one", "Root"]})) == _shared("/changes/0", "u-1", "/changes/0/actor")
}

test_a_shared_account_by_name if {
	_on("/changes/0", _by({"id": "u-1", "kind": "human", "name": "Administrator"})) == _shared("/changes/0", "u-1", "/changes/0/actor")
}

# The request knows u-1 by another name: it is one identity everywhere.
test_a_shared_account_by_an_alias_that_stands_elsewhere if {
	record := _in(testing.human_grant, _set({
		"/request/requester": {"id": "li", "kind": "human", "aliases": ["u-1", "root"]},
		"/changes/0/actor": {"id": "u-1", "kind": "human"},
	}))
	_on("/changes/0", record) == _shared("/changes/0", "u-1", "/changes/0/actor")
}

test_a_shared_account_stays_one_whatever_it_refers_to if {
	record := _in(testing.human_grant, _set({
		"/changes/0/actor": {"id": "root", "kind": "service_account"},
		"/changes/0/on_behalf_of": {"id": "li", "kind": "human"},
	}))
	_on("/changes/0", record) == _shared("/changes/0", "root", "/changes/0/actor")
}

test_acting_for_a_shared_account if {
	every actor in [{"id": "bot", "kind": "agent"}, {"id": "bot", "kind": "human"}] {
		record := _in(testing.human_grant, _set({"/changes/0/actor": actor, "/changes/0/on_behalf_of": {"id": "Admin", "kind": "human"}}))
		_on("/changes/0", record) == _finding("/changes/0", "not_satisfied", "bot acted for Admin, a shared account", ["/changes/0/actor"])
	}
}

test_a_name_that_only_contains_a_shared_one if {
	_on("/changes/0", _by({"id": "admin-li", "kind": "human", "name": "Root Li", "aliases": ["li.administrator"]})).outcome == "satisfied"
}

test_the_shared_accounts_are_a_parameter if {
	finding := _on("/approvals/0", _in(testing.human_grant, [])) with data.counterfoil.parameters.trail.shared_accounts as ["MARIA"]
	finding == _shared("/approvals/0", "maria", "/approvals/0/approver")
	other := _on("/changes/0", _by({"id": "root", "kind": "human"})) with data.counterfoil.parameters.trail.shared_accounts as []
	other.outcome == "satisfied"
}
