# METADATA
# scope: package
# title: The decision path happened in its order
# description: |
#   Submitted, then the basis, then the approvals, then the changes, then the
#   observation that verifies them; the ticket closed after submission and
#   changes; nothing after the instant of judgement. Clocks may differ by
#   trail.clock_skew. In an emergency approval and review may follow.
# schemas:
#   - input: schema.evidence
# custom:
#   question: trail
#   severity: medium
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.PS-04", title: "Log records"}
#     - {framework: "NIST CSF 2.0", id: "DE.AE-03", title: "Information correlated from multiple sources"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-8", title: "Time Stamps"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-3", title: "Content of Audit Records"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "CM-3", title: "Configuration Change Control"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#   remediation: Find out which of the two instants is wrong, or who acted out of turn; keep the clocks of both systems in step.
#   since: "1.0"
package counterfoil.controls.trail.ordered

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.emergency
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request
import data.counterfoil.lib.requirement
import data.counterfoil.lib.trail

# silence /approvals /approvals/* /approvals/*/context /approvals/*/context/as_of /changes/* /emergency/declared_at /emergency/review /events /events/* /request/closed_at: what is gone is what was out of order
# silence /changes/*/entitlements/*: what is gone is what nobody read afterwards

findings contains outcome.not_satisfied("", disorder[0], disorder[1]) if some disorder in _disorders

# [message, evidence]
_disorders contains [sprintf("%s at %s came before %s at %s", [later[1], instant.text(later[0]), earlier[1], instant.text(earlier[0])]), {earlier[2], later[2]}] if {
	some pair in _pairs
	some earlier in _instants[pair[0]]
	some later in _instants[pair[1]]
	earlier[0] > later[0] + _skew
}

_disorders contains [sprintf("%s is dated %s, after the instant of judgement, %s", [pointer, instant.text(at), input.as_of]), {pointer}] if {
	some [pointer, at] in _happened
	at > instant.as_of + _skew
}

findings contains outcome.indeterminate("", sprintf("the order cannot be told: %s", [concat(", ", sort(_gaps))]), [""]) if {
	count(_gaps) > 0
}

findings contains outcome.pending("", sprintf("not all has happened yet: it should have by %s", [instant.text(request.due)]), ["/request"]) if {
	count(_gaps) == 0
	count(trail.due) > 0
}

findings contains outcome.satisfied("", "what is recorded happened in its order", {happened[0] | some happened in _happened}) if {
	count(_disorders) == 0
	count(_gaps) == 0
	count(trail.due) == 0
}

_skew := instant.length(data.counterfoil.parameters.trail.clock_skew)

# Each pair: nothing of the first kind came after anything of the second.
_pairs contains pair if {
	some pair in {
		["submission", "basis"], ["submission", "approval"], ["submission", "change"], ["submission", "closure"],
		["basis", "approval"], ["basis", "change"],
	}
}

# Of a record that does not say its action, nobody can tell which changes should
# have come before the closing.
_pairs contains ["change", "closure"] if not change.action_unknown

# In an emergency approval may follow.
_pairs contains ["approval", "change"] if not emergency.declared

# [instant, what to call it, pointer]
_instants.submission contains [instant.ns(input.request.submitted_at), "the submission", "/request/submitted_at"]

_instants.basis contains [instant.ns(input.policy_basis.decided_at), "the policy decision", "/policy_basis/decided_at"]

_instants.approval contains [approval.at[i], sprintf("the approval by %s", [input.approvals[i].approver.id]), sprintf("/approvals/%d/decided_at", [i])] if {
	some i in _approvals
}

# The decisive approvals; where there are none, those that perhaps would be but
# for their time. Not one that answers what happened after the change.
_approvals := approval.decisive if {
	count(approval.decisive) > 0
} else := approval.early | approval.late if {
	requirement.required
}

_instants.change contains [change.at[i], sprintf("the %s", [input.changes[i].action]), sprintf("/changes/%d/executed_at", [i])] if {
	some i in change.own
}

_instants.closure contains [instant.ns(input.request.closed_at), "the closing of the ticket", "/request/closed_at"]

_gaps contains sprintf("%s missing", [trail.links[link]]) if some link in trail.missing

_gaps contains sprintf("%s: %s", [trail.links[link], why]) if some link, why in trail.unknown

_gaps contains "the policy basis has no time" if {
	input.policy_basis
	not trail.needless["/policy_basis"]
	not input.policy_basis.decided_at
}

_gaps contains "the request says neither its status nor when it was closed" if {
	input.request
	not input.request.status
	not input.request.closed_at
}

_gaps contains "the request is closed, but has no closing time" if {
	startswith(input.request.status, "closed_")
	not input.request.closed_at
}

_gaps contains sprintf("%s names no entitlement that an observation could verify", [change.pointer(i)]) if {
	some i in change.own
	count(object.get(input.changes[i], "entitlements", [])) == 0
}

_gaps contains sprintf("no observation of %s came after the change", [system]) if {
	some i in change.own
	some system in {e.system | some e in input.changes[i].entitlements}
	not _verified(i, system)
	not "/observations" in trail.missing
	not "/observations" in trail.due
}

_verified(i, system) if {
	some j in observation.complete
	input.observations[j].system == system
	observation.at[j] + _skew >= change.at[i]
}

# Everything that happened, [pointer, instant]; what lies ahead by its nature
# and when evidence was collected are not among it.
_happened contains [pointer, at] if {
	some [pointer, text] in _texts
	at := instant.ns(text)
}

_texts contains ["/request/submitted_at", input.request.submitted_at]

_texts contains ["/request/closed_at", input.request.closed_at]

_texts contains ["/policy_basis/decided_at", input.policy_basis.decided_at]

_texts contains [sprintf("/approvals/%d/decided_at", [i]), a.decided_at] if some i, a in input.approvals

_texts contains [sprintf("/approvals/%d/context/as_of", [i]), a.context.as_of] if some i, a in input.approvals

_texts contains [sprintf("/changes/%d/executed_at", [i]), c.executed_at] if some i, c in input.changes

_texts contains [sprintf("/observations/%d/observed_at", [i]), o.observed_at] if some i, o in input.observations

_texts contains [sprintf("/events/%d/occurred_at", [i]), e.occurred_at] if some i, e in input.events

_texts contains ["/emergency/declared_at", input.emergency.declared_at]

_texts contains ["/emergency/review/reviewed_at", input.emergency.review.reviewed_at]
