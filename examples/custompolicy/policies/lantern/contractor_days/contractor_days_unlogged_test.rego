# What no logged change accounts for, and what nobody looked at.
package custom.controls.lantern.contractor_days_unlogged_test

import data.counterfoil.testing
import data.custom.controls.lantern.contractor_days

# Cem is given write access to the ledger on Monday, 2 March 2026, at 11:00; the
# target was read at 08:00 and at 11:05.
_posts := testing.with_permission(
	testing.by_subject(testing.human_grant, {
		"id": "cem", "kind": "human",
		"extensions": {"employment": "contractor", "site": "berlin"},
	}),
	"Poster",
)

_poster := _posts.request.entitlements[0]

_when_given := {"": "satisfied", "/changes/0/entitlements/0": "satisfied"}

_unlogged := {
	"claim": "/observations/1/entitlements/0", "outcome": "indeterminate", "evidence": ["/observations/1/entitlements/0"],
	"message": "the target shows production write access, and no change says when it was given: read its log",
}

_none := {"claim": "", "outcome": "not_applicable", "message": "no change gave production write access", "evidence": {"/observations/1"}}

test_no_log if {
	contractor_days.findings == {_none, _unlogged} with input as testing.without_changes(_posts)
}

test_standing_access if {
	contractor_days.findings == {
		object.union(_none, {"evidence": {"/observations/0"}}),
		object.union(_unlogged, {"claim": "/observations/0/entitlements/0", "evidence": ["/observations/0/entitlements/0"]}),
	} with input as testing.standing_access(_posts)
}

test_excess if {
	testing.outcomes(contractor_days.findings) == object.union(_when_given, {"/observations/1/entitlements/1": "indeterminate"}) with input as testing.with_excess(_posts, {"permission": "Approver"})
}

# More that reads only is no matter here.
test_excess_that_reads if {
	testing.outcomes(contractor_days.findings) == _when_given with input as testing.with_excess(_posts, {"permission": "Viewer"})
}

test_a_change_outside_the_workflow if {
	weekend := testing.shifted(testing.with_change_outside(testing.with_permission(_posts, "Viewer"), {"permission": "Poster"}), "P5D")
	testing.outcomes(contractor_days.findings) == {"": "satisfied", "/changes/1/entitlements/0": "not_satisfied"} with input as weekend
}

# It was there before the first change: another record says when it was given.
test_there_before if {
	before := testing.with_value(_posts, "/observations/0/entitlements", [object.union(_poster, {"permission": "Approver"})])
	still := testing.with_value(before, "/observations/1/entitlements/-", object.union(_poster, {"permission": "Approver"}))
	testing.outcomes(contractor_days.findings) == _when_given with input as still
	testing.outcomes(contractor_days.findings) == {"": "satisfied", "/changes/0/entitlements/0": "satisfied", "/observations/0/entitlements/0": "indeterminate", "/observations/1/entitlements/1": "indeterminate"} with input as testing.with_value(still, "/observations/0/complete", false)
}

# Somebody looks once more, though not at everything.
_seen(record, at) := testing.with_value(record, "/observations/-", object.union(_posts.observations[1], {"observed_at": at, "complete": false}))

# Read in the instant of the grant, it shows what was granted; a moment earlier
# it shows what nobody had.
test_before_the_grant if {
	testing.outcomes(contractor_days.findings) == _when_given with input as _seen(_posts, "2026-03-02T11:00:00Z")
	testing.outcomes(contractor_days.findings) == object.union(_when_given, {"/observations/2/entitlements/0": "indeterminate"}) with input as _seen(_posts, "2026-03-02T10:59:59.999999999Z")
}

# Given on Monday, gone on Wednesday, there again on Sunday: given twice, and
# logged once.
test_back_again if {
	back := object.union(_when_given, {"/observations/3/entitlements/0": "indeterminate"})
	gone := testing.with_value(_posts, "/observations/-", object.union(_posts.observations[1], {"observed_at": "2026-03-04T11:00:00Z", "entitlements": []}))
	testing.outcomes(contractor_days.findings) == back with input as _seen(gone, "2026-03-08T11:00:00Z")
	testing.outcomes(contractor_days.findings) == back with input as _seen(gone, "2026-03-04T11:00:00.000000001Z")
	testing.outcomes(contractor_days.findings) == back with input as _seen(testing.without_source(gone, "/observations/2"), "2026-03-08T11:00:00Z")
	testing.outcomes(contractor_days.findings) == _when_given with input as _seen(testing.with_value(gone, "/observations/2/complete", false), "2026-03-08T11:00:00Z")
	testing.outcomes(contractor_days.findings) == _when_given with input as _seen(testing.with_value(gone, "/observations/2/system", "crm:dev"), "2026-03-08T11:00:00Z")
	testing.outcomes(contractor_days.findings) == _when_given with input as _seen(gone, "2026-03-04T11:00:00Z")
}

test_back_again_after_a_revoke if {
	back := object.union(_when_given, {"/observations/2/entitlements/0": "indeterminate"})
	revoked := testing.with_value(_posts, "/changes/-", object.union(_posts.changes[0], {"action": "revoke", "executed_at": "2026-03-04T11:00:00Z"}))
	testing.outcomes(contractor_days.findings) == back with input as _seen(revoked, "2026-03-08T11:00:00Z")
	testing.outcomes(contractor_days.findings) == _when_given with input as _seen(revoked, "2026-03-04T11:00:00Z")
	testing.outcomes(contractor_days.findings) == back with input as _seen(testing.without(revoked, "/changes/1/entitlements"), "2026-03-08T11:00:00Z")
	testing.outcomes(contractor_days.findings) == back with input as _seen(testing.with_value(revoked, "/changes/1/entitlements/-", object.union(_poster, {"permission": "Viewer"})), "2026-03-08T11:00:00Z")
	testing.outcomes(contractor_days.findings) == _when_given with input as _seen(testing.with_value(revoked, "/changes/1/entitlements/0/permission", "Viewer"), "2026-03-08T11:00:00Z")
	testing.outcomes(contractor_days.findings) == _when_given with input as _seen(testing.with_value(revoked, "/changes/1/outcome", "failure"), "2026-03-08T11:00:00Z")
}

# Absent in the instant of the grant is absent before it.
test_absent_in_the_instant_of_the_grant if {
	absent := testing.with_value(_posts, "/observations/-", object.union(_posts.observations[0], {"observed_at": "2026-03-02T11:00:00Z"}))
	testing.outcomes(contractor_days.findings) == _when_given with input as absent
}

test_nobody_looked if {
	testing.outcomes(contractor_days.findings) == {"": "indeterminate", "/changes/0/entitlements/0": "satisfied"} with input as testing.without_observations(_posts)
	testing.outcomes(contractor_days.findings) == {"": "indeterminate", "/changes/0/entitlements/0": "not_satisfied"} with input as testing.without_observations(testing.shifted(_posts, "P5D"))
}

test_nothing_given_yet if {
	testing.outcomes(contractor_days.findings) == {"": "pending"} with input as testing.as_it_stood(_posts, "2026-03-02T10:30:00Z")
}

_an_employees := testing.without(testing.with_value(_posts, "/subject/extensions/employment", "employee"), "/changes/0/entitlements")

test_every_claim_is_judged if {
	every record in [_posts, testing.without_changes(_posts), testing.without(_posts, "/changes/0/entitlements"), testing.failed(_posts), testing.agent_grant, _an_employees] {
		contractor_days.claims == object.keys(testing.outcomes(contractor_days.findings)) with input as record
	}
}
