package mutation

import "github.com/open-policy-agent/opa/v1/ast"

// parser reads the tokens of a file, rule by rule. It accepts what OPA's parser
// accepts and somewhat more: OPA has parsed the file before. What is not
// understood is thrown as a *syntaxError to the rule that it is in.
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
	rules    []*ruleNode // as OPA numbers them; nil: not understood
	comments []comment
	unread   []*syntaxError // one for each rule that is not understood
}

// parse reads a file that OPA has parsed.
func parse(source []byte, module *ast.Module) *syntax {
	tokens, comments, err := scan(source)
	if err != nil {
		return &syntax{unread: []*syntaxError{err}}
	}
	p := &parser{source: source, tokens: tokens}
	at := make(map[int]int, len(tokens))
	for i, t := range tokens {
		at[t.start] = i
	}
	out := &syntax{comments: comments}
	for _, rule := range module.Rules {
		p.at = at[rule.Location.Offset]
		r, err := p.one()
		if err != nil {
			out.unread = append(out.unread, err)
		}
		out.rules = append(out.rules, r)
	}
	return out
}

// one reads the rule that starts here.
func (p *parser) one() (rule *ruleNode, err *syntaxError) {
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

func (p *parser) enter() {
	if p.depth++; p.depth > deepest {
		p.throw("nested too deeply")
	}
}

func (p *parser) leave() { p.depth-- }
