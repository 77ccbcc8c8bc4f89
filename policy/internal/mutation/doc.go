// Package mutation changes policies in small ways and looks whether their tests
// notice. A change that no test notices is a line that nobody has tested, or one
// that nothing depends on.
//
// # Mutants
//
// A [Mutant] is an edit of the source, made at places that are found in its
// tokens: strings, raw strings, template strings and comments hold none. The
// operators:
//
//	comparison      == and !=; < and >=, > and <=: the other sense
//	boundary        < and <=, > and >=: the bound itself
//	negate          a condition becomes its negation (a comparison turns, as above)
//	drop-not        a negation becomes the condition
//	drop-condition  one condition of several goes: of a rule, a comprehension, an every
//	drop-body       a rule, or a branch of it, holds without its conditions
//	drop-rule       one rule of several of a name goes; or the first branch of an else chain
//	drop-else       a further branch goes
//	drop-default    a default goes
//	outcome         an outcome becomes the good news that it is not, and its neighbour
//	constant        numbers by one, up and down; true and false; strings become empty
//	quantifier      some and every
//	set-operation   | & - and what their sides are alone or the other way round;
//	                union and intersection; the order of object.union, array.concat
//	arithmetic      + - * / %, a difference the other way round; bits.and and so on
//	extreme         min and max
//	affix           startswith and endswith, trim_prefix and trim_suffix
//	opposite        lower and upper, ceil and floor
//
// What people read is left alone: a string with a blank in it, a format of
// sprintf, the message of an outcome, what stands under "message", "title" or
// "description", and print. No two mutants of a file are the same text, and a
// condition that is true is not taken away. A name that something introduces and
// something else needs stays: nothing would compile.
//
// # Fates
//
// A mutant that does not compile is [Stillborn] and says nothing of the tests. It
// is compiled as strictly as policy.Compile does, but for variables and imports
// that are left unused. The others run against the tests that reach the rules of
// their name until one fails: [Killed]. What killed a mutant of the same rules comes
// first, then the tests of their own package. A test
// that takes twenty times the steps that it took before, and a hundred thousand
// more, is [Endless]: steps are counted, no clock takes part. [Survived] are those
// that no test notices, [Untested] those whose rules no test reaches. The score is
// the share of killed and endless ones in all but stillborn and equivalent ones.
//
// Results are equal on any number of cores.
//
// # Equivalent mutants
//
// Some changes make no difference that any record could show. The author says so
// once, in the source, with the reason, behind the line or in comments above it:
//
//	# equivalent boundary: two observations of one instant count together
//	# equivalent constant `""`: no system is called so
//
// The operator comes first; between backticks may stand what the mutant has
// instead, where a line has several of the operator. Without, the marker speaks of
// all that survive. It speaks of the line that the mutant is reported at. A marker
// without a reason, of an unknown operator, or that no survivor needs, is a
// [Problem]: it outlived its reason.
//
// # How it is fast
//
// Compiling takes much longer than running a test. So all mutants of a file are
// compiled together, once. The rules of one name that have mutants are kept under
// another name, beside a copy for each mutant; in their place stand wrappers that
// ask data.counterfoil_mutant which of them to be:
//
//	late(x) := y if { data.counterfoil_mutant["late"] == 17; y := late__m17(x) }
//
// OPA's rule index finds the one that applies by equality, however many there are.
// Wrappers have the heads of the rules that they stand for (a set, an object,
// names below a name, a function), so that what is asked with a key is still asked
// with a key, and what ends early still does. A mutant that changes which heads
// there are, and one of rules that stand in several files, is compiled alone. So
// are mutants that compile each, but not together. Errors of the compiler name the
// mutant by its file name; if one does not, each mutant is compiled alone: none is
// lost. What survives behind wrappers survives alone, and what is killed is killed:
// a test compares them. Types are the exception: beside the original, a mutant of
// another type passes in other files, whose types would refuse it alone. It
// counts as killed if a test fails, and as stillborn otherwise.
//
// # Errors
//
// Run has no result where the tests fail without any mutant, and where the context
// ends. A rule that is not understood has no mutants; it is listed in
// [FileResult.Unread]. Diffs, replacements and reasons hold the author's text as it
// stands: escape them before they go to a terminal.
package mutation
