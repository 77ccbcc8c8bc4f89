# METADATA
# title: Workflow exemptions
# description: |
#   An exemption stands in for request, basis and approvals where it matches
#   every entitlement of a change that names no request, and had not expired
#   when the change was made. A record is exempt when nobody requested it and
#   each of its changes is.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.exemption

import data.counterfoil.lib.change
import data.counterfoil.lib.instant
import data.counterfoil.lib.match

# of[i] is the id of the exemption that covers change i.
of[i] := min(ids) if {
	some i in change.successful
	not input.changes[i].request_ref
	ids := {exempt.id |
		some exempt in data.counterfoil.parameters.workflow.exempt
		_covers(exempt, input.changes[i])
	}
}

record if {
	not input.request
	change.made
	every i in change.successful {
		of[i]
	}
}

ids := concat(", ", sort({of[i] | some i in change.successful}))

_covers(exempt, change_) if {
	instant.ns(change_.executed_at) <= instant.ns(exempt.expires_at)
	count(change_.entitlements) > 0
	every e in change_.entitlements {
		match.entitlement(exempt.match, e, change_.action)
	}
}
