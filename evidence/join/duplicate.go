package join

import (
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// sameness is what two facts about a subject have in common if they are the same
// one.
type sameness struct {
	kind           evidence.FactKind
	system, record string
	id, detail     string
	at             time.Time
}

// sameness returns what tells the fact from others. One record of a source may
// hold several facts; the id of the part, the kind of an event, and the time
// of an event or an observation keep them apart.
func (i *item) sameness() sameness {
	f := i.facets()
	s := sameness{kind: i.part.FactKind(), id: f.id, detail: f.kind}
	s.system, s.record = i.origin()
	switch i.part.(type) {
	case *evidence.Request:
		s.record = "" // a request is known by its id
		return s
	case *evidence.Observation, *evidence.Event:
		s.at = f.at.UTC()
	case *evidence.PolicyBasis, *evidence.Approval, *evidence.Emergency:
		s.detail = i.ref()
	}
	if s.system == "" || s.record == "" {
		return sameness{detail: i.text()} // only what is equal in all is the same
	}
	return s
}

// withoutDuplicates returns those of the facts about one subject that count, in
// order: of equal ones the one that was collected last, and of these the first
// in order. A conflict is noted where those that do not count say something
// else.
func (j *joiner) withoutDuplicates(items []*item) []*item {
	if len(items) == 1 {
		return items
	}
	best := make(map[sameness]*item, len(items))
	again := false
	for _, i := range items {
		same := i.sameness()
		b, ok := best[same]
		if !ok || i.collected().After(b.collected()) {
			best[same] = i
		}
		again = again || ok
	}
	if !again {
		return items
	}
	kept := make([]*item, 0, len(best))
	for _, i := range items {
		b := best[i.sameness()]
		if b == i {
			kept = append(kept, i)
			continue
		}
		i.fate = duplicate
		if i.content() != b.content() {
			if i.collected().Equal(b.collected()) {
				j.note(NoteConflict, i, "another fact from the same record of this source says something else, and only one counts: ask the source which is right")
			} else {
				j.note(NoteConflict, i, "a later collection of the same record says something else, and counts")
			}
		}
	}
	return kept
}

func (i *item) collected() time.Time {
	if s := i.facets().source; s != nil {
		return s.CollectedAt
	}
	return time.Time{}
}

// content is the fact without how and when it was collected.
func (i *item) content() string {
	c := item{fact: i.fact}
	without := func(s *evidence.Source) *evidence.Source {
		if s == nil {
			return nil
		}
		return &evidence.Source{System: s.System, RecordID: s.RecordID}
	}
	switch v := i.fact.Value.(type) {
	case *evidence.Request:
		p := *v
		p.Source = without(p.Source)
		c.fact.Value = &p
	case *evidence.PolicyBasis:
		p := *v
		p.Source = without(p.Source)
		c.fact.Value = &p
	case *evidence.Approval:
		p := *v
		p.Source = without(p.Source)
		c.fact.Value = &p
	case *evidence.Change:
		p := *v
		p.Source = without(p.Source)
		c.fact.Value = &p
	case *evidence.Observation:
		p := *v
		p.Source = without(p.Source)
		c.fact.Value = &p
	case *evidence.Event:
		p := *v
		p.Source = without(p.Source)
		c.fact.Value = &p
	case *evidence.Emergency:
		p := *v
		p.Source = without(p.Source)
		c.fact.Value = &p
	}
	return c.text()
}
