package suite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Failure says why a test failed, for the author of the policy.
type Failure struct {
	Case    []string // the failing case of a test_x[case]; nil: the test itself
	Place            // the expression in the test's body
	Inside  []Place  // from there inwards: a helper's body, the body of an every
	Message string   // what went wrong, where it is not that Expr does not hold: a conflict, a built-in's error
	Output  string   // what the test printed, where RunOptions.Print asked for it
}

// Place is an expression that does not hold.
type Place struct {
	File   string
	Line   int
	Expr   string // its source
	Tried  int    // how many bindings of variables it was tried with; Values are of the last
	Values []Value
	Diff   string // between the sides of an equality of composite values: - is the left side, + the right
}

// Value is what an expression's variable, or a part of it such as x.findings,
// stood for when it failed.
type Value struct {
	Name string // its source
	Text string // Rego's notation of the value, or "undefined"; what is long is cut
}

// Explain runs a failed test once more and says why it fails: one Failure, or
// one for each failing case, by case. Of a test that takes very many steps it
// says only that.
func (b *Build) Explain(ctx context.Context, t *Test, o RunOptions) []Failure {
	x := &explanation{ctx: ctx, build: b, options: o, trace: b.newTrace()}
	// Without the index every rule is entered, and so shows where it fails.
	o.Tracers = []topdown.QueryTracer{x.trace}
	if o.Steps == 0 || o.Steps > traceable {
		o.Steps = traceable
	}
	v := b.run(ctx, t, o, x)
	whole := func(message string) []Failure {
		return []Failure{{Place: x.head(t), Message: message, Output: v.Output}}
	}
	if v.OutOfSteps {
		return whole(fmt.Sprintf("it takes more than %d steps, and may never end: make what it goes through smaller", o.Steps))
	}
	if v.Err != nil {
		return []Failure{x.failed(t, v)}
	}
	root, entered := x.trace.enter(t)
	if !t.Cases || len(v.Cases) == 0 {
		f := Failure{Output: v.Output}
		if entered {
			f.take(x.descend(root, 0, len(x.trace.events), nil, nil))
		}
		if f.File == "" {
			f.Place = x.head(t)
			f.Message = fmt.Sprintf("%s is not true", t.Name)
			if len(t.Rule.Head.Args) > 0 {
				f.Message = fmt.Sprintf("%s takes arguments: a test takes none", t.Name)
			}
		}
		return []Failure{f}
	}
	var all []Failure
	for _, c := range v.Cases {
		if c.Pass {
			continue
		}
		f := Failure{Case: c.Path, Output: v.Output}
		for i, a := range slices.Backward(x.announced) {
			if !slices.Equal(a.path, c.Path) {
				continue
			}
			end := len(x.trace.events)
			if i+1 < len(x.announced) {
				end = x.announced[i+1].at
			}
			if f.take(x.descend(root, a.at, end, nil, nil)); f.File != "" {
				break
			}
		}
		if f.File == "" {
			f.Place, f.Message = x.head(t), "the case's value is not true"
		}
		all = append(all, f)
	}
	return all
}

// traceable is how many steps are traced: what each leaves behind is kept.
const traceable = 250_000

func (f *Failure) take(places []Place) {
	if len(places) > 0 {
		f.Place, f.Inside = places[0], places[1:]
	}
}

// explanation is the second run of a test.
type explanation struct {
	ctx       context.Context
	build     *Build
	options   RunOptions
	trace     *trace
	announced []announced
}

// announced is a case and where its events begin.
type announced struct {
	path []string
	at   int
}

func (x *explanation) announce(path []string) {
	x.announced = append(x.announced, announced{path, len(x.trace.events)})
}

// head is the place of a test's head.
func (x *explanation) head(t *Test) Place {
	p := Place{File: t.File, Line: t.Line}
	lines := strings.Split(string(x.build.pack.Files[t.File].Source), "\n")
	if t.Line > 0 && t.Line <= len(lines) {
		p.Expr = strings.TrimSpace(lines[t.Line-1])
	}
	return p
}

// failed explains an error.
func (x *explanation) failed(t *Test, v Verdict) Failure {
	f := Failure{Place: x.head(t), Message: v.Err.Error(), Output: v.Output}
	if e, ok := errors.AsType[*topdown.Error](v.Err); ok {
		f.Message = plainError(e)
		if e.Code == topdown.BuiltinErr && !(e.Location.HasFile() && x.trace.tests[e.Location.File]) {
			f.Message += "; where a value may be malformed, check it first"
		}
		if e.Location.HasFile() {
			f.File, f.Line, f.Expr = e.Location.File, e.Location.Row, source(e.Location)
		}
	}
	return f
}

// plainError says what an evaluation's error means to the author of a policy.
func plainError(e *topdown.Error) string {
	message := strings.Join(strings.Fields(e.Message), " ")
	switch {
	case e.Code == topdown.ConflictErr && strings.HasPrefix(message, "object keys"):
		return "two rules give one key different values: make the conditions exclude each other"
	case e.Code == topdown.ConflictErr:
		return message + "; two of its rules hold at once: make their conditions exclude each other, or join them with else"
	}
	return message
}

// source is the text at a place, its lines moved left as far as the first one
// stands.
func source(at *ast.Location) string {
	lines := strings.Split(strings.TrimSpace(string(at.Text)), "\n")
	for i, line := range lines[1:] {
		n := 0
		for n < len(line) && n < at.Col-1 && (line[n] == ' ' || line[n] == '\t') {
			n++
		}
		lines[i+1] = strings.TrimRight(line[n:], " \t\r")
	}
	return strings.Join(lines, "\n")
}
