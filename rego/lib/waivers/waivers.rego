# METADATA
# title: Waivers
# description: |
#   Which waivers apply to which of input.findings (the not_satisfied ones, in
#   the result's order). A waiver must match every entitlement that the finding
#   is about: those that it cites, else all that were requested or changed, else
#   all that were observed. It has not expired at as_of.
package counterfoil.lib.waivers

import data.counterfoil.lib.change
import data.counterfoil.lib.instant
import data.counterfoil.lib.match

applied[sprintf("%d", [i])] contains waiver.id if {
	some i, finding in input.findings
	some waiver in data.counterfoil.parameters.waivers
	waiver.control == finding.control
	instant.as_of <= instant.ns(waiver.expires_at)
	_matches(waiver.match, _about(finding))
}

_matches(pattern, entitlements) if {
	count(entitlements) > 0
	every e in entitlements {
		# equivalent constant: an action that none is called, by either name
		match.entitlement(pattern, e, object.get(input, "action", ""))
	}
}

# What does not speak of an entitlement matches whatever is in sight, or nothing.
# equivalent constant: an action that none is called, by either name
_matches(pattern, _) if match.entitlement(pattern, {}, object.get(input, "action", ""))

_about(finding) := cited if {
	pointers := {finding.claim} | {pointer | some pointer in finding.evidence}
	cited := {e | some pointer in pointers; some e in _pointed(pointer)}
	count(cited) > 0
} else := _recorded if {
	count(_recorded) > 0
} else := {e | some e in input.observations[_].entitlements}

_recorded := {e | some e in input.request.entitlements} | {e | some i in change.successful; some e in input.changes[i].entitlements}

# The entitlement that a pointer names, if it names one. Looked for, not parsed:
# a claim may be any pointer.
_pointed(pointer) := {e |
	some j, e in input.request.entitlements
	pointer == sprintf("/request/entitlements/%d", [j])
} | {e |
	some part in ["changes", "observations"]
	some i, holder in input[part]
	some j, e in holder.entitlements
	pointer == sprintf("/%s/%d/entitlements/%d", [part, i, j])
}
