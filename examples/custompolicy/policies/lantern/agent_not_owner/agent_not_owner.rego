# METADATA
# scope: package
# title: An AI agent never receives an owner role
# description: |
#   None is requested for it and let through, none is granted, and no system shows
#   one. A key or account that an agent stands behind is the agent's. A request
#   for one that was turned down gave nothing; one that asks for an end of it is
#   what should happen.
# schemas:
#   - input: schema.evidence
# custom:
#   question: grant
#   severity: critical
#   frameworks:
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI5:2025", title: "Overprivileged NHI"}
#   remediation: Turn the request down, revoke the role, and give the agent a role that names what it does.
package custom.controls.lantern.agent_not_owner

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request
import data.custom.lib.lantern.people
import data.custom.lib.lantern.roles
import data.custom.lib.lantern.target

# silence /request: what is gone is the request for the role; what was given is judged all the same
# silence /changes: what is gone is a change that may have given anything; what the target shows is judged
# silence /changes/*: likewise
# silence /observations/*: what is gone is the look that caught it with the role
# silence /observations/*/entitlements/*: what is gone is the role itself
# silence /observations/*/entitlements/*/via: what is gone is the role that it came through

claims contains ""

claims contains pointer if some pointer, _ in _asked

claims contains pointer if some pointer, _ in _received

findings contains _record

findings contains _let_through(pointer, rank) if some pointer, rank in _asked

findings contains _has(pointer, rank) if some pointer, rank in _received

findings contains outcome.indeterminate(pointer, "the change does not say what it gave to an AI agent", [pointer]) if {
	people.agent == "yes"
	some pointer in change.opaque
}

_record := outcome.not_applicable("", "a person stands behind the subject, and no AI agent", object.keys(people.behind)) if {
	people.agent == "no"
} else := outcome.indeterminate("", "nobody can tell whether an AI agent stands behind the subject", object.keys(people.behind)) if {
	people.agent == "unknown"
} else := unread if {
	unread := target.unread
} else := outcome.indeterminate("", "the request names no entitlement", ["/request"]) if {
	input.request
	not entitlement.asked
} else := outcome.satisfied("", "the systems concerned were read, so that whatever the agent holds is known", target.read)

# What was asked for, as far as it is an owner role or may be.
_asked[sprintf("/request/entitlements/%d", [j])] := rank if {
	people.agent == "yes"
	not input.action == "revoke"
	some j, e in input.request.entitlements
	rank := roles.rank(e)
	rank != "other"
}

# What was granted and what is shown, likewise.
_received[sprintf("%s/entitlements/%d", [change.pointer(i), j])] := rank if {
	people.agent == "yes"
	some i in change.grants
	some j, e in input.changes[i].entitlements
	rank := roles.rank(e)
	rank != "other"
}

_received[observation.held_at(i, j)] := rank if {
	people.agent == "yes"
	some i, seen in input.observations
	some j, e in seen.entitlements
	rank := roles.rank(e)
	rank != "other"
}

_let_through(pointer, rank) := outcome.not_applicable(pointer, "an owner role, or what may be one, was asked for and turned down", [pointer, "/request/status"]) if {
	request.not_done
} else := outcome.pending(pointer, sprintf("an owner role, or what may be one, was asked for an AI agent; turn it down by %s", [instant.text(request.due)]), [pointer]) if {
	request.waiting
} else := outcome.indeterminate(pointer, "this may be an owner role: find out what it stands for", [pointer]) if {
	rank == "perhaps"
} else := outcome.indeterminate(pointer, "an owner role was asked for an AI agent, and the request does not say what became of it", [pointer, "/request"]) if {
	not input.request.status
} else := outcome.not_satisfied(pointer, "an owner role was asked for an AI agent, and not turned down", [pointer, "/request/status"])

_has(pointer, rank) := outcome.indeterminate(pointer, "this may be an owner role: find out what it stands for", [pointer]) if {
	rank == "perhaps"
} else := outcome.not_satisfied(pointer, "an AI agent has an owner role", [pointer])
