package policytest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
)

// failures holds a result against what a case wants. Each failure is a text
// that names the line of the case, what was wanted and what there is.
func (c *testCase) failures(r *policy.Result) []string {
	var out []string
	for _, k := range c.checks {
		if got := k.against(r); got != "" {
			out = append(out, fmt.Sprintf("%s:%d: %s\n%s%s", c.file, k.number, k.text, got, c.told()))
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

// against returns what there is instead of what is wanted; "" where they agree.
func (k *check) against(r *policy.Result) string {
	switch {
	case k.subject == "grade":
		return k.compare(string(r.Grade), k.reasons(r))
	case !strings.Contains(k.subject, "."):
		return k.compare(string(r.Questions.Of(policy.Question(k.subject))), k.reasons(r))
	}
	i := slices.IndexFunc(r.Controls, func(c policy.ControlResult) bool { return c.ID == k.subject })
	if i < 0 {
		return "the set has no such control"
	}
	control := &r.Controls[i]
	findings := describe(control)
	switch k.word {
	case "finding":
		if slices.ContainsFunc(control.Findings, k.matches) {
			return ""
		}
		return "no such finding among\n" + findings
	case "waived":
		if slices.ContainsFunc(control.Findings, func(f policy.Finding) bool { return f.WaivedBy == k.outcome }) {
			return ""
		}
		return "no finding carries this waiver:\n" + findings
	case "unwaived":
		if !slices.ContainsFunc(control.Findings, func(f policy.Finding) bool { return f.WaivedBy != "" }) {
			return ""
		}
		return "a finding carries a waiver:\n" + findings
	}
	return k.compare(string(control.Outcome), findings)
}

// compare judges a want or a never.
func (k *check) compare(got, because string) string {
	if (got == k.outcome) == (k.word == "want") {
		return ""
	}
	return "got " + got + "\n" + because
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

// reasons describes the controls that a grade or the answer to a question comes
// from: all that are neither satisfied nor not applicable.
func (k *check) reasons(r *policy.Result) string {
	var b strings.Builder
	for i := range r.Controls {
		c := &r.Controls[i]
		if k.subject != "grade" && !strings.HasPrefix(c.ID, k.subject+".") {
			continue
		}
		if c.Outcome.Worse(policy.Satisfied) || k.subject != "grade" {
			b.WriteString(c.ID + " (" + string(c.Severity) + ") " + string(c.Outcome) + "\n" + describe(c))
		}
	}
	return b.String()
}

// describe lists the findings of a control, one a line.
func describe(c *policy.ControlResult) string {
	var b strings.Builder
	for _, f := range c.Findings {
		fmt.Fprintf(&b, "\t%s at %q citing %s: %s", f.Outcome, f.Claim, policy.Escape(strings.Join(f.Evidence, " ")), policy.Escape(f.Message))
		if f.WaivedBy != "" {
			fmt.Fprintf(&b, " (waived by %s)", f.WaivedBy)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
