package mutation

import "strings"

// body mutates the literals of a body. head is what the body is for: the terms
// that its names are used in.
func (g *generator) body(b *bodyNode, head []*term) {
	for i, l := range b.literals {
		if len(b.literals) > 1 && g.droppable(b, i, head) {
			g.add("drop-condition", l.start, g.line(b, i), "")
		}
		switch l.kind {
		case literalTerm:
			if l.not != nil {
				g.add("drop-not", l.start, span{l.not.start, l.term.start}, "")
			} else if !isTrue(g, l.term) && !g.isComparison(l.term) {
				g.add("negate", l.start, span{l.start, l.start}, "not ")
			}
			if !isTrue(g, l.term) {
				g.term(l.term)
			}
		case literalAssign:
			g.term(l.names[0])
			g.term(l.term)
		case literalSome:
			g.names(l)
			g.term(l.term)
			g.someToEvery(b, i, head)
		case literalEvery:
			g.names(l)
			g.term(l.term)
			g.body(l.body, nil)
			g.everyToSome(b, l)
		}
		for _, value := range l.with {
			g.term(value)
		}
	}
}

func (g *generator) names(l *literal) {
	for _, name := range l.names {
		g.term(name)
	}
}

func isTrue(g *generator, t *term) bool { return t.kind == termScalar && g.text(t.span) == "true" }

// droppable reports whether a literal can go without leaving a name that nothing
// introduces. What the names of a reference are, the compiler knows better.
func (g *generator) droppable(b *bodyNode, i int, head []*term) bool {
	l := b.literals[i]
	switch l.kind {
	case literalSomeVars:
		return false
	case literalTerm:
		return !isTrue(g, l.term) || l.not != nil
	case literalEvery:
		return true
	}
	introduced := map[string]bool{}
	for _, name := range l.names {
		g.collect(name, introduced)
	}
	return !g.used(introduced, b, i, head)
}

// used reports whether names stand in the head or in another literal.
func (g *generator) used(names map[string]bool, b *bodyNode, except int, head []*term) bool {
	found := map[string]bool{}
	for _, t := range head {
		g.collect(t, found)
	}
	for i, l := range b.literals {
		if i != except {
			g.collectLiteral(l, found)
		}
	}
	for name := range names {
		if found[name] {
			return true
		}
	}
	return false
}

// collect adds the names in a term.
func (g *generator) collect(t *term, names map[string]bool) {
	if t == nil {
		return
	}
	if t.kind == termName && !t.field && g.text(t.span) != "_" {
		names[g.text(t.span)] = true
	}
	for _, part := range t.parts {
		g.collect(part, names)
	}
	if t.body != nil {
		for _, l := range t.body.literals {
			g.collectLiteral(l, names)
		}
	}
}

func (g *generator) collectLiteral(l *literal, names map[string]bool) {
	for _, list := range [][]*term{l.names, {l.term}, l.with} {
		for _, t := range list {
			g.collect(t, names)
		}
	}
	if l.body != nil {
		for _, inner := range l.body.literals {
			g.collectLiteral(inner, names)
		}
	}
}

// line returns what goes when a literal goes: its whole lines where it has them
// to itself, or else what parts it from its neighbour.
func (g *generator) line(b *bodyNode, i int) span {
	l := b.literals[i]
	start, end := l.start, l.end
	for start > 0 && (g.source[start-1] == ' ' || g.source[start-1] == '\t') {
		start--
	}
	for end < len(g.source) && (g.source[end] == ' ' || g.source[end] == '\t' || g.source[end] == '\r') {
		end++
	}
	first := start > 0 && g.source[start-1] == '\n'
	switch {
	case first && end < len(g.source) && g.source[end] == '\n':
		return span{start, end + 1}
	case first && end < len(g.source) && g.source[end] == '#':
		return span{l.start, end}
	case i+1 < len(b.literals) && !strings.Contains(g.text(span{l.end, b.literals[i+1].start}), "#"):
		return span{l.start, b.literals[i+1].start}
	case i > 0 && !strings.Contains(g.text(span{b.literals[i-1].end, l.start}), "#"):
		return span{b.literals[i-1].end, l.end}
	}
	return l.span // "; ;" or an empty line: OPA says whether it may be
}

// someToEvery makes "some x in xs; rest" of a body "every x in xs { rest }".
func (g *generator) someToEvery(b *bodyNode, i int, head []*term) {
	l := b.literals[i]
	if i+1 == len(b.literals) || len(l.with) > 0 {
		return
	}
	names, used := map[string]bool{}, map[string]bool{}
	for _, name := range l.names {
		if name.kind != termName {
			return // every takes no patterns
		}
		g.collect(name, names)
	}
	for _, t := range head {
		g.collect(t, used)
	}
	for _, before := range b.literals[:i] {
		g.collectLiteral(before, used)
	}
	for name := range names {
		if used[name] {
			return
		}
	}
	rest := strings.TrimPrefix(strings.TrimLeft(g.text(span{l.end, b.end}), " \t"), ";")
	end := " }"
	if strings.Contains(rest, "\n") {
		end = "\n}"
	}
	g.add("quantifier", l.start, span{l.start, b.end}, "every"+g.text(span{l.start + len("some"), l.end})+" {"+rest+end)
}

// everyToSome makes "every x in xs { conditions }" "some x in xs; conditions".
func (g *generator) everyToSome(b *bodyNode, l *literal) {
	if len(l.with) > 0 {
		return
	}
	inner := g.text(span{l.term.end, l.body.end})
	_, inner, _ = strings.Cut(inner, "{")
	if blank := inner[:len(inner)-len(strings.TrimLeft(inner, " \t\r\n"))]; !strings.Contains(blank, "\n") {
		inner = ";" + inner
	}
	text := "some" + g.text(span{l.start + len("every"), l.term.end}) + inner
	if !b.braced {
		text = "{ " + text + " }"
	}
	g.add("quantifier", l.start, l.span, text)
}
