# METADATA
# scope: package
# title: Each revoke is confirmed by the target system
# description: |
#   A complete target observation after the revoke, and before any later grant,
#   no longer shows the entitlement. One that still shows it is a paper
#   revocation.
# schemas:
#   - input: schema.evidence
# custom:
#   question: revocation
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "DE.AE-03", title: "Information correlated from multiple sources"}
#     - {framework: "NIST CSF 2.0", id: "PR.AA-05", title: "Access permissions, entitlements, and authorizations"}
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI1:2025", title: "Improper Offboarding (some guidance says NHI-03)"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "CA-7", title: "Continuous Monitoring"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AU-6(3)", title: "Correlate Audit Record Repositories"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(3)", title: "Disable Accounts"}
#     - {framework: "PCI DSS 4.0.1", id: "8.2.5", title: "Access of terminated users"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.5.18", title: "Access rights"}
#     - {framework: "CSA MAESTRO", id: "L5", title: "Evaluation and Observability"}
#   remediation: Read the target system after each revoke, and revoke again what is still there.
#   since: "1.0"
package counterfoil.controls.revocation.verified

import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome

# silence /changes/*: what is gone is the revoke that was not confirmed, or the grant that followed it
# silence /changes/*/entitlements/*: what is gone is the entitlement that was not confirmed to be gone
# silence /observations/* /observations/*/entitlements/*: what is gone is the sighting

claims contains "" if count(change.revokes) == 0

claims contains change.pointer(i) if some i in change.revokes

findings contains outcome.not_applicable("", "no access was revoked", [""]) if {
	count(change.revokes) == 0
}

findings contains outcome.indeterminate(change.pointer(i), "the revoke does not say of which entitlement", [change.pointer(i)]) if {
	some i in change.revokes
	count(object.get(input.changes[i], "entitlements", [])) == 0
}

# A revoked bundle must be gone with all that it implies.
findings contains clock.certain(_judged(i, j, k, clock.sightings(k)), _judged(i, j, k, clock.perhaps(k)), {"pointer": _pointer(i, j), "key": k}) if {
	some i in change.revokes
	some j, e in input.changes[i].entitlements
	some k in entitlement.covers(e)
}

_judged(i, j, k, seen) := outcome.satisfied(change.pointer(i), sprintf("%s was gone when the target system was read at %s", [entitlement.key_name(k), instant.text(witness[0])]), {_pointer(i, j), witness[1]}) if {
	witness := min({o | some o in clock.absent(k); _within(i, k, o[0]); not _revoked_again(i, k, o[0], seen)})
} else := outcome.not_satisfied(change.pointer(i), sprintf("paper revocation: %s was still held when the target system was read at %s", [entitlement.key_name(k), instant.text(sighting[0])]), {_pointer(i, j), sighting[1]}) if {
	sighting := min({o | some o in seen; _within(i, k, o[0])})
} else := outcome.indeterminate(change.pointer(i), sprintf("no later complete observation shows whether %s is gone: read the target system", [entitlement.key_name(k)]), [_pointer(i, j)])

# After the revoke and before what grants the same again.
_within(i, k, at) if {
	at >= change.at[i]
	every g in object.get(clock.granted, [k], set()) | _opaque {
		_not_between(change.at[i], g[0], at)
	}
}

# What does not say of what may have granted the same.
_opaque contains [change.at[i], change.pointer(i)] if {
	some i in change.grants
	change.pointer(i) in change.opaque
}

# Seen held after this revoke and then revoked once more: what is gone later is
# gone through the other one.
_revoked_again(i, k, at, seen) if {
	some s in seen
	s[0] > change.at[i]
	some r in clock.revoked[k]
	r[0] >= s[0]
	r[0] <= at
}

_not_between(from, instant_, _) if instant_ <= from

_not_between(_, instant_, until) if instant_ > until

_pointer(i, j) := sprintf("/changes/%d/entitlements/%d", [i, j])
