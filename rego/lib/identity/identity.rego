# METADATA
# title: Who is who
# description: |
#   Two identities are the same when an id or alias of one equals an id or
#   alias of the other. Every identity that the record mentions may supply the
#   link: an approver known by two names in one place is one person everywhere.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.identity

# who(x) is every name that x goes by in this record.
who(x) := names | graph.reachable(_linked, names) if {
	names := _names(x)
}

same(a, b) if {
	count(who(a) & who(b)) > 0
}

human(x) if x.kind == "human"

_names(x) := {x.id} | {alias | some alias in object.get(x, "aliases", [])}

# Only a mention with aliases can link names.
_linked[name] contains other if {
	some mention in _mentions
	mention.aliases # equivalent drop-condition: without aliases a name would be linked to itself alone
	names := _names(mention)
	some name in names
	some other in names
}

_mentions contains input.subject

_mentions contains input.subject.owner

_mentions contains input.request.requester

_mentions contains input.approvals[_].approver

_mentions contains input.approvals[_].delegation.from

_mentions contains input.changes[_].actor

_mentions contains input.changes[_].on_behalf_of

_mentions contains input.emergency.declared_by

_mentions contains input.emergency.review.reviewer
