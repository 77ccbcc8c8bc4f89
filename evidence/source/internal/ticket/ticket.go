// Package ticket links a change to the ticket that a text of its caller names.
//
// Target systems have no field for the ticket that a change is for, but often
// one whose text the caller chooses (a reason, a session's name, an annotation),
// and a provisioning workflow can write the number there. A source that knows of
// such a field takes the pattern of ticket numbers as its option Tickets, and
// says which field it reads.
//
// Such a link is what the caller said. It proves that whoever made the call
// knew the number and gave it, not that a workflow made the call: anybody who
// may make the call may give any number. Whether the ticket asks for this
// access, for this subject, and was approved is for the controls, and who made
// the call is the change's actor. What a source must keep out are numbers that
// nobody gave for this call, or that others than its caller did:
//
//   - Only texts that the caller chose for this call, or for the session that
//     it belongs to, are read. What stays with a thing (the title of a
//     condition, the tags of a role, the annotations that an object had
//     before) names the ticket of an earlier change, and would link every
//     later one to it.
//   - A change that names no actor, or whose actor (or whoever the actor acts
//     for) is its own subject, is not linked: the one whose access it is has
//     chosen the text, or nobody knows who did.
//   - Texts that name two tickets name none.
//
// A link says where the number was found, so that it can be looked up.
package ticket

import (
	"encoding/json"
	"maps"
	"regexp"

	"github.com/counterfoil/counterfoil/evidence"
)

// Text is a text that the caller chose, and the JSON Pointer of the place in
// the event where it stands.
type Text struct{ At, Text string }

// Found is a ticket's number, and the first place that names it. The zero Found
// is none.
type Found struct{ Number, At string }

// In finds the one ticket that texts name, however often. There is none where
// they name several: nothing says then which one was carried out. Nor is there
// one with a nil pattern.
func In(pattern *regexp.Regexp, texts ...Text) Found {
	var f Found
	if pattern == nil {
		return f
	}
	for _, t := range texts {
		for _, match := range pattern.FindAllString(t.Text, -1) {
			switch {
			case match == "":
			case f.Number == "":
				f = Found{match, t.At}
			case f.Number != match:
				return Found{}
			}
		}
	}
	return f
}

// Link says in a change of subject's access that it carries out the ticket, and
// in its extension "request_ref" where that was found. The identities in also
// are others that the actor is known to be.
func (f Found) Link(c *evidence.Change, subject *evidence.Identity, also ...evidence.Identity) {
	if f.Number == "" || c.Actor == nil || c.Actor.Same(subject) || c.OnBehalfOf != nil && c.OnBehalfOf.Same(subject) {
		return
	}
	for i := range also {
		if also[i].Same(subject) {
			return
		}
	}
	c.RequestRef = f.Number
	where, _ := json.Marshal(struct { // a string can always be written
		FoundIn string `json:"found_in"`
	}{f.At})
	c.Extensions = maps.Clone(c.Extensions) // the changes of one event may share them
	if c.Extensions == nil {
		c.Extensions = evidence.Extensions{}
	}
	c.Extensions["request_ref"] = where
}
