package join

import (
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// directory is everybody who is mentioned, and which names belong together. It
// is filled fact by fact, so that a first run over the facts need not keep
// them.
type directory struct {
	nodes  map[string]int // by name
	names  []string       // by node
	parent []int          // by node; a root is its own
	people []*person      // by node; nil but for roots
}

func newDirectory() *directory {
	return &directory{nodes: map[string]int{}}
}

// learn takes in all that a fact says about identities.
func (d *directory) learn(i *item) {
	known := i.known()
	i.mentions(func(id *evidence.Identity, how int) { d.mention(id, how, known).mentioned = true })
}

func (d *directory) mention(id *evidence.Identity, how int, known time.Time) *person {
	n := d.node(id.ID)
	for _, alias := range id.Aliases {
		d.unite(n, d.node(alias))
	}
	p := d.people[d.root(n)]
	p.learn(id, how, known)
	return p
}

// list takes in an identity of the alias directory, which has no date: whatever
// facts say of it comes later.
func (d *directory) list(id *evidence.Identity) {
	undated := *id
	undated.Kind = ""
	p := d.mention(&undated, asListed, time.Time{})
	p.listed = append(p.listed, id.ID)
	if id.Kind != "" {
		p.listedKinds = append(p.listedKinds, id.Kind)
	}
	if id.Owner != nil {
		d.node(id.Owner.ID)
	}
}

// person is who bears the name, which some fact mentioned.
func (d *directory) person(name string) *person {
	return d.people[d.root(d.nodes[name])]
}

// find is who bears the name, if anybody does.
func (d *directory) find(name string) *person {
	if n, ok := d.nodes[name]; ok {
		return d.people[d.root(n)]
	}
	return nil
}

// everybody is in the order of their mention.
func (d *directory) everybody() []*person {
	var all []*person
	for _, p := range d.people {
		if p != nil {
			all = append(all, p)
		}
	}
	return all
}

// close gives everybody their names, sorted, once all facts are known.
func (d *directory) close() {
	for n, name := range d.names {
		p := d.people[d.root(n)]
		p.names = append(p.names, name)
	}
	for _, p := range d.everybody() {
		slices.Sort(p.names)
		slices.Sort(p.listed)
		if len(p.kinds) == 0 {
			for _, k := range p.listedKinds {
				p.addKind(k)
			}
		}
	}
}

func (d *directory) node(name string) int {
	n, ok := d.nodes[name]
	if !ok {
		n = len(d.names)
		d.nodes[name] = n
		d.names = append(d.names, name)
		d.parent = append(d.parent, n)
		d.people = append(d.people, &person{idRank: asOther + 1})
	}
	return n
}

func (d *directory) root(n int) int {
	for d.parent[n] != n {
		d.parent[n] = d.parent[d.parent[n]]
		n = d.parent[n]
	}
	return n
}

// unite makes one person of two. Which node stays the root shows nowhere.
func (d *directory) unite(a, b int) {
	if a, b = d.root(a), d.root(b); a > b {
		a, b = b, a
	}
	if a != b {
		d.parent[b] = a
		d.people[a].merge(d.people[b])
		d.people[b] = nil
	}
}
