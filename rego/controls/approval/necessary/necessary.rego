# METADATA
# scope: package
# title: Approval steps exist because policy requires them
# description: |
#   An approval that policy does not require was routed for convenience: it
#   costs time and governs nothing. Counted, it spoils no record.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: info
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 2.0", id: "GV.OV-03", title: "Cybersecurity risk management performance"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.15", title: "Access control"}
#   remediation: Take the approval step out of the workflow, or write the rule that requires it.
#   since: "1.0"
package counterfoil.controls.approval.necessary

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.outcome
import data.counterfoil.lib.requirement

findings contains _finding

_finding := outcome.not_applicable("", "no approval was routed", [""]) if {
	count(object.get(input, "approvals", [])) == 0
} else := outcome.not_applicable("", "standing access: nobody requested it and no change is logged", [""]) if {
	change.standing
} else := outcome.indeterminate("", "without a request nobody can tell which approval policy required", ["/approvals"]) if {
	not input.request
} else := outcome.indeterminate("", "the request names no entitlement, so that nobody can tell which approval policy required", ["/approvals", "/request"]) if {
	not entitlement.asked
} else := outcome.satisfied("", sprintf("policy requires approval: %s", [concat("; ", requirement.result.why)]), ["/approvals", "/request"]) if {
	requirement.required
} else := outcome.not_satisfied("", sprintf("routed for convenience: %s", [concat("; ", requirement.result.why)]), ["/approvals", "/request"])
