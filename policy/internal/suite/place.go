package suite

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// place describes the expression of an event at which a query failed; loop is
// the every that the query is the body of, or nil.
func (x *explanation) place(query uint64, failed topdown.Event, tried int, with []*ast.With, loop *ast.Every) Place {
	expr := failed.Node.(*ast.Expr)
	body := x.trace.body(query)
	whole := statement(body, expr)
	p := Place{File: whole.Location.File, Line: whole.Location.Row, Expr: source(whole.Location), Tried: tried}
	v := &values{explanation: x, with: with, event: failed, texts: texts(body)}
	left, right, ok := v.sides(expr)
	if ok {
		p.Diff = diff(left, right)
		v.shown = expr.Operands()
	} else {
		v.ofOperands(expr)
	}
	v.ofVariables(body, whole)
	if loop != nil {
		v.ofLoop(loop)
	}
	p.Values = v.list
	return p
}

// statement returns the expression of the source that a compiled expression is
// a part of: the compiler takes calls and references out of their expressions.
func statement(body ast.Body, part *ast.Expr) *ast.Expr {
	if !part.Generated {
		return part
	}
	whole := part
	for _, e := range body {
		if !e.Generated && covers(e, part) && (whole == part || covers(whole, e)) {
			whole = e
		}
	}
	return whole
}

// covers reports whether the source of one expression is within another's.
func covers(whole, part *ast.Expr) bool {
	a, b := whole.Location, part.Location
	return a != nil && b != nil && a.File == b.File && a.Offset <= b.Offset && b.Offset+len(b.Text) <= a.Offset+len(a.Text)
}

// texts returns the sources of the variables that the compiler made.
func texts(body ast.Body) map[ast.Var]string {
	all := map[ast.Var]string{}
	for _, e := range body {
		if !e.Generated || !e.IsCall() {
			continue
		}
		out := e.Operand(len(e.Operands()) - 1)
		if e.IsEquality() {
			out = e.Operand(0)
		}
		if v, ok := out.Value.(ast.Var); ok {
			all[v] = oneLine(string(e.Location.Text))
		}
	}
	return all
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// values collects the values of the parts of an expression at an event.
type values struct {
	*explanation
	with  []*ast.With
	event topdown.Event
	texts map[ast.Var]string
	shown []*ast.Term // what the difference shows already
	list  []Value
}

// add notes a value once; nil is undefined.
func (v *values) add(name string, value ast.Value) {
	if name == "" || slices.ContainsFunc(v.list, func(o Value) bool { return o.Name == name }) {
		return
	}
	text := "undefined"
	if value != nil {
		text = cut(value.String())
	}
	v.list = append(v.list, Value{name, text})
}

// longest is how many bytes of a value are shown: a record has thousands.
const longest = 200

func cut(s string) string {
	if len(s) <= longest {
		return s
	}
	n := longest
	for n > 0 && s[n]&0xC0 == 0x80 { // within a character
		n--
	}
	return s[:n] + "…"
}

// sides returns the two sides of an equality, where both are known and one is
// composite.
func (v *values) sides(e *ast.Expr) (left, right ast.Value, ok bool) {
	if !e.IsEquality() || e.Negated || len(e.Operands()) != 2 {
		return nil, nil, false
	}
	left, known := v.value(e.Operand(0))
	right, alsoKnown := v.value(e.Operand(1))
	ok = known && alsoKnown && left != nil && right != nil && (!ast.IsScalar(left) || !ast.IsScalar(right))
	return left, right, ok
}

// ofOperands notes what the operands of an expression are, and what a rule or
// function that it rests on gave.
func (v *values) ofOperands(e *ast.Expr) {
	switch terms := e.Terms.(type) {
	case *ast.Term:
		v.ofTerm(terms)
	case []*ast.Term:
		operands := e.Operands()
		if _, builtin := ast.BuiltinMap[e.Operator().String()]; !builtin {
			if arity := v.build.Compiler.GetArity(e.Operator()); arity >= 0 && arity <= len(operands) {
				operands = operands[:arity]
				if value, known := v.call(e.Operator(), operands); known {
					v.add(callText(e), value)
				}
			}
		} else if e.Generated && !e.IsEquality() && len(operands) > 0 {
			operands = operands[:len(operands)-1]
			v.add(oneLine(string(e.Location.Text)), nil)
		}
		for _, t := range operands {
			v.ofTerm(t)
		}
	}
}

// callText is the source of a call without what stands around it.
func callText(e *ast.Expr) string {
	text := string(e.Location.Text)
	if len(e.With) > 0 && e.With[0].Location != nil {
		if n := e.With[0].Location.Offset - e.Location.Offset; n > 0 && n < len(text) {
			text = text[:n]
		}
	}
	return oneLine(strings.TrimPrefix(text, "not "))
}

// ofTerm notes what a term stands for, unless that is plain to see.
func (v *values) ofTerm(t *ast.Term) {
	switch t.Value.(type) {
	case ast.Var, ast.Ref:
	default:
		return
	}
	value, known := v.value(t)
	if ref, ok := t.Value.(ast.Ref); ok && !known { // x.findings[_]: what there is to choose from
		for n := len(ref) - 1; n > 1 && !known; n-- {
			t = ast.NewTerm(ref[:n])
			value, known = v.value(t)
		}
	}
	if known {
		v.add(v.name(t), value)
	}
}

// name is the source of a term.
func (v *values) name(t *ast.Term) string {
	switch value := t.Value.(type) {
	case ast.Var:
		if text := v.texts[value]; text != "" {
			return text
		}
		return v.variable(value)
	case ast.Ref:
		if t.Location != nil && len(t.Location.Text) > 0 {
			return oneLine(string(t.Location.Text))
		}
		return v.refName(value)
	}
	return ""
}

// refName writes a reference as the author would: from an imported name, or
// from the source of what the compiler made a variable of.
func (v *values) refName(ref ast.Ref) string {
	head, ok := ref[0].Value.(ast.Var)
	if ok && !ast.RootDocumentNames.Contains(ref[0]) {
		ref = ref.Copy()
		ref[0] = ast.VarTerm(v.name(ast.NewTerm(head)))
		return ref.String()
	}
	for _, i := range v.build.pack.Files[v.event.Location.File].Module.Imports {
		if path, ok := i.Path.Value.(ast.Ref); ok && len(path) > 1 && ref.HasPrefix(path) {
			return append(ast.Ref{ast.NewTerm(i.Name())}, ref[len(path):]...).String()
		}
	}
	return ref.String()
}

// variable is the name that the author gave a variable; empty for others.
func (v *values) variable(name ast.Var) string {
	if written, ok := v.build.Compiler.RewrittenVars[name]; ok {
		name = written
	}
	if name.IsWildcard() || strings.HasPrefix(string(name), ast.LocalVarPrefix) {
		return ""
	}
	return string(name)
}

// ofVariables notes the author's variables in a statement, by name.
func (v *values) ofVariables(body ast.Body, whole *ast.Expr) {
	found := map[string]ast.Value{}
	for _, e := range body {
		if e != whole && !(e.Generated && covers(whole, e)) {
			continue
		}
		ast.WalkVars(e, func(name ast.Var) bool {
			shown := slices.ContainsFunc(v.shown, func(t *ast.Term) bool { return t.Value.Compare(name) == 0 })
			if value := v.event.Locals.Get(name); value != nil && !shown && v.variable(name) != "" {
				found[v.variable(name)] = value
			}
			return false
		})
	}
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v.add(name, found[name])
	}
}

// ofLoop notes what the variables of an every were.
func (v *values) ofLoop(loop *ast.Every) {
	for _, t := range []*ast.Term{loop.Key, loop.Value} {
		if t == nil {
			continue
		}
		name, _ := t.Value.(ast.Var)
		if value := v.event.Locals.Get(name); value != nil {
			v.add(v.variable(name), value)
		}
	}
}
