package mutation

// tryBraces reads { literals } behind an if; or nothing, where the brace starts
// a set or an object that is a condition.
func (p *parser) tryBraces() (body *bodyNode) {
	start, depth := p.at, p.depth
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case *syntaxError:
			p.at, p.depth, body = start, depth, nil
		default:
			panic(thrown)
		}
	}()
	body = p.braces()
	if after := p.peek(); !after.newLine && !p.isWord("else") {
		p.throw("expected the end of the body")
	}
	return body
}

// braces reads { literals }.
func (p *parser) braces() *bodyNode {
	p.expect("{")
	body := p.body("}")
	body.braced = true
	p.expect("}")
	return body
}

// body reads literals up to a sign.
func (p *parser) body(end string) *bodyNode {
	outer := p.noUnion
	p.noUnion = false
	defer func() { p.noUnion = outer }()
	b := &bodyNode{}
	for {
		l := p.literal()
		b.literals = append(b.literals, l)
		b.span = span{b.literals[0].start, l.end}
		if p.accept(";") {
			if p.isSign(end) {
				return b
			}
			continue
		}
		if p.isSign(end) {
			return b
		}
		if !p.peek().newLine {
			p.throw("expected a new line, ; or " + end)
		}
	}
}

// literal reads one line of a body.
func (p *parser) literal() *literal {
	p.enter()
	defer p.leave()
	l := &literal{}
	l.start = p.peek().start
	named := func(word string) bool { // and not a name that is called so
		after := p.tokens[min(p.at+1, len(p.tokens)-1)]
		return p.isWord(word) && after.gap
	}
	switch {
	case named("some"):
		p.next()
		l.kind = literalSomeVars
		l.names = p.names()
		if p.isWord("in") {
			p.next()
			l.kind = literalSome
			l.term = p.value()
		}
	case named("every"):
		p.next()
		l.kind = literalEvery
		l.names = p.names()
		if !p.isWord("in") {
			p.throw("expected in")
		}
		p.next()
		l.term = p.value()
		l.body = p.braces()
	default:
		if named("not") {
			t := p.next()
			l.not = &span{t.start, t.end}
		}
		p.condense(l)
	}
	for p.isWord("with") {
		p.next()
		p.reference()
		if !p.isWord("as") {
			p.throw("expected as")
		}
		p.next()
		l.with = append(l.with, p.value())
	}
	l.end = p.end()
	return l
}

// condense reads a condition or an assignment.
func (p *parser) condense(l *literal) {
	l.term = p.value()
	if p.isSign(",") { // k, v in xs
		names := []*term{l.term}
		for p.accept(",") {
			names = append(names, p.relation())
		}
		l.term = p.member(names)
	}
	if p.isSign(":=") || p.isSign("=") {
		t := p.next()
		l.kind = literalAssign
		l.sign = span{t.start, t.end}
		l.names = []*term{l.term}
		l.term = p.value()
	}
}

// names reads what some and every introduce.
func (p *parser) names() []*term {
	names := []*term{p.relation()}
	for p.accept(",") {
		names = append(names, p.relation())
	}
	return names
}
