package mutation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// job is mutants to be run one after another: those of one group of rules, or
// one that needs its file alone.
type job struct {
	work     *fileWork
	variants []*variant
	build    *suite.Build // of all mutants of the file; nil: the one is still to be compiled
	tests    map[string]*suite.Test
	reached  []*reached // in the order in which they run
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
	of := map[string]*job{}
	for _, v := range c.together {
		j := of[v.group]
		if j == nil {
			j = &job{work: w, reached: r.reaching(w, v.group)}
			of[v.group] = j
			if len(j.reached) > 0 {
				tests = append(tests, j.reached...)
				jobs = append(jobs, j)
			}
		}
		j.variants = append(j.variants, v)
		w.fates[v.number-1] = Outcome{Mutant: v.Mutant, Fate: Untested}
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
		jobs = append(jobs, &job{work: w, variants: []*variant{v}, reached: r.reaching(w, "")})
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

// run runs the tests against each mutant of a job until one fails, and tells
// done. What killed one mutant kills most of its like: it comes first for the
// next. That is the same every time, as a job is run from its start to its end.
func (r *runner) run(ctx context.Context, j *job, done func(Outcome, *variant)) error {
	if j.build == nil {
		out, err := r.alone(ctx, j.work, j.variants[0], j.reached)
		if err == nil {
			done(out, j.variants[0])
		}
		return err
	}
	order := slices.Clone(j.reached)
	for _, v := range j.variants {
		out := Outcome{Mutant: v.Mutant, Fate: Survived}
		data := map[string]any{switches: j.work.subject.switchedTo(v)}
		killer, err := r.try(ctx, j.build, j.tests, order, data, &out)
		if err != nil {
			return err
		}
		if out.Fate == Survived && check(j.work.file.Name, j.work.subject.mutated(v), r.others) != nil {
			out.Fate = Stillborn // another file's types refuse it, where no other mutant stands beside it
		}
		if out.Fate == Killed {
			first := order[killer]
			copy(order[1:], order[:killer])
			order[0] = first
		}
		done(out, v)
	}
	return nil
}

// alone compiles a mutant in place of its file and runs the tests against it,
// those of its own package first: most go no further.
func (r *runner) alone(ctx context.Context, w *fileWork, v *variant, order []*reached) (Outcome, error) {
	out := Outcome{Mutant: v.Mutant, Fate: Survived}
	own := slices.IndexFunc(order, func(t *reached) bool { return !w.owns(r.pack.Files[t.test.File].Module.Package) })
	if own < 0 {
		own = len(order)
	}
	for _, tests := range [][]*reached{order[:own], order[own:]} {
		if len(tests) == 0 || out.Fate != Survived {
			continue
		}
		build, err := r.compile(ctx, w, w.subject.mutated(v), tests)
		if errs := (ast.Errors)(nil); errors.As(err, &errs) {
			// It compiled without tests: what a test says of it cannot be.
			out.Fate, out.Test = Killed, "the compiler"
			if at := errs[0].Location; at != nil {
				out.Test = fmt.Sprintf("%s:%d, which does not compile with it", at.File, at.Row)
			}
			continue
		}
		if err == nil {
			_, err = r.try(ctx, build, byPath(build), tests, nil, &out)
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

// try runs tests until one fails, and says which.
func (r *runner) try(ctx context.Context, build *suite.Build, tests map[string]*suite.Test, order []*reached, data map[string]any, out *Outcome) (int, error) {
	for i, t := range order {
		test := tests[testKey(t.test)]
		if test == nil {
			return 0, fmt.Errorf("%s:%d: the test %s is gone", out.File, out.Line, t.test.Path())
		}
		v := build.Run(ctx, test, suite.RunOptions{Data: data, Steps: patience*t.steps + leeway})
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if v.Pass {
			continue
		}
		out.Fate, out.Test = Killed, t.test.Path()
		if v.OutOfSteps {
			out.Fate = Endless
		}
		return i, nil
	}
	return 0, nil
}

func testKey(t *suite.Test) string { return t.File + "\x00" + t.Path() }

func byPath(b *suite.Build) map[string]*suite.Test {
	tests := make(map[string]*suite.Test, len(b.Tests))
	for _, t := range b.Tests {
		tests[testKey(t)] = t
	}
	return tests
}
