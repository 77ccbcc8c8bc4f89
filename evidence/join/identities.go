package join

import "github.com/counterfoil/counterfoil/evidence"

// mentions calls visit for every identity in the fact, owners included.
func (i *item) mentions(visit func(id *evidence.Identity, how int)) {
	how := asSubject
	if _, ok := i.part.(*evidence.Request); ok {
		how = asRequested
	}
	visit(&i.fact.Subject, how)
	owners := func(id *evidence.Identity) {
		for o := id.Owner; o != nil; o = o.Owner { // Validate refused a circle
			visit(o, asOther)
		}
	}
	owners(&i.fact.Subject)
	mapIdentities(i.part, func(id *evidence.Identity) *evidence.Identity {
		visit(id, asOther)
		owners(id)
		return id
	})
}

// mapIdentities returns the part with f applied to each identity in it. The
// part itself is not changed.
func mapIdentities(part evidence.Part, f func(*evidence.Identity) *evidence.Identity) evidence.Part {
	ptr := func(id *evidence.Identity) (*evidence.Identity, bool) {
		if id == nil {
			return nil, false
		}
		to := f(id)
		return to, to != id
	}
	switch v := part.(type) {
	case *evidence.Request:
		if to, changed := ptr(v.Requester); changed {
			c := *v
			c.Requester = to
			return &c
		}
	case *evidence.Approval:
		approver, changed := ptr(&v.Approver)
		var from *evidence.Identity
		var delegated bool
		if v.Delegation != nil {
			from, delegated = ptr(&v.Delegation.From)
		}
		if changed || delegated {
			c := *v
			c.Approver = *approver
			if delegated {
				d := *v.Delegation
				d.From = *from
				c.Delegation = &d
			}
			return &c
		}
	case *evidence.Change:
		actor, one := ptr(v.Actor)
		behalf, two := ptr(v.OnBehalfOf)
		if one || two {
			c := *v
			c.Actor, c.OnBehalfOf = actor, behalf
			return &c
		}
	case *evidence.Emergency:
		by, one := ptr(v.DeclaredBy)
		var reviewer *evidence.Identity
		var two bool
		if v.Review != nil {
			reviewer, two = ptr(&v.Review.Reviewer)
		}
		if one || two {
			c := *v
			c.DeclaredBy = by
			if two {
				r := *v.Review
				r.Reviewer = *reviewer
				c.Review = &r
			}
			return &c
		}
	}
	return part
}

// complete returns the identity with all names that it is known by and, where
// it does not say its kind and all facts agree, with that. It is what lets a
// control see that an approver is the executor under another name.
func (d *directory) complete(id *evidence.Identity) *evidence.Identity {
	p := d.person(id.ID)
	kind := id.Kind
	if kind == "" && len(p.kinds) == 1 {
		kind = p.kinds[0]
	}
	owner := id.Owner
	if owner != nil {
		owner = d.completeOwner(owner)
	}
	if len(p.names) == 1 && kind == id.Kind && owner == id.Owner {
		return id
	}
	c := *id
	c.Aliases, c.Kind, c.Owner = p.aliases(id.ID), kind, owner
	return &c
}

// completeOwner does the same for an owner, whose status is judged as well:
// what was said of it last counts.
func (d *directory) completeOwner(id *evidence.Identity) *evidence.Identity {
	c := *d.complete(id)
	if p := d.person(id.ID); p.status.said {
		c.Status = p.status.value
	}
	return &c
}

// subject is the identity of a record.
func (d *directory) subject(p *person) evidence.Identity {
	kind, _, _ := p.kind()
	s := evidence.Identity{ID: p.id, Kind: kind, Name: p.name.value, Aliases: p.aliases(p.id), Status: p.status.value}
	if p.owner.said {
		s.Owner = d.completeOwner(p.owner.value)
	}
	if len(p.extra) > 0 {
		s.Extensions = evidence.Extensions{}
		for name, value := range p.extra {
			s.Extensions[name] = value.value
		}
	}
	return s
}
