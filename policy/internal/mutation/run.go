package mutation

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// Options changes what Run does.
type Options struct {
	// Files says of which files mutants are made; nil is all of them.
	Files func(name string) bool
	// Progress hears how many mutants are done, of how many; one call at a time.
	Progress func(done, all int)
}

// A test may take so many times its steps, and so many more, before the mutant
// that makes it do so counts as endless.
const (
	patience = 20
	leeway   = 100_000
)

// Run makes the mutants of a pack's policies and runs its tests against them.
// The error says that there is no result: the context has ended, or the tests
// do not even pass on the policies as they are.
func Run(ctx context.Context, p *suite.Pack, o Options) (*Result, error) {
	r := &runner{pack: p, options: o, others: compilable(p)}
	var subjects []*subject
	for _, f := range p.Of(suite.Policy) {
		if o.Files != nil && !o.Files(f.Name) {
			continue
		}
		mutants, syntax := generate(f.Name, f.Source, f.Module)
		w := &fileWork{file: f, subject: newSubject(f.Name, f.Module), mutants: mutants, syntax: syntax}
		w.variants, w.stillborn = w.subject.vary(f.Source, syntax, mutants)
		r.files = append(r.files, w)
		subjects = append(subjects, w.subject)
	}
	var err error
	if r.reached, err = survey(ctx, p, subjects); err != nil {
		return nil, err
	}
	if err := r.work(ctx); err != nil {
		return nil, err
	}
	return r.result(), nil
}

// runner is one Run.
type runner struct {
	pack    *suite.Pack
	options Options
	others  map[string]*ast.Module
	reached []*reached
	files   []*fileWork
}

// fileWork is a file with its mutants.
type fileWork struct {
	file      *suite.File
	subject   *subject
	syntax    *syntax
	mutants   []*Mutant
	variants  []*variant
	stillborn []*variant
	fates     []Outcome // by the number of the variant, less one
}

func (r *runner) result() *Result {
	out := &Result{}
	for _, w := range r.files {
		f := FileResult{Name: w.file.Name, Outcomes: w.fates}
		said, wrong := markers(f.Name, w.file.Source, w.syntax)
		f.Markers = append(wrong, mark(f.Name, said, f.Outcomes)...)
		slices.SortStableFunc(f.Markers, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
		for _, e := range w.syntax.unread {
			if n := len(f.Unread); n == 0 || f.Unread[n-1].Line != e.line { // else another body of the same rule
				f.Unread = append(f.Unread, Problem{File: f.Name, Line: e.line, Message: "no mutants are made of this rule, which is not understood: " + e.message})
			}
		}
		for _, o := range f.Outcomes {
			f.Counts.add(o.Fate)
			out.Counts.add(o.Fate)
		}
		out.Files = append(out.Files, f)
	}
	slices.SortFunc(out.Files, func(a, b FileResult) int { return strings.Compare(a.Name, b.Name) })
	return out
}
