# METADATA
# scope: package
# title: Every link of the decision path is in the record
# description: |
#   Request, requester, policy basis, the required approvals, an executed change
#   and a target observation. A request that ended without a change needs the
#   request, its requester and the decision only; on an open one, what is not due
#   yet is not missed.
# schemas:
#   - input: schema.evidence
# custom:
#   question: trail
#   severity: medium
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.PS-04", title: "Log records"}
#     - {framework: "NIST CSF 2.0", id: "DE.AE-03", title: "Information correlated from multiple sources"}
#     - {framework: "NIST CSF 2.0", id: "ID.RA-07", title: "Changes and exceptions"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-3", title: "Content of Audit Records"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-12", title: "Audit Record Generation"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(4)", title: "Automated Audit Actions"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "CSA MAESTRO", id: "L5", title: "Evaluation and Observability"}
#   remediation: Collect the missing link from the system that holds it; where it does not exist, make the workflow create it.
#   since: "1.0"
package counterfoil.controls.trail.complete

import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request
import data.counterfoil.lib.trail

# silence /changes /changes/*: a request that was turned down and changed nothing needs no more than its decision
# silence /changes/*/request_ref: an exemption stands in for the request of a change that names none
# silence /**/aliases /**/aliases/*: without the alias nobody can know that two names are one person

claims contains link if some link, _ in trail.links

findings contains _judged(link, name) if some link, name in trail.links

_judged(link, name) := outcome.not_applicable(link, sprintf("%s: %s", [name, why]), [""]) if {
	why := trail.needless[link]
} else := outcome.satisfied(link, sprintf("%s: recorded", [name]), trail.found[link]) if {
	count(trail.found[link]) > 0
} else := outcome.pending(link, sprintf("%s: not due before %s", [name, instant.text(request.due)]), ["/request"]) if {
	link in trail.due
} else := outcome.indeterminate(link, sprintf("%s: %s", [name, why]), [link]) if {
	why := trail.unknown[link]
} else := outcome.not_satisfied(link, sprintf("%s: missing", [name]), [""])
