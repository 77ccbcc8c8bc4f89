# Observations of which nobody recorded where they were read.
package counterfoil.controls.grant.time_bound_source_test

import data.counterfoil.controls.grant.time_bound
import data.counterfoil.testing

# Granted at eleven; asked for until the ninth at nine.
_record(observation) := object.union(testing.service_account_grant, {
	"as_of": testing.as_of,
	"observations": array.concat(testing.service_account_grant.observations, [observation]),
})

_findings(record) := findings if {
	findings := time_bound.findings with input as record
}

_artifacts := testing.service_account_grant.request.entitlements[0]

_somewhere(at, entitlements) := object.union(object.remove(testing.service_account_grant.observations[1], ["source"]), {"observed_at": at, "entitlements": entitlements})

_until(at) := object.union(_artifacts, {"expires_at": at})

_endless := object.remove(_artifacts, ["expires_at"])

_in_time := {{"claim": "/observations/1/entitlements/0", "outcome": "satisfied", "message": "ReadOnly on s3/release-artifacts in aws:123456789012 expires at 2026-03-09T09:00:00Z, no later than 2026-03-09T09:00:00Z", "evidence": ["/observations/1/entitlements/0"]}}

_doubted(pointer) := {{"claim": pointer, "outcome": "indeterminate", "message": "ReadOnly on s3/release-artifacts in aws:123456789012 may be held for longer than it should, as an observation has it that does not say where it was read", "evidence": [pointer]}}

test_longer_in_what_may_be_the_final_state if {
	every e in [_until("2026-03-09T09:00:00.000000001Z"), _endless] {
		record := _record(_somewhere("2026-03-02T11:01:00Z", [_until("2026-03-09T09:00:00Z"), e]))
		_findings(record) == _in_time | _doubted("/observations/3/entitlements/1")
		claims := time_bound.claims with input as record
		claims == {"/observations/1/entitlements/0", "/observations/3/entitlements/1"}
	}
}

# The target's own reading of the same instant is a claim of its own.
test_longer_in_the_final_state_is_not_in_doubt if {
	endless := object.union(testing.service_account_grant.observations[1], {"entitlements": [_endless]})
	{[f.claim, f.outcome] | some f in _findings(_record(endless))} == {["/observations/1/entitlements/0", "satisfied"], ["/observations/3/entitlements/0", "not_satisfied"]}
}

test_no_longer_or_no_final_state if {
	every observation in [
		_somewhere("2026-03-02T11:01:00Z", [_until("2026-03-09T09:00:00Z")]),
		_somewhere("2026-03-02T11:05:00.000000001Z", [_endless]),
		_somewhere("2026-03-02T11:01:00Z", [object.union(_endless, {"permission": "Other"})]),
		object.union(_somewhere("2026-03-02T11:01:00Z", [_endless]), {"complete": false}),
	] {
		_findings(_record(observation)) == _in_time
	}
}

# Not held, as the target has it, which would be nothing to judge.
test_longer_where_the_target_shows_nothing if {
	record := json.patch(_record(_somewhere("2026-03-02T11:01:00Z", [_endless])), [{"op": "replace", "path": "/observations/1/entitlements", "value": []}])
	asked := "/request/entitlements/0"
	_findings(record) == _doubted("/observations/3/entitlements/0") | {{"claim": asked, "outcome": "not_applicable", "message": "ReadOnly on s3/release-artifacts in aws:123456789012 is not held", "evidence": [asked]}}
}

test_nothing_bounds_it if {
	record := json.remove(_record(_somewhere("2026-03-02T11:01:00Z", [_endless])), ["/request/entitlements/0/expires_at"])
	{[f.claim, f.outcome] | some f in _findings(record)} == {["", "not_applicable"]}
}

test_action_unknown if {
	record := json.remove(_record(_somewhere("2026-03-02T11:01:00Z", [_endless])), ["/action"])
	{[f.claim, f.outcome] | some f in _findings(record)} == {["/observations/1/entitlements/0", "indeterminate"]}
}

# Asked for until three, limited by policy to seven: the earlier bound counts.
test_longer_than_the_earlier_of_two_bounds if {
	observation := json.patch(object.remove(testing.agent_grant.observations[1], ["source"]), [{"op": "replace", "path": "/entitlements/0/expires_at", "value": "2026-03-03T15:00:00.000000001Z"}])
	record := object.union(testing.agent_grant, {"as_of": testing.as_of, "observations": array.concat(testing.agent_grant.observations, [observation])})
	{[f.claim, f.outcome] | some f in _findings(record)} == {["/observations/1/entitlements/0", "satisfied"], ["/observations/3/entitlements/0", "indeterminate"]}
}
