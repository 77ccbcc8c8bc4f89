# METADATA
# title: The measures of a record
# description: |
#   What an assessment of a population counts beside outcomes: in which period the
#   record counts, how long revocation and administration took, and where the
#   ticket says more than the target system shows. Instants are text, lengths are
#   nanoseconds. What cannot be measured is named: a ticket whose times contradict
#   each other was not closed in no time.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.measures

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.clock
import data.counterfoil.lib.emergency
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.instant
import data.counterfoil.lib.obligation
import data.counterfoil.lib.observation
import data.counterfoil.lib.requirement

result := object.union_n([
	{
		"revocations": _revocations,
		"unmeasured": sort(_unmeasured),
		"convenience": sort(_convenience),
		"overrides": sort(_overrides),
		"emergency": _emergency,
		"paper": sort(_paper),
	},
	{"anchor": anchor | anchor := _anchor},
	{"time_to_close": time | time := _time_to_close},
	{"approval_lead": lead | lead := _approval_lead},
])

_revocations := [{key: _told(key, value) | some key, value in obliged} | some obliged in obligation.all]

_told(key, value) := instant.text(value) if {
	key in {"start", "deadline", "held_at", "after", "by", "reauthorised"}
} else := value

# The instant that decides in which period the record counts: that of the first
# change, else of the submission. What nobody asked for and nobody is known to
# have done counts from its first trace; it must not fall out of every period.
_anchor := _anchored("first_change", at, min(change.first_pointers)) if {
	at := change.first
} else := _anchored("submission", at, "/request/submitted_at") if {
	at := _submitted
} else := _anchored("first_trace", trace[0], trace[1]) if {
	trace := min(_traces)
}

_anchored(by, at, pointer) := {"by": by, "at": instant.text(at), "pointer": pointer}

_traces contains [change.at[i], change.pointer(i)] if some i in change.successful

_traces contains [observation.at[i], observation.pointer(i)] if {
	some i, o in input.observations
	count(o.entitlements) > 0
}

# From the submission to the closure, whatever the ticket was closed as. Two
# clocks that differ within trail.clock_skew make no time, not a negative one.
_time_to_close := max({0, _closed - _submitted}) if {
	not _unclosed
}

_unclosed := "the ticket says when it was closed, and that it is open" if {
	input.request.closed_at
	input.request.status == "open"
} else := "the ticket does not say when it was closed" if {
	input.request
	not input.request.closed_at
	not input.request.status == "open"
} else := "the ticket was closed after the instant that the record is judged at" if {
	_closed > instant.as_of
} else := "the ticket was closed before it was submitted" if {
	_closed < _submitted - _skew
}

# From the submission to the last of the approvals that met the requirement.
_approval_lead := max({0, approval.last_decisive - _submitted}) if {
	not _undecided
}

_undecided := "the last decisive approval was given after the instant that the record is judged at" if {
	approval.last_decisive > instant.as_of
} else := "the last decisive approval was given before the request was submitted" if {
	approval.last_decisive < _submitted - _skew
}

_unmeasured contains {"measure": "time_to_close", "why": _unclosed, "pointer": "/request"}

_unmeasured contains {"measure": "approval_lead", "why": _undecided, "pointer": "/approvals"}

_submitted := instant.ns(input.request.submitted_at)

_closed := instant.ns(input.request.closed_at)

_skew := instant.length(data.counterfoil.parameters.trail.clock_skew)

# The approvals that no policy asked for: what approval.necessary judges.
_convenience contains approval.pointer(i) if {
	entitlement.asked
	not requirement.required
	some i, _ in input.approvals
}

_overrides contains change.pointer(i) if {
	some i in change.successful
	input.changes[i].override
}

_emergency := "declared" if {
	emergency.declared
} else := "undeclared" if {
	count(emergency.signs) > 0
} else := "none"

# Paper control: the ticket was closed as complete, and the target system shows
# that what it asked for was not done. Of a grant it is what grant.complete finds,
# of a revoke request what revocation.on_closure does, whatever the SLA says.
_paper contains sprintf("/request/entitlements/%d", [j]) if {
	input.request.status == "closed_complete"
	input.action in {"grant", "modify"}
	some j, e in input.request.entitlements
	systems := {k[0] | some k in entitlement.covers(e)}
	every system in systems {
		observation.after[system]
	}
	not entitlement.held(e, {k | some system in systems; some k in observation.shown_throughout[system]})
}

_paper contains item.pointer if {
	input.request.status == "closed_complete"
	some obliged in obligation.all
	obliged.kind == "revoke_request"
	some item in clock.items
	some sighting in clock.sighted[item.key]
	sighting[0] > _closed
}
