# METADATA
# scope: package
# title: The policy basis is recorded and agrees with policy
# description: |
#   The record says which policy, in which version or by which digest, by which
#   rule decided whether approval was required, and policy decides the same now.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: medium
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 2.0", id: "GV.OV-03", title: "Cybersecurity risk management performance"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-10", title: "Non-repudiation"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.15", title: "Access control"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.1", title: "Logical access security"}
#   remediation: Store with the request which policy, version and rule routed it, and correct the routing where it disagrees with policy.
#   since: "1.0"
package counterfoil.controls.approval.basis

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.exemption
import data.counterfoil.lib.outcome
import data.counterfoil.lib.requirement

findings contains _finding

_finding := outcome.not_applicable("", "standing access: nobody requested it and no change is logged", [""]) if {
	change.standing
} else := outcome.not_applicable("", sprintf("the workflow exemption %s covers the change", [exemption.ids]), {change.pointer(i) | some i in change.successful}) if {
	exemption.record
} else := outcome.indeterminate("", "no policy basis is recorded", [""]) if {
	not input.policy_basis
} else := outcome.not_satisfied("", sprintf("the recorded basis says that approval was %s, policy says that it was %s: %s", [_word[input.policy_basis.approval_required], _word[requirement.required], concat("; ", requirement.result.why)]), ["/policy_basis/approval_required", "/request"]) if {
	entitlement.asked
	input.policy_basis.approval_required != requirement.required
} else := outcome.indeterminate("", sprintf("the policy basis lacks %s", [concat(", ", sort(_lacking))]), ["/policy_basis"]) if {
	count(_lacking) > 0
} else := outcome.indeterminate("", "without a request nobody can tell what policy decides now", ["/policy_basis"]) if {
	not input.request
} else := outcome.indeterminate("", "the request names no entitlement, so that nobody can tell what policy decides now", ["/policy_basis", "/request"]) if {
	not entitlement.asked
} else := outcome.satisfied("", sprintf("rule %s of policy %s decided that approval was %s, as policy does now", [input.policy_basis.rule_id, input.policy_basis.policy_id, _word[requirement.required]]), ["/policy_basis", "/request"])

_lacking contains part if {
	some part in ({"policy_id", "rule_id", "approval_required"} - object.keys(input.policy_basis))
}

_lacking contains "version or digest" if {
	not input.policy_basis.version
	not input.policy_basis.digest
}

_word := {true: "required", false: "not required"}
