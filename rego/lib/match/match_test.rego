package counterfoil.lib.match_test

import data.counterfoil.lib.match

_admin := {"system": "gcp:prod", "resource": "projects/prod", "permission": "roles/storage.objectAdmin"}

_matches(pattern) if match.entitlement(pattern, _admin, "grant") with input as {"subject": {"kind": "agent"}}

_permission(glob, permission) if match.entitlement({"permission": [glob]}, {"permission": permission}, "grant")

test_a_star_crosses_every_separator if {
	_permission("*Admin*", "roles/storage.objectAdmin")
	_permission("a*z", "a/b.c:d_e-f g\nz")
	_matches({"resource": ["*prod"]})
	_matches({"system": ["*"]})
}

test_a_star_stands_for_nothing_too if {
	_permission("*Admin*", "Admin")
	_permission("*", "")
}

test_the_whole_value_must_match if {
	not _permission("Admin", "AdminX")
	not _permission("Admin", "XAdmin")
	not _permission("Admin*", "XAdmin")
	not _permission("a*a", "a")
	_permission("Admin", "Admin")
}

test_letters_are_told_by_case if {
	not _permission("*Admin*", "LedgerADMIN")
	not _permission("*admin*", "roles/storage.objectAdmin")
}

# A dot is a dot, and a bracket in the value is no pattern.
test_only_the_pattern_is_a_pattern if {
	not _permission("a.c", "abc")
	not _permission("abc", "a*c")
	_permission("*c", "a[b]c")
}

test_alternatives_classes_and_single_characters if {
	_permission("{Reader,Writer}", "Writer")
	not _permission("{Reader,Writer}", "Owner")
	_permission("[RW]*", "Writer")
	not _permission("[!RW]*", "Writer")
	_permission("Reade?", "Reader")
	not _permission("Reader?", "Reader")
	_permission("?wner", "Öwner")
}

test_one_glob_of_a_list_is_enough if {
	_matches({"permission": ["*Owner*", "*Admin*"]})
	not _matches({"permission": ["*Owner*", "*PowerUser*"]})
}

test_all_keys_must_match if {
	every key, globs in _all {
		_matches(_all)
		not _matches(object.union(_all, {key: ["another"]}))
		_matches({key: globs})
	}
}

_all := {
	"system": ["gcp:*"],
	"resource": ["projects/prod"],
	"permission": ["*Admin"],
	"subject_kind": ["agent"],
	"action": ["grant"],
}

test_the_action_may_be_unknown if {
	not match.entitlement({"action": ["grant"]}, _admin, "")
	match.entitlement({"permission": ["*Admin"]}, _admin, "")
}

test_a_key_that_is_no_key_matches_nothing if {
	not _matches({"scope": ["*"]})
}
