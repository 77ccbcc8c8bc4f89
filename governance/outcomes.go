package governance

import "github.com/counterfoil/counterfoil/policy"

// Outcomes counts records, or claims, by outcome. They add up to what was
// judged.
type Outcomes struct {
	Satisfied     int `json:"satisfied"`
	NotSatisfied  int `json:"not_satisfied"`
	Waived        int `json:"waived"` // of NotSatisfied: those of which every such finding is waived
	Pending       int `json:"pending"`
	Indeterminate int `json:"indeterminate"`
	NotApplicable int `json:"not_applicable"`
}

// Total is how many were judged.
func (o Outcomes) Total() int {
	return o.Satisfied + o.NotSatisfied + o.Pending + o.Indeterminate + o.NotApplicable
}

func (o *Outcomes) count(outcome policy.Outcome, waived bool) {
	switch outcome {
	case policy.Satisfied:
		o.Satisfied++
	case policy.Pending:
		o.Pending++
	case policy.NotApplicable:
		o.NotApplicable++
	case policy.NotSatisfied:
		o.NotSatisfied++
		if waived {
			o.Waived++
		}
	default: // an outcome that is none proves nothing
		o.Indeterminate++
	}
}

func (o *Outcomes) add(other *Outcomes) {
	o.Satisfied += other.Satisfied
	o.NotSatisfied += other.NotSatisfied
	o.Waived += other.Waived
	o.Pending += other.Pending
	o.Indeterminate += other.Indeterminate
	o.NotApplicable += other.NotApplicable
}

// Grades counts records by grade. They add up to the records in the period.
type Grades struct {
	GovernanceGrade int `json:"governance_grade"`
	Open            int `json:"open"`
	Unproven        int `json:"unproven"`
	Deficient       int `json:"deficient"`
}

func (g *Grades) count(grade policy.Grade) {
	switch grade {
	case policy.GovernanceGrade:
		g.GovernanceGrade++
	case policy.Open:
		g.Open++
	case policy.Deficient:
		g.Deficient++
	default:
		g.Unproven++
	}
}

func (g *Grades) add(other *Grades) {
	g.GovernanceGrade += other.GovernanceGrade
	g.Open += other.Open
	g.Unproven += other.Unproven
	g.Deficient += other.Deficient
}

// worst is the worse of two outcomes; none, "", is better than any.
func worst(a, b policy.Outcome) policy.Outcome {
	if b.Worse(a) {
		return b
	}
	return a
}
