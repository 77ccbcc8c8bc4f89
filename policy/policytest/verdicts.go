package policytest

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/counterfoil/counterfoil/policy"
)

// The groups of verdicts: subtests of Run, suites of a JUnit report.
const (
	groupContract = "contract"
	groupTests    = "tests"
	groupAsserts  = "asserts"
	groupCoverage = "coverage"
	groupSilence  = "silence"
	groupMutation = "mutation"
)

// verdict is one thing that holds or does not. Whatever shows a report shows
// its verdicts, so that the text, the subtests and JUnit say the same.
type verdict struct {
	group    string
	pkg      string // the Rego package that it is about; may be empty
	name     string // unique in its group and package
	skipped  bool
	failures []string // fit for a terminal, each "file:line: what" with indented lines below it
	notes    []string // the same, of what is worth knowing and fails nothing
}

// verdicts are in the order in which somebody wants to hear of them.
func (r *Report) verdicts() []verdict {
	all := []verdict{{group: groupContract, name: groupContract, failures: problems(r.Contract)}}
	if len(r.Contract) > 0 {
		return all
	}
	for i := range r.Tests {
		all = append(all, r.Tests[i].verdicts()...)
	}
	for i := range r.Tests {
		if t := &r.Tests[i]; t.State == Passed {
			all = append(all, t.asserts())
		}
	}
	if r.Coverage != nil {
		all = append(all, r.Coverage.verdicts()...)
	}
	if r.Silences != nil {
		all = append(all, r.Silences.verdicts()...)
	}
	if r.Mutation != nil {
		all = append(all, r.Mutation.verdicts()...)
	}
	return all
}

// verdicts of a test: itself, or each of its cases.
func (t *TestResult) verdicts() []verdict {
	own := verdict{group: groupTests, pkg: t.Package, name: t.Name, skipped: t.State == Skipped}
	var all []verdict
	for _, c := range t.Cases {
		v := own
		v.name += "/" + c.Name
		for i := range t.Failures {
			if t.Failures[i].Case == c.Name && !c.Passed {
				v.failures = append(v.failures, t.Failures[i].text(t, v.name))
			}
		}
		if !c.Passed && len(v.failures) == 0 {
			v.failures = []string{located(t.File, t.Line, v.name+" fails")}
		}
		all = append(all, v)
	}
	for i := range t.Failures {
		if f := &t.Failures[i]; !slices.ContainsFunc(t.Cases, func(c TestCase) bool { return c.Name == f.Case }) {
			own.failures = append(own.failures, f.text(t, t.Name))
		}
	}
	if t.State == Failed && len(t.Failures) == 0 && !slices.ContainsFunc(t.Cases, func(c TestCase) bool { return !c.Passed }) {
		own.failures = []string{located(t.File, t.Line, t.Name+" fails")}
	}
	if len(all) == 0 || len(own.failures) > 0 {
		all = append(all, own)
	}
	return all
}

func (t *TestResult) asserts() verdict {
	v := verdict{group: groupAsserts, pkg: t.Package, name: t.Name + " asserts something"}
	if t.Hollow != "" {
		v.failures = []string{located(t.File, t.Line, t.Name+" asserts nothing: "+t.Hollow)}
	}
	return v
}

// text says where and why a test failed. An error in a policy is not where the
// test is: the test comes first all the same.
func (f *Failure) text(t *TestResult, name string) string {
	file, line, what := f.File, f.Line, name+" fails"
	if f.File != t.File {
		file, line = t.File, t.Line
		if f.File != "" {
			what += ": " + f.File + ":" + strconv.Itoa(f.Line)
		}
	}
	if f.Message != "" {
		what += ": " + f.Message
	}
	details := f.Place.details()
	for i := range f.Inside {
		in := &f.Inside[i]
		details = append(details, "in "+in.File+":"+strconv.Itoa(in.Line)+":")
		details = append(details, indented(in.details())...)
	}
	if f.Output != "" {
		details = append(details, "printed:")
		details = append(details, indented(lines(f.Output))...)
	}
	return located(file, line, what, details...)
}

func (p *Place) details() []string {
	all := lines(p.Expression)
	if p.Tried > 1 {
		all = append(all, fmt.Sprintf("tried %d times, last with:", p.Tried))
	}
	for _, v := range p.Values {
		all = append(all, v.Name+" is "+v.Value)
	}
	if p.Diff != "" {
		all = append(all, "- left, + right:")
		all = append(all, lines(p.Diff)...)
	}
	return all
}

func (c *Coverage) verdicts() []verdict {
	var all []verdict
	reached, total := c.lines()
	enough := percent(reached, total) >= c.Required
	for _, f := range c.Lines {
		v := verdict{group: groupCoverage, pkg: f.Package, name: "lines of " + f.File}
		if len(f.Uncovered) > 0 {
			text := located(f.File, f.Uncovered[0], "no test reaches "+ranges(f.Uncovered))
			if enough {
				v.notes = []string{text}
			} else {
				v.failures = []string{text}
			}
		}
		all = append(all, v)
	}
	for i := range c.Controls {
		all = append(all, c.Controls[i].verdict())
	}
	return append(all, verdict{group: groupCoverage, name: groupCoverage, failures: problems(c.Markers)})
}

// lines counts the lines that were reached, and all.
func (c *Coverage) lines() (reached, total int) {
	for _, f := range c.Lines {
		total += f.Lines
		reached += f.Lines - len(f.Uncovered)
	}
	return reached, total
}

func (c *ControlOutcomes) verdict() verdict {
	v := verdict{group: groupCoverage, pkg: c.Package, name: "outcomes of " + c.ID}
	for _, o := range c.Outcomes {
		if !o.Missing {
			continue
		}
		hint := "One of its rules gives it: test a record for which that rule holds"
		if h, ok := always[o.Outcome]; ok {
			hint = h
		}
		var details []string
		if e := c.Example; e != nil {
			details = append(details, fmt.Sprintf("in %s (%s:%d) it came to no conclusion of its own: %s", e.Test.Name, e.Test.File, e.Test.Line, e.Message))
		}
		details = append(details, fmt.Sprintf("%s. Or say in this file why it cannot be: # never %s: why", hint, o.Outcome))
		v.failures = append(v.failures, located(c.File, c.Line, fmt.Sprintf("no test has seen %s %s", c.ID, o.Outcome), details...))
	}
	return v
}

// always are the outcomes that every control should have been seen with.
var always = map[policy.Outcome]string{
	policy.NotSatisfied:  "Test a record that disproves the statement",
	policy.Indeterminate: "Test a record without the evidence that the control needs: it should say what is missing",
	policy.Satisfied:     "Test a record that proves the statement",
}

func (s *Silences) verdicts() []verdict {
	var all []verdict
	for i := range s.Found {
		found := &s.Found[i]
		if len(all) == 0 || all[len(all)-1].name != "silence of "+found.Control {
			all = append(all, verdict{group: groupSilence, pkg: found.Package, name: "silence of " + found.Control})
		}
		v := &all[len(all)-1]
		v.failures = append(v.failures, found.text())
	}
	own := verdict{group: groupSilence, name: groupSilence, failures: problems(s.Markers)}
	for _, u := range s.Unjudged {
		why := lines(u.Why)
		own.notes = append(own.notes, located(u.Test.File, u.Test.Line, u.Test.Name+" puts to a control what it will never see", why...))
	}
	return append(all, own)
}

func (s *Silence) text() string {
	e := &s.Example
	what, advice := fmt.Sprintf("%s is satisfied without %s, and %s with it", s.Control, s.Place, e.Before),
		"Losing evidence must never help: conclude indeterminate. Or say in this file why it is right: # silence "+s.Place+": why"
	if s.Kind == NoConclusion {
		what = fmt.Sprintf("%s reaches no conclusion without %s, and is %s with it", s.Control, s.Place, e.Before)
		advice = "Whatever is missing, a control must conclude: indeterminate, with a message that names it"
	}
	return located(s.File, s.Line, what, "it then says: "+e.Message,
		fmt.Sprintf("seen with the record of %s (%s:%d), less %s%s", e.Test.Name, e.Test.File, e.Test.Line, e.Pointer, others(s.Count-1)), advice)
}

func (m *Mutation) verdicts() []verdict {
	var all []verdict
	enough := m.Score() >= m.Required
	for _, s := range m.Survivors {
		if len(all) == 0 || all[len(all)-1].name != "mutants of "+s.File {
			all = append(all, verdict{group: groupMutation, pkg: s.Package, name: "mutants of " + s.File})
		}
		v := &all[len(all)-1]
		if enough {
			v.notes = append(v.notes, s.text())
		} else {
			v.failures = append(v.failures, s.text())
		}
	}
	own := verdict{group: groupMutation, name: groupMutation, failures: problems(m.Markers), notes: problems(m.Unread)}
	return append(all, own)
}

func (m *Mutant) text() string {
	what := "no test notices this change"
	if m.Untested {
		what = "no test reaches the rule, and so none notices this change"
	}
	details := append(lines(m.Diff), "Write a test that notices, or say on the line above why none could: # equivalent "+m.Operator+": why")
	return located(m.File, m.Line, what+" ("+m.Operator+")", details...)
}
