package entra

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// detail is one of the additional details of an event.
func (a *activity) detail(key string) string {
	for _, d := range a.told {
		if strings.EqualFold(d.Key, key) {
			return strings.TrimSpace(d.Value)
		}
	}
	return ""
}

// assignment is what an event of PIM is about: who has, may activate or asks for
// what. The reason is that it is not about the directory.
func (a *activity) assignment() (w who, held evidence.Entitlement, why string, err error) {
	if a.category == "" {
		return w, held, "", jsonlog.At("/category", "missing: "+a.event.Again())
	}
	ofGroup := strings.EqualFold(a.category, "GroupManagement")
	if !ofGroup && !strings.EqualFold(a.category, "RoleManagement") {
		return w, held, whyAzure, nil
	}
	var role *target
	var accounts, groups []*target
	for i := range a.about {
		t := &a.about[i]
		switch kindOf(t.Type) {
		case kindUser, kindService:
			accounts = another(accounts, t)
		case kindGroup:
			groups = another(groups, t)
		case kindUnknown:
			if role == nil && strings.EqualFold(t.Type, "Role") {
				role = t
			}
		}
	}
	var group *target
	if ofGroup && len(groups) > 0 { // it stands after whoever is put into it
		group, groups = groups[len(groups)-1], groups[:len(groups)-1]
	}
	if len(accounts) == 0 {
		accounts, groups = groups, nil
	}
	switch {
	case len(accounts) != 1 || len(groups) > 0:
		return w, held, "", a.unsaid("", "one and only one whose access it is about")
	case role == nil:
		return w, held, "", a.unsaid("", "which role it is about")
	case ofGroup && (group == nil || group.ID == ""):
		return w, held, "", a.unsaid("", "which group it is about")
	}
	if !ofGroup {
		name := roleName(cmp.Or(role.text("TemplateId"), a.detail("TemplateId")), role.Name)
		if name == "" {
			return w, held, "", a.unsaid("", "which role it is about")
		}
		held = a.log.role(a.meaning.eligible, name, a.scope())
	} else {
		permission := strings.ToLower(role.Name)
		if permission != permissionMember && permission != permissionOwner {
			return w, held, "", a.unsaid("", "whether it is about a member or an owner")
		}
		held = named(a.inGroup(a.meaning.eligible, group.ID, permission), group.Name)
	}
	if until, err := a.event.Time("", a.detail("ExpirationTime")); err == nil {
		held.ExpiresAt = until
	}
	return accounts[0].who(), held, "", nil
}

// another adds a target unless it is there.
func another(list []*target, t *target) []*target {
	for _, have := range list {
		if strings.EqualFold(have.ID, t.ID) {
			return list
		}
	}
	return append(list, t)
}

// subject is an assignment whose subject is somebody.
func (a *activity) subject() (w who, of evidence.Identity, held evidence.Entitlement, why string, err error) {
	if w, held, why, err = a.assignment(); why == "" && err == nil {
		var ok bool
		if of, ok = a.identity(w); !ok {
			err = a.unsaid("", "whose access it is about")
		}
	}
	return w, of, held, why, err
}

// ticket is the ticket that whoever did something in PIM gave for it. What
// somebody activates or asks to prolong, they give a number themselves, and the
// request is PIM's own.
func (a *activity) ticket() ticket.Found {
	name := strings.ToLower(a.activity)
	if a.options.Tickets == nil || a.ofActivation() || a.meaning.action == evidence.ActionModify || strings.Contains(name, "renew") || strings.Contains(name, "extend") {
		return ticket.Found{}
	}
	var texts []ticket.Text
	for i, d := range a.told {
		if strings.EqualFold(d.Key, "TicketNumber") || strings.EqualFold(d.Key, "Justification") {
			texts = append(texts, ticket.Text{At: fmt.Sprintf("%s/%d/value", a.details.pointer, i), Text: d.Value})
		}
	}
	return ticket.In(a.options.Tickets, texts...)
}

// requestID is the request for an activation that an event belongs to.
func (a *activity) requestID() string {
	id := cmp.Or(a.detail("RoleAssignmentRequestId"), a.detail("RequestId"))
	for i := range a.about {
		if t := &a.about[i]; id == "" && strings.EqualFold(t.Type, "Request") {
			id = t.ID
		}
	}
	return strings.ToLower(id)
}

// ofActivation reports whether an event is about what somebody activated, and
// asked for first.
func (a *activity) ofActivation() bool {
	name := normal(a.activity)
	return strings.Contains(name, "activat") // … and deactivate
}

// assigned reads what PIM did.
func (a *activity) assigned() ([]evidence.Fact, string, error) {
	w, of, held, why, err := a.subject()
	if err != nil || why != "" {
		return nil, why, err
	}
	fact := a.change(of, a.meaning.action, held)
	change := fact.Value.(*evidence.Change)
	id := ""
	if a.ofActivation() {
		id = a.requestID()
		change.RequestRef = id
	}
	a.ticket().Link(change, &of)
	fact.RequestRef = change.RequestRef
	if !a.failed {
		t := twinOf(w, a.meaning.action, held)
		a.pim[t] = append(a.pim[t], a.executed)
		if a.meaning.action == evidence.ActionGrant && id != "" {
			a.request(id).end(evidence.StatusClosedComplete, a.executed)
		}
	}
	return []evidence.Fact{fact}, "", nil
}

// asked reads that somebody wants to activate something.
func (a *activity) asked() ([]evidence.Fact, string, error) {
	if a.failed {
		return nil, whyFailed, nil
	}
	_, of, held, why, err := a.subject()
	if err != nil || why != "" {
		return nil, why, err
	}
	id := a.requestID()
	if id == "" {
		return nil, "", a.unsaid("", "the id of the request")
	}
	r := &evidence.Request{
		ID: id, SubmittedAt: a.executed, Justification: cmp.Or(a.detail("Justification"), a.reason),
		Entitlements: []evidence.Entitlement{held}, Source: a.source(), Extensions: a.extensions(),
	}
	if requester, ok := a.identity(a.by.who()); ok {
		r.Requester = &requester
	}
	a.request(id).facts = append(a.request(id).facts, evidence.Fact{Subject: of, Action: evidence.ActionGrant, Value: r})
	return nil, kept, nil
}

// decided reads that somebody approved or refused an activation.
func (a *activity) decided() ([]evidence.Fact, string, error) {
	if a.failed {
		return nil, whyFailed, nil
	}
	_, of, _, why, err := a.subject()
	if err != nil || why != "" {
		return nil, why, err
	}
	approver, ok := a.identity(a.by.who())
	if !ok {
		return nil, whyUndecided, nil
	}
	id := a.requestID()
	if id == "" {
		return nil, "", a.unsaid("", "which request was decided")
	}
	if a.meaning.decision == evidence.DecisionRejected {
		a.request(id).end(evidence.StatusRejected, a.executed)
	}
	return []evidence.Fact{{Subject: of, RequestRef: id, Value: &evidence.Approval{
		ID: a.id, Approver: approver, Decision: a.meaning.decision, DecidedAt: a.executed, Source: a.source(), Extensions: a.extensions(),
	}}}, "", nil
}

// withdrawn reads that a request for an activation came to nothing.
func (a *activity) withdrawn() ([]evidence.Fact, string, error) {
	id := a.requestID()
	if a.failed || id == "" {
		return nil, whyStep, nil
	}
	a.request(id).end(evidence.StatusCancelled, a.executed)
	return nil, kept, nil
}

// request is a request for an activation, and what became of it.
type request struct {
	facts  []evidence.Fact // one, or several where the log told it twice
	status evidence.RequestStatus
	ended  time.Time
}

func (l *log) request(id string) *request {
	r := l.requests[id]
	if r == nil {
		r = &request{}
		l.requests[id] = r
		l.order = append(l.order, id)
	}
	return r
}

// end is that a request came to an end, of several the first.
func (r *request) end(status evidence.RequestStatus, at time.Time) {
	if r.status == "" || at.Before(r.ended) {
		r.status, r.ended = status, at
	}
}

// requested yields the requests for activations, with what became of them.
func (l *log) requested() []evidence.Fact {
	var all []evidence.Fact
	for _, id := range l.order {
		r := l.requests[id]
		for _, f := range r.facts {
			asked := f.Value.(*evidence.Request)
			asked.Status, asked.ClosedAt = cmp.Or(r.status, evidence.StatusOpen), r.ended
			all = append(all, f)
		}
	}
	return all
}
