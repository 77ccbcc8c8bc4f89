package counterfoil.controls.grant.time_bound_test

import data.counterfoil.controls.grant.time_bound
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_of(record, patches) := findings if {
	findings := time_bound.findings with input as _in(record, patches)
}

# Asked for until the ninth at nine.
_findings(patches) := _of(testing.service_account_grant, patches)

# Eight hours from the change at eleven; nothing asked for.
_admin(patches) := _of(testing.agent_grant, array.concat(_remove(["/request/entitlements/0/expires_at"]), patches))

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_seen := "/observations/1/entitlements/0"

_on(outcome, message) := _finding(_seen, outcome, message, [_seen])

_artifacts := "ReadOnly on s3/release-artifacts in aws:123456789012"

_storage := "roles/storage.objectAdmin on projects/prod in gcp:prod"

_expires(at) := _set({"/observations/1/entitlements/0/expires_at": at})

test_it_ends_when_the_request_says if {
	_findings([]) == _on("satisfied", sprintf("%s expires at 2026-03-09T09:00:00Z, no later than 2026-03-09T09:00:00Z", [_artifacts]))
}

test_what_was_observed_is_the_claim if {
	claims := time_bound.claims with input as _in(testing.service_account_grant, [])
	claims == {_seen}
}

test_it_ends_earlier if {
	_findings(_expires("2026-03-05T00:00:00+01:00")) == _on("satisfied", sprintf("%s expires at 2026-03-04T23:00:00Z, no later than 2026-03-09T09:00:00Z", [_artifacts]))
}

test_it_ends_a_nanosecond_later if {
	_findings(_expires("2026-03-09T09:00:00.000000001Z")) == _on("not_satisfied", sprintf("%s expires at 2026-03-09T09:00:00.000000001Z, later than 2026-03-09T09:00:00Z", [_artifacts]))
}

test_it_never_ends if {
	_findings(_remove(["/observations/1/entitlements/0/expires_at"])) == _on("not_satisfied", sprintf("standing access: %s has no expiry in the target system, although the request bounds its time", [_artifacts]))
}

# The role ends; the group that gives the same role does not.
test_one_of_two_paths_never_ends if {
	findings := _findings(_set({"/observations/1/entitlements/-": {"system": "aws:123456789012", "resource": "s3/release-artifacts", "permission": "ReadOnly", "via": "group/release"}}))
	findings == _findings([]) | _finding("/observations/1/entitlements/1", "not_satisfied", sprintf("standing access: %s has no expiry in the target system, although the request bounds its time", [_artifacts]), ["/observations/1/entitlements/1"])
}

test_what_nobody_bounds_is_no_claim if {
	findings := _findings(_set({"/observations/1/entitlements/-": {"system": "aws:123456789012", "resource": "s3/website", "permission": "ReadOnly"}}))
	findings == _findings([])
}

# Asked for twice: the earlier end holds.
test_the_earlier_of_two_requested_ends if {
	twice := {"system": "aws:123456789012", "resource": "s3/release-artifacts", "permission": "ReadOnly", "expires_at": "2026-03-09T08:59:59.999999999Z"}
	_findings(_set({"/request/entitlements/-": twice})) == _on("not_satisfied", sprintf("%s expires at 2026-03-09T09:00:00Z, later than 2026-03-09T08:59:59.999999999Z", [_artifacts]))
}

test_eight_hours if {
	_admin(_expires("2026-03-03T19:00:00Z")) == _on("satisfied", sprintf("%s expires at 2026-03-03T19:00:00Z, no later than 2026-03-03T19:00:00Z", [_storage]))
}

test_eight_hours_and_a_nanosecond if {
	_admin(_expires("2026-03-03T19:00:00.000000001Z")) == _on("not_satisfied", sprintf("%s expires at 2026-03-03T19:00:00.000000001Z, later than 2026-03-03T19:00:00Z", [_storage]))
}

test_limited_and_it_never_ends if {
	_admin(_remove(["/observations/1/entitlements/0/expires_at"])) == _on("not_satisfied", sprintf("standing access: %s has no expiry in the target system, although policy limits it to PT8H", [_storage]))
}

test_the_request_may_ask_for_less_than_policy_lets if {
	_of(testing.agent_grant, _expires("2026-03-03T15:00:00.000000001Z")) == _on("not_satisfied", sprintf("%s expires at 2026-03-03T15:00:00.000000001Z, later than 2026-03-03T15:00:00Z", [_storage]))
}

test_the_request_may_not_ask_for_more_than_policy_lets if {
	patches := _set({"/request/entitlements/0/expires_at": "2026-03-03T20:00:00Z", "/observations/1/entitlements/0/expires_at": "2026-03-03T20:00:00Z"})
	_of(testing.agent_grant, patches) == _on("not_satisfied", sprintf("%s expires at 2026-03-03T20:00:00Z, later than 2026-03-03T19:00:00Z", [_storage]))
}

_two_limits := [
	{"match": {"permission": ["*Admin*"]}, "limit": "PT8H"},
	{"match": {"system": ["gcp:*"], "resource": ["projects/*"], "subject_kind": ["agent"], "action": ["grant"]}, "limit": "PT4H"},
]

_both(patches) := findings if {
	findings := time_bound.findings with input as _in(testing.agent_grant, array.concat(_remove(["/request/entitlements/0/expires_at"]), patches)) with data.counterfoil.parameters.grant.max_duration as _two_limits
}

test_the_shorter_of_two_limits if {
	_both(_expires("2026-03-03T15:00:00Z")) == _on("satisfied", sprintf("%s expires at 2026-03-03T15:00:00Z, no later than 2026-03-03T15:00:00Z", [_storage]))
	_both(_expires("2026-03-03T15:00:00.000000001Z")) == _on("not_satisfied", sprintf("%s expires at 2026-03-03T15:00:00.000000001Z, later than 2026-03-03T15:00:00Z", [_storage]))
	_both(_remove(["/observations/1/entitlements/0/expires_at"])) == _on("not_satisfied", sprintf("standing access: %s has no expiry in the target system, although policy limits it to PT4H, PT8H", [_storage]))
}

test_a_limit_for_another_action if {
	_both(_set({"/action": "modify", "/observations/1/entitlements/0/expires_at": "2026-03-03T19:00:00Z"})) == _on("satisfied", sprintf("%s expires at 2026-03-03T19:00:00Z, no later than 2026-03-03T19:00:00Z", [_storage]))
}

# The limit runs from the change that gave it; given again, still from the first.
test_granted_twice if {
	again := object.union(testing.agent_grant.changes[0], {"executed_at": "2026-03-03T11:01:00Z"})
	_admin(_set({"/changes/-": again, "/observations/1/entitlements/0/expires_at": "2026-03-03T19:00:00.000000001Z"})) == _on("not_satisfied", sprintf("%s expires at 2026-03-03T19:00:00.000000001Z, later than 2026-03-03T19:00:00Z", [_storage]))
}

_other := object.union(testing.agent_grant.changes[0], {"executed_at": "2026-03-03T10:59:00Z", "entitlements": [{"system": "gcp:prod", "resource": "projects/prod", "permission": "roles/viewer"}]})

test_something_else_was_granted_before if {
	_admin(_set({"/changes/-": _other, "/observations/1/entitlements/0/expires_at": "2026-03-03T19:00:00Z"})) == _on("satisfied", sprintf("%s expires at 2026-03-03T19:00:00Z, no later than 2026-03-03T19:00:00Z", [_storage]))
}

# It may have been this that was granted before.
test_nobody_knows_what_was_granted_before if {
	opaque := object.union(_other, {"entitlements": []})
	_admin(_set({"/changes/-": opaque, "/observations/1/entitlements/0/expires_at": "2026-03-03T18:59:00.000000001Z"})) == _on("not_satisfied", sprintf("%s expires at 2026-03-03T18:59:00.000000001Z, later than 2026-03-03T18:59:00Z", [_storage]))
}

test_only_something_else_was_granted if {
	patches := [{"op": "replace", "path": "/changes", "value": [_other]}]
	_admin(array.concat(patches, _expires("2026-03-03T18:59:00Z"))) == _on("satisfied", sprintf("%s expires at 2026-03-03T18:59:00Z, no later than 2026-03-03T18:59:00Z", [_storage]))
	_admin(array.concat(patches, _expires("2026-03-03T18:59:00.000000001Z"))) == _on("not_satisfied", sprintf("%s expires at 2026-03-03T18:59:00.000000001Z, later than 2026-03-03T18:59:00Z", [_storage]))
}

# What a bounded bundle implies is bounded like it.
test_the_parts_of_a_bundle if {
	bundle := {"system": "erp", "resource": "ledger", "permission": "Finance Analyst", "expires_at": "2026-03-09T09:00:00Z"}
	part := {"system": "erp", "resource": "ledger", "permission": "fin-read", "expires_at": "2026-03-09T09:00:00.000000001Z"}
	_of(testing.human_grant, _set({"/request/entitlements": [bundle], "/observations/1/entitlements": [part]})) == (_finding(_seen, "not_satisfied", "fin-read on ledger in erp expires at 2026-03-09T09:00:00.000000001Z, later than 2026-03-09T09:00:00Z", [_seen]) | _finding("/request/entitlements/0", "not_applicable", "Finance Analyst on ledger in erp is not held", ["/request/entitlements/0"])) | _finding("/request/entitlements/0", "not_applicable", "fin-export on ledger in erp is not held", ["/request/entitlements/0"])
}

test_a_part_that_policy_limits_by_its_bundle if {
	limits := [{"match": {"permission": ["fin-export"]}, "limit": "PT8H"}]
	bundle := {"system": "erp", "resource": "ledger", "permission": "Finance Analyst"}
	record := _in(testing.human_grant, _set({"/request/entitlements": [bundle], "/changes/0/entitlements": [bundle], "/observations/1/entitlements": [object.union(bundle, {"permission": "fin-export", "expires_at": "2026-03-02T19:00:00.000000001Z"})]}))
	findings := time_bound.findings with input as record with data.counterfoil.parameters.grant.max_duration as limits
	findings == _on("not_satisfied", "fin-export on ledger in erp expires at 2026-03-02T19:00:00.000000001Z, later than 2026-03-02T19:00:00Z")
}

# An unrequested grant is limited as well.
test_granted_but_not_requested if {
	admin := {"system": "erp", "resource": "ledger", "permission": "Admin"}
	findings := _of(testing.human_grant, _set({"/changes/0/entitlements/-": admin, "/observations/1/entitlements/-": admin}))
	findings == _finding("/observations/1/entitlements/1", "not_satisfied", "standing access: Admin on ledger in erp has no expiry in the target system, although policy limits it to PT8H", ["/observations/1/entitlements/1"])
}

# A grant of several is a grant of each: the limit runs from the first.
test_the_limit_runs_from_the_first_grant_of_it_among_others if {
	other := {"system": "gcp:prod", "resource": "projects/prod", "permission": "Viewer"}
	first := object.union(testing.agent_grant.changes[0], {"entitlements": [other], "executed_at": "2026-03-03T10:45:00Z"})
	changes := [first, json.patch(testing.agent_grant.changes[0], [{"op": "add", "path": "/entitlements/-", "value": other}])]
	limit := [{"match": {"permission": ["*Admin*"]}, "limit": "PT8H"}]
	patches := array.concat(_set({"/changes": changes}), _expires("2026-03-03T19:00:00Z"))
	findings := _admin(patches) with data.counterfoil.parameters.grant.max_duration as limit
	findings == _on("satisfied", sprintf("%s expires at 2026-03-03T19:00:00Z, no later than 2026-03-03T19:00:00Z", [_storage]))
}
