# METADATA
# title: Changes
# description: |
#   What the target systems logged. Only a successful change changed anything.
#
#   The record's own changes are the successful ones of its action. A
#   modification may be carried out by grants, a grant may be logged as a
#   modification, and a record that does not say its action owns them all:
#   each reading finds an earlier first change, never a later one.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.change

import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant

successful contains i if {
	some i, change in input.changes
	change.outcome == "success"
}

made if count(successful) > 0

at[i] := instant.ns(input.changes[i].executed_at) if some i in successful

pointer(i) := sprintf("/changes/%d", [i])

grants contains i if {
	some i in successful
	input.changes[i].action in {"grant", "modify"}
}

revokes contains i if {
	some i in successful
	input.changes[i].action == "revoke"
}

# own: the changes that carried out what the record is about; all, where it does
# not say, or where what it says was not done.
own := grants if {
	input.action == "grant"
} else := _exchanged if {
	input.action == "modify"
	count(grants) > 0
} else := revokes if {
	input.action == "revoke"
	count(revokes) > 0
} else := successful

# A modification may take away before it gives; what is revoked afterwards ends it.
_exchanged := {i | some i in successful; at[i] <= last_grant}

# first and last are undefined where the record has no own change.
first := min(_own_instants)

last := max(_own_instants)

_own_instants contains at[i] if some i in own

first_pointers := {pointer(i) | some i in own; at[i] == first}

first_grant := min(_grant_instants)

last_grant := max(_grant_instants)

_grant_instants contains at[i] if some i in grants

# What was granted: the keys of the successful grants and modifications, as logged.
granted contains entitlement.key(e) if {
	some i in grants
	some e in input.changes[i].entitlements
}

# concerns(i, system): change i is one of that system; a change that does not
# say of what may be one of any.
concerns(i, system) if {
	some e in input.changes[i].entitlements
	some k in entitlement.covers(e)
	k[0] == system
}

concerns(i, _) if count(object.get(input.changes[i], "entitlements", [])) == 0

# A successful grant that does not say of what.
opaque contains pointer(i) if {
	some i in grants
	count(object.get(input.changes[i], "entitlements", [])) == 0
}

# A record that says neither grant nor revoke although something was asked or done.
action_unknown if {
	not input.action
	input.request
}

action_unknown if {
	not input.action
	made
}

# Standing access: nobody asked and nothing was changed.
standing if {
	not input.request
	not made
}
