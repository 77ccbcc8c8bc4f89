// Package policy judges records with controls written in Rego.
//
// Most programs need three calls:
//
//	set, err := policy.Compile(ctx)
//	result, err := set.Evaluate(ctx, record, asOf)
//	err = result.Explain(os.Stdout, record)
//
// Compile without options takes the embedded controls and the default
// parameters; WithParameters, WithFS and WithControls change that. A [Set] is
// immutable and safe for concurrent use; [Set.WithParameters] makes one with
// other parameters from it, without compiling again. [Set.Requirement] says
// beforehand which approvals a request needs: the same rules that judge it
// afterwards. [Set.Measure] judges and says besides what a population is measured
// by: when access had to end and when it did, how long the ticket took.
//
// # Judging
//
// A record is judged at an explicit instant, between 1970 and 2261, and never at
// the wall clock. Equal records, equal instants and equal digests give results
// that are equal to the byte.
//
// Each control is asked on its own. Then nothing passes in silence:
//
//   - A claim without a finding is indeterminate: "the control reached no
//     conclusion". A control without a claims rule has one claim, the record
//     itself (""). One that declares claims, has none in this record and finds
//     nothing is indeterminate, too.
//   - A satisfied or not_satisfied finding must cite evidence that is in the
//     record. What does not resolve is taken out of the evidence and named in
//     the message; if nothing is left, the finding is indeterminate. The root
//     ("") always resolves: it stands for what is absent. input.as_of is not in
//     the record.
//   - A malformed finding or claim, a built-in's error (a time that cannot be
//     read, a division by zero) and a conflict between rules leave the control
//     with one indeterminate finding, which names the control, the file and the
//     line. What else it said is not kept; the other controls stand.
//
// A control has the worst outcome of its findings, a question the worst of its
// controls; info controls are left out of questions and of the grade, and waived
// findings out of the grade alone. A question that no control of the set judges
// is not_applicable: a set restricted by WithControls grades what it asked.
//
// When the context ends, Evaluate returns no result and an error that names the
// control that was running and wraps the context's cause. The deadline is
// checked between the steps of a rule; a single built-in that runs long is
// waited for.
//
// # Writing controls
//
// A control is one Rego file whose package is custom.controls.<group>.<name>;
// its id is <group>.<name>. The six questions are counterfoil's own groups.
// Libraries are packages below custom.lib. Files named *_test.rego are
// left alone, unless WithTests asks for them. A complete control:
//
//	# METADATA
//	# title: Vendor access is requested by an employee
//	# description: A vendor's identity does not ask for its own access.
//	# schemas:
//	#   - input: schema.evidence
//	# custom:
//	#   question: approval
//	#   severity: high
//	#   remediation: Have the vendor's manager ask.
//	package custom.controls.acme.vendor_access
//
//	import data.counterfoil.lib.outcome
//
//	findings contains outcome.not_satisfied("", "the vendor asked for itself", ["/request/requester"]) if {
//		startswith(input.request.requester.id, "vendor-")
//	}
//
//	findings contains outcome.satisfied("", "an employee asked", ["/request/requester"]) if {
//		requester := input.request.requester.id
//		not startswith(requester, "vendor-")
//	}
//
// Without a requester neither rule says anything, and the control is
// indeterminate.
//
// findings is a set of objects with the keys claim, outcome, message and
// evidence (an array or set of JSON Pointers), and no other. claims, if there is
// one, is a set of JSON Pointers. Every other rule is private: its name starts
// with an underscore. custom.frameworks, a list of {framework, id, title}, and
// custom.since may be added.
//
// A policy sees input, which is the record in its JSON form and as_of, and
// data.counterfoil.parameters. It sees no clock, no network and no environment:
// the built-ins that reach for them are refused. Whatever would be silence when
// it runs is an error when it is compiled: a field that records do not have, a
// rule or parameter that nothing defines, a finding whose outcome is none, an ordering of anything but numbers
// (OPA finds that "a" > 5, and orders times by their letters) or of what
// extensions hold, unless the rule asks is_number of it.
//
// # Parameters
//
// [ParseParameters] reads YAML or JSON and merges it over the defaults by
// top-level key. Durations are ISO 8601 of fixed length: weeks (P2W), or days
// and a time (P1DT4H30M, PT0.5S), up to a hundred years. Patterns are globs over system, resource,
// permission, subject_kind and action, in which * crosses every separator; all
// keys of a match must match, one pattern of each list suffices, and a match
// without keys is refused. A waiver or an exemption without an end is refused,
// and so is a waiver without a match: system: ["*"] says that it is meant.
//
// # Errors
//
// What is wrong with policies and parameters comes all at once, as joined
// [*Error] values in the order of their places, each with the file, the line,
// what is wrong and what exists instead. An invalid record is refused with the
// errors of evidence.Record.Validate.
package policy
