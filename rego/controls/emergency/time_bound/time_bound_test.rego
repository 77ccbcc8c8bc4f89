package counterfoil.controls.emergency.time_bound_test

import data.counterfoil.controls.emergency.time_bound
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_ends := "/emergency/expires_at"

_asked := "/request/entitlements/0"

_glass := "DbBreakGlass on orders in db:orders"

# Neither given back nor looked at since.
_still_there := _remove(["/changes/1", "/observations/2"])

_held := {"system": "db:orders", "resource": "orders", "permission": "DbBreakGlass"}

test_given_back_before_the_end if {
	time_bound.findings == _finding(_asked, "satisfied", "DbBreakGlass on orders in db:orders was gone when the target system was read at 2026-03-05T03:35:00Z", {_asked, _ends, "/observations/2"}) with input as _in(testing.emergency_grant, [])
}

test_each_entitlement_is_a_claim if {
	time_bound.claims == {_asked} with input as _in(testing.emergency_grant, [])
}

test_no_emergency if {
	record := _in(testing.human_grant, [])
	findings := time_bound.findings with input as record
	findings == _finding("", "not_applicable", "no emergency was declared, and nothing looks like one", [""])
	claims := time_bound.claims with input as record
	claims == {""}
}

test_signs_without_a_declaration if {
	record := _in(testing.emergency_grant, _remove(["/emergency"]))
	findings := time_bound.findings with input as record
	findings == _finding("", "not_satisfied", "this looks like emergency access, but nothing was declared that would end it", {"/changes/0", "/changes/0/entitlements/0", "/request/entitlements/0"})
}

test_no_expiry if {
	time_bound.findings == _finding("", "not_satisfied", "the emergency has no expiry", ["/emergency"]) with input as _in(testing.emergency_grant, _remove([_ends]))
}

test_no_time_of_declaration if {
	time_bound.findings == _finding("", "indeterminate", "it is not recorded when the emergency was declared", ["/emergency"]) with input as _in(testing.emergency_grant, _remove(["/emergency/declared_at"]))
}

test_exactly_max_duration if {
	outcomes := {f.outcome | some f in time_bound.findings with input as _in(testing.emergency_grant, _set({_ends: "2026-03-05T10:00:00Z"}))}
	outcomes == {"satisfied"}
}

test_a_nanosecond_more_than_max_duration if {
	time_bound.findings == _finding(
		"", "not_satisfied",
		"the emergency expires at 2026-03-05T10:00:00.000000001Z, more than PT8H after it was declared at 2026-03-05T02:00:00Z",
		[_ends, "/emergency/declared_at"],
	) with input as _in(testing.emergency_grant, _set({_ends: "2026-03-05T10:00:00.000000001Z"}))
}

test_max_duration_is_a_parameter if {
	findings := time_bound.findings with input as _in(testing.emergency_grant, [])
		with data.counterfoil.parameters.emergency.max_duration as "PT1H59M59S"
	findings == _finding("", "not_satisfied", "the emergency expires at 2026-03-05T04:00:00Z, more than PT1H59M59S after it was declared at 2026-03-05T02:00:00Z", [_ends, "/emergency/declared_at"])
}

# Nobody can promise an end that is past already.
test_declared_after_it_had_expired if {
	time_bound.findings == _finding(
		"", "not_satisfied",
		"the emergency expired at 2026-03-05T04:00:00Z, before it was declared at 2026-03-05T04:00:00.000000001Z",
		[_ends, "/emergency/declared_at"],
	) with input as _in(testing.emergency_grant, _set({"/emergency/declared_at": "2026-03-05T04:00:00.000000001Z"}))
}

test_declared_in_the_instant_of_its_expiry if {
	findings := time_bound.findings with input as _in(testing.emergency_grant, _set({"/emergency/declared_at": "2026-03-05T04:00:00Z"}))
	{f.outcome | some f in findings} == {"satisfied"}
}

test_still_held_at_the_end_and_gone_when_somebody_looked_again if {
	record := _in(testing.emergency_grant, array.concat(_remove(["/changes/1"]), _set({
		"/observations/1/observed_at": "2026-03-05T04:00:00Z",
		"/observations/2/observed_at": "2026-03-07T00:00:00Z",
	})))
	findings := time_bound.findings with input as record
	findings == _finding(_asked, "satisfied", "DbBreakGlass on orders in db:orders was gone when the target system was read at 2026-03-07T00:00:00Z", {_asked, _ends, "/observations/2"})
}

test_still_held_a_nanosecond_after_the_end if {
	record := _in(testing.emergency_grant, array.concat(_remove(["/changes/1"]), _set({
		"/observations/1/observed_at": "2026-03-05T04:00:00.000000001Z",
		"/observations/2/observed_at": "2026-03-07T00:00:00Z",
	})))
	findings := time_bound.findings with input as record
	findings == _finding(
		_asked, "not_satisfied",
		"DbBreakGlass on orders in db:orders was still held at 2026-03-05T04:00:00.000000001Z, after the emergency expired at 2026-03-05T04:00:00Z",
		{_asked, _ends, "/observations/1/entitlements/0"},
	)
}

# A partial observation proves what it shows.
test_a_partial_observation_shows_it_held if {
	record := _in(testing.emergency_grant, array.concat(_remove(["/changes/1"]), _set({
		"/observations/2/complete": false,
		"/observations/2/entitlements": [_held],
		"/observations/2/observed_at": "2026-03-05T05:00:00Z",
	})))
	{f.outcome | some f in time_bound.findings with input as record} == {"not_satisfied"}
}

test_granted_after_the_end if {
	again := object.union(testing.emergency_grant.changes[0], {"executed_at": "2026-03-05T04:00:00.000000001Z"})
	record := _in(testing.emergency_grant, _set({"/changes/1": again, "/observations/2/observed_at": "2026-03-05T06:00:00Z"}))
	findings := time_bound.findings with input as record
	findings == _finding(
		_asked, "not_satisfied",
		"DbBreakGlass on orders in db:orders was granted at 2026-03-05T04:00:00.000000001Z, after the emergency expired at 2026-03-05T04:00:00Z",
		{_asked, _ends, "/changes/1"},
	)
}

test_revoked_in_the_instant_of_the_end if {
	record := _in(testing.emergency_grant, _set({
		"/changes/1/executed_at": "2026-03-05T04:00:00Z",
		"/observations/2/observed_at": "2026-03-05T04:05:00Z",
	}))
	{f.outcome | some f in time_bound.findings with input as record} == {"satisfied"}
}

test_revoked_a_nanosecond_after_the_end if {
	record := _in(testing.emergency_grant, _set({
		"/changes/1/executed_at": "2026-03-05T04:00:00.000000001Z",
		"/observations/2/observed_at": "2026-03-05T04:05:00Z",
	}))
	findings := time_bound.findings with input as record
	findings == _finding(
		_asked, "not_satisfied",
		"DbBreakGlass on orders in db:orders was revoked at 2026-03-05T04:00:00.000000001Z only, after the emergency expired at 2026-03-05T04:00:00Z",
		{_asked, _ends, "/changes/1", "/observations/2"},
	)
}

test_not_expired_yet if {
	record := _in(testing.emergency_grant, array.concat(_still_there, _set({"/as_of": "2026-03-05T04:00:00Z"})))
	findings := time_bound.findings with input as record
	findings == _finding(_asked, "pending", "DbBreakGlass on orders in db:orders is not shown to be gone; the emergency expires at 2026-03-05T04:00:00Z", {_asked, _ends})
}

_nobody_looked := _finding(
	_asked, "indeterminate",
	"the emergency expired at 2026-03-05T04:00:00Z, and no complete observation shows since that DbBreakGlass on orders in db:orders is gone: read the target system",
	{_asked, _ends},
)

test_expired_by_a_nanosecond_and_nobody_looked if {
	time_bound.findings == _nobody_looked with input as _in(testing.emergency_grant, array.concat(_still_there, _set({"/as_of": "2026-03-05T04:00:00.000000001Z"})))
}

test_the_log_alone_does_not_show_it_gone if {
	time_bound.findings == _nobody_looked with input as _in(testing.emergency_grant, _remove(["/observations/2"]))
}

test_a_partial_observation_does_not_show_it_gone if {
	time_bound.findings == _nobody_looked with input as _in(testing.emergency_grant, _set({"/observations/2/complete": false}))
}

test_a_ticket_does_not_show_it_gone if {
	time_bound.findings == _nobody_looked with input as _in(testing.emergency_grant, _set({"/observations/2/source/kind": "itsm"}))
}

test_another_system_does_not_show_it_gone if {
	time_bound.findings == _nobody_looked with input as _in(testing.emergency_grant, _set({"/observations/2/system": "db:billing"}))
}

test_excess_that_is_still_there_is_judged_as_well if {
	more := {"system": "db:orders", "resource": "orders", "permission": "Writer"}
	record := _in(testing.emergency_grant, _set({
		"/changes/0/entitlements/1": more,
		"/observations/2/entitlements": [more],
		"/observations/2/observed_at": "2026-03-05T05:00:00Z",
	}))
	findings := time_bound.findings with input as record
	findings == {
		{
			"claim": _asked,
			"outcome": "satisfied",
			"message": "DbBreakGlass on orders in db:orders was gone when the target system was read at 2026-03-05T05:00:00Z",
			"evidence": {_asked, _ends, "/observations/2"},
		},
		{
			"claim": "/changes/0/entitlements/1",
			"outcome": "not_satisfied",
			"message": "Writer on orders in db:orders was still held at 2026-03-05T05:00:00Z, after the emergency expired at 2026-03-05T04:00:00Z",
			"evidence": {"/changes/0/entitlements/1", _ends, "/observations/2/entitlements/0"},
		},
	}
}

# Of several the first is cited.
test_the_first_of_several_is_cited if {
	seen := object.union(testing.emergency_grant.observations[1], {"observed_at": "2026-03-05T05:00:00Z"})
	seen_again := object.union(seen, {"observed_at": "2026-03-05T06:00:00Z"})
	sightings := [f.evidence | some f in time_bound.findings with input as _in(testing.emergency_grant, _set({"/observations/3": seen_again, "/observations/4": seen}))]
	sightings == [{_asked, _ends, "/observations/4/entitlements/0"}]

	granted := object.union(testing.emergency_grant.changes[0], {"executed_at": "2026-03-05T05:00:00Z"})
	granted_again := object.union(granted, {"executed_at": "2026-03-05T06:00:00Z"})
	grants := [f.evidence | some f in time_bound.findings with input as _in(testing.emergency_grant, _set({"/changes/2": granted_again, "/changes/3": granted}))]
	grants == [{_asked, _ends, "/changes/3"}]

	gone_still := object.union(testing.emergency_grant.observations[2], {"observed_at": "2026-03-05T06:00:00Z"})
	readings := [f.evidence | some f in time_bound.findings with input as _in(testing.emergency_grant, _set({"/observations/3": gone_still}))]
	readings == [{_asked, _ends, "/observations/2"}]
}

test_granted_in_the_instant_of_the_end if {
	record := _in(testing.emergency_grant, array.concat(_remove(["/changes/1"]), _set({
		"/changes/0/executed_at": "2026-03-05T04:00:00Z",
		"/observations/1/observed_at": "2026-03-05T04:00:00Z",
		"/observations/2/observed_at": "2026-03-05T06:00:00Z",
	})))
	{f.outcome | some f in time_bound.findings with input as record} == {"satisfied"}
}

_since_the_grant(declared, expires) := _finding("", "not_satisfied", sprintf("the emergency expires at %s, more than PT8H after access was granted at 2026-03-05T02:05:00Z; it was declared afterwards, at %s", [expires, declared]), {_ends, "/emergency/declared_at", "/changes/0"})

# To declare it late must not make an ordinary grant one: eight hours from the grant.
test_declared_after_the_grant if {
	declared := "2026-03-05T03:00:00Z"
	in_time := _in(testing.emergency_grant, _set({"/emergency/declared_at": declared, "/emergency/expires_at": "2026-03-05T10:05:00Z"}))
	outcomes := {finding.outcome | some finding in time_bound.findings} with input as in_time
	outcomes == {"satisfied"}
	late := "2026-03-05T10:05:00.000000001Z"
	findings := time_bound.findings with input as _in(testing.emergency_grant, _set({"/emergency/declared_at": declared, "/emergency/expires_at": late}))
	findings == _since_the_grant(declared, late)
}

# It may end in the instant in which it was declared; what was granted later is too late.
test_it_ends_in_the_instant_of_its_declaration if {
	patches := array.concat(_still_there, _set({"/emergency/expires_at": "2026-03-05T02:00:00Z", "/request/entitlements/0/expires_at": "2026-03-05T02:00:00Z"}))
	findings := time_bound.findings with input as _in(testing.emergency_grant, patches)
	findings == _finding(_asked, "not_satisfied", sprintf("%s was still held at 2026-03-05T02:06:00Z, after the emergency expired at 2026-03-05T02:00:00Z", [_glass]), {_asked, _ends, "/observations/1/entitlements/0"})
}

# Declared late: of two grants the first began it.
test_only_the_first_grant_is_cited if {
	again := object.union(testing.emergency_grant.changes[0], {"executed_at": "2026-03-05T02:10:00Z"})
	patches := _set({"/changes/-": again, "/emergency/declared_at": "2026-03-05T02:30:00Z", "/emergency/expires_at": "2026-03-05T10:05:00.000000001Z"})
	findings := time_bound.findings with input as _in(testing.emergency_grant, patches)
	findings == _finding(
		"", "not_satisfied",
		"the emergency expires at 2026-03-05T10:05:00.000000001Z, more than PT8H after access was granted at 2026-03-05T02:05:00Z; it was declared afterwards, at 2026-03-05T02:30:00Z",
		{"/changes/0", "/emergency/declared_at", _ends},
	)
}

# Declared in the instant in which it expires, it is not too late but too long.
test_declared_at_its_end_and_granted_too_long_before if {
	at := "2026-03-05T10:05:00.000000001Z"
	findings := time_bound.findings with input as _in(testing.emergency_grant, _set({_ends: at, "/emergency/declared_at": at}))
	findings == _finding("", "not_satisfied", sprintf("the emergency expires at %s, more than PT8H after access was granted at 2026-03-05T02:05:00Z; it was declared afterwards, at %s", [at, at]), {_ends, "/emergency/declared_at", "/changes/0"})
}
