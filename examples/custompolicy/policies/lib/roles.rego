# METADATA
# title: Owner roles
# description: |
#   What a system calls its owners: any name with "owner" in it, in upper or lower
#   case, and the wildcard that stands for every permission. A bundle is what it
#   brings with it, and what is inherited is the role that it comes through.
# schemas:
#   - input: schema.evidence
package custom.lib.lantern.roles

import data.counterfoil.lib.entitlement

# rank(e) is "owner", "perhaps" or "other". Perhaps: a name in letters that only
# look like ours, and what has owners itself, such as a group that they are in.
rank(e) := "owner" if {
	some name in _names(e)
	_owns(name)
} else := "perhaps" if {
	some name in _names(e)
	not regex.match("^[ -~]*$", name)
} else := "perhaps" if {
	some [_, resource, _, scope] in entitlement.covers(e)
	some place in [resource, scope]
	contains(lower(place), "owner")
} else := "other"

_names(e) := {e.via | e.via} | {permission | some [_, _, permission, _] in entitlement.covers(e)}

_owns(name) if contains(lower(name), "owner")

_owns(name) if name in {"*", "*:*"}
