# METADATA
# scope: package
# title: Access is gone by the deadline after closure, expiry or a revoke request
# description: |
#   The clock stops at verified absence only. What a revoke request asks to take
#   away must also be gone once the ticket says that it was done.
# schemas:
#   - input: schema.evidence
# custom:
#   question: revocation
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "NIST CSF 2.0", id: "PR.AA-01", title: "Identities and credentials"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI1:2025", title: "Improper Offboarding (some guidance says NHI-03)"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI7:2025", title: "Long-Lived Secrets"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(3)", title: "Disable Accounts"}
#     - {framework: "PCI DSS 4.0.1", id: "8.2.5", title: "Access of terminated users"}
#     - {framework: "PCI DSS 4.0.1", id: "8.2.6", title: "Inactive accounts"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.2", title: "Registration and removal of users"}
#   remediation: Take the access away in the target system, read the system afterwards, and let closure and expiry start the revocation by themselves.
#   since: "1.0"
package counterfoil.controls.revocation.on_closure

import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome

# silence /changes /changes/*: what is gone is the later grant, or the one of nobody knows what
# silence /events /events/* /request/entitlements/*/expires_at: what is gone is the trigger whose deadline was missed
# silence /observations/* /observations/*/entitlements/*: what is gone is the sighting

claims contains "" if count(_pairs) == 0

claims contains pair[1].pointer if some pair in _pairs

findings contains _none if count(_pairs) == 0

findings contains _judged(pair[0], pair[1]) if some pair in _pairs

claims contains finding.claim if some finding in _unjudged

findings contains finding if some finding in _unjudged

_unjudged := clock.unjudged(_triggers, _pairs)

_none := outcome.indeterminate("", "the record does not say whether access was to be granted or revoked", [""]) if {
	change.action_unknown
} else := outcome.not_applicable("", "nothing called for the access to end yet", [""]) if {
	count(_triggers) == 0
} else := outcome.indeterminate("", "the revoke request names no entitlement", ["/request"]) if {
	input.action == "revoke"
	input.request
} else := outcome.not_applicable("", "nothing that had to end was granted or seen held", {trigger.pointer | some trigger in _triggers})

_pairs contains [trigger, item] if {
	not change.action_unknown
	some trigger in _triggers
	some item in clock.items
	_of(item, trigger)
}

# A requested expiry concerns the entitlement that it was requested for.
_of(_, trigger) if trigger.of == ""

_of(item, trigger) if item.pointer == trigger.of

_triggers contains _trigger("closure", sprintf("/events/%d", [i]), event.occurred_at, "") if {
	some i, event in input.events
	event.kind == "closure"
	_counts(event.occurred_at)
}

_triggers contains _trigger("expiry", sprintf("/events/%d", [i]), event.occurred_at, "") if {
	some i, event in input.events
	event.kind == "expiry"
	_counts(event.occurred_at)
}

_triggers contains _trigger("expiry", sprintf("/request/entitlements/%d/expires_at", [j]), e.expires_at, sprintf("/request/entitlements/%d", [j])) if {
	not input.action == "revoke"
	some j, e in input.request.entitlements
	_counts(e.expires_at)
}

_triggers contains _trigger("revoke_request", "/request/submitted_at", input.request.submitted_at, "") if {
	input.action == "revoke"
	instant.ns(input.request.submitted_at) <= instant.as_of
}

_trigger(kind, pointer, at, of) := {
	"pointer": pointer,
	"of": of,
	"at": instant.ns(at),
	"deadline": instant.ns(at) + instant.length(allowed),
	"reason": sprintf("%s at %s plus %s", [replace(kind, "_", " "), at, allowed]),
} if {
	allowed := data.counterfoil.parameters.revocation.sla[kind]
}

# It has happened, and access was not granted only afterwards.
_counts(at) if {
	instant.ns(at) <= instant.as_of
	not _before_grant(at)
}

_before_grant(at) if instant.ns(at) < change.first_grant

_judged(trigger, item) := outcome.not_satisfied(item.pointer, sprintf("paper revocation: %s was still held at %s, after the revoke request was closed as complete at %s", [entitlement.key_name(item.key), instant.text(sighting[0]), input.request.closed_at]), {item.pointer, "/request/closed_at", sighting[1]}) if {
	trigger.pointer == "/request/submitted_at"
	input.request.status == "closed_complete"
	sighting := min({s | some s in clock.sighted[item.key]; s[0] > instant.ns(input.request.closed_at)})
} else := outcome.indeterminate(item.pointer, sprintf("it may be a paper revocation: an observation shows %s still held at %s, but the record does not say where that was read, or whether the revoke request was closed as complete before", [entitlement.key_name(item.key), instant.text(sighting[0])]), {item.pointer, "/request", sighting[1]}) if {
	trigger.pointer == "/request/submitted_at"
	clock.verdict(trigger, item).outcome == "satisfied"
	sighting := min({s | some s in clock.perhaps(item.key); s[0] > _perhaps_closed})
}

# equivalent set-operation: a verdict has no claim of its own
else := object.union(clock.verdict(trigger, item), {"claim": item.pointer})

# The earliest instant at which the ticket may have been closed as complete.
_perhaps_closed := instant.ns(object.get(input.request, "closed_at", input.request.submitted_at)) if {
	object.get(input.request, "status", "closed_complete") == "closed_complete"
}
