# METADATA
# title: Findings
# description: One constructor for each outcome, so that an outcome is never a string typed by hand.
package counterfoil.lib.outcome

satisfied(claim, message, evidence) := {
	"claim": claim,
	"outcome": "satisfied",
	"message": message,
	"evidence": evidence,
}

not_satisfied(claim, message, evidence) := {
	"claim": claim,
	"outcome": "not_satisfied",
	"message": message,
	"evidence": evidence,
}

pending(claim, message, evidence) := {
	"claim": claim,
	"outcome": "pending",
	"message": message,
	"evidence": evidence,
}

indeterminate(claim, message, evidence) := {
	"claim": claim,
	"outcome": "indeterminate",
	"message": message,
	"evidence": evidence,
}

not_applicable(claim, message, evidence) := {
	"claim": claim,
	"outcome": "not_applicable",
	"message": message,
	"evidence": evidence,
}
