package counterfoil.testing_outcomes_test

import data.counterfoil.lib.outcome
import data.counterfoil.testing

_made(words) := {{"claim": "", "outcome": word, "message": word, "evidence": []} | some word in words}

test_each_claim_has_its_worst_outcome if {
	testing.outcomes({
		outcome.satisfied("", "a", [""]),
		outcome.pending("", "b", [""]),
		outcome.satisfied("/approvals/0", "c", [""]),
		outcome.satisfied("/approvals/0", "d", [""]),
		outcome.not_applicable("/approvals/1", "e", [""]),
	}) == {"": "pending", "/approvals/0": "satisfied", "/approvals/1": "not_applicable"}
}

test_from_worst_to_best if {
	order := ["not_satisfied", "indeterminate", "pending", "satisfied", "not_applicable"]
	every i, word in order {
		testing.outcome(_made(array.slice(order, i, 5))) == word
	}
}

test_silence_is_no_outcome if {
	testing.outcomes(set()) == {}
	testing.outcome(set()) == "no finding"
}

test_a_word_that_is_no_outcome if {
	testing.outcome(_made({"not_satisfied", "unsatisfied"})) == "malformed"
	testing.outcomes(_made({"satisfied", "unsatisfied"})) == {"": "malformed"}
}
