package policytest

import (
	"fmt"
	"strconv"
	"strings"
)

// Summary is a report in numbers. Tests = TestsPassed + TestsFailed +
// TestsSkipped; the numbers of mutants are in Report.Mutation.
type Summary struct {
	Passed        bool `json:"passed"`
	ContractWrong int  `json:"contract_errors"`
	Tests         int  `json:"tests"`
	TestsPassed   int  `json:"tests_passed"`
	TestsFailed   int  `json:"tests_failed"`
	TestsSkipped  int  `json:"tests_skipped"`
	TestsHollow   int  `json:"tests_that_assert_nothing"` // of those that passed
	Lines         int  `json:"lines"`
	LinesReached  int  `json:"lines_reached"`
	Outcomes      int  `json:"outcomes"` // that were seen, or should have been
	OutcomesSeen  int  `json:"outcomes_seen"`
	Silences      int  `json:"silences"`
	MarkersWrong  int  `json:"markers_wrong"` // comments that accept an outcome, a silence or a mutant
}

// Passed reports whether nothing is wrong: no error in the contract, every test
// passes and asserts something, enough lines are reached, every outcome is
// seen, no silence is found, enough mutants are killed and no marker is wrong.
// Of what was not measured, nothing is demanded.
func (r *Report) Passed() bool {
	for _, v := range r.verdicts() {
		if len(v.failures) > 0 {
			return false
		}
	}
	return true
}

// Summary counts.
func (r *Report) Summary() Summary {
	s := Summary{Passed: r.Passed(), ContractWrong: len(r.Contract), Tests: len(r.Tests)}
	for i := range r.Tests {
		switch r.Tests[i].State {
		case Passed:
			s.TestsPassed++
		case Failed:
			s.TestsFailed++
		case Skipped:
			s.TestsSkipped++
		}
		if r.Tests[i].Hollow != "" {
			s.TestsHollow++
		}
	}
	if c := r.Coverage; c != nil {
		s.LinesReached, s.Lines = c.lines()
		for _, control := range c.Controls {
			for _, o := range control.Outcomes {
				switch {
				case o.Seen > 0:
					s.Outcomes++
					s.OutcomesSeen++
				case o.Missing:
					s.Outcomes++
				}
			}
		}
		s.MarkersWrong += len(c.Markers)
	}
	if r.Silences != nil {
		s.Silences = len(r.Silences.Found)
		s.MarkersWrong += len(r.Silences.Markers)
	}
	if r.Mutation != nil {
		s.MarkersWrong += len(r.Mutation.Markers)
	}
	return s
}

// line is the summary in one line.
func (r *Report) line() string {
	s := r.Summary()
	if s.ContractWrong > 0 {
		return "not tested: " + plural(s.ContractWrong, "error") + " in the policies"
	}
	word := "failed"
	if s.Passed {
		word = "passed"
	}
	parts := []string{fmt.Sprintf("%s: %s = %d passed + %d failed + %d skipped", word, plural(s.Tests, "test"), s.TestsPassed, s.TestsFailed, s.TestsSkipped)}
	switch s.TestsHollow {
	case 0:
	case 1:
		parts = append(parts, "1 asserts nothing")
	default:
		parts = append(parts, fmt.Sprintf("%d assert nothing", s.TestsHollow))
	}
	if c := r.Coverage; c != nil {
		line := fmt.Sprintf("%d of %d lines", s.LinesReached, s.Lines)
		if reached := percent(s.LinesReached, s.Lines); reached < 100 {
			line += fmt.Sprintf(" (%s, wanted %s %%)", share(s.LinesReached, s.Lines), strconv.FormatFloat(c.Required, 'f', -1, 64))
		}
		parts = append(parts, line, fmt.Sprintf("%d of %d outcomes", s.OutcomesSeen, s.Outcomes))
	}
	if q := r.Silences; q != nil {
		parts = append(parts, fmt.Sprintf("%s in %s less one part each", plural(s.Silences, "silence"), plural(q.Parts-q.Required, "record")))
	}
	if m := r.Mutation; m != nil {
		parts = append(parts, fmt.Sprintf("%s = %d killed + %d survived + %d equivalent + %d stillborn (score %s, wanted %s %%)", plural(m.Mutants, "mutant"),
			m.killed(), m.survived(), m.Equivalent, m.Stillborn, share(m.killed(), m.killed()+m.survived()), strconv.FormatFloat(m.Required, 'f', -1, 64)))
	}
	if s.MarkersWrong > 0 {
		parts = append(parts, plural(s.MarkersWrong, "wrong marker"))
	}
	if r.Omitted != "" {
		parts = append(parts, "not judged: "+r.Omitted)
	}
	return strings.Join(parts, "; ")
}

// plural says how many there are of something: "1 test", "2 tests".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}
