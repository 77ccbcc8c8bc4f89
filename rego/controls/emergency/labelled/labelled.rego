# METADATA
# scope: package
# title: Emergency access is declared as such
# description: |
#   With a label and a reason, so that it is not blended into routine. A grant
#   that the target system marked as an emergency, and a break-glass
#   entitlement, are signs of one.
# schemas:
#   - input: schema.evidence
# custom:
#   question: emergency
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "ID.RA-07", title: "Changes and exceptions"}
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(2)", title: "Automated Temporary and Emergency Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "CM-3", title: "Configuration Change Control"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.8.2", title: "Privileged access rights"}
#   remediation: Declare the emergency with a label and a reason, apart from routine requests.
#   since: "1.0"
package counterfoil.controls.emergency.labelled

import data.counterfoil.lib.emergency
import data.counterfoil.lib.outcome

# never indeterminate: what looks like an emergency and is not declared as one, with a label and a reason, is what the statement denies
findings contains _finding

_finding := outcome.not_applicable("", "no emergency was declared, and nothing looks like one", [""]) if {
	not emergency.declared
	count(emergency.signs) == 0
} else := outcome.not_satisfied("", "blended into routine: this looks like emergency access, but none was declared", emergency.signs) if {
	not emergency.declared
} else := outcome.not_satisfied("", sprintf("the declaration has no %s", [concat(" and no ", sort(_lacking))]), ["/emergency"]) if {
	count(_lacking) > 0
} else := outcome.satisfied("", sprintf("declared as %s: %s", [input.emergency.label, input.emergency.reason]), ["/emergency/label", "/emergency/reason"])

_lacking := {"label", "reason"} - object.keys(input.emergency)
