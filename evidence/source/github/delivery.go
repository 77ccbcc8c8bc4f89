package github

import (
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// delivery is a webhook as the API tells how it was delivered, or a payload
// with as much around it, or a payload alone.
type delivery struct {
	event       *jsonlog.Event
	guid        string
	named       string // the event's name, where that is told
	deliveredAt string
	again       bool           // it had been delivered before
	payload     jsontext.Value // what was sent
	pointer     string         // where that stands

	// What is in the payload.
	action, member, membership, invitation, team, organization, repository, sender jsontext.Value
	installation, added, key, tokenRequest                                         jsontext.Value
}

// open reads what stands around a payload, and which parts it has.
func open(e *jsonlog.Event) (*delivery, error) {
	d := &delivery{event: e}
	var guid, named, at, again, payload, request jsontext.Value
	err := e.Members(func(name []byte) *jsontext.Value {
		switch string(name) {
		case "guid":
			return &guid
		case "event":
			return &named
		case "delivered_at":
			return &at
		case "redelivery":
			return &again
		case "payload":
			return &payload
		case "request":
			return &request
		}
		return nil
	})
	d.guid, d.named, d.deliveredAt, d.again = text(guid), text(named), text(at), string(again) == "true"
	e.ID = d.guid
	if err != nil {
		return nil, err
	}
	switch {
	case payload.Kind() == '{':
		d.payload, d.pointer = payload, "/payload"
	case request.Kind() == '{' && d.named != "":
		d.pointer = "/request/payload"
		e.Walk(request, func(name []byte) *jsontext.Value {
			if string(name) == "payload" {
				return &d.payload
			}
			return nil
		})
		if d.payload.Kind() != '{' {
			return nil, jsonlog.At(d.pointer, "missing: fetch each delivery by its id, the list of them leaves this out")
		}
	case d.guid != "" && d.named != "":
		return nil, jsonlog.At("/request", "missing: fetch each delivery by its id, the list of them leaves this out")
	default:
		d.payload, d.named, d.deliveredAt = e.JSON, "", ""
	}
	e.Walk(d.payload, d.part)
	return d, nil
}

// part is where a part of the payload is put.
func (d *delivery) part(name []byte) *jsontext.Value {
	switch string(name) {
	case "action":
		return &d.action
	case "member":
		return &d.member
	case "membership":
		return &d.membership
	case "invitation":
		return &d.invitation
	case "team":
		return &d.team
	case "organization":
		return &d.organization
	case "repository":
		return &d.repository
	case "sender":
		return &d.sender
	case "installation":
		return &d.installation
	case "repositories_added":
		return &d.added
	case "key":
		return &d.key
	case "personal_access_token_request":
		return &d.tokenRequest
	}
	return nil
}

// name is EVENT.ACTION, or EVENT where there is no action. Where nobody told the
// event, its own parts do, or it has none. An error says that this is no
// webhook.
func (d *delivery) name() (string, error) {
	action := text(d.action)
	event := d.named
	if event == "" {
		event = d.guess(action)
	}
	switch {
	case event == "" && len(d.sender) == 0 && d.repository.Kind() != '{' && d.organization.Kind() != '{':
		return "", errors.New("not a webhook of GitHub, which has a sender, a repository or an organization: read an audit log as github, and leave anything else out")
	case event == "" || action == "":
		return event, nil
	}
	return event + "." + action, nil
}

// guess is the event whose payload has these parts.
func (d *delivery) guess(action string) string {
	object := func(v jsontext.Value) bool { return v.Kind() == '{' }
	switch {
	case object(d.tokenRequest):
		return "personal_access_token_request"
	case d.added.Kind() == '[':
		return "installation_repositories"
	case object(d.member) && object(d.team):
		return "membership"
	case object(d.member) && object(d.repository):
		return "member"
	case object(d.key) && object(d.repository):
		return "deploy_key"
	case object(d.team) && object(d.repository) && action == "":
		return "team_add"
	case object(d.team) && object(d.organization):
		return "team"
	case (object(d.membership) || object(d.invitation)) && object(d.organization):
		return "organization"
	case object(d.installation) && !object(d.repository):
		var account jsontext.Value // a mere mention of an installation has none
		d.event.Walk(d.installation, func(name []byte) *jsontext.Value {
			if string(name) == "account" {
				return &account
			}
			return nil
		})
		if object(account) {
			return "installation"
		}
	}
	return ""
}

// hook reads the payload.
func (d *delivery) hook() (*hook, error) {
	h := new(hook)
	if err := d.event.Part(d.payload, d.pointer, h); err != nil {
		return nil, err
	}
	h.pointer = d.pointer
	return h, nil
}
