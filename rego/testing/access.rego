# Edits of what was asked for, granted and seen. The record's own entitlement is
# the first that was requested, else the first that was granted, else seen. An
# entitlement may be given in part, {"permission": "Writer"}: the rest is as the
# record's own has it.
package counterfoil.testing

import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant

# Another permission instead of the record's own, everywhere: asked for, shown to
# the approvers, granted, revoked and observed. Nothing is wrong in itself, but
# policy may ask for more: two approvers of an Owner.
with_permission(record, permission) := with_entitlement(record, {"permission": permission})

# The same with more than the permission. With another system, the observations
# and sources of the old one are of the new one.
with_entitlement(record, given) := json.patch(judged(record), array.concat(entitlements, systems)) if {
	own := _own_entitlement(record)
	entitlements := [{"op": "replace", "path": path, "value": object.union(e, given)} |
		walk(record, [path, e])
		e.permission
		entitlement.key(e) == entitlement.key(own)
		not "extensions" in path
	]
	systems := [{"op": "replace", "path": path, "value": given.system} |
		walk(record, [path, own.system])
		path[count(path) - 1] == "system"
		not "entitlements" in path
		not "extensions" in path
	]
}

# The record's own entitlement ends at this instant, everywhere. Nothing is wrong
# unless that is too late, or the access outlives it.
expiring_at(record, at) := with_entitlement(record, {"expires_at": at})

# It ends by itself nowhere: nobody asked for an end.
without_expiry(record) := _endless(record, {"request", "approvals", "changes", "observations"})

# An end was asked for and granted; what the target shows has none.
never_expiring(record) := _endless(record, {"observations"})

_endless(record, parts) := json.patch(judged(record), removals) if {
	removals := [{"op": "remove", "path": path} |
		walk(record, [path, _])
		path[0] in parts
		path[count(path) - 1] == "expires_at"
		not "extensions" in path
	]
	count(removals) > 0
}

# What the target shows of the record's own entitlement is inherited through a
# group or role. Nothing is wrong: it is the access that was asked for.
held_through(record, via) := json.patch(judged(record), inherited) if {
	own := _own_entitlement(record)
	inherited := [{"op": "replace", "path": path, "value": object.union(e, {"via": via})} |
		walk(record, [path, e])
		path[0] == "observations"
		e.permission
		entitlement.key(e) == entitlement.key(own)
		not "extensions" in path
	]
	count(inherited) > 0
}

# From the first change on the target shows this as well, for which nobody asked
# and of which no log knows. It has no expiry of its own unless given.
with_excess(record, given) := object.union(judged(record), {"observations": observations}) if {
	excess := object.union(object.remove(_own_entitlement(record), ["expires_at"]), given)
	not entitlement.key(excess) in _known(record)
	observations := _showing(record, excess, _first(record, _own_actions(record)))
	observations != record.observations
}

# Somebody grants this by hand at the instant of the last grant, with no request
# to refer to. The target shows it from there on, unless it is what was asked for:
# given {}, that is granted once more.
with_change_outside(record, given) := object.union(judged(record), {
	"changes": array.concat(record.changes, [change]),
	"observations": _added(record, granted, at),
}) if {
	at := _last(record, _giving)
	some granting in record.changes
	granting.action in _giving
	instant.ns(granting.executed_at) == at
	granted := object.union(_own_entitlement(record), given)
	change := object.union(object.remove(granting, ["actor", "on_behalf_of", "request_ref"]), {
		"id": "evt-outside",
		"actor": _by_hand,
		"entitlements": [granted],
		"source": {"record_id": "log/outside"},
	})
}

# Nobody asked and nobody approved: somebody changed access by hand.
outside_workflow(record) := object.union(object.remove(judged(record), ["request", "policy_basis", "approvals"]), {"changes": changes}) if {
	record.request
	changes := [object.union(object.remove(change, ["actor", "on_behalf_of", "request_ref"]), {"actor": _by_hand}) | some change in record.changes]
	count(changes) > 0
}

# Access that is there, and nothing that explains it: what the target showed the
# subject to hold, and what happened to the subject, are all that is left.
standing_access(record) := object.union(object.remove(judged(record), ["action", "request", "policy_basis", "approvals", "changes", "emergency"]), {"observations": holding}) if {
	holding := [observation | some observation in record.observations; count(observation.entitlements) > 0]
	count(holding) > 0
}

# Every change failed, and the target shows what it showed before the first. The
# ticket still says what it said, which may be that all was done.
failed(record) := object.union(judged(record), {"changes": changes, "observations": _unchanged(record, from)}) if {
	from := _first(record, {"grant", "modify", "revoke"})
	changes := [object.union(change, {"outcome": "failure"}) | some change in record.changes]
}

# The request for access was refused and nothing was changed: nothing is wrong.
turned_down(record) := object.union(object.remove(judged(record), ["changes"]), {
	"request": object.union(record.request, {"status": "rejected"}),
	"approvals": _refusals(record),
	"observations": _unchanged(record, _first(record, _giving)),
})

# No revoke is logged, and the target still shows what it showed before the first.
# It was last read when it was: seen_again is somebody who looks later.
never_revoked(record) := object.union(judged(record), {"changes": changes, "observations": _unchanged(record, from)}) if {
	from := _first(record, {"revoke"})
	changes := [change | some change in record.changes; change.action != "revoke"]
}

_by_hand := {"id": "dana", "kind": "human"}

_own_entitlement(record) := record.request.entitlements[0] if {
	record.request.entitlements[0]
} else := record.changes[0].entitlements[0] if {
	record.changes[0].entitlements[0]
} else := [e | some e in record.observations[_].entitlements][0]

# The keys that were asked for or granted.
_known(record) := {entitlement.key(e) | some e in record.request.entitlements} | {entitlement.key(e) | some e in record.changes[_].entitlements}

_added(record, e, from) := record.observations if {
	entitlement.key(e) in _known(record)
} else := _showing(record, e, from)

# The observations, with one more entitlement in those of its system from an
# instant on, unless it is there.
_showing(record, e, from) := [_shows(observation, e, from) | some observation in record.observations]

_shows(observation, e, from) := object.union(observation, {"entitlements": array.concat(observation.entitlements, [e])}) if {
	observation.system == e.system
	instant.ns(observation.observed_at) >= from
	not entitlement.key(e) in {entitlement.key(held) | some held in observation.entitlements}
} else := observation

# The observations, with those from an instant on showing what the last one of
# their system before it did.
_unchanged(record, from) := [_shows_still(record, observation, from) | some observation in record.observations]

_shows_still(record, observation, from) := object.union(observation, {"entitlements": _held_before(record, observation.system, from)}) if {
	instant.ns(observation.observed_at) >= from
} else := observation

_held_before(record, system, from) := last.entitlements if {
	last := _last_of([observation |
		some observation in record.observations
		observation.system == system
		instant.ns(observation.observed_at) < from
	])
} else := []
