# METADATA
# scope: package
# title: Emergency access ends when it was declared to end
# description: |
#   It expires, at most emergency.max_duration after it was declared, and the
#   target system shows that nothing of it was held past then.
# schemas:
#   - input: schema.evidence
# custom:
#   question: emergency
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI1:2025", title: "Improper Offboarding (some guidance says NHI-03)"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI7:2025", title: "Long-Lived Secrets"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(2)", title: "Automated Temporary and Emergency Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(3)", title: "Disable Accounts"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.8.2", title: "Privileged access rights"}
#   remediation: Give emergency access an expiry in the target system itself, and read the system once it has passed.
#   since: "1.0"
package counterfoil.controls.emergency.time_bound

import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.emergency
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome

# silence /changes /changes/* /changes/*/entitlements /changes/*/entitlements/*: what is gone is the grant that had not ended, or the late revoke; the statement asks for a reading at or after the expiry, and there is one
# silence /observations/* /observations/*/entitlements/*: what is gone is the sighting

claims contains "" if not _bounded

claims contains item.pointer if {
	_bounded
	some item in _items
}

claims contains pointer if {
	_bounded
	some pointer in change.opaque
}

claims contains "" if _nothing

findings contains _limits if not _bounded

findings contains clock.certain(_ended(item, clock.sightings(item.key)), _ended(item, clock.perhaps(item.key)), item) if {
	_bounded
	some item in _items
}

findings contains outcome.indeterminate(pointer, "the change does not say which entitlement it granted, so that nothing can show it gone", [pointer]) if {
	_bounded
	some pointer in change.opaque
}

findings contains outcome.pending("", sprintf("nothing was granted yet; the emergency expires at %s", [input.emergency.expires_at]), ["/emergency/expires_at"]) if {
	_bounded
	_nothing
	instant.as_of <= _expires
}

findings contains outcome.indeterminate("", "nothing shows what the emergency access was", ["/emergency"]) if {
	_bounded
	_nothing
	instant.as_of > _expires
}

_nothing if {
	count(_items) == 0
	count(change.opaque) == 0
}

_items contains item if {
	not change.standing
	some item in clock.items
}

# What was asked for, where nothing shows that any of it was ever granted.
_items contains {"pointer": sprintf("/request/entitlements/%d", [j]), "key": k} if {
	count(clock.items) == 0
	some j, e in input.request.entitlements
	some k in entitlement.covers(e)
}

# Standing access that is for emergencies.
_items contains {"pointer": observation.held_at(i, j), "key": entitlement.key(e)} if {
	some i in (observation.targets | observation.doubtful)
	some j, e in input.observations[i].entitlements
	emergency.stands(e)
}

# The declaration itself keeps to the limits; what is left is whether access did.
_bounded if {
	_expires >= _declared
	_expires - _began <= instant.length(_max_duration)
}

# Declared afterwards, the emergency began when access was granted: to declare
# it late must not make an ordinary grant one.
_began := min({_declared} | {change.first_grant | change.first_grant})

_expires := instant.ns(input.emergency.expires_at)

_declared := instant.ns(input.emergency.declared_at)

_max_duration := data.counterfoil.parameters.emergency.max_duration

_limits := outcome.not_applicable("", "no emergency was declared, and nothing looks like one", [""]) if {
	not emergency.declared
	count(emergency.signs) == 0
} else := outcome.not_satisfied("", "this looks like emergency access, but nothing was declared that would end it", emergency.signs) if {
	not emergency.declared
} else := outcome.not_satisfied("", "the emergency has no expiry", ["/emergency"]) if {
	not input.emergency.expires_at
} else := outcome.indeterminate("", "it is not recorded when the emergency was declared", ["/emergency"]) if {
	not input.emergency.declared_at
} else := outcome.not_satisfied("", sprintf("the emergency expired at %s, before it was declared at %s", [input.emergency.expires_at, input.emergency.declared_at]), ["/emergency/expires_at", "/emergency/declared_at"]) if {
	_expires < _declared
} else := outcome.not_satisfied("", sprintf("the emergency expires at %s, more than %s after it was declared at %s", [input.emergency.expires_at, _max_duration, input.emergency.declared_at]), ["/emergency/expires_at", "/emergency/declared_at"]) if {
	_began == _declared
} else := outcome.not_satisfied("", sprintf("the emergency expires at %s, more than %s after access was granted at %s; it was declared afterwards, at %s", [input.emergency.expires_at, _max_duration, instant.text(_began), input.emergency.declared_at]), {"/emergency/expires_at", "/emergency/declared_at"} | {change.pointer(i) | some i in change.grants; change.at[i] == _began})

# What was neither granted nor seen held could be granted until the expiry, so
# that only a look after it counts.
_ended(item, seen) := outcome.not_satisfied(item.pointer, sprintf("%s was still held at %s, after the emergency expired at %s", [entitlement.key_name(item.key), instant.text(sighting[0]), input.emergency.expires_at]), {item.pointer, "/emergency/expires_at", sighting[1]}) if {
	sighting := min({s | some s in seen; s[0] > _expires})
} else := outcome.not_satisfied(item.pointer, sprintf("%s was granted at %s, after the emergency expired at %s", [entitlement.key_name(item.key), instant.text(grant[0]), input.emergency.expires_at]), {item.pointer, "/emergency/expires_at", grant[1]}) if {
	grant := min({g | some g in clock.granted[item.key]; g[0] > _expires})
} else := outcome.not_satisfied(item.pointer, sprintf("%s was revoked at %s only, after the emergency expired at %s", [entitlement.key_name(item.key), instant.text(end[0]), input.emergency.expires_at]), {item.pointer, "/emergency/expires_at"} | end[1]) if {
	end := clock.ended(item.key, _expires, seen)
	end[0] > _expires
} else := outcome.satisfied(item.pointer, sprintf("%s was gone when the target system was read at %s", [entitlement.key_name(item.key), instant.text(witness[0])]), {item.pointer, "/emergency/expires_at", witness[1]}) if {
	witness := min(clock.gone(item.key, _expires, seen))
} else := outcome.pending(item.pointer, sprintf("%s is not shown to be gone; the emergency expires at %s", [entitlement.key_name(item.key), input.emergency.expires_at]), {item.pointer, "/emergency/expires_at"}) if {
	instant.as_of <= _expires
} else := outcome.indeterminate(item.pointer, sprintf("the emergency expired at %s, and no complete observation shows since that %s is gone: read the target system", [input.emergency.expires_at, entitlement.key_name(item.key)]), {item.pointer, "/emergency/expires_at"})
