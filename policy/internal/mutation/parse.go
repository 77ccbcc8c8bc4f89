package mutation

// parser reads the tokens of a file. It accepts what OPA's parser accepts and
// somewhat more: OPA has parsed the file before. What is not understood is
// thrown as a *syntaxError to the rule that it is in.
type parser struct {
	source  []byte
	tokens  []token
	at      int
	depth   int
	noUnion bool // | ends the term: it is that of a comprehension
}

// deepest is how deep terms may stand in each other.
const deepest = 500

// syntax is what is understood of a file.
type syntax struct {
	rules    []*ruleNode
	comments []comment
	unread   []*syntaxError // one for each rule that is not understood
}

// parse reads a file that OPA accepts.
func parse(source []byte) (*syntax, error) {
	tokens, comments, err := scan(source)
	if err != nil {
		return nil, err
	}
	p := &parser{source: source, tokens: tokens}
	out := &syntax{comments: comments}
	for p.peek().kind != tokenEnd {
		if p.isWord("package") || p.isWord("import") {
			p.skipLine()
			continue
		}
		rule, err := p.tryRule()
		if err != nil {
			out.unread = append(out.unread, err)
			p.skipRule()
			continue
		}
		out.rules = append(out.rules, rule)
	}
	return out, nil
}

func (p *parser) tryRule() (rule *ruleNode, err *syntaxError) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case *syntaxError:
			err = thrown
		default:
			panic(thrown)
		}
	}()
	p.depth, p.noUnion = 0, false
	return p.rule(), nil
}

func (p *parser) throw(message string) {
	panic(&syntaxError{line: lineOf(p.source, p.peek().start), message: message})
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// end is where the last token ended.
func (p *parser) end() int {
	if p.at == 0 {
		return 0
	}
	return p.tokens[p.at-1].end
}

func (p *parser) text(t token) string { return string(p.source[t.start:t.end]) }

func (p *parser) isWord(word string) bool {
	t := p.peek()
	return t.kind == tokenWord && p.text(t) == word
}

func (p *parser) isSign(sign string) bool {
	t := p.peek()
	return t.kind == tokenSign && p.text(t) == sign
}

func (p *parser) accept(sign string) bool {
	if !p.isSign(sign) {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(sign string) {
	if !p.accept(sign) {
		p.throw("expected " + sign)
	}
}

func (p *parser) skipLine() {
	for p.next(); !p.peek().newLine; {
		p.next()
	}
}

// skipRule moves to what starts a line at its beginning and can be a rule.
func (p *parser) skipRule() {
	for p.peek().kind != tokenEnd {
		t := p.next()
		after := p.peek()
		first := after.start == 0 || p.source[after.start-1] == '\n'
		if t.kind != tokenEnd && after.newLine && first && after.kind == tokenWord && !p.isWord("else") {
			return
		}
	}
}

// rule reads a rule with its branches.
func (p *parser) rule() *ruleNode {
	r := &ruleNode{}
	r.start = p.peek().start
	if p.isWord("default") && p.tokens[p.at+1].kind == tokenWord {
		p.next()
		r.fallback = true
	}
	if p.peek().kind != tokenWord {
		p.throw("expected a rule")
	}
	r.name = p.text(p.peek())
	r.ref = p.reference()
	if !p.peek().gap && p.accept("(") {
		r.args = p.list(")")
	}
	r.head = span{r.start, p.end()}
	if p.isWord("contains") {
		p.next()
		r.partial = true
		r.value = p.value()
	} else if p.accept(":=") || p.accept("=") {
		r.value = p.value()
	}
	p.condition(r)
	for last := r; p.isWord("else"); last = last.branch {
		branch := &ruleNode{name: r.name, ref: r.ref, args: r.args}
		branch.start = p.next().start
		branch.head = span{branch.start, p.end()}
		if p.accept(":=") || p.accept("=") {
			branch.value = p.value()
		}
		p.condition(branch)
		last.branch = branch
	}
	for branch := r.branch; branch != nil; branch = branch.branch {
		branch.end = p.end()
	}
	r.end = p.end()
	if after := p.peek(); !after.newLine {
		p.throw("expected the end of the rule")
	}
	return r
}

// condition reads "if …", if there is one.
func (p *parser) condition(r *ruleNode) {
	r.then.start = p.end()
	defer func() { r.then.end = p.end() }()
	if !p.isWord("if") {
		return
	}
	p.next()
	if p.isSign("{") {
		if body := p.tryBraces(); body != nil {
			r.body = body
			return
		}
	}
	l := p.literal()
	r.body = &bodyNode{span: l.span, literals: []*literal{l}}
}

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

func (p *parser) enter() {
	if p.depth++; p.depth > deepest {
		p.throw("nested too deeply")
	}
}

func (p *parser) leave() { p.depth-- }
