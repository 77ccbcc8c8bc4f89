# Observations of which nobody recorded where they were read: each is judged as the
# target's own, and then without its source.
package counterfoil.controls.grant.exact_source_test

import data.counterfoil.controls.grant.exact
import data.counterfoil.testing

_asked := "/request/entitlements"

_reader := {"system": "erp", "resource": "ledger", "permission": "Reader"}

_writer := object.union(_reader, {"permission": "Writer"})

_read(at, entitlements) := {
	"id": at, "system": "erp", "observed_at": sprintf("2026-03-02T%sZ", [at]), "complete": true, "entitlements": entitlements,
	"source": {"system": "erp", "kind": "iam", "record_id": at, "collected_at": "2026-03-10T00:00:00Z"},
}

_somewhere(at, entitlements) := object.remove(_read(at, entitlements), ["source"])

# Read at eight, granted at eleven, read at five past.
_findings(observations) := findings if {
	findings := exact.findings with input as object.union(testing.human_grant, {"as_of": testing.as_of, "observations": observations})
}

_finding(claim, outcome, message, evidence) := {{"claim": claim, "outcome": outcome, "message": message, "evidence": evidence}}

_excess(claim, pointer) := _finding(claim, "not_satisfied", "not requested: Writer on ledger in erp", {pointer, _asked})

_exact(after, before) := _finding(after, "satisfied", "nothing was added in erp that was not requested", {_asked, after, before})

_open(claim, name, evidence) := _finding(claim, "indeterminate", sprintf("%s was not requested, and nobody can tell whether it was added: an observation of erp does not say where it was read", [name]), {_asked} | evidence)

_all := {"/observations/0", "/observations/1", "/observations/2"}

test_more_in_what_may_be_the_final_state if {
	every at in ["11:00:00", "11:04:59.999999999"] {
		_findings([_read("08:00:00", []), _read(at, [_writer]), _read("11:05:00", [_reader])]) == _excess("/observations/1", "/observations/1/entitlements/0")
		_findings([_read("08:00:00", []), _somewhere(at, [_writer]), _read("11:05:00", [_reader])]) == _open("/observations/2", "Writer on ledger in erp", _all)
	}
	inherited := object.union(_writer, {"via": "group/a"})
	_findings([_read("08:00:00", []), _somewhere("11:01:00", [inherited]), _read("11:05:00", [_reader])]) == _open("/observations/2", "Writer on ledger in erp, inherited through group/a", _all)
}

# As the target's own it would not be the final state: that was read before.
test_more_in_what_is_no_final_state if {
	late := {"entitlements": [_reader, _writer]}
	every observation in [
		_read("11:05:00.000000001", late.entitlements),
		_somewhere("11:05:00.000000001", late.entitlements),
		object.union(_somewhere("11:01:00", late.entitlements), {"complete": false}),
		object.union(_somewhere("11:01:00", late.entitlements), {"system": "crm"}),
	] {
		_findings([_read("08:00:00", []), observation, _read("11:05:00", [_reader])]) == _exact("/observations/2", "/observations/0")
	}
}

test_the_same_in_what_may_be_the_final_state if {
	_findings([_read("08:00:00", []), _somewhere("11:01:00", [_reader]), _read("11:05:00", [_reader])]) == _exact("/observations/2", "/observations/0")
}

test_what_is_proven_is_proven if {
	_findings([_read("08:00:00", []), _somewhere("11:01:00", [_writer]), _read("11:05:00", [_writer])]) == _excess("/observations/2", "/observations/2/entitlements/0")
}

# Writer was there at eight, as the target says; then it was perhaps gone.
test_less_in_what_may_be_the_state_before if {
	every at in ["08:00:00", "08:00:00.000000001", "10:59:59.999999999"] {
		_findings([_read("08:00:00", [_writer]), _read(at, []), _read("11:05:00", [_reader, _writer])]) == _excess("/observations/2", "/observations/2/entitlements/1")
		_findings([_read("08:00:00", [_writer]), _somewhere(at, []), _read("11:05:00", [_reader, _writer])]) == _open("/observations/2", "Writer on ledger in erp", _all)
	}
}

test_less_in_what_is_no_state_before if {
	_findings([_read("08:00:00", [_writer]), _somewhere("07:59:59.999999999", []), _read("11:05:00", [_reader, _writer])]) == _exact("/observations/2", "/observations/0")
	_findings([_read("08:00:00", [_writer]), object.union(_somewhere("09:00:00", []), {"complete": false}), _read("11:05:00", [_reader, _writer])]) == _exact("/observations/2", "/observations/0")
}

# What may be the final state is not the state before as well.
test_read_in_the_instant_of_the_change if {
	_findings([_read("08:00:00", [_writer]), _somewhere("11:00:00", []), _read("11:05:00", [_reader, _writer])]) == _exact("/observations/2", "/observations/0")
}

test_nobody_looked_before if {
	unknown := "Writer on ledger in erp was not requested, and may have been there before: no complete observation shows erp before the change"
	_findings([_somewhere("08:00:00", []), _read("11:05:00", [_reader])]) == _finding("/observations/1", "satisfied", "everything that is held in erp was requested", {_asked, "/observations/1"})
	_findings([_somewhere("11:01:00", [_writer]), _read("11:05:00", [_reader])]) == _finding("/observations/1", "indeterminate", unknown, {_asked, "/observations/0", "/observations/1"})
	_findings([_somewhere("08:00:00", [_writer]), _read("11:05:00", [_writer])]) == _finding("/observations/1", "indeterminate", unknown, {_asked, "/observations/1"})
}
