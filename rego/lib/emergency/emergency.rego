# METADATA
# title: Emergencies
# description: |
#   A declared emergency has a declaration in the record. Signs of one are a
#   grant that the target system marked as an emergency, and a break-glass
#   entitlement that was requested, granted or, in standing access, held;
#   newly seen beside what was requested it is excess, which grant.exact judges.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.emergency

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.match
import data.counterfoil.lib.observation

declared if input.emergency

signs contains change.pointer(i) if {
	some i in change.grants
	input.changes[i].emergency
}

signs contains sprintf("/changes/%d/entitlements/%d", [i, j]) if {
	some i in change.grants
	some j, e in input.changes[i].entitlements
	_breaks_glass(e, input.changes[i].action)
}

signs contains sprintf("/request/entitlements/%d", [j]) if {
	not input.action == "revoke"
	some j, e in input.request.entitlements

	# equivalent constant: an action that none is called, by either name
	_breaks_glass(e, object.get(input, "action", ""))
}

signs contains observation.held_at(i, j) if {
	some i in observation.targets
	some j, e in input.observations[i].entitlements
	stands(e)
}

# stands(e): nobody asked for this observed break-glass access, and nobody granted it.
stands(e) if {
	change.standing

	# equivalent constant: an action that none is called, by either name
	_break_glass(e, "")
}

# A bundle that implies break-glass access is break-glass access.
_breaks_glass(e, action) if {
	some k in entitlement.covers(e)
	_break_glass({"system": k[0], "resource": k[1], "permission": k[2]}, action)
}

_break_glass(e, action) if {
	some pattern in data.counterfoil.parameters.emergency.entitlements
	match.entitlement(pattern, e, action)
}
