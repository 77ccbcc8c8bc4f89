package governance

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// tally counts records. It keeps nothing of a record but the ids and names that
// it shows, so that a population of any size takes little room. It is not safe
// for concurrent use: each worker has its own, and Merge adds them up.
type tally struct {
	*frame
	*Assessment
	revocation, closing, approving spans
	obligations                    map[string]*Obligation
	systems, kinds                 map[string]*Group
	outcomes                       []policy.Outcome // of the record at hand, by rate
	cells, items                   []cell           // of the record at hand, by control and by row of frameworks
}

func newTally(f *frame) *tally {
	return &tally{
		frame: f, Assessment: f.empty(),
		revocation: spans{}, closing: spans{}, approving: spans{},
		obligations: map[string]*Obligation{}, systems: map[string]*Group{}, kinds: map[string]*Group{},
		outcomes: make([]policy.Outcome, len(rates)), cells: make([]cell, len(f.controls)), items: make([]cell, len(f.frameworks)),
	}
}

// refuse counts what could not be read or judged.
func (t *tally) refuse(id string, err error) {
	if place, ok := errors.AsType[*evidence.Error](err); ok && id == "" {
		id = place.RecordID
	}
	p := &t.Population
	p.Received++
	p.Refused++
	p.Refusals = shortlist(p.Refusals, Refusal{strings.Clone(id), shortened(err.Error())}, byRecord)
}

// shortened cuts what may name a hundred places in one record.
func shortened(reason string) string {
	const limit = 500
	if len(reason) <= limit {
		return strings.ToValidUTF8(reason, "\uFFFD")
	}
	return strings.ToValidUTF8(reason[:limit], "") + "…"
}

// repeated counts a record whose id came before.
func (t *tally) repeated(id string) {
	p := &t.Population
	p.Received++
	p.Duplicate++
	p.DuplicateIDs = shortlist(p.DuplicateIDs, strings.Clone(id), strings.Compare)
}

// count counts a record by when it falls, and one of the period in every figure.
func (t *tally) count(j *judged) {
	p, anchor := &t.Population, j.measures.Anchor
	p.Received++
	switch {
	case anchor == nil:
		p.Undated++
		p.UndatedIDs = shortlist(p.UndatedIDs, strings.Clone(j.record.ID), strings.Compare)
		return
	case !t.Period.Contains(anchor.At):
		p.Outside++
		return
	}
	p.InPeriod++
	switch anchor.By {
	case policy.FirstChange:
		p.Anchors.FirstChange++
	case policy.Submission:
		p.Anchors.Submission++
	default:
		p.Anchors.FirstTrace++
	}
	t.Grades.count(j.result.Grade)
	t.breakDown(j)
	t.countRates(j)
	t.countTimes(j)
}

func (t *tally) countRates(j *judged) {
	bad := j.caseOf()
	bad.RecordID = strings.Clone(bad.RecordID) // not all that the id was cut from
	indeterminate := false
	for i := range rates {
		outcome := policy.Outcome("")
		if t.asked[i] {
			outcome = rates[i].judge(j)
		}
		t.outcomes[i] = outcome
		r := &t.Rates[i]
		r.count(outcome, r.Metric.HigherIsBetter())
		if outcome == policy.NotSatisfied {
			r.Worst = shortlist(r.Worst, bad, worstFirst)
		}
		indeterminate = indeterminate || outcome == policy.Indeterminate && !r.Metric.Administrative()
	}
	if indeterminate {
		t.Indeterminate++
	}
	for _, system := range systemsOf(j.record) {
		t.group(t.systems, system, j)
	}
	t.group(t.kinds, string(j.record.Subject.Kind), j)
}

func (t *tally) group(groups map[string]*Group, name string, j *judged) {
	g := groups[name]
	if g == nil {
		name = strings.Clone(name)
		g = newGroup(name)
		groups[name] = g
	}
	g.Records++
	g.Grades.count(j.result.Grade)
	for i := range g.Rates {
		r := &g.Rates[i]
		r.count(t.outcomes[i], r.Metric.HigherIsBetter())
	}
}

// finish returns the assessment. The tally is not used any more.
func (t *tally) finish() *Assessment {
	a := t.Assessment
	for i, m := range []spans{t.revocation, t.closing, t.approving} {
		a.Times[i].Spans = m.sorted()
	}
	for _, kind := range slices.Sorted(maps.Keys(t.obligations)) {
		a.Obligations = append(a.Obligations, *t.obligations[kind])
	}
	a.Systems, a.SubjectKinds = sorted(t.systems), sorted(t.kinds)
	return a
}

func sorted(groups map[string]*Group) []Group {
	list := make([]Group, 0, len(groups))
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		list = append(list, *groups[name])
	}
	return list
}

// systemsOf returns the systems that a record concerns, each once: those of
// which something was asked or changed; of standing access those where it is
// held.
func systemsOf(r *evidence.Record) []string {
	var all []string
	add := func(list []evidence.Entitlement) {
		for i := range list {
			all = append(all, list[i].System)
		}
	}
	if r.Request != nil {
		add(r.Request.Entitlements)
	}
	for i := range r.Changes {
		add(r.Changes[i].Entitlements)
	}
	if len(all) == 0 {
		for i := range r.Observations {
			all = append(all, r.Observations[i].System)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
