# What a test expects of findings, where it does not compare them whole.
package counterfoil.testing

# Each claim with its worst outcome: {"": "satisfied"}, {"/approvals/0": "not_satisfied"}.
# A control that finds nothing gives {}, which equals no expectation.
outcomes(findings) := {finding.claim: _worst(of_claim) |
	some finding in findings
	of_claim := {other.outcome | some other in findings; other.claim == finding.claim}
}

# The worst outcome of all claims. A control that finds nothing gives
# "no finding", and a word that is no outcome "malformed": neither is expected
# by mistake.
outcome(findings) := _worst({finding.outcome | some finding in findings})

_worst(found) := "no finding" if {
	count(found) == 0
} else := "malformed" if {
	count(found - {known | some known in _outcomes}) > 0
} else := [known | some known in _outcomes; known in found][0]

# From worst to best.
_outcomes := ["not_satisfied", "indeterminate", "pending", "satisfied", "not_applicable"]
