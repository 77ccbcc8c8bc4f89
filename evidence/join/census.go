package join

import (
	"fmt"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/alias"
)

// census is what must be known of all facts before one record can be made:
// who is who, and for whom there are requests of which id.
type census struct {
	people   *directory
	aliases  *alias.Directory
	requests map[string][]string // subjects' names by the id of the request
	several  map[string]bool     // ids that are those of several subjects' requests
}

func newCensus(aliases *alias.Directory) *census {
	c := &census{people: newDirectory(), aliases: aliases, requests: map[string][]string{}, several: map[string]bool{}}
	if aliases != nil {
		for identity := range aliases.Identities() {
			c.people.list(identity)
		}
	}
	return c
}

// learn takes in what a fact says that others may need.
func (c *census) learn(i *item) {
	c.people.learn(i)
	if r, ok := i.part.(*evidence.Request); ok {
		if all := c.requests[r.ID]; len(all) == 0 || all[len(all)-1] != i.fact.Subject.ID {
			c.requests[r.ID] = append(all, i.fact.Subject.ID)
		}
	}
}

// close ends the learning.
func (c *census) close() {
	c.people.close()
	for id, names := range c.requests {
		for _, name := range names[1:] {
			if c.people.person(name) != c.people.person(names[0]) {
				c.several[id] = true
			}
		}
	}
}

// notes say where the alias directory could not help, or contradicts the facts.
func (c *census) notes() []Note {
	if c.aliases == nil {
		return nil
	}
	var notes []Note
	for _, a := range c.aliases.Ambiguous() {
		if p := c.people.find(a.Name); p != nil && p.mentioned {
			notes = append(notes, Note{What: NoteAlias, Subject: a.Name, Reason: a.String()})
		}
	}
	folded := map[string]string{}
	for identity := range c.aliases.Identities() {
		for _, name := range append([]string{identity.ID}, identity.Aliases...) {
			folded[strings.ToLower(name)] = name
		}
	}
	for _, p := range c.people.everybody() {
		if len(p.listed) > 1 {
			notes = append(notes, Note{What: NoteConflict, Subject: p.id, Reason: fmt.Sprintf("facts say that these are one, the alias directory that they are not: %s; they count as one", strings.Join(p.listed, ", "))})
		}
		for _, name := range p.names {
			if near := folded[strings.ToLower(name)]; near != "" && near != name && c.people.find(near) != p {
				notes = append(notes, Note{What: NoteAlias, Subject: name, Reason: fmt.Sprintf("the alias directory has %q, which differs in case alone, and counts as another name: spell it as facts do", near)})
			}
		}
	}
	return notes
}

func (c *census) report(r *Report) {
	if c.aliases == nil {
		return
	}
	r.Listed = c.aliases.Len()
	r.AmbiguousAliases = len(c.aliases.Ambiguous())
	for _, p := range c.people.everybody() {
		if p.mentioned {
			r.Found += len(p.listed)
		}
	}
}
