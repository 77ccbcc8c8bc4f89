# METADATA
# scope: package
# title: Every approval and change names an identified actor
# description: |
#   Nobody, a shared account, and automation that says neither for whom nor for
#   which request it acted, are no actors that an auditor could ask.
# schemas:
#   - input: schema.evidence
# custom:
#   question: trail
#   severity: medium
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-01", title: "Identities and credentials"}
#     - {framework: "NIST CSF 2.0", id: "PR.PS-04", title: "Log records"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI10:2025", title: "Human Use of NHI"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-3", title: "Content of Audit Records"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-10", title: "Non-repudiation"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(1)", title: "Automated System Account Management"}
#     - {framework: "PCI DSS 4.0.1", id: "8.6.1", title: "Interactive use of system and application accounts"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.16", title: "Identity management"}
#     - {framework: "CSA MAESTRO", id: "L7", title: "Agent Ecosystem"}
#   remediation: Let provisioning log the request that it acts on and on whose behalf; stop using shared accounts.
#   since: "1.0"
package counterfoil.controls.trail.attributed

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.identity
import data.counterfoil.lib.outcome

# silence /approvals /approvals/* /changes /changes/* /changes/*/on_behalf_of: what is gone is the act, or the account, that could not be attributed
# silence /**/aliases /**/aliases/* /changes/*/actor/name /request /request/requester: what is gone is the only place that names the shared account

claims contains "" if count(_acts) == 0

claims contains pointer if some pointer, _ in _acts

findings contains outcome.not_applicable("", "there is no approval and no change", [""]) if {
	count(_acts) == 0
}

findings contains _judged(pointer, act) if some pointer, act in _acts

_acts[approval.pointer(i)] := {"actor": a.approver, "cite": sprintf("/approvals/%d/approver", [i])} if some i, a in input.approvals

# equivalent set-operation: the two have no key in common
_acts[change.pointer(i)] := object.union(_for(c), {"actor": object.get(c, "actor", null), "cite": sprintf("/changes/%d/actor", [i])}) if some i, c in input.changes

# For whom, or for which request, a change was made.
_for(c) := {
	"behalf": object.get(c, "on_behalf_of", null),
	"ref": object.get(c, "request_ref", null),
}

_judged(pointer, act) := outcome.not_satisfied(pointer, "no actor is recorded", [pointer]) if {
	act.actor == null
} else := outcome.not_satisfied(pointer, sprintf("%s is a shared account", [act.actor.id]), [act.cite]) if {
	_shared(act.actor)
} else := outcome.not_satisfied(pointer, sprintf("%s acted for %s, a shared account", [act.actor.id, act.behalf.id]), [act.cite]) if {
	_shared(act.behalf)
} else := outcome.satisfied(pointer, sprintf("%s, a human", [act.actor.id]), [act.cite]) if {
	act.actor.kind == "human"
} else := outcome.satisfied(pointer, sprintf("%s, for %s", [act.actor.id, whom]), [act.cite, pointer]) if {
	whom := _whom(act)
} else := outcome.indeterminate(pointer, sprintf("it is not recorded whether %s is a human or automation", [act.actor.id]), [act.cite]) if {
	not act.actor.kind
} else := outcome.not_satisfied(pointer, sprintf("%s is automation and says neither for whom nor for which request it acted", [act.actor.id]), [act.cite])

_whom(act) := act.behalf.id

_whom(act) := sprintf("request %s", [act.ref]) if {
	act.behalf == null
	is_string(act.ref)
}

_shared(who) if {
	is_object(who) # equivalent drop-condition: what is null goes by no name
	some name in (identity.who(who) | {object.get(who, "name", who.id)})
	some account in data.counterfoil.parameters.trail.shared_accounts
	lower(name) == lower(account)
}
