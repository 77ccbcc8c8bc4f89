package counterfoil.controls.trail.sourced_test

import data.counterfoil.controls.trail.sourced
import data.counterfoil.testing

_in(record, patches) := json.patch(object.union(record, {"as_of": testing.as_of}), patches)

_set(values) := [{"op": "add", "path": path, "value": value} | some path, value in values]

_remove(paths) := [{"op": "remove", "path": path} | some path in paths]

_on(claim, record) := finding if {
	some finding in sourced.findings with input as record
	finding.claim == claim
}

_finding(claim, outcome, message, evidence) := {"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}

# Each kind of part: where it stands, and the times at which it happened.
_parts := {
	"/request": {"record": testing.human_grant, "times": ["/request/submitted_at", "/request/closed_at"]},
	"/policy_basis": {"record": testing.human_grant, "times": ["/policy_basis/decided_at"]},
	"/approvals/1": {"record": testing.agent_grant, "times": ["/approvals/1/decided_at"]},
	"/changes/1": {"record": testing.agent_grant, "times": ["/changes/1/executed_at"]},
	"/observations/0": {"record": testing.human_grant, "times": ["/observations/0/observed_at"]},
	"/events/0": {"record": testing.agent_grant, "times": ["/events/0/occurred_at"]},
	"/emergency": {"record": testing.emergency_grant, "times": ["/emergency/declared_at"]},
	"/emergency/review": {"record": testing.emergency_grant, "times": ["/emergency/review/reviewed_at"]},
}

test_every_part_is_sourced if {
	sourced.findings == {
		_finding("/request", "satisfied", "read from servicenow:acme sc_req_item/0001", ["/request/source"]),
		_finding("/policy_basis", "satisfied", "read from servicenow:acme policy/default", ["/policy_basis/source"]),
		_finding("/approvals/0", "satisfied", "read from servicenow:acme sysapproval/1", ["/approvals/0/source"]),
		_finding("/changes/0", "satisfied", "read from erp log/1", ["/changes/0/source"]),
		_finding("/observations/0", "satisfied", "read from erp state/1", ["/observations/0/source"]),
		_finding("/observations/1", "satisfied", "read from erp state/2", ["/observations/1/source"]),
	} with input as _in(testing.human_grant, [])
}

test_every_part_is_a_claim if {
	claims := sourced.claims with input as _in(testing.emergency_grant, _set({"/events": testing.agent_grant.events}))
	claims == {
		"/request", "/policy_basis", "/changes/0", "/changes/1", "/observations/0", "/observations/1", "/observations/2",
		"/events/0", "/emergency", "/emergency/review",
	}
}

test_a_record_without_parts if {
	record := {"schema": "counterfoil.evidence/v1", "id": "R1", "subject": {"id": "ana", "kind": "human"}, "as_of": testing.as_of}
	findings := sourced.findings with input as record
	findings == {_finding("", "not_applicable", "the record has no parts", [""])}
	claims := sourced.claims with input as record
	claims == {""}
}

test_each_part_needs_each_field_of_its_source if {
	every pointer, part in _parts {
		every field in ["system", "kind", "record_id", "collected_at"] {
			record := _in(part.record, _remove([sprintf("%s/source/%s", [pointer, field])]))
			_on(pointer, record) == _finding(pointer, "not_satisfied", sprintf("the source lacks %s", [field]), [pointer])
		}
	}
}

test_each_part_needs_a_source if {
	every pointer, part in _parts {
		record := _in(part.record, _remove([sprintf("%s/source", [pointer])]))
		_on(pointer, record) == _finding(pointer, "not_satisfied", "the source lacks collected_at, kind, record_id, system", [pointer])
	}
}

test_a_digest_may_be_absent_and_present if {
	record := _in(testing.human_grant, _set({"/request/source/digest": "sha256:00"}))
	_on("/request", record) == _on("/request", _in(testing.human_grant, []))
}

test_each_part_may_be_collected_in_the_instant_it_happened if {
	every pointer, part in _parts {
		every path in part.times {
			record := _in(part.record, _set({path: "2026-03-10T00:00:00Z"}))
			_on(pointer, record).outcome == "satisfied"
		}
	}
}

# No clock skew is forgiven here.
test_no_part_is_collected_before_it_happened if {
	every pointer, part in _parts {
		every path in part.times {
			record := _in(part.record, _set({path: "2026-03-10T00:00:00.000000001Z"}))
			_on(pointer, record) == _finding(
				pointer, "not_satisfied",
				"collected at 2026-03-10T00:00:00Z, before it happened at 2026-03-10T00:00:00.000000001Z",
				[sprintf("%s/source", [pointer])],
			)
		}
	}
}

# By its letters the later of the two would come first.
test_the_later_of_two_times_is_named if {
	record := _in(testing.human_grant, _set({"/request/submitted_at": "2026-03-11T00:00:00Z", "/request/closed_at": "2026-03-11T00:00:00.5Z"}))
	_on("/request", record) == _finding("/request", "not_satisfied", "collected at 2026-03-10T00:00:00Z, before it happened at 2026-03-11T00:00:00.5Z", ["/request/source"])
}

test_times_compare_across_zones if {
	record := _in(testing.human_grant, _set({"/changes/0/source/collected_at": "2026-03-02T11:30:00+01:00"}))
	_on("/changes/0", record) == _finding("/changes/0", "not_satisfied", "collected at 2026-03-02T11:30:00+01:00, before it happened at 2026-03-02T11:00:00Z", ["/changes/0/source"])
}

# An open ticket has no closing, and a declaration may lack its time.
test_a_part_may_lack_a_time if {
	_on("/request", _in(testing.human_grant, _remove(["/request/closed_at"]))).outcome == "satisfied"
	_on("/emergency", _in(testing.emergency_grant, _remove(["/emergency/declared_at"]))).outcome == "satisfied"
	_on("/policy_basis", _in(testing.human_grant, _remove(["/policy_basis/decided_at"]))).outcome == "satisfied"
}

test_changes_and_observations_come_from_each_kind_of_target if {
	every pointer in ["/changes/0", "/observations/1"] {
		every kind in ["iam", "pam", "cloud", "directory", "application"] {
			_on(pointer, _in(testing.human_grant, _set({sprintf("%s/source/kind", [pointer]): kind}))).outcome == "satisfied"
		}
	}
}

test_changes_and_observations_come_from_nowhere_else if {
	every pointer in ["/changes/0", "/observations/1"] {
		every kind in ["itsm", "hr", "manual"] {
			_on(pointer, _in(testing.human_grant, _set({sprintf("%s/source/kind", [pointer]): kind}))) == _finding(
				pointer, "not_satisfied",
				sprintf("read from erp (%s), not from a target system", [kind]),
				[sprintf("%s/source", [pointer])],
			)
		}
	}
}

test_the_other_parts_may_come_from_anywhere if {
	others := object.remove(_parts, ["/changes/1", "/observations/0"])
	count(others) == 6
	every pointer, part in others {
		every kind in ["itsm", "hr", "manual", "iam"] {
			_on(pointer, _in(part.record, _set({sprintf("%s/source/kind", [pointer]): kind}))).outcome == "satisfied"
		}
	}
}
