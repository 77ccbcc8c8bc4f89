# Approvals that authorise anew what an event would have ended.
package counterfoil.controls.revocation.on_role_change_anew_test

import data.counterfoil.controls.revocation.on_role_change
import data.counterfoil.testing

_of(record, patches) := findings if {
	findings := on_role_change.findings with input as json.patch(object.union(record, {"as_of": testing.as_of}), patches)
}

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements/0"

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_moved := {"id": "ev-1", "kind": "role_change", "occurred_at": "2026-03-05T09:00:00Z"}

_why := "role change at 2026-03-05T09:00:00Z plus P1D"

# Ana moved on the fifth at nine, kept her access, and was seen with it a week later.
_kept := _set({"/events": [_moved], "/observations/-": object.union(testing.human_grant.observations[1], {"observed_at": "2026-03-12T00:00:00Z"})})

_again(edits) := object.union(object.union(testing.human_grant.approvals[0], {"id": "apr-2", "decided_at": "2026-03-05T12:00:00Z"}), edits)

_ana(approval) := _of(testing.human_grant, array.concat(_kept, _set({"/approvals/-": approval})))

_anew(at) := _finding(_asked, "satisfied", sprintf("Reader on ledger in erp was authorised anew at %s, after %s", [at, _why]), {_asked, "/events/0", "/approvals/1"})

_outlived := _finding(_asked, "not_satisfied", sprintf("Reader on ledger in erp was still held at 2026-03-12T00:00:00Z, after the deadline 2026-03-06T09:00:00Z (%s)", [_why]), {_asked, "/events/0", "/observations/2/entitlements/0"})

test_kept_and_not_approved_anew if {
	_of(testing.human_grant, _kept) == _outlived
}

test_approved_anew if {
	_ana(_again({})) == _anew("2026-03-05T12:00:00Z")
}

test_approved_in_the_instant_of_the_event if {
	_ana(_again({"decided_at": "2026-03-05T09:00:00Z"})) == _anew("2026-03-05T09:00:00Z")
	_ana(_again({"decided_at": "2026-03-05T08:59:59.999999999Z"})) == _outlived
}

test_approved_by_the_deadline if {
	_ana(_again({"decided_at": "2026-03-06T09:00:00Z"})) == _anew("2026-03-06T09:00:00Z")
	_ana(_again({"decided_at": "2026-03-06T09:00:00.000000001Z"})) == _outlived
}

test_not_a_valid_approval if {
	every edits in [
		{"decision": "rejected"},
		{"decision": "abstained"},
		{"approver": {"id": "bot", "kind": "agent"}},
		{"approver": {"id": "ana@corp.example", "kind": "human"}},
		{"approver": {"id": "li", "kind": "human"}},
		{"approver": {"id": "provisioner", "kind": "human"}},
		{"delegation": {"from": {"id": "ana", "kind": "human"}, "valid_from": "2026-03-01T00:00:00Z", "valid_until": "2026-03-31T00:00:00Z"}},
		{"delegation": {"from": {"id": "omar", "kind": "human"}, "valid_from": "2026-03-01T00:00:00Z", "valid_until": "2026-03-05T11:59:59.999999999Z"}},
	] {
		_ana(_again(edits)) == _outlived
	}
}

test_nobody_knows_whether_the_approver_is_a_human if {
	_ana(json.remove(_again({}), ["/approver/kind"])) == _outlived
}

test_by_a_delegate if {
	_ana(_again({"delegation": {"from": {"id": "omar", "kind": "human"}, "valid_from": "2026-03-01T00:00:00Z", "valid_until": "2026-03-05T12:00:00Z"}})) == _anew("2026-03-05T12:00:00Z")
}

# What the approver was shown is what was approved.
test_shown_what_it_is_about if {
	_ana(_again({"context": {"entitlements": [_reader], "as_of": "2026-03-05T11:00:00Z"}})) == _anew("2026-03-05T12:00:00Z")
}

test_shown_something_else if {
	every shown in [[], [object.union(_reader, {"permission": "Writer"})], [object.union(_reader, {"scope": "eu"})]] {
		_ana(_again({"context": {"entitlements": shown, "as_of": "2026-03-05T11:00:00Z"}})) == _outlived
	}
	_ana(_again({"context": {"as_of": "2026-03-05T11:00:00Z"}})) == _outlived
}

test_shown_a_bundle_that_implies_it if {
	approval := _again({"context": {"entitlements": [object.union(_reader, {"permission": "Bookkeeper"})], "as_of": "2026-03-05T11:00:00Z"}})
	findings := on_role_change.findings with input as json.patch(object.union(testing.human_grant, {"as_of": testing.as_of}), array.concat(_kept, _set({"/approvals/-": approval})))
		with data.counterfoil.parameters.grant.implies as {"Bookkeeper": [{"permission": "Reader"}]}
	findings == _anew("2026-03-05T12:00:00Z")
}

_writer := object.union(_reader, {"permission": "Writer"})

# Without a context an approval speaks of what was requested, and of no excess.
test_granted_but_not_requested if {
	patches := array.concat(_kept, _set({"/approvals/-": _again({}), "/changes/0/entitlements/-": _writer, "/observations/2/entitlements/-": _writer}))
	_of(testing.human_grant, patches) == _anew("2026-03-05T12:00:00Z") | _finding("/changes/0/entitlements/1", "not_satisfied", sprintf("Writer on ledger in erp was still held at 2026-03-12T00:00:00Z, after the deadline 2026-03-06T09:00:00Z (%s)", [_why]), {"/changes/0/entitlements/1", "/events/0", "/observations/2/entitlements/1"})
}

test_granted_but_not_requested_and_shown_anew if {
	shown := _again({"context": {"entitlements": [_reader, _writer], "as_of": "2026-03-05T11:00:00Z"}})
	patches := array.concat(_kept, _set({"/approvals/-": shown, "/changes/0/entitlements/-": _writer, "/observations/2/entitlements/-": _writer}))
	_of(testing.human_grant, patches) == _anew("2026-03-05T12:00:00Z") | _finding("/changes/0/entitlements/1", "satisfied", sprintf("Writer on ledger in erp was authorised anew at 2026-03-05T12:00:00Z, after %s", [_why]), {"/changes/0/entitlements/1", "/events/0", "/approvals/1"})
}

test_one_of_two_was_shown if {
	shown := _again({"context": {"entitlements": [_reader], "as_of": "2026-03-05T11:00:00Z"}})
	patches := array.concat(_kept, _set({"/approvals/-": shown, "/request/entitlements/-": _writer, "/changes/0/entitlements/-": _writer, "/observations/2/entitlements/-": _writer}))
	findings := _of(testing.human_grant, patches)
	{[f.claim, f.outcome] | some f in findings} == {[_asked, "satisfied"], ["/request/entitlements/1", "not_satisfied"]}
}

# Each event asks for approval after itself.
test_two_events_and_one_approval if {
	second := {"id": "ev-2", "kind": "role_change", "occurred_at": "2026-03-05T12:00:00.000000001Z"}
	findings := _of(testing.human_grant, array.concat(_kept, _set({"/approvals/-": _again({}), "/events/-": second})))
	findings == _anew("2026-03-05T12:00:00Z") | _finding(_asked, "not_satisfied", "Reader on ledger in erp was still held at 2026-03-12T00:00:00Z, after the deadline 2026-03-06T12:00:00.000000001Z (role change at 2026-03-05T12:00:00.000000001Z plus P1D)", {_asked, "/events/1", "/observations/2/entitlements/0"})
}

test_one_approval_after_two_events if {
	second := {"id": "ev-2", "kind": "owner_change", "occurred_at": "2026-03-05T11:00:00Z"}
	findings := _of(testing.human_grant, array.concat(_kept, _set({"/approvals/-": _again({}), "/events/-": second})))
	{[f.outcome, f.evidence] | some f in findings} == {["satisfied", {_asked, "/events/0", "/approvals/1"}], ["satisfied", {_asked, "/events/1", "/approvals/1"}]}
}

# What needed two approvers needs two again.
_agent(approvals) := _of(testing.agent_grant, array.concat(_agent_kept, [{"op": "add", "path": "/approvals/-", "value": approval} | some approval in approvals]))

_agent_kept := [
	{"op": "replace", "path": "/events", "value": [{"id": "ev-1", "kind": "owner_change", "occurred_at": "2026-03-03T12:00:00Z"}]},
	{"op": "remove", "path": "/changes/1"},
	{"op": "remove", "path": "/observations/2"},
]

_owner := object.union(testing.agent_grant.approvals[0], {"id": "apr-3", "decided_at": "2026-03-03T13:00:00Z"})

_security := object.union(testing.agent_grant.approvals[1], {"id": "apr-4", "decided_at": "2026-03-03T14:00:00Z"})

_storage := "roles/storage.objectAdmin on projects/prod in gcp:prod"

test_both_approved_anew if {
	_agent([_owner, _security]) == _finding(_asked, "satisfied", sprintf("%s was authorised anew at 2026-03-03T14:00:00Z, after owner change at 2026-03-03T12:00:00Z plus P7D", [_storage]), {_asked, "/events/0", "/approvals/2", "/approvals/3"})
}

_agent_unseen := _finding(_asked, "indeterminate", sprintf("the deadline 2026-03-10T12:00:00Z (owner change at 2026-03-03T12:00:00Z plus P7D) for %s has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [_storage]), {_asked, "/events/0"})

test_one_of_both_approved_anew if {
	_agent([_owner]) == _agent_unseen
	_agent([_security]) == _agent_unseen
	_agent([_owner, object.union(_owner, {"id": "apr-4", "approver": {"id": "sam", "kind": "human"}})]) == _agent_unseen
	_agent([_owner, object.union(_security, {"approver": _owner.approver})]) == _agent_unseen
	_agent([_owner, object.union(_security, {"decided_at": "2026-03-10T12:00:00.000000001Z"})]) == _agent_unseen
	_agent([_owner, object.union(_security, {"decided_at": "2026-03-03T11:59:59.999999999Z"})]) == _agent_unseen
	_agent([_owner, object.union(_security, {"context": object.union(_security.context, {"entitlements": [_reader]})})]) == _agent_unseen
}

# What needs no approval at all is still not kept without one.
test_birthright_access if {
	employee := [
		{"op": "replace", "path": "/request/entitlements/0/permission", "value": "Employee"},
		{"op": "replace", "path": "/changes/0/entitlements/0/permission", "value": "Employee"},
		{"op": "replace", "path": "/observations/1/entitlements/0/permission", "value": "Employee"},
		{"op": "replace", "path": "/observations/2/entitlements/0/permission", "value": "Employee"},
	]
	kept := _of(testing.human_grant, array.concat(_kept, employee))
	{[f.claim, f.outcome] | some f in kept} == {[_asked, "not_satisfied"]}
	anew := _of(testing.human_grant, array.concat(array.concat(_kept, employee), _set({"/approvals/-": _again({})})))
	{[f.claim, f.outcome] | some f in anew} == {[_asked, "satisfied"]}
}

# A record of an unrequested change has nothing that an approval without context could speak of.
test_without_a_request if {
	patches := array.concat(_kept, array.concat(_set({"/approvals/-": _again({})}), [{"op": "remove", "path": "/request"}]))
	findings := _of(testing.human_grant, patches)
	{[f.claim, f.outcome] | some f in findings} == {["", "indeterminate"], ["/changes/0/entitlements/0", "not_satisfied"]}
}

test_a_revoke_request_is_not_undone_by_an_approval if {
	left := {"id": "ev-1", "kind": "termination", "occurred_at": "2026-03-04T05:00:00Z"}
	approval := object.union(testing.revoke_request.approvals[0], {"decided_at": "2026-03-04T08:30:00Z"})
	findings := _of(testing.revoke_request, _set({"/events": [left], "/approvals/-": approval}))
	{[f.claim, f.outcome] | some f in findings} == {[_asked, "not_satisfied"]}
}
