# METADATA
# title: The revocation clock
# description: |
#   Access ends at verified absence only: a successful revoke that a later
#   complete target observation confirms ended it when the revoke was executed;
#   a complete observation without it alone ended it somewhere between the last
#   sighting and itself. A sighting after an absence, or a later grant, starts
#   the clock again.
#
#   An item is one key of one entitlement that was granted, or requested and
#   seen held. Of a revoke request every requested entitlement is an item, and
#   of any request those in systems that nobody looked into since: not to look
#   must not be a way to have nothing to take away. Of standing access all that
#   was seen held is.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.clock

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome

items contains {"pointer": sprintf("/request/entitlements/%d", [j]), "key": k} if {
	some j, e in input.request.entitlements
	some k in entitlement.covers(e)
	_concerned(k)
}

# Where a system shows nothing of a bundle, neither logged nor seen, the bundle
# stands for all that it implies there.
items contains {"pointer": sprintf("/request/entitlements/%d", [j]), "key": k} if {
	some j, e in input.request.entitlements
	keys := entitlement.covers(e)
	some k in keys
	every other in keys {
		not _known(other, k[0])
	}
	_presumed(k)
}

_known(k, system) if {
	k[0] == system
	_concerned(k)
}

items contains {"pointer": sprintf("/changes/%d/entitlements/%d", [i, j]), "key": k} if {
	some i in change.grants
	some j, e in input.changes[i].entitlements
	some k in entitlement.covers(e)
	not k in entitlement.requested
}

# Standing access: what is observed is all there is, and must end like the rest.
items contains {"pointer": observation.held_at(i, j), "key": entitlement.key(e)} if {
	change.standing
	some i in (observation.targets | observation.doubtful)
	some j, e in input.observations[i].entitlements
}

_concerned(k) if granted[k]

_concerned(k) if count(perhaps(k)) > 0

_presumed(_) if input.action == "revoke"

_presumed(k) if not _looked_at(k[0])

_looked_at(system) if {
	some i in observation.complete
	input.observations[i].system == system
	observation.at[i] >= instant.ns(input.request.submitted_at)
}

# For each key, [instant, pointer] of each sighting, grant and revoke, and of
# each complete observation without it.
sighted[k] contains [observation.at[i], observation.held_at(i, j)] if {
	some i in observation.targets
	some j, e in input.observations[i].entitlements
	k := entitlement.key(e)
}

# doubted[k]: sightings of which nobody recorded what system they were read from.
doubted[k] contains [observation.at[i], observation.held_at(i, j)] if {
	some i in observation.doubtful
	some j, e in input.observations[i].entitlements
	k := entitlement.key(e)
}

granted[k] contains [change.at[i], change.pointer(i)] if {
	some i in change.grants
	some e in input.changes[i].entitlements
	some k in entitlement.covers(e)
}

revoked[k] contains [change.at[i], change.pointer(i)] if {
	some i in change.revokes
	some e in input.changes[i].entitlements
	some k in entitlement.covers(e)
}

absent(k) := {[observation.at[i], observation.pointer(i)] |
	not entitlement.untold(k)
	some i in observation.complete
	input.observations[i].system == k[0]
	not k in observation.keys[i]
}

# sightings(k): where it was seen held; perhaps(k): and where it was if somebody
# knew where that was read.
sightings(k) := object.get(sighted, [k], set())

perhaps(k) := sightings(k) | object.get(doubted, [k], set())

# gone(k, since, seen): the complete observations that show, for good, that the key
# is no longer held: later than every sighting in `seen` and every grant (what was
# read in the instant of a grant may be what was there before it), or, where it was
# neither sighted nor granted, not before `since`.
gone(k, since, seen) := {o |
	some o in absent(k)
	every s in seen {
		o[0] > s[0]
	}
	every g in _grants(k) {
		o[0] > g[0]
	}
	_settled(k, o[0], since)
}

_settled(k, _, _) if sighted[k]

_settled(k, _, _) if granted[k]

_settled(_, at, since) if at >= since

# ended(k, since, seen) is [instant, pointers] of the revoke that ended the access,
# confirmed; undefined where none is.
ended(k, since, seen) := [revoke[0], {revoke[1], witness[1]}] if {
	revoke := min(_open_revokes(k, seen))
	witness := min({w | some w in gone(k, since, seen); w[0] >= revoke[0]})
}

_grants(k) := object.get(granted, [k], set())

# unjudged(triggers, pairs): what stays open beside the pairs of trigger and item
# once access had to end. A grant that does not say of what cannot be shown to be
# gone; and without the request something else may have had to end.
unjudged(triggers, pairs) := {finding |
	count(triggers) > 0
	some pointer in change.opaque
	finding := outcome.indeterminate(pointer, "access had to end, but the change does not say which entitlement it granted", [pointer])
} | {finding |
	count(pairs) > 0
	some finding in _unasked
}

_unasked contains outcome.indeterminate("", "without a request nobody can tell what else had to end, and when", [""]) if not input.request

_unasked contains outcome.indeterminate("", "the request names no entitlement, so that nobody can tell what else had to end, and when", ["/request"]) if {
	input.request
	not entitlement.asked
}

# certain(judged, otherwise, item): what was judged by the sightings, unless it is
# satisfied and would not be if the doubted ones counted as well.
certain(judged, otherwise, item) := object.union(judged, {
	"outcome": "indeterminate",
	"message": sprintf("nobody can tell when %s ended: an observation that shows it held does not say where it was read", [entitlement.key_name(item.key)]),
	"evidence": ({item.pointer} | {s[1] | some s in doubted[item.key]}),
}) if {
	judged.outcome == "satisfied"
	otherwise.outcome != "satisfied"
} else := judged

# verdict(trigger, item): did the access end by trigger.deadline?
verdict(trigger, item) := certain(_verdict(trigger, item, sightings(item.key)), _verdict(trigger, item, perhaps(item.key)), item)

# One of the branches always applies, so that no trigger passes in silence.
_verdict(trigger, item, seen) := {
	"outcome": "not_satisfied",
	"message": sprintf("%s was still held at %s, after the deadline %s", [entitlement.key_name(item.key), instant.text(sighting[0]), _deadline(trigger)]),
	"evidence": {trigger.pointer, item.pointer, sighting[1]},
} if {
	sighting := min({s | some s in seen; s[0] > trigger.deadline})
} else := {
	"outcome": "satisfied",
	"message": sprintf("%s was revoked at %s, by the deadline %s, and the target system confirms that it is gone", [entitlement.key_name(item.key), instant.text(end[0]), _deadline(trigger)]),
	"evidence": ({trigger.pointer, item.pointer} | end[1]),
} if {
	end := ended(item.key, trigger.at, seen)
	end[0] <= trigger.deadline
} else := {
	"outcome": "not_satisfied",
	"message": sprintf("%s was revoked at %s, after the deadline %s", [entitlement.key_name(item.key), instant.text(end[0]), _deadline(trigger)]),
	"evidence": ({trigger.pointer, item.pointer} | end[1]),
} if {
	end := ended(item.key, trigger.at, seen)
} else := {
	"outcome": "satisfied",
	"message": sprintf("%s was gone when the target system was read at %s, by the deadline %s", [entitlement.key_name(item.key), instant.text(witness[0]), _deadline(trigger)]),
	"evidence": {trigger.pointer, item.pointer, witness[1]},
} if {
	witness := min(gone(item.key, trigger.at, seen))
	witness[0] <= trigger.deadline
} else := {
	"outcome": "indeterminate",
	"message": sprintf("%s was gone when the target system was read at %s, but nobody looked between the deadline %s and then, and no logged revoke accounts for it: read the target system's log", [entitlement.key_name(item.key), instant.text(witness[0]), _deadline(trigger)]),
	"evidence": {trigger.pointer, item.pointer, witness[1]},
} if {
	witness := min(gone(item.key, trigger.at, seen))
} else := {
	"outcome": "pending",
	"message": sprintf("%s is not shown to be gone; it must be by %s", [entitlement.key_name(item.key), _deadline(trigger)]),
	"evidence": {trigger.pointer, item.pointer},
} if {
	instant.as_of <= trigger.deadline
} else := {
	"outcome": "not_satisfied",
	"message": sprintf("the revoke of %s was executed at %s, after the deadline %s", [entitlement.key_name(item.key), instant.text(revoke[0]), _deadline(trigger)]),
	"evidence": {trigger.pointer, item.pointer, revoke[1]},
} if {
	revoke := min(_open_revokes(item.key, seen))
	revoke[0] > trigger.deadline
} else := {
	"outcome": "indeterminate",
	"message": sprintf("a revoke of %s was logged at %s, but no later complete observation of the target system confirms it: read the target system", [entitlement.key_name(item.key), instant.text(revoke[0])]),
	"evidence": {trigger.pointer, item.pointer, revoke[1]},
} if {
	revoke := min(_open_revokes(item.key, seen))
} else := {
	"outcome": "indeterminate",
	"message": sprintf("the deadline %s for %s has passed, and neither a revoke nor a complete observation since shows that it is gone: read the target system", [_deadline(trigger), entitlement.key_name(item.key)]),
	"evidence": {trigger.pointer, item.pointer},
}

# The revokes that nothing has overtaken: no sighting and no grant came later.
_open_revokes(k, seen) := {r |
	some r in revoked[k]
	every s in seen {
		r[0] >= s[0]
	}
	every g in _grants(k) {
		r[0] >= g[0]
	}
}

_deadline(trigger) := sprintf("%s (%s)", [instant.text(trigger.deadline), trigger.reason])
