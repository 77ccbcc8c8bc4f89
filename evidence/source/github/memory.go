package github

import (
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
)

// memory is who has what, as the events of one input told it so far: an event
// that takes somebody out of an organisation, a team or a repository does not
// say what they had there.
type memory map[string]map[spot]*had // by the subject's id

// spot is where somebody has something.
type spot struct{ system, resource string }

type had struct {
	since time.Time // of the last event about it
	keys  map[evidence.Key]bool
}

// learn takes in what an event did. What an event tells that is older than one
// that came before it is not learnt: nobody knows what came between.
func (m memory) learn(at time.Time, effects []effect) {
	for _, e := range effects {
		for _, h := range e.held {
			in := m.spot(e.subject.ID, spot{h.System, h.Resource})
			if at.Before(in.since) {
				continue
			}
			in.since = at
			switch e.action {
			case evidence.ActionRevoke:
				delete(in.keys, h.Key())
				continue
			case evidence.ActionModify: // this, and nothing else there
				clear(in.keys)
			}
			in.keys[h.Key()] = true
		}
	}
}

func (m memory) spot(subject string, where spot) *had {
	if m[subject] == nil {
		m[subject] = map[spot]*had{}
	}
	in := m[subject][where]
	if in == nil {
		in = &had{keys: map[evidence.Key]bool{}}
		m[subject][where] = in
	}
	return in
}

// had is what a subject had at an instant in one place; a resource that ends
// with a slash stands for all that begin with it.
func (m memory) had(subject string, at time.Time, system, resource string) []evidence.Entitlement {
	var all []evidence.Entitlement
	for where, in := range m[subject] {
		here := where.resource == resource || strings.HasSuffix(resource, "/") && strings.HasPrefix(where.resource, resource)
		if where.system != system || !here || in.since.After(at) {
			continue
		}
		for k := range in.keys {
			all = append(all, evidence.Entitlement{System: k.System, Resource: k.Resource, Permission: k.Permission, Scope: k.Scope})
		}
	}
	slices.SortFunc(all, holding.ByKey)
	return all
}
