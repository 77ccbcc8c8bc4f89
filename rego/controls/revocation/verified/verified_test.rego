package counterfoil.controls.revocation.verified_test

import data.counterfoil.controls.revocation.verified
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_of(record, patches) := findings if {
	findings := verified.findings with input as _in(record, patches)
}

# Ben's read access, seen at eight, is revoked at eleven and gone at five past.
_findings(patches) := _of(testing.revoke_request, patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_read(at, entitlements) := object.union(testing.revoke_request.observations[1], {"observed_at": sprintf("2026-03-04T%sZ", [at]), "entitlements": entitlements})

_changed(action, at) := object.union(testing.revoke_request.changes[0], {"action": action, "executed_at": sprintf("2026-03-04T%sZ", [at])})

_taken := "/changes/0/entitlements/0"

_gone(at, witness) := _finding("/changes/0", "satisfied", sprintf("Reader on ledger in erp was gone when the target system was read at 2026-03-04T%sZ", [at]), {_taken, witness})

_paper(at, sighting) := _finding("/changes/0", "not_satisfied", sprintf("paper revocation: Reader on ledger in erp was still held when the target system was read at 2026-03-04T%sZ", [at]), {_taken, sighting})

_unread := _finding("/changes/0", "indeterminate", "no later complete observation shows whether Reader on ledger in erp is gone: read the target system", [_taken])

test_gone if {
	_findings([]) == _gone("11:05:00", "/observations/1")
}

# That nobody sees what nobody can name is no news.
test_what_was_taken_is_unknown if {
	findings := _findings(_set({"/changes/0/entitlements/0/permission": "unknown"}))
	findings == _finding("/changes/0", "indeterminate", "no later complete observation shows whether unknown on ledger in erp is gone: read the target system", [_taken])
}

test_gone_without_a_request if {
	_findings(_remove(["/request"])) == _gone("11:05:00", "/observations/1")
}

# In a grant's record the later revoke is judged, the grant is not.
test_each_revoke_is_a_claim if {
	record := _in(testing.service_account_grant, [])
	findings := verified.findings with input as record
	findings == _finding("/changes/1", "satisfied", "ReadOnly on s3/release-artifacts in aws:123456789012 was gone when the target system was read at 2026-03-09T09:05:00Z", {"/changes/1/entitlements/0", "/observations/2"})
	claims := verified.claims with input as record
	claims == {"/changes/1"}
}

test_read_in_the_instant_of_the_revoke if {
	_findings(_set({"/observations/1/observed_at": "2026-03-04T11:00:00Z"})) == _gone("11:00:00", "/observations/1")
}

test_read_a_nanosecond_before_the_revoke if {
	_findings(_set({"/observations/1/observed_at": "2026-03-04T10:59:59.999999999Z"})) == _unread
}

test_no_witness if {
	every patches in [
		_remove(["/observations"]),
		_remove(["/observations/1"]),
		_set({"/observations/1/complete": false}),
		_set({"/observations/1/source/kind": "itsm"}),
		_remove(["/observations/1/source"]),
		_set({"/observations/1/system": "crm"}),
	] {
		_findings(patches) == _unread
	}
}

test_the_first_witness_is_cited if {
	_findings(_set({"/observations/-": _read("11:04:59.999999999", [])})) == _gone("11:04:59.999999999", "/observations/2")
}

test_still_held if {
	_findings(_set({"/observations/1/entitlements": [_reader]})) == _paper("11:05:00", "/observations/1/entitlements/0")
}

test_the_first_sighting_is_cited if {
	_findings(_set({"/observations/1/entitlements": [_reader], "/observations/-": _read("11:04:59.999999999", [_reader])})) == _paper("11:04:59.999999999", "/observations/2/entitlements/0")
}

test_still_held_through_a_group if {
	_findings(_set({"/observations/1/entitlements": [object.union(_reader, {"via": "group/readers"})]})) == _paper("11:05:00", "/observations/1/entitlements/0")
}

# What a partial observation shows is there; what it leaves out may be.
test_still_held_in_a_partial_observation if {
	_findings(_set({"/observations/1/entitlements": [_reader], "/observations/1/complete": false})) == _paper("11:05:00", "/observations/1/entitlements/0")
}

test_still_held_says_the_ticket if {
	_findings(_set({"/observations/1/entitlements": [_reader], "/observations/1/source/kind": "itsm"})) == _unread
}

test_held_before_the_revoke_says_nothing if {
	_findings(_set({"/observations/1/entitlements": [_reader], "/observations/1/observed_at": "2026-03-04T10:59:59.999999999Z"})) == _unread
}

test_something_else_is_still_held if {
	_findings(_set({"/observations/1/entitlements": [object.union(_reader, {"permission": "Writer"}), object.union(_reader, {"scope": "eu"})]})) == _gone("11:05:00", "/observations/1")
}

# The target system took its time.
test_still_held_at_first_and_gone_then if {
	_findings(_set({"/observations/1/entitlements": [_reader], "/observations/-": _read("11:10:00", [])})) == _gone("11:10:00", "/observations/2")
}

# The revoke worked; that it came back is for the deadline of its trigger to judge.
test_gone_at_first_and_held_again if {
	_findings(_set({"/observations/-": _read("11:10:00", [_reader])})) == _gone("11:05:00", "/observations/1")
}

# Still held after the first revoke, gone after the second: only the second took it away.
test_it_took_a_second_revoke if {
	patches := _set({"/changes/-": _changed("revoke", "11:10:00"), "/observations/1/entitlements": [_reader], "/observations/-": _read("11:15:00", [])})
	second := _finding("/changes/1", "satisfied", "Reader on ledger in erp was gone when the target system was read at 2026-03-04T11:15:00Z", {"/changes/1/entitlements/0", "/observations/2"})
	_findings(patches) == second | _paper("11:05:00", "/observations/1/entitlements/0")
	witnessed_at_once := array.concat(patches, _set({"/changes/1/executed_at": "2026-03-04T11:15:00Z"}))
	_findings(witnessed_at_once) == second | _paper("11:05:00", "/observations/1/entitlements/0")
	at_once := array.concat(patches, _set({"/changes/1/executed_at": "2026-03-04T11:05:00Z"}))
	_findings(at_once) == second | _paper("11:05:00", "/observations/1/entitlements/0")
}

# Revoked twice, and not seen held in between: one absence confirms both.
test_revoked_twice if {
	patches := _set({"/changes/-": _changed("revoke", "11:05:00")})
	_findings(patches) == _gone("11:05:00", "/observations/1") | _finding("/changes/1", "satisfied", "Reader on ledger in erp was gone when the target system was read at 2026-03-04T11:05:00Z", {"/changes/1/entitlements/0", "/observations/1"})
}

test_seen_in_the_instant_of_the_first_of_two_revokes if {
	patches := _set({"/changes/-": _changed("revoke", "11:02:00"), "/observations/0/observed_at": "2026-03-04T11:00:00Z"})
	_findings(patches) == _gone("11:05:00", "/observations/1") | _finding("/changes/1", "satisfied", "Reader on ledger in erp was gone when the target system was read at 2026-03-04T11:05:00Z", {"/changes/1/entitlements/0", "/observations/1"})
}

# A second revoke that came later than the witness takes nothing from the first.
test_revoked_again_after_the_witness if {
	patches := _set({"/changes/-": _changed("revoke", "11:10:00"), "/observations/-": _read("11:07:00", [_reader])})
	_findings(patches) == _gone("11:05:00", "/observations/1") | _finding("/changes/1", "indeterminate", "no later complete observation shows whether Reader on ledger in erp is gone: read the target system", ["/changes/1/entitlements/0"])
}

# A later grant gives it back: what is seen from then on says nothing of the revoke.
test_granted_again if {
	patches := _set({"/changes/-": _changed("grant", "11:04:00"), "/observations/1/entitlements": [_reader]})
	_findings(patches) == _unread
	absent := _set({"/changes/-": _changed("grant", "11:04:00")})
	_findings(absent) == _unread
}

test_granted_again_in_the_instant_of_the_observation if {
	_findings(_set({"/changes/-": _changed("grant", "11:05:00")})) == _unread
	_findings(_set({"/changes/-": _changed("grant", "11:05:00.000000001")})) == _gone("11:05:00", "/observations/1")
	_findings(_set({"/changes/-": _changed("modify", "11:05:00")})) == _unread
}

test_granted_in_the_instant_of_the_revoke if {
	_findings(_set({"/changes/-": _changed("grant", "11:00:00")})) == _gone("11:05:00", "/observations/1")
	_findings(_set({"/changes/-": _changed("grant", "11:00:00"), "/observations/1/entitlements": [_reader]})) == _paper("11:05:00", "/observations/1/entitlements/0")
}

test_something_else_was_granted_again if {
	other := object.union(_changed("grant", "11:04:00"), {"entitlements": [object.union(_reader, {"permission": "Writer"})]})
	_findings(_set({"/changes/-": other})) == _gone("11:05:00", "/observations/1")
}

test_two_entitlements_of_which_one_is_still_held if {
	payroll := object.union(_reader, {"resource": "payroll"})
	_findings(_set({"/changes/0/entitlements/-": payroll, "/observations/1/entitlements": [payroll]})) == _gone("11:05:00", "/observations/1") | _finding("/changes/0", "not_satisfied", "paper revocation: Reader on payroll in erp was still held when the target system was read at 2026-03-04T11:05:00Z", {"/changes/0/entitlements/1", "/observations/1/entitlements/0"})
}

_bundle := object.union(_reader, {"permission": "Finance Analyst"})

test_a_bundle_is_gone_with_all_that_it_implies if {
	findings := _findings(_set({"/changes/0/entitlements": [_bundle]}))
	{[f.outcome, f.message] | some f in findings} == {["satisfied", sprintf("%s on ledger in erp was gone when the target system was read at 2026-03-04T11:05:00Z", [name])] | some name in ["Finance Analyst", "fin-read", "fin-export"]}
}

test_a_part_of_a_bundle_is_still_held if {
	findings := _findings(_set({"/changes/0/entitlements": [_bundle], "/observations/1/entitlements": [object.union(_reader, {"permission": "fin-export"})]}))
	{f | some f in findings; f.outcome != "satisfied"} == _finding("/changes/0", "not_satisfied", "paper revocation: fin-export on ledger in erp was still held when the target system was read at 2026-03-04T11:05:00Z", {_taken, "/observations/1/entitlements/0"})
}

test_a_part_of_a_bundle_in_a_system_that_was_not_read if {
	implies := {"Finance Analyst": [{"system": "crm", "resource": "accounts", "permission": "Viewer"}]}
	findings := verified.findings with input as _in(testing.revoke_request, _set({"/changes/0/entitlements": [_bundle]})) with data.counterfoil.parameters.grant.implies as implies
	findings == _finding("/changes/0", "satisfied", "Finance Analyst on ledger in erp was gone when the target system was read at 2026-03-04T11:05:00Z", {_taken, "/observations/1"}) | _finding("/changes/0", "indeterminate", "no later complete observation shows whether Viewer on accounts in crm is gone: read the target system", [_taken])
}

test_a_revoke_of_nobody_knows_what if {
	every patches in [_remove(["/changes/0/entitlements"]), _set({"/changes/0/entitlements": []})] {
		_findings(patches) == _finding("/changes/0", "indeterminate", "the revoke does not say of which entitlement", ["/changes/0"])
	}
}

_none := _finding("", "not_applicable", "no access was revoked", [""])

test_nothing_was_revoked if {
	_of(testing.human_grant, []) == _none
	_findings(_remove(["/changes"])) == _none
	claims := verified.claims with input as _in(testing.human_grant, [])
	claims == {""}
}

test_a_failed_revoke_makes_no_claim if {
	_findings(_set({"/changes/0/outcome": "failure", "/observations/1/entitlements": [_reader]})) == _none
}

_perhaps_held := _finding("/changes/0", "indeterminate", "nobody can tell when Reader on ledger in erp ended: an observation that shows it held does not say where it was read", {_taken, "/observations/1/entitlements/0"})

# Perhaps seen held after the revoke, and then revoked once more.
_once_more(seen, again) := _set({"/observations": [_read("08:00:00", [_reader]), seen, _read("11:15:00", [])], "/changes/-": _changed("revoke", again)})

test_held_as_nobody_knows_who_has_it_and_revoked_again if {
	seen := _read("11:05:00", [_reader])
	second := _finding("/changes/1", "satisfied", "Reader on ledger in erp was gone when the target system was read at 2026-03-04T11:15:00Z", {"/changes/1/entitlements/0", "/observations/2"})
	_findings(_once_more(seen, "11:10:00")) == second | _paper("11:05:00", "/observations/1/entitlements/0")
	every source in [{}, {"source": {"system": "erp", "record_id": "state/2", "collected_at": "2026-03-10T00:00:00Z"}}] {
		_findings(_once_more(object.union(object.remove(seen, ["source"]), source), "11:10:00")) == second | _perhaps_held
	}
}

# Not revoked between that and the absence, it is gone through this revoke.
test_held_as_nobody_knows_who_has_it_and_gone if {
	seen := object.remove(_read("11:05:00", [_reader]), ["source"])
	_findings(_set({"/observations": [_read("08:00:00", [_reader]), seen, _read("11:15:00", [])]})) == _gone("11:15:00", "/observations/2")
}

# What it granted may be the same again; nobody looked in between.
_something(at) := _set({"/changes/-": object.remove(_changed("grant", at), ["entitlements"])})

test_something_was_granted_in_between if {
	every at in ["11:00:00.000000001", "11:05:00"] {
		_findings(_something(at)) == _unread
	}
	every at in ["11:00:00", "11:05:00.000000001"] {
		_findings(_something(at)) == _gone("11:05:00", "/observations/1")
	}
}

test_something_else_was_granted_in_between if {
	other := object.union(_changed("grant", "11:02:00"), {"entitlements": [object.union(_reader, {"permission": "Writer"})]})
	_findings(_set({"/changes/-": other})) == _gone("11:05:00", "/observations/1")
}

test_the_same_in_the_instant_of_an_opaque_grant_is_held_no_longer if {
	_findings(array.concat(_something("11:02:00"), _set({"/observations/-": _read("11:01:00", [])}))) == _gone("11:01:00", "/observations/2")
}
