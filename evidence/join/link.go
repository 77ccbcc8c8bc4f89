package join

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// draft is a record in the making, with its facts in order.
type draft struct {
	lead        *item // the request, change or emergency that it is about; nil for standing access
	asked       evidence.Action
	items       []*item // all but observations and events, the lead included
	context     []*item // observations and events
	unexplained []evidence.Entitlement
	system      string // of standing access
	person      *person
}

func (d *draft) request() *evidence.Request {
	if d.lead == nil {
		return nil
	}
	r, _ := d.lead.part.(*evidence.Request)
	return r
}

// add puts a fact that names this draft's request, or was found to belong to
// it, into the draft.
func (d *draft) add(i *item) {
	d.items = append(d.items, i)
	i.fate, i.seen = joined, true
	d.lead.fate = joined
}

// subject joins all facts about one subject, which are sorted.
func (j *joiner) subject(p *person, items []*item) {
	if _, _, agreed := p.kind(); !agreed {
		j.notes = append(j.notes, Note{What: NoteConflict, Subject: p.id,
			Reason: fmt.Sprintf("facts say that the subject is of different kinds (%s); the stricter one counts", kindNames(p.kinds))})
	}
	s := &subject{joiner: j, person: p}
	var rest []*item
	for _, i := range items {
		if r, ok := i.part.(*evidence.Request); ok {
			d := s.draft(i)
			d.asked = i.fact.Action
			for _, k := range s.options.keys(r.Entitlements) {
				s.wanted.add(k, d)
			}
			s.requests = append(s.requests, d)
			continue
		}
		rest = append(rest, i)
	}
	s.explicit(rest)
	s.inferred()
	s.ends()
	s.alone()
	s.standing(rest)
	s.attach(s.withUnlisted(rest))
	j.drafts = append(j.drafts, s.drafts...)
}

// subject is the joining of the facts about one subject.
type subject struct {
	*joiner
	person   *person
	requests []*draft
	wanted   byKey // requests by what they ask for
	drafts   []*draft
	loose    []*item // changes that name no request
	left     []*item // what belongs to no request
}

func (s *subject) draft(lead *item) *draft {
	d := &draft{lead: lead, items: []*item{lead}, person: s.person}
	lead.seen = true
	s.drafts = append(s.drafts, d)
	return d
}

// byKey finds drafts by the entitlements that they are about.
type byKey map[evidence.Key][]*draft

func (b *byKey) add(k evidence.Key, d *draft) {
	if *b == nil {
		*b = byKey{}
	}
	if !slices.Contains((*b)[k], d) {
		(*b)[k] = append((*b)[k], d)
	}
}

// explicit puts facts to the requests that they name.
func (s *subject) explicit(items []*item) {
	byID := map[string][]*draft{}
	for _, d := range s.requests {
		byID[d.request().ID] = append(byID[d.request().ID], d)
	}
	bases, emergencies := map[*draft][]*item{}, map[*draft][]*item{}
	for _, i := range items {
		kind := i.part.FactKind()
		if kind == evidence.FactObservation || kind == evidence.FactEvent {
			continue
		}
		ref := i.ref()
		if ref == "" {
			if kind == evidence.FactChange {
				s.loose = append(s.loose, i)
			} else {
				s.leave(i, "it names no request")
			}
			continue
		}
		switch of := byID[ref]; {
		case len(of) > 1:
			i.fate = ambiguous
			s.leave(i, fmt.Sprintf("it names request %q, and %d systems have one of that id for this subject", ref, len(of)))
		case len(of) == 0 && len(s.census.requests[ref]) > 0:
			s.leave(i, fmt.Sprintf("it names request %q, which is not for this subject", ref))
		case len(of) == 0:
			s.leave(i, fmt.Sprintf("it names request %q, which is not among the facts", ref))
		case kind == evidence.FactPolicyBasis:
			bases[of[0]] = append(bases[of[0]], i)
		case kind == evidence.FactEmergency:
			emergencies[of[0]] = append(emergencies[of[0]], i)
		default:
			of[0].add(i)
		}
	}
	for _, d := range s.requests {
		// A record has room for one of each.
		switch all := bases[d]; {
		case len(all) == 1:
			d.add(all[0])
		case len(all) > 1:
			for _, i := range all {
				i.fate = ambiguous
				s.leave(i, fmt.Sprintf("request %q has %d policy decisions, and nothing says which was acted on", d.request().ID, len(all)))
			}
		}
		if all := emergencies[d]; len(all) > 0 {
			last := len(all) - 1 // they are sorted by time
			d.add(all[last])
			for _, i := range all[:last] {
				i.fate = ambiguous
				s.leave(i, fmt.Sprintf("request %q has %d emergencies, of which the last declared stands in its record", d.request().ID, len(all)))
			}
		}
	}
}

// leave sets a fact aside that belongs to no request.
func (s *subject) leave(i *item, why string) {
	s.left = append(s.left, i)
	kind := i.part.FactKind()
	change, isChange := i.part.(*evidence.Change)
	switch {
	case i.fate == ambiguous:
		s.note(NoteAmbiguous, i, why)
	case isChange && change.Outcome == evidence.OutcomeSuccess || kind == evidence.FactEmergency:
		if i.ref() != "" {
			s.note(NoteUnknownRequest, i, why)
		}
	case isChange:
		s.note(NoteUnplaced, i, "a failed change without a request changed nothing, and makes no record: "+why)
	default:
		s.note(NoteUnplaced, i, why)
	}
}

// inferred finds the requests of changes that name none.
func (s *subject) inferred() {
	var revokes []*item
	for _, i := range s.loose {
		change := i.part.(*evidence.Change)
		found := s.candidates(change, func(d *draft) bool {
			return s.inTime(d.request(), change.ExecutedAt) && asksFor(d.asked, change.Action)
		})
		if len(found) == 0 && change.Action == evidence.ActionRevoke {
			revokes = append(revokes, i) // once it is known what was granted
			continue
		}
		s.choose(i, found)
	}
	s.loose = revokes
}

// choose links a change to the only candidate.
func (s *subject) choose(i *item, found []*draft) {
	switch len(found) {
	case 0:
		s.leave(i, "no request of this subject asks for it")
	case 1:
		found[0].add(i)
	default:
		i.fate = ambiguous
		var ids []string
		for _, d := range found {
			ids = append(ids, fmt.Sprintf("%q", d.request().ID))
		}
		s.leave(i, "it names no request, and more than one could be its own: "+strings.Join(ids, ", "))
	}
}

// candidates are the requests that ask for something that the change is about,
// and that fit.
func (s *subject) candidates(c *evidence.Change, fits func(*draft) bool) []*draft {
	var found []*draft
	for n := range c.Entitlements {
		for _, d := range s.wanted[c.Entitlements[n].Key()] {
			if !slices.Contains(found, d) && fits(d) {
				found = append(found, d)
			}
		}
	}
	return found
}

// inTime reports whether a change at that time can be the request's.
func (s *subject) inTime(r *evidence.Request, at time.Time) bool {
	if at.Before(r.SubmittedAt) {
		return false
	}
	end := r.ClosedAt
	if end.IsZero() {
		if r.Status == "" || r.Status == evidence.StatusOpen {
			return true // it still asks
		}
		end = r.SubmittedAt // closed, and nobody knows when
	}
	return !at.After(end.Add(s.options.Fulfilment))
}

// asksFor reports whether a change is what a request asks for, if it says so.
func asksFor(asked, done evidence.Action) bool {
	switch asked {
	case evidence.ActionGrant:
		return done != evidence.ActionRevoke
	case evidence.ActionRevoke:
		return done == evidence.ActionRevoke
	}
	return true
}

func kindNames(kinds []evidence.IdentityKind) string {
	var s []string
	for _, k := range kinds {
		s = append(s, string(k))
	}
	return strings.Join(s, ", ")
}
