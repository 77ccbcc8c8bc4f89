package governance

import (
	"errors"
	"fmt"
	"time"
)

// ComparisonSchema is the value of a comparison's "schema" field.
const ComparisonSchema = "counterfoil.comparison/v1"

// Limits say how much evidence each side of a comparison must have.
type Limits struct {
	MinRecords       int     `json:"min_records"`       // in the period
	MaxIndeterminate float64 `json:"max_indeterminate"` // share, 0 to 1: of Assessment.IndeterminateShare, and of each rate that is said to be better
}

// DefaultLimits are 30 records, and a tenth that may be indeterminate.
func DefaultLimits() Limits { return Limits{MinRecords: 30, MaxIndeterminate: 0.1} }

// Comparison is what changed from one assessment to another, and what that
// amounts to.
type Comparison struct {
	Schema         string   `json:"schema"` // ComparisonSchema
	PolicyDigest   string   `json:"policy_digest"`
	Before         Side     `json:"before"`
	After          Side     `json:"after"`
	Limits         Limits   `json:"limits"`
	Verdict        Verdict  `json:"verdict"`
	Decided        []Metric `json:"decided"` // the metrics that decided it; none of them where too little is known
	Reason         string   `json:"reason"`  // one sentence
	WouldChange    []string `json:"would_change"`
	Outcomes       []Change `json:"outcomes"`       // the control outcomes
	Administration []Change `json:"administration"` // convenience, time to close, approval lead time
}

// Side is one of the two periods or populations that are compared.
type Side struct {
	Period             Period    `json:"period"`
	AsOf               time.Time `json:"as_of"`
	Records            int       `json:"records"` // in the period
	Refused            int       `json:"refused"`
	Indeterminate      int       `json:"indeterminate"`
	IndeterminateShare *float64  `json:"indeterminate_share"` // Assessment.IndeterminateShare, six decimals; nil: no records
}

// Compare compares two assessments by the same policy, with DefaultLimits.
func Compare(before, after *Assessment) (*Comparison, error) {
	return DefaultLimits().Compare(before, after)
}

// Compare compares two assessments: of two periods, or of two populations. Both
// must be by one policy; each is judged at its own instant. The package
// documentation defines the tests and the verdict.
func (l Limits) Compare(before, after *Assessment) (*Comparison, error) {
	if err := l.comparable(before, after); err != nil {
		return nil, fmt.Errorf("governance: cannot compare: %w", err)
	}
	c := &Comparison{
		Schema: ComparisonSchema, PolicyDigest: before.PolicyDigest, Limits: l,
		Before: before.side(), After: after.side(), Decided: []Metric{}, WouldChange: []string{},
	}
	var changes []tested
	for i := range before.Rates {
		changes = append(changes, l.testRates(&before.Rates[i], &after.Rates[i]))
	}
	for i := range before.Times {
		if b, a := &before.Times[i], &after.Times[i]; b.Metric == TimeToRevocation {
			changes = append(changes, testLifetimes(b, a))
		} else {
			changes = append(changes, testDurations(b, a))
		}
	}
	direct(changes)
	for _, change := range changes {
		if change.Metric.Administrative() {
			c.Administration = append(c.Administration, change.Change)
		} else {
			c.Outcomes = append(c.Outcomes, change.Change)
		}
	}
	c.conclude()
	return c, nil
}

func (l Limits) comparable(before, after *Assessment) error {
	switch {
	case l.MinRecords < 0 || !(l.MaxIndeterminate >= 0 && l.MaxIndeterminate <= 1):
		return fmt.Errorf("limits of %d records and a share of %v indeterminate: give 0 or more, and 0 to 1", l.MinRecords, l.MaxIndeterminate)
	case before == nil || after == nil:
		return errors.New("an assessment is missing")
	case !before.wellFormed() || !after.wellFormed():
		return fmt.Errorf("one is no assessment of the form %s, or was edited: assess its records again", AssessmentSchema)
	case before.PolicyDigest != after.PolicyDigest:
		return fmt.Errorf("policy %s and policy %s judge differently, so that what changed may be the policy: assess both with one set", before.PolicyDigest, after.PolicyDigest)
	}
	return nil
}

// wellFormed reports whether an assessment has the rates and times that Assess
// makes: one that was read from JSON may have been edited.
func (a *Assessment) wellFormed() bool {
	if a.Schema != AssessmentSchema || len(a.Rates) != len(rates) || len(a.Times) != len(timesInOrder) {
		return false
	}
	for i, r := range a.Rates {
		if r.Metric != rates[i].metric || r.Numerator < 0 || r.Numerator > r.Denominator || r.Indeterminate < 0 {
			return false
		}
	}
	for i, t := range a.Times {
		l := t.lifetimes()
		if t.Metric != timesInOrder[i] || l.Ended.Validate() != nil || l.Censored.Validate() != nil {
			return false
		}
	}
	return true
}

func (a *Assessment) side() Side {
	return Side{a.Period, a.AsOf, a.Population.InPeriod, a.Population.Refused, a.Indeterminate, orNull(a.IndeterminateShare())}
}
