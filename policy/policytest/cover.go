package policytest

import (
	"context"
	"slices"

	"github.com/counterfoil/counterfoil/policy"
	seen "github.com/counterfoil/counterfoil/policy/internal/outcomes"
)

// cover says which lines and outcomes the tests have seen, once.
func (s *session) cover(context.Context) error {
	out := &Coverage{Required: s.lines}
	for _, f := range s.capture.Lines {
		out.Lines = append(out.Lines, FileLines{
			Package: s.packageOf(f.File), File: f.File, Lines: f.Covered + len(f.Uncovered), Uncovered: f.Uncovered,
		})
	}
	counted := seen.New(s.pack)
	counted.AddSeen(s.capture.Seen)
	r := counted.Report()
	for i := range r.Controls {
		c := &r.Controls[i]
		one := ControlOutcomes{
			ID: c.ID, Package: s.packageOf(c.File), File: c.File, Line: s.findingsLine(c.File), Silent: c.Imposed, Example: s.silentExample(c.ID),
		}
		for _, o := range slices.Backward(c.Outcomes) {
			n := OutcomeCount{Outcome: o.Outcome, Seen: o.Seen, Missing: o.Missing()}
			if o.Never != nil {
				n.Never = o.Never.Reason
			}
			one.Outcomes = append(one.Outcomes, n)
		}
		out.Controls = append(out.Controls, one)
	}
	out.Markers = problemsIn(r.Errors)
	s.report.Coverage = out
	return nil
}

// silentExample is the first question that a control answered with no
// conclusion of its own; nil where there is none.
func (s *session) silentExample(id string) *SilentControl {
	for i := range s.capture.Seen {
		q := &s.capture.Seen[i]
		if q.Control != id {
			continue
		}
		r, ok := s.pack.Set.Conclude(id, q.Input, q.Findings, q.Claims)
		if !ok || slices.ContainsFunc(r.Findings, func(f policy.Finding) bool { return f.Outcome == r.Outcome && !f.Imposed() }) {
			continue
		}
		return &SilentControl{Test: newTestRef(q.Test), Message: said(&r)}
	}
	return nil
}
