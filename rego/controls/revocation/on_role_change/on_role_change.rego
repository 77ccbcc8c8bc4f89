# METADATA
# scope: package
# title: Access is gone by the deadline after a change of role or owner, termination or decommission
# description: |
#   Unless approvals decided after the event, and by the deadline, meet the
#   requirement for the same entitlement anew. Access must not outlive the reason for it.
# schemas:
#   - input: schema.evidence
# custom:
#   question: revocation
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 2.0", id: "GV.RR-04", title: "Cybersecurity in human resources practices"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI1:2025", title: "Improper Offboarding (some guidance says NHI-03)"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI9:2025", title: "NHI Reuse"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(3)", title: "Disable Accounts"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "PS-4", title: "Personnel Termination"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "PS-5", title: "Personnel Transfer"}
#     - {framework: "PCI DSS 4.0.1", id: "8.2.5", title: "Access of terminated users"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.3", title: "Changes to access and least privilege"}
#   remediation: Take the access away in the target system, or have it approved anew; let the lifecycle event start this by itself.
#   since: "1.0"
package counterfoil.controls.revocation.on_role_change

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome

# silence /approvals/*/context: an approval that does not say what was shown speaks of what was requested
# silence /approvals/*/context/entitlements/*/scope: the scope is a part of the key: without it the entitlement is the one that was asked for
# silence /**/aliases /**/aliases/*: without the alias nobody can know that two names are one person
# silence /approvals/*/delegation: without the delegation the approver decided in their own right
# silence /changes /changes/* /changes/*/entitlements/*: what is gone is the grant that had to end: one of nobody knows what, or of more than was authorised anew
# silence /events/*: what is gone is the event that nobody answered
# silence /observations/* /observations/*/entitlements/*: what is gone is the sighting

claims contains "" if count(_pairs) == 0

claims contains pair[1].pointer if some pair in _pairs

findings contains _none if count(_pairs) == 0

findings contains _judged(pair[0], pair[1]) if some pair in _pairs

claims contains finding.claim if some finding in _unjudged

findings contains finding if some finding in _unjudged

_unjudged := clock.unjudged(_triggers, _pairs)

_none := outcome.not_applicable("", "nothing happened to the subject that called for the access to end", [""]) if {
	count(_triggers) == 0
} else := outcome.not_applicable("", "nothing that had to end was granted or seen held", {trigger.pointer | some trigger in _triggers})

_pairs contains [trigger, item] if {
	some trigger in _triggers
	some item in clock.items
}

_triggers contains {
	"pointer": sprintf("/events/%d", [i]),
	"event": i,
	"at": at,
	"deadline": at + instant.length(allowed),
	"reason": sprintf("%s at %s plus %s", [replace(event.kind, "_", " "), event.occurred_at, allowed]),
} if {
	some i, event in input.events
	event.kind in {"role_change", "owner_change", "termination", "decommission"}
	at := instant.ns(event.occurred_at)
	at <= instant.as_of
	not _before_grant(at)
	allowed := data.counterfoil.parameters.revocation.sla[event.kind]
}

_before_grant(at) if at < change.first_grant

_judged(trigger, item) := outcome.satisfied(item.pointer, sprintf("%s was authorised anew at %s, after %s", [entitlement.key_name(item.key), instant.text(at), trigger.reason]), {trigger.pointer, item.pointer} | approval.pointers(anew)) if {
	anew := {j | some j, events in approval.reauthorising; trigger.event in events; approval.at[j] <= trigger.deadline; _speaks_of(j, item.key)}
	approval.meets(anew)
	at := max({approval.at[j] | some j in anew})
}

# equivalent set-operation: a verdict has no claim of its own
else := object.union(clock.verdict(trigger, item), {"claim": item.pointer})

# What the approver was shown or, where that is not recorded, what was requested.
_speaks_of(i, k) if {
	some e in input.approvals[i].context.entitlements
	k in entitlement.covers(e)
}

_speaks_of(i, k) if {
	not input.approvals[i].context
	k in entitlement.requested
}
