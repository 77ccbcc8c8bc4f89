package counterfoil.controls.lifecycle.owned_test

import data.counterfoil.controls.lifecycle.owned
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_service(patches) := _in(testing.service_account_grant, patches)

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_owner(owner) := [{"op": "add", "path": "/subject/owner", "value": owner}]

_finding(outcome, message, evidence) := {{"claim": "", "outcome": outcome, "message": message, "evidence": evidence}}

_kinds := {"service_account": "service account", "api_key": "api key", "workload": "workload", "agent": "agent"}

test_each_kind_with_an_active_human_owner if {
	every kind, _ in _kinds {
		findings := owned.findings with input as _service([{"op": "replace", "path": "/subject/kind", "value": kind}])
		findings == _finding("satisfied", "omar answers for it", ["/subject/owner"])
	}
}

test_each_kind_without_an_owner if {
	every kind, name in _kinds {
		findings := owned.findings with input as _service([{"op": "replace", "path": "/subject/kind", "value": kind}, {"op": "remove", "path": "/subject/owner"}])
		findings == _finding("not_satisfied", sprintf("orphaned: the %s has no owner", [name]), ["/subject"])
	}
}

test_a_person if {
	owned.findings == _finding("not_applicable", "the subject is a person", ["/subject/kind"]) with input as _in(testing.human_grant, [])
}

test_an_owner_that_is_not_a_person if {
	every kind, _ in _kinds {
		findings := owned.findings with input as _service(_owner({"id": "svc-parent", "kind": kind, "status": "active"}))
		findings == _finding("not_satisfied", sprintf("orphaned: the owner, svc-parent, is not a person (%s)", [kind]), ["/subject/owner"])
	}
}

test_an_owner_who_is_not_active if {
	every status in ["suspended", "inactive"] {
		findings := owned.findings with input as _service(_owner({"id": "omar", "kind": "human", "status": status}))
		findings == _finding("not_satisfied", sprintf("orphaned: the owner, omar, is %s", [status]), ["/subject/owner"])
	}
}

test_an_owner_of_whom_too_little_is_known if {
	every owner in [{"id": "omar", "kind": "human"}, {"id": "omar", "status": "active"}, {"id": "omar"}] {
		findings := owned.findings with input as _service(_owner(owner))
		findings == _finding("indeterminate", "it is not recorded whether the owner, omar, is an active person", ["/subject/owner"])
	}
}

# What is known to be wrong goes before what is unknown.
test_an_owner_who_is_gone_or_no_person_whatever_else_is_unknown if {
	every owner in [{"id": "omar", "status": "inactive"}, {"id": "omar", "kind": "workload"}] {
		outcomes := {f.outcome | some f in owned.findings with input as _service(_owner(owner))}
		outcomes == {"not_satisfied"}
	}
}

test_standing_access_needs_an_owner_as_well if {
	owned.findings == _finding("not_satisfied", "orphaned: the service account has no owner", ["/subject"]) with input as _service(_remove(["/subject/owner", "/request", "/policy_basis", "/approvals", "/changes"]))
}
