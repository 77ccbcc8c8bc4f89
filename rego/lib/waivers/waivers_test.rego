package counterfoil.lib.waivers_test

import data.counterfoil.lib.waivers
import data.counterfoil.testing

_waiver := {
	"id": "W1",
	"control": "grant.exact",
	"match": {"permission": ["Reader"]},
	"reason": "known",
	"owner": "omar",
	"approved_by": "sam",
	"expires_at": "2026-12-31T00:00:00Z",
}

_finding(claim, evidence) := {"control": "grant.exact", "claim": claim, "evidence": evidence}

_judged(record, findings) := object.union(record, {"as_of": testing.as_of, "findings": findings})

# The base record asks for, grants and shows Reader. This one shows Writer, too.
_with_excess := json.patch(testing.human_grant, [{
	"op": "add",
	"path": "/observations/1/entitlements/-",
	"value": {"system": "erp", "resource": "ledger", "permission": "Writer"},
}])

_standing := json.remove(_with_excess, ["request", "policy_basis", "approvals", "changes"])

test_what_is_cited_decides if {
	findings := [
		_finding("/observations/1", ["/observations/1/entitlements/0", "/request/entitlements"]),
		_finding("/observations/1", ["/observations/1/entitlements/1", "/request/entitlements"]),
	]
	waivers.applied == {"0": {"W1"}} with input as _judged(_with_excess, findings)
		with data.counterfoil.parameters.waivers as [_waiver]
}

test_a_claim_is_cited_too if {
	waivers.applied == {"0": {"W1"}} with input as _judged(_standing, [_finding("/observations/1/entitlements/0", [])])
		with data.counterfoil.parameters.waivers as [_waiver]
	waivers.applied == {} with input as _judged(_standing, [_finding("/observations/1/entitlements/1", [])])
		with data.counterfoil.parameters.waivers as [_waiver]
}

test_everything_cited_must_match if {
	every evidence in [
		["/request/entitlements/0", "/observations/1/entitlements/1"],
		["/changes/0/entitlements/0", "/observations/1/entitlements/1"],
	] {
		waivers.applied == {} with input as _judged(_with_excess, [_finding("", evidence)])
			with data.counterfoil.parameters.waivers as [_waiver]
	}
	every pointer in ["/request/entitlements/0", "/changes/0/entitlements/0"] {
		waivers.applied == {"0": {"W1"}} with input as _judged(_with_excess, [_finding("", [pointer])])
			with data.counterfoil.parameters.waivers as [_waiver]
	}
}

# Nothing cited: the finding is about all that was requested or changed, and what
# else is held does not count.
test_without_a_citation_all_that_was_asked_or_done_must_match if {
	waivers.applied == {"0": {"W1"}} with input as _judged(_with_excess, [_finding("", ["/request"])])
		with data.counterfoil.parameters.waivers as [_waiver]
	every part in ["/request/entitlements/-", "/changes/0/entitlements/-"] {
		more := json.patch(testing.human_grant, [{"op": "add", "path": part, "value": {"system": "erp", "resource": "ledger", "permission": "Writer"}}])
		waivers.applied == {} with input as _judged(more, [_finding("", ["/request"])])
			with data.counterfoil.parameters.waivers as [_waiver]
	}
}

test_what_a_failed_change_tried_does_not_count if {
	failed := json.patch(testing.human_grant, [{"op": "add", "path": "/changes/-", "value": {
		"action": "grant",
		"entitlements": [{"system": "erp", "resource": "ledger", "permission": "Writer"}],
		"executed_at": "2026-03-02T11:01:00Z",
		"outcome": "failure",
	}}])
	waivers.applied == {"0": {"W1"}} with input as _judged(failed, [_finding("", ["/request"])])
		with data.counterfoil.parameters.waivers as [_waiver]
}

test_of_standing_access_all_that_is_held_must_match if {
	waivers.applied == {} with input as _judged(_standing, [_finding("", [""])])
		with data.counterfoil.parameters.waivers as [_waiver]
	both := object.union(_waiver, {"match": {"permission": ["Reader", "Writer"]}})
	waivers.applied == {"0": {"W1"}} with input as _judged(_standing, [_finding("", [""])])
		with data.counterfoil.parameters.waivers as [both]
}

# With no entitlement in sight a pattern that speaks of one cannot match.
test_nothing_in_sight if {
	bare := {"schema": testing.human_grant.schema, "id": "x", "action": "grant", "subject": {"id": "ana", "kind": "human"}}
	waivers.applied == {} with input as _judged(bare, [_finding("", [""])])
		with data.counterfoil.parameters.waivers as [object.union(_waiver, {"match": {"permission": ["*"]}})]
	of_people := object.remove(_waiver, ["match"])
	waivers.applied == {"0": {"W1"}} with input as _judged(bare, [_finding("", [""])])
		with data.counterfoil.parameters.waivers as [object.union(of_people, {"match": {"subject_kind": ["human"], "action": ["grant"]}})]
	waivers.applied == {} with input as _judged(bare, [_finding("", [""])])
		with data.counterfoil.parameters.waivers as [object.union(of_people, {"match": {"subject_kind": ["agent"]}})]
}

test_a_waiver_of_another_control if {
	waivers.applied == {} with input as _judged(testing.human_grant, [_finding("", ["/request"])])
		with data.counterfoil.parameters.waivers as [object.union(_waiver, {"control": "grant.complete"})]
}

test_expiry_is_inclusive if {
	waivers.applied == {"0": {"W1"}} with input as _judged(testing.human_grant, [_finding("", ["/request"])])
		with data.counterfoil.parameters.waivers as [object.union(_waiver, {"expires_at": "2026-03-20T00:00:00Z"})]
}

test_expired_a_nanosecond_ago if {
	waivers.applied == {} with input as _judged(testing.human_grant, [_finding("", ["/request"])])
		with data.counterfoil.parameters.waivers as [object.union(_waiver, {"expires_at": "2026-03-19T23:59:59.999999999Z"})]
}

test_several_waivers_of_several_findings if {
	findings := [_finding("", ["/request"]), object.union(_finding("", ["/request"]), {"control": "grant.complete"})]
	waivers.applied == {"0": {"W1", "W3"}, "1": {"W2"}} with input as _judged(testing.human_grant, findings)
		with data.counterfoil.parameters.waivers as [
			_waiver,
			object.union(_waiver, {"id": "W2", "control": "grant.complete"}),
			object.union(_waiver, {"id": "W3"}),
		]
}
