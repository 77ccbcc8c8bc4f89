package plan

import (
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// Program is a compiled plan. It is immutable and safe for concurrent use.
type Program struct {
	entries map[string]*function // rules without arguments, by keyOf their path
	memos   int                  // how many rules a machine remembers
}

// function is a rule or a function of the policy.
type function struct {
	name    string
	params  []ir.Local
	locals  int // of a call, parameters and result included
	blocks  []block
	memo    int   // the place of its value in a machine's memory; -1 for none
	grows   bool  // its object grows set by set
	filled  bool  // its collection grows in any other way
	unknown error // why no machine can run it
}

// Compile turns a plan into closures. What no machine can run is no error:
// Entry tells.
func Compile(policy *ir.Policy) (*Program, error) {
	if policy == nil || policy.Static == nil || policy.Funcs == nil {
		return nil, errors.New("plan: the plan has no functions")
	}
	p := &Program{entries: map[string]*function{}}
	c := &compiler{functions: map[string]*function{}, entries: p.entries}
	for _, s := range policy.Static.Strings {
		c.strings = append(c.strings, ast.StringTerm(s.Value))
	}
	for _, f := range policy.Funcs.Funcs { // callees come before their callers
		fn := &function{name: f.Name, params: f.Params, memo: -1}
		fn.unknown = c.function(fn, f)
		c.functions[f.Name] = fn
		if len(f.Params) == 2 { // input and data
			fn.memo = p.memos
			p.memos++
			p.entries[keyOf(f.Path[1:])] = fn
		}
	}
	return p, nil
}

// Entry is a rule without arguments that a machine can be asked for.
type Entry struct{ rule *function }

// Entry returns a rule, such as data.a.b.rule, or says why a machine cannot run
// it.
func (p *Program) Entry(rule ast.Ref) (Entry, error) {
	var path []string
	for _, t := range rule[1:] {
		name, _ := t.Value.(ast.String)
		path = append(path, string(name))
	}
	fn := p.entries[keyOf(path)]
	if fn == nil {
		return Entry{}, fmt.Errorf("%v is not planned as a rule without arguments", rule)
	}
	return Entry{fn}, fn.unknown
}

// keyOf tells paths apart, dots in their names or not.
func keyOf(path []string) string { return strings.Join(path, "\x00") }

// compiler compiles the functions of a plan.
type compiler struct {
	strings   []*ast.Term
	functions map[string]*function // by name
	entries   map[string]*function
	fn        *function              // that is being compiled
	result    ir.Local               // that it returns
	uses      uses                   // of locals in the rule that is being compiled
	constants map[ir.Local]*ast.Term // locals that hold the same value whenever they are read
	literals  map[ir.Local]*literal  // that are being read
	data      map[ir.Local]bool      // locals that hold a document of data
}

func (c *compiler) function(fn *function, f *ir.Func) error {
	if len(f.Path) == 0 || !strings.HasPrefix(f.Name, "g0.") {
		return fmt.Errorf("%s: replaced documents or functions (with)", f.Name)
	}
	c.fn, c.result = fn, f.Return
	for _, l := range append([]ir.Local{f.Return}, f.Params...) {
		c.local(l)
	}
	for _, b := range f.Blocks {
		compiled, err := c.rules(b)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		fn.blocks = append(fn.blocks, compiled)
	}
	return nil
}

// rules compiles a block of a function: one rule, or a rule and what follows its
// else. They number their locals anew.
func (c *compiler) rules(b *ir.Block) (block, error) {
	if len(b.Stmts) == 1 {
		if inOrder, ok := b.Stmts[0].(*ir.BlockStmt); ok {
			s, err := c.nested(inOrder, func(b *ir.Block) (block, error) { return c.one(b, 1) })
			return block{s}, err
		}
	}
	return c.one(b, 0)
}

func (c *compiler) one(b *ir.Block, outer uint32) (block, error) {
	c.uses, c.constants, c.literals, c.data = usesOf(b), map[ir.Local]*ast.Term{}, map[ir.Local]*literal{}, map[ir.Local]bool{}
	c.uses.writes[c.result]++ // it outlives the block
	return c.block(b, outer)
}

// local returns the place of a local and makes room for it.
func (c *compiler) local(l ir.Local) int {
	c.fn.locals = max(c.fn.locals, int(l)+1)
	return int(l)
}

// operand is a value that a statement reads: a constant or a local.
type operand struct {
	constant *ast.Term
	local    int
}

func (o operand) in(l []*ast.Term) *ast.Term {
	if o.constant != nil {
		return o.constant
	}
	return l[o.local]
}

func (c *compiler) operand(o ir.Operand) operand {
	switch v := o.Value.(type) {
	case ir.StringIndex:
		return operand{constant: c.strings[v]}
	case ir.Bool:
		return operand{constant: ast.InternedTerm(bool(v))}
	case ir.Local:
		if t := c.constants[v]; t != nil {
			return operand{constant: t}
		}
		return operand{local: c.local(v)}
	}
	panic(fmt.Sprintf("plan: an operand is a %T", o.Value)) // there are no others
}

func (c *compiler) operands(list []ir.Operand) []operand {
	all := make([]operand, len(list))
	for i, o := range list {
		all[i] = c.operand(o)
	}
	return all
}
