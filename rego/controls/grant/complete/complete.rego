# METADATA
# scope: package
# title: Everything that was requested is held
# description: |
#   Each requested entitlement is in the final state that the target system
#   itself shows. A ticket that was closed as complete while the entitlement is
#   not there is paper control. A bundle is held when it, or all that it
#   implies, is.
# schemas:
#   - input: schema.evidence
# custom:
#   question: grant
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 2.0", id: "DE.AE-03", title: "Information correlated from multiple sources"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "CM-3", title: "Configuration Change Control"}
#     - {framework: "PCI DSS 4.0.1", id: "8.2.4", title: "Changes to identities and privileges as approved"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.2", title: "Registration and removal of users"}
#   remediation: Find out why the ticket and the target system disagree; provision what was approved, or correct the ticket.
#   since: "1.0"
package counterfoil.controls.grant.complete

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request

# silence /changes /changes/*: without a logged change the latest state since the submission is the final one, and it shows what was asked for
# silence /observations/*: what is gone is the reading in which it was missing
# silence /observations/*/entitlements/*: what is gone is the access that was held although the request was turned down
# silence /request/entitlements/*: what is gone is the entitlement that was not held

claims contains "" if not _asks

claims contains _pointer(j) if {
	_asks
	some j, _ in input.request.entitlements
}

findings contains _none if not _asks

findings contains _judged(j) if {
	_asks
	some j, _ in input.request.entitlements
}

_asks if {
	not input.action == "revoke"
	entitlement.asked
}

_none := outcome.not_applicable("", "a revoke request: revocation.on_closure judges it", ["/action"]) if {
	input.action == "revoke"
} else := outcome.not_applicable("", "standing access: nobody requested it and no change is logged", [""]) if {
	change.standing
} else := outcome.indeterminate("", "without a request nobody can tell what should be held", [""]) if {
	not input.request
} else := outcome.indeterminate("", "the request names no entitlement", ["/request"])

_pointer(j) := sprintf("/request/entitlements/%d", [j])

_judged(j) := outcome.indeterminate(_pointer(j), "the record does not say whether access was to be granted or revoked", [""]) if {
	change.action_unknown
} else := outcome.not_satisfied(_pointer(j), sprintf("the request was %s, but %s is held nevertheless", [input.request.status, _name(j)]), {_pointer(j), "/request/status"} | _state(j)) if {
	request.turned_down
	_seen(j)
} else := outcome.indeterminate(_pointer(j), sprintf("the request was %s, and an observation that does not say where it was read leaves open whether %s is held", [input.request.status, _name(j)]), {_pointer(j), "/request/status"} | _possible(j)) if {
	request.turned_down
	_perhaps_seen(j)
} else := outcome.indeterminate(_pointer(j), sprintf("the request was %s, but %s is shown, which is a part of it and may not have been there before", [input.request.status, concat(", ", sort(_parts(j)))]), {_pointer(j), "/request/status"} | _possible(j)) if {
	request.turned_down
	count(_parts(j)) > 0
} else := outcome.indeterminate(_pointer(j), sprintf("%s is held, but the request does not say its status, and may have been turned down", [_name(j)]), {_pointer(j)} | _state(j)) if {
	not input.request.status
	_held(j)
} else := outcome.indeterminate(_pointer(j), sprintf("an observation that does not say where it was read leaves open whether %s is held", [_name(j)]), {_pointer(j)} | _possible(j)) if {
	_held(j)
	not _surely_held(j)
} else := outcome.satisfied(_pointer(j), sprintf("%s is held, as the target system shows", [_name(j)]), {_pointer(j)} | _state(j)) if {
	_held(j)
} else := outcome.pending(_pointer(j), sprintf("%s is not shown to be held yet; it should be by %s", [_name(j), instant.text(request.due)]), [_pointer(j)]) if {
	count(_unseen(j)) > 0
	request.waiting
} else := outcome.indeterminate(_pointer(j), sprintf("no complete observation shows what is held in %s: read the target system", [concat(", ", sort(_unseen(j)))]), [_pointer(j)]) if {
	count(_unseen(j)) > 0
} else := outcome.satisfied(_pointer(j), sprintf("the request was %s, and %s is not held", [input.request.status, _name(j)]), {_pointer(j), "/request/status"} | _state(j)) if {
	request.turned_down
} else := outcome.not_satisfied(_pointer(j), sprintf("paper control: the ticket was closed as complete, but %s is not held", [_name(j)]), {_pointer(j), "/request/status"} | _state(j)) if {
	input.request.status == "closed_complete"
} else := outcome.not_applicable(_pointer(j), sprintf("the ticket was closed as incomplete, and %s is not held: they agree", [_name(j)]), {_pointer(j), "/request/status"} | _state(j)) if {
	input.request.status == "closed_incomplete"
} else := outcome.indeterminate(_pointer(j), sprintf("%s is not held, and the request does not say its status", [_name(j)]), {_pointer(j)} | _state(j)) if {
	not input.request.status
} else := outcome.pending(_pointer(j), sprintf("%s is not held yet; it should be by %s", [_name(j), instant.text(request.due)]), {_pointer(j)} | _state(j)) if {
	request.in_time
} else := outcome.not_satisfied(_pointer(j), sprintf("%s is not held; it should have been by %s", [_name(j), instant.text(request.due)]), {_pointer(j)} | _state(j))

_name(j) := entitlement.name(input.request.entitlements[j])

# What is implied may be made in another system than the bundle's own.
_systems(j) := {k[0] | some k in entitlement.covers(input.request.entitlements[j])}

_unseen(j) := {system | some system in _systems(j); not observation.after[system]}

_state(j) := {pointer | some system in _systems(j); some pointer in observation.pointers(observation.after[system])}

_held(j) if entitlement.held(input.request.entitlements[j], {k | some system in _systems(j); some k in observation.shown_throughout[system]})

_surely_held(j) if entitlement.held(input.request.entitlements[j], {k | some system in _systems(j); some k in observation.surely_shown[system]})

_possible(j) := {pointer | some system in _systems(j); some pointer in observation.pointers(observation.possible_after[system])}

# What of a bundle may be held, and was not surely there before.
_parts(j) := {entitlement.key_name(k) |
	some k in entitlement.implied(input.request.entitlements[j])
	k in observation.perhaps_shown[k[0]]
	not k in object.get(observation.surely_before, k[0], set())
}

# Enough to say that a request that was turned down is held nevertheless.
_seen(j) if entitlement.held(input.request.entitlements[j], {k | some system in _systems(j); some k in observation.shown[system]})

_perhaps_seen(j) if entitlement.held(input.request.entitlements[j], {k | some system in _systems(j); some k in observation.perhaps_shown[system]})
