package silence

import (
	"context"
	"slices"
	"sync"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// judge judges each distinct record once.
type judge struct {
	ctx     context.Context
	answers sync.Map // key to answer
}

// answer is what the controls concluded, in the order of the set.
type answer []verdict

// verdict is a control's outcome, as the index into outcomes, and whether some
// of it was imposed because the control reached no conclusion.
type verdict struct {
	outcome uint8
	imposed bool
}

// outcomes are the outcomes from best to worst.
var outcomes = []policy.Outcome{policy.NotApplicable, policy.Satisfied, policy.Pending, policy.Indeterminate, policy.NotSatisfied}

func (v verdict) of() policy.Outcome { return outcomes[v.outcome] }

func (j *judge) count() (n int) {
	j.answers.Range(func(any, any) bool {
		n++
		return true
	})
	return n
}

// answer judges a record with what a question is judged by.
func (j *judge) answer(q *question, text []byte, record *evidence.Record) (answer, error) {
	k := q.key(text)
	if known, ok := j.answers.Load(k); ok {
		return known.(answer), nil
	}
	result, err := q.set.Evaluate(j.ctx, record, q.asOf)
	if err != nil {
		return nil, err
	}
	a := make(answer, len(result.Controls))
	for i := range result.Controls {
		c := &result.Controls[i]
		a[i].outcome = uint8(slices.Index(outcomes, c.Outcome))
		a[i].imposed = imposed(c)
	}
	j.answers.Store(k, a)
	return a, nil
}

// imposed reports whether a control left something without a conclusion.
func imposed(c *policy.ControlResult) bool {
	return slices.ContainsFunc(c.Findings, func(f policy.Finding) bool { return f.Imposed() })
}

// hunt is what came of taking one record apart.
type hunt struct {
	removals, refused int
	suspects          []suspect // in the order of parts, then of controls
}

// suspect is a part that a control does not miss as it should.
type suspect struct {
	control        int
	kind           Kind
	place, pointer string
	rest           []byte // the record without the part
}

// hunt takes a record apart.
func (j *judge) hunt(q *question) (h hunt, err error) {
	var text []byte
	record, err := decode(q.doc, &text)
	if err != nil {
		return h, err
	}
	before, err := j.answer(q, text, record)
	if err != nil {
		return h, err
	}
	parts(q.doc, func(p part) bool {
		h.removals++
		record, invalid := decode(p.rest, &text)
		if invalid != nil {
			h.refused++
			return true
		}
		var after answer
		if after, err = j.answer(q, text, record); err != nil {
			return false
		}
		for i := range after {
			if kind, ok := compare(before[i], after[i]); ok {
				h.suspects = append(h.suspects, suspect{i, kind, p.place, p.pointer, text})
			}
		}
		return true
	})
	return h, err
}

// compare says whether losing a part has silenced a control, and how.
func compare(before, after verdict) (Kind, bool) {
	switch {
	case after.imposed && !before.imposed:
		return NoConclusion, true
	case after.of() == policy.Satisfied && before.of().Worse(policy.Satisfied):
		return Satisfied, true
	}
	return "", false
}
