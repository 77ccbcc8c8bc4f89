package governance

import (
	"fmt"
	"math"
	"strings"
)

// Verdict is what a comparison amounts to.
type Verdict string

// The verdicts: the first that applies.
const (
	InsufficientEvidence Verdict = "insufficient_evidence"
	MaskingRisk          Verdict = "masking_risk"
	Regressing           Verdict = "regressing"
	ImprovingGovernance  Verdict = "improving_governance"
	MostlyAdministration Verdict = "mostly_administration"
	NoDemonstratedChange Verdict = "no_demonstrated_change"
)

// conclude finds the verdict, what decided it and what would change it.
func (c *Comparison) conclude() {
	lacking := append(c.Limits.lacking("before", &c.Before), c.Limits.lacking("after", &c.After)...)
	better, worse := c.going(Better), c.going(Worse)
	faster := c.closing().Direction == Better
	switch {
	case len(lacking) > 0:
		c.Verdict = InsufficientEvidence
		c.Reason = "There is too little evidence for a verdict: " + strings.Join(lacking, "; ") + "."
		c.WouldChange = append(c.WouldChange, c.Limits.missing("before", &c.Before)...)
		c.WouldChange = append(c.WouldChange, c.Limits.missing("after", &c.After)...)
		return
	case len(worse) > 0 && faster:
		c.Verdict, c.Decided = MaskingRisk, append(metrics(worse), TimeToClose)
		c.Reason = "Tickets close faster, while access is governed worse: " + said(worse) + "; " + c.closing().Words + "."
	case len(worse) > 0:
		c.Verdict, c.Decided = Regressing, metrics(worse)
		c.Reason = "Access is governed worse: " + said(worse) + "."
	case len(better) > 0:
		c.Verdict, c.Decided = ImprovingGovernance, metrics(better)
		c.Reason = "Access is governed better, and nothing is shown to be worse: " + said(better) + "."
	case faster:
		c.Verdict, c.Decided = MostlyAdministration, []Metric{TimeToClose}
		c.Reason = "Only tickets got faster: " + c.closing().Words + "; no control outcome is shown to be better or worse."
	default:
		c.Verdict = NoDemonstratedChange
		c.Reason = "No control outcome is shown to be better or worse, and tickets are not shown to close faster."
	}
	for i := range c.Outcomes {
		if o := &c.Outcomes[i]; o.Direction == Doubtful || o.Direction == TooFewToTell && o.Needed > 0 {
			c.WouldChange = append(c.WouldChange, o.Words)
		}
	}
}

// going returns the control outcomes of a direction.
func (c *Comparison) going(direction Direction) []*Change {
	var all []*Change
	for i := range c.Outcomes {
		if c.Outcomes[i].Direction == direction {
			all = append(all, &c.Outcomes[i])
		}
	}
	return all
}

func (c *Comparison) closing() *Change {
	for i := range c.Administration {
		if c.Administration[i].Metric == TimeToClose {
			return &c.Administration[i]
		}
	}
	return &Change{} // never: every comparison has it
}

func metrics(changes []*Change) []Metric {
	all := make([]Metric, len(changes))
	for i, c := range changes {
		all[i] = c.Metric
	}
	return all
}

func said(changes []*Change) string {
	all := make([]string, len(changes))
	for i, c := range changes {
		all[i] = c.Words
	}
	return strings.Join(all, "; ")
}

// lacking says which limits a side does not meet.
func (l Limits) lacking(name string, s *Side) []string {
	var all []string
	if s.Records < l.MinRecords || s.Records == 0 {
		all = append(all, fmt.Sprintf("%s %s, of %d at least", records(s.Records, ""), name, max(l.MinRecords, 1)))
	}
	if share, undecided, _ := s.undecided(); share > l.MaxIndeterminate {
		all = append(all, fmt.Sprintf("%s %s (%s) indeterminate or refused, of %s at most", records(undecided, ""), name, percent(share), percent(l.MaxIndeterminate)))
	}
	return all
}

// missing says what a side would need to meet the limits.
func (l Limits) missing(name string, s *Side) []string {
	var all []string
	if need := max(l.MinRecords, 1); s.Records < need {
		all = append(all, records(need-s.Records, "more ")+" "+name)
	}
	if share, undecided, of := s.undecided(); share > l.MaxIndeterminate {
		tolerated := int(math.Floor(l.MaxIndeterminate * float64(of)))
		all = append(all, fmt.Sprintf("the evidence that is missing %s from %d of %s that are indeterminate or were refused", name, undecided-tolerated, records(undecided, "")))
	}
	return all
}

// undecided is Assessment.IndeterminateShare and what it is the share of.
func (s *Side) undecided() (share float64, count, of int) {
	count, of = s.Indeterminate+s.Refused, s.Records+s.Refused
	if of == 0 {
		return 0, 0, 0
	}
	return float64(count) / float64(of), count, of
}
