# Where nothing, or not everything, shows what the emergency access was.
package counterfoil.controls.emergency.time_bound_missing_test

import data.counterfoil.controls.emergency.time_bound
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.emergency_grant, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_ends := "/emergency/expires_at"

_asked := "/request/entitlements/0"

_held := {"system": "db:orders", "resource": "orders", "permission": "DbBreakGlass"}

# Asked for, not granted: one look at the target at observed_at, without it.
_ungranted(observed_at) := array.concat(_remove(["/changes", "/observations/2"]), _set({
	"/observations/1/observed_at": observed_at,
	"/observations/1/entitlements": [],
}))

_not_shown(outcome, message) := _finding(_asked, outcome, message, {_asked, _ends})

# It may still be granted without a trace.
test_never_granted_and_not_expired_yet if {
	findings := time_bound.findings with input as _in(array.concat(_ungranted("2026-03-05T02:06:00Z"), _set({"/as_of": "2026-03-05T04:00:00Z"})))
	findings == _not_shown("pending", "DbBreakGlass on orders in db:orders is not shown to be gone; the emergency expires at 2026-03-05T04:00:00Z")
}

test_never_granted_and_not_looked_at_since_it_expired if {
	findings := time_bound.findings with input as _in(_ungranted("2026-03-05T03:59:59.999999999Z"))
	findings == _not_shown("indeterminate", "the emergency expired at 2026-03-05T04:00:00Z, and no complete observation shows since that DbBreakGlass on orders in db:orders is gone: read the target system")
}

test_never_granted_and_not_there_when_it_expired if {
	record := _in(_ungranted("2026-03-05T04:00:00Z"))
	findings := time_bound.findings with input as record
	findings == _finding(_asked, "satisfied", "DbBreakGlass on orders in db:orders was gone when the target system was read at 2026-03-05T04:00:00Z", {_asked, _ends, "/observations/1"})
	claims := time_bound.claims with input as record
	claims == {_asked}
}

# The only look was before the ticket was written.
test_a_look_between_declaration_and_submission_shows_nothing_gone if {
	record := _in(array.concat(_ungranted("2026-03-05T02:30:00Z"), _set({"/request/submitted_at": "2026-03-05T03:00:00Z"})))
	{f.outcome | some f in time_bound.findings with input as record} == {"indeterminate"}
}

_nothing := _remove(["/request", "/changes", "/observations"])

test_nothing_was_granted_yet if {
	record := _in(array.concat(_nothing, _set({"/as_of": "2026-03-05T04:00:00Z"})))
	findings := time_bound.findings with input as record
	findings == _finding("", "pending", "nothing was granted yet; the emergency expires at 2026-03-05T04:00:00Z", [_ends])
	claims := time_bound.claims with input as record
	claims == {""}
}

test_nothing_shows_what_the_access_was if {
	record := _in(array.concat(_nothing, _set({"/as_of": "2026-03-05T04:00:00.000000001Z"})))
	findings := time_bound.findings with input as record
	findings == _finding("", "indeterminate", "nothing shows what the emergency access was", ["/emergency"])
	claims := time_bound.claims with input as record
	claims == {""}
}

test_a_grant_of_nobody_knows_what_cannot_be_shown_gone if {
	opaque := object.remove(testing.emergency_grant.changes[0], ["entitlements"])
	record := _in(_set({"/changes/2": opaque}))
	findings := time_bound.findings with input as record
	findings == _finding(_asked, "satisfied", "DbBreakGlass on orders in db:orders was gone when the target system was read at 2026-03-05T03:35:00Z", {_asked, _ends, "/observations/2"}) | _finding("/changes/2", "indeterminate", "the change does not say which entitlement it granted, so that nothing can show it gone", ["/changes/2"])
	claims := time_bound.claims with input as record
	claims == {_asked, "/changes/2"}
}

test_only_a_grant_of_nobody_knows_what if {
	record := _in(_remove(["/request", "/changes/1", "/changes/0/entitlements", "/observations"]))
	findings := time_bound.findings with input as record
	findings == _finding("/changes/0", "indeterminate", "the change does not say which entitlement it granted, so that nothing can show it gone", ["/changes/0"])
	claims := time_bound.claims with input as record
	claims == {"/changes/0"}
}

# Standing access: declared, and the break-glass role is simply there.
_standing(observed_at) := _in(array.concat(_remove(["/request", "/changes", "/observations/2"]), _set({
	"/observations/1/entitlements": [{"system": "db:orders", "resource": "orders", "permission": "Reader"}, _held],
	"/observations/1/observed_at": observed_at,
})))

test_standing_break_glass_access_that_outlives_the_emergency if {
	findings := time_bound.findings with input as _standing("2026-03-05T04:00:00.000000001Z")
	findings == _finding(
		"/observations/1/entitlements/1", "not_satisfied",
		"DbBreakGlass on orders in db:orders was still held at 2026-03-05T04:00:00.000000001Z, after the emergency expired at 2026-03-05T04:00:00Z",
		{"/observations/1/entitlements/1", _ends},
	)
}

test_standing_break_glass_access_that_nobody_looked_at_again if {
	{f.outcome | some f in time_bound.findings with input as _standing("2026-03-05T04:00:00Z")} == {"indeterminate"}
}

# One of two that were asked for was granted: the other one had nothing to end.
test_what_was_not_granted_beside_what_was_is_not_judged if {
	record := _in(_set({"/request/entitlements/1": {"system": "db:orders", "resource": "orders", "permission": "Writer"}}))
	claims := time_bound.claims with input as record
	claims == {_asked}
	{f.claim | some f in time_bound.findings with input as record} == {_asked}
}

# A declaration that keeps to no limit is judged as a whole.
test_an_emergency_that_is_too_long_is_one_claim if {
	too_long := _set({_ends: "2026-03-06T00:00:00Z"})
	opaque := _remove(["/changes/0/entitlements"])
	every patches in [too_long, array.concat(too_long, opaque), array.concat(too_long, _nothing)] {
		findings := time_bound.findings with input as _in(patches)
		findings == _finding("", "not_satisfied", "the emergency expires at 2026-03-06T00:00:00Z, more than PT8H after it was declared at 2026-03-05T02:00:00Z", [_ends, "/emergency/declared_at"])
		claims := time_bound.claims with input as _in(patches)
		claims == {""}
	}
}

test_too_long_and_judged_before_its_end_is_not_pending if {
	patches := array.concat(_nothing, _set({_ends: "2026-03-06T00:00:00Z", "/as_of": "2026-03-05T12:00:00Z"}))
	{f.outcome | some f in time_bound.findings with input as _in(patches)} == {"not_satisfied"}
}

test_a_declaration_without_signs_needs_an_end_as_well if {
	record := object.union(testing.human_grant, {"as_of": testing.as_of, "emergency": {"label": "break-glass", "reason": "outage"}})
	findings := time_bound.findings with input as record
	findings == _finding("", "not_satisfied", "the emergency has no expiry", ["/emergency"])
}

# Gone at 03:35, and then perhaps held, as an observation has it of nobody knows what.
_perhaps(observations) := findings if {
	record := _in([{"op": "add", "path": "/observations", "value": array.concat(testing.emergency_grant.observations, observations)}])
	findings := time_bound.findings with input as record
}

_read(at, entitlements) := object.union(testing.emergency_grant.observations[2], {"observed_at": at, "entitlements": entitlements})

_somewhere(at) := object.remove(_read(at, [_held]), ["source"])

_gone := _finding(_asked, "satisfied", "DbBreakGlass on orders in db:orders was gone when the target system was read at 2026-03-05T03:35:00Z", {_asked, _ends, "/observations/2"})

test_held_later_as_nobody_knows_who_has_it if {
	doubt := _finding(_asked, "indeterminate", "nobody can tell when DbBreakGlass on orders in db:orders ended: an observation that shows it held does not say where it was read", {_asked, "/observations/3/entitlements/0"})
	every at in ["2026-03-05T03:35:00Z", "2026-03-05T04:00:00Z", "2026-03-05T05:00:00Z"] {
		_perhaps([_somewhere(at)]) == doubt
	}
	_perhaps([_somewhere("2026-03-05T04:00:00.000000001Z"), _read("2026-03-06T05:00:00Z", [])]) == doubt
}

test_held_before_as_nobody_knows_who_has_it if {
	_perhaps([_somewhere("2026-03-05T03:34:59.999999999Z")]) == _gone
}

# It was gone again when the emergency ended, either way.
test_held_up_to_the_end_and_gone_as_nobody_knows_who_has_it if {
	_perhaps([_somewhere("2026-03-05T04:00:00Z"), _read("2026-03-05T04:00:00.000000001Z", [])]) == _gone
}

# Another break-glass role that is simply there, as nobody knows who has it.
test_standing_break_glass_access_of_which_nobody_knows_where_it_was_read if {
	other := {"system": "db:orders", "resource": "archive", "permission": "DbBreakGlass"}
	late := object.union(_somewhere("2026-03-05T04:00:00.000000001Z"), {"entitlements": [{"system": "db:orders", "resource": "orders", "permission": "Reader"}, other]})
	record := object.union(object.remove(testing.emergency_grant, ["request", "changes"]), {"as_of": testing.as_of, "observations": [_read("2026-03-05T03:00:00Z", [_held]), late, _read("2026-03-05T05:00:00Z", [])]})
	findings := time_bound.findings with input as record
	first := "/observations/0/entitlements/0"
	second := "/observations/1/entitlements/1"
	findings == _finding(first, "satisfied", "DbBreakGlass on orders in db:orders was gone when the target system was read at 2026-03-05T05:00:00Z", {first, _ends, "/observations/2"}) | _finding(second, "indeterminate", "nobody can tell when DbBreakGlass on archive in db:orders ended: an observation that shows it held does not say where it was read", {second})
	claims := time_bound.claims with input as record
	claims == {first, second}
}
