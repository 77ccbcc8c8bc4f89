package governance

import (
	"cmp"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/policy"
)

// frame is what every assessment by one set has in common: the rows to count
// in, also those in which nothing is counted.
type frame struct {
	period     Period
	asOf       time.Time
	digest     string
	controls   []*policy.Control // by id, as in a result
	asked      []bool            // which of rates
	frameworks []policy.Framework
	bearing    [][]int // by control: rows of frameworks
	severities []policy.Severity
}

func newFrame(set *policy.Set, period Period, asOf time.Time) *frame {
	f := &frame{
		period: Period{period.From.UTC(), period.To.UTC()}, asOf: asOf.UTC(), digest: set.Digest(),
		severities: []policy.Severity{policy.SeverityInfo, policy.SeverityLow, policy.SeverityMedium, policy.SeverityHigh, policy.SeverityCritical},
	}
	for c := range set.Controls() {
		f.controls = append(f.controls, c)
		f.frameworks = append(f.frameworks, c.Frameworks...)
	}
	slices.SortFunc(f.controls, func(a, b *policy.Control) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(f.frameworks, byFramework)
	f.frameworks = slices.Compact(f.frameworks)
	for _, c := range f.controls {
		var rows []int
		for _, ref := range c.Frameworks {
			row, _ := slices.BinarySearchFunc(f.frameworks, ref, byFramework)
			rows = append(rows, row)
		}
		f.bearing = append(f.bearing, rows)
	}
	for i := range rates {
		f.asked = append(f.asked, rates[i].asks(f.controls))
	}
	return f
}

func byFramework(a, b policy.Framework) int {
	return cmp.Or(cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Title, b.Title))
}

var timesInOrder = []Metric{TimeToRevocation, TimeToClose, ApprovalLeadTime}

// empty is an assessment of nothing.
func (f *frame) empty() *Assessment {
	a := &Assessment{
		Schema: AssessmentSchema, Period: f.period, AsOf: f.asOf, PolicyDigest: f.digest,
		Population:  Population{UndatedIDs: []string{}, Refusals: []Refusal{}, DuplicateIDs: []string{}},
		Obligations: []Obligation{}, Systems: []Group{}, SubjectKinds: []Group{},
		Controls: []ControlOutcomes{}, Frameworks: []FrameworkOutcomes{},
		known: known{},
	}
	for i := range rates {
		a.Rates = append(a.Rates, Rate{Metric: rates[i].metric, Worst: []Case{}})
	}
	for _, m := range timesInOrder {
		a.Times = append(a.Times, Times{Metric: m, Spans: []Span{}, Worst: []Long{}})
	}
	for _, q := range policy.AllQuestions() {
		a.Questions = append(a.Questions, QuestionOutcomes{Question: q})
	}
	for _, c := range f.controls {
		a.Controls = append(a.Controls, ControlOutcomes{ID: c.ID, Title: c.Title, Question: c.Question, Severity: c.Severity, Remediation: c.Remediation})
	}
	for _, s := range f.severities {
		a.Severities = append(a.Severities, SeverityOutcomes{Severity: s})
	}
	for _, ref := range f.frameworks {
		a.Frameworks = append(a.Frameworks, FrameworkOutcomes{Framework: ref.Framework, ID: ref.ID, Title: ref.Title})
	}
	return a
}

// group is a group of no records.
func newGroup(name string) *Group {
	g := &Group{Name: name}
	for i := range rates {
		g.Rates = append(g.Rates, GroupRate{Metric: rates[i].metric})
	}
	return g
}
