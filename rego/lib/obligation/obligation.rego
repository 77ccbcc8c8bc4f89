# METADATA
# title: Obligations to revoke
# description: |
#   What the revocation controls judge entitlement by entitlement, told once for
#   each instant from which access had to end: since when, by when, and when the
#   last of it did. An answer is as late as its slowest part, and parts of the
#   record that name the same instant for the same reason call for one answer.
#
#   The end was not before `after`, when some of the access is known to have been
#   there still (seen held, or granted), and not later than `by`, when the clock
#   had stopped for all of it. They are equal where a confirmed revoke ended it:
#   then the instant is known, and else no more than the interval. Without `by`
#   the end is not verified. A sighting of which nobody recorded where it was read
#   may move `by`, and never `after`.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.obligation

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant

# all: the obligations, by start and kind. Where nothing was granted or seen held,
# nothing had to end, and there is none.
all := [object.union_n([obligation, met]) |
	some [start, kind, deadline] in sort({[trigger.at, trigger.kind, trigger.deadline] | some trigger in _triggers})
	triggers := {trigger | some trigger in _triggers; trigger.at == start; trigger.kind == kind}
	met := _met({part | some trigger in triggers; some part in _parts(trigger)})
	obligation := {"kind": kind, "triggers": sort({trigger.pointer | some trigger in triggers}), "start": start, "deadline": deadline}
]

_triggers contains trigger if {
	some i, event in input.events
	at := instant.ns(event.occurred_at)
	_ends(at)
	trigger := object.union_n([{"event": i}, _trigger(event.kind, at, sprintf("/events/%d", [i]))])
}

# A requested expiry concerns the entitlement that it was requested for.
_triggers contains trigger if {
	not input.action == "revoke"
	some j, e in input.request.entitlements
	at := instant.ns(e.expires_at)
	_ends(at)
	of := sprintf("/request/entitlements/%d", [j])
	trigger := object.union_n([{"of": of}, _trigger("expiry", at, sprintf("%s/expires_at", [of]))])
}

_triggers contains _trigger("revoke_request", at, "/request/submitted_at") if {
	input.action == "revoke"
	at := instant.ns(input.request.submitted_at)
	at <= instant.as_of
}

# It has happened, and access was not granted only afterwards.
_ends(at) if {
	at <= instant.as_of
	not _before_grant(at)
}

_before_grant(at) if at < change.first_grant

# What calls for no end has no time allowed.
_trigger(kind, at, pointer) := {"kind": kind, "at": at, "pointer": pointer, "deadline": at + instant.length(allowed), "reason": kind} if {
	allowed := data.counterfoil.parameters.revocation.sla[kind]
}

# What had to end: all that the clock runs for, and grants that do not say of what.
_parts(trigger) := {_part(trigger, item) | some item in clock.items; _concerns(trigger, item)} | _opaque

_opaque := {{"pointer": pointer, "outcome": "indeterminate"} | some pointer in change.opaque}

_concerns(trigger, _) if trigger.kind in {"role_change", "owner_change", "termination", "decommission"}

# Of a record that does not say its action nobody can tell whether its own end
# had to come: revocation.on_closure is indeterminate.
_concerns(trigger, _) if {
	not change.action_unknown
	not trigger.of
}

_concerns(trigger, item) if {
	not change.action_unknown
	trigger.of == item.pointer
}

_part(trigger, item) := {"pointer": item.pointer, "reauthorised": at} if {
	at := _reauthorised(trigger, item)
} else := object.union_n([
	{"pointer": item.pointer, "outcome": clock.verdict(trigger, item).outcome},
	{"held": held | held := _held(item.key)},
	{"after": after | after := _after(item.key, trigger.at)},
	{"by": by | by := _by(item.key, trigger.at)},
])

# When approvals that were decided after the event, and by the deadline, had
# authorised the same entitlement anew.
_reauthorised(trigger, item) := max({approval.at[j] | some j in anew}) if {
	anew := {j |
		some j, events in approval.reauthorising
		trigger.event in events
		approval.at[j] <= trigger.deadline
		_speaks_of(j, item.key)
	}
	approval.meets(anew)
}

# What the approver was shown or, where that is not recorded, what was requested.
_speaks_of(j, k) if {
	some e in input.approvals[j].context.entitlements
	k in entitlement.covers(e)
}

_speaks_of(j, k) if {
	not input.approvals[j].context
	k in entitlement.requested
}

# [instant, pointer] of the last sighting or grant.
_held(k) := max(clock.sightings(k) | object.get(clock.granted, [k], set()))

_after(k, start) := end[0] if {
	end := clock.ended(k, start, clock.sightings(k))
} else := _held(k)[0]

# [instant, pointers] of what stopped the clock.
_by(k, start) := end if {
	end := clock.ended(k, start, clock.perhaps(k))
} else := [witness[0], {witness[1]}] if {
	witness := min(clock.gone(k, start, clock.perhaps(k)))
}

# What was authorised anew did not have to end. It is told of only where nothing
# else had to, either. Without any parts there is nothing to tell.
_met(parts) := object.union_n([
	{"claims": sort({part.pointer | some part in due}), "outcome": outcome},
	{"held_at": held[0] | held := max({part.held | some part in due})},
	{"held": held[1] | held := max({part.held | some part in due})},
	{"after": after | after := max({part.after | some part in due})},
	{"by": by | by := _stopped(due)},
	{"evidence": sort({pointer | some part in due; part.by[0] == by; some pointer in part.by[1]}) | by := _stopped(due)},
]) if {
	due := {part | some part in parts; part.outcome}
	outcome := _worst({part.outcome | some part in due})
} else := {"claims": sort({part.pointer | some part in parts}), "outcome": "satisfied", "reauthorised": at} if {
	at := max({part.reauthorised | some part in parts})
}

# When the clock stopped for the last of it, if it stopped for all.
_stopped(due) := max({part.by[0] | some part in due}) if {
	every part in due {
		part.by
	}
}

_worst(found) := [outcome | some outcome in ["not_satisfied", "indeterminate", "pending", "satisfied"]; outcome in found][0]
