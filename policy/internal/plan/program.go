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
	entries map[string]*function // rules without arguments, by path
	memos   int                  // how many rules a machine remembers
}

// function is a rule or a function of the policy.
type function struct {
	name    string
	params  []ir.Local
	locals  int // of a call, parameters and result included
	blocks  []block
	memo    int   // the place of its value in a machine's memory; -1 for none
	unknown error // why no machine can run it
}

// Compile turns a plan into closures. What no machine can run is no error:
// Entry tells.
func Compile(policy *ir.Policy) (*Program, error) {
	if policy == nil || policy.Static == nil || policy.Funcs == nil {
		return nil, errors.New("plan: the plan has no functions")
	}
	p := &Program{entries: map[string]*function{}}
	c := &compiler{functions: map[string]*function{}}
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
			p.entries["data."+strings.Join(f.Path[1:], ".")] = fn
		}
	}
	return p, nil
}

// Entry is a rule without arguments that a machine can be asked for.
type Entry struct{ rule *function }

// Entry returns the rule with a path, such as "data.a.b.rule", or says why a
// machine cannot run it.
func (p *Program) Entry(path string) (Entry, error) {
	fn := p.entries[path]
	if fn == nil {
		return Entry{}, fmt.Errorf("%s is not planned as a rule without arguments", path)
	}
	return Entry{fn}, fn.unknown
}

// compiler compiles the functions of a plan.
type compiler struct {
	strings   []*ast.Term
	functions map[string]*function
	fn        *function              // that is being compiled
	uses      uses                   // of locals in the rule that is being compiled
	constants map[ir.Local]*ast.Term // locals that hold the same value whenever they are read
	data      map[ir.Local]bool      // locals that hold a document of data
}

func (c *compiler) function(fn *function, f *ir.Func) error {
	if len(f.Path) == 0 || !strings.HasPrefix(f.Name, "g0.") {
		return fmt.Errorf("%s: replaced documents or functions (with)", f.Name)
	}
	c.fn = fn
	for _, l := range append([]ir.Local{f.Return}, f.Params...) {
		c.local(l)
	}
	for _, b := range f.Blocks {
		c.uses, c.constants, c.data = usesOf(b), map[ir.Local]*ast.Term{}, map[ir.Local]bool{}
		c.uses.writes[f.Return]++ // it outlives the block
		compiled, err := c.block(b, 0)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		fn.blocks = append(fn.blocks, compiled)
	}
	return nil
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
