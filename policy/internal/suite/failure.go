package suite

import "context"

// Failure says why a test failed, for the author of the policy.
type Failure struct {
	Case    []string // the failing case of a test_x[case]; nil: the test itself
	Place            // the expression in the test's body
	Inside  []Place  // from there inwards: a helper's body, the body of an every
	Message string   // what went wrong, where it is not that Expr does not hold: a conflict, a built-in's error
	Output  string   // what the test printed
}

// Place is an expression that does not hold.
type Place struct {
	File   string
	Line   int
	Expr   string // its source
	Values []Value
	Diff   string // of the two sides of an equality of composite values: - is the left side, + the right
}

// Value is what an expression's variable, or a part of it such as x.findings,
// stood for when it failed.
type Value struct {
	Name string // its source
	Text string // Rego's notation of the value; "undefined"
}

// Explain runs a failed test once more and says why it fails: one Failure, or
// one for each failing case.
func (b *Build) Explain(ctx context.Context, t *Test, o RunOptions) []Failure { return nil }
