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

// How an identity is mentioned, by how well its id serves as that of a record's
// subject: what people asked for comes first.
const (
	asRequested = iota
	asSubject
	asOther
)

// resolve finds out which identities are the same, through the ids and aliases
// of every identity that any fact mentions, and sets whom each item is about.
func resolve(items []*item) *directory {
	u := &union{index: map[string]int{}}
	for _, i := range items {
		i.mentions(func(id *evidence.Identity, _ int) {
			n := u.node(id.ID)
			for _, alias := range id.Aliases {
				u.join(n, u.node(alias))
			}
		})
	}
	people := make([]*person, 0, len(u.names))
	at := make([]int, len(u.names))
	for n := range at {
		at[n] = -1
	}
	for n, name := range u.names {
		root := u.root(n)
		if at[root] < 0 {
			at[root] = len(people)
			people = append(people, &person{idRank: asOther + 1})
		}
		p := people[at[root]]
		p.names = append(p.names, name)
	}
	for _, p := range people {
		slices.Sort(p.names)
	}
	for _, i := range items {
		known := i.known()
		i.mentions(func(id *evidence.Identity, how int) {
			people[at[u.root(u.index[id.ID])]].learn(id, how, known)
		})
		i.who = at[u.root(u.index[i.fact.Subject.ID])]
	}
	return &directory{people: people, names: u, at: at}
}

// directory tells who a name belongs to.
type directory struct {
	people []*person
	names  *union
	at     []int // by root: an index of people
}

func (d *directory) person(name string) *person {
	return d.people[d.at[d.names.root(d.names.index[name])]]
}

// learn adds what one mention says.
func (p *person) learn(id *evidence.Identity, how int, at time.Time) {
	if how < p.idRank || how == p.idRank && id.ID < p.id {
		p.id, p.idRank = id.ID, how
	}
	if id.Kind != "" && !slices.Contains(p.kinds, id.Kind) {
		p.kinds = append(p.kinds, id.Kind)
		slices.Sort(p.kinds)
	}
	if id.Status != "" {
		p.status.say(id.Status, at, worse)
	}
	if how == asOther {
		return // what people call an executor need not be the subject's name
	}
	if id.Name != "" {
		p.name.say(id.Name, at, func(a, b string) bool { return a < b })
	}
	if id.Owner != nil {
		p.owner.say(id.Owner, at, func(a, b *evidence.Identity) bool { return bytes.Compare(asJSON(a), asJSON(b)) < 0 })
	}
	for name, value := range id.Extensions {
		if p.extra == nil {
			p.extra = map[string]*latest[json.RawMessage]{}
		}
		if p.extra[name] == nil {
			p.extra[name] = &latest[json.RawMessage]{}
		}
		p.extra[name].say(value, at, func(a, b json.RawMessage) bool { return bytes.Compare(a, b) < 0 })
	}
}

// asJSON tells owners apart who are known at the same time.
func asJSON(i *evidence.Identity) []byte {
	b, _ := json.Marshal(i) // of strings and of JSON that passed Validate
	return b
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

// union says which names belong together.
type union struct {
	index  map[string]int
	names  []string
	parent []int
}

func (u *union) node(name string) int {
	n, ok := u.index[name]
	if !ok {
		n = len(u.names)
		u.index[name] = n
		u.names = append(u.names, name)
		u.parent = append(u.parent, n)
	}
	return n
}

func (u *union) root(n int) int {
	for u.parent[n] != n {
		u.parent[n] = u.parent[u.parent[n]]
		n = u.parent[n]
	}
	return n
}

func (u *union) join(a, b int) {
	// The earlier node stays the root. Which one it is shows nowhere.
	if a, b = u.root(a), u.root(b); a < b {
		u.parent[b] = a
	} else {
		u.parent[a] = b
	}
}
