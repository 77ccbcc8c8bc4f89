package custom.controls.lantern.agent_not_owner_test

import data.counterfoil.testing
import data.custom.controls.lantern.agent_not_owner

_agent := testing.agent_grant

# The same agent, asked for and given a role in four hours' time.
_given(permission) := testing.with_permission(_agent, permission)

_record(outcome, message, evidence) := {"claim": "", "outcome": outcome, "message": message, "evidence": evidence}

_read := _record("satisfied", "the systems concerned were read, so that whatever the agent holds is known", {"/observations/1", "/observations/2"})

_at(claim, outcome, message, evidence) := {"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}

_has(claim) := _at(claim, "not_satisfied", "an AI agent has an owner role", [claim])

_asked := _at("/request/entitlements/0", "not_satisfied", "an owner role was asked for an AI agent, and not turned down", ["/request/entitlements/0", "/request/status"])

# Wherever the record names what the agent was given: asked, granted, seen.
_everywhere(outcome) := {
	"": "satisfied",
	"/request/entitlements/0": outcome,
	"/changes/0/entitlements/0": outcome,
	"/observations/1/entitlements/0": outcome,
}

test_another_role if {
	agent_not_owner.findings == {_read} with input as _agent
}

test_an_owner if {
	agent_not_owner.findings == {
		_read, _asked,
		_has("/changes/0/entitlements/0"),
		_has("/observations/1/entitlements/0"),
	} with input as _given("roles/Owner")
}

test_what_may_be_one if {
	testing.outcomes(agent_not_owner.findings) == _everywhere("indeterminate") with input as _given("own\u200ber")
	testing.outcomes(agent_not_owner.findings) == _everywhere("indeterminate") with input as testing.with_entitlement(_agent, {"resource": "groups/owners", "permission": "Member"})
	perhaps := "this may be an owner role: find out what it stands for"
	agent_not_owner.findings == {
		_read,
		_at("/request/entitlements/0", "indeterminate", perhaps, ["/request/entitlements/0"]),
		_at("/changes/0/entitlements/0", "indeterminate", perhaps, ["/changes/0/entitlements/0"]),
		_at("/observations/1/entitlements/0", "indeterminate", perhaps, ["/observations/1/entitlements/0"]),
	} with input as _given("own\u200ber")
}

test_a_bundle if {
	testing.outcomes(agent_not_owner.findings) == _everywhere("not_satisfied") with input as _given("Kit")
		with data.counterfoil.parameters.grant.implies as {"Kit": [{"permission": "roles/Owner"}]}
}

# Asked for and logged as something harmless; it comes through an owner's group.
test_inherited if {
	testing.outcomes(agent_not_owner.findings) == {"": "satisfied", "/observations/1/entitlements/0": "not_satisfied"} with input as testing.held_through(_agent, "group/Owners")
}

test_only_the_target_shows_it if {
	testing.outcomes(agent_not_owner.findings) == {
		"": "satisfied", "/observations/1/entitlements/1": "not_satisfied", "/observations/2/entitlements/0": "not_satisfied",
	} with input as testing.with_excess(_agent, {"permission": "Owner"})
}

test_it_was_there_before if {
	before := testing.with_value(_agent, "/observations/0/entitlements", _given("Owner").observations[1].entitlements)
	testing.outcomes(agent_not_owner.findings) == {"": "satisfied", "/observations/0/entitlements/0": "not_satisfied"} with input as before
	standing := testing.standing_access(_given("Owner"))
	testing.outcomes(agent_not_owner.findings) == {"": "satisfied", "/observations/0/entitlements/0": "not_satisfied"} with input as standing
}

test_only_the_log_shows_it if {
	silent := testing.without_observations(testing.outside_workflow(_given("Owner")))
	testing.outcomes(agent_not_owner.findings) == {"": "indeterminate", "/changes/0/entitlements/0": "not_satisfied"} with input as silent
}

test_a_modification if {
	testing.outcomes(agent_not_owner.findings)["/changes/0/entitlements/0"] == "not_satisfied" with input as testing.with_value(_given("Owner"), "/changes/0/action", "modify")
}

test_a_change_that_does_not_say_what if {
	agent_not_owner.findings == {_read, _at("/changes/0", "indeterminate", "the change does not say what it gave to an AI agent", ["/changes/0"])} with input as testing.without(_agent, "/changes/0/entitlements")
}

test_turned_down if {
	agent_not_owner.findings == {
		_read,
		_at("/request/entitlements/0", "not_applicable", "an owner role, or what may be one, was asked for and turned down", ["/request/entitlements/0", "/request/status"]),
	} with input as testing.turned_down(_given("Owner"))
}

# It was turned down, and given all the same.
test_turned_down_and_given if {
	testing.outcomes(agent_not_owner.findings) == object.union(_everywhere("not_satisfied"), {"/request/entitlements/0": "not_applicable"}) with input as testing.with_value(_given("Owner"), "/request/status", "cancelled")
}

test_not_decided_yet if {
	pending := testing.as_it_stood(_given("Owner"), "2026-03-03T09:30:00Z")
	agent_not_owner.findings == {
		_record("pending", "nothing was changed in gcp:prod yet; it should be by 2026-03-05T09:00:00Z", ["/request"]),
		_at("/request/entitlements/0", "pending", "an owner role, or what may be one, was asked for an AI agent; turn it down by 2026-03-05T09:00:00Z", ["/request/entitlements/0"]),
	} with input as pending
	testing.outcomes(agent_not_owner.findings) == {"": "indeterminate", "/request/entitlements/0": "not_satisfied"} with input as testing.judged_at(pending, "2026-03-05T09:00:00.000000001Z")
}

# The ticket says nothing of its end: nothing was given, as far as one can see.
test_no_status if {
	failed := testing.failed(testing.without(_given("Owner"), "/request/status"))
	agent_not_owner.findings == {
		_read,
		_at("/request/entitlements/0", "indeterminate", "an owner role was asked for an AI agent, and the request does not say what became of it", ["/request/entitlements/0", "/request"]),
	} with input as failed
}

# The ticket says that it was done. Nothing shows it; it was not turned down.
test_paper if {
	agent_not_owner.findings == {_read, _asked} with input as testing.failed(_given("Owner"))
}

test_taking_it_away if {
	revoke := testing.with_permission(testing.by_subject(testing.revoke_request, _agent.subject), "Owner")
	testing.outcomes(agent_not_owner.findings) == {"": "satisfied", "/observations/0/entitlements/0": "not_satisfied"} with input as revoke
}

# The record says nothing of what it is about: it may be a grant.
test_no_action if {
	testing.outcomes(agent_not_owner.findings) == {"": "satisfied", "/request/entitlements/0": "not_satisfied"} with input as testing.failed(testing.without(_given("Owner"), "/action"))
}

test_nobody_looked if {
	testing.outcomes(agent_not_owner.findings) == {"": "indeterminate"} with input as testing.without_observations(_agent)
}

test_the_request_does_not_say_what if {
	agent_not_owner.findings == {_record("indeterminate", "the request names no entitlement", ["/request"])} with input as testing.without(_agent, "/request/entitlements")
	agent_not_owner.findings == {_read} with input as testing.outside_workflow(_agent)
}

test_a_key_of_an_agent if {
	key := testing.by_subject(_given("Owner"), {"id": "key-7", "kind": "api_key", "owner": _agent.subject})
	testing.outcomes(agent_not_owner.findings) == _everywhere("not_satisfied") with input as key
}

test_a_person if {
	agent_not_owner.findings == {_record("not_applicable", "a person stands behind the subject, and no AI agent", {"/subject"})} with input as testing.with_permission(testing.human_grant, "Owner")
	agent_not_owner.findings == {_record("not_applicable", "a person stands behind the subject, and no AI agent", {"/subject", "/subject/owner"})} with input as testing.with_permission(testing.service_account_grant, "Owner")
	testing.outcomes(agent_not_owner.findings) == {"": "not_applicable"} with input as testing.without(testing.human_grant, "/changes/0/entitlements")
}

test_nobody_knows_whose if {
	agent_not_owner.findings == {_record("indeterminate", "nobody can tell whether an AI agent stands behind the subject", {"/subject"})} with input as testing.with_permission(testing.without_owner(testing.service_account_grant), "Owner")
}

test_every_claim_is_judged if {
	every record in [_agent, _given("Owner"), testing.turned_down(_given("Owner")), testing.with_excess(_agent, {"permission": "Owner"}), testing.human_grant] {
		agent_not_owner.claims == object.keys(testing.outcomes(agent_not_owner.findings)) with input as record
	}
}
