package join

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// item is one fact on its way through the join.
type item struct {
	fact evidence.Fact
	part evidence.Part // as it goes into records
	who  *person       // whom it is about; nil for a listing
	fate fate
	seen bool   // is part of at least one record
	json string // of the fact, once it was needed
}

// fate is what became of a fact. Every fact has exactly one.
type fate uint8

const (
	single fate = iota
	joined
	ambiguous
	duplicate
	refused
)

// check reports what is wrong with the fact. What passes can stand in a
// record, where it lies one level deeper than in a fact.
func (i *item) check() error {
	f := &i.fact
	if err := f.Validate(); err != nil {
		return err
	}
	for o, n := f.Subject.Owner, 0; o != nil; o, n = o.Owner, n+1 {
		if n == 8 {
			return errors.New("the owners of owners do not end: name the one who is accountable")
		}
	}
	r := evidence.Record{Schema: evidence.SchemaID, ID: "fact", Subject: f.Subject}
	r.Subject.Kind = cmp.Or(r.Subject.Kind, evidence.KindServiceAccount)
	place(&r, f.Value)
	if err := r.Validate(); err != nil {
		return err
	}
	switch v := f.Value.(type) {
	case *evidence.Request:
		if f.RequestRef != "" && f.RequestRef != v.ID {
			return errors.New("request_ref and the request's own id differ: leave request_ref out")
		}
	case *evidence.Change:
		switch {
		case f.RequestRef != "" && v.RequestRef != "" && f.RequestRef != v.RequestRef:
			return errors.New("the fact and its change name different requests: keep the request_ref that the target system logged")
		case v.RequestRef == "" && f.RequestRef != "":
			c := *v
			c.RequestRef = f.RequestRef
			i.part = &c
		}
	}
	return nil
}

// place puts a part where it belongs in a record.
func place(r *evidence.Record, part evidence.Part) {
	switch v := part.(type) {
	case *evidence.Request:
		r.Request = v
	case *evidence.PolicyBasis:
		r.PolicyBasis = v
	case *evidence.Approval:
		r.Approvals = append(r.Approvals, *v)
	case *evidence.Change:
		r.Changes = append(r.Changes, *v)
	case *evidence.Observation:
		r.Observations = append(r.Observations, *v)
	case *evidence.Event:
		r.Events = append(r.Events, *v)
	case *evidence.Emergency:
		r.Emergency = v
	}
}

// ref is the id of the request that the fact names.
func (i *item) ref() string {
	if c, ok := i.part.(*evidence.Change); ok {
		return c.RequestRef
	}
	return i.fact.RequestRef
}

// facets are the parts of a part that all kinds have, or could have.
type facets struct {
	id     string
	at     time.Time // when it happened
	source *evidence.Source
	kind   string // of an event
}

func (i *item) facets() facets {
	switch v := i.part.(type) {
	case *evidence.Request:
		return facets{id: v.ID, at: v.SubmittedAt, source: v.Source}
	case *evidence.PolicyBasis:
		return facets{at: v.DecidedAt, source: v.Source}
	case *evidence.Approval:
		return facets{id: v.ID, at: v.DecidedAt, source: v.Source}
	case *evidence.Change:
		return facets{id: v.ID, at: v.ExecutedAt, source: v.Source}
	case *evidence.Observation:
		return facets{id: v.ID, at: v.ObservedAt, source: v.Source}
	case *evidence.Event:
		return facets{id: v.ID, at: v.OccurredAt, source: v.Source, kind: string(v.Kind)}
	case *evidence.Emergency:
		return facets{at: v.DeclaredAt, source: v.Source}
	case *evidence.Listing:
		return facets{id: v.ID, at: v.ObservedAt, source: v.Source}
	}
	return facets{}
}

// origin is where the fact was read: empty strings where that is not said.
func (i *item) origin() (system, record string) {
	if s := i.facets().source; s != nil {
		return s.System, s.RecordID
	}
	return "", ""
}

// known is when what the fact says of identities was the case: when it was
// collected, else when it happened.
func (i *item) known() time.Time {
	f := i.facets()
	if f.source != nil && !f.source.CollectedAt.IsZero() {
		return f.source.CollectedAt
	}
	return f.at
}

// text is the fact as JSON, which is the same for the same fact.
func (i *item) text() string {
	if i.json == "" {
		b, _ := i.fact.MarshalJSON() // it passed Validate
		i.json = string(b)
	}
	return i.json
}

// order of the kinds of parts in a sorted list of facts.
var rank = map[evidence.FactKind]int{
	evidence.FactRequest: 0, evidence.FactChange: 1, evidence.FactPolicyBasis: 2, evidence.FactApproval: 3,
	evidence.FactEmergency: 4, evidence.FactObservation: 5, evidence.FactEvent: 6, evidence.FactListing: 7,
}

// order is the place of a fact among those about the same subject.
type order struct {
	rank           int
	at             time.Time
	system, record string
}

func orderOf(i *item) order {
	o := order{rank: rank[i.part.FactKind()], at: i.facets().at}
	o.system, o.record = i.origin()
	return o
}

func (o order) compare(p order) int {
	return cmp.Or(cmp.Compare(o.rank, p.rank), o.at.Compare(p.at), strings.Compare(o.system, p.system), strings.Compare(o.record, p.record))
}

// sortItems brings facts into the one order that depends on nothing but
// themselves: by subject, kind and time. After it, order of arrival is
// forgotten.
func sortItems(items []*item) {
	type key struct {
		order
		item *item
	}
	keys := make([]key, len(items))
	for n, i := range items {
		keys[n] = key{orderOf(i), i}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.item.who != b.item.who {
			return strings.Compare(a.item.who.id, b.item.who.id)
		}
		if c := a.compare(b.order); c != 0 {
			return c
		}
		return strings.Compare(a.item.text(), b.item.text())
	})
	for n, k := range keys {
		items[n] = k.item
	}
}
