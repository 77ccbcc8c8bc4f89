package plan

import (
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Machine answers questions about one record.
type Machine struct {
	input, data *ast.Term
	builtins    topdown.BuiltinContext
	cancel      topdown.Cancel
	memory      []memory
	stack       []*ast.Term
	used        int
	spare       []*ast.Term           // see read
	result      *ast.Term             // of the built-in that is being called
	take        func(*ast.Term) error // takes it
	value       *ast.Term             // that the function just run returned
	err         error                 // why the machine stopped
}

// memory is what a rule without arguments came to.
type memory struct {
	known bool
	value *ast.Term // nil when it is undefined
}

// Machine returns a machine for an input. The context goes to the built-ins;
// its Cancel stops the machine.
func (p *Program) Machine(builtins topdown.BuiltinContext, input, data *ast.Term) *Machine {
	m := &Machine{input: input, data: data, builtins: builtins, cancel: builtins.Cancel,
		memory: make([]memory, p.memos), stack: make([]*ast.Term, 512)}
	m.take = func(t *ast.Term) error {
		if m.result != nil {
			return errors.New("a built-in has two answers")
		}
		if t == nil { // json.patch that removes the whole
			return errors.New("a built-in answers with nothing")
		}
		m.result = t
		return nil
	}
	return m
}

// Ask returns the value of a rule, nil when it is undefined.
func (m *Machine) Ask(e Entry) (*ast.Term, error) {
	m.err, m.used = nil, 0
	value, s := m.rule(e.rule)
	if s >= stopped {
		return nil, m.err
	}
	return value, nil
}

// Forget forgets what rules came to: the input has changed.
func (m *Machine) Forget() { clear(m.memory) }

// rule computes a rule without arguments, once.
func (m *Machine) rule(fn *function) (*ast.Term, signal) {
	if known := m.memory[fn.memo]; known.known {
		return known.value, on
	}
	l := m.enter(fn)
	value, s := m.run(fn, l)
	m.leave(l)
	if s < stopped {
		m.memory[fn.memo] = memory{true, value}
	}
	return value, s
}

// enter makes room for the locals of a call.
func (m *Machine) enter(fn *function) []*ast.Term {
	if m.used+fn.locals > len(m.stack) { // who called keeps the old one
		m.stack, m.used = make([]*ast.Term, 2*len(m.stack)+fn.locals), 0
	}
	l := m.stack[m.used : m.used+fn.locals : m.used+fn.locals]
	m.used += fn.locals
	clear(l)
	l[fn.params[0]], l[fn.params[1]] = m.input, m.data
	return l
}

// leave gives the room back, unless the stack has been replaced in between.
func (m *Machine) leave(l []*ast.Term) { m.used = max(0, m.used-len(l)) }

// run runs the blocks of a function until one returns.
func (m *Machine) run(fn *function, l []*ast.Term) (*ast.Term, signal) {
	if m.cancel.Cancelled() {
		return nil, m.fail(errCancelled)
	}
	for _, b := range fn.blocks {
		switch s := b.run(m, l); {
		case s == returned:
			return m.value, on
		case s >= stopped:
			return nil, s
		}
	}
	return nil, on
}

var (
	errCancelled = errors.New("cancelled")
	errUndefined = errors.New("a statement needs a value that is undefined")
)

// read reads operands; ok is false when one is undefined. The terms are nobody
// else's: built-ins and arrays may keep them.
func (m *Machine) read(operands []operand, l []*ast.Term) (terms []*ast.Term, ok bool) {
	n := len(operands)
	if len(m.spare) < n {
		m.spare = make([]*ast.Term, 128+n) // one allocation for many
	}
	terms, m.spare = m.spare[:n:n], m.spare[n:]
	for i, o := range operands {
		if terms[i] = o.in(l); terms[i] == nil {
			return nil, false
		}
	}
	return terms, true
}

func (m *Machine) fail(err error) signal {
	m.err = err
	return stopped
}

func (m *Machine) failf(format string, args ...any) signal {
	return m.fail(fmt.Errorf(format, args...))
}
