# METADATA
# title: What the target systems were asked
# description: |
#   Each system that something was requested, granted or seen in must have been
#   read completely, and since the last grant or the request: what nobody looked
#   at may hold anything.
# schemas:
#   - input: schema.evidence
package custom.lib.lantern.target

import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request

# The conclusion on the record as a whole, where the systems do not allow one.
unread := outcome.indeterminate("", "nothing was requested, granted or seen: nobody can tell which system to read", [""]) if {
	count(_concerned) == 0
} else := outcome.pending("", sprintf("nothing was changed in %s yet; it should be by %s", [_unread, instant.text(request.due)]), ["/request"]) if {
	_unread != ""
	request.waiting
} else := outcome.indeterminate("", sprintf("nobody read all that is held in %s since: read the target system", [_unread]), [""]) if {
	_unread != ""
}

# The observations that tell.
read contains observation.pointer(i) if some i in _telling

_unread := concat(" and ", sort({system | some system in _concerned; not system in {input.observations[i].system | some i in _telling}}))

_concerned contains system if some [system, _, _, _] in entitlement.requested

_concerned contains system if some [system, _, _, _], _ in clock.granted

_concerned contains seen.system if some seen in input.observations

_telling contains i if {
	some i in observation.complete
	observation.at[i] >= observation.since(input.observations[i].system)
}

# Standing access has no beginning: any look at it counts.
_telling contains i if {
	change.standing
	some i in observation.complete
}
