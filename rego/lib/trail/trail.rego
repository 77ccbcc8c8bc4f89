# METADATA
# title: The links of the decision path
# description: |
#   The state of each link that an auditor needs: found (and where), missing,
#   due (not there yet, and in time), unknown, or not needed (and why).
# schemas:
#   - input: schema.evidence
package counterfoil.lib.trail

import data.counterfoil.lib.approval
import data.counterfoil.lib.change
import data.counterfoil.lib.emergency
import data.counterfoil.lib.entitlement
import data.counterfoil.lib.exemption
import data.counterfoil.lib.observation
import data.counterfoil.lib.request
import data.counterfoil.lib.requirement

# links names each link by the pointer of the part that holds it.
links := object.union(_links, {"/approvals": "decision"}) if {
	_ended_unchanged
} else := _links

_links := {
	"/request": "request",
	"/request/requester": "requester",
	"/policy_basis": "policy basis",
	"/approvals": "required approvals",
	"/changes": "executed change",
	"/observations": "target observation",
}

# needless[link] says why a link is not needed.
needless[link] := sprintf("the workflow exemption %s stands in for it", [exemption.ids]) if {
	exemption.record
	some link in {"/request", "/request/requester", "/policy_basis", "/approvals"}
}

needless[link] := sprintf("the request was %s and nothing was changed", [replace(input.request.status, "_", " ")]) if {
	_ended_unchanged
	some link in {"/policy_basis", "/changes", "/observations"}
}

needless["/approvals"] := "policy requires no approval" if _no_approval

needless["/approvals"] := "a declared emergency: emergency.reviewed judges it instead" if {
	emergency.declared
	not _no_approval
	not exemption.record
}

_no_approval if {
	input.request
	not requirement.required
}

_ended_unchanged if {
	request.not_done
	not change.made
}

# found[link] cites what holds the link.
found["/request"] contains "/request" if input.request

found["/request/requester"] contains "/request/requester" if input.request.requester

found["/policy_basis"] contains "/policy_basis" if input.policy_basis

found["/approvals"] contains approval.pointer(i) if {
	entitlement.asked
	approval.meets(approval.approved_in_capacity)
	some i in approval.approved_in_capacity
}

# The decision on a request that ended without a change, whichever it was.
found["/approvals"] contains approval.pointer(i) if {
	_ended_unchanged
	some i, _ in input.approvals
}

# A grant carries out no revocation.
found["/changes"] contains change.pointer(i) if {
	not change.action_unknown
	some i in change.own
	not _grant_instead(i)
}

_grant_instead(i) if {
	input.action == "revoke"
	input.changes[i].action == "grant"
}

found["/observations"] contains observation.pointer(i) if some i in observation.targets

# due: not there, but neither would it have to be.
due contains link if {
	request.waiting
	some link in {"/policy_basis", "/approvals", "/changes"}
	_absent(link)
}

# After a change that was made in time there is time left to look.
due contains "/observations" if {
	request.open
	request.in_time
	_absent("/observations")
}

# unknown[link] says why nobody can tell whether what is there is the link.
unknown["/approvals"] := "without a request nobody can tell which are required" if {
	_unmeasured
	not input.request
}

unknown["/approvals"] := "the request names no entitlement, so that nobody can tell which are required" if {
	_unmeasured
	input.request
}

unknown["/changes"] := "the record does not say whether access was to be granted or revoked" if {
	change.action_unknown
	change.made
}

# There are approvals, and nothing to measure them by.
_unmeasured if {
	not entitlement.asked
	count(input.approvals) > 0
	_absent("/approvals")
	not "/approvals" in due
}

missing contains link if {
	some link, _ in links
	_absent(link)
	not link in due
	not link in object.keys(unknown)
}

_absent(link) if {
	not needless[link]
	count(object.get(found, [link], set())) == 0
}
