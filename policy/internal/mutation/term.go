package mutation

// value reads a term with its operators.
func (p *parser) value() *term {
	left := p.relation()
	for p.isWord("in") {
		left = p.member([]*term{left})
	}
	return left
}

// member reads "in xs" behind names.
func (p *parser) member(names []*term) *term {
	if !p.isWord("in") {
		p.throw("expected in")
	}
	sign := p.next()
	m := &term{kind: termMember, sign: span{sign.start, sign.end}}
	m.parts = append(names, p.relation())
	m.span = span{names[0].start, p.end()}
	return m
}

// The operators by how tight they bind, loosest first.
var operators = [][]string{
	{"==", "!=", "<", "<=", ">", ">="},
	{"|"},
	{"&"},
	{"+", "-"},
	{"*", "/", "%"},
}

func (p *parser) relation() *term { return p.infix(0) }

// infix reads operators that bind at least as tight as a level.
func (p *parser) infix(level int) *term {
	if level == len(operators) {
		return p.single()
	}
	left := p.infix(level + 1)
	for p.isOperator(level) {
		sign := p.next()
		right := p.infix(level + 1)
		left = &term{kind: termInfix, span: span{left.start, right.end}, sign: span{sign.start, sign.end}, parts: []*term{left, right}}
	}
	return left
}

func (p *parser) isOperator(level int) bool {
	for _, sign := range operators[level] {
		if p.isSign(sign) && !(sign == "|" && p.noUnion) {
			return true
		}
	}
	return false
}

// single reads a term without operators.
func (p *parser) single() *term {
	p.enter()
	defer p.leave()
	t := p.peek()
	switch t.kind {
	case tokenWord:
		return p.word()
	case tokenNumber:
		p.next()
		return &term{kind: termScalar, span: span{t.start, t.end}, token: t}
	case tokenString, tokenRaw:
		p.next()
		return p.selected(&term{kind: termScalar, span: span{t.start, t.end}, token: t})
	case tokenTemplate:
		p.next()
		return &term{kind: termTemplate, span: span{t.start, t.end}, token: t}
	case tokenSign:
		switch p.text(t) {
		case "-":
			p.next()
			of := p.single()
			return &term{kind: termMinus, span: span{t.start, of.end}, parts: []*term{of}}
		case "(":
			p.next()
			of := p.apart(p.value)
			p.expect(")")
			return p.selected(&term{kind: termGroup, span: span{t.start, p.end()}, parts: []*term{of}})
		case "[", "{":
			return p.selected(p.collection())
		}
	}
	p.throw("expected a term")
	return nil
}

// word reads a name with what selects from it, a call, or a constant.
func (p *parser) word() *term {
	t := p.peek()
	switch p.text(t) {
	case "true", "false", "null":
		p.next()
		return &term{kind: termScalar, span: span{t.start, t.end}, token: t}
	}
	return p.selected(p.reference())
}

// reference reads a name with what selects from it: .name and [term].
func (p *parser) reference() *term {
	t := p.next()
	if t.kind != tokenWord {
		p.throw("expected a name")
	}
	return p.parts(&term{kind: termName, span: span{t.start, t.end}, token: t})
}

// parts reads what selects from a term.
func (p *parser) parts(head *term) *term {
	ref := &term{kind: termRef, parts: []*term{head}}
	for !p.peek().gap {
		if p.accept(".") {
			t := p.next()
			if t.kind != tokenWord || t.gap {
				p.throw("expected a name behind the dot")
			}
			ref.parts = append(ref.parts, &term{kind: termName, span: span{t.start, t.end}, token: t, field: true})
			continue
		}
		if !p.accept("[") {
			break
		}
		ref.parts = append(ref.parts, p.apart(p.value))
		p.expect("]")
	}
	if len(ref.parts) == 1 {
		return head
	}
	ref.span = span{head.start, p.end()}
	return ref
}

// selected reads calls and selections behind a term: f(x)[0].y.
func (p *parser) selected(of *term) *term {
	for {
		switch {
		case !p.peek().gap && p.isSign("(") && (of.kind == termName || of.kind == termRef):
			p.next()
			arguments := p.list(")")
			of = &term{kind: termCall, span: span{of.start, p.end()}, parts: append([]*term{of}, arguments...)}
		case !p.peek().gap && (p.isSign("[") || p.isSign(".")):
			of = p.parts(of)
		default:
			return of
		}
	}
}

// apart reads what stands in brackets, where | is an operator again.
func (p *parser) apart(read func() *term) *term {
	outer := p.noUnion
	p.noUnion = false
	defer func() { p.noUnion = outer }()
	return read()
}

// list reads terms with commas between them, up to a sign, and the sign.
func (p *parser) list(end string) []*term {
	var terms []*term
	for !p.accept(end) {
		terms = append(terms, p.apart(p.value))
		if !p.accept(",") && !p.isSign(end) {
			p.throw("expected , or " + end)
		}
	}
	return terms
}

// collection reads an array, a set, an object or a comprehension.
func (p *parser) collection() *term {
	open := p.next()
	c := &term{kind: termArray}
	c.start = open.start
	end := "]"
	if p.text(open) == "{" {
		c.kind, end = termSet, "}"
	}
	outer := p.noUnion
	defer func() { p.noUnion = outer }()
	for !p.isSign(end) {
		p.noUnion = len(c.parts) == 0
		c.parts = append(c.parts, p.value())
		if c.kind != termArray && (c.kind == termObject || len(c.parts) == 1) && p.accept(":") {
			c.kind = termObject
			p.noUnion = len(c.parts) == 1
			c.parts = append(c.parts, p.value())
		}
		if p.accept("|") {
			c.kind = termComprehension
			c.body = p.body(end)
			c.body.braced = true
			break
		}
		if !p.accept(",") && !p.isSign(end) {
			p.throw("expected , or " + end)
		}
	}
	p.expect(end)
	if len(c.parts) == 0 && c.kind == termSet {
		c.kind = termObject
	}
	c.end = p.end()
	return c
}
