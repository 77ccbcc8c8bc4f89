# METADATA
# scope: package
# title: Every approval that policy requires was given
# description: |
#   The requirement is worked out from the parameters' approval rules for what
#   was requested. Valid approvals of enough different approvers, covering each
#   capacity by a different one, meet it. A declared emergency is judged by
#   emergency.reviewed instead.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 1.1", id: "PR.AC-4", title: "Access permissions and authorizations (PR.AA-05 in CSF 2.0)"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-6", title: "Least Privilege"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.15", title: "Access control"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.2", title: "Registration and removal of users"}
#     - {framework: "CSA MAESTRO", id: "L6", title: "Security and Compliance"}
#   remediation: Route the request to the approvers that the rule names before access is changed; where access is already in place, have them decide now or take it away.
#   since: "1.0"
package counterfoil.controls.approval.required

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.emergency
import data.counterfoil.lib.exemption
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request
import data.counterfoil.lib.requirement

# silence /request/entitlements/*: what is gone is the entitlement that asked for more approvers
# silence /approvals/*: what is gone is the rejection
# silence /**/aliases /**/aliases/*: without the alias nobody can know that two names are one person
# silence /approvals/*/delegation: without the delegation the approver decided in their own right

findings contains _finding

_finding := outcome.not_applicable("", "standing access: nobody requested it and no change is logged; trail.complete says what is missing", [""]) if {
	change.standing
} else := outcome.not_applicable("", "a declared emergency: emergency.reviewed judges it instead", ["/emergency"]) if {
	emergency.declared
} else := outcome.not_applicable("", sprintf("the workflow exemption %s covers the change", [exemption.ids]), _changed) if {
	exemption.record
} else := outcome.not_satisfied("", "access was changed without a request, and no workflow exemption covers it", _changed) if {
	not input.request
} else := outcome.not_applicable("", sprintf("policy requires no approval (%s)", [_rules]), ["/request"]) if {
	not requirement.required
} else := outcome.not_applicable("", sprintf("the request was %s and nothing was changed", [input.request.status]), ["/request/status"]) if {
	request.not_done
	not change.made
} else := outcome.not_satisfied("", "a rejection stands, and access was changed all the same", _rejections | _changed) if {
	count(approval.standing_rejections) > 0
	change.made
} else := outcome.not_satisfied("", "a rejection stands, and the request was closed as complete all the same", _rejections | {"/request/status"}) if {
	count(approval.standing_rejections) > 0
	input.request.status == "closed_complete"
} else := outcome.indeterminate("", sprintf("the request does not say its status, nothing was changed, and a rejection stands (%s)", [_rules]), _rejections | {"/request"}) if {
	count(approval.standing_rejections) > 0
	not input.request.status
} else := outcome.pending("", sprintf("a rejection stands and access has not been changed (%s)", [_rules]), _rejections) if {
	count(approval.standing_rejections) > 0
} else := outcome.satisfied("", sprintf("approved by %d of %d required approvers (%s)", [count(approval.persons(approval.decisive)), requirement.min_approvers, _rules]), approval.pointers(approval.decisive)) if {
	count(approval.decisive) > 0
	count(approval.doubtful_rejections) == 0
} else := outcome.indeterminate("", sprintf("too little is known of the approvals to tell whether they are valid (%s): %s", [_rules, _doubts]), _evidence) if {
	approval.perhaps
} else := outcome.pending("", sprintf("approval is still due before access is changed: %s (%s)", [approval.missing, _rules]), _evidence) if {
	request.open
	not change.made
} else := outcome.indeterminate("", sprintf("the request does not say its status, nothing was changed, and approval is missing: %s (%s)", [approval.missing, _rules]), _evidence) if {
	not input.request.status
	not change.made
} else := outcome.not_satisfied("", sprintf("approval is missing: %s (%s)%s", [approval.missing, _rules, _because]), _evidence)

_rules := sprintf("by %s", [concat(", ", [sprintf("rule %s", [id]) | some id in sort(requirement.rules)])])

_changed := {change.pointer(i) | some i in change.successful}

_rejections := approval.pointers(approval.standing_rejections)

_doubts := concat("; ", approval.doubts)

_because := sprintf("; not counted: %s", [_doubts]) if count(approval.doubts) > 0

_because := "" if count(approval.doubts) == 0

_evidence := ({"/request"} | {approval.pointer(i) | some i, _ in input.approvals}) | _changed
