// Package ticket links a change to the ticket that a text of its caller names.
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
	"github.com/counterfoil/counterfoil/evidence/source"
)

// Text is a text that the caller chose, and the JSON Pointer of the place in
// the event where it stands.
type Text struct{ At, Text string }

// Found is a ticket's number, and the first place that names it. The zero Found
// is none.
type Found struct{ Number, At string }

// In finds the one ticket that texts name.
func In(pattern *regexp.Regexp, texts ...Text) Found {
	if pattern == nil {
		return Found{}
	}
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = t.Text
	}
	f := Found{Number: source.Ticket(pattern, all...)}
	for i := len(texts) - 1; i >= 0 && f.Number != ""; i-- {
		if source.Ticket(pattern, texts[i].Text) != "" {
			f.At = texts[i].At
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
