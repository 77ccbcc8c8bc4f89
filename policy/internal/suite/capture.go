package suite

import (
	"context"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// CaptureOptions changes what Capture runs.
type CaptureOptions struct {
	Run  func(*Test) bool // which tests to run; nil is all
	Done func(Result)     // as RunAll's
}

// Capture is what one instrumented run of the tests shows.
type Capture struct {
	Build   *Build
	Results []Result    // of the tests that were run, in the order of Build.Tests
	Seen    []Seen      // by control, then in the order of the tests
	Lines   []FileLines // of the Policy files, by name
	Hollow  []Hollow    // passing tests that assert nothing, in the order of Build.Tests
}

// Seen is one question that a test put to a control of the pack, and the
// answer. Equal ones count once.
type Seen struct {
	Control    string    // its id
	Input      ast.Value // what input was: mostly a record with as_of; nil: undefined
	Parameters ast.Value // what data.counterfoil.parameters was; nil: undefined
	Findings   ast.Value // the control's own, as a set
	Claims     ast.Value // nil where the control declares none or no test asked for them
	Test       *Test     // the first that asked
}

// Capture compiles the pack with its controls instrumented and runs the tests,
// printing included. The verdicts are those of a run without. A test that takes
// more than 50 million steps is stopped.
func (p *Pack) Capture(ctx context.Context, o CaptureOptions) (*Capture, error) {
	w := p.wrap()
	b, err := p.Compile(ctx, CompileOptions{Replace: w.modules, Builtins: w.declarations()})
	if err != nil {
		return nil, err
	}
	tests := b.Tests
	if o.Run != nil {
		tests = slices.DeleteFunc(slices.Clone(tests), func(t *Test) bool { return !o.Run(t) })
	}
	lines := cover.New()
	probes := make(map[*Test]*probe, len(tests))
	for _, t := range tests {
		probes[t] = &probe{wrapped: w, lines: lines, counted: map[counted]bool{}}
	}
	c := &Capture{Build: b}
	c.Results, err = b.RunAll(ctx, tests, func(t *Test) RunOptions {
		return probes[t].options()
	}, o.Done)
	if err != nil {
		return nil, err
	}
	c.Seen = merge(c.Results, probes)
	c.Lines = p.lines(lines)
	c.Hollow, err = b.hollow(ctx, c.Results, probes)
	return c, err
}

// probe takes what one test makes the pack's controls see and say.
type probe struct {
	*wrapped
	lines   *cover.Cover // of all tests
	counted map[counted]bool
	seen    []asked              // in the order of evaluation
	ran     bool                 // explaining why the test failed shows nothing new
	reached bool                 // a rule of the pack, or the lookup of one
	swap    func(Seen) ast.Value // what findings are to be instead; nil: the control's own
}

// asked is a Seen of findings, or of claims alone.
type asked struct {
	Seen
	claims bool
}

// options are those of the test's run.
func (p *probe) options() RunOptions {
	builtins := map[string]*topdown.Builtin{}
	for _, d := range p.declarations() {
		builtins[d.Name] = &topdown.Builtin{Decl: d, Func: p.take(d.Name == claimsBuiltin)}
	}
	return RunOptions{Builtins: builtins, Print: true, Steps: most, Tracers: []topdown.QueryTracer{p}, ran: func() { p.ran = true }}
}

// most is how many steps a test may take: half a minute's worth, or so.
const most = 50_000_000

// take notes what a control is asked and answers what it said.
func (p *probe) take(claims bool) topdown.BuiltinFunc {
	return func(_ topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
		id, _ := operands[0].Value.(ast.String)
		s := asked{claims: claims, Seen: Seen{
			Control: string(id), Input: only(operands[1]), Parameters: only(operands[2]),
		}}
		value := operands[3]
		if claims {
			s.Claims = value.Value
		} else {
			s.Findings = value.Value
			if p.swap != nil {
				value = ast.NewTerm(p.swap(s.Seen))
			}
		}
		if !p.ran {
			p.seen = append(p.seen, s)
		}
		return iter(value)
	}
}

// only is the one element of an array, nil of an empty one.
func only(t *ast.Term) ast.Value {
	if list, ok := t.Value.(*ast.Array); ok && list.Len() == 1 {
		return list.Elem(0).Value
	}
	return nil
}

func (*probe) Enabled() bool { return true }

func (*probe) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (p *probe) TraceEvent(e topdown.Event) {
	p.count(e)
	switch {
	case p.reached:
	case e.Op == topdown.IndexOp && e.Ref != nil: // no rule may match what is looked up
		p.reached = p.ofPack(*e.Ref)
	case e.Location != nil:
		p.reached = p.policies[e.Location.File]
	}
}

// count counts the lines of the policies, each place once: it takes a while.
func (p *probe) count(e topdown.Event) {
	if e.Op != topdown.EvalOp && e.Op != topdown.ExitOp || e.Location == nil || !p.policies[e.Location.File] {
		return
	}
	key := counted{e.Op, e.Location}
	if p.counted[key] {
		return
	}
	p.counted[key] = true
	p.lines.TraceEvent(e)
}

// counted is a place where something was evaluated, or a rule held.
type counted struct {
	op topdown.Op
	at *ast.Location
}

// merge joins what the tests have seen, equal ones once: by control, then in
// the order of the tests, whichever ran first.
func merge(results []Result, probes map[*Test]*probe) []Seen {
	var all []*Seen
	known := map[int][]*Seen{} // by hash
	find := func(s *Seen, same func(*Seen) bool) (int, *Seen) {
		key := hash(s.Input)*31 + hash(s.Parameters)
		for _, o := range known[key] {
			if o.Control == s.Control && equal(o.Input, s.Input) && equal(o.Parameters, s.Parameters) && same(o) {
				return key, o
			}
		}
		return key, nil
	}
	for _, r := range results {
		for _, a := range probes[r.Test].seen {
			if a.claims {
				continue
			}
			s := a.Seen
			key, old := find(&s, func(o *Seen) bool { return equal(o.Findings, s.Findings) })
			if old != nil {
				continue
			}
			s.Test = r.Test
			known[key] = append(known[key], &s)
			all = append(all, &s)
		}
	}
	for _, r := range results {
		for _, a := range probes[r.Test].seen {
			if !a.claims {
				continue
			}
			if _, old := find(&a.Seen, func(o *Seen) bool { return o.Claims == nil }); old != nil {
				old.Claims = a.Claims
			}
		}
	}
	byControl := map[string][]Seen{}
	for _, s := range all {
		byControl[s.Control] = append(byControl[s.Control], *s)
	}
	var sorted []Seen
	for _, id := range slices.Sorted(maps.Keys(byControl)) {
		sorted = append(sorted, byControl[id]...)
	}
	return sorted
}

func hash(v ast.Value) int {
	if v == nil {
		return 0
	}
	return v.Hash()
}

func equal(a, b ast.Value) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return ast.Compare(a, b) == 0
}
