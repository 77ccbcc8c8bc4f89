# METADATA
# scope: package
# title: No approver is the requester, the subject, or the executor
# description: |
#   Segregation of duties, by every name that an identity goes by in the record;
#   approval.independent_of says which roles count. Only approvals are judged:
#   who abstained or rejected has granted nothing.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 1.1", id: "PR.AC-4", title: "Access permissions and authorizations (PR.AA-05 in CSF 2.0)"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-5", title: "Separation of Duties"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-6", title: "Least Privilege"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.15", title: "Access control"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.3", title: "Changes to access and least privilege"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI10:2025", title: "Human Use of NHI"}
#   remediation: Have somebody decide who neither asked, nor benefits, nor carries it out.
#   since: "1.0"
package counterfoil.controls.approval.independent

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.outcome

# silence /approvals/*: what is gone is the approval that was not independent
# silence /changes/* /changes/*/on_behalf_of: what is gone is the executor who approved, or whom nobody knows
# silence /**/aliases /**/aliases/*: without the alias nobody can know that two names are one person
# silence /approvals/*/delegation: without the delegation the approver decided in their own right

claims contains "" if not _judged

claims contains approval.pointer(i) if {
	_judged
	some i, _ in input.approvals
}

findings contains _none if not _judged

findings contains _finding(i) if {
	_judged
	some i, _ in input.approvals
}

_none := outcome.not_applicable("", "standing access: nobody requested it and no change is logged", [""]) if {
	change.standing
} else := outcome.not_applicable("", "no approval was given", [""])

_judged if {
	count(input.approvals) > 0
	not change.standing
}

_finding(i) := outcome.not_applicable(approval.pointer(i), sprintf("%s %s: that gave no access", [_who(i), input.approvals[i].decision]), [approval.pointer(i)]) if {
	not i in approval.approved
} else := outcome.not_satisfied(approval.pointer(i), sprintf("%s approved, being also the %s", [_who(i), _list(" and the ", conflicts)]), {approval.pointer(i)} | _parties(conflicts)) if {
	conflicts := _conflicts(i)
	count(conflicts) > 0
} else := outcome.indeterminate(approval.pointer(i), sprintf("the %s is not recorded, so that %s may be the same", [concat(" and the ", sort(approval.unknown_parties)), _who(i)]), [approval.pointer(i)]) if {
	count(approval.unknown_parties) > 0
} else := outcome.indeterminate(approval.pointer(i), sprintf("nobody can tell whether %s carried it out: %s", [_who(i), why]), [approval.pointer(i), place]) if {
	"executor" in data.counterfoil.parameters.approval.independent_of
	[why, place] := approval.unclear_change
} else := outcome.not_applicable(approval.pointer(i), sprintf("there is nobody yet whom %s must not be", [_who(i)]), [approval.pointer(i)]) if {
	count(_roles) == 0
} else := outcome.satisfied(approval.pointer(i), sprintf("%s is not the %s", [_who(i), _list(" or the ", _roles)]), {approval.pointer(i)} | _parties(_roles))

_roles := {role | some role, holders in approval.parties; count(holders) > 0}

_who(i) := input.approvals[i].approver.id

_list(between, roles) := replace(concat(between, sort(roles)), "_", " ")

# The delegator must be independent, too.
_conflicts(i) := approval.conflicts(input.approvals[i].approver) | {sprintf("%s through the delegation", [role]) |
	some role in approval.conflicts(input.approvals[i].delegation.from)
}

_parties(roles) := {pointer |
	some role, pointers in _places
	some stated in roles
	stated in {role, sprintf("%s through the delegation", [role])}
	some pointer in pointers
}

_places.requester contains "/request/requester"

_places.subject contains "/subject"

_places.subject_owner contains "/subject/owner"

_places.executor contains sprintf("/changes/%d/actor", [i]) if {
	some i in change.own
	input.changes[i].actor
}

_places.executor contains sprintf("/changes/%d/on_behalf_of", [i]) if {
	some i in change.own
	input.changes[i].on_behalf_of
}
