# METADATA
# title: Requests
# description: |
#   What the ticket says of itself, and by when it should have been fulfilled:
#   from the last decisive approval, else from submission.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.request

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.instant

open if input.request.status == "open"

# Closed without the access: rejected, cancelled or closed as incomplete.
turned_down if input.request.status in {"rejected", "cancelled"}

not_done if input.request.status in {"rejected", "cancelled", "closed_incomplete"}

due := _from + instant.length(data.counterfoil.parameters.grant.fulfilment)

_from := approval.last_decisive

_from := instant.ns(input.request.submitted_at) if not approval.last_decisive

in_time if instant.as_of <= due

# The ticket is open, nothing was changed yet, and there is time left.
waiting if {
	open
	not change.made
	in_time
}
