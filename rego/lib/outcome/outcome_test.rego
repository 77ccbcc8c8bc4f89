package counterfoil.lib.outcome_test

import data.counterfoil.lib.outcome

_of(name) := {"claim": "/changes/0", "outcome": name, "message": "why", "evidence": ["/changes/0/actor"]}

test_each_constructor_says_its_outcome if {
	outcome.satisfied("/changes/0", "why", ["/changes/0/actor"]) == _of("satisfied")
	outcome.not_satisfied("/changes/0", "why", ["/changes/0/actor"]) == _of("not_satisfied")
	outcome.pending("/changes/0", "why", ["/changes/0/actor"]) == _of("pending")
	outcome.indeterminate("/changes/0", "why", ["/changes/0/actor"]) == _of("indeterminate")
	outcome.not_applicable("/changes/0", "why", ["/changes/0/actor"]) == _of("not_applicable")
}

test_evidence_may_be_a_set if {
	outcome.satisfied("", "why", {"/request"}).evidence == {"/request"}
}
