# METADATA
# title: Production, and what writes
# description: |
#   A system that is not known to be something else is production, and a
#   permission that is not known to read only writes. So a new name is judged
#   too strictly, never too leniently.
# schemas:
#   - input: schema.evidence
package custom.lib.lantern.production

import data.counterfoil.lib.entitlement

# writes(e): the entitlement, or something that it brings with it as a bundle,
# can change production.
writes(e) if {
	some [system, _, permission, _] in entitlement.covers(e)
	not regex.match(`^[a-z0-9-]+:(dev|test|staging)$`, system)
	not permission in {"Reader", "ReadOnly", "Viewer"}
}
