package teleport

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// facts are what all events about requests say.
func (r *requests) facts(bool) []evidence.Fact {
	var all []evidence.Fact
	for _, one := range r.inOrder {
		if one.created != nil {
			c := &course{request: one, state: one.created.State}
			all = append(all, c.run()...)
		}
	}
	return all
}

// course is what became of a request, step by step.
type course struct {
	*request
	state   string // empty: it ended while it was pending
	closed  time.Time
	deleted time.Time
	roles   []string // that an approval gives
	ends    time.Time
	held    []evidence.Entitlement // that the approved request gives
	facts   []evidence.Fact
}

// run returns the request, what was decided about it, and what it gave and
// took.
func (c *course) run() []evidence.Fact {
	created := c.created
	created.names = c.names
	c.facts = []evidence.Fact{{}} // for the request
	c.roles, c.ends = created.asked, created.ends
	if len(c.roles) == 0 {
		c.roles = []string{unknown}
	}
	if c.state != pending {
		c.closed = created.at
	}
	if c.state == approved {
		c.give(created)
	}
	slices.SortStableFunc(c.steps, func(a, b *action) int { return a.at.Compare(b.at) })
	for _, a := range c.steps {
		a.names = c.names
		c.step(a)
	}
	requester := created.user(created.User)
	if created.Impersonator != "" {
		requester = created.user(created.Impersonator)
	}
	asked := &evidence.Request{
		ID: created.ID, Requester: &requester, SubmittedAt: created.at, Justification: created.Reason, Status: status[c.state], ClosedAt: c.closed,
		Source: c.cite(created), Extensions: c.extensions(),
	}
	if len(created.asked) > 0 {
		asked.Entitlements = c.entitlements(created.asked, created.ends)
	}
	c.facts[0] = evidence.Fact{Subject: c.subject(), Action: grant, Value: asked}
	return c.facts
}

// status is what the state that a request ended in means.
var status = map[string]evidence.RequestStatus{
	pending: evidence.StatusOpen, approved: evidence.StatusClosedComplete, denied: evidence.StatusRejected,
	promoted: evidence.StatusClosedIncomplete, "": evidence.StatusCancelled,
}

func (c *course) step(a *action) {
	switch a.Event {
	case "access_request.delete":
		c.deleted = a.at
		c.end(a)
		return
	case "access_request.expire":
		c.end(a)
		if c.held != nil {
			c.change(a, revoke, c.held)
			c.held = nil
		}
		return
	}
	c.decision(a)
	if a.State != c.state {
		c.state, c.closed = a.State, a.at
		if a.State == pending {
			c.closed = time.Time{}
		}
	}
	if a.State == approved {
		c.give(a)
	}
}

// end closes a request that nobody decided.
func (c *course) end(a *action) {
	if c.state == pending {
		c.state, c.closed = "", a.at
	}
}

// decision is the approval in a review, or in an update by somebody who may
// decide alone.
func (c *course) decision(a *action) {
	by, state := a.Reviewer, a.ProposedState
	if a.Event == "access_request.update" {
		by, state = a.UpdatedBy, a.State
		if by == "" {
			by = a.User
		}
	}
	d := &evidence.Approval{ID: a.UID, Approver: a.user(by), DecidedAt: a.at, Source: c.cite(a), Extensions: a.extensions()}
	switch state {
	case approved:
		d.Decision = evidence.DecisionApproved
	case denied:
		d.Decision = evidence.DecisionRejected
	case promoted: // gives something else than was asked for
		d.Decision = evidence.DecisionAbstained
	}
	if by == "" || d.Decision == "" {
		return
	}
	if a.Delegator != "" {
		d.Delegation = &evidence.Delegation{From: a.user(a.Delegator)}
		if !strings.Contains(a.Delegator, "@") { // a plugin may write anything there
			d.Delegation.From = a.other("delegator", a.Delegator)
		}
	}
	c.facts = append(c.facts, evidence.Fact{Subject: c.subject(), RequestRef: c.created.ID, Value: d})
}

// give is that the request is approved: to the roles and the end that the event
// may name. Only an update can say so again, and mean something else.
func (c *course) give(a *action) {
	if c.held != nil && a.Event != "access_request.update" {
		return
	}
	if len(a.asked) > 0 {
		c.roles = a.asked
	}
	if !a.ends.IsZero() {
		c.ends = a.ends
	}
	gives := c.entitlements(c.roles, c.ends)
	switch {
	case c.held == nil:
		c.change(a, grant, gives)
	case !slices.EqualFunc(c.held, gives, func(a, b evidence.Entitlement) bool { return a.Key() == b.Key() && a.ExpiresAt.Equal(b.ExpiresAt) }):
		c.change(a, modify, gives)
	}
	c.held = gives
}

// change is one that Teleport makes by itself, as the request goes on.
func (c *course) change(a *action, does evidence.Action, held []evidence.Entitlement) {
	c.facts = append(c.facts, evidence.Fact{Subject: c.subject(), RequestRef: c.created.ID, Value: &evidence.Change{
		ID: a.UID + "/" + string(does), Action: does, Entitlements: held, Actor: a.itself(), ExecutedAt: a.at, Outcome: evidence.OutcomeSuccess,
		RequestRef: c.created.ID, Source: c.cite(a), Extensions: a.extensions(),
	}})
}

func (c *course) subject() evidence.Identity { return c.created.user(c.created.User) }

// cite says where an event about the request stands.
func (c *course) cite(a *action) *evidence.Source {
	s := *a.cited
	s.System = c.system()
	return &s
}

// entitlements are these roles, each for every resource.
func (c *course) entitlements(roles []string, ends time.Time) []evidence.Entitlement {
	var held []evidence.Entitlement
	for _, scope := range c.scopes {
		for _, role := range roles {
			held = append(held, evidence.Entitlement{System: c.system(), Resource: "role", Permission: role, Scope: scope, ExpiresAt: ends})
		}
	}
	return held
}

// extensions are what an auditor wants to see of the request.
func (c *course) extensions() evidence.Extensions {
	state := c.state
	if state == "" {
		state = pending
	}
	b, _ := json.Marshal(struct { // strings and times in range can always be written
		Event       string    `json:"event"`
		Code        string    `json:"code"`
		State       string    `json:"state"`
		Deleted     time.Time `json:"deleted_at,omitzero"`
		AssumeStart string    `json:"assume_start_time,omitzero"`
	}{c.created.Event, c.created.Code, state, c.deleted, c.created.AssumeStart})
	return evidence.Extensions{"teleport": b}
}
