package alias

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// Directory is a set of identities, each with all its names. It does not
// change.
type Directory struct {
	identities []*evidence.Identity
	ambiguous  []Ambiguity
}

// Ambiguity is a name that belongs to several identities, and therefore to
// none.
type Ambiguity struct {
	Name string
	IDs  []string // that claim it, sorted
}

// Identities are those of the directory, in the order of their ids. Their
// aliases are sorted, and lack those that are ambiguous.
func (d *Directory) Identities() iter.Seq[*evidence.Identity] {
	return slices.Values(d.identities)
}

// Len is how many identities there are.
func (d *Directory) Len() int { return len(d.identities) }

// Ambiguous lists the names that resolve to nobody, sorted.
func (d *Directory) Ambiguous() []Ambiguity { return slices.Clone(d.ambiguous) }

// String says why the name resolves to nobody, and what to do.
func (a Ambiguity) String() string {
	return "the alias directory gives it to " + strings.Join(a.IDs, " and ") + ", so that it resolves to neither: leave it with one of them"
}

// build sorts out which names are ambiguous. The identities are those of the
// rows, with aliases as they came.
func build(byID map[string]*evidence.Identity) *Directory {
	claims := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		identity := byID[id]
		slices.Sort(identity.Aliases)
		identity.Aliases = slices.DeleteFunc(slices.Compact(identity.Aliases), func(a string) bool { return a == id })
		for _, name := range append([]string{id}, identity.Aliases...) {
			claims[name] = append(claims[name], id)
		}
	}
	d := &Directory{}
	for _, name := range slices.Sorted(maps.Keys(claims)) {
		if ids := claims[name]; len(ids) > 1 {
			d.ambiguous = append(d.ambiguous, Ambiguity{name, ids})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		identity := byID[id]
		identity.Aliases = slices.DeleteFunc(identity.Aliases, func(a string) bool { return len(claims[a]) > 1 })
		if len(identity.Aliases) == 0 {
			identity.Aliases = nil
		}
		d.identities = append(d.identities, identity)
	}
	return d
}
