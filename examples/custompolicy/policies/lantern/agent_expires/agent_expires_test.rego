# The agent is given a role on 3 March 2026 at 11:00 until 15:00, seen at 11:05,
# and revoked at 15:00. A day is over on the 4th at 11:00.
package custom.controls.lantern.agent_expires_test

import data.counterfoil.testing
import data.custom.controls.lantern.agent_expires

_agent := testing.agent_grant

_at(claim, outcome, message, evidence) := {"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}

_read := _at("", "satisfied", "the systems concerned were read, so that whatever the agent holds is known", {"/observations/1", "/observations/2"})

_log := "/changes/0/entitlements/0"

_shown := "/observations/1/entitlements/0"

_outcomes(granted, held) := {"": "satisfied", _log: granted, _shown: held}

_kept := _at(_log, "satisfied", "the target system shows it, and so when it expires", {_log, _shown})

test_four_hours if {
	agent_expires.findings == {
		_read, _kept,
		_at(_shown, "satisfied", "it expires at 2026-03-03T15:00:00Z, within a day of the grant", [_shown]),
	} with input as _agent
}

test_a_day_and_no_longer if {
	testing.outcomes(agent_expires.findings) == _outcomes("satisfied", "satisfied") with input as testing.expiring_at(_agent, "2026-03-04T11:00:00Z")
	agent_expires.findings == {
		_read,
		_at(_log, "not_satisfied", "granted at 2026-03-03T11:00:00Z until 2026-03-04T11:00:00.000000001Z: longer than a day", [_log]),
		_at(_shown, "not_satisfied", "granted at 2026-03-03T11:00:00Z, it expires at 2026-03-04T11:00:00.000000001Z: longer than a day", [_shown]),
	} with input as testing.expiring_at(_agent, "2026-03-04T11:00:00.000000001Z")
}

# The log says four hours, the system itself something else.
test_the_target_decides if {
	agent_expires.findings == {_read, _kept, _at(_shown, "not_satisfied", "the target system shows no expiry", [_shown])} with input as testing.never_expiring(_agent)
	testing.outcomes(agent_expires.findings) == _outcomes("satisfied", "not_satisfied") with input as testing.with_value(_agent, sprintf("%s/expires_at", [_shown]), "2026-03-04T11:00:00.000000001Z")
}

# Logs often do not say until when.
test_the_log_need_not_say if {
	testing.outcomes(agent_expires.findings) == _outcomes("satisfied", "satisfied") with input as testing.without(_agent, sprintf("%s/expires_at", [_log]))
}

test_nobody_asked_for_an_end if {
	testing.outcomes(agent_expires.findings) == _outcomes("satisfied", "not_satisfied") with input as testing.without_expiry(_agent)
}

_excess := {"/observations/1/entitlements/1": "not_satisfied", "/observations/2/entitlements/0": "not_satisfied"}

test_excess if {
	testing.outcomes(agent_expires.findings) == object.union(_outcomes("satisfied", "satisfied"), _excess) with input as testing.with_excess(_agent, {"permission": "Viewer"})
}

# With an expiry, but nobody knows since when.
test_excess_that_expires if {
	unlogged := testing.without(testing.with_excess(_agent, {"permission": "Viewer", "expires_at": "2026-03-04T11:05:00Z"}), "/observations/2/entitlements")
	seen := testing.with_value(unlogged, "/observations/2/entitlements", [])
	agent_expires.findings == {
		_read, _kept,
		_at(_shown, "satisfied", "it expires at 2026-03-03T15:00:00Z, within a day of the grant", [_shown]),
		_at("/observations/1/entitlements/1", "indeterminate", "no change says when this was given, so that nobody can tell whether it expires within a day of it", ["/observations/1/entitlements/1"]),
	} with input as seen
	later := testing.with_value(seen, "/observations/1/entitlements/1/expires_at", "2026-03-04T11:05:00.000000001Z")
	_at("/observations/1/entitlements/1", "not_satisfied", "it expires at 2026-03-04T11:05:00.000000001Z, more than a day after it was seen", ["/observations/1/entitlements/1"]) in agent_expires.findings with input as later
}

# It says that it expires, and is still there.
test_held_longer if {
	still := testing.never_revoked(_agent)
	testing.outcomes(agent_expires.findings) == object.union(_outcomes("satisfied", "satisfied"), {"/observations/2/entitlements/0": "satisfied", "/observations/3/entitlements/0": "satisfied"}) with input as testing.seen_again(still, "2026-03-04T11:00:00Z")
	_at("/observations/3/entitlements/0", "not_satisfied", "granted at 2026-03-03T11:00:00Z, it was still held at 2026-03-04T11:00:00.000000001Z: longer than a day", ["/observations/3/entitlements/0"]) in agent_expires.findings with input as testing.seen_again(still, "2026-03-04T11:00:00.000000001Z")
}

# Granted anew the next day at 10:00, it may be held for another day.
_anew := testing.with_value(testing.never_revoked(_agent), "/changes/-", object.union(_agent.changes[0], {"executed_at": "2026-03-04T10:00:00Z"}))

_again := "/observations/3/entitlements/0"

test_granted_anew if {
	testing.outcomes(agent_expires.findings)[_again] == "satisfied" with input as testing.seen_again(_anew, "2026-03-05T10:00:00Z")
	_at(_again, "not_satisfied", "granted at 2026-03-04T10:00:00Z, it was still held at 2026-03-05T10:00:00.000000001Z: longer than a day", [_again]) in agent_expires.findings with input as testing.seen_again(_anew, "2026-03-05T10:00:00.000000001Z")
}

test_granted_anew_for_longer if {
	seen := testing.seen_again(_anew, "2026-03-04T12:00:00Z")
	expiry := sprintf("%s/expires_at", [_again])
	testing.outcomes(agent_expires.findings)[_again] == "satisfied" with input as testing.with_value(seen, expiry, "2026-03-05T10:00:00Z")
	_at(_again, "not_satisfied", "granted at 2026-03-04T10:00:00Z, it expires at 2026-03-05T10:00:00.000000001Z: longer than a day", [_again]) in agent_expires.findings with input as testing.with_value(seen, expiry, "2026-03-05T10:00:00.000000001Z")
}

# What was given first was never seen, and may have been held until the second.
test_only_the_second_grant_was_seen if {
	seen := testing.with_value(testing.seen_again(_anew, "2026-03-04T12:00:00Z"), "/observations/1/entitlements", [])
	outcomes := testing.outcomes(agent_expires.findings) with input as testing.with_value(seen, "/observations/2/entitlements", [])
	outcomes[_log] == "indeterminate"
	outcomes["/changes/1/entitlements/0"] == "satisfied"
}

# Seen in the instant of the grant is seen after it; a moment earlier nobody had
# given it.
test_seen_when_it_was_granted if {
	testing.outcomes(agent_expires.findings) == _outcomes("satisfied", "satisfied") with input as testing.with_value(_agent, "/observations/1/observed_at", "2026-03-03T11:00:00Z")
	testing.outcomes(agent_expires.findings) == _outcomes("indeterminate", "indeterminate") with input as testing.with_value(_agent, "/observations/1/observed_at", "2026-03-03T10:59:59.999999999Z")
}

# The ticket system says what the agent holds: no witness, if not of the worse.
test_another_witness if {
	ticket := testing.with_value(_agent, "/observations/1/source/kind", "itsm")
	_at(_shown, "indeterminate", "no target system shows this: read it there", [_shown]) in agent_expires.findings with input as ticket
	testing.outcomes(agent_expires.findings)[_shown] == "not_satisfied" with input as testing.never_expiring(ticket)
}

# It was gone when somebody looked: whether it would have expired, nobody knows.
test_never_seen if {
	agent_expires.findings == {_read, _at(_log, "indeterminate", "the target system does not show when this expires", [_log])} with input as testing.with_value(_agent, "/observations/1/entitlements", [])
}

# Each part of a bundle must be seen, or the bundle itself.
test_a_bundle if {
	implies := {"Kit": [{"permission": "Viewer"}, {"permission": "Editor"}]}
	given := testing.with_permission(_agent, "Kit")
	part := testing.with_value(given, "/observations/1/entitlements/0/permission", "Viewer")
	other := object.union(part.observations[1].entitlements[0], {"permission": "Editor"})
	testing.outcomes(agent_expires.findings) == _outcomes("satisfied", "satisfied") with input as given with data.counterfoil.parameters.grant.implies as implies
	testing.outcomes(agent_expires.findings) == _outcomes("indeterminate", "satisfied") with input as part with data.counterfoil.parameters.grant.implies as implies
	testing.outcomes(agent_expires.findings) == object.union(_outcomes("satisfied", "satisfied"), {"/observations/1/entitlements/1": "satisfied"}) with input as testing.with_value(part, "/observations/1/entitlements/-", other) with data.counterfoil.parameters.grant.implies as implies
	_at(_log, "satisfied", "the target system shows it, and so when it expires", {_log, _shown, "/observations/1/entitlements/1"}) in agent_expires.findings with input as testing.with_value(part, "/observations/1/entitlements/-", other) with data.counterfoil.parameters.grant.implies as implies
}

test_a_change_that_does_not_say_what if {
	agent_expires.findings == {
		_read,
		_at("/changes/0", "indeterminate", "the change does not say what it gave to an AI agent", ["/changes/0"]),
		_at(_shown, "indeterminate", "no change says when this was given, so that nobody can tell whether it expires within a day of it", [_shown]),
	} with input as testing.without(_agent, "/changes/0/entitlements")
}

test_nobody_looked if {
	testing.outcomes(agent_expires.findings) == {"": "indeterminate", _log: "indeterminate"} with input as testing.without_observations(_agent)
}

test_not_given_yet if {
	testing.outcomes(agent_expires.findings) == {"": "pending"} with input as testing.as_it_stood(_agent, "2026-03-03T10:00:00Z")
}

_nothing := _at("", "not_applicable", "nothing was given to the agent, and it holds nothing", {"/observations/1", "/observations/2"})

test_nothing_was_given if {
	agent_expires.findings == {_nothing} with input as testing.turned_down(_agent)
	agent_expires.findings == {_nothing} with input as testing.failed(_agent)
}

test_standing_access if {
	testing.outcomes(agent_expires.findings) == {"": "satisfied", "/observations/0/entitlements/0": "indeterminate"} with input as testing.standing_access(_agent)
	testing.outcomes(agent_expires.findings) == {"": "satisfied", "/observations/0/entitlements/0": "not_satisfied"} with input as testing.standing_access(testing.without_expiry(_agent))
}

test_a_key_of_an_agent if {
	key := testing.by_subject(testing.never_expiring(_agent), {"id": "key-7", "kind": "api_key", "owner": _agent.subject})
	testing.outcomes(agent_expires.findings) == _outcomes("satisfied", "not_satisfied") with input as key
}

test_a_person if {
	agent_expires.findings == {_at("", "not_applicable", "a person stands behind the subject, and no AI agent", {"/subject", "/subject/owner"})} with input as testing.without_expiry(testing.service_account_grant)
}

test_nobody_knows_whose if {
	agent_expires.findings == {_at("", "indeterminate", "nobody can tell whether an AI agent stands behind the subject", {"/subject"})} with input as testing.without_owner(testing.service_account_grant)
	opaque := testing.without_owner(testing.without(testing.service_account_grant, "/changes/0/entitlements"))
	testing.outcomes(agent_expires.findings) == {"": "indeterminate"} with input as opaque
}

test_every_claim_is_judged if {
	every record in [_agent, testing.never_revoked(_agent), testing.without_observations(_agent), testing.failed(_agent), testing.human_grant] {
		agent_expires.claims == object.keys(testing.outcomes(agent_expires.findings)) with input as record
	}
}
