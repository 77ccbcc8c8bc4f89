package counterfoil.controls.emergency.reviewed_test

import data.counterfoil.controls.emergency.reviewed
import data.counterfoil.testing

_in(patches) := json.patch(object.union(testing.emergency_grant, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_at := "/emergency/review/reviewed_at"

_satisfied(reviewed_at) := _finding("satisfied", sprintf("omar reviewed it at %s: justified", [reviewed_at]), ["/emergency/review"])

_late(reviewed_at, due) := _finding("not_satisfied", sprintf("reviewed at %s, due by %s", [reviewed_at, due]), [_at, "/emergency"])

_early(reviewed_at, end) := _finding("not_satisfied", sprintf("reviewed at %s, before the emergency ended at %s", [reviewed_at, end]), [_at, "/emergency"])

# Judged with the review at each of these instants.
_reviewed(reviewed_at, patches) := findings if {
	findings := reviewed.findings with input as _in(array.concat(patches, _set({_at: reviewed_at})))
}

# Neither given back nor looked at since: it ends at its expiry, 04:00.
_expired := _remove(["/changes/1", "/observations/2"])

test_reviewed_the_next_day if {
	reviewed.findings == _satisfied("2026-03-06T09:00:00Z") with input as _in([])
}

test_no_emergency if {
	record := object.union(testing.human_grant, {"as_of": testing.as_of})
	findings := reviewed.findings with input as record
	findings == _finding("not_applicable", "no emergency was declared, and nothing looks like one", [""])
}

# Revoked at 03:30, which a reading at 03:35 confirms.
test_the_review_is_due_from_the_confirmed_revoke if {
	_reviewed("2026-03-05T03:30:00Z", []) == _satisfied("2026-03-05T03:30:00Z")
	_reviewed("2026-03-05T03:29:59.999999999Z", []) == _early("2026-03-05T03:29:59.999999999Z", "2026-03-05T03:30:00Z")
	_reviewed("2026-03-07T03:30:00Z", []) == _satisfied("2026-03-07T03:30:00Z")
	_reviewed("2026-03-07T03:30:00.000000001Z", []) == _late("2026-03-07T03:30:00.000000001Z", "2026-03-07T03:30:00Z")
}

test_the_review_is_due_from_the_reading_where_no_revoke_is_logged if {
	patches := _remove(["/changes/1"])
	_reviewed("2026-03-05T03:35:00Z", patches) == _satisfied("2026-03-05T03:35:00Z")
	_reviewed("2026-03-05T03:34:59.999999999Z", patches) == _early("2026-03-05T03:34:59.999999999Z", "2026-03-05T03:35:00Z")
	_reviewed("2026-03-07T03:35:00.000000001Z", patches) == _late("2026-03-07T03:35:00.000000001Z", "2026-03-07T03:35:00Z")
}

test_the_review_is_due_from_the_expiry_where_nothing_shows_it_gone if {
	_reviewed("2026-03-05T04:00:00Z", _expired) == _satisfied("2026-03-05T04:00:00Z")
	_reviewed("2026-03-05T03:59:59.999999999Z", _expired) == _early("2026-03-05T03:59:59.999999999Z", "2026-03-05T04:00:00Z")
	_reviewed("2026-03-07T04:00:00Z", _expired) == _satisfied("2026-03-07T04:00:00Z")
	_reviewed("2026-03-07T04:00:00.000000001Z", _expired) == _late("2026-03-07T04:00:00.000000001Z", "2026-03-07T04:00:00Z")
}

test_a_revoke_that_nothing_confirms_ends_nothing if {
	_reviewed("2026-03-05T03:59:59.999999999Z", _remove(["/observations/2"])) == _early("2026-03-05T03:59:59.999999999Z", "2026-03-05T04:00:00Z")
}

test_gone_after_the_expiry_ended_at_the_expiry if {
	patches := _set({"/changes/1/executed_at": "2026-03-05T05:00:00Z", "/observations/2/observed_at": "2026-03-05T05:05:00Z"})
	_reviewed("2026-03-05T04:00:00Z", patches) == _satisfied("2026-03-05T04:00:00Z")
	_reviewed("2026-03-07T04:00:00.000000001Z", patches) == _late("2026-03-07T04:00:00.000000001Z", "2026-03-07T04:00:00Z")
}

_writer := {"system": "db:orders", "resource": "orders", "permission": "Writer"}

_and_writer_revoked_at(time_) := _set({
	"/changes/0/entitlements/1": _writer,
	"/changes/2": object.union(testing.emergency_grant.changes[1], {"entitlements": [_writer], "executed_at": time_}),
	"/observations/2/observed_at": "2026-03-05T03:55:00Z",
})

test_it_ended_when_the_last_of_it_was_gone if {
	patches := _and_writer_revoked_at("2026-03-05T03:50:00Z")
	_reviewed("2026-03-05T03:50:00Z", patches) == _satisfied("2026-03-05T03:50:00Z")
	_reviewed("2026-03-05T03:49:59.999999999Z", patches) == _early("2026-03-05T03:49:59.999999999Z", "2026-03-05T03:50:00Z")
}

test_where_some_of_it_is_still_there_it_ended_at_the_expiry if {
	patches := _set({"/changes/0/entitlements/1": _writer, "/observations/2/entitlements": [_writer]})
	_reviewed("2026-03-05T03:59:59.999999999Z", patches) == _early("2026-03-05T03:59:59.999999999Z", "2026-03-05T04:00:00Z")
}

test_what_nobody_knows_of_cannot_be_gone if {
	patches := _set({"/changes/2": object.remove(testing.emergency_grant.changes[0], ["entitlements"])})
	_reviewed("2026-03-05T03:59:59.999999999Z", patches) == _early("2026-03-05T03:59:59.999999999Z", "2026-03-05T04:00:00Z")
}

# The only look without it was before the ticket was written.
test_what_was_neither_granted_nor_seen_was_not_gone_before_the_expiry if {
	patches := array.concat(_remove(["/changes", "/observations/2"]), _set({
		"/request/submitted_at": "2026-03-05T03:00:00Z",
		"/observations/1/observed_at": "2026-03-05T02:30:00Z",
		"/observations/1/entitlements": [],
	}))
	_reviewed("2026-03-05T03:59:59.999999999Z", patches) == _early("2026-03-05T03:59:59.999999999Z", "2026-03-05T04:00:00Z")
}

test_without_an_expiry_it_ended_when_it_was_gone if {
	patches := _remove(["/emergency/expires_at"])
	_reviewed("2026-03-05T03:30:00Z", patches) == _satisfied("2026-03-05T03:30:00Z")
}

_nobody_can_tell := _finding("indeterminate", "nobody can tell when the emergency ended, and so when a review is due", {"/emergency"})

test_without_an_expiry_and_not_gone_nobody_can_tell_the_end if {
	reviewed.findings == _nobody_can_tell with input as _in(array.concat(_expired, _remove(["/emergency/expires_at"])))
}

test_without_an_expiry_and_without_access_nobody_can_tell_the_end if {
	reviewed.findings == _nobody_can_tell with input as _in(_remove(["/emergency/expires_at", "/request", "/changes", "/observations"]))
}

test_without_an_expiry_and_never_looked_at_nobody_can_tell_the_end if {
	reviewed.findings == _nobody_can_tell with input as _in(_remove(["/emergency/expires_at", "/changes", "/observations/2", "/observations/1"]))
}

test_no_review_exactly_at_the_deadline if {
	reviewed.findings == _finding("pending", "a review is due by 2026-03-07T03:30:00Z", {"/emergency"}) with input as _in(array.concat(_remove(["/emergency/review"]), _set({"/as_of": "2026-03-07T03:30:00Z"})))
}

test_no_review_a_nanosecond_after_the_deadline if {
	reviewed.findings == _finding("not_satisfied", "no review, which was due by 2026-03-07T03:30:00Z", {"/emergency"}) with input as _in(array.concat(_remove(["/emergency/review"]), _set({"/as_of": "2026-03-07T03:30:00.000000001Z"})))
}

test_not_over_yet if {
	patches := array.concat(_expired, array.concat(_remove(["/emergency/review"]), _set({"/as_of": "2026-03-05T03:00:00Z"})))
	reviewed.findings == _finding("pending", "a review is due by 2026-03-07T04:00:00Z", {"/emergency"}) with input as _in(patches)
}

test_the_time_for_the_review_is_a_parameter if {
	findings := reviewed.findings with input as _in([])
		with data.counterfoil.parameters.emergency.review_within as "PT29H29M59S"
	findings == _late("2026-03-06T09:00:00Z", "2026-03-06T08:59:59Z")
}

_signs := {"/changes/0", "/changes/0/entitlements/0", "/request/entitlements/0"}

test_an_emergency_that_nobody_declared_is_due_for_review_as_well if {
	in_time := reviewed.findings with input as _in(array.concat(_remove(["/emergency"]), _set({"/as_of": "2026-03-07T03:30:00Z"})))
	in_time == _finding("pending", "a review is due by 2026-03-07T03:30:00Z", _signs)
	late := reviewed.findings with input as _in(_remove(["/emergency"]))
	late == _finding("not_satisfied", "no review, which was due by 2026-03-07T03:30:00Z", _signs)
}

test_an_undeclared_emergency_that_goes_on if {
	reviewed.findings == _finding("indeterminate", "nobody can tell when the emergency ended, and so when a review is due", _signs) with input as _in(array.concat(_expired, _remove(["/emergency"])))
}

test_reviewed_before_the_deadline_has_passed if {
	reviewed.findings == _satisfied("2026-03-06T09:00:00Z") with input as _in(_set({"/as_of": "2026-03-06T10:00:00Z"}))
}

test_it_ended_at_the_first_reading_without_it if {
	later := object.union(testing.emergency_grant.observations[2], {"observed_at": "2026-03-05T03:50:00Z"})
	patches := array.concat(_remove(["/changes/1"]), _set({"/observations/3": later}))
	_reviewed("2026-03-05T03:35:00Z", patches) == _satisfied("2026-03-05T03:35:00Z")
}

# Revoked at 03:30, gone at 03:35, held at 03:50: it ended when it expired, at 04:00.
_seen(at, edits) := _set({"/observations/3": object.union(object.remove(testing.emergency_grant.observations[1], ["source"]), object.union({"observed_at": at}, edits))})

_unsure := _finding("indeterminate", "nobody can tell whether the emergency had ended when it was reviewed: an observation that shows the access held does not say where it was read", [_at, "/emergency"])

test_reviewed_before_it_was_perhaps_held_again if {
	target := _seen("2026-03-05T03:50:00Z", {"source": testing.emergency_grant.observations[1].source})
	_reviewed("2026-03-05T03:40:00Z", target) == _early("2026-03-05T03:40:00Z", "2026-03-05T04:00:00Z")
	somewhere := _seen("2026-03-05T03:50:00Z", {})
	every at in ["2026-03-05T03:30:00Z", "2026-03-05T03:59:59.999999999Z"] {
		_reviewed(at, somewhere) == _unsure
	}
	_reviewed("2026-03-05T04:00:00Z", somewhere) == _satisfied("2026-03-05T04:00:00Z")
}

# With no expiry nothing shows that it ended, if it was held.
test_reviewed_and_perhaps_never_ended if {
	patches := array.concat(_remove(["/emergency/expires_at"]), _seen("2026-03-05T03:50:00Z", {}))
	_reviewed("2026-03-06T09:00:00Z", patches) == _unsure
}

# Nothing is excused by it, and nothing that came before the end is in doubt.
test_perhaps_held_again_is_no_excuse if {
	_reviewed("2026-03-07T03:30:00.000000001Z", _seen("2026-03-05T03:50:00Z", {})) == _late("2026-03-07T03:30:00.000000001Z", "2026-03-07T03:30:00Z")
	_reviewed("2026-03-05T03:30:00Z", _seen("2026-03-05T03:29:00Z", {})) == _satisfied("2026-03-05T03:30:00Z")
}
