package policytest

import (
	"context"
	"slices"

	"github.com/counterfoil/counterfoil/policy/internal/mutation"
)

// mutate runs the tests against mutants, where that was asked for. Tests that
// fail as it is could notice nothing.
func (s *session) mutate(ctx context.Context) error {
	if !s.mutation {
		return nil
	}
	if slices.ContainsFunc(s.report.Tests, func(t TestResult) bool { return t.State == Failed }) {
		s.report.Omitted = "mutants, as tests fail on the policies as they are"
		return nil
	}
	r, err := mutation.Run(ctx, s.pack, mutation.Options{Progress: func(done, all int) {
		s.tell(Progress{Phase: "mutants", Done: done, Total: all})
	}})
	if err != nil {
		return err
	}
	c := r.Counts
	out := &Mutation{
		Required: s.score, Mutants: c.Generated, Killed: c.Killed, Endless: c.Endless, Survived: c.Survived, Untested: c.Untested,
		Equivalent: c.Equivalent, Stillborn: c.Stillborn,
	}
	for i := range r.Files {
		f := &r.Files[i]
		for _, m := range f.Outcomes {
			if m.Fate == mutation.Survived || m.Fate == mutation.Untested {
				out.Survivors = append(out.Survivors, Mutant{
					Package: s.packageOf(f.Name), File: m.File, Line: m.Line, Operator: m.Operator, Diff: m.Diff, Untested: m.Fate == mutation.Untested,
				})
			}
		}
		out.Markers = append(out.Markers, newProblems(f.Markers)...)
		out.Unread = append(out.Unread, newProblems(f.Unread)...)
	}
	s.report.Mutation = out
	return nil
}

func newProblems(list []mutation.Problem) []Problem {
	var all []Problem
	for _, p := range list {
		all = append(all, Problem{File: p.File, Line: p.Line, Message: p.Message})
	}
	return all
}
