package github

import (
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what neither a log nor a listing can.
type Options struct {
	// CollectedAt is when the input was fetched. Zero: not known, and left out
	// of the facts of a log. Listings cannot do without: they have no time of
	// their own.
	CollectedAt time.Time
}

var logFormat = jsonlog.Format{
	Log:   "a GitHub audit log",
	Event: "GitHub audit log event",
	By:    "GitHub",
	Again: "export the audit log again",
}

// Reader returns the source that reads audit logs. It may read many inputs,
// also at the same time.
func Reader(o Options) source.Reader {
	return logFormat.Listing(func() (jsonlog.Listing, error) {
		l := &log{options: o, memory: memory{}}
		return jsonlog.Listing{Item: l.event, End: l.tokens.end}, nil
	})
}

// Shapes are the forms of input that [Reader] accepts.
func Shapes() []source.Shape {
	const what = "audit log of an organisation or enterprise, exported as JSON, streamed, or from GET /orgs/ORG/audit-log: an array, or one event a line"
	return []source.Shape{
		{What: what, Members: []string{"_document_id", "action"}},
		{What: "the same without document ids, as older exports are", Members: []string{"action", "actor", "created_at", "org"}},
	}
}

// log is the reading of one audit log.
type log struct {
	options Options
	memory  memory
	tokens  tokens
}

// Why events are ignored.
const (
	whyElsewhere  = "not about access"
	whyInvitation = "an invitation, which is no access yet"
	whyOther      = "action that this source does not take for an entitlement change"
	whySame       = "change that left the access as it was"
	whySSHKey     = "SSH key of an account, which is no access of its own"
)

// event says what one event means.
func (l *log) event(e *jsonlog.Event) jsonlog.Fate {
	var action, id jsontext.Value
	err := e.Members(func(name []byte) *jsontext.Value {
		switch string(name) {
		case "action":
			return &action
		case "_document_id":
			return &id
		}
		return nil
	})
	e.ID = text(id)
	if err != nil {
		return jsonlog.Refused(err)
	}
	name := text(action)
	switch {
	case name == "":
		return jsonlog.Refused(jsonlog.At("/action", "no action, which every event of an audit log has: "+e.Again()))
	case !strings.Contains(name, "."):
		return jsonlog.Refused(jsonlog.At("/action", "not of an audit log, whose actions are CATEGORY.OPERATION: read webhooks as github-webhooks"))
	}
	if read := tokenActions[name]; read != "" {
		return l.token(e, name, read)
	}
	read, ok := actions[name]
	if !ok {
		return jsonlog.Ignored(passedOver(name))
	}
	var a entry
	if err := a.decode(e); err != nil {
		return jsonlog.Refused(err)
	}
	o, err := a.occasion(e, name, l.options.CollectedAt)
	if err != nil {
		return jsonlog.Refused(err)
	}
	effects, why, err := read(&event{entry: &a, at: o.at, memory: l.memory})
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case why != "":
		return jsonlog.Ignored(source.Reason{Why: why, Name: name})
	}
	l.memory.learn(o.at, effects)
	return jsonlog.Used(name, o.facts(effects)...)
}

// passedOver is why an event is ignored whose action is not read.
func passedOver(action string) source.Reason {
	begins := func(with string) bool { return strings.HasPrefix(action, with) }
	switch {
	case slices.ContainsFunc(invitations, begins):
		return source.Reason{Why: whyInvitation, Name: action}
	case slices.ContainsFunc(related, begins):
		return source.Reason{Why: whyOther, Name: action}
	}
	return source.Reason{Why: whyElsewhere}
}

// invitations are how actions about invitations begin.
var invitations = []string{
	"org.invite_", "org.cancel_invitation", "org.expire_", "repository_invitation.",
	"business.invite_", "business.cancel_",
}

// related are how other actions begin that bear on who may do what.
var related = []string{
	"business.add_", "business.remove_", "enterprise_", "external_group.", "external_identity.", "user.suspend", "user.unsuspend",
	"integration.manager_", "integration_installation", "oauth_application.", "org.oauth_app_access_", "org_credential_authorization.",
	"org.add_", "org.remove_member", "org.remove_security_manager", "org.integration_manager_", "org.codespaces_user_access_", "org.codespaces_team_access_",
	"org.delete", "org.rename", "org.transfer", "organization_moderators.", "organization_role.", "personal_access_token.", "project_collaborator.", "public_key.",
	"repo.access", "repo.create", "repo.destroy", "repo.rename", "repo.restore", "repo.transfer", "role.", "team.",
}
