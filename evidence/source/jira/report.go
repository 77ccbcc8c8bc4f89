package jira

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Why events are ignored.
const (
	whyHook     = "what a webhook sent about something else than an issue"
	whyRepeated = "told before in this input"
	whyEarlier  = "an earlier version of a request that this input tells, too"
	whyLess     = "a request of which this input has the issue, too, which says more"
	whyOpen     = "approval that has not ended, so that nobody knows when anybody decided"
	whyNobody   = "approval that ended without anybody's decision"
	whyLapsed   = "approval of what the request asked for before it was changed"
	whyHistory  = "entry of a history that does not say of which request in this input"
)

// fates tells what came of the events.
func (g *gathering) fates(yield func(string, jsonlog.Fate) bool) {
	g.settle()
	for i := range g.outcomes {
		o := &g.outcomes[i]
		fate := g.fate(o)
		for range max(o.entries, 1) {
			if !yield(o.label, fate) {
				return
			}
		}
	}
}

// fate is what comes of an event: facts, or why there are none.
func (g *gathering) fate(o *outcome) jsonlog.Fate {
	facts, as, why, err := g.outcome(o)
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case why.Why != "":
		return jsonlog.Ignored(why)
	case o.entries > 0:
		return jsonlog.Kept(as)
	}
	return jsonlog.Used(as, facts...)
}

// outcome is what comes of an event: facts, or why there are none.
func (g *gathering) outcome(o *outcome) (facts []evidence.Fact, as string, why source.Reason, err error) {
	switch {
	case o.err != nil || o.why.Why != "":
		return nil, "", o.why, o.err
	case o.version != nil:
		as = o.version.form
		facts, why.Why, err = g.request(o.version)
	case o.round != nil:
		as = "approval"
		facts, why.Why, err = g.separate(o.round)
	case g.tickets[o.of] == nil:
		return nil, "", source.Reason{Why: whyHistory}, nil
	default:
		return nil, "history", why, nil
	}
	if why.Why != "" {
		why.Name = as
	}
	return facts, as, why, err
}

// separate is what comes of an approval that is an event of its own.
func (g *gathering) separate(r *round) ([]evidence.Fact, string, error) {
	t := g.tickets[r.of]
	switch {
	case r.err != nil:
		return nil, "", r.err
	case t == nil:
		return nil, "", errors.New("its request, " + printable(r.of) + ", is not in this input, so that nobody knows whose access it was about: put requests and approvals into one input, one file after the other")
	case r.repeated:
		return nil, whyRepeated, nil
	case r.ended.IsZero():
		return nil, whyOpen, nil
	}
	changed := t.edits.last(t.told.matters())
	facts := g.approvals(t.told, r, changed)
	switch {
	case len(facts) > 0:
		return facts, "", nil
	case r.lapsed(changed) && len(r.decisions) > 0:
		return nil, whyLapsed, nil
	}
	return nil, whyNobody, nil
}

// request is what comes of a version of a request: the request, and what was
// decided in the approvals that stand in it.
func (g *gathering) request(v *version) (facts []evidence.Fact, why string, err error) {
	t := v.ticket
	switch v.fate {
	case repeated:
		return nil, whyRepeated, nil
	case earlier:
		return nil, whyEarlier, nil
	case less:
		return nil, whyLess, nil
	case refused:
		return nil, "", errors.New("told twice in this input, and differently, and nothing says which is later: export each request once, with the field updated")
	}
	changed := t.edits.last(v.matters())
	r := &evidence.Request{
		ID:            v.key,
		Requester:     v.requester(),
		SubmittedAt:   v.created,
		Justification: cmp.Or(v.wish.justification, v.description),
		Entitlements:  v.wish.entitlements,
		Status:        g.own.status(v.state.Category, v.state.Status, v.state.Resolution),
		Source:        g.cite("issue/"+cmp.Or(v.id, v.key), v.digest, v.collected),
		Extensions:    evidence.Extensions{"jira": v.says(changed)},
	}
	if fold(v.state.Category) == "done" {
		r.ClosedAt = v.closed
	}
	if v.deleted {
		r.Status, r.ClosedAt = evidence.StatusCancelled, v.at
	}
	for _, whose := range v.subjects() {
		one := *r
		facts = append(facts, evidence.Fact{Subject: whose, Action: v.wish.action, Value: &one})
	}
	for _, round := range t.embedded {
		switch {
		case round.err != nil:
			return nil, "", round.err
		case !round.repeated:
			facts = append(facts, g.approvals(v, round, changed)...)
		}
	}
	return facts, "", nil
}

// says is what an auditor wants to see of a request beside what the model has.
func (v *version) says(changed time.Time) json.RawMessage {
	said := struct {
		state
		Creator string    `json:"creator,omitzero"`
		History string    `json:"history"`
		Changed time.Time `json:"changed_at,omitzero"`
		Open    []string  `json:"approvals_open,omitzero"`
		Lapsed  []string  `json:"approvals_before_change,omitzero"`
		Deleted bool      `json:"deleted,omitzero"`
	}{state: v.state, History: "not known to be whole", Changed: changed, Deleted: v.deleted}
	if v.creator != nil {
		said.Creator = v.creator.ID
	}
	if v.ticket.history {
		said.History = "whole"
	}
	for _, id := range slices.Sorted(maps.Keys(v.ticket.rounds)) {
		switch r := v.ticket.rounds[id]; {
		case r.ended.IsZero():
			said.Open = append(said.Open, id)
		case r.lapsed(changed):
			said.Lapsed = append(said.Lapsed, id)
		}
	}
	b, _ := json.Marshal(said) // strings and years in range can always be written
	return b
}
