# Edits make a record in which one thing is different, so that a test is one
# line of story and one of expectation:
#
#	test_nobody_approved if {
#		testing.outcomes(vendor_access.findings) == {"": "not_satisfied"} with input as testing.without_approvals(testing.human_grant)
#	}
#
# An edit returns what can be judged: as_of is set, unless the record has one.
# Edits nest; what is said of a base record holds of one, with the default
# parameters. The files of this package: parts that are missing (here), who
# (people.rego), what (access.rego), when (time.rego), and outcomes.rego.
#
# An edit of what is not there, such as approved_late of a record without
# approvals, is undefined, and a test that needs it fails. Only a comprehension
# would turn that into an empty set: ask for the record outside of it.
package counterfoil.testing

# As it is, at the usual instant.
judged(record) := object.union({"as_of": as_of}, record)

# As it is, at this instant. Put it outermost: edits of time move as_of, too.
judged_at(record, at) := object.union(record, {"as_of": at})

# Take the value at a JSON Pointer out. Those below name the usual ones.
without(record, pointer) := json.patch(judged(record), [{"op": "remove", "path": pointer}]) if _there(record, _tokens(pointer))

# Put a value at a JSON Pointer, in place of what is there or as a new member of
# what is there. A list's "-" appends.
with_value(record, pointer, value) := json.patch(judged(record), [{"op": "replace", "path": pointer, "value": value}]) if {
	_there(record, _tokens(pointer))
} else := json.patch(judged(record), [{"op": "add", "path": pointer, "value": value}]) if {
	_takes(record, _tokens(pointer))
}

# Nobody asked. Approvals and changes still refer to a request that is nowhere;
# outside_workflow is the change that nobody ever asked for.
without_request(record) := without(record, "/request")

# The request does not say who asked.
without_requester(record) := without(record, "/request/requester")

# Nobody wrote down which policy asked for approval.
without_basis(record) := without(record, "/policy_basis")

# Nobody decided; access was changed all the same.
without_approvals(record) := without(record, "/approvals")

# No log shows a change. What the target shows is as it was: see failed for a
# change that did not happen.
without_changes(record) := without(record, "/changes")

# Nobody looked into the target system, before or after.
without_observations(record) := without(record, "/observations")

# The request may name an event; the record has none.
without_events(record) := without(record, "/events")

# A non-human identity that nobody answers for.
without_owner(record) := without(record, "/subject/owner")

# Emergency access without its declaration.
without_emergency(record) := without(record, "/emergency")

# A declared emergency that nobody reviewed.
without_review(record) := without(record, "/emergency/review")

# The part at a pointer, "/approvals/0", does not say where it was read. An
# observation without a source is no observation of a target system.
without_source(record, pointer) := without(record, sprintf("%s/source", [pointer]))

# No part says where it was read.
without_sources(record) := json.patch(judged(record), removals) if {
	removals := [{"op": "remove", "path": path} |
		walk(record, [path, _])
		path[count(path) - 1] == "source"
		not "extensions" in path
	]
	count(removals) > 0
}

# Of the whole record, "", there are none to take out.
_tokens(pointer) := [_token(text) | some text in array.slice(parts, 1, count(parts))] if {
	startswith(pointer, "/")
	parts := split(pointer, "/")
}

_token(text) := to_number(text) if {
	regex.match(`^(0|[1-9][0-9]*)$`, text)
} else := replace(replace(text, "~1", "/"), "~0", "~")

_there(record, tokens) if object.get(record, tokens, _nothing) != _nothing

_takes(record, tokens) if {
	last := count(tokens) - 1
	holder := object.get(record, array.slice(tokens, 0, last), _nothing)
	_holds(holder, tokens[last])
}

_holds(holder, _) if {
	is_object(holder)
	holder != _nothing
}

_holds(holder, "-") if is_array(holder)

# What no record holds.
_nothing := {"nothing": "here"}
