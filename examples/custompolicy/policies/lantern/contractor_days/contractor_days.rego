# METADATA
# scope: package
# title: Contractors are given production write access on working days only
# description: |
#   Each change that gives a contractor, or an identity that a contractor answers
#   for, write access to production is executed on a working day of the
#   contractor's site. What the target system shows and no change accounts for may
#   have been given on any day. An emergency is no excuse: employees are on call.
# schemas:
#   - input: schema.evidence
# custom:
#   question: grant
#   severity: high
#   frameworks:
#     - {framework: "NIST SP 800-53 Rev. 5", id: "AC-2", title: "Account Management"}
#   remediation: Take the access away, find out who let it through, and have it granted on a working day.
package custom.controls.lantern.contractor_days

import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.custom.lib.lantern.calendar
import data.custom.lib.lantern.people
import data.custom.lib.lantern.production
import data.custom.lib.lantern.target

# silence /changes/*: what is gone is the revoke that shows that it was given twice
# silence /changes/*/entitlements/*: likewise, where the same revoke took something else away, too
# silence /observations/*: what is gone is the look that caught what nobody logged
# silence /observations/*/entitlements/*: what is gone is the access itself

claims contains ""

claims contains pointer if some pointer, _ in _gave

claims contains pointer if some pointer in _unexplained

findings contains _record

findings contains _dated(pointer, i) if some pointer, i in _gave

findings contains outcome.indeterminate(pointer, "the target shows production write access, and no change says when it was given: read its log", [pointer]) if {
	some pointer in _unexplained
}

_record := outcome.not_applicable("", "only employees stand behind the subject", object.keys(people.behind)) if {
	people.employment == "employee"
} else := outcome.indeterminate("", "HR does not say of everybody behind the subject whether it is an employee or a contractor", object.keys(people.behind)) if {
	people.employment == "unknown"
} else := unread if {
	unread := target.unread
} else := outcome.not_applicable("", "no change gave production write access", target.read) if {
	count(_gave) == 0
} else := outcome.satisfied("", "the systems concerned were read, so that whatever was given is known", target.read)

# _gave[pointer] is the change that gave production write access, or may have.
_gave[sprintf("%s/entitlements/%d", [change.pointer(i), j])] := i if {
	people.employment == "contractor"
	some i in change.grants
	some j, e in input.changes[i].entitlements
	production.writes(e)
}

_gave[change.pointer(i)] := i if {
	people.employment == "contractor"
	some i in change.grants
	change.pointer(i) in change.opaque
}

_dated(pointer, i) := outcome.satisfied(pointer, sprintf("given on a working day: %s", [_when(i)]), _grounds(pointer, i)) if {
	_day(i) == "working"
} else := outcome.indeterminate(pointer, sprintf("nobody can tell whether %s was a working day at the contractor's site, %q", [input.changes[i].executed_at, _site]), _grounds(pointer, i)) if {
	_day(i) == "unknown"
} else := outcome.indeterminate(pointer, sprintf("the change does not say what it gave on a day off: %s", [_when(i)]), _grounds(pointer, i)) if {
	pointer in change.opaque
} else := outcome.not_satisfied(pointer, sprintf("given to a contractor on a day off: %s", [_when(i)]), _grounds(pointer, i))

_day(i) := calendar.day(people.site, change.at[i])

_when(i) := calendar.text(people.site, change.at[i])

_site := sprintf("%v", [people.site])

_grounds(pointer, i) := {pointer, sprintf("%s/executed_at", [change.pointer(i)]), people.contractor}

_unexplained contains observation.held_at(i, j) if {
	people.employment == "contractor"
	some i, seen in input.observations
	some j, e in seen.entitlements
	production.writes(e)
	not _explained(entitlement.key(e), observation.at[i])
}

# Given by a logged change, or there before the first of them, and not gone in
# between: what comes back was given again.
_explained(k, at) if {
	some from in _known_since(k)
	from <= at
	count({gone | some gone in _gone(k); gone > from; gone < at}) == 0
}

_known_since(k) := {grant[0] | some grant in clock.granted[k]} | {observation.at[i] |
	some i in observation.before[k[0]]
	k in observation.keys[i]
}

# Absent in whatever was read completely, or revoked; a revoke that does not say
# of what may be one of it.
_gone(k) := {observation.at[i] |
	some i, seen in input.observations
	seen.complete
	seen.system == k[0]
	not k in observation.keys[i]
} | {change.at[i] | some i in change.revokes; _may_revoke(i, k)}

_may_revoke(i, k) if {
	some e in input.changes[i].entitlements
	k in entitlement.covers(e)
}

_may_revoke(i, _) if count(object.get(input.changes[i], "entitlements", [])) == 0
