# METADATA
# title: Approvals
# description: |
#   A valid approval is "approved", by a human, independent, inside its
#   delegation window if delegated, in a capacity that the requirement accepts,
#   and not after the first change. What is missing to tell is kept apart from
#   what is wrong: an approval of which too little is known is neither valid
#   nor refuted.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.approval

import data.counterfoil.lib.change
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.identity
import data.counterfoil.lib.instant
import data.counterfoil.lib.requirement

at[i] := instant.ns(a.decided_at) if some i, a in input.approvals

pointer(i) := sprintf("/approvals/%d", [i])

pointers(indices) := {pointer(i) | some i in indices}

approved contains i if {
	some i, a in input.approvals
	a.decision == "approved"
}

# parties[role] are the identities that an approver must not be.
parties.requester contains input.request.requester if "requester" in _independent_of

parties.subject contains input.subject if "subject" in _independent_of

parties.subject_owner contains input.subject.owner if "subject_owner" in _independent_of

parties.executor contains input.changes[i].actor if {
	"executor" in _independent_of
	some i in change.own
}

parties.executor contains input.changes[i].on_behalf_of if {
	"executor" in _independent_of
	some i in change.own
}

# unknown_parties: the roles that nobody is recorded in.
unknown_parties contains "requester" if {
	"requester" in _independent_of
	not input.request.requester
}

unknown_parties contains "subject owner" if {
	"subject_owner" in _independent_of
	input.subject.kind != "human"
	not input.subject.owner
}

unknown_parties contains "executor" if {
	"executor" in _independent_of
	some i in change.own
	not input.changes[i].actor
}

_independent_of := {role | some role in data.counterfoil.parameters.approval.independent_of}

# conflicts(who) are the roles that an identity holds besides approving.
conflicts(who) := {role |
	some role, holders in parties
	some holder in holders
	identity.same(who, holder)
}

# wrong[i]: what refutes approval i, apart from its time.
wrong[i] contains sprintf("%s is not a human (%s)", [a.approver.id, a.approver.kind]) if {
	some i in approved
	a := input.approvals[i]
	a.approver.kind != "human"
}

wrong[i] contains sprintf("%s is also the %s", [a.approver.id, replace(role, "_", " ")]) if {
	some i in approved
	a := input.approvals[i]
	some role in conflicts(a.approver)
}

wrong[i] contains sprintf("%s decided for %s, who is also the %s", [a.approver.id, a.delegation.from.id, replace(role, "_", " ")]) if {
	some i in approved
	a := input.approvals[i]
	some role in conflicts(a.delegation.from)
}

wrong[i] contains sprintf("%s decided before the delegation from %s began", [a.approver.id, a.delegation.from.id]) if {
	some i in approved
	a := input.approvals[i]
	at[i] < instant.ns(a.delegation.valid_from)
}

wrong[i] contains sprintf("%s decided after the delegation from %s had ended", [a.approver.id, a.delegation.from.id]) if {
	some i in approved
	a := input.approvals[i]
	at[i] > instant.ns(a.delegation.valid_until)
}

wrong[i] contains sprintf("%s decided as %s, which is not a capacity that is asked for", [a.approver.id, object.get(a, "capacity", "nobody in particular")]) if {
	some i in approved
	count(requirement.capacities) > 0
	a := input.approvals[i]

	# equivalent constant `"-"`: a capacity that none is called, by either name
	not object.get(a, "capacity", "") in requirement.capacities
}

wrong[i] contains sprintf("%s decided for %s, who is not a human (%s)", [a.approver.id, from.id, from.kind]) if {
	some i in approved
	a := input.approvals[i]
	from := a.delegation.from
	from.kind != "human"
}

# unknown[i]: what is missing to call approval i valid.
unknown[i] contains sprintf("it is not recorded whether %s is a human", [a.approver.id]) if {
	some i in approved
	a := input.approvals[i]
	not a.approver.kind
}

unknown[i] contains sprintf("the %s is not recorded, so that %s may be the same", [party, input.approvals[i].approver.id]) if {
	some i in approved
	some party in unknown_parties
}

unknown[i] contains sprintf("the delegation from %s has no %s", [a.delegation.from.id, end]) if {
	some i in approved
	a := input.approvals[i]
	some end in ({"valid_from", "valid_until"} - object.keys(a.delegation))
}

unknown[i] contains "the request names no entitlement, so that nobody can tell what policy asks for" if {
	some i in approved
	input.request
	not entitlement.asked
}

unknown[i] contains sprintf("nobody can tell which change it had to precede: %s", [unclear_change[0]]) if some i in approved

# unclear_change: why nobody can tell which change the approvals had to precede,
# and the part that should have told, [why, pointer].
unclear_change := ["the request was closed as complete, but no change is logged", "/request/status"] if {
	not change.first
	input.request.status == "closed_complete"
} else := ["the request does not say its status, and no change is logged", "/request"] if {
	not change.first
	input.request
	not input.request.status
} else := ["the record does not say whether access was to be granted or revoked", "/changes"] if {
	change.action_unknown
	count(change.revokes) > 0
}

# unrefuted: approvals that nothing refutes but, perhaps, their time.
unrefuted contains i if {
	some i in approved
	not wrong[i]
}

eligible contains i if {
	some i in unrefuted
	not unknown[i]
}

# Approvals in a capacity that counts, whatever else may be wrong with them.
approved_in_capacity contains i if {
	some i in approved
	count(requirement.capacities) == 0
}

approved_in_capacity contains i if {
	some i in approved
	input.approvals[i].capacity in requirement.capacities
}

# early: decided not after the first change, if there was one.
early contains i if {
	some i in unrefuted
	not change.first
}

early contains i if {
	some i in unrefuted
	at[i] <= change.first
}

valid := eligible & early

# reauthorising[i]: what happened to the subject after access was granted, and
# before approval i, which was decided after the first change, confirmed it.
reauthorising[i] contains event if {
	some i in (eligible - early)
	some event, e in input.events
	e.kind in {"role_change", "owner_change", "termination", "decommission"}
	instant.ns(e.occurred_at) >= change.first
	at[i] >= instant.ns(e.occurred_at)
}

# late: decided after the first change, and nothing but that is wrong.
late := {i | some i in (unrefuted - early); not reauthorising[i]}

# person[i] names the approver of approval i; who decides for somebody is the
# same person as who delegated.
# equivalent extreme `max`: the same persons have the same names, and so any one of these tells them apart
person[i] := min(graph.reachable(_links, _names[i])) if some i in approved

_names[i] := identity.who(a.approver) | _delegator(a) if {
	some i in approved
	a := input.approvals[i]
}

_delegator(a) := identity.who(a.delegation.from)

_delegator(a) := set() if not a.delegation

_links[name] contains other if {
	some i in approved
	some name in _names[i]
	some other in _names[i]
}

persons(indices) := {person[i] | some i in indices}

# meets(indices): these approvals are all that policy requires: enough different
# approvers, and a different one for each capacity. The second holds when any
# choice of capacities can be shared out among at least as many approvers
# (Hall's theorem).
meets(indices) if {
	count(persons(indices)) >= requirement.min_approvers
	_capacities_covered(indices)
}

_capacities_covered(indices) if {
	capacities := sort(requirement.capacities)

	# Each bit of a number says whether its capacity is chosen.
	# equivalent constant `1`: that nothing is chosen is no demand
	# equivalent constant `0`: more bits than capacities choose the same again
	# equivalent constant `2`: so do twice as many numbers; and to choose all is what min_approvers demands
	# equivalent arithmetic: more bits than capacities choose the same again, and so do negative numbers
	every choice in numbers.range(0, bits.lsh(1, count(capacities)) - 1) {
		# equivalent comparison: for each choice there is one of all the others
		chosen := {c | some n, c in capacities; bits.and(choice, bits.lsh(1, n)) != 0}
		count({person[i] | some i in indices; input.approvals[i].capacity in chosen}) >= count(chosen)
	}
}

# Decisive: the valid approvals, once they meet the requirement.
decisive := valid if {
	requirement.required
	meets(valid)
} else := set()

last_decisive := max({at[i] | some i in decisive})

# The requirement would be met if what is unknown turned out well.
perhaps if {
	requirement.required
	meets(early)
}

# A rejection that the same approver or capacity did not turn into an approval.
standing_rejections contains i if {
	some i in _rejected
	not _turned(i, early)
}

# doubtful_rejections: too little is known of what turned them.
doubtful_rejections contains i if {
	some i in _rejected
	not i in standing_rejections
	not _turned(i, valid)
}

_rejected contains i if {
	some i, a in input.approvals
	a.decision == "rejected"
}

_turned(i, indices) if {
	some j in indices
	at[j] >= at[i]
	identity.same(input.approvals[i].approver, input.approvals[j].approver)
}

_turned(i, indices) if {
	some j in indices
	at[j] >= at[i]
	input.approvals[i].capacity == input.approvals[j].capacity
}

# missing says in words what the requirement lacks.
# equivalent set-operation: the third is empty unless the first two are
missing := concat("; ", array.concat(array.concat(_missing_count, _missing_capacities), _missing_share))

_missing_count := [sprintf("%d of %d approvers", [n, requirement.min_approvers])] if {
	n := count(persons(valid))
	n < requirement.min_approvers
} else := []

_missing_capacities := [sprintf("nobody as %s", [c]) |
	some c in sort(requirement.capacities)
	not _covered(c)
]

# Enough approvers, and nobody missing, but some stand for more than one capacity.
_missing_share := ["a different approver for each capacity"] if {
	count(_missing_count) + count(_missing_capacities) == 0
	not _capacities_covered(valid)
} else := []

_covered(capacity) if {
	some i in valid
	input.approvals[i].capacity == capacity
}

# doubts says of each approval that does not count why, in the record's order.
doubts := [sprintf("%s: %s", [pointer(i), concat(", ", sort(reasons))]) |
	some i, _ in input.approvals
	reasons := (object.get(wrong, i, set()) | object.get(unknown, i, set())) | _lateness(i)
	count(reasons) > 0
]

_lateness(i) := {"decided after the change"} if {
	i in unrefuted
	not i in early
} else := set()
