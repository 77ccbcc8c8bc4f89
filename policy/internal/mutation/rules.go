package mutation

// wholeRule takes away rules, their branches and their bodies.
func (g *generator) wholeRule(r *ruleNode) {
	others := false
	for i, other := range g.rules {
		others = others || i != g.rule && other != nil && other.name == r.name
	}
	if others {
		operator := "drop-rule"
		if r.fallback {
			operator = "drop-default"
		}
		g.add(operator, r.start, g.wholeLines(r.span), "")
	}
	if r.branch != nil {
		g.add("drop-rule", r.start, span{r.head.end, r.branch.head.end}, "")
	}
	before := r
	for branch := r.branch; branch != nil; before, branch = branch, branch.branch {
		g.add("drop-else", branch.start, span{before.then.end, branch.then.end}, "")
	}
	for branch := r; branch != nil; branch = branch.branch {
		g.dropBody(branch)
	}
}

// dropBody makes a rule hold without its conditions, where its head can stand
// alone.
func (g *generator) dropBody(r *ruleNode) {
	if r.body == nil || len(r.body.literals) == 1 && r.body.literals[0].kind == literalTerm && isTrue(g, r.body.literals[0].term) {
		return
	}
	head := []*term{r.ref, r.value}
	introduced := map[string]bool{}
	for _, l := range r.body.literals {
		if l.kind != literalEvery {
			for _, name := range l.names {
				g.collect(name, introduced)
			}
		}
	}
	used := map[string]bool{}
	for _, t := range head {
		g.collect(t, used)
	}
	for name := range introduced {
		if used[name] {
			return
		}
	}
	text := ""
	switch {
	case r.branch != nil: // an else needs an if before it
		text = " if true"
	case r.value == nil:
		text = " := true"
	}
	g.add("drop-body", r.body.start, r.then, text)
}

// wholeLines widens the span of a rule by the end of its line.
func (g *generator) wholeLines(s span) span {
	if s.end < len(g.source) && g.source[s.end] == '\n' {
		s.end++
	}
	return s
}
