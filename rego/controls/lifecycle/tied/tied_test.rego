package counterfoil.controls.lifecycle.tied_test

import data.counterfoil.controls.lifecycle.tied
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_service(patches) := _in(testing.service_account_grant, patches)

_set(path, value) := [{"op": "add", "path": path, "value": value}]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_not_there(id) := _finding("not_satisfied", sprintf("the request names the lifecycle event %s, which the record does not have", [id]), ["/request/lifecycle_event"])

test_the_event_is_in_the_record if {
	tied.findings == _finding("satisfied", "the request answers the event ev-1", {"/request/lifecycle_event", "/events/0"}) with input as _service([])
}

test_the_second_event if {
	patches := array.concat(_set("/events/1", {"id": "ev-2", "kind": "rotation", "occurred_at": "2026-03-02T08:30:00Z"}), _set("/request/lifecycle_event", "ev-2"))
	tied.findings == _finding("satisfied", "the request answers the event ev-2", {"/request/lifecycle_event", "/events/1"}) with input as _service(patches)
}

test_a_person if {
	tied.findings == _finding("not_applicable", "the subject is a person", ["/subject/kind"]) with input as _in(testing.human_grant, [])
}

test_standing_access if {
	tied.findings == _finding("not_applicable", "standing access: no change is logged", [""]) with input as _service(_remove(["/request", "/policy_basis", "/approvals", "/changes"]))
}

test_a_change_without_a_request if {
	tied.findings == _finding("not_satisfied", "without a request no lifecycle event can have called for the change", [""]) with input as _service(_remove(["/request"]))
}

test_the_request_names_no_event if {
	tied.findings == _finding("not_satisfied", "the request names no lifecycle event", ["/request"]) with input as _service(_remove(["/request/lifecycle_event"]))
}

test_a_request_without_a_change_needs_its_event_as_well if {
	tied.findings == _finding("not_satisfied", "the request names no lifecycle event", ["/request"]) with input as _service(_remove(["/request/lifecycle_event", "/changes"]))
}

test_the_event_is_not_in_the_record if {
	tied.findings == _not_there("ev-9") with input as _service(_set("/request/lifecycle_event", "ev-9"))
	tied.findings == _not_there("EV-1") with input as _service(_set("/request/lifecycle_event", "EV-1"))
	tied.findings == _not_there("ev-1") with input as _service(_remove(["/events"]))
}

test_an_event_without_an_id_is_none if {
	tied.findings == _not_there("ev-1") with input as _service(_remove(["/events/0/id"]))
}
