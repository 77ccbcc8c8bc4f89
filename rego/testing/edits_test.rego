# Each edit changes the outcomes that the contract gives it, and no other. What is
# wanted follows from the contract's tables, read by hand.
package counterfoil.testing_edits_test

import data.counterfoil.testing

# The controls of which an edit changed the outcome, each with the new one.
_changed(edited, base) := {control: outcome |
	some question, name
	outcome := testing.outcome(data.counterfoil.controls[question][name].findings) with input as edited
	outcome != testing.outcome(data.counterfoil.controls[question][name].findings) with input as testing.judged(base)
	control := concat(".", [question, name])
}

_human := testing.human_grant

test_judged if {
	testing.judged(_human) == object.union(_human, {"as_of": "2026-03-20T00:00:00Z"})
	testing.judged(object.union(_human, {"as_of": "2026-03-04T00:00:00Z"})).as_of == "2026-03-04T00:00:00Z"
	testing.judged_at(testing.judged(_human), "2026-03-05T00:00:00Z").as_of == "2026-03-05T00:00:00Z"
}

# An inner as_of stays, whatever is edited around it.
test_edits_keep_the_instant if {
	testing.without_basis(testing.judged_at(_human, "2026-03-05T00:00:00Z")).as_of == "2026-03-05T00:00:00Z"
	testing.without_basis(testing.without_requester(_human)) == json.remove(testing.judged(_human), ["/policy_basis", "/request/requester"])
}

test_without if {
	testing.without(_human, "/approvals/0/capacity") == json.remove(testing.judged(_human), ["/approvals/0/capacity"])
}

test_with_value if {
	testing.with_value(_human, "/request/justification", "CHG7").request.justification == "CHG7"
	testing.with_value(_human, "/subject/owner", {"id": "omar"}).subject.owner == {"id": "omar"}
	testing.with_value(_human, "/approvals/0", {"id": "apr-2"}).approvals == [{"id": "apr-2"}]
	testing.with_value(_human, "/subject/aliases/-", "ana2").subject.aliases == ["ana@corp.example", "ana2"]
	testing.with_value(_human, "/changes/0/extensions", {"a/b~": 1}).changes[0].extensions == {"a/b~": 1}
	slashed := testing.with_value(_human, "/extensions", {"a/b~": 1})
	testing.with_value(slashed, "/extensions/a~1b~0", 2).extensions == {"a/b~": 2}
	testing.without(slashed, "/extensions/a~1b~0").extensions == {}
	testing.with_value(_human, "/request/status", "open").as_of == testing.as_of
}

# Whatever depends on who asked for what cannot be told; the change is outside
# the workflow.
test_without_request if {
	_changed(testing.without_request(_human), _human) == {
		"approval.required": "not_satisfied",
		"approval.necessary": "indeterminate",
		"approval.timely": "indeterminate",
		"approval.independent": "indeterminate",
		"approval.informed": "indeterminate",
		"approval.current": "indeterminate",
		"approval.basis": "indeterminate",
		"grant.exact": "indeterminate",
		"grant.complete": "indeterminate",
		"grant.in_workflow": "not_satisfied",
		"grant.time_bound": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

# The approver may be the requester, so that no approval is known to be valid.
test_without_requester if {
	_changed(testing.without_requester(_human), _human) == {
		"approval.required": "indeterminate",
		"approval.timely": "indeterminate",
		"approval.independent": "indeterminate",
		"approval.current": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

test_without_basis if {
	_changed(testing.without_basis(_human), _human) == {
		"approval.basis": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

test_without_approvals if {
	_changed(testing.without_approvals(_human), _human) == {
		"approval.required": "not_satisfied",
		"approval.necessary": "not_applicable",
		"approval.timely": "not_applicable",
		"approval.independent": "not_applicable",
		"approval.current": "not_applicable",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

# The access is there and nobody knows when it was given: before the approval, by
# the approver, after something happened?
test_without_changes if {
	_changed(testing.without_changes(_human), _human) == {
		"approval.required": "indeterminate",
		"approval.timely": "indeterminate",
		"approval.independent": "indeterminate",
		"approval.current": "indeterminate",
		"grant.in_workflow": "not_applicable",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

test_without_observations if {
	_changed(testing.without_observations(_human), _human) == {
		"grant.exact": "indeterminate",
		"grant.complete": "indeterminate",
		"grant.verified": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

test_without_events if {
	_changed(testing.without_events(testing.service_account_grant), testing.service_account_grant) == {"lifecycle.tied": "not_satisfied"}
}

test_without_owner if {
	_changed(testing.without_owner(testing.agent_grant), testing.agent_grant) == {"lifecycle.owned": "not_satisfied"}
}

# Blended into routine: then nobody approved, and nothing ends or reviews it.
test_without_emergency if {
	_changed(testing.without_emergency(testing.emergency_grant), testing.emergency_grant) == {
		"approval.required": "not_satisfied",
		"emergency.labelled": "not_satisfied",
		"emergency.time_bound": "not_satisfied",
		"emergency.reviewed": "not_satisfied",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
	}
}

test_without_review if {
	_changed(testing.without_review(testing.emergency_grant), testing.emergency_grant) == {"emergency.reviewed": "not_satisfied"}
}

test_without_source if {
	_changed(testing.without_source(_human, "/approvals/0"), _human) == {"trail.sourced": "not_satisfied"}
	_changed(testing.without_source(_human, "/observations/1"), _human) == {
		"grant.exact": "indeterminate",
		"grant.complete": "indeterminate",
		"grant.verified": "indeterminate",
		"trail.ordered": "indeterminate",
		"trail.sourced": "not_satisfied",
	}
}

test_without_sources if {
	edited := testing.without_sources(testing.with_value(_human, "/extensions", {"source": {"is": "not ours"}}))
	edited.extensions == {"source": {"is": "not ours"}}
	_changed(edited, _human) == {
		"grant.exact": "indeterminate",
		"grant.complete": "indeterminate",
		"grant.verified": "indeterminate",
		"trail.complete": "not_satisfied",
		"trail.ordered": "indeterminate",
		"trail.sourced": "not_satisfied",
	}
	{path | walk(edited, [path, _]); "source" in path; not "extensions" in path} == set()
}

# Nothing to edit: no record, and so a test that fails.
test_of_what_is_not_there if {
	not testing.without(_human, "/emergency")
	not testing.without_review(_human)
	not testing.without_events(_human)
	not testing.without_owner(_human)
	not testing.without_approvals(testing.emergency_grant)
	not testing.without_source(testing.without_source(_human, "/request"), "/request")
	not testing.without_sources(testing.without_sources(_human))
	not testing.with_value(_human, "/emergency/label", "break-glass")
	not testing.without(_human, "")
	not testing.without(_human, "request")
	not testing.with_value(_human, "", {})
	not testing.with_value(_human, "/approvals/7", {})
	not testing.with_value(_human, "/approvals/00", {})
	not testing.with_value(_human, "/request/id/deeper", {})
}
