package policytest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
)

// failure is a check that a result does not meet.
type failure struct {
	check *check
	text  string // names the line of the case, what was wanted and what there is
	found *found // what -update may write instead; nil: nothing
}

// found is what there is in place of what is wanted: an outcome or grade, or
// all findings of a control.
type found struct {
	outcome  string
	findings []policy.Finding
	imposed  bool // a control failed, or passed over what it claims to judge
}

// failures holds a result against what a case wants.
func (c *testCase) failures(r *policy.Result) []failure {
	var out []failure
	for i := range c.checks {
		k := &c.checks[i]
		if got, instead := k.against(r); got != "" {
			text := fmt.Sprintf("%s:%d: %s\n%s%s", c.file, k.number, k.text, strings.TrimSuffix(got, "\n"), c.told())
			out = append(out, failure{k, text, instead})
		}
	}
	return out
}

func (c *testCase) told() string {
	if c.story == "" {
		return ""
	}
	return "\nthe case: " + strings.Join(strings.Fields(c.story), " ")
}

// against returns what there is instead of what is wanted, in words and, where
// the case may be rewritten, as such; "" where they agree.
func (k *check) against(r *policy.Result) (string, *found) {
	switch {
	case k.subject == "grade":
		return k.compare(string(r.Grade), k.reasons(r))
	case !strings.Contains(k.subject, "."):
		return k.compare(string(r.Questions.Of(policy.Question(k.subject))), k.reasons(r))
	}
	i := slices.IndexFunc(r.Controls, func(c policy.ControlResult) bool { return c.ID == k.subject })
	if i < 0 {
		return "the set has no such control", nil
	}
	control := r.Controls[i]
	findings := describe(control)
	switch k.word {
	case "finding":
		if slices.ContainsFunc(control.Findings, k.matches) {
			return "", nil
		}
		return "no such finding among\n" + findings, nil
	case "findings":
		diff := k.listed.difference(control.Findings)
		if diff == "" {
			return "", nil
		}
		return "these are not its findings (- wanted, + got):\n" + diff, &found{findings: control.Findings, imposed: imposed(control)}
	case "waived":
		if slices.ContainsFunc(control.Findings, func(f policy.Finding) bool { return f.WaivedBy == k.outcome }) {
			return "", nil
		}
		return "no finding carries this waiver:\n" + findings, nil
	case "unwaived":
		if !slices.ContainsFunc(control.Findings, func(f policy.Finding) bool { return f.WaivedBy != "" }) {
			return "", nil
		}
		return "a finding carries a waiver:\n" + findings, nil
	}
	return k.compare(string(control.Outcome), []policy.ControlResult{control})
}

// compare judges a want or a never of what these controls found.
func (k *check) compare(got string, controls []policy.ControlResult) (string, *found) {
	if (got == k.outcome) == (k.word == "want") {
		return "", nil
	}
	wanted := k.outcome
	if k.word == "never" {
		wanted = "anything but " + wanted
	}
	var b strings.Builder
	fmt.Fprintf(&b, "want: %s\ngot:  %s\n", wanted, got)
	for _, c := range controls {
		if c.ID != k.subject {
			fmt.Fprintf(&b, "%s (%s) %s\n", c.ID, c.Severity, c.Outcome)
		}
		b.WriteString(describe(c))
	}
	if k.word == "never" {
		return b.String(), nil
	}
	return b.String(), &found{outcome: got, imposed: slices.ContainsFunc(controls, imposed)}
}

// imposed reports whether a control failed or passed over a claim, so that it
// did not say itself what it amounts to.
func imposed(c policy.ControlResult) bool {
	return slices.ContainsFunc(c.Findings, func(f policy.Finding) bool { return f.Imposed() })
}

// matches reports whether a finding is the one that is wanted.
func (k *check) matches(f policy.Finding) bool {
	if string(f.Outcome) != k.outcome || k.claim != nil && f.Claim != *k.claim {
		return false
	}
	for _, pointer := range k.citing {
		if !slices.ContainsFunc(f.Evidence, func(e string) bool {
			return e == pointer || strings.HasPrefix(e, pointer+"/")
		}) {
			return false
		}
	}
	return strings.Contains(strings.ToLower(f.Message), strings.ToLower(k.saying))
}

// reasons are the controls that a grade or the answer to a question comes from:
// of the grade, all that are neither satisfied nor not applicable.
func (k *check) reasons(r *policy.Result) []policy.ControlResult {
	var out []policy.ControlResult
	for _, c := range r.Controls {
		question, _, _ := strings.Cut(c.ID, ".")
		if c.Control != nil { // it may be a custom one
			question = string(c.Control.Question)
		}
		if question == k.subject || k.subject == "grade" && c.Outcome.Worse(policy.Satisfied) {
			out = append(out, c)
		}
	}
	return out
}

// describe lists the findings of a control, as a case would.
func describe(c policy.ControlResult) string {
	var b strings.Builder
	for _, f := range c.Findings {
		b.WriteString("\t" + written(f) + "\n")
	}
	return b.String()
}

// printable is a text of several lines fit for a terminal.
func printable(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		columns := strings.Split(l, "\t")
		for j := range columns {
			columns[j] = policy.Escape(columns[j])
		}
		lines[i] = strings.Join(columns, "\t")
	}
	return strings.Join(lines, "\n")
}
