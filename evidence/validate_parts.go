package evidence

import "errors"

// One method a part, fields in the order of the struct.

func (c *checker) record(r *Record) {
	var p path
	c.listed(&p, "schema", r.Schema, schemas, required)
	c.text(&p, "id", r.ID, required)
	c.listed(&p, "action", string(r.Action), actions, optional)
	c.identity(&p, "subject", &r.Subject, required)
	c.request(p.at("request"), r.Request)
	c.policyBasis(p.at("policy_basis"), r.PolicyBasis)
	at := p.at("approvals")
	for i := range r.Approvals {
		c.approval(at.item(i), &r.Approvals[i])
	}
	at = p.at("changes")
	for i := range r.Changes {
		c.change(at.item(i), &r.Changes[i])
	}
	at = p.at("observations")
	for i := range r.Observations {
		c.observation(at.item(i), &r.Observations[i])
	}
	at = p.at("events")
	for i := range r.Events {
		c.event(at.item(i), &r.Events[i])
	}
	c.emergency(p.at("emergency"), r.Emergency)
	c.extensions(&p, r.Extensions)
}

func (c *checker) fact(f *Fact) {
	var p path
	c.identity(&p, "subject", &f.Subject, optional)
	c.text(&p, "request_ref", f.RequestRef, optional)
	missing, value := false, p.at("value")
	switch v := f.Value.(type) {
	case *Request:
		missing = v == nil
		c.request(value, v)
	case *Approval:
		if missing = v == nil; !missing {
			c.approval(value, v)
		}
	case *PolicyBasis:
		missing = v == nil
		c.policyBasis(value, v)
	case *Change:
		if missing = v == nil; !missing {
			c.change(value, v)
		}
	case *Observation:
		if missing = v == nil; !missing {
			c.observation(value, v)
		}
	case *Event:
		if missing = v == nil; !missing {
			c.event(value, v)
		}
	case *Emergency:
		missing = v == nil
		c.emergency(value, v)
	case *Listing:
		if missing = v == nil; !missing {
			c.listing(value, v)
		}
	default:
		missing = true
	}
	if missing {
		c.fail(value, errMissing("a pointer to one of the parts of a record, or to a listing"))
	}
	if _, ok := f.Value.(*Request); ok {
		c.listed(&p, "action", string(f.Action), actions, optional)
	} else if f.Action != "" {
		c.fail(p.at("action"), errors.New("only a request says an action; a change has its own"))
	}
}

// identity judges an identity, whose kind is needed of a record's subject.
func (c *checker) identity(up *path, name string, i *Identity, kind need) {
	if i == nil {
		return
	}
	p := up.at(name)
	if p.depth() >= maxDepth { // owners may go round in a circle
		c.fail(p, errTooDeep)
		return
	}
	c.text(&p, "id", i.ID, required)
	c.listed(&p, "kind", string(i.Kind), identityKinds, kind)
	c.text(&p, "name", i.Name, optional)
	if i.Aliases != nil {
		at := p.at("aliases")
		if at.depth() >= maxDepth {
			c.fail(at, errTooDeep)
		}
		for n, alias := range i.Aliases {
			if err := checkText(alias, required); err != nil {
				c.fail(at.item(n), err)
			}
		}
	}
	c.identity(&p, "owner", i.Owner, optional)
	c.listed(&p, "status", string(i.Status), identityStatuses, optional)
	c.extensions(&p, i.Extensions)
}

func (c *checker) entitlements(up *path, list []Entitlement) {
	at := up.at("entitlements")
	for i := range list {
		e, p := &list[i], at.item(i)
		c.text(&p, "system", e.System, required)
		c.text(&p, "resource", e.Resource, required)
		c.text(&p, "permission", e.Permission, required)
		c.text(&p, "scope", e.Scope, optional)
		c.time(&p, "expires_at", e.ExpiresAt, optional)
		c.text(&p, "via", e.Via, optional)
		c.extensions(&p, e.Extensions)
	}
}

func (c *checker) request(p path, r *Request) {
	if r == nil {
		return
	}
	c.text(&p, "id", r.ID, required)
	c.identity(&p, "requester", r.Requester, optional)
	c.time(&p, "submitted_at", r.SubmittedAt, required)
	c.text(&p, "justification", r.Justification, optional)
	c.text(&p, "lifecycle_event", r.LifecycleRef, optional)
	c.entitlements(&p, r.Entitlements)
	c.listed(&p, "status", string(r.Status), requestStatuses, optional)
	c.time(&p, "closed_at", r.ClosedAt, optional)
	c.source(&p, r.Source)
	c.extensions(&p, r.Extensions)
}

func (c *checker) policyBasis(p path, b *PolicyBasis) {
	if b == nil {
		return
	}
	c.text(&p, "policy_id", b.PolicyID, optional)
	c.text(&p, "version", b.Version, optional)
	c.text(&p, "digest", b.Digest, optional)
	c.text(&p, "rule_id", b.RuleID, optional)
	c.time(&p, "decided_at", b.DecidedAt, optional)
	c.source(&p, b.Source)
	c.extensions(&p, b.Extensions)
}

func (c *checker) approval(p path, a *Approval) {
	c.text(&p, "id", a.ID, optional)
	c.identity(&p, "approver", &a.Approver, optional)
	c.text(&p, "capacity", a.Capacity, optional)
	c.listed(&p, "decision", string(a.Decision), decisions, required)
	c.time(&p, "decided_at", a.DecidedAt, required)
	if d := a.Delegation; d != nil {
		at := p.at("delegation")
		c.identity(&at, "from", &d.From, optional)
		c.time(&at, "valid_from", d.ValidFrom, optional)
		c.time(&at, "valid_until", d.ValidUntil, optional)
		c.extensions(&at, d.Extensions)
	}
	if x := a.Context; x != nil {
		at := p.at("context")
		c.entitlements(&at, x.Entitlements)
		c.time(&at, "as_of", x.AsOf, optional)
		c.extensions(&at, x.Extensions)
	}
	c.source(&p, a.Source)
	c.extensions(&p, a.Extensions)
}

func (c *checker) change(p path, x *Change) {
	c.text(&p, "id", x.ID, optional)
	c.listed(&p, "action", string(x.Action), actions, required)
	c.entitlements(&p, x.Entitlements)
	c.identity(&p, "actor", x.Actor, optional)
	c.identity(&p, "on_behalf_of", x.OnBehalfOf, optional)
	c.time(&p, "executed_at", x.ExecutedAt, required)
	c.listed(&p, "outcome", string(x.Outcome), outcomes, required)
	c.text(&p, "request_ref", x.RequestRef, optional)
	c.source(&p, x.Source)
	c.extensions(&p, x.Extensions)
}

func (c *checker) observation(p path, o *Observation) {
	c.text(&p, "id", o.ID, optional)
	c.text(&p, "system", o.System, required)
	c.time(&p, "observed_at", o.ObservedAt, required)
	c.entitlements(&p, o.Entitlements)
	c.source(&p, o.Source)
	c.extensions(&p, o.Extensions)
}

func (c *checker) listing(p path, l *Listing) {
	c.text(&p, "id", l.ID, optional)
	c.text(&p, "system", l.System, required)
	c.time(&p, "observed_at", l.ObservedAt, required)
	c.source(&p, l.Source)
	c.extensions(&p, l.Extensions)
}

func (c *checker) event(p path, e *Event) {
	c.text(&p, "id", e.ID, optional)
	c.listed(&p, "kind", string(e.Kind), eventKinds, required)
	c.time(&p, "occurred_at", e.OccurredAt, required)
	c.source(&p, e.Source)
	c.extensions(&p, e.Extensions)
}

func (c *checker) emergency(p path, e *Emergency) {
	if e == nil {
		return
	}
	c.text(&p, "label", e.Label, optional)
	c.text(&p, "reason", e.Reason, optional)
	c.identity(&p, "declared_by", e.DeclaredBy, optional)
	c.time(&p, "declared_at", e.DeclaredAt, optional)
	c.time(&p, "expires_at", e.ExpiresAt, optional)
	if r := e.Review; r != nil {
		at := p.at("review")
		c.identity(&at, "reviewer", &r.Reviewer, optional)
		c.time(&at, "reviewed_at", r.ReviewedAt, required)
		c.text(&at, "conclusion", r.Conclusion, optional)
		c.source(&at, r.Source)
		c.extensions(&at, r.Extensions)
	}
	c.source(&p, e.Source)
	c.extensions(&p, e.Extensions)
}

func (c *checker) source(up *path, s *Source) {
	if s == nil {
		return
	}
	p := up.at("source")
	c.text(&p, "system", s.System, optional)
	c.listed(&p, "kind", string(s.Kind), sourceKinds, optional)
	c.text(&p, "record_id", s.RecordID, optional)
	c.time(&p, "collected_at", s.CollectedAt, optional)
	c.text(&p, "digest", s.Digest, optional)
	c.extensions(&p, s.Extensions)
}
