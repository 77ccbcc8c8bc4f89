package entra

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what neither the log nor the listings can.
type Options struct {
	// Tenant is a name of the tenant, which becomes part of the names of its
	// systems and of what only the tenant knows: its id, or any other. If it is
	// an id, events that say that they are of another tenant are refused. Empty:
	// there is but one.
	Tenant string

	// CollectedAt is when the log or the listings were fetched. Zero: not
	// known, and left out of the facts of a log. Listings cannot do without:
	// they have no time of their own.
	CollectedAt time.Time

	// Tickets says what a ticket's number looks like. A number that the ticket
	// number or the justification of what an administrator did in PIM has in it
	// is the change's request_ref. Nil: there is none.
	Tickets *regexp.Regexp
}

var logFormat = jsonlog.Format{
	Log:   "an Entra audit log",
	Event: "Entra audit event",
	By:    "Entra",
	Lists: []string{"value", "records"},
	Again: "export the audit log from Entra again",
}

// Reader returns the source that reads audit logs. It may read many inputs,
// also at the same time.
func Reader(o Options) source.Reader {
	return logFormat.Listing(func() (jsonlog.Listing, error) {
		l := &log{names: names{o.Tenant}, options: o, requests: map[string]*request{}, pim: map[twin][]time.Time{}}
		return jsonlog.Listing{Item: l.event, End: l.end}, nil
	})
}

// Shapes are the forms of input that [Reader] accepts.
func Shapes() []source.Shape {
	return []source.Shape{
		{What: "audit events as Microsoft Graph lists them, GET /auditLogs/directoryAudits: its answers, an array, or one a line", Members: []string{"activityDisplayName", "initiatedBy", "targetResources"}},
		{What: "the category AuditLogs as diagnostic settings write it to storage or an event hub: one a line, or in {\"records\":[…]}", Members: []string{"category", "operationName", "/properties/activityDisplayName", "/properties/initiatedBy"}},
		{What: "rows of the table AuditLogs of Log Analytics, as JSON: an array, or one a line", Members: []string{"OperationName", "InitiatedBy", "TargetResources"}},
	}
}

// log is the reading of one log.
type log struct {
	names
	options  Options
	requests map[string]*request // of PIM, by id
	order    []string            // their ids, in the order of the input
	pim      map[twin][]time.Time
	pending  []pending
}

// Why events are ignored.
const (
	whyOtherLog  = "of another log"
	whyOther     = "not an activity that this source takes for a change of access"
	whyStep      = "a step of PIM's, and not the one that changes access"
	whyNotice    = "PIM's notice of an assignment that the directory logged itself"
	whyAzure     = "a role of something that is not in the directory"
	whyUndecided = "does not say who decided"
	whyFailed    = "failed, and would not have changed access"
	whyWithheld  = "failed, and does not say whose access it was about"
	whySame      = "left access as it was"
	whyConsent   = "consent, whose grants are events of their own"
)

// event says what one event means.
func (l *log) event(e *jsonlog.Event) jsonlog.Fate {
	var r record
	if err := r.skim(e); err != nil {
		r.name(e)
		return jsonlog.Refused(err)
	}
	if r.activity == "" {
		return jsonlog.Ignored(source.Reason{Why: whyOtherLog, Name: r.log})
	}
	name := strings.TrimSpace(r.activity)
	m, ok := meanings[normal(r.activity)]
	if !ok {
		return jsonlog.Ignored(source.Reason{Why: whyOther, Name: name})
	}
	if m.why != "" {
		return jsonlog.Ignored(source.Reason{Why: m.why, Name: name})
	}
	r.name(e)
	a := &activity{log: l, event: e, record: &r, meaning: m}
	facts, why, err := a.facts()
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case why == kept:
		return jsonlog.Kept(name)
	case why != "":
		return jsonlog.Ignored(source.Reason{Why: why, Name: name})
	}
	return jsonlog.Used(name, facts...)
}

// kept says of an event that the facts at the end of the input rest on it.
const kept = "kept"

// end yields what rests on several events.
func (l *log) end(bool) []evidence.Fact {
	return append(l.requested(), l.unmatched()...)
}

// facts reads the facts in an event, or why there are none.
func (a *activity) facts() ([]evidence.Fact, string, error) {
	if err := a.record.read(a.event); err != nil {
		return nil, "", err
	}
	switch {
	case a.id == "":
		return nil, "", jsonlog.At("/id", "missing: "+a.event.Again())
	case a.ofAnother():
		return nil, "", jsonlog.At("/tenantId", fmt.Sprintf("of the tenant %.40q, not of %.40q: give each tenant's log by itself", a.tenant, a.options.Tenant))
	}
	switch strings.ToLower(a.result) {
	case "success", "succeeded":
	case "failure", "failed":
		a.failed = true
	default:
		return nil, "", jsonlog.At("/result", "does not say whether it succeeded: look it up in the tenant")
	}
	var err error
	if a.executed, err = a.event.Time("/activityDateTime", a.at); err != nil {
		return nil, "", err
	}
	for _, p := range []struct {
		of *part
		to any
	}{{&a.initiator, &a.by}, {&a.targets, &a.about}, {&a.details, &a.told}} {
		if err := p.of.into(a.event, p.to); err != nil {
			return nil, "", err
		}
	}
	facts, why, err := a.meaning.read(a)
	if a.failed && err != nil { // what was refused may be of any shape
		return nil, whyWithheld, nil
	}
	if err == nil && why == "" && len(facts) == 0 {
		why = whySame
	}
	return facts, why, err
}

// ofAnother reports whether an event is of another tenant than it should be.
func (a *activity) ofAnother() bool {
	return id.MatchString(a.options.Tenant) && id.MatchString(a.tenant) && !strings.EqualFold(a.options.Tenant, a.tenant)
}

// id is what an object id looks like.
var id = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
