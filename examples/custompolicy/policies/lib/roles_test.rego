package custom.lib.lantern.roles_test

import data.custom.lib.lantern.roles

_rank(with_) := roles.rank(object.union({"system": "gcp:prod", "resource": "projects/prod", "permission": "Editor"}, with_))

test_owners if {
	every permission in ["owner", "Owner", "roles/OWNER", "db_owner", "ProjectOwners", "*", "*:*"] {
		_rank({"permission": permission}) == "owner"
	}
}

test_inherited if {
	_rank({"via": "group/Project-Owners"}) == "owner"
	_rank({"via": "group/editors"}) == "other"
	_rank({"via": ""}) == "other"
}

test_others if {
	every permission in ["Editor", "s3:Get*", "roles/storage.objectAdmin", "Own"] {
		_rank({"permission": permission}) == "other"
	}
}

# A Cyrillic letter, a wide one, and one that cannot be seen.
test_letters_that_look_like_ours if {
	_rank({"permission": "\uff2fwner"}) == "perhaps"
	_rank({"permission": "\u043ewn\u0435r"}) == "perhaps"
	_rank({"permission": "own\u200ber"}) == "perhaps"
	_rank({"permission": "own\ner"}) == "perhaps"
	_rank({"via": "group/\u043ewners"}) == "perhaps"
}

test_a_group_of_owners if {
	_rank({"resource": "groups/Org-Owners", "permission": "Member"}) == "perhaps"
	_rank({"scope": "Owners"}) == "perhaps"
	_rank({"scope": "eu"}) == "other"
}

test_bundles if {
	bundles := {"Kit": [{"permission": "Editor"}, {"permission": "Owner"}], "Club": [{"resource": "groups/owners", "permission": "Member"}]}
	_rank({"permission": "Kit"}) == "owner" with data.counterfoil.parameters.grant.implies as bundles
	_rank({"permission": "Club"}) == "perhaps" with data.counterfoil.parameters.grant.implies as bundles
	_rank({"permission": "Editor"}) == "other" with data.counterfoil.parameters.grant.implies as bundles
}
