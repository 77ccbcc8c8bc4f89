# METADATA
# title: Observations
# description: |
#   What the systems themselves said. Only a target source is a witness, and
#   only a complete observation proves that something is absent; a partial one
#   still proves what it shows.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.observation

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant

target_kinds := {"iam", "pam", "cloud", "directory", "application"}

targets contains i if {
	some i, o in input.observations
	o.source.kind in target_kinds
}

# doubtful: nobody recorded what kind of source it was read from. It proves
# nothing, but what it shows cannot be passed over either.
doubtful contains i if {
	some i, o in input.observations
	not o.source.kind
}

complete contains i if {
	some i in targets
	input.observations[i].complete
}

at[i] := instant.ns(o.observed_at) if some i, o in input.observations

keys[i] := {entitlement.key(e) | some e in o.entitlements} if some i, o in input.observations

pointer(i) := sprintf("/observations/%d", [i])

pointers(indices) := {pointer(i) | some i in indices}

# since(system): the instant from which a system's final state counts: its last
# grant; or else the last grant of all, which may have reached it; or else the
# last revoke of a modification that took away only; or else the submission.
since(system) := max(grants) if {
	grants := {change.at[i] | some i in change.grants; change.concerns(i, system)}
} else := granted if {
	granted := change.last_grant
} else := changed if {
	changed := change.last
} else := instant.ns(input.request.submitted_at)

# after[system]: the earliest complete target observation since the system's last
# grant, before it was revoked there, and after the last grant of all if there is
# one; where nothing was granted, the latest one since then. A set: several
# may be dated the same instant, and then nothing is held that one of them lacks,
# and whatever one of them shows is.
after[system] := indices if {
	some system in _systems
	indices := _final(system, complete)
}

_final(system, among) := _settled({j |
	some j in among
	input.observations[j].system == system
	at[j] >= since(system)
	not _revoked_before(system, at[j])
}) if {
	change.last_grant
}

_final(system, among) := _latest({j | some j in among; input.observations[j].system == system; at[j] >= since(system)}) if {
	not change.last_grant
}

# A grant in one system may show in another: look after all of them, if anybody did.
_settled(indices) := late if {
	late := _earliest({j | some j in indices; at[j] >= change.last_grant})
} else := _earliest(indices)

# before[system]: the latest complete target observation at or before the first
# change. What was read at the instant of the change cannot be both: it counts
# as after, so that it cannot explain its own excess away.
before[system] := indices if {
	some system in _systems
	indices := _prior(system, complete - object.get(after, system, set()))
}

_prior(system, among) := _latest({j | some j in among; input.observations[j].system == system; at[j] <= _first})

# possible_after and possible_before: these, and each observation that would be
# one of them if somebody knew where it was read.
possible_after[system] := indices | {j | some j in _unsourced; j in _final(system, complete | {j})} if some system, indices in after

possible_before[system] := indices | {j |
	some j in _unsourced
	not j in object.get(possible_after, system, set())
	j in _prior(system, indices | {j})
} if some system, indices in before

_unsourced contains j if {
	some j in doubtful
	input.observations[j].complete
}

# The record's own first change; for a record without one, its submission.
_first := change.first

_first := instant.ns(input.request.submitted_at) if not change.first

# shown[system]: what the final state shows at all; shown_throughout[system]:
# what no observation of that instant lacks; there_before[system]: what none lacked
# of those before the change.
shown[system] := {k | some i in indices; some k in keys[i]} if some system, indices in after

shown_throughout[system] := intersection({keys[i] | some i in indices}) if some system, indices in after

there_before[system] := intersection({keys[i] | some i in indices}) if some system, indices in before

# The same, as far as it is beyond doubt; and what may be shown.
perhaps_shown[system] := {k | some i in indices; some k in keys[i]} if some system, indices in possible_after

surely_shown[system] := intersection({keys[i] | some i in indices}) if some system, indices in possible_after

surely_before[system] := intersection({keys[i] | some i in indices}) if some system, indices in possible_before

_systems contains input.observations[i].system if some i in complete

_revoked_before(system, instant_) if {
	some i in change.revokes
	change.concerns(i, system)
	change.at[i] > since(system)
	change.at[i] < instant_
}

_earliest(indices) := {j | some j in indices; at[j] == first} if {
	first := min({at[j] | some j in indices})
}

_latest(indices) := {j | some j in indices; at[j] == last} if {
	last := max({at[j] | some j in indices})
}

# The pointer of an entitlement in an observation.
held_at(i, j) := sprintf("/observations/%d/entitlements/%d", [i, j])
