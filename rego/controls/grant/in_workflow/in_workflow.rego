# METADATA
# scope: package
# title: Every change traces to this request
# description: |
#   Each successful change names the request, does what was requested, and came
#   after submission. A change outside the workflow is either exempt or
#   ungoverned.
# schemas:
#   - input: schema.evidence
# custom:
#   question: grant
#   severity: critical
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "ID.RA-07", title: "Changes and exceptions"}
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "CM-3", title: "Configuration Change Control"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(4)", title: "Automated Audit Actions"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-12", title: "Audit Record Generation"}
#     - {framework: "PCI DSS 4.0.1", id: "8.2.4", title: "Changes to identities and privileges as approved"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.3", title: "Changes to access and least privilege"}
#   remediation: Find who made the change and why; undo it, or have it requested and approved, and close the way around the workflow.
#   since: "1.0"
package counterfoil.controls.grant.in_workflow

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.exemption
import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request

# silence /changes/*: what is gone is the change that was outside the workflow
# silence /changes/*/entitlements/*: what is gone is the entitlement that no exemption covers
# silence /changes/*/request_ref: an exemption is for what names no request
# silence /request: what is exempt needs no request; beside one nobody can tell whether it carried that one out
# silence /changes/*/entitlements/*/scope: the scope is a part of the key: without it the entitlement is the one that was asked for

claims contains "" if not change.made

claims contains change.pointer(i) if some i in change.successful

findings contains outcome.not_applicable("", "standing access: no change is logged", [""]) if {
	change.standing
}

findings contains outcome.not_applicable("", "no change was made", [""]) if {
	not change.made
	not change.standing
}

findings contains _judged(i) if some i in change.successful

_judged(i) := outcome.satisfied(change.pointer(i), sprintf("the workflow exemption %s lets this change be made without a request", [exemption.of[i]]), [change.pointer(i)]) if {
	not input.request
	exemption.of[i] # equivalent drop-condition: what exempts it is named
} else := outcome.not_satisfied(change.pointer(i), sprintf("outside the workflow: %s", [_what(i)]), [change.pointer(i)]) if {
	not input.request
} else := outcome.not_satisfied(change.pointer(i), sprintf("the change names another request, %s", [input.changes[i].request_ref]), [_ref(i), "/request/id"]) if {
	input.changes[i].request_ref != input.request.id
} else := outcome.not_satisfied(change.pointer(i), sprintf("executed at %s, before the request was submitted at %s", [input.changes[i].executed_at, input.request.submitted_at]), [_at(i), "/request/submitted_at"]) if {
	change.at[i] < instant.ns(input.request.submitted_at)
} else := outcome.not_satisfied(change.pointer(i), "the request asks for access to be taken away, and the change gave it", [_action(i), "/action"]) if {
	input.action == "revoke"
	input.changes[i].action == "grant"
} else := outcome.not_satisfied(change.pointer(i), sprintf("the request was %s, and carried out all the same", [input.request.status]), [change.pointer(i), "/request/status"]) if {
	request.turned_down
	i in change.own
} else := outcome.indeterminate(change.pointer(i), "the change does not say of which entitlement, or the request does not", [change.pointer(i)]) if {
	not _comparable(i)
} else := outcome.not_satisfied(change.pointer(i), sprintf("not requested: %s", [concat(", ", sort({entitlement.name(input.changes[i].entitlements[j]) | some j in _unrequested(i)}))]), {"/request/entitlements"} | {sprintf("/changes/%d/entitlements/%d", [i, j]) | some j in _unrequested(i)}) if {
	count(_unrequested(i)) > 0
} else := outcome.indeterminate(change.pointer(i), "the change names no request: that it carried out this one is only inferred", [change.pointer(i), "/request/id"]) if {
	not input.changes[i].request_ref
} else := outcome.indeterminate(change.pointer(i), "the record does not say whether access was to be given or taken away", [change.pointer(i)]) if {
	change.action_unknown
} else := outcome.indeterminate(change.pointer(i), "the request does not say its status, and may have been turned down", [change.pointer(i), "/request"]) if {
	not input.request.status
	i in change.own
} else := outcome.satisfied(change.pointer(i), "the change names this request, does what it asks for, and came after it", [_ref(i), "/request/id", "/request/entitlements"])

_comparable(i) if {
	entitlement.asked
	count(input.changes[i].entitlements) > 0
}

_unrequested(i) := {j |
	some j, e in input.changes[i].entitlements
	not entitlement.key(e) in entitlement.requested
}

_what(i) := sprintf("%s for %s by %s of %s", [input.changes[i].action, input.subject.id, _actor(i), concat(", ", [entitlement.name(e) | some e in input.changes[i].entitlements])]) if {
	count(input.changes[i].entitlements) > 0
} else := sprintf("%s for %s by %s, which does not say of what", [input.changes[i].action, input.subject.id, _actor(i)])

_actor(i) := input.changes[i].actor.id

_actor(i) := "an unknown actor" if not input.changes[i].actor

_action(i) := sprintf("/changes/%d/action", [i])

_ref(i) := sprintf("/changes/%d/request_ref", [i])

_at(i) := sprintf("/changes/%d/executed_at", [i])
