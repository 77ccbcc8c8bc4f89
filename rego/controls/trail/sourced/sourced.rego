# METADATA
# scope: package
# title: Every part cites where it was read
# description: |
#   Each part names the system, the kind of system, the record in it and when it
#   was collected, not before it happened. Changes and observations come from
#   target systems: a ticket is never its own witness.
# schemas:
#   - input: schema.evidence
# custom:
#   question: trail
#   severity: medium
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.PS-04", title: "Log records"}
#     - {framework: "NIST CSF 2.0", id: "DE.AE-03", title: "Information correlated from multiple sources"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-3", title: "Content of Audit Records"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-6(3)", title: "Correlate Audit Record Repositories"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-10", title: "Non-repudiation"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "CSA MAESTRO", id: "L5", title: "Evaluation and Observability"}
#   remediation: Keep with each part where it was read; read changes and final states from the target system, not from the ticket.
#   since: "1.0"
package counterfoil.controls.trail.sourced

import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome

# silence /approvals /approvals/* /changes /changes/* /emergency /emergency/review /events /events/* /observations /observations/* /policy_basis /request: what is gone is the part that does not cite its source as it should
# silence /emergency/declared_at /policy_basis/decided_at /request/closed_at: what is gone is the instant that came after the collection
# never indeterminate: a source that is missing is what the statement denies
claims contains "" if count(_parts) == 0

claims contains pointer if some pointer, _ in _parts

findings contains outcome.not_applicable("", "the record has no parts", [""]) if {
	count(_parts) == 0
}

findings contains _judged(pointer, part) if some pointer, part in _parts

# Each part with its instants; what must come from a target system says so.
_parts["/request"] := _part(input.request, {"submitted_at", "closed_at"}, false)

_parts["/policy_basis"] := _part(input.policy_basis, {"decided_at"}, false)

_parts[sprintf("/approvals/%d", [i])] := _part(a, {"decided_at"}, false) if some i, a in input.approvals

_parts[sprintf("/changes/%d", [i])] := _part(c, {"executed_at"}, true) if some i, c in input.changes

_parts[sprintf("/observations/%d", [i])] := _part(o, {"observed_at"}, true) if some i, o in input.observations

_parts[sprintf("/events/%d", [i])] := _part(e, {"occurred_at"}, false) if some i, e in input.events

_parts["/emergency"] := _part(input.emergency, {"declared_at"}, false)

_parts["/emergency/review"] := _part(input.emergency.review, {"reviewed_at"}, false)

_part(part, fields, target) := {
	"source": object.get(part, "source", {}),
	"times": {instant.ns(part[field]) | some field in fields},
	"target": target,
}

_judged(pointer, part) := outcome.not_satisfied(pointer, sprintf("the source lacks %s", [concat(", ", sort(lacking))]), [pointer]) if {
	lacking := {"system", "kind", "record_id", "collected_at"} - object.keys(part.source)
	count(lacking) > 0
} else := outcome.not_satisfied(pointer, sprintf("read from %s (%s), not from a target system", [part.source.system, part.source.kind]), [_cite(pointer)]) if {
	part.target
	not part.source.kind in observation.target_kinds
} else := outcome.not_satisfied(pointer, sprintf("collected at %s, before it happened at %s", [part.source.collected_at, instant.text(early)]), [_cite(pointer)]) if {
	early := max({at | some at in part.times; at > instant.ns(part.source.collected_at)})
} else := outcome.satisfied(pointer, sprintf("read from %s %s", [part.source.system, part.source.record_id]), [_cite(pointer)])

_cite(pointer) := sprintf("%s/source", [pointer])
