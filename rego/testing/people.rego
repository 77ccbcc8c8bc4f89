# Edits of who. An id, "ceo", stands for an active human of that name; an
# identity, {"id": "bot", "kind": "agent"}, is taken as it is.
package counterfoil.testing

import data.counterfoil.lib.instant

# Another subject. Wrong is only what is wrong with that one: an agent of which
# no owner is given is orphaned. testing.agent_grant.subject is a good one.
by_subject(record, who) := with_value(record, "/subject", _identity(who))

# Another owner of a non-human identity. Wrong is what is wrong with that one.
owned_by(record, who) := with_value(record, "/subject/owner", _identity(who)) if record.subject.kind != "human"

# Another requester. Nothing is wrong unless it is an approver.
requested_by(record, who) := with_value(record, "/request/requester", _identity(who))

# Another actor of every change. Nothing is wrong unless it is an approver.
executed_by(record, who) := object.union(judged(record), {"changes": changes}) if {
	changes := [object.union(object.remove(change, ["actor"]), {"actor": _identity(who)}) | some change in record.changes]
	count(changes) > 0
}

# Another approver gave the first approval. Nothing is wrong unless it is a party.
approved_by(record, who) := with_value(record, "/approvals/0/approver", _identity(who))

# The first approver decided in another capacity, which may not be asked for.
approved_as(record, capacity) := with_value(record, "/approvals/0/capacity", capacity)

# One more approver, who was shown the same and decided at the same instant as
# the last. Nothing is wrong unless it is a party.
also_approved_by(record, who, capacity) := with_value(record, "/approvals/-", approval) if {
	n := count(record.approvals)
	approval := object.union(object.remove(record.approvals[n - 1], ["approver", "delegation"]), {
		"id": sprintf("apr-%d", [n + 1]),
		"approver": _identity(who),
		"capacity": capacity,
	})
}

# The requester gave the first approval, which therefore does not count.
self_approved(record) := approved_by(record, record.request.requester)

# Every approver said no, and access was changed all the same. turned_down is
# the request that was refused, and that is all.
rejected(record) := object.union(judged(record), {"approvals": _refusals(record)})

_refusals(record) := refusals if {
	refusals := [object.union(approval, {"decision": "rejected"}) | some approval in record.approvals]
	count(refusals) > 0
}

# The first approver stood in for somebody, from a day before the decision to a
# day after. Policy asks what a delegate was shown, which human_grant does not say.
delegated(record, from) := with_value(record, "/approvals/0/delegation", {
	"from": _identity(from),
	"valid_from": instant.text(at - _day),
	"valid_until": instant.text(at + _day),
}) if {
	at := instant.ns(record.approvals[0].decided_at)
}

_day := instant.length("P1D")

_identity(who) := {"id": who, "kind": "human", "status": "active"} if is_string(who)

_identity(who) := who if is_object(who)
