package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// printer prints the result of a record.
type printer func(*evidence.Record, *policy.Result) error

// printJSON prints a result as one line.
func printJSON(w io.Writer) printer {
	lines := &jsonLines{w: w}
	return func(_ *evidence.Record, r *policy.Result) error {
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		_, err = lines.Write(append(line, '\n'))
		return err
	}
}

// printText prints a result for people: the grade, and what spoils it.
func printText(w io.Writer) printer {
	return func(rec *evidence.Record, r *policy.Result) error {
		var b strings.Builder
		note(&b, "%-16s  %s  (%s %s)", r.Grade, r.RecordID, rec.Subject.Kind, rec.Subject.ID)
		for _, s := range spoilers(r) {
			note(&b, "  %-13s  %-27s %-8s  %s", s.outcome, s.control, s.weight, strings.Join(s.messages, "; "))
		}
		_, err := fmt.Fprintln(w, b.String())
		return err
	}
}

// spoiler is what one control found of one outcome that is worse than
// satisfied.
type spoiler struct {
	control  string
	severity policy.Severity
	outcome  policy.Outcome
	weight   string // the severity, or why it does not count
	messages []string
}

// spoilers lists them, the worst first.
func spoilers(r *policy.Result) []*spoiler {
	var all []*spoiler
	for _, c := range r.Controls {
		for _, f := range c.Findings {
			if !f.Outcome.Worse(policy.Satisfied) {
				continue
			}
			weight := string(c.Severity)
			if f.WaivedBy != "" {
				weight = "waived by " + f.WaivedBy
			}
			i := slices.IndexFunc(all, func(s *spoiler) bool {
				return s.control == c.ID && s.outcome == f.Outcome && s.weight == weight
			})
			if i < 0 {
				i = len(all)
				all = append(all, &spoiler{control: c.ID, severity: c.Severity, outcome: f.Outcome, weight: weight})
			}
			all[i].messages = append(all[i].messages, f.Message)
		}
	}
	gravest := []policy.Severity{policy.SeverityCritical, policy.SeverityHigh, policy.SeverityMedium, policy.SeverityLow, policy.SeverityInfo}
	slices.SortStableFunc(all, func(a, b *spoiler) int {
		switch {
		case a.outcome.Worse(b.outcome):
			return -1
		case b.outcome.Worse(a.outcome):
			return 1
		}
		return cmp.Compare(slices.Index(gravest, a.severity), slices.Index(gravest, b.severity))
	})
	return all
}
