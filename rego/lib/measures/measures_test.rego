# What is counted of a record beside outcomes.
package counterfoil.lib.measures_test

import data.counterfoil.lib.measures
import data.counterfoil.testing

_of(record) := result if {
	result := measures.result with input as testing.judged(record)
}

_measured(record, keys) := object.filter(_of(record), keys)

_minute := 60000000000

# Asked at nine, approved at ten, granted at eleven, closed at half past eleven.
_routine := {
	"anchor": {"by": "first_change", "at": "2026-03-02T11:00:00Z", "pointer": "/changes/0"},
	"revocations": [],
	"time_to_close": 150 * _minute,
	"approval_lead": 60 * _minute,
	"unmeasured": [],
	"convenience": [],
	"overrides": [],
	"emergency": "none",
	"paper": [],
}

test_a_grant if {
	_of(testing.human_grant) == _routine
}

# Access that ends on the ninth at nine, and did.
_revoked := {
	"kind": "expiry",
	"triggers": ["/request/entitlements/0/expires_at"],
	"claims": ["/request/entitlements/0"],
	"start": "2026-03-09T09:00:00Z",
	"deadline": "2026-03-09T10:00:00Z",
	"outcome": "satisfied",
	"after": "2026-03-09T09:00:00Z",
	"by": "2026-03-09T09:00:00Z",
	"evidence": ["/changes/1", "/observations/2"],
	"held_at": "2026-03-02T11:05:00Z",
	"held": "/observations/1/entitlements/0",
}

test_access_that_ends if {
	_of(testing.service_account_grant) == object.union(_routine, {"revocations": [_revoked]})
}

test_access_that_may_stay if {
	moved := testing.with_event(testing.human_grant, "role_change", "2026-03-05T09:00:00Z")
	again := object.union(testing.human_grant.approvals[0], {"id": "apr-2", "decided_at": "2026-03-05T12:00:00Z"})
	_of(testing.with_value(moved, "/approvals/-", again)) == object.union(_routine, {"revocations": [{
		"kind": "role_change",
		"triggers": ["/events/0"],
		"claims": ["/request/entitlements/0"],
		"start": "2026-03-05T09:00:00Z",
		"deadline": "2026-03-06T09:00:00Z",
		"outcome": "satisfied",
		"reauthorised": "2026-03-05T12:00:00Z",
	}]})
}

test_an_emergency if {
	_measured(testing.emergency_grant, ["emergency", "approval_lead", "time_to_close"]) == {"emergency": "declared", "time_to_close": 120 * _minute}
	_measured(testing.without_emergency(testing.emergency_grant), ["emergency"]) == {"emergency": "undeclared"}
	_measured(testing.with_value(testing.human_grant, "/changes/0/emergency", true), ["emergency"]) == {"emergency": "undeclared"}
}

# In which period it counts.
_anchor(record) := _of(record).anchor

test_the_first_of_two_changes if {
	again := testing.with_value(testing.human_grant, "/changes/-", object.union(testing.human_grant.changes[0], {"executed_at": "2026-03-02T10:30:00Z"}))
	_anchor(again) == {"by": "first_change", "at": "2026-03-02T10:30:00Z", "pointer": "/changes/1"}
}

test_two_first_changes if {
	again := testing.with_value(testing.human_grant, "/changes/-", testing.human_grant.changes[0])
	_anchor(again) == {"by": "first_change", "at": "2026-03-02T11:00:00Z", "pointer": "/changes/0"}
}

# A change of the record's own action: what is taken away later is none.
test_a_change_of_another_action if {
	revoked := testing.with_value(testing.service_account_grant, "/changes/0/outcome", "failure")
	_anchor(revoked) == {"by": "submission", "at": "2026-03-02T09:00:00Z", "pointer": "/request/submitted_at"}
}

test_no_change if {
	_anchor(testing.failed(testing.human_grant)) == {"by": "submission", "at": "2026-03-02T09:00:00Z", "pointer": "/request/submitted_at"}
}

test_standing_access if {
	_anchor(testing.standing_access(testing.human_grant)) == {"by": "first_trace", "at": "2026-03-02T11:05:00Z", "pointer": "/observations/0"}
}

# A grant that nobody asked for and that failed; access was seen before, and
# something was taken away later.
test_traces if {
	record := object.union(testing.without_request(testing.service_account_grant), {
		"changes": [
			object.union(testing.service_account_grant.changes[0], {"outcome": "failure"}),
			testing.service_account_grant.changes[1],
		],
		"observations": [
			testing.service_account_grant.observations[0],
			testing.service_account_grant.observations[1],
		],
	})
	_anchor(record) == {"by": "first_trace", "at": "2026-03-02T11:05:00Z", "pointer": "/observations/1"}
	_anchor(testing.without_observations(record)) == {"by": "first_trace", "at": "2026-03-09T09:00:00Z", "pointer": "/changes/1"}
}

test_no_trace if {
	record := {"subject": {"id": "ana", "kind": "human"}, "observations": [{"system": "erp", "observed_at": "2026-03-02T11:05:00Z", "complete": true, "entitlements": []}]}
	_of(record) == {"revocations": [], "unmeasured": [], "convenience": [], "overrides": [], "emergency": "none", "paper": []}
}

# How long the ticket took.
_closing(edits) := object.filter(_of(object.union(testing.human_grant, {"request": edits})), ["time_to_close", "unmeasured"])

_unmeasured(measure, pointer, why) := {"unmeasured": [{"measure": measure, "pointer": pointer, "why": why}]}

_unclosed(why) := _unmeasured("time_to_close", "/request", why)

_closed_in(length) := {"time_to_close": length, "unmeasured": []}

test_closed_as_anything[status] if {
	some status in ["closed_complete", "closed_incomplete", "rejected", "cancelled"]
	_closing({"status": status}) == _closed_in(150 * _minute)
}

test_closed_and_nothing_more_is_said if {
	_measured(testing.without(testing.human_grant, "/request/status"), ["time_to_close", "unmeasured"]) == _closed_in(150 * _minute)
}

test_still_open if {
	_measured(testing.as_it_stood(testing.human_grant, "2026-03-02T11:10:00Z"), ["time_to_close", "unmeasured"]) == {"unmeasured": []}
}

test_open_and_closed if {
	_closing({"status": "open"}) == _unclosed("the ticket says when it was closed, and that it is open")
}

test_closed_at_no_instant if {
	why := "the ticket does not say when it was closed"
	timeless := testing.without(testing.human_grant, "/request/closed_at")
	_measured(timeless, ["time_to_close", "unmeasured"]) == _unclosed(why)
	_measured(testing.without(timeless, "/request/status"), ["time_to_close", "unmeasured"]) == _unclosed(why)
}

test_no_ticket if {
	_measured(testing.without_request(testing.human_grant), ["time_to_close", "approval_lead", "unmeasured"]) == {"unmeasured": []}
}

test_closed_by_the_instant_of_judging if {
	_closing({"submitted_at": "2026-03-19T23:59:00Z", "closed_at": "2026-03-20T00:00:00Z"}).time_to_close == _minute
	_closing({"closed_at": "2026-03-20T00:00:00.000000001Z"}) == _unclosed("the ticket was closed after the instant that the record is judged at")
}

# Two clocks may differ by two minutes.
test_closed_before_it_was_submitted if {
	_closing({"closed_at": "2026-03-02T09:00:00Z"}) == _closed_in(0)
	_closing({"closed_at": "2026-03-02T08:58:00Z"}) == _closed_in(0)
	_closing({"closed_at": "2026-03-02T08:57:59.999999999Z"}) == _unclosed("the ticket was closed before it was submitted")
}

# How long approval took.
_approving(record) := _measured(record, ["approval_lead", "unmeasured"])

_approved_at(at) := _approving(testing.approved_at(testing.human_grant, at))

test_the_last_decisive_approval if {
	_approving(testing.agent_grant) == {"approval_lead": 90 * _minute, "unmeasured": []}
}

test_no_decisive_approval if {
	_approving(testing.self_approved(testing.human_grant)) == {"unmeasured": []}
	_approving(testing.with_permission(testing.human_grant, "Employee")) == {"unmeasured": []}
	_approving(testing.without_approvals(testing.human_grant)) == {"unmeasured": []}
}

test_approved_before_it_was_submitted if {
	_approved_at("2026-03-02T08:58:00Z") == {"approval_lead": 0, "unmeasured": []}
	_approved_at("2026-03-02T08:57:59.999999999Z") == _unmeasured("approval_lead", "/approvals", "the last decisive approval was given before the request was submitted")
}

test_approved_after_the_instant_of_judging if {
	_approving(testing.judged_at(testing.human_grant, "2026-03-02T10:00:00Z")).approval_lead == 60 * _minute
	_approving(testing.judged_at(testing.human_grant, "2026-03-02T09:59:59.999999999Z")).unmeasured == [
		{"measure": "approval_lead", "pointer": "/approvals", "why": "the last decisive approval was given after the instant that the record is judged at"},
		{"measure": "time_to_close", "pointer": "/request", "why": "the ticket was closed after the instant that the record is judged at"},
	]
	not _approving(testing.judged_at(testing.human_grant, "2026-03-02T09:59:59.999999999Z")).approval_lead
}

# Routed for convenience, one or several.
test_approvals_that_nobody_requires if {
	employee := testing.with_permission(testing.human_grant, "Employee")
	_of(employee).convenience == ["/approvals/0"]
	_of(testing.also_approved_by(employee, "omar", "manager")).convenience == ["/approvals/0", "/approvals/1"]
	_of(testing.without_approvals(employee)).convenience == []
}

test_nobody_knows_what_is_required if {
	_of(testing.without_request(testing.human_grant)).convenience == []
	_of(testing.without(testing.human_grant, "/request/entitlements")).convenience == []
}

test_by_hand if {
	by_hand := testing.with_value(testing.service_account_grant, "/changes/1/override", true)
	_of(by_hand).overrides == ["/changes/1"]
	_of(testing.with_value(by_hand, "/changes/1/outcome", "failure")).overrides == []
	_of(testing.with_value(by_hand, "/changes/1/override", false)).overrides == []
}
