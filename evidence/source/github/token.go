package github

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// tokenActions are the actions about fine-grained personal access tokens that
// are read, and what happened.
var tokenActions = map[string]happened{
	"personal_access_token.request_created":   requested,
	"personal_access_token.request_denied":    denied,
	"personal_access_token.request_cancelled": cancelled,
	"personal_access_token.access_granted":    granted,
	"personal_access_token.access_revoked":    revoked,
}

// happened is what happened to a token, or to the request for it.
type happened string

const (
	requested happened = "requested"
	granted   happened = "granted"
	denied    happened = "denied"
	cancelled happened = "cancelled"
	revoked   happened = "revoked"
)

// tokenEvent is one event about a token.
type tokenEvent struct {
	*occasion
	place
	what           happened
	token, request string // numbers, where they are told
	name           string
	selection      string
	owner          *evidence.Identity
	expires        time.Time
}

// token takes in an event about a token. What it means is known at the end of
// the input: a grant does not name the request that it answers.
func (l *log) token(e *jsonlog.Event, action string, what happened) jsonlog.Fate {
	var a entry
	if err := a.decode(e); err != nil {
		return jsonlog.Refused(err)
	}
	o, err := a.occasion(e, action, l.options.CollectedAt)
	if err != nil {
		return jsonlog.Refused(err)
	}
	p, err := a.place()
	if err != nil {
		return jsonlog.Refused(err)
	}
	t := &tokenEvent{occasion: o, place: p, what: what, token: told(string(a.Token)), request: told(string(a.TokenRequest)), name: a.TokenName, selection: a.Selection}
	if a.User != "" {
		u := p.user(a.User, string(a.UserID))
		t.owner = &u
	}
	if err := t.check("/user_programmatic_access_id", "/user_programmatic_access_request_id", e.Again()); err != nil {
		return jsonlog.Refused(err)
	}
	l.tokens.met = append(l.tokens.met, t)
	return jsonlog.Kept(action)
}

// check makes sure that the event says what it must: which token, of which
// request. The pointers say where.
func (t *tokenEvent) check(token, request, again string) error {
	switch {
	case t.request == "" && t.what != granted && t.what != revoked:
		return jsonlog.At(request, "missing, so that nobody knows which request this was about: "+again)
	case t.token == "" && t.request == "":
		return jsonlog.At(token, "missing, so that nobody knows which token this was about: "+again)
	case t.what == denied && t.actor == nil:
		return errors.New("does not say who decided: " + again)
	}
	if t.what == requested && t.owner == nil {
		t.owner = t.actor
	}
	return nil
}

// tokens are the events about tokens of one input.
type tokens struct{ met []*tokenEvent }

// tokenRequest is a request for a token, and what became of it.
type tokenRequest struct {
	*tokenEvent
	status evidence.RequestStatus
	closed time.Time
}

// end yields the requests, decisions and changes, in order of time.
func (l *tokens) end(bool) []evidence.Fact {
	slices.SortStableFunc(l.met, func(a, b *tokenEvent) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.record, b.record))
	})
	requests := map[string]*tokenRequest{} // by their ids
	open := map[string]*tokenRequest{}     // by the ids of the tokens
	var facts []evidence.Fact
	for _, t := range l.met {
		r := requests[t.tokenRequest(t.request)]
		if r == nil && t.request == "" {
			r = open[t.tokens()+t.token]
		}
		if t.what == requested {
			if r == nil {
				r = &tokenRequest{tokenEvent: t, status: evidence.StatusOpen}
				requests[t.tokenRequest(t.request)], open[t.tokens()+t.token] = r, r
			}
			continue
		}
		if r != nil && t.what != revoked {
			r.close(t)
			if open[r.tokens()+r.token] == r {
				delete(open, r.tokens()+r.token)
			}
			t.complete(r.tokenEvent)
		}
		facts = append(facts, t.facts()...)
	}
	for _, t := range l.met {
		if r := requests[t.tokenRequest(t.request)]; r != nil && r.tokenEvent == t {
			facts = append(facts, r.fact())
		}
	}
	return facts
}

// close takes in what became of a request.
func (r *tokenRequest) close(t *tokenEvent) {
	r.closed = t.at
	r.status = map[happened]evidence.RequestStatus{granted: evidence.StatusClosedComplete, denied: evidence.StatusRejected, cancelled: evidence.StatusCancelled}[t.what]
}

// complete takes from the request what an event about it does not tell.
func (t *tokenEvent) complete(r *tokenEvent) {
	t.token, t.request = cmp.Or(t.token, r.token), r.request
	t.name = cmp.Or(t.name, r.name)
	t.selection = cmp.Or(t.selection, r.selection)
	if t.owner == nil {
		t.owner = r.owner
	}
}

// fact is the request.
func (r *tokenRequest) fact() evidence.Fact {
	return evidence.Fact{Subject: r.subject(), Action: evidence.ActionGrant, Value: &evidence.Request{
		ID:           r.tokenRequest(r.request),
		Requester:    r.actor,
		SubmittedAt:  r.at,
		Entitlements: r.held(),
		Status:       r.status,
		ClosedAt:     r.closed,
		Source:       r.source,
		Extensions:   r.extensions,
	}}
}

func (t *tokenEvent) subject() evidence.Identity {
	return t.place.token(t.token, t.request, t.name, t.owner)
}

func (t *tokenEvent) held() []evidence.Entitlement {
	e := t.tokenAccess(t.selection)
	e.ExpiresAt = t.expires
	return []evidence.Entitlement{e}
}

// facts are the decision that an event is, and the change that followed from
// it. Where somebody approved a request, GitHub itself carried that out.
func (t *tokenEvent) facts() []evidence.Fact {
	var facts []evidence.Fact
	ref := ""
	if t.request != "" {
		ref = t.tokenRequest(t.request)
	}
	decision := map[happened]evidence.Decision{granted: evidence.DecisionApproved, denied: evidence.DecisionRejected}[t.what]
	if decision != "" && ref != "" && t.actor != nil {
		facts = append(facts, evidence.Fact{Subject: t.subject(), RequestRef: ref, Value: &evidence.Approval{
			ID: t.record, Approver: *t.actor, Decision: decision, DecidedAt: t.at, Source: t.source, Extensions: t.extensions,
		}})
	}
	o := *t.occasion
	var e effect
	switch t.what {
	case granted:
		e = grant(t.subject(), t.held()...)
		if ref != "" {
			o.actor = &evidence.Identity{ID: t.system + "/github", Kind: evidence.KindWorkload, Name: "GitHub"}
		}
	case revoked:
		e = revoke(t.subject(), t.held()...)
		ref = ""
	default:
		return facts
	}
	for _, f := range o.facts([]effect{e}) {
		f.RequestRef = ref
		f.Value.(*evidence.Change).RequestRef = ref
		facts = append(facts, f)
	}
	return facts
}
