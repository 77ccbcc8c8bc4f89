# METADATA
# title: Findings
# description: One constructor for each outcome, so that an outcome is never a string typed by hand.
package counterfoil.lib.outcome

satisfied(claim, message, evidence) := _finding(claim, "satisfied", message, evidence)

not_satisfied(claim, message, evidence) := _finding(claim, "not_satisfied", message, evidence)

pending(claim, message, evidence) := _finding(claim, "pending", message, evidence)

indeterminate(claim, message, evidence) := _finding(claim, "indeterminate", message, evidence)

not_applicable(claim, message, evidence) := _finding(claim, "not_applicable", message, evidence)

_finding(claim, outcome, message, evidence) := {
	"claim": claim,
	"outcome": outcome,
	"message": message,
	"evidence": evidence,
}
