# METADATA
# scope: package
# title: The final state was read from the target system itself
# description: |
#   After the change, or after submission where nothing was changed, somebody
#   read each system concerned. A ticket is never its own witness.
# schemas:
#   - input: schema.evidence
# custom:
#   question: grant
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "DE.AE-03", title: "Information correlated from multiple sources"}
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "CA-7", title: "Continuous Monitoring"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-6(3)", title: "Correlate Audit Record Repositories"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(4)", title: "Automated Audit Actions"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "CSA MAESTRO", id: "L5", title: "Evaluation and Observability"}
#   remediation: Read the entitlements from the target system after each change and keep what it said.
#   since: "1.0"
package counterfoil.controls.grant.verified

import data.counterfoil.lib.change
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request

# silence /changes /changes/*: what is gone is the change after which nobody looked: without one the state since the submission is the final one
# silence /changes/*/entitlements/*: what is gone is what was granted in the system that nobody read
# silence /request/entitlements/*: what is gone is the system that nobody read

claims contains "" if count(_systems) == 0

claims contains _claim(system) if some system in _systems

claims contains pointer if some pointer in _opaque

findings contains _none if count(_systems) == 0

findings contains outcome.indeterminate(pointer, "the change does not say what it granted, so that nobody can tell where to look", [pointer]) if some pointer in _opaque

findings contains _judged(system) if some system in _systems

_applies if not input.action == "revoke"

_opaque := change.opaque if _applies

_systems contains k[0] if {
	_applies
	some k in _changed
}

# Where nothing was granted, the ticket's word is what must be verified.
_systems contains e.system if {
	_applies
	count(_changed) == 0
	some e in input.request.entitlements
}

_changed := change.granted

_none := outcome.not_applicable("", "a revocation: revocation.verified judges it", ["/action"]) if {
	input.action == "revoke"
} else := outcome.not_applicable("", "standing access: no change is logged", [""]) if {
	change.standing
} else := outcome.indeterminate("", "neither the request nor a change names an entitlement", [""])

_claim(system) := pointer if {
	pointer := min({change.pointer(i) | some i in change.grants; some e in input.changes[i].entitlements; e.system == system})
} else := min({sprintf("/request/entitlements/%d", [j]) | some j, e in input.request.entitlements; e.system == system})

_judged(system) := outcome.indeterminate(_claim(system), "the record does not say whether access was to be granted or revoked", [""]) if {
	change.action_unknown
} else := outcome.satisfied(_claim(system), sprintf("%s was read after %s", [system, _since]), {_claim(system)} | observation.pointers(_witnesses(system))) if {
	count(_witnesses(system)) > 0
} else := outcome.pending(_claim(system), sprintf("nothing was changed in %s yet; it should be by %s", [system, instant.text(request.due)]), [_claim(system)]) if {
	request.waiting
} else := outcome.indeterminate(_claim(system), sprintf("%s was read after %s, but not completely: read all that the subject holds there", [system, _since]), {_claim(system)} | observation.pointers(_later(system))) if {
	count(_later(system) & observation.targets) > 0
} else := outcome.indeterminate(_claim(system), sprintf("an observation of %s does not say what kind of source it was read from", [system]), {_claim(system)} | observation.pointers(_later(system))) if {
	some i in _later(system)
	not input.observations[i].source.kind
} else := outcome.not_satisfied(_claim(system), sprintf("the ticket is its only witness: %s was not read, only %s says so", [system, concat(" and ", sort({input.observations[i].source.kind | some i in _later(system)}))]), {_claim(system)} | observation.pointers(_later(system))) if {
	count(_later(system)) > 0
} else := outcome.indeterminate(_claim(system), sprintf("nobody read %s after %s: read the target system", [system, _since]), [_claim(system)])

_since := "the change" if {
	count(change.own) > 0
} else := "the request was submitted"

_witnesses(system) := _later(system) & observation.complete

_later(system) := {i |
	some i, o in input.observations
	o.system == system
	observation.at[i] >= observation.since(system)
}
