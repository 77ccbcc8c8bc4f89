package policytest

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/counterfoil/counterfoil/policy"
)

// WriteText writes what failed, what is worth knowing, and one line of numbers,
// fit for a terminal. A report in which all is well is that line.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	all := r.verdicts()
	for _, v := range all {
		for _, text := range v.failures {
			b.WriteString(text + "\n\n")
		}
	}
	for _, v := range all {
		for _, text := range v.notes {
			b.WriteString(text + "\n\n")
		}
	}
	b.WriteString(r.line() + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteCoverage writes two tables: how many lines of each file the tests
// reached, and how often they saw each outcome of each control; "-" is an
// outcome that nobody expects of the control. It writes nothing where coverage was
// not measured.
func (r *Report) WriteCoverage(w io.Writer) error {
	if r.Coverage == nil {
		return nil
	}
	var b strings.Builder
	width := 0
	for _, f := range r.Coverage.Lines {
		width = max(width, utf8.RuneCountInString(policy.Escape(f.File)))
	}
	fmt.Fprintf(&b, "%-*s  reached  lines\n", width, "file")
	for _, f := range r.Coverage.Lines {
		fmt.Fprintf(&b, "%-*s  %7d  %5d\n", width, policy.Escape(f.File), f.Lines-len(f.Uncovered), f.Lines)
	}
	width = len("control")
	for _, c := range r.Coverage.Controls {
		width = max(width, len(c.ID))
	}
	fmt.Fprintf(&b, "\n%-*s", width, "control")
	for _, o := range outcomeOrder {
		fmt.Fprintf(&b, "  %s", o)
	}
	b.WriteByte('\n')
	for _, c := range r.Coverage.Controls {
		fmt.Fprintf(&b, "%-*s", width, policy.Escape(c.ID))
		for _, o := range outcomeOrder {
			seen := "-"
			if i := slices.IndexFunc(c.Outcomes, func(n OutcomeCount) bool { return n.Outcome == o }); i >= 0 && (c.Outcomes[i].Seen > 0 || c.Outcomes[i].Missing) {
				seen = strconv.Itoa(c.Outcomes[i].Seen)
			}
			fmt.Fprintf(&b, "  %*s", len(o), seen)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// outcomeOrder is from worst to best.
var outcomeOrder = []policy.Outcome{policy.NotSatisfied, policy.Indeterminate, policy.Pending, policy.Satisfied, policy.NotApplicable}

// WriteJSON writes the report as one JSON object on one line, its summary
// beside it.
func (r *Report) WriteJSON(w io.Writer) error {
	text, err := json.Marshal(struct {
		Schema  string  `json:"schema"`
		Summary Summary `json:"summary"`
		*Report
	}{r.Schema, r.Summary(), r})
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}
