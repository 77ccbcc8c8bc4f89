# METADATA
# scope: package
# title: Access expires within the time that the request and policy set
# description: |
#   Where the request or grant.max_duration bounds the time, the entitlement
#   that the target system shows expires no later. One without an expiry is
#   standing access.
# schemas:
#   - input: schema.evidence
# custom:
#   question: grant
#   severity: medium
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI7:2025", title: "Long-Lived Secrets"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(2)", title: "Automated Temporary and Emergency Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-6", title: "Least Privilege"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.8.2", title: "Privileged access rights"}
#     - {framework: "SOC 2 (TSP 100)", id: "CC6.3", title: "Changes to access and least privilege"}
#   remediation: Set the expiry in the target system itself, so that access ends without anybody remembering.
#   since: "1.0"
package counterfoil.controls.grant.time_bound

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.match
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.counterfoil.lib.request

# silence /changes/*: what is gone is the earlier grant, from which the limit ran
# silence /observations/* /observations/*/entitlements/*: what is gone is the access that did not end in time
# silence /request/entitlements/*: what is gone is the entitlement that was to end earlier
# silence /request/entitlements/*/expires_at: what is gone is the requested end; the bound that is left is kept

claims contains "" if count(_bounded_pointers) == 0

claims contains claim[0] if some claim in _bounded_pointers

findings contains _none if count(_bounded_pointers) == 0

findings contains _judged(claim[0], claim[1]) if some claim in _bounded_pointers

claims contains pointer if some pointer, _ in _doubted

findings contains outcome.indeterminate(pointer, sprintf("%s may be held for longer than it should, as an observation has it that does not say where it was read", [name]), [pointer]) if {
	some pointer, name in _doubted
}

# What lasts too long in what may be the final state, if somebody knew where it was read.
_doubted[observation.held_at(i, j)] := entitlement.name(e) if {
	not change.action_unknown
	some k in _keys
	_bounded(k)
	some i in (observation.possible_after[k[0]] - observation.after[k[0]])
	some j, e in input.observations[i].entitlements
	entitlement.key(e) == k
	_too_long(e, k)
}

_too_long(e, _) if not e.expires_at

_too_long(e, k) if instant.ns(e.expires_at) > min(_bounds(k))

# Only what is bounded, or cannot be told to be unbounded, is claimed.
_bounded_pointers contains [pointer, k] if {
	some k in _keys
	_bounded(k)
	some pointer in _pointers(k)
}

_none := outcome.not_applicable("", "a revocation grants nothing", ["/action"]) if {
	input.action == "revoke"
} else := outcome.not_applicable("", "standing access: no change is logged", [""]) if {
	change.standing
} else := outcome.indeterminate("", "the request names no entitlement, so that nobody can tell whether it bounds time", ["/request"]) if {
	input.request
	not entitlement.asked
} else := outcome.indeterminate("", "without a request nobody can tell whether it bounds the time", [""]) if {
	not input.request
} else := outcome.not_applicable("", "neither the request nor grant.max_duration bounds the time", [""])

_keys := entitlement.requested | change.granted if not input.action == "revoke"

# What the bounds of a key are, each with its instant.
_bounds(k) := {instant.ns(e.expires_at) |
	some e in input.request.entitlements
	k in entitlement.covers(e)
} | {limit |
	some rule in _limits(k)
	limit := _granted_at(k) + instant.length(rule.limit)
}

# The first change that granted the key, or may have; where no change names it,
# the first of all.
_granted_at(k) := min(instants) if {
	instants := {change.at[i] | some i in change.grants; _may_grant(i, k)}
} else := change.first_grant

_may_grant(i, _) if change.pointer(i) in change.opaque

_may_grant(i, k) if {
	some e in input.changes[i].entitlements
	k in entitlement.covers(e)
}

_limits(k) := {rule |
	some rule in data.counterfoil.parameters.grant.max_duration

	# equivalent constant `"-"`: an action that none is called, by either name
	match.entitlement(rule.match, {"system": k[0], "resource": k[1], "permission": k[2]}, object.get(input, "action", ""))
}

_bounded(k) if count(_bounds(k)) > 0

_bounded(k) if count(_limits(k)) > 0

_bounded(_) if not input.request

_bounded(_) if change.action_unknown

# The observed entitlements of a key; or, where none is, what should have been.
_pointers(k) := observed if {
	observed := {observation.held_at(i, j) | some i in observation.after[k[0]]; some j, e in input.observations[i].entitlements; entitlement.key(e) == k}
	count(observed) > 0
} else := requested if {
	requested := {sprintf("/request/entitlements/%d", [j]) | some j, e in input.request.entitlements; k in entitlement.covers(e)}
	count(requested) > 0
} else := {sprintf("/changes/%d/entitlements/%d", [i, j]) | some i in change.grants; some j, e in input.changes[i].entitlements; entitlement.key(e) == k}

_judged(pointer, k) := outcome.indeterminate(pointer, "the record does not say whether access was to be granted or revoked", [""]) if {
	change.action_unknown
} else := outcome.pending(pointer, sprintf("nothing was changed in %s yet; it should be by %s", [k[0], instant.text(request.due)]), [pointer]) if {
	not observation.after[k[0]]
	request.waiting
} else := outcome.indeterminate(pointer, sprintf("no complete observation shows when %s expires: read the target system", [entitlement.key_name(k)]), [pointer]) if {
	not observation.after[k[0]]
} else := outcome.not_applicable(pointer, sprintf("%s is not held", [entitlement.key_name(k)]), [pointer]) if {
	not startswith(pointer, "/observations/")
} else := outcome.not_satisfied(pointer, sprintf("standing access: %s has no expiry in the target system, although %s", [entitlement.key_name(k), _why(k)]), [pointer]) if {
	not _expiry(pointer)
	input.request
} else := outcome.not_satisfied(pointer, sprintf("standing access: %s has no expiry in the target system, although %s", [entitlement.key_name(k), _why(k)]), [pointer]) if {
	not _expiry(pointer)
	count(_limits(k)) > 0
} else := outcome.not_satisfied(pointer, sprintf("%s expires at %s, later than %s", [entitlement.key_name(k), instant.text(_expiry(pointer)), instant.text(min(_bounds(k)))]), [pointer]) if {
	_expiry(pointer) > min(_bounds(k))
} else := outcome.indeterminate(pointer, "without a request nobody can tell whether it bounds the time", [pointer]) if {
	not input.request
} else := outcome.indeterminate(pointer, "the request names no entitlement, so that nobody can tell whether it bounds the time", [pointer]) if {
	not entitlement.asked
} else := outcome.indeterminate(pointer, sprintf("no change is logged from which to count the %s that %s may be held", [concat(", ", sort({rule.limit | some rule in _limits(k)})), entitlement.key_name(k)]), [pointer]) if {
	not change.first_grant
	count(_limits(k)) > 0
} else := outcome.satisfied(pointer, sprintf("%s expires at %s, no later than %s", [entitlement.key_name(k), instant.text(_expiry(pointer)), instant.text(min(_bounds(k)))]), [pointer])

_why(k) := sprintf("policy limits it to %s", [concat(", ", sort({rule.limit | some rule in _limits(k)}))]) if {
	count(_limits(k)) > 0
} else := "the request bounds its time"

# The expiry that the target system shows at a pointer into an observation.
_expiry(pointer) := instant.ns(input.observations[to_number(parts[2])].entitlements[to_number(parts[4])].expires_at) if {
	parts := split(pointer, "/")
}
