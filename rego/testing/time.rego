# Edits of when. What moves is moved with all that follows it, so that nothing
# else is wrong; instants are RFC 3339, lengths ISO 8601 ("P2D", "PT1H"). Limits
# are those of the parameters that the test runs with.
package counterfoil.testing

import data.counterfoil.lib.instant

# Every instant, that of the judgement included, is later by this length, or
# earlier: "-P2D". Nothing is wrong, but it may be a Sunday now.
shifted(record, length) := _moved(record, _instants, 0, _signed(length))

# What was known and had happened at this instant, which the record is judged at:
# the rest is taken out, and a ticket that was closed later is open. Undefined
# before the request.
as_it_stood(record, at) := object.union_n([
	object.remove(record, {"request", "policy_basis", "emergency", "approvals", "changes", "observations", "events"}),
	{list: happened | some list, key in _lists; happened := _until(record, list, key, now); count(happened) > 0},
	_request_then(record, now),
	_basis_then(record, now),
	_emergency_then(record, now),
	{"as_of": at},
]) if {
	now := instant.ns(at)
}

# Every approval was given at this instant, and what the approvers were shown is
# as much older as it was. Nothing else moves.
approved_at(record, at) := object.union(judged(record), {"approvals": approvals}) if {
	approvals := [_given_at(approval, instant.ns(at)) | some approval in record.approvals]
	count(approvals) > 0
}

# Every approval was given a minute after the first change. So none counts, and
# policy's requirement is not met, either.
approved_late(record) := approved_at(record, instant.text(_first(record, _own_actions(record)) + _minute))

# The first grant was executed at this instant; what came with it or after it
# moves along, with every expiry and the instant of judgement.
granted_at(record, at) := _moved(record, _instants, from, instant.ns(at) - from) if {
	from := _first(record, _giving)
}

# The same, a minute after grant.fulfilment had passed since the last approval,
# or the request where there is none. No control of the house minds; yours may.
granted_late(record) := granted_at(record, instant.text(due + _minute)) if {
	not record.emergency # one that is late is none
	due := _wanted(record) + instant.length(data.counterfoil.parameters.grant.fulfilment)
	due >= _first(record, _giving)
}

# The first revoke was executed at this instant; what was done or seen with it or
# after it moves along, and the instant of judgement. What called for the access
# to end does not: expiries, events, declarations.
revoked_at(record, at) := _moved(record, _consequences, from, instant.ns(at) - from) if {
	from := _first(record, {"revoke"})
}

# The same, a minute after the last deadline that called for the access to end:
# revocation.sla after a revoke request, a requested expiry or an event.
revoked_late(record) := revoked_at(record, instant.text(deadline + _minute)) if {
	deadline := max(_deadlines(record))
	deadline >= _first(record, {"revoke"})
}

# Something happened to the subject, or to the work that the access was for.
# Wrong is what then should have followed: a termination calls for a revoke.
with_event(record, kind, at) := object.union(judged(record), {"events": array.concat(object.get(record, "events", []), [{
	"id": sprintf("ev-%s", [kind]),
	"kind": kind,
	"occurred_at": at,
	"source": {"system": "hr:acme", "kind": "hr", "record_id": sprintf("event/%s", [kind]), "collected_at": at},
}])})

# Each system was read once more at this instant, and shows what it showed last.
# Nothing is wrong, unless it should have been gone by then.
seen_again(record, at) := object.union(judged(record), {"observations": array.concat(record.observations, again)}) if {
	again := [object.union(last, {"id": sprintf("%s-again", [last.system]), "observed_at": at, "source": {"collected_at": at}}) |
		some system in {observation.system | some observation in record.observations}
		last := _last_of([observation | some observation in record.observations; observation.system == system])
	]
	count(again) > 0
}

# One of the latest of some observations; undefined where there is none.
_last_of(observations) := [observation | some observation in observations; instant.ns(observation.observed_at) == at][0] if {
	at := max({instant.ns(observation.observed_at) | some observation in observations})
}

_minute := instant.length("PT1M")

_signed(length) := 0 - instant.length(trim_prefix(length, "-")) if startswith(length, "-")

_signed(length) := instant.length(length) if not startswith(length, "-")

# What is done or seen, and what else has an instant.
_consequences := {"executed_at", "observed_at", "closed_at", "reviewed_at", "collected_at", "as_of"}

_instants := _consequences | {"submitted_at", "decided_at", "occurred_at", "declared_at", "expires_at", "valid_from", "valid_until"}

_moved(record, keys, from, by) := json.patch(judged(record), [{"op": "replace", "path": path, "value": instant.text(at + by)} |
	walk(judged(record), [path, text])
	path[count(path) - 1] in keys
	not "extensions" in path
	at := instant.ns(text)
	at >= from
])

_giving := {"grant", "modify"}

_own_actions(record) := {"revoke"} if {
	record.action == "revoke"
} else := _giving

_first(record, actions) := min(_executed(record, actions))

_last(record, actions) := max(_executed(record, actions))

_executed(record, actions) := {instant.ns(change.executed_at) |
	some change in record.changes
	change.action in actions
	change.outcome == "success"
}

_given_at(approval, at) := json.patch(approval, [{"op": "replace", "path": path, "value": instant.text(instant.ns(text) + by)} |
	by := at - instant.ns(approval.decided_at)
	walk(approval, [path, text])
	path in [["decided_at"], ["context", "as_of"]]
])

# When the grant could begin.
_wanted(record) := max({instant.ns(approval.decided_at) | some approval in record.approvals; approval.decision == "approved"})

_wanted(record) := instant.ns(record.request.submitted_at) if not record.approvals

_deadlines(record) := {deadline |
	some [kind, at] in _triggers(record)
	deadline := instant.ns(at) + instant.length(data.counterfoil.parameters.revocation.sla[kind])
}

_triggers(record) := {[event.kind, event.occurred_at] | some event in record.events} | _requested_ends(record)

_requested_ends(record) := {["revoke_request", record.request.submitted_at]} if {
	record.action == "revoke"
} else := {["expiry", e.expires_at] | some e in record.request.entitlements}

# The lists of a record, each with when an element of it happened.
_lists := {"approvals": "decided_at", "changes": "executed_at", "observations": "observed_at", "events": "occurred_at"}

_until(record, list, key, now) := [part | some part in record[list]; instant.ns(part[key]) <= now]

_request_then(record, now) := {} if {
	not record.request
} else := {"request": object.union(object.remove(record.request, ["closed_at"]), {"status": "open"})} if {
	instant.ns(record.request.submitted_at) <= now
	instant.ns(record.request.closed_at) > now
} else := {"request": record.request} if {
	instant.ns(record.request.submitted_at) <= now
}

_basis_then(record, now) := {} if {
	instant.ns(record.policy_basis.decided_at) > now
} else := {"policy_basis": record.policy_basis} if {
	record.policy_basis
} else := {}

_emergency_then(record, now) := {} if {
	instant.ns(record.emergency.declared_at) > now
} else := {"emergency": object.remove(record.emergency, ["review"])} if {
	instant.ns(record.emergency.review.reviewed_at) > now
} else := {"emergency": record.emergency} if {
	record.emergency
} else := {}
