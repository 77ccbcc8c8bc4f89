package counterfoil.lib.request_test

import data.counterfoil.lib.request
import data.counterfoil.testing

_statuses := ["open", "closed_complete", "closed_incomplete", "rejected", "cancelled"]

_in(patches) := json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_ns(text) := time.parse_rfc3339_ns(text)

_due(patches) := due if {
	due := request.due with input as _in(patches)
}

test_what_the_ticket_says if {
	{s | some s in _statuses; request.open with input as {"request": {"status": s}}} == {"open"}
	{s | some s in _statuses; request.turned_down with input as {"request": {"status": s}}} == {"rejected", "cancelled"}
	{s | some s in _statuses; request.not_done with input as {"request": {"status": s}}} == {"rejected", "cancelled", "closed_incomplete"}
}

test_the_ticket_does_not_say if {
	every record in [{}, {"request": {}}] {
		not request.open with input as record
		not request.turned_down with input as record
		not request.not_done with input as record
	}
}

test_due_from_the_approval if {
	_due([]) == _ns("2026-03-04T10:00:00Z")
}

test_due_from_the_last_decisive_approval if {
	later := object.union(testing.human_grant.approvals[0], {"approver": {"id": "sam", "kind": "human"}, "decided_at": "2026-03-02T10:30:00Z"})
	_due(_set({"/approvals/-": later})) == _ns("2026-03-04T10:30:00Z")
	_due(_set({"/approvals/-": object.union(later, {"decision": "rejected"})})) == _ns("2026-03-04T10:00:00Z")
}

test_due_from_submission if {
	every patches in [
		_remove(["/approvals"]),
		_set({"/approvals/0/decision": "rejected"}),
		_set({"/approvals/0/approver/id": "li"}),
		_set({"/request/entitlements/0/permission": "Admin"}),
		_set({"/request/entitlements/0/permission": "Employee"}),
	] {
		_due(patches) == _ns("2026-03-04T09:00:00Z")
	}
}

test_the_house_gives_two_hours if {
	request.due == _ns("2026-03-02T12:00:00Z") with input as _in([]) with data.counterfoil.parameters.grant.fulfilment as "PT2H"
}

test_nobody_knows_by_when if {
	record := _in(_remove(["/request", "/approvals"]))
	not request.due with input as record
	not request.in_time with input as record
}

_at(as_of) := _set({"/as_of": as_of})

test_in_time if {
	request.in_time with input as _in(_at("2026-03-04T10:00:00Z"))
	request.in_time with input as _in(_at("2026-03-04T12:00:00+02:00"))
	not request.in_time with input as _in(_at("2026-03-04T10:00:00.000000001Z"))
}

_waiting := array.concat(_remove(["/changes"]), _set({"/request/status": "open", "/as_of": "2026-03-04T10:00:00Z"}))

test_waiting if {
	request.waiting with input as _in(_waiting)
	not request.waiting with input as _in(array.concat(_waiting, _at("2026-03-04T10:00:00.000000001Z")))
}

test_only_an_open_request_waits if {
	{s | some s in _statuses; request.waiting with input as _in(array.concat(_waiting, _set({"/request/status": s})))} == {"open"}
	not request.waiting with input as _in(array.concat(_waiting, _remove(["/request/status"])))
}

test_what_was_changed_does_not_wait if {
	changes := testing.human_grant.changes
	not request.waiting with input as _in(array.concat(_waiting, _set({"/changes": changes})))
	not request.waiting with input as _in(array.concat(_waiting, _set({"/changes": [object.union(changes[0], {"action": "revoke"})]})))
	request.waiting with input as _in(array.concat(_waiting, _set({"/changes": [object.union(changes[0], {"outcome": "failure"})]})))
}
