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
	before := g.due
	why, err := g.meet(e)
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case why.Why != "":
		return jsonlog.Ignored(why)
	}
	return jsonlog.Later(g.due - before)
}

// meet learns what an event says. An event of which more is not to be learnt is
// ignored for that reason.
func (g *gathering) meet(e *jsonlog.Event) (why source.Reason, err error) {
	var p parts
	if err := e.Members(p.at); err != nil {
		return why, err
	}
	g.label(e, &p)
	switch {
	case present(p.webhook):
		return g.hook(e, &p)
	case present(p.fields):
		return why, g.issue(e, &p, "", &version{form: "issue"})
	case present(p.issueKey):
		return why, g.customerRequest(e, &p)
	case present(p.approvers) || present(p.final):
		return why, g.approval(e)
	case present(p.items):
		return why, g.entry(e)
	case p.list.Kind() == '[':
		return why, g.nested(e, p.list)
	case present(p.object):
		return why, jsonlog.At("", "a record of Jira's audit log: read it as that (the source jira-audit)")
	case present(p.key):
		return why, jsonlog.At("/fields", "missing: export the issue with its fields (fields=*all)")
	}
	return why, jsonlog.At("", "neither an issue, nor a request, an approval, an entry of a history or what a webhook sends: leave it out")
}

// nested meets a page where an event should be, on a line or in an array: what
// stands in it are the events.
func (g *gathering) nested(e *jsonlog.Event, list jsontext.Value) error {
	whole := e.JSON
	var items []jsontext.Value
	if err := e.Part(list, "", &items); err != nil {
		return err
	}
	for _, raw := range items {
		inner := e.Inside(raw)
		inner.ID, inner.List = "", "values"
		if why, err := g.meet(inner); err != nil || why.Why != "" {
			g.learn(outcome{label: inner.ID, why: why, err: err})
		}
	}
	inner := e.Inside(whole)
	inner.ID = ""
	return g.page(inner)
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
func (g *gathering) hook(e *jsonlog.Event, p *parts) (why source.Reason, err error) {
	var name string
	if err := e.Part(p.webhook, "/webhookEvent", &name); err != nil {
		return why, err
	}
	v := &version{form: name}
	switch name {
	case "jira:issue_created", "jira:issue_updated":
	case "jira:issue_deleted":
		v.deleted = true
	default:
		return source.Reason{Why: whyHook, Name: name}, nil
	}
	var ms int64
	if err := e.Part(p.timestamp, "/timestamp", &ms); err != nil {
		return why, err
	}
	if !present(p.timestamp) {
		return why, jsonlog.At("/timestamp", "missing, so that nobody knows which state of the issue is the last: "+e.Again())
	}
	if v.at, err = (&date{Epoch: &ms}).instant(e, "/timestamp"); err != nil {
		return why, err
	}
	v.collected = v.at
	var inner parts
	e.Walk(p.issue, inner.at)
	g.label(e, &inner)
	if !present(inner.fields) {
		return why, jsonlog.At("/issue/fields", "missing: have the webhook send the body")
	}
	if err = g.issue(e, &inner, "/issue", v); err == nil {
		err = g.changed(e, v.key, p.changelog, v.at)
	}
	return why, err
}
