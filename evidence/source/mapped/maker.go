package mapped

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// maker makes facts of the rows of one input.
type maker struct {
	builder
	options Options
	held    listing
	reasons map[source.Reason]bool
}

func newMaker(m *Mapping, o Options) *maker {
	return &maker{builder: builder{row: row{m: m}}, options: o, reasons: map[source.Reason]bool{}}
}

// made is what a row came to.
type made struct {
	facts    []evidence.Fact
	used     string        // the kinds of facts it made or goes into; empty: none
	gone     source.Reason // why it made none
	recordID string
}

// facts makes the facts of the current row.
func (k *maker) facts() (made, error) {
	var r made
	k.wrong = k.wrong[:0]
	k.items = k.items[:0]
	src := k.source()
	if src != nil {
		r.recordID = src.RecordID
	}
	var seen []entry
	var kinds []string
	for i := range k.m.facts {
		p := &k.m.facts[i]
		made := 0
		if why, ok := k.meets(p, false); !ok {
			r.gone = why
			continue
		}
		if p.each != nil {
			r.gone = source.Reason{Why: "the list that facts are made from is empty", Name: shorten(p.each.from.short)}
		}
		k.through(p.each, func() {
			why, ok := k.meets(p, true)
			if !ok {
				r.gone = why
				return
			}
			if f := k.fact(p, src); f != nil {
				made++
				if o, ok := f.Value.(*evidence.Observation); ok {
					seen = append(seen, entry{f.Subject, o})
				} else {
					if r.facts == nil {
						r.facts = make([]evidence.Fact, 0, len(k.m.facts))
					}
					r.facts = append(r.facts, *f)
				}
			}
		})
		if made > 0 && (len(kinds) == 0 || kinds[len(kinds)-1] != string(p.kind)) {
			kinds = append(kinds, string(p.kind))
		}
	}
	if len(k.wrong) == 0 {
		k.checkApart(r.facts)
	}
	for i := range r.facts {
		if len(k.wrong) == 0 {
			if err := r.facts[i].Validate(); err != nil {
				k.fail(err)
			}
		}
	}
	if len(k.wrong) == 0 {
		k.held.add(&k.builder, seen)
	}
	if len(k.wrong) > 0 {
		return r, k.err()
	}
	if r.used = strings.Join(kinds, " + "); r.used == "" {
		r.gone = k.counted(r.gone)
	}
	return r, nil
}

// counted keeps the reasons few: the tally holds them all.
func (k *maker) counted(why source.Reason) source.Reason {
	const most = 100
	if !k.reasons[why] && len(k.reasons) >= most {
		return source.Reason{Why: why.Why, Name: "other values"}
	}
	k.reasons[why] = true
	return why
}

// source says where the row's facts were read; nil where that is wrong.
func (k *maker) source() *evidence.Source {
	s := &evidence.Source{Kind: k.m.kind, CollectedAt: k.options.CollectedAt.UTC()}
	text := func(x *expression) string {
		v, ok, err := x.read(&k.row)
		switch {
		case err != nil:
			k.fail(err)
		case !ok:
			k.fail(fmt.Errorf("%s is empty, and is needed for %s (%s:%d)", x.where(), x.name, printable(k.m.name), x.line))
		}
		return k.keep(x, v)
	}
	s.System, s.RecordID = text(k.m.system), text(k.m.recordID)
	if k.m.collectedAt != nil {
		t, ok, err := k.m.collectedAt.time(&k.row)
		switch {
		case err != nil:
			k.fail(err)
		case ok:
			s.CollectedAt = t
		}
	}
	return s
}

// meets reports whether a fact is to be made, or else why not. Conditions about
// an item are met by each item on its own.
func (k *maker) meets(p *factPlan, inside bool) (source.Reason, bool) {
	for i := range p.when {
		c := &p.when[i]
		if c.inside != inside {
			continue
		}
		ok, found, err := c.holds(&k.row)
		if err != nil {
			k.fail(err)
			return source.Reason{}, false
		}
		if !ok {
			return source.Reason{Why: "no condition of the mapping holds", Name: shorten(c.value.from.short + " = " + found)}, false
		}
	}
	return source.Reason{}, true
}

// fact builds one fact; nil if it cannot be built, which is reported.
func (k *maker) fact(p *factPlan, src *evidence.Source) *evidence.Fact {
	before := len(k.wrong)
	var f evidence.Fact
	k.build(p.subject, reflect.ValueOf(&f.Subject).Elem(), true)
	value := reflect.New(p.value.of)
	k.build(p.value, value.Elem(), true)
	f.Value = value.Interface().(evidence.Part)
	if p.requestRef != nil {
		f.RequestRef = k.optional(p.requestRef)
		if f.RequestRef == "" && p.kind != evidence.FactChange && p.kind != evidence.FactEmergency && len(k.wrong) == before {
			k.fail(fmt.Errorf("%s is empty, and %s needs its request_ref (%s:%d)", p.requestRef.where(), article(string(p.kind)), printable(k.m.name), p.requestRef.line))
		}
	}
	if p.action != nil {
		f.Action = evidence.Action(k.optional(p.action))
	}
	if len(k.wrong) > before {
		return nil
	}
	switch v := f.Value.(type) {
	case *evidence.Request:
		v.Source = src
	case *evidence.PolicyBasis:
		v.Source = src
	case *evidence.Approval:
		v.Source = src
	case *evidence.Change:
		if v.Source = src; v.RequestRef == "" {
			v.RequestRef = f.RequestRef
		}
		f.RequestRef = v.RequestRef
	case *evidence.Event:
		v.Source = src
	case *evidence.Emergency:
		if v.Source = src; v.Review != nil {
			v.Review.Source = src
		}
	case *evidence.Observation:
		v.Source = src
		if len(v.Entitlements) == 0 && !p.bare {
			k.fail(fmt.Errorf("names no entitlement: if that says that the subject holds nothing, say without_entitlement: holds_nothing (%s:%d)", printable(k.m.name), p.line))
			return nil
		}
	}
	return &f
}

func (k *maker) optional(x *expression) string {
	s, _, err := x.read(&k.row)
	if err != nil {
		k.fail(err)
	}
	return k.keep(x, s)
}

// checkApart refuses facts of one row that the join would take for one.
func (k *maker) checkApart(facts []evidence.Fact) {
	if len(facts) < 2 {
		return
	}
	type mark struct {
		kind             evidence.FactKind
		subject, id, ref string
		event            evidence.EventKind
		at               time.Time
	}
	marks := map[mark]bool{}
	for i := range facts {
		f := &facts[i]
		m := mark{kind: f.Value.FactKind(), subject: f.Subject.ID, ref: f.RequestRef}
		switch v := f.Value.(type) {
		case *evidence.Request:
			m.id, m.ref = v.ID, ""
		case *evidence.Approval:
			m.id = v.ID
		case *evidence.Change:
			m.id, m.ref = v.ID, ""
		case *evidence.Event:
			m.id, m.event, m.at = v.ID, v.Kind, v.OccurredAt
		}
		if marks[m] {
			k.fail(fmt.Errorf("makes two facts that could not be told apart, both %s about %s: map an id in their value that differs", article(string(m.kind)), quoted(m.subject)))
			return
		}
		marks[m] = true
	}
}

// shorten keeps what is counted by name small.
func shorten(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
