package entra

import (
	"cmp"
	"errors"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

var (
	errNotAnEvent = errors.New("not an event of the Entra audit log, which has activityDisplayName (or OperationName) and initiatedBy: leave it out, or export directoryAudits")
	errUnified    = errors.New("an event of Office 365's unified audit log, not of the Entra audit log: export directoryAudits, which tells the same changes")
	errPage       = errors.New("a page of a listing, not an event of the audit log: read it as entra-state")
)

// record is an event, whichever of its forms it was written in. Its parts are
// read when they matter.
type record struct {
	log                         string // the log that it was written to, where several go to one place: AuditLogs, SignInLogs
	id, activity, category      string
	service, result, reason, at string
	correlation, tenant         string
	initiator, targets, details part
}

// part is JSON at a place in the event; Log Analytics writes it as a string.
type part struct {
	raw     jsontext.Value
	pointer string
}

// skim finds the parts of an event. One of another log has no activity.
func (r *record) skim(e *jsonlog.Event) error {
	var f struct {
		id, activity, operation, row, category, service, result, resultType, reason, at, logged jsontext.Value
		correlation, tenant, aadTenant, properties, workload, page                              jsontext.Value
	}
	// The first form is Graph's, which diagnostic settings keep; the second Log
	// Analytics'.
	find := func(name []byte) *jsontext.Value {
		switch string(name) {
		case "id", "Id":
			return &f.id
		case "activityDisplayName", "ActivityDisplayName":
			return &f.activity
		case "operationName":
			return &f.operation
		case "OperationName":
			return &f.row
		case "category", "Category":
			return &f.category
		case "loggedByService", "LoggedByService":
			return &f.service
		case "result", "Result":
			return &f.result
		case "resultType":
			return &f.resultType
		case "resultReason", "ResultReason":
			return &f.reason
		case "activityDateTime", "ActivityDateTime":
			return &f.at
		case "TimeGenerated":
			return &f.logged
		case "correlationId", "CorrelationId":
			return &f.correlation
		case "tenantId":
			return &f.tenant
		case "AADTenantId": // TenantId is the workspace's
			return &f.aadTenant
		case "initiatedBy", "InitiatedBy":
			return r.initiator.take("/", name)
		case "targetResources", "TargetResources":
			return r.targets.take("/", name)
		case "additionalDetails", "AdditionalDetails":
			return r.details.take("/", name)
		case "properties":
			return &f.properties
		case "Workload":
			return &f.workload
		case "@odata.context", "body":
			return &f.page
		}
		return nil
	}
	err := e.Members(find)
	if f.id.Kind() == '"' {
		_ = e.Part(f.id, "/id", &r.id) // what is wrong with it is found below
		e.ID = r.id
	}
	if err != nil {
		return err
	}
	category := f.category
	if f.properties.Kind() == '{' { // as diagnostic settings write it
		f.category = nil
		e.Walk(f.properties, func(name []byte) *jsontext.Value {
			switch string(name) {
			case "initiatedBy":
				return r.initiator.take("/properties/", name)
			case "targetResources":
				return r.targets.take("/properties/", name)
			case "additionalDetails":
				return r.details.take("/properties/", name)
			case "operationName", "tenantId", "properties": // not of this event
				return nil
			}
			return find(name)
		})
	}
	if len(f.activity) == 0 && len(f.operation) > 0 { // they write several logs to one place
		if err := e.Part(category, "/category", &r.log); err != nil || r.log != "" && r.log != "AuditLogs" {
			return err
		}
	}
	if len(f.activity) == 0 && len(r.initiator.raw) == 0 && len(r.targets.raw) == 0 {
		switch {
		case len(f.workload) > 0:
			return errUnified
		case len(f.page) > 0:
			return errPage
		}
		return errNotAnEvent
	}
	for _, s := range []struct {
		raw     jsontext.Value
		pointer string
		to      *string
	}{
		{f.id, "/id", &r.id}, {first(f.activity, f.operation, f.row), "/activityDisplayName", &r.activity}, {f.category, "/category", &r.category},
		{f.service, "/loggedByService", &r.service}, {first(f.result, f.resultType), "/result", &r.result}, {f.reason, "/resultReason", &r.reason},
		{first(f.at, f.logged), "/activityDateTime", &r.at}, {f.correlation, "/correlationId", &r.correlation}, {first(f.aadTenant, f.tenant), "/tenantId", &r.tenant},
	} {
		if err := e.Part(s.raw, s.pointer, s.to); err != nil {
			return err
		}
	}
	e.ID = r.id
	if strings.TrimSpace(r.activity) == "" {
		return errNotAnEvent
	}
	return nil
}

// first is the first value that is there.
func first(values ...jsontext.Value) jsontext.Value {
	for _, v := range values {
		if len(v) > 0 && v.Kind() != 'n' {
			return v
		}
	}
	return nil
}

// take is where a part of the event goes.
func (p *part) take(within string, name []byte) *jsontext.Value {
	p.pointer = within + string(name)
	return &p.raw
}

// read reads a part, also one in a string.
func (p *part) read(e *jsonlog.Event, v any) error {
	raw := p.raw
	if raw.Kind() == '"' {
		var inner string
		if err := e.Part(raw, p.pointer, &inner); err != nil {
			return err
		}
		raw = jsontext.Value(strings.TrimSpace(inner))
	}
	return e.Part(raw, p.pointer, v)
}

// normal is the name of an activity without what Entra writes now so and now
// so: case, kinds of dashes, space and a full stop at the end; and without how
// long an assignment of PIM's is for, which its events say elsewhere.
func normal(activity string) string {
	s := strings.ToLower(strings.ReplaceAll(activity, "–", "-"))
	s = strings.TrimRight(strings.TrimSpace(s), ".")
	for _, kind := range []string{" (permanent)", " (timebound)", " (renew)", " (extend)", " (extend/renew)"} {
		if rest, ok := strings.CutSuffix(s, kind); ok {
			return rest
		}
	}
	return s
}

// initiator is who did something.
type initiator struct {
	User *struct {
		ID   string `json:"id"`
		UPN  string `json:"userPrincipalName"`
		Name string `json:"displayName"`
	} `json:"user"`
	App *struct {
		AppID     string `json:"appId"`
		ServiceID string `json:"servicePrincipalId"`
		Name      string `json:"displayName"`
	} `json:"app"`
}

func (i *initiator) who() who {
	switch {
	case i.User != nil:
		return who{kind: kindUser, id: i.User.ID, upn: i.User.UPN, name: cmp.Or(i.User.Name, i.User.UPN)}
	case i.App != nil:
		return who{kind: kindService, id: i.App.ServiceID, appID: i.App.AppID, name: i.App.Name}
	}
	return who{}
}

// target is something that an event is about.
type target struct {
	ID         string     `json:"id"`
	Name       string     `json:"displayName"`
	Type       string     `json:"type"`
	UPN        string     `json:"userPrincipalName"`
	Properties []property `json:"modifiedProperties"`
}

// property is what became of a property of a target. The values are strings of
// JSON, as a rule.
type property struct {
	Name string         `json:"displayName"`
	Old  jsontext.Value `json:"oldValue"`
	New  jsontext.Value `json:"newValue"`
}

// value is a value of a property as text: of a quoted JSON string what it says,
// also of one that is alone in a list.
func value(v jsontext.Value) string {
	s := content(v)
	if rest, ok := strings.CutPrefix(s, "["); ok {
		if one := strings.TrimSpace(strings.TrimSuffix(rest, "]")); strings.HasPrefix(one, `"`) {
			s = one
		}
	}
	if strings.HasPrefix(s, `"`) {
		if b, err := jsontext.AppendUnquote(nil, s); err == nil {
			s = string(b)
		}
	}
	if s = strings.TrimSpace(s); s == "null" {
		return ""
	}
	return s
}

// content is the JSON that a value of a property is, once taken out of its
// string.
func content(v jsontext.Value) string {
	if v.Kind() != '"' {
		return ""
	}
	b, err := jsontext.AppendUnquote(nil, v)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// property returns the values of a property; empty if it is not there.
func (t *target) property(name string) (before, after string) {
	for _, p := range t.Properties {
		if strings.EqualFold(p.Name, name) {
			return value(p.Old), value(p.New)
		}
	}
	return "", ""
}

// text is the value of a property that names something: the new one, or that of
// what is no more.
func (t *target) text(name string) string {
	before, after := t.property(name)
	return cmp.Or(after, before)
}

func (t *target) who() who {
	w := who{kind: kindOf(t.Type), id: t.ID, upn: t.UPN, name: cmp.Or(t.Name, t.UPN)}
	if app := t.text("AppId"); id.MatchString(app) {
		w.appID = app
	}
	return w
}
