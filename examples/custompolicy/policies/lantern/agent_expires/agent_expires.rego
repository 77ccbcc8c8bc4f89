# METADATA
# scope: package
# title: What an AI agent is given expires within a day
# description: |
#   The target system shows an expiry for everything that the agent, or a key or
#   account of its, holds; it is no later than a day after the grant, and nothing
#   is seen held any longer. The log may promise more than the system keeps, and a
#   ticket may ask for anything: the system itself decides.
# schemas:
#   - input: schema.evidence
# custom:
#   question: revocation
#   severity: high
#   frameworks:
#     - {framework: "OWASP NHI Top 10 2025", id: "NHI7:2025", title: "Long-Lived Secrets"}
#   remediation: Revoke the access, and have it granted with an expiry that the target system enforces.
package custom.controls.lantern.agent_expires

import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.observation
import data.counterfoil.lib.outcome
import data.custom.lib.lantern.people
import data.custom.lib.lantern.target

# silence /changes/*: what is gone is the grant itself, of which nothing else tells
# silence /observations/*: what is gone is the look that caught it held too long
# silence /observations/*/entitlements/*: what is gone is the access itself

claims contains ""

claims contains pointer if some pointer, _ in _granted

claims contains pointer if some pointer, _ in _held

findings contains _record

findings contains _grant(pointer, g) if some pointer, g in _granted

findings contains _sighting(pointer, s) if some pointer, s in _held

findings contains outcome.indeterminate(pointer, "the change does not say what it gave to an AI agent", [pointer]) if {
	people.agent == "yes"
	some pointer in change.opaque
}

_record := outcome.not_applicable("", "a person stands behind the subject, and no AI agent", object.keys(people.behind)) if {
	people.agent == "no"
} else := outcome.indeterminate("", "nobody can tell whether an AI agent stands behind the subject", object.keys(people.behind)) if {
	people.agent == "unknown"
} else := unread if {
	unread := target.unread
} else := outcome.not_applicable("", "nothing was given to the agent, and it holds nothing", target.read) if {
	count(_granted) + count(_held) == 0
} else := outcome.satisfied("", "the systems concerned were read, so that whatever the agent holds is known", target.read)

_limit := instant.length("P1D")

_granted[sprintf("%s/entitlements/%d", [change.pointer(i), j])] := {"at": change.at[i], "e": e} if {
	people.agent == "yes"
	some i in change.grants
	some j, e in input.changes[i].entitlements
}

_held[observation.held_at(i, j)] := {
	"at": observation.at[i],
	"e": e,
	"grants": _grants(entitlement.key(e), observation.at[i]),
	"target": i in observation.targets,
} if {
	people.agent == "yes"
	some i, seen in input.observations
	some j, e in seen.entitlements
}

_grant(pointer, g) := outcome.not_satisfied(pointer, sprintf("granted at %s until %s: longer than a day", [instant.text(g.at), g.e.expires_at]), [pointer]) if {
	instant.ns(g.e.expires_at) > g.at + _limit
} else := outcome.satisfied(pointer, "the target system shows it, and so when it expires", {pointer} | _shown(g)) if {
	entitlement.held(g.e, {k | some k in entitlement.covers(g.e); count(_sightings(k, g)) > 0})
} else := outcome.indeterminate(pointer, "the target system does not show when this expires", [pointer])

# Where the target shows what a grant gave. Each sighting is judged by itself.
_shown(g) := {s[1] | some k in entitlement.covers(g.e); some s in _sightings(k, g)}

# What is seen after a later grant of the same is that one's.
_sightings(k, g) := {s | some s in clock.sighted[k]; max(_grants(k, s[0])) == g.at}

_sighting(pointer, s) := outcome.not_satisfied(pointer, "the target system shows no expiry", [pointer]) if {
	not s.e.expires_at
} else := outcome.not_satisfied(pointer, sprintf("it expires at %s, more than a day after it was seen", [s.e.expires_at]), [pointer]) if {
	instant.ns(s.e.expires_at) > s.at + _limit
} else := outcome.indeterminate(pointer, "no change says when this was given, so that nobody can tell whether it expires within a day of it", [pointer]) if {
	count(s.grants) == 0
} else := outcome.not_satisfied(pointer, sprintf("granted at %s, it expires at %s: longer than a day", [instant.text(max(s.grants)), s.e.expires_at]), [pointer]) if {
	instant.ns(s.e.expires_at) > max(s.grants) + _limit
} else := outcome.not_satisfied(pointer, sprintf("granted at %s, it was still held at %s: longer than a day", [instant.text(max(s.grants)), instant.text(s.at)]), [pointer]) if {
	s.at > max(s.grants) + _limit
} else := outcome.indeterminate(pointer, "no target system shows this: read it there", [pointer]) if {
	not s.target
} else := outcome.satisfied(pointer, sprintf("it expires at %s, within a day of the grant", [s.e.expires_at]), [pointer])

# When a key was granted, up to an instant.
_grants(k, until) := {g[0] | some g in clock.granted[k]; g[0] <= until}
