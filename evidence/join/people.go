package join

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// person is one identity, as all facts together know it.
type person struct {
	id     string
	names  []string // ids and aliases, sorted
	kinds  []evidence.IdentityKind
	name   latest[string]
	status latest[evidence.IdentityStatus]
	owner  latest[*evidence.Identity]
	extra  map[string]*latest[json.RawMessage]
	idRank int

	mentioned   bool     // by a fact
	listed      []string // ids of the alias directory: more than one is a contradiction
	listedKinds []evidence.IdentityKind
}

// latest is what was said last. Of what was said at the same time the first in
// the order of less counts, so that it does not matter which came first.
type latest[T any] struct {
	value T
	at    time.Time
	said  bool
}

func (l *latest[T]) say(v T, at time.Time, less func(a, b T) bool) {
	if !l.said || at.After(l.at) || at.Equal(l.at) && less(v, l.value) {
		*l = latest[T]{v, at, true}
	}
}

// tell says to another what l was said.
func (l *latest[T]) tell(to *latest[T], less func(a, b T) bool) {
	if l.said {
		to.say(l.value, l.at, less)
	}
}

// How an identity is mentioned, by how well its id serves as that of a record's
// subject: an alias directory was made to say it, then comes what people asked
// for.
const (
	asListed = iota
	asRequested
	asSubject
	asOther
)

// learn adds what one mention says.
func (p *person) learn(id *evidence.Identity, how int, at time.Time) {
	if how < p.idRank || how == p.idRank && id.ID < p.id {
		p.id, p.idRank = id.ID, how
	}
	if id.Kind != "" {
		p.addKind(id.Kind)
	}
	if id.Status != "" {
		p.status.say(id.Status, at, worse)
	}
	if how == asOther {
		return // what people call an executor need not be the subject's name
	}
	if id.Name != "" {
		p.name.say(id.Name, at, byText)
	}
	if id.Owner != nil {
		p.owner.say(id.Owner, at, byJSON)
	}
	for name, value := range id.Extensions {
		p.extension(name).say(value, at, byBytes)
	}
}

// worse orders statuses that were said at the same time.
func worse(a, b evidence.IdentityStatus) bool {
	order := []evidence.IdentityStatus{evidence.IdentityInactive, evidence.IdentitySuspended, evidence.IdentityActive}
	return slices.Index(order, a) < slices.Index(order, b)
}

// kind is that of a record's subject; told is false where no fact says it, and
// agreed is false where facts say different ones. Non-human is the stricter
// reading of both.
func (p *person) kind() (kind evidence.IdentityKind, told, agreed bool) {
	for _, k := range p.kinds {
		if k != evidence.KindHuman {
			return k, true, len(p.kinds) == 1
		}
	}
	if len(p.kinds) == 1 {
		return evidence.KindHuman, true, true
	}
	return evidence.KindServiceAccount, false, true
}

// aliases are all names but one.
func (p *person) aliases(but string) []string {
	if len(p.names) < 2 {
		return nil
	}
	rest := make([]string, 0, len(p.names)-1)
	for _, name := range p.names {
		if name != but {
			rest = append(rest, name)
		}
	}
	return rest
}

// merge adds what another person, who turned out to be the same, is known by.
func (p *person) merge(o *person) {
	if o.idRank < p.idRank || o.idRank == p.idRank && o.id < p.id {
		p.id, p.idRank = o.id, o.idRank
	}
	for _, k := range o.kinds {
		p.addKind(k)
	}
	p.listed = append(p.listed, o.listed...)
	p.listedKinds = append(p.listedKinds, o.listedKinds...)
	p.mentioned = p.mentioned || o.mentioned
	o.name.tell(&p.name, byText)
	o.status.tell(&p.status, worse)
	o.owner.tell(&p.owner, byJSON)
	for name, value := range o.extra {
		value.tell(p.extension(name), byBytes)
	}
}

func (p *person) addKind(k evidence.IdentityKind) {
	if !slices.Contains(p.kinds, k) {
		p.kinds = append(p.kinds, k)
		slices.Sort(p.kinds)
	}
}

func (p *person) extension(name string) *latest[json.RawMessage] {
	if p.extra == nil {
		p.extra = map[string]*latest[json.RawMessage]{}
	}
	if p.extra[name] == nil {
		p.extra[name] = &latest[json.RawMessage]{}
	}
	return p.extra[name]
}

// The orders of what was said at the same time.

func byText(a, b string) bool { return a < b }

func byBytes(a, b json.RawMessage) bool { return bytes.Compare(a, b) < 0 }

func byJSON(a, b *evidence.Identity) bool {
	if a.ID != b.ID {
		return a.ID < b.ID
	}
	x, _ := json.Marshal(a) // of strings and of JSON that passed Validate
	y, _ := json.Marshal(b)
	return bytes.Compare(x, y) < 0
}
