package counterfoil.testing_test

import data.counterfoil.testing

_bases := {
	"human_grant": testing.human_grant,
	"service_account_grant": testing.service_account_grant,
	"agent_grant": testing.agent_grant,
	"revoke_request": testing.revoke_request,
	"emergency_grant": testing.emergency_grant,
}

# [control, outcome] of every finding in a base record.
_findings(record) := {[concat(".", [question, name]), finding.outcome] |
	some question, name
	some finding in data.counterfoil.controls[question][name].findings with input as object.union(record, {"as_of": testing.as_of})
}

test_nothing_spoils_a_base_record if {
	every _, record in _bases {
		{found | some found in _findings(record); found[1] in {"not_satisfied", "indeterminate", "pending"}} == set()
	}
}

# Each of the 24 controls speaks of each base record.
test_every_control_finds_something if {
	every _, record in _bases {
		count({found[0] | some found in _findings(record)}) == 24
	}
}

# To no subject of a base record did anything happen that calls for less access.
test_every_control_but_one_is_satisfied_somewhere if {
	all := {found | some record in _bases; some found in _findings(record)}
	satisfied := {found[0] | some found in all; found[1] == "satisfied"}
	{found[0] | some found in all} - satisfied == {"revocation.on_role_change"}
}
