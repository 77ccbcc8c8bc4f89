package jira

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// parts are the members of an event that tell which form it has, and what it
// says in that form.
type parts struct {
	id, key, fields, names, changelog jsontext.Value // an issue

	issueID, issueKey, fieldValues, currentStatus, reporter, requestType, requestTypeID jsontext.Value // a customer request
	created                                                                             jsontext.Value // … and an approval

	approvals jsontext.Value // beside a request, put there by whoever exported it

	approvers, final jsontext.Value // an approval

	webhook, timestamp, issue jsontext.Value // what a webhook sends

	items jsontext.Value // an entry of a history

	list   jsontext.Value // a page where an item should be
	object jsontext.Value // an audit record
}

func (p *parts) at(name []byte) *jsontext.Value {
	switch string(name) {
	case "id":
		return &p.id
	case "key":
		return &p.key
	case "fields":
		return &p.fields
	case "names":
		return &p.names
	case "changelog":
		return &p.changelog
	case "issueId":
		return &p.issueID
	case "issueKey":
		return &p.issueKey
	case "requestFieldValues":
		return &p.fieldValues
	case "currentStatus":
		return &p.currentStatus
	case "reporter":
		return &p.reporter
	case "requestType":
		return &p.requestType
	case "requestTypeId":
		return &p.requestTypeID
	case "createdDate":
		return &p.created
	case "approvals":
		return &p.approvals
	case "approvers":
		return &p.approvers
	case "finalDecision":
		return &p.final
	case "webhookEvent":
		return &p.webhook
	case "timestamp":
		return &p.timestamp
	case "issue":
		return &p.issue
	case "items":
		return &p.items
	case "values", "issues":
		return &p.list
	case "objectItem":
		return &p.object
	}
	return nil
}

// item meets one event: it learns what the event says, and what becomes of it
// is told at the end.
func (g *gathering) item(e *jsonlog.Event) jsonlog.Fate {
	var p parts
	if err := e.Members(p.at); err != nil {
		return jsonlog.Refused(err)
	}
	g.label(e, &p)
	var err error
	switch {
	case present(p.webhook):
		return g.hook(e, &p)
	case present(p.fields):
		err = g.issue(e, &p, "", &version{form: "issue"})
	case present(p.issueKey):
		err = g.customerRequest(e, &p)
	case present(p.approvers) || present(p.final):
		err = g.approval(e)
	case present(p.items):
		return g.entry(e)
	case p.list.Kind() == '[':
		err = jsonlog.At("", "a page among single events: give pages one after the other (cat page1.json page2.json), and single requests in an array")
	case present(p.object):
		err = jsonlog.At("", "a record of Jira's audit log: read it with the source jira-audit")
	case present(p.key):
		err = jsonlog.At("/fields", "missing: export the issue with its fields (fields=*all)")
	default:
		err = jsonlog.At("", "neither an issue, nor a request, an approval, an entry of a history or what a webhook sends: leave it out")
	}
	if err != nil {
		return jsonlog.Refused(err)
	}
	return jsonlog.Kept("")
}

// label is how errors name an event.
func (g *gathering) label(e *jsonlog.Event, p *parts) {
	for _, part := range []jsontext.Value{p.issueKey, p.key, p.id} {
		var text string
		if part.Kind() == '"' && e.Part(part, "", &text) == nil && text != "" {
			e.ID = text
			break
		}
	}
	if present(p.approvers) && e.ID != "" {
		e.ID = "approval " + e.ID
	}
}

// hook meets what a webhook sends: an issue as it was at that moment.
func (g *gathering) hook(e *jsonlog.Event, p *parts) jsonlog.Fate {
	var name string
	if err := e.Part(p.webhook, "/webhookEvent", &name); err != nil {
		return jsonlog.Refused(err)
	}
	v := &version{form: name}
	switch name {
	case "jira:issue_created", "jira:issue_updated":
	case "jira:issue_deleted":
		v.deleted = true
	default:
		return jsonlog.Ignored(source.Reason{Why: whyHook, Name: name})
	}
	var ms int64
	err := e.Part(p.timestamp, "/timestamp", &ms)
	if err == nil && !present(p.timestamp) {
		err = jsonlog.At("/timestamp", "missing, so that nobody knows which state of the issue is the last: "+e.Again())
	}
	if err == nil {
		v.at, err = (&date{Epoch: &ms}).instant(e, "/timestamp")
		v.collected = v.at
	}
	if err == nil {
		var inner parts
		e.Walk(p.issue, inner.at)
		g.label(e, &inner)
		if !present(inner.fields) {
			err = jsonlog.At("/issue/fields", "missing: have the webhook send the body")
		} else if err = g.issue(e, &inner, "/issue", v); err == nil {
			err = g.changed(e, v.key, p.changelog, v.at)
		}
	}
	if err != nil {
		return jsonlog.Refused(err)
	}
	return jsonlog.Kept("")
}
