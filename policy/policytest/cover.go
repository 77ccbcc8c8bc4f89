package policytest

import "context"

// cover says which lines and outcomes the tests have seen, once.
func (s *session) cover(ctx context.Context) error {
	out := &Coverage{Required: s.lines}
	for _, f := range s.capture.Lines {
		out.Lines = append(out.Lines, FileLines{
			Package: s.packageOf(f.File), File: f.File, Lines: f.Covered + len(f.Uncovered), Uncovered: f.Uncovered,
		})
	}
	s.report.Coverage = out
	return nil
}
