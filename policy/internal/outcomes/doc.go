// Package outcomes tells which outcomes a control was seen to give: its coverage
// in the only terms that matter to who relies on it. Every line of a control can
// be reached without anybody having seen it say that evidence is missing.
//
// # Seen
//
// A [Coverage] takes what the tests of a pack made its controls say, as
// suite.Seen, and results of evaluations, such as those of cases. Both count after
// the rules of package policy (Set.Conclude). satisfied was seen where all of the
// control was; any other outcome where the control said so in a finding.
//
// What package policy says in a control's place, because the control passed a
// claim over, failed, or cited nothing, is counted apart: it is indeterminate,
// and not the control's own words.
//
// # Wanted
//
// Each control must have been seen satisfied, not_satisfied and, in its own
// words, indeterminate: a control that never says what is missing has not been
// tested on missing evidence, or has nothing to say of it. So must each other
// outcome that its rules can give: those whose constructor of
// data.counterfoil.lib.outcome, or whose name, stands in a rule of the pack that
// the control's findings reach. A name counts where it can become a value: under
// the key "outcome", in a head, assigned, handed to a function of the pack. It
// does not where it is only compared with. What the rules reach outside the pack
// is not looked at.
//
// # What is right
//
// A control for which an outcome cannot be, or that over-reaches on paper, says so
// in its file:
//
//	# never indeterminate: without an event the statement is false, not unknown
//
// A marker without a reason is an error, and so is one for an outcome that was
// seen, or that nobody wants.
package outcomes
