# Who reviewed, and whether anything came of it.
package counterfoil.controls.emergency.reviewed_reviewer_test

import data.counterfoil.controls.emergency.reviewed
import data.counterfoil.testing

# Three people in three roles: ana is the subject, li asked, sam declared it.
_in(patches) := json.patch(object.union(testing.emergency_grant, {"as_of": testing.as_of}), array.concat(
	_set({"/request/requester/id": "li", "/emergency/declared_by/id": "sam"}),
	patches,
))

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_finding(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_by(reviewer) := _set({"/emergency/review/reviewer": reviewer})

_also(role, pointer) := _finding("not_satisfied", sprintf("the reviewer is also %s", [role]), {"/emergency/review/reviewer", pointer})

_roles := {
	"ana": {"role": "the subject", "pointer": "/subject"},
	"li": {"role": "the requester", "pointer": "/request/requester"},
	"sam": {"role": "who declared it", "pointer": "/emergency/declared_by"},
}

test_by_somebody_who_took_no_part if {
	reviewed.findings == _finding("satisfied", "omar reviewed it at 2026-03-06T09:00:00Z: justified", ["/emergency/review"]) with input as _in([])
}

test_by_each_who_took_part if {
	every id, held in _roles {
		findings := reviewed.findings with input as _in(_by({"id": id, "kind": "human"}))
		findings == _also(held.role, held.pointer)
	}
}

test_by_each_under_an_alias_of_the_reviewer if {
	every id, held in _roles {
		findings := reviewed.findings with input as _in(_by({"id": "x-1", "kind": "human", "aliases": ["x-2", id]}))
		findings == _also(held.role, held.pointer)
	}
}

test_by_each_under_an_alias_of_theirs if {
	every _, held in _roles {
		patches := _set({sprintf("%s/aliases", [held.pointer]): ["omar"]})
		findings := reviewed.findings with input as _in(patches)
		findings == _also(held.role, held.pointer)
	}
}

# Two names of one person, which only the executor's entry links.
test_by_each_under_an_alias_that_stands_elsewhere if {
	every id, held in _roles {
		patches := _set({"/changes/0/actor": {"id": "x-1", "kind": "human", "aliases": [id, "omar"]}})
		findings := reviewed.findings with input as _in(patches)
		findings == _also(held.role, held.pointer)
	}
}

# Names are compared as they are written.
test_by_a_name_in_other_letters if {
	{f.outcome | some f in reviewed.findings with input as _in(_by({"id": "LI", "kind": "human"}))} == {"satisfied"}
}

test_by_one_who_did_it_all if {
	reviewed.findings == _finding(
		"not_satisfied", "the reviewer is also the requester and the subject and who declared it",
		{"/emergency/review/reviewer", "/subject", "/request/requester", "/emergency/declared_by"},
	) with input as _in(_set({
		"/request/requester/id": "ana",
		"/emergency/declared_by/id": "ana",
		"/emergency/review/reviewer/id": "ana",
	}))
}

test_by_automation if {
	every kind in ["service_account", "api_key", "workload", "agent"] {
		findings := reviewed.findings with input as _in(_by({"id": "bot", "kind": kind}))
		findings == _finding("not_satisfied", "the reviewer is not a human", ["/emergency/review/reviewer"])
	}
}

test_by_nobody_knows_what if {
	reviewed.findings == _finding("indeterminate", "it is not recorded whether the reviewer is a human", ["/emergency/review/reviewer"]) with input as _in(_by({"id": "omar"}))
}

# What is wrong goes before what is unknown.
test_by_nobody_knows_what_who_is_the_subject if {
	reviewed.findings == _also("the subject", "/subject") with input as _in(_by({"id": "ana"}))
}

_may_be(who) := _finding("indeterminate", sprintf("it is not recorded who is %s, so that the reviewer may be", [who]), ["/emergency"])

test_the_requester_is_not_recorded if {
	every path in ["/request/requester", "/request"] {
		findings := reviewed.findings with input as _in(_remove([path]))
		findings == _may_be("the requester")
	}
}

test_who_declared_it_is_not_recorded if {
	reviewed.findings == _may_be("who declared it") with input as _in(_remove(["/emergency/declared_by"]))
}

test_neither_is_recorded if {
	reviewed.findings == _may_be("the requester and who declared it") with input as _in(_remove(["/emergency/declared_by", "/request/requester"]))
}

test_a_known_conflict_counts_where_another_role_is_unknown if {
	reviewed.findings == _also("who declared it", "/emergency/declared_by") with input as _in(array.concat(_remove(["/request/requester"]), _by({"id": "sam", "kind": "human"})))
}

test_no_conclusion if {
	reviewed.findings == _finding("not_satisfied", "the review reaches no conclusion", ["/emergency/review"]) with input as _in(_remove(["/emergency/review/conclusion"]))
}

test_a_late_review_by_nobody_knows_what_is_late if {
	patches := array.concat(_by({"id": "omar"}), _set({"/emergency/review/reviewed_at": "2026-03-08T00:00:00Z"}))
	{f.outcome | some f in reviewed.findings with input as _in(patches)} == {"not_satisfied"}
}
