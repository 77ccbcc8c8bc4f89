# METADATA
# scope: package
# title: A non-human identity's change is tied to an event of its lifecycle
# description: The request names the event that it answers, such as a deployment or a rotation, and the record has that event.
# schemas:
#   - input: schema.evidence
# custom:
#   question: lifecycle
#   severity: low
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-01", title: "Identities and credentials"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI9:2025", title: "NHI Reuse"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(1)", title: "Automated System Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "CM-3", title: "Configuration Change Control"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.16", title: "Identity management"}
#     - {framework: "CSA MAESTRO", id: "L7", title: "Agent Ecosystem"}
#   remediation: Start the request from the event, and keep the event's id with it.
#   since: "1.0"
package counterfoil.controls.lifecycle.tied

import data.counterfoil.lib.change
import data.counterfoil.lib.identity
import data.counterfoil.lib.outcome

# never indeterminate: a change that names no event of the record is not tied to one; there is nothing left to find out
findings contains _finding

_finding := outcome.not_applicable("", "the subject is a person", ["/subject/kind"]) if {
	identity.human(input.subject)
} else := outcome.not_applicable("", "standing access: no change is logged", [""]) if {
	change.standing
} else := outcome.not_satisfied("", "without a request no lifecycle event can have called for the change", [""]) if {
	not input.request
} else := outcome.not_satisfied("", "the request names no lifecycle event", ["/request"]) if {
	not input.request.lifecycle_event
} else := outcome.not_satisfied("", sprintf("the request names the lifecycle event %s, which the record does not have", [input.request.lifecycle_event]), ["/request/lifecycle_event"]) if {
	count(_events) == 0
} else := outcome.satisfied("", sprintf("the request answers the event %s", [input.request.lifecycle_event]), {"/request/lifecycle_event"} | _events)

_events contains sprintf("/events/%d", [i]) if {
	some i, event in input.events
	event.id == input.request.lifecycle_event
}
