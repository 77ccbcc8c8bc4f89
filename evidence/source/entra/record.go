package entra

import (
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
	log      string // the log that it was written to, where several go to one place: SignInLogs
	activity string

	id, category, service, result, reason, at, correlation, tenant string
	initiator, targets, details                                    part

	raw rawRecord
}

// rawRecord is what is read of an event once it matters.
type rawRecord struct {
	id, activity, operation, row, category, service, result, resultType, reason, at, logged jsontext.Value
	correlation, tenant, aadTenant                                                          jsontext.Value
}

// part is JSON at a place in the event; Log Analytics writes it as a string.
type part struct {
	raw     jsontext.Value
	pointer string
}

// skim finds the parts of an event, and what it is called. One of another log
// is not called anything.
func (r *record) skim(e *jsonlog.Event) error {
	f := &r.raw
	var properties, unified, page jsontext.Value
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
			return &properties
		case "RecordType":
			return &unified
		case "@odata.context", "body":
			return &page
		}
		return nil
	}
	if err := e.Members(find); err != nil {
		return err
	}
	category := f.category
	if properties.Kind() == '{' { // as diagnostic settings write it
		f.category = nil
		e.Walk(properties, func(name []byte) *jsontext.Value {
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
	if len(f.activity) == 0 && (len(f.operation) > 0 || properties.Kind() == '{') { // they write several logs to one place
		if err := e.Part(category, "/category", &r.log); err != nil || r.log != "" && r.log != "AuditLogs" {
			return err
		}
	}
	if len(f.activity) == 0 && len(r.initiator.raw) == 0 && len(r.targets.raw) == 0 {
		switch {
		case len(unified) > 0:
			return errUnified
		case len(page) > 0:
			return errPage
		}
		return errNotAnEvent
	}
	if err := e.Part(first(f.activity, f.operation, f.row), "/activityDisplayName", &r.activity); err != nil {
		return err
	}
	if strings.TrimSpace(r.activity) == "" {
		return errNotAnEvent
	}
	return nil
}

// read reads the texts of an event.
func (r *record) read(e *jsonlog.Event) error {
	f := &r.raw
	for _, s := range []struct {
		raw     jsontext.Value
		pointer string
		to      *string
	}{
		{f.id, "/id", &r.id}, {f.category, "/category", &r.category}, {f.service, "/loggedByService", &r.service},
		{first(f.result, f.resultType), "/result", &r.result}, {f.reason, "/resultReason", &r.reason}, {first(f.at, f.logged), "/activityDateTime", &r.at},
		{f.correlation, "/correlationId", &r.correlation}, {first(f.aadTenant, f.tenant), "/tenantId", &r.tenant},
	} {
		if err := e.Part(s.raw, s.pointer, s.to); err != nil {
			return err
		}
	}
	return nil
}

// name is the id of an event, for errors about it.
func (r *record) name(e *jsonlog.Event) {
	if r.raw.id.Kind() == '"' {
		_ = e.Part(r.raw.id, "/id", &e.ID) // what is wrong with it is another error
	}
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

// into reads a part, also one in a string.
func (p *part) into(e *jsonlog.Event, v any) error {
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
