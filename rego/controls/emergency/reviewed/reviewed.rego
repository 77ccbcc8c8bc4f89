# METADATA
# scope: package
# title: Emergency access was reviewed after the fact
# description: |
#   Within emergency.review_within after it ended and not before, with a
#   conclusion, by a human who is neither the subject, nor the requester, nor
#   the one who declared it. It ended at verified absence or at its expiry,
#   whichever is earlier.
# schemas:
#   - input: schema.evidence
# custom:
#   question: emergency
#   severity: high
#   frameworks:
#     - {framework: "NIST CSF 2.0", id: "ID.RA-07", title: "Changes and exceptions"}
#     - {framework: "NIST CSF 2.0", id: "GV.OV-03", title: "Cybersecurity risk management performance"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2(2)", title: "Automated Temporary and Emergency Account Management"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-5", title: "Separation of Duties"}
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-6(7)", title: "Review of User Privileges"}
#     - {framework: "ISO/IEC 27001:2022", id: "A.8.2", title: "Privileged access rights"}
#     - {framework: "CSA MAESTRO", id: "L6", title: "Security and Compliance"}
#   remediation: Have somebody who took no part in it review what was done with the access, and record the conclusion.
#   since: "1.0"
package counterfoil.controls.emergency.reviewed

import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.emergency
import data.counterfoil.lib.identity
import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome

# silence /changes /changes/* /changes/*/entitlements /changes/*/entitlements/*: what is gone is the access that ended later, or the revoke that proved an earlier end; a review is held against the end that is proven, at the latest the expiry
# silence /observations /observations/* /observations/*/source /observations/*/source/kind: what is gone is the reading that proved an earlier end; what nobody read ended at its expiry
# silence /observations/*/entitlements/*: what is gone is the sighting
# silence /emergency/expires_at: without an expiry the emergency ended when the access was gone; emergency.time_bound demands the expiry
# silence /**/aliases /**/aliases/* /changes/*/actor: without the alias nobody can know that two names are one person

findings contains _finding

_finding := outcome.not_applicable("", "no emergency was declared, and nothing looks like one", [""]) if {
	not emergency.declared
	count(emergency.signs) == 0
} else := outcome.indeterminate("", "nobody can tell when the emergency ended, and so when a review is due", _grounds) if {
	not _end
} else := outcome.pending("", sprintf("a review is due by %s", [_due]), _grounds) if {
	not input.emergency.review
	instant.as_of <= _deadline
} else := outcome.not_satisfied("", sprintf("no review, which was due by %s", [_due]), _grounds) if {
	not input.emergency.review
} else := outcome.not_satisfied("", "the reviewer is not a human", ["/emergency/review/reviewer"]) if {
	_reviewer.kind != "human"
} else := outcome.not_satisfied("", sprintf("the reviewer is also %s", [concat(" and ", sort(_conflicts))]), {"/emergency/review/reviewer"} | {pointer | some role in _conflicts; pointer := _roles[role].pointer}) if {
	count(_conflicts) > 0
} else := outcome.not_satisfied("", "the review reaches no conclusion", ["/emergency/review"]) if {
	not input.emergency.review.conclusion
} else := outcome.not_satisfied("", sprintf("reviewed at %s, before the emergency ended at %s", [input.emergency.review.reviewed_at, instant.text(_end)]), ["/emergency/review/reviewed_at", "/emergency"]) if {
	_reviewed < _end
} else := outcome.not_satisfied("", sprintf("reviewed at %s, due by %s", [input.emergency.review.reviewed_at, _due]), ["/emergency/review/reviewed_at", "/emergency"]) if {
	_reviewed > _deadline
} else := outcome.indeterminate("", "it is not recorded whether the reviewer is a human", ["/emergency/review/reviewer"]) if {
	not _reviewer.kind
} else := outcome.indeterminate("", sprintf("it is not recorded who is %s, so that the reviewer may be", [concat(" and ", sort({"the requester", "who declared it"} - object.keys(_roles)))]), ["/emergency"]) if {
	count(_roles) < 3
} else := outcome.indeterminate("", "nobody can tell whether the emergency had ended when it was reviewed: an observation that shows the access held does not say where it was read", ["/emergency/review/reviewed_at", "/emergency"]) if {
	not _reviewed_after_all
} else := outcome.satisfied("", sprintf("%s reviewed it at %s: %s", [_reviewer.id, input.emergency.review.reviewed_at, input.emergency.review.conclusion]), ["/emergency/review"])

_reviewer := input.emergency.review.reviewer

_reviewed := instant.ns(input.emergency.review.reviewed_at)

_deadline := _end + instant.length(data.counterfoil.parameters.emergency.review_within)

_due := instant.text(_deadline)

_end := min(_ends({item.key: clock.sightings(item.key) | some item in clock.items}))

# Also if the doubted sightings count, with which it may have ended later.
_reviewed_after_all if _reviewed >= min(_ends({item.key: clock.perhaps(item.key) | some item in clock.items}))

# The expiry; and, all of it verifiably gone, when the last of it was.
_ends(seen) := {instant.ns(input.emergency.expires_at) | input.emergency.expires_at} | {last |
	count(change.opaque) == 0
	every item in clock.items {
		_gone(item, seen[item.key])
	}
	last := max({_gone(item, seen[item.key]) | some item in clock.items})
}

_gone(item, seen) := end[0] if {
	end := clock.ended(item.key, _since, seen)
} else := min(clock.gone(item.key, _since, seen))[0]

# What was neither granted nor seen held could be granted until the expiry, so
# that only a look after it counts.
_since := instant.ns(input.emergency.expires_at)

_since := instant.as_of if not input.emergency.expires_at

_roles["the subject"] := {"who": input.subject, "pointer": "/subject"}

_roles["the requester"] := {"who": input.request.requester, "pointer": "/request/requester"}

_roles["who declared it"] := {"who": input.emergency.declared_by, "pointer": "/emergency/declared_by"}

_conflicts := {role |
	some role, held in _roles
	identity.same(_reviewer, held.who)
}

_grounds := {"/emergency" | emergency.declared} | {sign | not emergency.declared; some sign in emergency.signs}
