// Package suite holds policies with their tests: it reads them, compiles them,
// runs the tests, says why a test fails, and what the tests made the controls
// see and say.
//
// # A pack
//
// A [Pack] is the policies under test with their tests (*_test.rego), beside
// what they are mounted on: the embedded library and controls, and the base
// records of data.counterfoil.testing. [Open] reads a pack of custom policies,
// [Embedded] the house's own. Nothing opens that policy.Compile refuses; tests
// are checked as strictly as policies, and must not add to their rules.
//
// [Pack.Compile] makes a [Build] of the pack as it stands, or with some of its
// modules replaced: mutated or instrumented ones.
//
// # Tests
//
// A test is a rule whose name begins with test_, in any file of the pack. It
// passes if its value is true, as with opa test; a second rule of one name is a
// test of its own, with #01 behind the name. A todo_test_ is skipped. A rule
// test_x[case] is a table: each member of its value is a case, which passes if
// it is true, and so is each case that the rule came to and left out, which
// failed. What goes wrong inside a built-in is the test's error, as it is the
// control's: it never reads as undefined.
//
// Tests run in topdown, Rego's reference evaluator, and see what controls see:
// input and data.counterfoil.parameters, no clock and no network. A budget of
// steps ends what does not end by itself. A step is an expression that is
// evaluated, or a round of a built-in's loop; the count is the same every time,
// on any machine. [Build.RunAll] uses all cores, and its results do not show it.
//
// # Why a test fails
//
// A failed test runs once more, with a trace. Of the expressions in a body, the
// one that failed and is last is the reason: those before it held. With it come
// the values of the author's variables in it and of its parts, the difference of
// the two sides of an equality, and where it failed inside: in the body of an
// every, or of a helper among the tests. Of a helper with several bodies, the
// one that came furthest is shown. An error is told at its own place.
//
// # What tests show
//
// [Pack.Capture] runs the tests once with every control of the pack
// instrumented. Its findings and claims live under another name, and rules under
// the old ones pass them on through a private built-in, together with the
// control's id, input and the parameters. No result and no line changes by that.
//
// A test that passes and asserts nothing is hollow:
//
//   - it reaches no rule of the pack, whose lookup counts as well: that nothing
//     matches may be what is asserted. Tests beside an embedded file that is not
//     under test are about that file;
//   - its body can do nothing but hold;
//   - it is a table without a case, or with two of one name, of which one that
//     passes hides one that fails;
//   - findings are all that it asks of the pack, and it passes when its controls
//     find nothing, when they find nonsense, and when they find other nonsense
//     each time. Nonsense is every outcome for whatever the test speaks of, in
//     words that hold all of the test's: it breaks what says that something is
//     not found. Other nonsense each time breaks what compares two answers.
//
// All lists are sorted, and equal packs give equal results.
package suite
