package mutation

import "slices"

// term mutates a term and what it holds.
func (g *generator) term(t *term) {
	switch t.kind {
	case termScalar:
		g.scalar(t)
	case termInfix:
		g.infix(t)
	case termCall:
		g.call(t)
	case termRef:
		g.parts(t)
	case termComprehension:
		for _, part := range t.parts {
			g.term(part)
		}
		g.body(t.body, t.parts)
	case termObject:
		for i, part := range t.parts {
			if i%2 == 1 && slices.Contains(prose, g.text(t.parts[i-1].span)) {
				g.message(part)
				continue
			}
			g.term(part)
		}
	default:
		for _, part := range t.parts {
			g.term(part)
		}
	}
}

// prose are the keys of what people read.
var prose = []string{`"message"`, `"title"`, `"description"`}

// parts mutates what a reference selects with.
func (g *generator) parts(ref *term) {
	if ref.kind != termRef {
		return
	}
	for i, part := range ref.parts {
		if !part.field && (i > 0 || part.kind != termName) {
			g.term(part)
		}
	}
}

// message mutates a message: what it says is left alone, what it says it of is
// not.
func (g *generator) message(t *term) {
	if t.kind == termScalar {
		return
	}
	g.term(t)
}

// The signs that a comparison may be mistaken for: another bound, another sense.
var (
	boundary   = map[string]string{"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
	comparison = map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
	arithmetic = map[string]string{"+": "-", "-": "+", "*": "/", "/": "*", "%": "*"}
	setSign    = map[string]string{"|": "&", "&": "|", "-": "&"}
)

func (g *generator) isComparison(t *term) bool {
	return t.kind == termInfix && comparison[g.text(t.sign)] != ""
}

func (g *generator) infix(t *term) {
	left, right := t.parts[0], t.parts[1]
	sign := g.text(t.sign)
	if to := boundary[sign]; to != "" {
		g.add("boundary", t.sign.start, t.sign, to)
	}
	if to := comparison[sign]; to != "" {
		g.add("comparison", t.sign.start, t.sign, to)
	}
	number, set := g.isNumber(left) || g.isNumber(right), g.isSet(left) || g.isSet(right)
	if to := arithmetic[sign]; to != "" && !set {
		g.add("arithmetic", t.sign.start, t.sign, to)
	}
	if to := setSign[sign]; to != "" && !number {
		g.add("set-operation", t.sign.start, t.sign, to)
		g.add("set-operation", t.sign.start, t.span, g.text(left.span))
		if sign != "-" {
			g.add("set-operation", t.sign.start, t.span, g.text(right.span))
		}
	}
	if sign == "-" {
		operator := "set-operation"
		if number {
			operator = "arithmetic"
		}
		g.add(operator, t.sign.start, t.span, g.grouped(right)+" - "+g.grouped(left))
	}
	g.term(left)
	g.term(right)
}

// grouped is the text of an operand, in parentheses where it has operators.
func (g *generator) grouped(t *term) string {
	if t.kind == termInfix {
		return "(" + g.text(t.span) + ")"
	}
	return g.text(t.span)
}

// isNumber and isSet report what a term is known to be by its looks.
func (g *generator) isNumber(t *term) bool {
	switch t.kind {
	case termScalar:
		return t.token.kind == tokenNumber
	case termMinus:
		return true
	case termGroup:
		return g.isNumber(t.parts[0])
	case termInfix:
		sign := g.text(t.sign)
		return sign != "-" && arithmetic[sign] != "" || sign == "-" && (g.isNumber(t.parts[0]) || g.isNumber(t.parts[1]))
	case termCall:
		return slices.Contains([]string{"count", "sum", "product", "ceil", "floor", "round", "abs", "to_number", "time.parse_rfc3339_ns", "time.parse_duration_ns"}, g.text(t.parts[0].span))
	}
	return false
}

func (g *generator) isSet(t *term) bool {
	switch t.kind {
	case termSet:
		return true
	case termComprehension:
		return g.source[t.start] == '{' && len(t.parts) == 1
	case termGroup:
		return g.isSet(t.parts[0])
	case termInfix:
		sign := g.text(t.sign)
		return sign == "|" || sign == "&" || sign == "-" && (g.isSet(t.parts[0]) || g.isSet(t.parts[1]))
	case termCall:
		return slices.Contains([]string{"set", "union", "intersection", "object.keys"}, g.text(t.parts[0].span))
	}
	return false
}
