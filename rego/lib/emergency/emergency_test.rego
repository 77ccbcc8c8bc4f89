package counterfoil.lib.emergency_test

import data.counterfoil.lib.emergency
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_glass := {"system": "erp", "resource": "ledger", "permission": "LedgerBreakGlass"}

_standing := _remove(["/request", "/policy_basis", "/approvals", "/changes"])

test_a_declaration_declares if {
	emergency.declared with input as _in(testing.emergency_grant, [])
	emergency.declared with input as _in(testing.human_grant, _set({"/emergency": {}}))
	not emergency.declared with input as _in(testing.emergency_grant, _remove(["/emergency"]))
}

# Declared or not, the signs are the same.
test_the_signs_of_a_declared_emergency if {
	emergency.signs == {"/changes/0", "/changes/0/entitlements/0", "/request/entitlements/0"} with input as _in(testing.emergency_grant, [])
}

test_routine_shows_no_sign if {
	every record in [testing.human_grant, testing.service_account_grant, testing.agent_grant, testing.revoke_request] {
		signs := emergency.signs with input as _in(record, [])
		signs == set()
	}
}

test_a_marked_grant_or_modification_is_a_sign if {
	every action in ["grant", "modify"] {
		signs := emergency.signs with input as _in(testing.human_grant, _set({"/changes/0/emergency": true, "/changes/0/action": action}))
		signs == {"/changes/0"}
	}
}

test_a_marked_change_that_failed_is_none if {
	emergency.signs == set() with input as _in(testing.human_grant, _set({"/changes/0/emergency": true, "/changes/0/outcome": "failure"}))
}

# Access that is taken away in a hurry is no emergency access.
test_a_marked_revoke_is_none if {
	emergency.signs == set() with input as _in(testing.revoke_request, _set({"/changes/0/emergency": true}))
}

test_a_break_glass_entitlement_that_was_granted if {
	emergency.signs == {"/changes/0/entitlements/1"} with input as _in(testing.human_grant, _set({"/changes/0/entitlements/1": _glass}))
}

test_a_break_glass_entitlement_that_was_requested if {
	emergency.signs == {"/request/entitlements/0"} with input as _in(testing.human_grant, _set({"/request/entitlements/0": _glass}))
}

test_a_break_glass_entitlement_that_is_to_be_taken_away_is_none if {
	emergency.signs == set() with input as _in(testing.revoke_request, _set({"/request/entitlements/0": _glass, "/changes/0/entitlements/0": _glass}))
}

test_a_request_that_does_not_say_its_action_may_be_for_a_grant if {
	emergency.signs == {"/request/entitlements/0"} with input as _in(testing.revoke_request, array.concat(_set({"/request/entitlements/0": _glass}), _remove(["/action"])))
}

test_break_glass_access_that_is_simply_there if {
	emergency.signs == {"/observations/1/entitlements/1"} with input as _in(testing.human_grant, array.concat(_standing, _set({"/observations/1/entitlements/1": _glass})))
}

# The final state belongs to whoever was granted it; grant.exact judges excess.
test_break_glass_access_that_is_there_beside_a_routine_grant_is_none if {
	emergency.signs == set() with input as _in(testing.human_grant, _set({"/observations/1/entitlements/1": _glass}))
}

test_only_a_target_shows_standing_access if {
	emergency.signs == set() with input as _in(testing.human_grant, array.concat(_standing, _set({"/observations/1/entitlements/1": _glass, "/observations/1/source/kind": "itsm"})))
}

test_any_pattern_may_match_and_all_of_its_keys_must if {
	patterns := [{"permission": ["*Fire*"]}, {"system": ["erp"], "permission": ["Reader"], "action": ["grant"]}]
	signs := emergency.signs with input as _in(testing.human_grant, [])
		with data.counterfoil.parameters.emergency.entitlements as patterns
	signs == {"/changes/0/entitlements/0", "/request/entitlements/0"}
	modified := emergency.signs with input as _in(testing.human_grant, _set({"/changes/0/action": "modify"}))
		with data.counterfoil.parameters.emergency.entitlements as patterns
	modified == {"/request/entitlements/0"}
	elsewhere := emergency.signs with input as _in(testing.human_grant, [])
		with data.counterfoil.parameters.emergency.entitlements as [{"system": ["crm"], "permission": ["Reader"]}]
	elsewhere == set()
}

# A bundle is judged by what it may create.
test_a_bundle_that_implies_break_glass_access_is_a_sign if {
	bundle := {"system": "erp", "resource": "ledger", "permission": "On Call"}
	signs := emergency.signs with input as _in(testing.human_grant, _set({
		"/request/entitlements/0": bundle,
		"/changes/0/entitlements/0": bundle,
	}))
		with data.counterfoil.parameters.grant.implies as {"On Call": [{"permission": "LedgerBreakGlass"}]}
	signs == {"/changes/0/entitlements/0", "/request/entitlements/0"}
}

# A pattern may name the resource of what a bundle implies.
test_a_bundle_that_implies_break_glass_access_elsewhere if {
	emergency.signs == {"/changes/0/entitlements/0", "/request/entitlements/0"} with input as _in(testing.human_grant, [])
		with data.counterfoil.parameters.grant.implies as {"Reader": [{"permission": "Key", "resource": "vault"}]}
		with data.counterfoil.parameters.emergency.entitlements as [{"resource": ["vault"]}]
}
