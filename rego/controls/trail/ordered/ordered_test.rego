package counterfoil.controls.trail.ordered_test

import data.counterfoil.controls.trail.ordered
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

# The times to set, by pointer.
_at(times) := [{"op": "add", "path": path, "value": time_} | some path, time_ in times]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_satisfied(evidence) := {{"claim": "", "outcome": "satisfied", "message": "what is recorded happened in its order", "evidence": evidence}}

_disorder(message, evidence) := {{"claim": "", "outcome": "not_satisfied", "message": message, "evidence": evidence}}

_human := {
	"/request/submitted_at", "/request/closed_at", "/policy_basis/decided_at", "/approvals/0/decided_at",
	"/changes/0/executed_at", "/observations/0/observed_at", "/observations/1/observed_at",
}

test_in_order if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, [])
}

test_a_basis_within_the_skew_before_submission if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, _at({"/policy_basis/decided_at": "2026-03-02T08:58:00Z"}))
}

test_a_basis_before_submission if {
	ordered.findings == _disorder(
		"the policy decision at 2026-03-02T08:57:59.999999999Z came before the submission at 2026-03-02T09:00:00Z",
		{"/policy_basis/decided_at", "/request/submitted_at"},
	) with input as _in(testing.human_grant, _at({"/policy_basis/decided_at": "2026-03-02T08:57:59.999999999Z"}))
}

test_an_approval_within_the_skew_before_submission if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, _at({
		"/policy_basis/decided_at": "2026-03-02T08:59:00Z",
		"/approvals/0/decided_at": "2026-03-02T08:58:00Z",
	}))
}

test_an_approval_before_submission if {
	ordered.findings == _disorder(
		"the approval by maria at 2026-03-02T08:57:59.999999999Z came before the submission at 2026-03-02T09:00:00Z",
		{"/approvals/0/decided_at", "/request/submitted_at"},
	) with input as _in(testing.human_grant, _at({
		"/policy_basis/decided_at": "2026-03-02T08:59:00Z",
		"/approvals/0/decided_at": "2026-03-02T08:57:59.999999999Z",
	}))
}

test_a_change_within_the_skew_before_submission if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, _at({
		"/policy_basis/decided_at": "2026-03-02T08:58:00Z",
		"/approvals/0/decided_at": "2026-03-02T08:58:00Z",
		"/changes/0/executed_at": "2026-03-02T08:58:00Z",
	}))
}

test_a_change_before_submission if {
	ordered.findings == _disorder(
		"the grant at 2026-03-02T08:57:59.999999999Z came before the submission at 2026-03-02T09:00:00Z",
		{"/changes/0/executed_at", "/request/submitted_at"},
	) with input as _in(testing.human_grant, _at({
		"/policy_basis/decided_at": "2026-03-02T08:58:00Z",
		"/approvals/0/decided_at": "2026-03-02T08:58:00Z",
		"/changes/0/executed_at": "2026-03-02T08:57:59.999999999Z",
	}))
}

test_an_approval_within_the_skew_before_the_basis if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, _at({"/policy_basis/decided_at": "2026-03-02T10:02:00Z"}))
}

test_an_approval_before_the_basis if {
	ordered.findings == _disorder(
		"the approval by maria at 2026-03-02T10:00:00Z came before the policy decision at 2026-03-02T10:02:00.000000001Z",
		{"/approvals/0/decided_at", "/policy_basis/decided_at"},
	) with input as _in(testing.human_grant, _at({"/policy_basis/decided_at": "2026-03-02T10:02:00.000000001Z"}))
}

test_a_change_within_the_skew_before_the_basis if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, _at({
		"/policy_basis/decided_at": "2026-03-02T11:02:00Z",
		"/approvals/0/decided_at": "2026-03-02T11:00:00Z",
	}))
}

test_a_change_before_the_basis if {
	ordered.findings == _disorder(
		"the grant at 2026-03-02T11:00:00Z came before the policy decision at 2026-03-02T11:02:00.000000001Z",
		{"/changes/0/executed_at", "/policy_basis/decided_at"},
	) with input as _in(testing.human_grant, _at({
		"/policy_basis/decided_at": "2026-03-02T11:02:00.000000001Z",
		"/approvals/0/decided_at": "2026-03-02T11:01:00Z",
	}))
}

test_a_change_within_the_skew_before_the_approval if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, _at({"/approvals/0/decided_at": "2026-03-02T11:02:00Z"}))
}

test_a_change_before_the_approval if {
	ordered.findings == _disorder(
		"the grant at 2026-03-02T11:00:00Z came before the approval by maria at 2026-03-02T11:02:00.000000001Z",
		{"/changes/0/executed_at", "/approvals/0/decided_at"},
	) with input as _in(testing.human_grant, _at({"/approvals/0/decided_at": "2026-03-02T11:02:00.000000001Z"}))
}

test_a_closing_within_the_skew_before_the_change if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, _at({"/request/closed_at": "2026-03-02T10:58:00Z"}))
}

test_a_closing_before_the_change if {
	ordered.findings == _disorder(
		"the closing of the ticket at 2026-03-02T10:57:59.999999999Z came before the grant at 2026-03-02T11:00:00Z",
		{"/request/closed_at", "/changes/0/executed_at"},
	) with input as _in(testing.human_grant, _at({"/request/closed_at": "2026-03-02T10:57:59.999999999Z"}))
}

_cancelled := array.concat(_at({"/request/status": "cancelled"}), _remove(["/changes", "/observations", "/policy_basis"]))

test_a_closing_within_the_skew_before_submission if {
	patches := array.concat(_cancelled, _at({"/request/closed_at": "2026-03-02T08:58:00Z"}))
	ordered.findings == _satisfied({"/request/submitted_at", "/request/closed_at", "/approvals/0/decided_at"}) with input as _in(testing.human_grant, patches)
}

test_a_closing_before_submission if {
	patches := array.concat(_cancelled, _at({"/request/closed_at": "2026-03-02T08:57:59.999999999Z"}))
	ordered.findings == _disorder(
		"the closing of the ticket at 2026-03-02T08:57:59.999999999Z came before the submission at 2026-03-02T09:00:00Z",
		{"/request/closed_at", "/request/submitted_at"},
	) with input as _in(testing.human_grant, patches)
}

test_an_observation_within_the_skew_before_the_change if {
	ordered.findings == _satisfied(_human) with input as _in(testing.human_grant, _at({"/observations/1/observed_at": "2026-03-02T10:58:00Z"}))
}

test_no_observation_after_the_change if {
	ordered.findings == {{
		"claim": "",
		"outcome": "indeterminate",
		"message": "the order cannot be told: no observation of erp came after the change",
		"evidence": [""],
	}} with input as _in(testing.human_grant, _at({"/observations/1/observed_at": "2026-03-02T10:57:59.999999999Z"}))
}

test_the_skew_is_a_parameter if {
	record := _in(testing.human_grant, _at({"/policy_basis/decided_at": "2026-03-02T08:58:00Z"}))
	some finding in ordered.findings with input as record
		with data.counterfoil.parameters.trail.clock_skew as "PT1M59S"
	finding.outcome == "not_satisfied"
}

# Of two disorders each is a finding of its own.
test_each_disorder_is_found if {
	ordered.findings == _disorder(
		"the policy decision at 2026-03-02T08:00:00Z came before the submission at 2026-03-02T09:00:00Z",
		{"/policy_basis/decided_at", "/request/submitted_at"},
	) | _disorder(
		"the closing of the ticket at 2026-03-02T10:00:00Z came before the grant at 2026-03-02T11:00:00Z",
		{"/request/closed_at", "/changes/0/executed_at"},
	) with input as _in(testing.human_grant, _at({
		"/policy_basis/decided_at": "2026-03-02T08:00:00Z",
		"/request/closed_at": "2026-03-02T10:00:00Z",
	}))
}

# What happened, and where each kind of it is recorded.
_happens := {
	"/request/submitted_at": testing.human_grant,
	"/request/closed_at": testing.human_grant,
	"/policy_basis/decided_at": testing.human_grant,
	"/approvals/0/decided_at": testing.human_grant,
	"/approvals/1/context/as_of": testing.agent_grant,
	"/changes/0/executed_at": testing.human_grant,
	"/changes/1/executed_at": testing.agent_grant,
	"/observations/1/observed_at": testing.human_grant,
	"/events/0/occurred_at": testing.agent_grant,
	"/emergency/declared_at": testing.emergency_grant,
	"/emergency/review/reviewed_at": testing.emergency_grant,
}

_after_judgement(pointer, time_) := {
	"claim": "",
	"outcome": "not_satisfied",
	"message": sprintf("%s is dated %s, after the instant of judgement, 2026-03-20T00:00:00Z", [pointer, time_]),
	"evidence": {pointer},
}

test_nothing_happened_after_the_judgement if {
	every pointer, record in _happens {
		findings := ordered.findings with input as _in(record, _at({pointer: "2026-03-20T00:02:00.000000001Z"}))
		_after_judgement(pointer, "2026-03-20T00:02:00.000000001Z") in findings
	}
}

test_the_clocks_may_differ_from_the_instant_of_judgement if {
	every pointer, record in _happens {
		findings := ordered.findings with input as _in(record, _at({pointer: "2026-03-20T00:02:00Z"}))
		count([f | some f in findings; contains(f.message, "after the instant of judgement")]) == 0
	}
}

# A failed attempt has happened as well.
test_a_failed_change_after_the_judgement if {
	failed := object.union(testing.human_grant.changes[0], {"outcome": "failure", "executed_at": "2026-03-21T00:00:00Z"})
	findings := ordered.findings with input as _in(testing.human_grant, _at({"/changes/1": failed}))
	findings == {_after_judgement("/changes/1/executed_at", "2026-03-21T00:00:00Z")}
}

test_what_lies_ahead_by_its_nature_is_not_ordered if {
	every record in [
		_in(testing.human_grant, _at({"/request/entitlements/0/expires_at": "2027-01-01T00:00:00Z"})),
		_in(testing.human_grant, _at({"/approvals/0/delegation": {"from": {"id": "omar", "kind": "human"}, "valid_until": "2027-01-01T00:00:00Z"}})),
		_in(testing.human_grant, _at({"/changes/0/source/collected_at": "2027-01-01T00:00:00Z"})),
		_in(testing.emergency_grant, _at({"/emergency/expires_at": "2027-01-01T00:00:00Z"})),
	] {
		outcomes := {f.outcome | some f in ordered.findings with input as record}
		outcomes == {"satisfied"}
	}
}
