package counterfoil.lib.entitlement_test

import data.counterfoil.lib.entitlement

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_analyst := {"system": "erp", "resource": "ledger", "permission": "Finance Analyst"}

_read := ["erp", "ledger", "fin-read", ""]

_export := ["erp", "ledger", "fin-export", ""]

test_the_key if {
	entitlement.key(_reader) == ["erp", "ledger", "Reader", ""]
	entitlement.key(object.union(_reader, {"scope": "emea"})) == ["erp", "ledger", "Reader", "emea"]
}

test_expiry_and_path_are_no_part_of_the_key if {
	entitlement.key(object.union(_reader, {"expires_at": "2026-03-09T09:00:00Z", "via": "grp-1"})) == entitlement.key(_reader)
}

test_a_bundle_implies_on_the_same_system_and_resource if {
	entitlement.implied(_analyst) == {_read, _export}
	entitlement.implied(_reader) == set()
}

test_a_bundle_keeps_its_scope if {
	entitlement.implied(object.union(_analyst, {"scope": "emea"})) == {
		["erp", "ledger", "fin-read", "emea"],
		["erp", "ledger", "fin-export", "emea"],
	}
}

test_what_an_implication_names_goes_before_the_bundles if {
	entitlement.implied(object.union(_analyst, {"scope": "emea"})) == {
		["dwh", "ledger", "read", "emea"],
		["erp", "reports", "read", "emea"],
		["erp", "ledger", "read", "apac"],
	} with data.counterfoil.parameters.grant.implies as {"Finance Analyst": [
		{"permission": "read", "system": "dwh"},
		{"permission": "read", "resource": "reports"},
		{"permission": "read", "scope": "apac"},
	]}
}

test_one_level_deep if {
	entitlement.implied(_analyst) == {_read} with data.counterfoil.parameters.grant.implies as {
		"Finance Analyst": [{"permission": "fin-read"}],
		"fin-read": [{"permission": "everything"}],
	}
}

test_a_bundle_covers_itself_and_what_it_implies if {
	entitlement.covers(_analyst) == {["erp", "ledger", "Finance Analyst", ""], _read, _export}
	entitlement.covers(_reader) == {["erp", "ledger", "Reader", ""]}
}

test_held_by_itself_or_by_all_that_it_implies if {
	entitlement.held(_analyst, {["erp", "ledger", "Finance Analyst", ""]})
	entitlement.held(_analyst, {_read, _export, ["erp", "ledger", "Reader", ""]})
	not entitlement.held(_analyst, {_read})
	not entitlement.held(_analyst, set())
}

# No implication is no way to hold it.
test_a_plain_entitlement_is_held_by_itself_only if {
	entitlement.held(_reader, {["erp", "ledger", "Reader", ""]})
	not entitlement.held(_reader, {_read})
	not entitlement.held(_reader, set())
	not entitlement.held(_reader, set()) with data.counterfoil.parameters.grant.implies as {"Reader": []}
}

_asking(entitlements) := {"request": {"entitlements": entitlements}}

test_what_is_requested_is_expanded if {
	entitlement.requested == {
		["erp", "ledger", "Reader", ""],
		["erp", "ledger", "Finance Analyst", ""], _read, _export,
	} with input as _asking([_reader, _analyst])
}

test_nothing_is_requested if {
	entitlement.requested == set() with input as {"changes": [{"entitlements": [_reader]}]}
	entitlement.requested == set() with input as _asking([])
}

test_asked if {
	entitlement.asked with input as _asking([_reader])
	not entitlement.asked with input as _asking([])
	not entitlement.asked with input as {"request": {}}
	not entitlement.asked with input as {}
}

test_names if {
	entitlement.name(_reader) == "Reader on ledger in erp"
	entitlement.name(object.union(_reader, {"scope": "emea"})) == "Reader on ledger in erp (emea)"
	entitlement.key_name(_read) == "fin-read on ledger in erp"
}

test_the_path if {
	entitlement.path(_reader) == "Reader on ledger in erp"
	entitlement.path(object.union(_reader, {"via": "grp-1"})) == "Reader on ledger in erp, inherited through grp-1"
}

test_held_by_the_one_that_it_implies if {
	entitlement.held(_analyst, {_read}) with data.counterfoil.parameters.grant.implies as {"Finance Analyst": [{"permission": "fin-read"}]}
}

test_what_a_source_could_not_tell if {
	entitlement.untold(["erp", "ledger", "unknown", ""])
	entitlement.untold(["erp", "group/unknown", "member", ""])
	entitlement.untold(["erp", "unknown", "Reader", "emea"])
}

test_what_a_source_told if {
	not entitlement.untold(_read)
	not entitlement.untold(["erp", "unknowns", "not unknown", "unknown/x"])
}
