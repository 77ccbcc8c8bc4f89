package counterfoil.lib.exemption_test

import data.counterfoil.lib.exemption

_erp := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_crm := {"system": "crm", "resource": "leads", "permission": "Reader"}

_change(edits) := object.union(
	{
		"action": "grant", "outcome": "success",
		"executed_at": "2026-03-02T11:00:00Z",
		"entitlements": [_erp],
	},
	edits,
)

_record(changes) := {"subject": {"id": "ana", "kind": "human"}, "changes": changes}

_exempt(id, pattern, until) := {"id": id, "match": pattern, "reason": "feed", "owner": "omar", "expires_at": until}

_feed := [_exempt("hr-feed", {"system": ["erp"], "action": ["grant"]}, "2026-12-31T00:00:00Z")]

test_it_covers_the_change if {
	exemption.of == {0: "hr-feed"} with input as _record([_change({})])
		with data.counterfoil.parameters.workflow.exempt as _feed
	exemption.ids == "hr-feed" with input as _record([_change({})])
		with data.counterfoil.parameters.workflow.exempt as _feed
}

test_the_record_is_exempt if {
	exemption.record with input as _record([_change({})])
		with data.counterfoil.parameters.workflow.exempt as _feed
}

test_nothing_is_exempt_by_default if {
	not exemption.record with input as _record([_change({})])
	exemption.of == {} with input as _record([_change({})])
}

_covered_until(until) if {
	exemption.of[0] == "hr-feed" with input as _record([_change({})])
		with data.counterfoil.parameters.workflow.exempt as [_exempt("hr-feed", {"system": ["erp"]}, until)]
}

test_it_ends_with_its_last_instant if {
	_covered_until("2026-03-02T11:00:00Z")
	_covered_until("2026-03-02T12:00:00+01:00")
	not _covered_until("2026-03-02T10:59:59.999999999Z")
}

_uncovered(changes) if {
	exemption.of == {} with input as _record(changes)
		with data.counterfoil.parameters.workflow.exempt as _feed
	not exemption.record with input as _record(changes)
		with data.counterfoil.parameters.workflow.exempt as _feed
}

test_a_change_that_names_a_request_is_not_covered if {
	_uncovered([_change({"request_ref": "RITM0099"})])
}

test_every_key_of_the_pattern_must_match if {
	_uncovered([_change({"action": "revoke"})])
	_uncovered([_change({"entitlements": [_crm]})])
}

test_every_entitlement_of_the_change_must_match if {
	_uncovered([_change({"entitlements": [_erp, _crm]})])
}

test_a_change_that_does_not_say_of_what_is_not_covered if {
	_uncovered([_change({"entitlements": []})])
	_uncovered([object.remove(_change({}), ["entitlements"])])
}

test_a_failed_change_needs_no_exemption if {
	changes := [_change({"outcome": "failure"}), _change({})]
	exemption.of == {1: "hr-feed"} with input as _record(changes)
		with data.counterfoil.parameters.workflow.exempt as _feed
	exemption.record with input as _record(changes)
		with data.counterfoil.parameters.workflow.exempt as _feed
}

test_without_a_change_there_is_nothing_to_exempt if {
	_uncovered([])
	_uncovered([_change({"outcome": "failure"})])
}

test_every_change_must_be_covered if {
	changes := [_change({}), _change({"entitlements": [_crm]})]
	exemption.of == {0: "hr-feed"} with input as _record(changes)
		with data.counterfoil.parameters.workflow.exempt as _feed
	not exemption.record with input as _record(changes)
		with data.counterfoil.parameters.workflow.exempt as _feed
}

# Neither of the two matches all entitlements of the change.
test_exemptions_do_not_add_up_within_a_change if {
	exemption.of == {} with input as _record([_change({"entitlements": [_erp, _crm]})])
		with data.counterfoil.parameters.workflow.exempt as [
			_exempt("a", {"system": ["erp"]}, "2026-12-31T00:00:00Z"),
			_exempt("b", {"system": ["crm"]}, "2026-12-31T00:00:00Z"),
		]
}

test_each_change_by_its_own_exemption if {
	both := [
		_exempt("b", {"system": ["erp"]}, "2026-12-31T00:00:00Z"),
		_exempt("a", {"system": ["crm"]}, "2026-12-31T00:00:00Z"),
	]
	changes := [_change({}), _change({"entitlements": [_crm]})]
	exemption.ids == "a, b" with input as _record(changes)
		with data.counterfoil.parameters.workflow.exempt as both
	exemption.record with input as _record(changes)
		with data.counterfoil.parameters.workflow.exempt as both
}

test_of_several_that_cover_a_change_the_first_by_id_is_named if {
	exemption.of == {0: "a"} with input as _record([_change({})])
		with data.counterfoil.parameters.workflow.exempt as [
			_exempt("b", {"system": ["erp"]}, "2026-12-31T00:00:00Z"),
			_exempt("a", {"subject_kind": ["human"]}, "2026-12-31T00:00:00Z"),
		]
}

# A change without a reference beside a request is exempt by itself; the request is judged all the same.
test_a_record_with_a_request_is_not_exempt if {
	record := object.union(_record([_change({})]), {"request": {"id": "RITM0001"}})
	exemption.of == {0: "hr-feed"} with input as record
		with data.counterfoil.parameters.workflow.exempt as _feed
	not exemption.record with input as record
		with data.counterfoil.parameters.workflow.exempt as _feed
}
