# METADATA
# scope: package
# title: A non-human identity has an accountable, active, human owner
# description: An identity without one is orphaned. Nobody would notice what it does or that it is no longer needed.
# schemas:
#   - input: schema.evidence
# custom:
#   question: lifecycle
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-01", title: "Identities and credentials"}
#     - {framework: "NIST CSF 2.0", id: "GV.RR-04", title: "Cybersecurity in human resources practices"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI1:2025", title: "Improper Offboarding (some guidance says NHI-03)"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(1)", title: "Automated System Account Management"}
#     - {framework: "PCI DSS 4.0.1", id: "7.2.5.1", title: "Review of application and system accounts"}
#     - {framework: "PCI DSS 4.0.1", id: "8.6.1", title: "Interactive use of system and application accounts"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.16", title: "Identity management"}
#     - {framework: "CSA MAESTRO", id: "L7", title: "Agent Ecosystem"}
#   remediation: Name a person who answers for the identity, or decommission it.
#   since: "1.0"
package counterfoil.controls.lifecycle.owned

import data.counterfoil.lib.identity
import data.counterfoil.lib.outcome

findings contains _finding

_finding := outcome.not_applicable("", "the subject is a person", ["/subject/kind"]) if {
	identity.human(input.subject)
} else := outcome.not_satisfied("", sprintf("orphaned: the %s has no owner", [_kind]), ["/subject"]) if {
	not input.subject.owner
} else := outcome.not_satisfied("", sprintf("orphaned: the owner, %s, is not a person (%s)", [_owner.id, _owner.kind]), ["/subject/owner"]) if {
	_owner.kind != "human"
} else := outcome.not_satisfied("", sprintf("orphaned: the owner, %s, is %s", [_owner.id, _owner.status]), ["/subject/owner"]) if {
	_owner.status != "active"
} else := outcome.indeterminate("", sprintf("it is not recorded whether the owner, %s, is an active person", [_owner.id]), ["/subject/owner"]) if {
	count({"kind", "status"} - object.keys(_owner)) > 0
} else := outcome.satisfied("", sprintf("%s answers for it", [_owner.id]), ["/subject/owner"])

_owner := input.subject.owner

_kind := replace(input.subject.kind, "_", " ")
