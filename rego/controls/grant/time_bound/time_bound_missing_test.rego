# What bounds nothing, what is not held, and what is missing to tell.
package counterfoil.controls.grant.time_bound_missing_test

import data.counterfoil.controls.grant.time_bound
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_of(record, patches) := findings if {
	findings := time_bound.findings with input as _in(record, patches)
}

_findings(patches) := _of(testing.service_account_grant, patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_asked := "/request/entitlements/0"

_seen := "/observations/1/entitlements/0"

_artifacts := "ReadOnly on s3/release-artifacts in aws:123456789012"

_storage := "roles/storage.objectAdmin on projects/prod in gcp:prod"

test_nothing_bounds_it if {
	_of(testing.human_grant, []) == _finding("", "not_applicable", "neither the request nor grant.max_duration bounds the time", [""])
	claims := time_bound.claims with input as _in(testing.human_grant, [])
	claims == {""}
}

test_standing_access if {
	_findings(_remove(["/request", "/changes"])) == _finding("", "not_applicable", "standing access: no change is logged", [""])
}

test_a_revocation if {
	_of(testing.revoke_request, _set({"/request/entitlements/0/expires_at": "2026-03-09T09:00:00Z"})) == _finding("", "not_applicable", "a revocation grants nothing", ["/action"])
}

test_a_request_for_nothing if {
	every patches in [_remove(["/request/entitlements"]), _set({"/request/entitlements": []})] {
		_findings(patches) == _finding("", "indeterminate", "the request names no entitlement, so that nobody can tell whether it bounds time", ["/request"])
	}
}

_unread(claim, name) := _finding(claim, "indeterminate", sprintf("no complete observation shows when %s expires: read the target system", [name]), [claim])

test_no_final_state if {
	every patches in [
		_remove(["/observations"]),
		_remove(["/observations/1"]),
		_set({"/observations/1/complete": false}),
		_set({"/observations/1/source/kind": "itsm"}),
		_remove(["/observations/1/source"]),
		_set({"/observations/1/observed_at": "2026-03-02T10:59:59.999999999Z"}),
	] {
		_findings(patches) == _unread(_asked, _artifacts)
	}
}

# What was granted without being asked for is named by its change.
test_an_unrequested_grant_in_a_system_that_was_not_read if {
	admin := {"system": "crm", "resource": "accounts", "permission": "Admin"}
	_of(testing.human_grant, _set({"/changes/0/entitlements/-": admin})) == _unread("/changes/0/entitlements/1", "Admin on accounts in crm")
}

test_an_unrequested_grant_that_is_not_held if {
	admin := {"system": "erp", "resource": "ledger", "permission": "Admin"}
	_of(testing.human_grant, _set({"/changes/0/entitlements/-": admin})) == _finding("/changes/0/entitlements/1", "not_applicable", "Admin on ledger in erp is not held", ["/changes/0/entitlements/1"])
}

test_it_is_not_held if {
	_findings(_set({"/observations/1/entitlements": []})) == _finding(_asked, "not_applicable", sprintf("%s is not held", [_artifacts]), [_asked])
}

_waiting := array.concat(_remove(["/changes", "/observations"]), _set({"/request/status": "open"}))

test_open_until_the_deadline if {
	_findings(array.concat(_waiting, _set({"/as_of": "2026-03-04T10:00:00Z"}))) == _finding(_asked, "pending", "nothing was changed in aws:123456789012 yet; it should be by 2026-03-04T10:00:00Z", [_asked])
}

test_open_a_nanosecond_beyond if {
	_findings(array.concat(_waiting, _set({"/as_of": "2026-03-04T10:00:00.000000001Z"}))) == _unread(_asked, _artifacts)
}

test_open_and_read_already if {
	_findings(array.concat(_remove(["/changes", "/observations/2"]), _set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z"}))) == _finding(_seen, "satisfied", sprintf("%s expires at 2026-03-09T09:00:00Z, no later than 2026-03-09T09:00:00Z", [_artifacts]), [_seen])
}

test_open_and_changed_but_not_read if {
	_findings(array.concat(_remove(["/observations"]), _set({"/request/status": "open", "/as_of": "2026-03-03T00:00:00Z"}))) == _unread(_asked, _artifacts)
}

# Held, and nobody logged since when: the limit has nowhere to run from.
_unlogged(patches) := _of(testing.agent_grant, array.concat(_remove(["/changes", "/observations/2"]), patches))

test_limited_from_nobody_knows_when if {
	every patches in [[], _remove(["/request/entitlements/0/expires_at"])] {
		_unlogged(patches) == _finding(_seen, "indeterminate", sprintf("no change is logged from which to count the PT8H that %s may be held", [_storage]), [_seen])
	}
}

test_limited_from_nobody_knows_when_and_never_ending if {
	_unlogged(_remove(["/observations/1/entitlements/0/expires_at"])) == _finding(_seen, "not_satisfied", sprintf("standing access: %s has no expiry in the target system, although policy limits it to PT8H", [_storage]), [_seen])
}

test_limited_from_nobody_knows_when_and_beyond_the_request if {
	_unlogged(_set({"/observations/1/entitlements/0/expires_at": "2026-03-03T15:00:00.000000001Z"})) == _finding(_seen, "not_satisfied", sprintf("%s expires at 2026-03-03T15:00:00.000000001Z, later than 2026-03-03T15:00:00Z", [_storage]), [_seen])
}

# Not limited by policy, the request's own end needs no change to run from.
test_held_until_the_requested_end_and_no_change_is_logged if {
	_findings(_remove(["/changes", "/observations/2"])) == _finding(_seen, "satisfied", sprintf("%s expires at 2026-03-09T09:00:00Z, no later than 2026-03-09T09:00:00Z", [_artifacts]), [_seen])
}

_unasked := "without a request nobody can tell whether it bounds the time"

test_without_a_request if {
	_findings(_remove(["/request"])) == _finding(_seen, "indeterminate", _unasked, [_seen])
	_findings(_remove(["/request", "/observations/1/entitlements/0/expires_at"])) == _finding(_seen, "indeterminate", _unasked, [_seen])
}

test_without_a_request_and_within_the_limit if {
	_of(testing.agent_grant, _remove(["/request"])) == _finding(_seen, "indeterminate", _unasked, [_seen])
}

test_without_a_request_and_beyond_the_limit if {
	every edit in [_set({"/observations/1/entitlements/0/expires_at": "2026-03-03T19:00:00.000000001Z"}), _remove(["/observations/1/entitlements/0/expires_at"])] {
		findings := _of(testing.agent_grant, array.concat(_remove(["/request"]), edit))
		{[f.claim, f.outcome] | some f in findings} == {[_seen, "not_satisfied"]}
	}
}

test_without_a_request_and_nobody_knows_what if {
	_findings(_remove(["/request", "/changes/0/entitlements", "/changes/1"])) == _finding("", "indeterminate", _unasked, [""])
}

test_action_unknown if {
	expected := "the record does not say whether access was to be granted or revoked"
	_findings(_remove(["/action"])) == _finding(_seen, "indeterminate", expected, [""])
	_of(testing.human_grant, _remove(["/action"])) == _finding(_seen, "indeterminate", expected, [""])
}

# The limit of policy is kept; the request may have named an earlier end.
test_a_request_for_nothing_within_the_limit if {
	every patches in [_remove(["/request/entitlements"]), _set({"/request/entitlements": []})] {
		_of(testing.agent_grant, patches) == _finding(_seen, "indeterminate", "the request names no entitlement, so that nobody can tell whether it bounds the time", [_seen])
	}
}

test_a_request_for_nothing_beyond_the_limit if {
	findings := _of(testing.agent_grant, array.concat(_remove(["/request/entitlements"]), _set({"/observations/1/entitlements/0/expires_at": "2026-03-03T19:00:00.000000001Z"})))
	findings == _finding(_seen, "not_satisfied", sprintf("%s expires at 2026-03-03T19:00:00.000000001Z, later than 2026-03-03T19:00:00Z", [_storage]), [_seen])
}
