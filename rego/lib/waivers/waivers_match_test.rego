# What a waiver must match, and where it matches nothing.
package counterfoil.lib.waivers_match_test

import data.counterfoil.lib.waivers

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_admin := {"system": "erp", "resource": "ledger", "permission": "Admin"}

_change(action, entitlements) := {"action": action, "executed_at": "2026-03-02T10:00:00Z", "outcome": "success", "entitlements": entitlements}

# Reader and Viewer were asked for, Viewer and Admin granted, Admin seen.
_record := {
	"as_of": "2026-03-20T00:00:00Z",
	"action": "grant",
	"subject": {"id": "ana", "kind": "human"},
	"request": {"id": "r", "entitlements": [_reader, _viewer]},
	"changes": [_change("grant", [_viewer, _admin])],
	"observations": [{"system": "erp", "entitlements": [_admin]}],
}

_waiver(match) := {"id": "W", "control": "grant.exact", "match": match, "expires_at": "2026-03-20T00:00:00Z"}

_finding(claim, evidence) := {"control": "grant.exact", "claim": claim, "outcome": "not_satisfied", "evidence": evidence}

_applied(record, findings, given) := applied if {
	applied := waivers.applied with input as object.union(record, {"findings": findings})
		with data.counterfoil.parameters.waivers as given
}

_waived := {"0": {"W"}}

# Whether a waiver that matches these patterns applies to the one finding.
_waives(record, finding, match) if _applied(record, [finding], [_waiver(match)]) == _waived

_leaves(record, finding, match) if _applied(record, [finding], [_waiver(match)]) == {}

test_evidence_may_be_a_set if {
	_waives(_record, _finding("", {"/request/entitlements/0", "/request/status"}), {"permission": ["Reader"]})
}

# What cites no entitlement is about all that was requested or changed.
test_it_cites_none if {
	every evidence in [[], ["/request/entitlements"], ["/changes/0"], ["/request"], [""], ["/request/id", "/changes/0/request_ref"]] {
		_waives(_record, _finding("", evidence), {"permission": ["Reader", "Viewer", "Admin"]})
		_leaves(_record, _finding("", evidence), {"permission": ["Reader", "Viewer"]})
		_leaves(_record, _finding("", evidence), {"permission": ["Viewer", "Admin"]})
	}
}

# A revoke of something in crm is not waived by what was seen in erp.
test_what_was_taken_away_is_meant if {
	record := object.remove(json.patch(_record, [{"op": "replace", "path": "/changes", "value": [_change("revoke", [_viewer])]}]), ["request"])
	_waives(record, _finding("/changes/0", ["/changes/0"]), {"system": ["crm"]})
	_leaves(record, _finding("/changes/0", ["/changes/0"]), {"system": ["erp"]})
}

_standing := object.remove(_record, ["request", "changes"])

# Where no entitlement is in sight only what does not speak of one can match.
test_no_entitlement_in_sight if {
	bare := object.remove(_standing, ["observations"])
	_waives(bare, _finding("", []), {"subject_kind": ["human"]})
	_waives(bare, _finding("", []), {"subject_kind": ["human"], "action": ["grant"]})
	_leaves(bare, _finding("", []), {"subject_kind": ["agent"]})
	_leaves(bare, _finding("", []), {"subject_kind": ["human"], "action": ["revoke"]})
	every key in ["system", "resource", "permission"] {
		_leaves(bare, _finding("", []), {key: ["*"]})
		_leaves(bare, _finding("", []), {"subject_kind": ["human"], key: ["*"]})
	}
}

test_nobody_knows_the_action if {
	unknown := object.remove(_record, ["action"])
	_leaves(unknown, _finding("/request/entitlements/0", []), {"action": ["grant"]})
	_waives(unknown, _finding("/request/entitlements/0", []), {"subject_kind": ["human"]})
	bare := object.remove(_standing, ["action", "observations"])
	_leaves(bare, _finding("", []), {"action": ["grant"]})
	_waives(bare, _finding("", []), {"subject_kind": ["human"]})
}

test_all_keys_must_match if {
	finding := _finding("/request/entitlements/0", [])
	_waives(_record, finding, {"system": ["e*"], "resource": ["*"], "permission": ["R?ader"], "subject_kind": ["human"], "action": ["grant"]})
	every key in ["system", "resource", "permission", "subject_kind", "action"] {
		_leaves(_record, finding, object.union({"system": ["erp"]}, {key: ["other"]}))
	}
}

test_each_finding_and_each_waiver if {
	findings := [
		_finding("/request/entitlements/0", []),
		_finding("/request/entitlements/1", []),
		object.union(_finding("/request/entitlements/0", []), {"control": "grant.complete"}),
		_finding("/changes/0/entitlements/1", []),
	]
	given := [
		object.union(_waiver({"system": ["erp"]}), {"id": "A"}),
		object.union(_waiver({"permission": ["Reader"]}), {"id": "B"}),
		object.union(_waiver({"system": ["*"]}), {"id": "C", "control": "grant.complete"}),
		object.union(_waiver({"system": ["hr"]}), {"id": "D"}),
	]
	_applied(_record, findings, given) == {"0": {"A", "B"}, "2": {"C"}, "3": {"A"}}
}

test_nothing_to_waive if {
	_applied(_record, [], [_waiver({"system": ["*"]})]) == {}
	_applied(_record, [_finding("/request/entitlements/0", [])], []) == {}
	applied := waivers.applied with input as _record with data.counterfoil.parameters.waivers as [_waiver({"system": ["*"]})]
	applied == {}
}

# A pointer that resolves to nothing cites nothing.
test_a_pointer_into_the_void if {
	_waives(_record, _finding("/request/entitlements/7", ["/changes/3/entitlements/0"]), {"permission": ["Reader", "Viewer", "Admin"]})
	_leaves(_record, _finding("/request/entitlements/7", ["/changes/3/entitlements/0"]), {"permission": ["Reader"]})
}
