package counterfoil.lib.identity_test

import data.counterfoil.lib.identity

_known(id, aliases) := {"id": id, "aliases": aliases}

_same(a, b) if identity.same({"id": a}, {"id": b})

test_one_id if {
	_same("maria", "maria") with input as {}
	not _same("maria", "sam") with input as {}
	not _same("maria", "Maria") with input as {}
}

test_an_alias_on_either_side if {
	identity.same(_known("u-1", ["maria"]), {"id": "maria"}) with input as {}
	identity.same({"id": "maria"}, _known("u-1", ["maria"])) with input as {}
	identity.same(_known("u-1", ["m"]), _known("u-2", ["x", "m"])) with input as {}
	not identity.same(_known("u-1", ["m"]), _known("u-2", ["M"])) with input as {}
}

test_names_for_people_are_never_compared if {
	not identity.same({"id": "a", "name": "Maria"}, {"id": "b", "name": "Maria"}) with input as {}
	not identity.same({"id": "a", "name": "b"}, {"id": "b"}) with input as {}
}

# Wherever the record says that maria is also known as m.rossi, they are one.
test_every_mention_supplies_the_link if {
	who := _known("maria", ["m.rossi"])
	mentions := [
		{"subject": who},
		{"subject": {"id": "svc", "owner": who}},
		{"request": {"requester": who}},
		{"approvals": [{"approver": who}]},
		{"approvals": [{"approver": {"id": "tom"}, "delegation": {"from": who}}]},
		{"changes": [{"actor": who}]},
		{"changes": [{"actor": {"id": "tom"}, "on_behalf_of": who}]},
		{"emergency": {"declared_by": who}},
		{"emergency": {"review": {"reviewer": who}}},
	]
	every record in mentions {
		_same("maria", "m.rossi") with input as record
		not _same("maria", "tom") with input as record
	}
}

test_two_aliases_of_one_mention_are_one if {
	_same("m.rossi", "u-1") with input as {"subject": _known("maria", ["m.rossi", "u-1"])}
}

test_links_run_on_from_mention_to_mention if {
	record := {
		"request": {"requester": _known("a", ["b"])},
		"approvals": [{"approver": _known("c", ["b"])}],
		"changes": [{"actor": _known("d", ["c"])}],
	}
	_same("a", "d") with input as record
	identity.who({"id": "d"}) == {"a", "b", "c", "d"} with input as record
	identity.who({"id": "e"}) == {"e"} with input as record
}

test_mentions_without_aliases_link_nothing if {
	record := {"subject": {"id": "a"}, "request": {"requester": {"id": "b", "aliases": []}}}
	not _same("a", "b") with input as record
	identity.who({"id": "b"}) == {"b"} with input as record
}

test_humans if {
	identity.human({"id": "a", "kind": "human"})
	not identity.human({"id": "a", "kind": "agent"})
	not identity.human({"id": "a"})
}
