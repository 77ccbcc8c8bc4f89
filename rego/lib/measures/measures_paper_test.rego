# What the ticket says was done, and the target system shows was not.
package counterfoil.lib.measures_paper_test

import data.counterfoil.lib.measures
import data.counterfoil.testing

_paper(record) := paper if {
	paper := measures.result.paper with input as testing.judged(record)
}

_asked := ["/request/entitlements/0"]

_with_status(record, status) := object.union(record, {"request": {"status": status}})

test_granted_on_paper if {
	_paper(testing.failed(testing.human_grant)) == _asked
	_paper(testing.with_value(testing.failed(testing.human_grant), "/action", "modify")) == _asked
}

test_not_said_to_be_done[status] if {
	some status in ["open", "closed_incomplete", "rejected", "cancelled"]
	_paper(_with_status(testing.failed(testing.human_grant), status)) == []
}

test_done if {
	_paper(testing.human_grant) == []
	_paper(testing.revoke_request) == []
}

# Nobody looked: it may have been done.
test_nobody_looked if {
	_paper(testing.without_observations(testing.human_grant)) == []
	_paper(testing.without(testing.without(testing.human_grant, "/observations/1"), "/observations/0")) == []
}

test_nobody_knows_the_action if {
	_paper(testing.without(testing.failed(testing.human_grant), "/action")) == []
}

_writer := {"system": "erp", "resource": "ledger", "permission": "Writer"}

_viewer := {"system": "crm", "resource": "accounts", "permission": "Viewer"}

_also(e) := testing.with_value(testing.human_grant, "/request/entitlements/-", e)

test_one_of_two if {
	_paper(_also(_writer)) == ["/request/entitlements/1"]
	_paper(_also(_viewer)) == []
}

# A bundle is there when it, or all of it, is; nobody looked into crm.
test_a_bundle if {
	bundle := _also(object.union(_writer, {"permission": "Bundle"}))
	_paper(bundle) == ["/request/entitlements/1"] with data.counterfoil.parameters.grant.implies as {"Bundle": [{"permission": "Writer"}]}
	_paper(bundle) == [] with data.counterfoil.parameters.grant.implies as {"Bundle": [{"permission": "Reader"}]}
	_paper(bundle) == [] with data.counterfoil.parameters.grant.implies as {"Bundle": [_viewer]}
}

_held_at(record, at) := object.union(record, {"observations": array.concat(record.observations, [object.union(record.observations[0], {"id": "obs-3", "observed_at": at})])})

# The ticket was closed at half past eleven.
test_revoked_on_paper if {
	_paper(_held_at(testing.revoke_request, "2026-03-04T11:30:00.000000001Z")) == _asked
	_paper(_held_at(testing.revoke_request, "2026-03-04T11:30:00Z")) == []
}

test_a_revoke_request_that_is_not_said_to_be_done if {
	_paper(_with_status(_held_at(testing.revoke_request, "2026-03-05T00:00:00Z"), "closed_incomplete")) == []
	_paper(testing.without(_held_at(testing.revoke_request, "2026-03-05T00:00:00Z"), "/request/closed_at")) == []
}

# Whoever asked for a grant did not ask for its end.
test_a_grant_that_is_held_after_closure if {
	_paper(testing.seen_again(testing.with_event(testing.human_grant, "termination", "2026-03-03T00:00:00Z"), "2026-03-05T00:00:00Z")) == []
}

# Nothing was asked yet at that instant.
test_a_revoke_request_of_later if {
	record := object.union(_held_at(testing.revoke_request, "2026-03-05T00:00:00Z"), {"as_of": "2026-03-04T08:59:59Z"})
	_paper(record) == []
}
