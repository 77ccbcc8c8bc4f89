# METADATA
# scope: package
# title: The decisive approvals came before the first change
# description: |
#   Approval after the fact is paperwork. An approval that confirms access after
#   something happened to the subject is not late: it answers a new question,
#   which revocation.on_role_change judges.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 2.0", id: "ID.RA-07", title: "Changes and exceptions"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "CM-3", title: "Configuration Change Control"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.2", title: "Registration and removal of users"}
#   remediation: Let provisioning wait for the decision; find out how this change got past it.
#   since: "1.0"
package counterfoil.controls.approval.timely

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.emergency
import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome
import data.counterfoil.lib.requirement

# silence /changes/*: what is gone is the change that came too early, or whose executor nobody knows
# silence /**/aliases /**/aliases/*: without the alias nobody can know that two names are one person
# silence /approvals/*/delegation: without the delegation the approver decided in their own right

findings contains _finding

_finding := outcome.not_applicable("", "no approval was routed", [""]) if {
	count(object.get(input, "approvals", [])) == 0
} else := outcome.not_applicable("", "a declared emergency: approval may follow", ["/emergency"]) if {
	emergency.declared
} else := outcome.not_applicable("", "standing access: no change is logged", [""]) if {
	change.standing
} else := outcome.indeterminate("", "without a request nobody can tell which approvals are decisive", ["/approvals"]) if {
	not input.request
} else := outcome.not_applicable("", "policy requires no approval, so that none is decisive", ["/request"]) if {
	not requirement.required
} else := outcome.indeterminate("", sprintf("nobody can tell which change the approvals had to precede: %s", [why]), [place, "/approvals"]) if {
	[why, place] := approval.unclear_change
} else := outcome.not_applicable("", "nothing was changed yet", ["/approvals"]) if {
	not change.first
} else := outcome.satisfied("", sprintf("the last decisive approval, at %s, came no later than the first change, at %s", [instant.text(approval.last_decisive), _first]), approval.pointers(approval.decisive) | change.first_pointers) if {
	# equivalent drop-body: without a decisive approval there is no last one to name, and the next branch is taken
	# equivalent boundary: without a decisive approval there is no last one to name, and the next branch is taken
	count(approval.decisive) > 0
} else := outcome.indeterminate("", sprintf("too little is known of the approvals to tell which of them are decisive: %s", [concat("; ", approval.doubts)]), ["/approvals"]) if {
	approval.perhaps
} else := outcome.not_satisfied("", sprintf("decided at %s, after access was changed at %s", [concat(" and ", _late), _first]), approval.pointers(approval.late) | change.first_pointers) if {
	count(approval.late) > 0
} else := outcome.indeterminate("", "the approvals do not meet the requirement, so that none of them is decisive", ["/approvals"])

_first := instant.text(change.first)

_late := sort([instant.text(approval.at[i]) | some i in approval.late])
