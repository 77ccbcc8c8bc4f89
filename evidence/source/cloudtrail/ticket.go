package cloudtrail

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// identityCenterRole is how the names of the roles begin that IAM Identity
// Center makes. It names their sessions after the user, so that nobody has
// chosen these names for what the session does.
const identityCenterRole = "AWSReservedSSO_"

// session is the role and the name of the session that made the call, if a
// session made it whose name the caller chose.
func (i *identity) session() (role evidence.Identity, name string, ok bool) {
	parts := strings.SplitN(i.ARN, ":", 6) // arn:P:sts::A:assumed-role/ROLE/SESSION
	if i.Type != "AssumedRole" || len(parts) < 6 || parts[2] != "sts" {
		return evidence.Identity{}, "", false
	}
	session, ok := strings.CutPrefix(parts[5], "assumed-role/")
	if !ok || strings.HasPrefix(session, identityCenterRole) {
		return evidence.Identity{}, "", false
	}
	roleName, name, ok := strings.Cut(session, "/")
	return evidence.Identity{ID: "arn:" + parts[1] + ":iam::" + parts[4] + ":role/" + roleName}, name, ok
}

// link says in a change which ticket the session was for.
func (o Options) link(c *call, change *evidence.Change, subject *evidence.Identity) {
	if o.Tickets == nil {
		return
	}
	role, name, ok := c.identity.session()
	if !ok {
		return
	}
	chosen := c.identity.Session.SourceIdentity
	if chosen != "" && ticket.In(o.Tickets, ticket.Text{Text: chosen}).Number == chosen {
		change.OnBehalfOf = c.onBehalfOf("") // it names no person
	}
	ticket.In(o.Tickets,
		ticket.Text{At: "/userIdentity/sessionContext/sourceIdentity", Text: chosen},
		ticket.Text{At: "/userIdentity/arn", Text: name},
	).Link(change, subject, role)
}
