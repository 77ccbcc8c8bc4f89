# METADATA
# scope: package
# title: The approver was shown exactly what was asked
# description: |
#   For delegated approvals, for approvals for non-human identities, and where a
#   rule asks for context: what the approver saw covers every requested
#   entitlement and was fresh. A role alone is weak evidence of judgement.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: medium
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 2.0", id: "GV.OV-03", title: "Cybersecurity risk management performance"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-6(7)", title: "Review of User Privileges"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-10", title: "Non-repudiation"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.8.2", title: "Privileged access rights"}
#     - {framework: "CSA MAESTRO", id: "L6", title: "Security and Compliance"}
#     - {framework: "CSA MAESTRO", id: "L7", title: "Agent Ecosystem"}
#   remediation: Show the approver the entitlements that are asked for, and record with the decision what was shown and as of when.
#   since: "1.0"
package counterfoil.controls.approval.informed

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.identity
import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome
import data.counterfoil.lib.requirement

# silence /approvals/*: what is gone is the approval that was not informed
# silence /approvals/*/context/entitlements/*/expires_at: shown without an end, the access was shown to be for good, which is more than was asked for
# silence /approvals/*/context/entitlements/*/scope: the scope is a part of the key: without it the entitlement is the one that was asked for

claims contains "" if count(_judged) == 0

claims contains approval.pointer(i) if some i in _judged

findings contains _none if count(_judged) == 0

findings contains _finding(i) if some i in _judged

_none := outcome.not_applicable("", "standing access: nobody requested it and no change is logged", [""]) if {
	change.standing
} else := outcome.not_applicable("", "no approval was delegated, given for a non-human identity or given under a rule that asks for context", [""])

_judged contains i if {
	not change.standing
	some i in approval.approved
	_applies(i)
}

_applies(i) if input.approvals[i].delegation

_applies(_) if not identity.human(input.subject)

_applies(_) if requirement.context

# Nobody can tell which rule would have asked for context.
_applies(_) if not entitlement.asked

_finding(i) := outcome.indeterminate(approval.pointer(i), "without a request nobody can tell what the approver should have been shown", [approval.pointer(i)]) if {
	not input.request
} else := outcome.indeterminate(approval.pointer(i), "the request names no entitlement, so that nobody can tell what the approver should have been shown", [approval.pointer(i), "/request"]) if {
	not entitlement.asked
} else := outcome.indeterminate(approval.pointer(i), sprintf("it is not recorded what %s was shown: a role alone is weak evidence", [_who(i)]), [approval.pointer(i)]) if {
	not input.approvals[i].context.entitlements
} else := outcome.not_satisfied(approval.pointer(i), sprintf("%s was not shown %s", [_who(i), concat(", ", unseen)]), {_context(i)} | unseen_pointers) if {
	unseen_pointers := _unseen(i)
	count(unseen_pointers) > 0
	unseen := sort([entitlement.name(e) | some j, e in input.request.entitlements; sprintf("/request/entitlements/%d", [j]) in unseen_pointers])
} else := outcome.indeterminate(approval.pointer(i), sprintf("it is not recorded as of when %s was shown the entitlements", [_who(i)]), [_context(i)]) if {
	not input.approvals[i].context.as_of
} else := outcome.not_satisfied(approval.pointer(i), sprintf("what %s was shown is dated %s, after the decision at %s", [_who(i), input.approvals[i].context.as_of, input.approvals[i].decided_at]), [_context(i)]) if {
	_seen(i) > approval.at[i]
} else := outcome.not_satisfied(approval.pointer(i), sprintf("what %s was shown is dated %s, more than %s before the decision at %s", [_who(i), input.approvals[i].context.as_of, _max_age, input.approvals[i].decided_at]), [_context(i)]) if {
	approval.at[i] - _seen(i) > instant.length(_max_age)
} else := outcome.satisfied(approval.pointer(i), sprintf("%s was shown every requested entitlement, as of %s", [_who(i), input.approvals[i].context.as_of]), [_context(i)])

_who(i) := input.approvals[i].approver.id

_context(i) := sprintf("%s/context", [approval.pointer(i)])

_seen(i) := instant.ns(input.approvals[i].context.as_of)

_unseen(i) := {sprintf("/request/entitlements/%d", [j]) |
	some j, e in input.request.entitlements
	not _shown(i, e)
}

_shown(i, e) if {
	some seen in input.approvals[i].context.entitlements
	entitlement.key(seen) == entitlement.key(e)
	not _for_longer(e, seen)
}

# Asked for beyond the time that was shown: the approver saw something else.
_for_longer(e, seen) if {
	seen.expires_at
	not e.expires_at
}

_for_longer(e, seen) if instant.ns(e.expires_at) > instant.ns(seen.expires_at)

_max_age := data.counterfoil.parameters.approval.max_context_age
