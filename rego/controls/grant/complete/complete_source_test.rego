# Observations of which nobody recorded where they were read: each is judged as the
# target's own, and then without its source.
package counterfoil.controls.grant.complete_source_test

import data.counterfoil.controls.grant.complete
import data.counterfoil.testing

_asked := "/request/entitlements/0"

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_bundle := object.union(_reader, {"permission": "Finance Analyst"})

_part := object.union(_reader, {"permission": "fin-read"})

_other := object.union(_reader, {"permission": "fin-export"})

_read(at, entitlements) := {
	"id": at, "system": "erp", "observed_at": sprintf("2026-03-02T%sZ", [at]), "complete": true, "entitlements": entitlements,
	"source": {"system": "erp", "kind": "iam", "record_id": at, "collected_at": "2026-03-10T00:00:00Z"},
}

_somewhere(at, entitlements) := object.remove(_read(at, entitlements), ["source"])

_findings(requested, edits, observations) := findings if {
	request := object.union(testing.human_grant.request, object.union({"entitlements": [requested]}, edits))
	findings := complete.findings with input as object.union(testing.human_grant, {"as_of": testing.as_of, "request": request, "observations": observations})
}

_granted(observations) := _findings(_reader, {}, observations)

_refused(requested, observations) := _findings(requested, {"status": "rejected"}, observations)

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_held(name, evidence) := _finding(_asked, "satisfied", sprintf("%s is held, as the target system shows", [name]), {_asked} | evidence)

_open(name, evidence) := _finding(_asked, "indeterminate", sprintf("an observation that does not say where it was read leaves open whether %s is held", [name]), {_asked} | evidence)

_name := "Reader on ledger in erp"

_both := {"/observations/0", "/observations/1"}

test_not_held_in_what_may_be_the_final_state if {
	every at in ["11:00:00", "11:05:00"] {
		{f.outcome | some f in _granted([_read(at, []), _read("11:05:00", [_reader])])} == {"not_satisfied"}
		_granted([_somewhere(at, []), _read("11:05:00", [_reader])]) == _open(_name, _both)
	}
}

test_not_held_in_what_is_no_final_state if {
	every observation in [
		_somewhere("10:59:59.999999999", []),
		_somewhere("11:05:00.000000001", []),
		object.union(_somewhere("11:01:00", []), {"complete": false}),
		object.union(_somewhere("11:01:00", []), {"system": "crm"}),
	] {
		_granted([observation, _read("11:05:00", [_reader])]) == _held(_name, {"/observations/1"})
	}
}

test_held_in_what_may_be_the_final_state if {
	_granted([_somewhere("11:01:00", [_reader]), _read("11:05:00", [_reader])]) == _held(_name, {"/observations/1"})
	_granted([_somewhere("11:01:00", [_reader]), _read("11:05:00", [])]) == _finding(_asked, "not_satisfied", "paper control: the ticket was closed as complete, but Reader on ledger in erp is not held", {_asked, "/request/status", "/observations/1"})
}

test_a_part_is_missing_in_what_may_be_the_final_state if {
	_findings(_bundle, {}, [_somewhere("11:01:00", [_part]), _read("11:05:00", [_part, _other])]) == _open("Finance Analyst on ledger in erp", _both)
	_findings(_bundle, {}, [_somewhere("11:01:00", [_bundle]), _read("11:05:00", [_bundle, _part])]) == _held("Finance Analyst on ledger in erp", {"/observations/1"})
}

_refused_open(name) := _finding(_asked, "indeterminate", sprintf("the request was rejected, and an observation that does not say where it was read leaves open whether %s is held", [name]), {_asked, "/request/status"} | _both)

_not_held(name, evidence) := _finding(_asked, "satisfied", sprintf("the request was rejected, and %s is not held", [name]), {_asked, "/request/status"} | evidence)

test_refused_and_held_in_what_may_be_the_final_state if {
	{f.outcome | some f in _refused(_reader, [_read("11:01:00", [_reader]), _read("11:05:00", [])])} == {"not_satisfied"}
	_refused(_reader, [_somewhere("11:01:00", [_reader]), _read("11:05:00", [])]) == _refused_open(_name)
	_refused(_bundle, [_somewhere("11:01:00", [_part, _other]), _read("11:05:00", [])]) == _refused_open("Finance Analyst on ledger in erp")
}

test_refused_and_held_in_what_is_no_final_state if {
	_refused(_reader, [_somewhere("11:05:00.000000001", [_reader]), _read("11:05:00", [])]) == _not_held(_name, {"/observations/1"})
}

test_refused_and_a_part_in_what_may_be_the_final_state if {
	_refused(_bundle, [_somewhere("11:01:00", [_part]), _read("11:05:00", [])]) == _finding(_asked, "indeterminate", "the request was rejected, but fin-read on ledger in erp is shown, which is a part of it and may not have been there before", {_asked, "/request/status"} | _both)
	_refused(_bundle, [_somewhere("11:01:00", [_part]), _read("11:05:00", []), _read("08:00:00", [_part])]) == _not_held("Finance Analyst on ledger in erp", {"/observations/1"})
}

# As the target has it the part was there at eight; later it was perhaps gone.
test_refused_and_a_part_that_was_perhaps_not_there_before if {
	_refused(_bundle, [_somewhere("09:00:00", []), _read("11:05:00", [_part]), _read("08:00:00", [_part])]) == _finding(_asked, "indeterminate", "the request was rejected, but fin-read on ledger in erp is shown, which is a part of it and may not have been there before", {_asked, "/request/status", "/observations/1"})
}
