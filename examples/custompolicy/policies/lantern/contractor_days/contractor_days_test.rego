# Monday, 2 March 2026, 11:00 UTC is when the base records' access is granted.
package custom.controls.lantern.contractor_days_test

import data.counterfoil.testing
import data.custom.controls.lantern.contractor_days

_by(employment, site) := {"id": "cem", "kind": "human", "extensions": {"employment": employment, "site": site}}

_cem := _by("contractor", "berlin")

# Cem is given write access to the ledger.
_posts := testing.with_permission(testing.by_subject(testing.human_grant, _cem), "Poster")

_said(outcome, message, claim, evidence) := {"outcome": outcome, "message": message, "claim": claim, "evidence": evidence}

_read := _said("satisfied", "the systems concerned were read, so that whatever was given is known", "", {"/observations/1"})

_grounds := {"/changes/0/entitlements/0", "/changes/0/executed_at", "/subject"}

test_on_a_monday if {
	contractor_days.findings == {
		_read,
		_said("satisfied", "given on a working day: Monday, 2026-03-02 12:00 CET", "/changes/0/entitlements/0", _grounds),
	} with input as _posts
}

test_on_a_saturday if {
	contractor_days.findings == {
		_read,
		_said("not_satisfied", "given to a contractor on a day off: Saturday, 2026-03-07 12:00 CET", "/changes/0/entitlements/0", _grounds),
	} with input as testing.shifted(_posts, "P5D")
}

_on_the_change(outcome) := {"": "satisfied", "/changes/0/entitlements/0": outcome}

# The same Friday evening, in UTC, is Saturday in Berlin and not in Lisbon.
test_where_the_contractor_works if {
	every site, outcome in {"berlin": "not_satisfied", "lisbon": "satisfied", "paris": "indeterminate", "": "indeterminate"} {
		friday := testing.granted_at(testing.by_subject(_posts, _by("contractor", site)), "2026-03-06T23:30:00Z")
		testing.outcomes(contractor_days.findings) == _on_the_change(outcome) with input as friday
	}
}

test_a_day_begins_at_midnight if {
	testing.outcomes(contractor_days.findings) == _on_the_change("satisfied") with input as testing.granted_at(_posts, "2026-03-06T22:59:59.999999999Z")
	testing.outcomes(contractor_days.findings) == _on_the_change("not_satisfied") with input as testing.granted_at(_posts, "2026-03-06T23:00:00Z")
}

test_on_a_holiday if {
	testing.outcomes(contractor_days.findings) == _on_the_change("not_satisfied") with input as testing.granted_at(_posts, "2026-05-14T10:00:00Z")
}

test_in_a_year_without_holidays if {
	contractor_days.findings == {
		_read,
		_said("indeterminate", "nobody can tell whether 2027-03-02T11:00:00Z was a working day at the contractor's site, \"berlin\"", "/changes/0/entitlements/0", _grounds),
	} with input as testing.shifted(_posts, "P365D")
}

test_hr_does_not_say_where if {
	testing.outcomes(contractor_days.findings) == _on_the_change("indeterminate") with input as testing.without(_posts, "/subject/extensions/site")
	testing.outcomes(contractor_days.findings) == _on_the_change("indeterminate") with input as testing.with_value(_posts, "/subject/extensions/site", {"name": "berlin"})
}

test_an_employee if {
	contractor_days.findings == {_said("not_applicable", "only employees stand behind the subject", "", {"/subject"})} with input as testing.shifted(testing.by_subject(_posts, _by("employee", "berlin")), "P5D")
}

test_an_employee_of_whom_little_is_known if {
	employee := testing.by_subject(_posts, _by("employee", "berlin"))
	testing.outcomes(contractor_days.findings) == {"": "not_applicable"} with input as testing.without_changes(employee)
	testing.outcomes(contractor_days.findings) == {"": "not_applicable"} with input as testing.without(employee, "/changes/0/entitlements")
}

test_hr_does_not_say_who if {
	unknown := {_said("indeterminate", "HR does not say of everybody behind the subject whether it is an employee or a contractor", "", {"/subject"})}
	contractor_days.findings == unknown with input as testing.without(_posts, "/subject/extensions")
	contractor_days.findings == unknown with input as testing.by_subject(_posts, _by("temp", "berlin"))
}

# What a contractor answers for is the contractor's.
test_a_contractors_bot if {
	bot := {"id": "bot", "kind": "service_account", "owner": _cem}
	contractor_days.findings == {
		_read,
		_said("not_satisfied", "given to a contractor on a day off: Sunday, 2026-03-08 12:00 CET", "/changes/0/entitlements/0", {"/changes/0/entitlements/0", "/changes/0/executed_at", "/subject/owner"}),
	} with input as testing.shifted(testing.by_subject(_posts, bot), "P6D")
	testing.outcomes(contractor_days.findings) == {"": "indeterminate"} with input as testing.by_subject(_posts, object.remove(bot, ["owner"]))
}

# Break-glass access on a Sunday.
test_an_emergency_is_no_excuse if {
	testing.outcomes(contractor_days.findings) == _on_the_change("not_satisfied") with input as testing.shifted(testing.by_subject(testing.emergency_grant, _cem), "P3D")
}

_nothing := {_said("not_applicable", "no change gave production write access", "", {"/observations/1"})}

test_what_reads_only if {
	contractor_days.findings == _nothing with input as testing.shifted(testing.with_permission(_posts, "Viewer"), "P5D")
}

test_what_is_not_production if {
	contractor_days.findings == _nothing with input as testing.shifted(testing.with_entitlement(_posts, {"system": "erp:dev"}), "P5D")
}

test_what_failed_gave_nothing if {
	contractor_days.findings == _nothing with input as testing.shifted(testing.failed(_posts), "P5D")
}

test_a_revoke_gives_nothing if {
	contractor_days.findings == _nothing with input as testing.shifted(testing.with_permission(testing.by_subject(testing.revoke_request, _cem), "Poster"), "P3D")
}

test_a_bundle if {
	suite := testing.shifted(testing.with_entitlement(_posts, {"system": "erp:dev", "permission": "Suite"}), "P5D")
	seen := testing.seen_again(testing.with_value(suite, "/observations/-", object.union(suite.observations[1], {"system": "erp", "entitlements": []})), "2026-03-08T00:00:00Z")
	testing.outcomes(contractor_days.findings) == _on_the_change("not_satisfied") with input as seen
		with data.counterfoil.parameters.grant.implies as {"Suite": [{"system": "erp", "permission": "Poster"}]}
}

_on_the_opaque_change(outcome) := {"": "satisfied", "/changes/0": outcome, "/observations/1/entitlements/0": "indeterminate"}

test_a_change_that_does_not_say_what if {
	opaque := testing.without(_posts, "/changes/0/entitlements")
	testing.outcomes(contractor_days.findings) == _on_the_opaque_change("satisfied") with input as opaque
	testing.outcomes(contractor_days.findings) == _on_the_opaque_change("indeterminate") with input as testing.shifted(opaque, "P5D")
	testing.outcomes(contractor_days.findings) == _on_the_opaque_change("indeterminate") with input as testing.shifted(opaque, "P365D")
	_said("indeterminate", "the change does not say what it gave on a day off: Saturday, 2026-03-07 12:00 CET", "/changes/0", {"/changes/0", "/changes/0/executed_at", "/subject"}) in contractor_days.findings with input as testing.shifted(opaque, "P5D")
}
