# METADATA
# scope: package
# title: Nothing made the approval stale before access was changed
# description: |
#   From the last decisive approval to the first change the subject did not
#   change role or owner and was not terminated or decommissioned, and no more
#   than approval.max_age went by. A subject that was gone before the approval
#   and had not come back could not be given anything.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: medium
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 2.0", id: "GV.RR-04", title: "Cybersecurity in human resources practices"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "PS-5", title: "Personnel Transfer"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#   remediation: Have the decision made again before access is changed, where the subject has changed role or owner since or the decision is older than approval.max_age.
#   since: "1.0"
package counterfoil.controls.approval.current

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.emergency
import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome
import data.counterfoil.lib.requirement

# silence /events /events/*: what is gone is the event that made the approval stale
# silence /changes/*: what is gone is the revoke that a ticket without an action may have been for
# silence /**/aliases /**/aliases/*: without the alias nobody can know that two names are one person
# silence /approvals/*/delegation: without the delegation the approver decided in their own right

findings contains finding if some finding in _finding

_finding := {outcome.not_applicable("", "no approval was routed", [""])} if {
	count(object.get(input, "approvals", [])) == 0
} else := {outcome.not_applicable("", "standing access: no change is logged", [""])} if {
	change.standing
} else := {outcome.indeterminate("", "without a request nobody can tell which approvals are decisive", ["/approvals"])} if {
	not input.request
} else := {outcome.not_applicable("", "policy requires no approval, so that none is decisive", ["/request"])} if {
	not requirement.required
} else := {outcome.indeterminate("", sprintf("nobody can tell which change the approvals had to precede: %s", [why]), [place, "/approvals"])} if {
	[why, place] := approval.unclear_change
} else := {outcome.not_applicable("", "nothing was changed yet", ["/approvals"])} if {
	not change.first
} else := {outcome.not_applicable("", "a declared emergency went ahead without a decisive approval", ["/emergency"])} if {
	emergency.declared
	count(approval.decisive) == 0
} else := {outcome.indeterminate("", sprintf("too little is known of the approvals to tell which of them are decisive: %s", [concat("; ", approval.doubts)]), ["/approvals"])} if {
	count(approval.decisive) == 0
	approval.perhaps
} else := {outcome.indeterminate("", "the approvals do not meet the requirement, so that none of them is decisive", ["/approvals"])} if {
	count(approval.decisive) == 0
} else := _stale if {
	count(_stale) > 0
} else := {outcome.satisfied("", sprintf("nothing happened to the subject between the last decisive approval, at %s, and the first change, at %s", [_last, _first]), approval.pointers(approval.decisive) | change.first_pointers)}

_stale contains outcome.not_satisfied("", sprintf("%s at %s, between the last decisive approval, at %s, and the first change, at %s", [replace(event.kind, "_", " "), event.occurred_at, _last, _first]), ((approval.pointers(approval.decisive) | change.first_pointers) | {sprintf("/events/%d", [i])})) if {
	some i, event in input.events
	event.kind in {"role_change", "owner_change", "termination", "decommission"}
	at := instant.ns(event.occurred_at)
	at >= approval.last_decisive
	at < change.first
}

# Who had left when the approval was given needed no approval, but an end of it.
_stale contains outcome.not_satisfied("", sprintf("%s at %s, before the approval and the first change, at %s", [event.kind, event.occurred_at, _first]), (change.first_pointers | {sprintf("/events/%d", [i])})) if {
	some i, event in input.events
	event.kind in {"termination", "decommission"}
	at := instant.ns(event.occurred_at)
	at < approval.last_decisive
	not _came_back(at)
}

_came_back(gone) if {
	some event in input.events
	event.kind == "created"
	at := instant.ns(event.occurred_at)
	at > gone
	at <= change.first
}

_stale contains outcome.not_satisfied("", sprintf("access was changed at %s, more than %s after the last decisive approval, at %s", [_first, _max_age, _last]), approval.pointers(approval.decisive) | change.first_pointers) if {
	change.first - approval.last_decisive > instant.length(_max_age)
}

_max_age := data.counterfoil.parameters.approval.max_age

_first := instant.text(change.first)

_last := instant.text(approval.last_decisive)
