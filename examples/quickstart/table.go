package main

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

const columns = "%-26s %-13s %-17s %-9s %-6s %-11s %s\n"

func heading(w io.Writer) {
	fmt.Fprintf(w, columns, "SITUATION", "SUBJECT", "GRADE", "APPROVAL", "GRANT", "REVOCATION", "TRAIL")
}

// row prints the verdict on one record and, below it, what decided it.
func row(w io.Writer, name string, record *evidence.Record, result *policy.Result) {
	situation := strings.ReplaceAll(strings.TrimSuffix(path.Base(name)[3:], ".json"), "-", " ")
	q := result.Questions
	fmt.Fprintf(w, columns, situation, record.Subject.ID, result.Grade,
		answer[q.Approval], answer[q.Grant], answer[q.Revocation], answer[q.Trail])
	if control, finding := decisive(result); finding != nil {
		fmt.Fprintf(w, "    %s: %s\n", control.ID, policy.Escape(finding.Message))
	}
}

// answer says in a word how a question was answered.
var answer = map[policy.Outcome]string{
	policy.Satisfied:     "yes",
	policy.NotSatisfied:  "NO",
	policy.Indeterminate: "unknown",
	policy.Pending:       "open",
	policy.NotApplicable: "-",
}

// decisive returns the worst finding; of several, that of the gravest control.
func decisive(result *policy.Result) (control *policy.ControlResult, finding *policy.Finding) {
	for i := range result.Controls {
		c := &result.Controls[i]
		for j := range c.Findings {
			f := &c.Findings[j]
			switch {
			case !f.Outcome.Worse(policy.Satisfied):
			case finding == nil, f.Outcome.Worse(finding.Outcome),
				f.Outcome == finding.Outcome && weight[c.Severity] > weight[control.Severity]:
				control, finding = c, f
			}
		}
	}
	return control, finding
}

var weight = map[policy.Severity]int{policy.SeverityInfo: 0, policy.SeverityLow: 1, policy.SeverityMedium: 2, policy.SeverityHigh: 3, policy.SeverityCritical: 4}
