# METADATA
# scope: package
# title: Provisioning created exactly what was requested, with no excess
# description: |
#   For each system, what was there after the change and not before it is a
#   subset of what was requested, bundles expanded. What is inherited through a
#   group or a role is held like anything else.
# schemas:
#   - input: schema.evidence
# custom:
#   question: grant
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 1.1", id: "PR.AC-4", title: "Access permissions and authorizations (PR.AA-05 in CSF 2.0)"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI5:2025", title: "Overprivileged NHI"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-6", title: "Least Privilege"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-6(7)", title: "Review of User Privileges"}
#     - {framework: "PCI DSS 4.0.1", id: "8.2.4", title: "Changes to identities and privileges as approved"}
#     - {framework: "PCI DSS 4.0.1", id: "7.2.4", title: "Review of user accounts and access privileges"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.8.2", title: "Privileged access rights"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.3", title: "Changes to access and least privilege"}
#   remediation: Take the excess away, or have it requested and approved; where it is inherited, take it out of the group or role.
#   since: "1.0"
package counterfoil.controls.grant.exact

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request

# silence /changes /changes/*: what is gone is the log of the excess, or the change after which nobody looked: without one the latest state since the submission is the final one
# silence /changes/*/entitlements/*: what is gone is the excess in the log
# silence /observations/* /observations/*/entitlements/*: what is gone is the excess itself, or the reading that showed it
# silence /observations/*/entitlements/*/scope: the scope is a part of the key: without it the entitlement is the one that was asked for

claims contains "" if count(_systems) == 0

claims contains _claim(system) if some system in _systems

claims contains pointer if some pointer in _opaque

findings contains _none if count(_systems) == 0

findings contains outcome.indeterminate(pointer, "the change does not say what it granted, so that nobody can tell where to look", [pointer]) if some pointer in _opaque

findings contains finding if {
	some system in _systems
	some finding in _judged(system)
}

_applies if not input.action == "revoke"

_opaque := change.opaque if _applies

# The systems that something was requested or granted in.
_systems contains k[0] if {
	_applies
	some k in (entitlement.requested | change.granted)
}

_none := outcome.not_applicable("", "a revocation grants nothing", ["/action"]) if {
	input.action == "revoke"
} else := outcome.not_applicable("", "standing access: no change is logged", [""]) if {
	change.standing
} else := outcome.indeterminate("", "neither the request nor a change names an entitlement", [""])

# The claim is the final state, or else what should show in it.
_claim(system) := observation.pointer(min(observation.after[system]))

_claim(system) := min(_named(system)) if not observation.after[system]

_named(system) := requested if {
	requested := {sprintf("/request/entitlements/%d", [j]) | some j, e in input.request.entitlements; some k in entitlement.covers(e); k[0] == system}
	count(requested) > 0
} else := {sprintf("/changes/%d", [i]) | some i in change.grants; some e in input.changes[i].entitlements; e.system == system}

_judged(system) := {outcome.indeterminate(_claim(system), "the record does not say whether access was to be granted or revoked", [""])} if {
	change.action_unknown
} else := {outcome.indeterminate(_claim(system), sprintf("without a request nobody can tell whether this is excess in %s", [system]), _grounds(system))} if {
	not input.request
} else := {outcome.indeterminate(_claim(system), "the request names no entitlement to compare with", ["/request"])} if {
	not entitlement.asked
} else := _excess(system) if {
	count(_excess(system)) > 0
} else := {outcome.pending(_claim(system), sprintf("nothing was changed in %s yet; it should be by %s", [system, instant.text(request.due)]), ["/request"])} if {
	request.waiting
	not observation.after[system]
} else := {outcome.indeterminate(_claim(system), sprintf("no complete observation shows what is held in %s after the change: read the target system", [system]), _grounds(system))} if {
	not observation.after[system]
} else := {outcome.satisfied(_claim(system), sprintf("nothing was added in %s that was not requested", [system]), _compared(system))} if {
	count(_unexplained(system)) == 0
	observation.before[system]
} else := {outcome.satisfied(_claim(system), sprintf("everything that is held in %s was requested", [system]), _compared(system))} if {
	count(_unexplained(system)) == 0
} else := {outcome.indeterminate(_claim(system), sprintf("%s was not requested, and nobody can tell whether it was added: an observation of %s does not say where it was read", [concat(", ", sort(_unexplained(system))), system]), _possible(system))} if {
	observation.before[system]
} else := {outcome.indeterminate(_claim(system), sprintf("%s was not requested, and may have been there before: no complete observation shows %s before the change", [concat(", ", sort(_unexplained(system))), system]), _possible(system))}

# Excess: in the final state and not before; or, where either is unknown, in
# what a change granted.
_excess(system) := {outcome.not_satisfied(_claim(system), sprintf("not requested: %s", [entitlement.path(e)]), {observation.held_at(i, j), "/request/entitlements"}) |
	some i in observation.after[system]
	some j, e in input.observations[i].entitlements
	k := entitlement.key(e)
	not k in observation.there_before[system]
	not k in entitlement.requested
} if {
	observation.after[system]
	observation.before[system]
} else := {outcome.not_satisfied(_claim(system), sprintf("granted, but not requested: %s", [entitlement.name(e)]), {sprintf("/changes/%d/entitlements/%d", [i, j]), "/request/entitlements"}) |
	some i in change.grants
	some j, e in input.changes[i].entitlements
	e.system == system
	not entitlement.key(e) in entitlement.requested
}

# Neither requested nor surely there before, in what is or may be the final state.
_unexplained(system) := {entitlement.path(e) |
	some i in observation.possible_after[system]
	some e in input.observations[i].entitlements
	k := entitlement.key(e)
	not k in entitlement.requested
	not k in object.get(observation.surely_before, system, set())
}

_compared(system) := ({"/request/entitlements"} | observation.pointers(observation.after[system])) | observation.pointers(object.get(observation.before, system, set()))

_possible(system) := (_compared(system) | observation.pointers(observation.possible_after[system])) | observation.pointers(object.get(observation.possible_before, system, set()))

_grounds(system) := granting if {
	granting := {change.pointer(i) | some i in change.grants; some e in input.changes[i].entitlements; e.system == system}
	count(granting) > 0
} else := {""}
