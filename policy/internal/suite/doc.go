// Package suite holds policies with their tests: it reads them, compiles them,
// runs the tests and says what the tests made the controls see and say.
//
// # A pack
//
// A [Pack] is the policies under test with their tests (*_test.rego), beside
// what they are mounted on: the embedded library, the embedded controls and
// data.counterfoil.testing. [Open] reads a pack of custom policies, [Embedded]
// the house's own.
package suite
