package mutation

// Operators returns the names of what mutants are made by, sorted.
func Operators() []string {
	return []string{
		"affix", "arithmetic", "boundary", "comparison", "constant", "drop-body", "drop-condition", "drop-default", "drop-else",
		"drop-not", "drop-rule", "extreme", "negate", "opposite", "outcome", "quantifier", "set-operation",
	}
}
