package custom.lib.lantern.target_test

import data.counterfoil.testing
import data.custom.lib.lantern.target

_human := testing.human_grant

_pending(by) := {
	"claim": "", "outcome": "pending", "evidence": ["/request"],
	"message": sprintf("nothing was changed in erp yet; it should be by %s", [by]),
}

_unread(systems) := {
	"claim": "", "outcome": "indeterminate", "evidence": [""],
	"message": sprintf("nobody read all that is held in %s since: read the target system", [systems]),
}

test_read if {
	not target.unread with input as _human
	target.read == {"/observations/1"} with input as _human
	target.read == {"/observations/1", "/observations/2"} with input as testing.agent_grant
	target.read == {"/observations/1"} with input as testing.revoke_request
}

test_nobody_looked if {
	target.unread == _unread("erp") with input as testing.without_observations(_human)
	target.unread == _unread("erp") with input as testing.without(_human, "/observations/1")
	target.unread == _unread("erp") with input as testing.with_value(_human, "/observations/1/complete", false)
	target.unread == _unread("erp") with input as testing.without_source(_human, "/observations/1")
	target.unread == _unread("erp") with input as testing.with_value(_human, "/observations/1/source/kind", "itsm")
}

# The instant of the grant is late enough; before it is not.
test_since_the_grant if {
	not target.unread with input as testing.with_value(_human, "/observations/1/observed_at", "2026-03-02T11:00:00Z")
	target.unread == _unread("erp") with input as testing.with_value(_human, "/observations/1/observed_at", "2026-03-02T10:59:59.999999999Z")
}

# Each of them: what was asked for, what was granted, what was seen.
test_every_system if {
	crm := {"system": "crm", "resource": "accounts", "permission": "Viewer"}
	target.unread == _unread("crm") with input as testing.with_value(_human, "/request/entitlements/-", crm)
	target.unread == _unread("crm") with input as testing.with_value(_human, "/changes/0/entitlements/-", crm)
	seen := object.union(_human.observations[1], {"system": "crm", "complete": false, "entitlements": [crm]})
	target.unread == _unread("crm") with input as testing.with_value(_human, "/observations/-", seen)
	target.unread == _unread("crm and erp") with input as testing.without_observations(testing.with_value(_human, "/request/entitlements/-", crm))
}

# What a bundle brings with it may be elsewhere.
test_a_bundle_elsewhere if {
	bundles := {"Reader": [{"system": "crm", "permission": "Viewer"}]}
	target.unread == _unread("crm") with input as _human with data.counterfoil.parameters.grant.implies as bundles
}

test_waiting if {
	target.unread == _pending("2026-03-04T10:00:00Z") with input as testing.as_it_stood(_human, "2026-03-02T10:30:00Z")
	target.unread == _unread("erp") with input as testing.judged_at(testing.as_it_stood(_human, "2026-03-02T10:30:00Z"), "2026-03-04T10:00:00.000000001Z")
	not target.unread with input as testing.seen_again(testing.as_it_stood(_human, "2026-03-02T10:30:00Z"), "2026-03-02T10:30:00Z")
}

test_standing_access if {
	not target.unread with input as testing.standing_access(_human)
	target.read == {"/observations/0"} with input as testing.standing_access(_human)
	target.unread == _unread("erp") with input as testing.with_value(testing.standing_access(_human), "/observations/0/complete", false)
}

# What is only a revoke has no beginning that we know.
test_a_revoke_that_nobody_asked_for if {
	target.unread == _unread("erp") with input as testing.with_value(testing.without_request(testing.revoke_request), "/action", "grant")
}

test_nothing_at_all if {
	nothing := {"schema": _human.schema, "id": "R1", "subject": _human.subject}
	target.unread == {
		"claim": "", "outcome": "indeterminate", "evidence": [""],
		"message": "nothing was requested, granted or seen: nobody can tell which system to read",
	} with input as testing.judged(nothing)
}
