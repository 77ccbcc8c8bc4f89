package mutation

// span is source[start:end].
type span struct{ start, end int }

// ruleNode is a rule, or one branch of it.
type ruleNode struct {
	span
	fallback bool   // default …
	name     string // the first name of the head
	ref      *term  // the name and what qualifies it: found["/x"][k]
	args     []*term
	head     span // up to what says the value
	partial  bool // contains
	value    *term
	body     *bodyNode // nil: none
	then     span      // from the head's end to the body's: " if {…}"
	branch   *ruleNode // else …
}

// bodyNode is literals: those of a rule, a comprehension, an every.
type bodyNode struct {
	span     // without braces
	literals []*literal
	braced   bool
}

// literalKind says what a literal is.
type literalKind uint8

const (
	literalTerm     literalKind = iota // a condition, perhaps negated
	literalAssign                      // x := … or x = …
	literalSome                        // some x in …
	literalSomeVars                    // some x
	literalEvery                       // every x in … {…}
)

// literal is one line of a body.
type literal struct {
	span
	kind  literalKind
	not   *span     // the word, if it is negated
	names []*term   // what some, every or := introduces
	term  *term     // the condition, the collection, or what is assigned
	sign  span      // := or =
	body  *bodyNode // of every
	with  []*term   // the values
}

// termKind says what a term is.
type termKind uint8

const (
	termName   termKind = iota
	termScalar          // a number, a string, true, false, null
	termTemplate
	termRef           // parts[0] and what selects from it
	termCall          // parts[0] is the function
	termArray         // parts
	termSet           // parts
	termObject        // parts: key, value, key, value, …
	termComprehension // parts: the head, or key and value; body
	termInfix         // parts[0] sign parts[1]
	termGroup         // (parts[0])
	termMember        // x in xs: parts are the names, then the collection
	termMinus         // -parts[0]
)

// term is a value as it is written.
type term struct {
	span
	kind  termKind
	token token // of a name or a scalar
	sign  span  // of an infix: the operator
	parts []*term
	body  *bodyNode
	field bool // of a ref's part: written .name
}
