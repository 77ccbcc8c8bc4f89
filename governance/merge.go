package governance

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Merge adds another assessment of the same period, by the same policy, at the
// same instant: that of other records. It is associative and commutative, and
// shards of a population that are merged in any order equal one run over all of
// it, to the byte, as long as no record id comes in two of them.
//
// One that does is an error: which of the two counts, and which is the
// duplicate, cannot be told any more. Then, and after every other error, the
// assessment is as it was. The other one is never changed.
func (a *Assessment) Merge(b *Assessment) error {
	if err := a.mergeable(b); err != nil {
		return fmt.Errorf("governance: cannot merge: %w", err)
	}
	a.merge(b)
	return nil
}

func (a *Assessment) mergeable(b *Assessment) error {
	switch {
	case b == nil:
		return errors.New("no assessment is given")
	case a.known == nil || b.known == nil:
		return errors.New("one of the assessments was not made by Assess, so that the ids of its records are not known: assess its records again")
	case a.PolicyDigest != b.PolicyDigest:
		return fmt.Errorf("policy %s and policy %s judge differently: assess both with one set", a.PolicyDigest, b.PolicyDigest)
	case !a.AsOf.Equal(b.AsOf):
		return fmt.Errorf("judged at %s and at %s: assess both at one instant", stamp(a.AsOf), stamp(b.AsOf))
	case !a.Period.From.Equal(b.Period.From) || !a.Period.To.Equal(b.Period.To):
		return fmt.Errorf("of the periods %v and %v: assess both for one period", a.Period, b.Period)
	}
	if n := a.known.shared(b.known); n > 0 {
		return fmt.Errorf("%d record ids are in both: one of each is a duplicate, and the figures no longer tell which part it has in them; "+
			"divide the population so that all records of an id are in one shard, or assess it in one run", n)
	}
	return nil
}

// merge adds b, of the same frame and with other records.
func (a *Assessment) merge(b *Assessment) {
	a.Population.add(&b.Population)
	a.Records.add(&b.Records)
	a.Grades.add(&b.Grades)
	a.Indeterminate += b.Indeterminate
	for i := range a.Rates {
		a.Rates[i].Counts.add(&b.Rates[i].Counts)
		a.Rates[i].Worst = shortlists(a.Rates[i].Worst, b.Rates[i].Worst, worstFirst)
	}
	for i := range a.Times {
		a.Times[i].add(&b.Times[i])
	}
	a.Obligations = join(a.Obligations, b.Obligations, byKind, (*Obligation).add, itself)
	for i := range a.Questions {
		a.Questions[i].add(&b.Questions[i].Outcomes)
	}
	for i := range a.Controls {
		a.Controls[i].add(&b.Controls[i].Outcomes)
	}
	for i := range a.Severities {
		a.Severities[i].add(&b.Severities[i].Outcomes)
	}
	for i := range a.Frameworks {
		a.Frameworks[i].add(&b.Frameworks[i].Outcomes)
	}
	a.Systems = join(a.Systems, b.Systems, byName, (*Group).add, Group.clone)
	a.SubjectKinds = join(a.SubjectKinds, b.SubjectKinds, byName, (*Group).add, Group.clone)
	for key := range b.known {
		a.known[key] = struct{}{}
	}
}

func (p *Population) add(other *Population) {
	p.Received += other.Received
	p.InPeriod += other.InPeriod
	p.Outside += other.Outside
	p.Undated += other.Undated
	p.Refused += other.Refused
	p.Duplicate += other.Duplicate
	p.Anchors.FirstChange += other.Anchors.FirstChange
	p.Anchors.Submission += other.Anchors.Submission
	p.Anchors.FirstTrace += other.Anchors.FirstTrace
	p.UndatedIDs = shortlists(p.UndatedIDs, other.UndatedIDs, strings.Compare)
	p.Refusals = shortlists(p.Refusals, other.Refusals, byRecord)
	p.DuplicateIDs = shortlists(p.DuplicateIDs, other.DuplicateIDs, strings.Compare)
}

func (t *Times) add(other *Times) {
	t.Ended += other.Ended
	t.Enclosed += other.Enclosed
	t.Open += other.Open
	t.Unmeasured += other.Unmeasured
	t.Spans = join(t.Spans, other.Spans, bySeconds, (*Span).add, itself)
	t.Worst = shortlists(t.Worst, other.Worst, longestFirst)
}

func (s *Span) add(other *Span) {
	s.Ended += other.Ended
	s.Open += other.Open
}

func (o *Obligation) add(other *Obligation) {
	o.Outcomes.add(&other.Outcomes)
	o.Reauthorised += other.Reauthorised
}

func (g *Group) add(other *Group) {
	g.Records += other.Records
	g.Grades.add(&other.Grades)
	for i := range g.Rates {
		g.Rates[i].Counts.add(&other.Rates[i].Counts)
	}
}

func (g Group) clone() Group {
	g.Rates = slices.Clone(g.Rates)
	return g
}

func byKind(a, b Obligation) int { return strings.Compare(a.Kind, b.Kind) }

func byName(a, b Group) int { return strings.Compare(a.Name, b.Name) }

func itself[T any](item T) T { return item }

// join joins two sorted lists: what is in both is added up, and what is only in
// the other is copied.
func join[T any](a, b []T, compare func(x, y T) int, add func(x, y *T), clone func(T) T) []T {
	all := make([]T, 0, max(len(a), len(b)))
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && compare(a[0], b[0]) < 0:
			all, a = append(all, a[0]), a[1:]
		case len(a) == 0 || compare(a[0], b[0]) > 0:
			all, b = append(all, clone(b[0])), b[1:]
		default:
			all = append(all, a[0])
			add(&all[len(all)-1], &b[0])
			a, b = a[1:], b[1:]
		}
	}
	return all
}
