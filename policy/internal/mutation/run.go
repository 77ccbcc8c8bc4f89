package mutation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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

// job is one mutant to be run.
type job struct {
	work    *fileWork
	variant *variant
	build   *suite.Build // shared by the mutants of a file; nil: it is still to be built, for this one alone
	tests   map[string]*suite.Test
	reached []*reached // in the order in which they run
}

// build compiles the mutants of a file and returns them as jobs.
func (r *runner) build(ctx context.Context, w *fileWork) ([]*job, error) {
	w.fates = make([]Outcome, len(w.mutants))
	c, err := w.subject.compile(ctx, w.variants, r.others, r.shared(w))
	if err != nil {
		return nil, err
	}
	for _, v := range append(c.stillborn, w.stillborn...) {
		w.fates[v.number-1] = Outcome{Mutant: v.Mutant, Fate: Stillborn}
	}
	var jobs []*job
	var tests []*reached
	for _, v := range c.together {
		j := &job{work: w, variant: v, reached: r.reaching(w, v.group)}
		if len(j.reached) == 0 {
			w.fates[v.number-1] = Outcome{Mutant: v.Mutant, Fate: Untested}
			continue
		}
		tests = append(tests, j.reached...)
		jobs = append(jobs, j)
	}
	if len(jobs) > 0 {
		module, err := w.subject.instrument(c.together)
		if err != nil {
			return nil, err
		}
		build, err := r.compile(ctx, w, module, tests)
		if err != nil {
			return nil, fmt.Errorf("%s: compiling the mutants with the tests: %w", w.file.Name, err)
		}
		byPath := byPath(build)
		for _, j := range jobs {
			j.build, j.tests = build, byPath
		}
	}
	for _, v := range c.alone {
		jobs = append(jobs, &job{work: w, variant: v, reached: r.reaching(w, "")})
	}
	return jobs, nil
}

// shared reports which groups have rules in another file of the pack, too: no
// wrapper answers for those.
func (r *runner) shared(w *fileWork) func(group string) bool {
	names := map[string]bool{}
	for _, m := range r.others {
		if m != w.file.Module && m.Package.Path.Equal(w.file.Module.Package.Path) {
			for _, rule := range m.Rules {
				names[ruleName(rule)] = true
			}
		}
	}
	return func(group string) bool { return names[group] }
}

// reaching are the tests that reach a group of a file, or all for none: those of
// the file's own package first, otherwise in their order.
func (r *runner) reaching(w *fileWork, group string) []*reached {
	var own, others []*reached
	for _, t := range r.reached {
		switch {
		case group != "" && !t.places[place{w.file.Name, group}]:
		case w.owns(r.pack.Files[t.test.File].Module.Package):
			own = append(own, t)
		default:
			others = append(others, t)
		}
	}
	return append(own, others...)
}

// owns reports whether a package is the file's, or that of its tests.
func (w *fileWork) owns(p *ast.Package) bool {
	pkg := w.file.Module.Package.Path.String()
	other := p.Path.String()
	return other == pkg || other == pkg+"_test"
}

// run runs the tests against one mutant until one fails.
func (r *runner) run(ctx context.Context, j *job) (Outcome, error) {
	out := Outcome{Mutant: j.variant.Mutant, Fate: Survived}
	if j.build != nil {
		data := map[string]any{switches: j.work.subject.switchedTo(j.variant)}
		err := r.try(ctx, j.build, j.tests, j.reached, data, &out)
		return out, err
	}
	// Alone it is compiled with the tests of its own package first: most mutants
	// go no further.
	own := slices.IndexFunc(j.reached, func(t *reached) bool { return !j.work.owns(r.pack.Files[t.test.File].Module.Package) })
	if own < 0 {
		own = len(j.reached)
	}
	for _, tests := range [][]*reached{j.reached[:own], j.reached[own:]} {
		if len(tests) == 0 || out.Fate != Survived {
			continue
		}
		build, err := r.compile(ctx, j.work, j.work.subject.mutated(j.variant), tests)
		if errs := (ast.Errors)(nil); errors.As(err, &errs) {
			// It compiled without tests: what a test says of it cannot be.
			out.Fate, out.Test = Killed, "the compiler"
			if at := errs[0].Location; at != nil {
				out.Test = fmt.Sprintf("%s:%d, which does not compile with it", at.File, at.Row)
			}
			continue
		}
		if err == nil {
			err = r.try(ctx, build, byPath(build), tests, nil, &out)
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// compile compiles a file's module with the tests that are to run.
func (r *runner) compile(ctx context.Context, w *fileWork, module *ast.Module, tests []*reached) (*suite.Build, error) {
	only := map[string]bool{}
	for _, t := range tests {
		only[t.test.File] = true
	}
	return r.pack.Compile(ctx, suite.CompileOptions{Replace: map[string]*ast.Module{w.file.Name: module}, Only: only, Lenient: true})
}

// try runs tests until one fails.
func (r *runner) try(ctx context.Context, build *suite.Build, tests map[string]*suite.Test, order []*reached, data map[string]any, out *Outcome) error {
	for _, t := range order {
		test := tests[testKey(t.test)]
		if test == nil {
			return fmt.Errorf("%s:%d: the test %s is gone", out.File, out.Line, t.test.Path())
		}
		v := build.Run(ctx, test, suite.RunOptions{Data: data, Steps: patience*t.steps + leeway})
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if v.Pass {
			continue
		}
		out.Fate, out.Test = Killed, t.test.Path()
		if v.OutOfSteps {
			out.Fate = Endless
		}
		return nil
	}
	return nil
}

func testKey(t *suite.Test) string { return t.File + "\x00" + t.Path() }

func byPath(b *suite.Build) map[string]*suite.Test {
	tests := make(map[string]*suite.Test, len(b.Tests))
	for _, t := range b.Tests {
		tests[testKey(t)] = t
	}
	return tests
}

// switchedTo is the document that switches one variant on.
func (s *subject) switchedTo(v *variant) ast.Value {
	object := ast.NewObject()
	for name := range s.groups {
		number := 0
		if name == v.group {
			number = v.number
		}
		object.Insert(ast.StringTerm(name), ast.IntNumberTerm(number))
	}
	return object
}

func (r *runner) result() *Result {
	out := &Result{}
	for _, w := range r.files {
		f := FileResult{Name: w.file.Name, Outcomes: w.fates}
		said, wrong := markers(f.Name, w.file.Source, w.syntax)
		f.Markers = append(wrong, mark(f.Name, said, f.Outcomes)...)
		slices.SortStableFunc(f.Markers, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
		for _, e := range w.syntax.unread {
			f.Unread = append(f.Unread, Problem{File: w.file.Name, Line: e.line, Message: e.message})
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
