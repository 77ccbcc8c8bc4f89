# Who counts as one person, and whether enough different ones stand for the
# capacities. The wanted outcomes were worked out by trying every way to give
# each capacity an approver of its own.
package counterfoil.lib.approval_persons_test

import data.counterfoil.lib.approval
import data.counterfoil.testing

_as(who, capacity) := {
	"approver": {"id": who, "kind": "human"}, "capacity": capacity,
	"decision": "approved", "decided_at": "2026-03-02T10:00:00Z",
}

_for(from) := {"delegation": {
	"from": {"id": from, "kind": "human"},
	"valid_from": "2026-03-01T00:00:00Z", "valid_until": "2026-03-08T00:00:00Z",
}}

_known_as(alias) := {"approver": {"aliases": [alias]}}

_by(approvals) := object.union(testing.human_grant, {"approvals": approvals})

_rule(n, capacities) := [{
	"id": "r", "match": {"system": ["*"]}, "approval": "required",
	"min_approvers": n, "capacities": capacities,
}]

_met(approvals, n, capacities) if {
	approval.decisive == _indices(count(approvals)) with input as _by(approvals)
		with data.counterfoil.parameters.approval.rules as _rule(n, capacities)
	approval.missing == "" with input as _by(approvals)
		with data.counterfoil.parameters.approval.rules as _rule(n, capacities)
}

# Not met, with all approvals valid: what is missing is different people.
_lacks(approvals, n, capacities, what) if {
	approval.valid == _indices(count(approvals)) with input as _by(approvals)
		with data.counterfoil.parameters.approval.rules as _rule(n, capacities)
	approval.decisive == set() with input as _by(approvals)
		with data.counterfoil.parameters.approval.rules as _rule(n, capacities)
	approval.missing == what with input as _by(approvals)
		with data.counterfoil.parameters.approval.rules as _rule(n, capacities)
}

_indices(n) := {i | some i in numbers.range(0, n - 1)}

test_one_approver_in_two_capacities if {
	_lacks([_as("maria", "a"), _as("maria", "b")], 1, ["a", "b"], "1 of 2 approvers")
}

test_one_in_both_and_another_in_either if {
	every capacity in ["a", "b"] {
		_met([_as("maria", "a"), _as("maria", "b"), _as("sam", capacity)], 1, ["a", "b"])
	}
}

test_two_in_the_same_capacity if {
	_lacks([_as("maria", "a"), _as("sam", "a")], 2, ["a", "b"], "nobody as b")
}

test_one_in_one_capacity if {
	_lacks([_as("maria", "b")], 1, ["a", "b"], "1 of 2 approvers; nobody as a")
}

test_more_approvers_than_capacities if {
	_lacks([_as("maria", "a"), _as("sam", "b")], 3, ["a", "b"], "2 of 3 approvers")
	_met([_as("maria", "a"), _as("sam", "b"), _as("tom", "b")], 3, ["a", "b"])
}

test_a_third_in_another_capacity_does_not_count if {
	approval.decisive == set() with input as _by([_as("maria", "a"), _as("sam", "b"), _as("tom", "c")])
		with data.counterfoil.parameters.approval.rules as _rule(3, ["a", "b"])
}

# maria c, sam b, tom a: giving a to maria and b to sam would leave tom without.
test_three_capacities_that_fit_in_one_way_only if {
	_met(
		[
			_as("maria", "a"), _as("maria", "b"), _as("maria", "c"),
			_as("sam", "a"), _as("sam", "b"), _as("tom", "a"),
		],
		1, ["a", "b", "c"],
	)
}

# a and b by maria alone: one of them is left, though each of the three is covered by one of three people.
test_one_stands_for_two_of_three_capacities if {
	_lacks(
		[_as("maria", "a"), _as("maria", "b"), _as("sam", "c"), _as("tom", "c")],
		3, ["a", "b", "c"],
		"a different approver for each capacity",
	)
}

test_two_for_all_of_three_capacities if {
	_lacks(
		[
			_as("maria", "a"), _as("maria", "b"), _as("maria", "c"),
			_as("sam", "a"), _as("sam", "b"), _as("sam", "c"),
		],
		1, ["a", "b", "c"],
		"2 of 3 approvers",
	)
}

# Any two of a, b and c have two people; all three have maria and sam only.
test_two_for_three_of_four_capacities if {
	_lacks(
		[
			_as("maria", "a"), _as("maria", "b"), _as("maria", "c"),
			_as("sam", "a"), _as("sam", "b"), _as("sam", "c"),
			_as("tom", "d"), _as("uma", "d"),
		],
		1, ["a", "b", "c", "d"],
		"a different approver for each capacity",
	)
}

test_four_in_a_ring if {
	_met(
		[
			_as("maria", "a"), _as("maria", "b"), _as("sam", "b"), _as("sam", "c"),
			_as("tom", "c"), _as("tom", "d"), _as("uma", "d"), _as("uma", "a"),
		],
		4, ["a", "b", "c", "d"],
	)
}

_two := _rule(2, [])

_one_person(record) if {
	approval.valid == _indices(count(record.approvals)) with input as record
		with data.counterfoil.parameters.approval.rules as _two
	approval.missing == "1 of 2 approvers" with input as record
		with data.counterfoil.parameters.approval.rules as _two
	approval.decisive == set() with input as record
		with data.counterfoil.parameters.approval.rules as _two
}

_two_persons(record) if {
	approval.decisive == _indices(count(record.approvals)) with input as record
		with data.counterfoil.parameters.approval.rules as _two
	count(approval.persons(approval.valid)) == 2 with input as record
		with data.counterfoil.parameters.approval.rules as _two
}

test_two_people_are_two if {
	_two_persons(_by([_as("maria", "a"), _as("sam", "a")]))
}

test_one_who_approved_twice_is_one if {
	_one_person(_by([_as("maria", "a"), _as("maria", "b")]))
}

test_one_under_an_alias_is_one if {
	_one_person(_by([_as("maria", "a"), object.union(_as("m.rossi", "a"), _known_as("maria"))]))
	_one_person(_by([object.union(_as("u-1", "a"), _known_as("x")), object.union(_as("u-2", "a"), _known_as("x"))]))
}

test_one_by_an_alias_that_another_part_knows if {
	record := object.union(_by([_as("maria", "a"), _as("m.rossi", "a")]), {"emergency": {"declared_by": {"id": "maria", "aliases": ["m.rossi"]}}})
	_one_person(record)
}

test_aliases_run_on if {
	_one_person(_by([
		object.union(_as("u-1", "a"), _known_as("x")),
		object.union(_as("u-2", "a"), _known_as("y")),
		object.union(_as("u-3", "a"), {"approver": {"aliases": ["x", "y"]}}),
	]))
}

test_delegator_and_delegate_are_one if {
	_one_person(_by([_as("maria", "a"), object.union(_as("sam", "a"), _for("maria"))]))
}

test_two_delegates_of_one_delegator_are_one if {
	_one_person(_by([
		object.union(_as("maria", "a"), _for("omar")),
		object.union(_as("sam", "a"), _for("omar")),
	]))
}

test_one_delegate_of_two_delegators_is_one if {
	_one_person(_by([
		object.union(_as("maria", "a"), _for("omar")),
		object.union(_as("maria", "b"), _for("uma")),
	]))
}

# tom for sam and sam for maria: all speak with maria's voice.
test_delegations_run_on if {
	_one_person(_by([
		object.union(_as("tom", "a"), _for("sam")),
		object.union(_as("sam", "a"), _for("maria")),
		_as("maria", "a"),
	]))
	_one_person(_by([
		object.union(_as("tom", "a"), _for("sam")),
		object.union(_as("sam", "a"), _for("maria")),
	]))
}

test_delegation_and_alias_run_on if {
	_one_person(_by([
		object.union(_as("tom", "a"), _for("omar")),
		object.union(_as("sam", "a"), {"approver": {"aliases": ["omar"]}}),
	]))
	_one_person(_by([
		object.union(_as("tom", "a"), {"delegation": object.union(_for("omar").delegation, {"from": {"id": "omar", "aliases": ["o.b"]}})}),
		_as("o.b", "a"),
	]))
}

test_delegates_of_different_people_are_two if {
	_two_persons(_by([
		object.union(_as("maria", "a"), _for("omar")),
		object.union(_as("sam", "a"), _for("uma")),
	]))
}

# Sam abstained in Maria's stead, and approved in his own name.
test_a_delegation_that_approved_nothing_makes_nobody_one if {
	approval.decisive == {0, 1} with input as _by([
		_as("maria", "a"), _as("sam", "a"),
		object.union(_as("sam", "a"), object.union(_for("maria"), {"decision": "abstained"})),
	])
		with data.counterfoil.parameters.approval.rules as _two
}

test_one_in_two_capacities_through_delegation if {
	_lacks([_as("maria", "a"), object.union(_as("sam", "b"), _for("maria"))], 1, ["a", "b"], "1 of 2 approvers")
}
