package jira

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

var auditFormat = jsonlog.Format{
	Log:   "an export of Jira's audit records",
	Event: "audit record",
	By:    "Jira",
	Lists: []string{"records"},
	Again: "export it from Jira again, as the API answers",
}

// Audit returns the source that reads Jira's own audit records, which say who
// was put into groups of Jira. It may read many inputs, also at the same time.
func Audit(o Options) source.Reader {
	a := audit{newNames(o.Site), o.CollectedAt}
	return auditFormat.Reader(a.record)
}

// AuditShapes are the events that Audit accepts.
func AuditShapes() []source.Shape {
	return []source.Shape{{What: "audit records of Jira: answers of GET /rest/api/2/auditing/record, one after the other", Members: []string{"summary", "category", "objectItem"}}}
}

type audit struct {
	names
	collectedAt time.Time
}

// Why records are ignored.
const (
	whyOther = "neither an addition to a group nor a removal from one"
	whyVague = "about access, and Atlassian does not document how it says whose"
)

// record is an audit record.
type record struct {
	ID        jsontext.Value `json:"id"`
	Summary   string         `json:"summary"`
	Category  string         `json:"category"`
	Created   string         `json:"created"`
	Account   string         `json:"authorAccountId"`
	Author    string         `json:"authorKey"`
	Object    thing          `json:"objectItem"`
	Others    []thing        `json:"associatedItems"`
	Address   string         `json:"remoteAddress"`
	EventFrom string         `json:"eventSource"`
	// Of the organisation's audit log, which has another form.
	Attributes jsontext.Value `json:"attributes"`
}

// thing is what a record is about, or something beside it.
type thing struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"typeName"`
	Parent string `json:"parentName"`
}

// record says what one record means.
func (a audit) record(e *jsonlog.Event) jsonlog.Fate {
	var r record
	err := e.Decode(&r)
	if r.ID.Kind() == '0' || r.ID.Kind() == '"' {
		e.ID = strings.Trim(string(r.ID), `"`)
	}
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case r.Summary == "" && present(r.Attributes):
		return jsonlog.Refused(jsonlog.At("/attributes", "an event of the organisation's audit log, of which Atlassian does not document how it says whose access was changed: export Jira's own audit records (GET /rest/api/2/auditing/record)"))
	case r.Summary == "":
		return jsonlog.Refused(jsonlog.At("/summary", "missing: "+e.Again()))
	}
	var users, groups []thing
	for _, t := range append([]thing{r.Object}, r.Others...) {
		switch strings.ToUpper(t.Type) {
		case "USER":
			users = append(users, t)
		case "GROUP":
			groups = append(groups, t)
		}
	}
	summary := fold(r.Summary)
	switch {
	case summary == "user added to group":
		return a.membership(e, &r, evidence.ActionGrant, users, groups)
	case summary == "user removed from group":
		return a.membership(e, &r, evidence.ActionRevoke, users, groups)
	case fold(r.Category) == "permissions" || summary == "project roles changed":
		return jsonlog.Ignored(source.Reason{Why: whyVague, Name: r.Summary})
	case len(users) > 0 && len(groups) > 0 && fold(r.Category) != "user management":
		return jsonlog.Refused(jsonlog.At("/summary", printable(r.Summary)+" names a user and a group, and does not say in words that are known whether the one was added to the other: export it with the account of somebody whose language is English"))
	}
	return jsonlog.Ignored(source.Reason{Why: whyOther, Name: r.Summary})
}

// membership is somebody, or several, put into groups or taken out.
func (a audit) membership(e *jsonlog.Event, r *record, action evidence.Action, users, groups []thing) jsonlog.Fate {
	if e.ID == "" {
		return jsonlog.Refused(jsonlog.At("/id", "missing: "+e.Again()))
	}
	at, err := instant(e, "/created", r.Created)
	if err != nil {
		return jsonlog.Refused(err)
	}
	if len(users) == 0 || len(groups) == 0 {
		return jsonlog.Refused(jsonlog.At("/objectItem", "does not name both the user and the group, here or in associatedItems: look the record up"))
	}
	var held []evidence.Entitlement
	for i, g := range groups {
		if g.Name == "" {
			return jsonlog.Refused(jsonlog.At("/associatedItems", "group "+strconv.Itoa(i+1)+" has no name: look the record up"))
		}
		held = append(held, evidence.Entitlement{System: a.system, Resource: "group/" + g.Name, Permission: "member"})
	}
	said, _ := json.Marshal(struct {
		Summary  string `json:"summary"`
		Category string `json:"category,omitzero"`
		From     string `json:"event_source,omitzero"`
		Address  string `json:"remote_address,omitzero"`
	}{r.Summary, r.Category, r.EventFrom, r.Address}) // strings can always be written
	cited := &evidence.Source{System: a.system, Kind: evidence.SourceApplication, RecordID: "auditing/" + e.ID, CollectedAt: a.collectedAt, Digest: e.Digest()}
	var facts []evidence.Fact
	for _, u := range users {
		who := a.user(u, r.Account != "")
		if who == nil {
			return jsonlog.Refused(jsonlog.At("/objectItem", "a user without a name and an id: look the record up"))
		}
		facts = append(facts, evidence.Fact{Subject: *who, Value: &evidence.Change{
			ID: e.ID + "/" + string(action), Action: action, Entitlements: held, Actor: a.author(r), ExecutedAt: at, Outcome: evidence.OutcomeSuccess,
			Source: cited, Extensions: evidence.Extensions{"jira_audit": said},
		}})
	}
	return jsonlog.Used(r.Summary, facts...)
}

// user is a user whom a record names: in Data Center by key and name, in Cloud
// by account id, for which Atlassian gives id and name. A text with a space in
// it is what people see, and nobody's id.
func (a audit) user(t thing, cloud bool) *evidence.Identity {
	if !cloud {
		return a.identity(&user{Name: t.Name, Key: t.ID})
	}
	var who *evidence.Identity
	for _, id := range []string{t.Name, t.ID} {
		i := a.identity(&user{AccountID: id})
		switch {
		case i == nil || strings.Contains(id, " "):
		case who == nil:
			who = i
		case who.ID != i.ID:
			who.Aliases = []string{i.ID}
		}
	}
	return who
}

// author is who did it, and nil where that was Jira itself.
func (a audit) author(r *record) *evidence.Identity {
	switch {
	case r.Account != "":
		return a.identity(&user{AccountID: r.Account})
	case r.Author != "":
		return a.identity(&user{Key: r.Author})
	}
	return nil
}
