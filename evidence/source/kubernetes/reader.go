package kubernetes

import (
	"net/url"
	"regexp"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what neither the log nor the listing can.
type Options struct {
	// Cluster is the cluster's name, which becomes part of the names of
	// systems and of identities that only the cluster knows. Empty: there is
	// but one.
	Cluster string

	// CollectedAt is when the log or the listing was fetched. Zero: not
	// known, and left out of the facts of a log. A listing cannot do without:
	// it has no time of its own.
	CollectedAt time.Time

	// Members are the user names in the groups that bindings name, by group,
	// as the directory has it that users authenticate against; only a listing
	// needs them. A group that is not a key is one whose members nobody told;
	// a group in a group is to be told as its members.
	Members map[string][]string

	// Tickets says what a ticket's number looks like. A number that the
	// annotations or the extra fields given with a logged write have in them is
	// the change's request_ref. Nil: there is none.
	Tickets *regexp.Regexp
}

var logFormat = jsonlog.Format{
	Log:   "a Kubernetes audit log",
	Event: "Kubernetes audit event",
	By:    "Kubernetes",
	Lists: []string{"items", "records", "logEvents"},
	Again: "use the log as the API server wrote it",
}

// Reader returns the source that reads audit logs. It may read many inputs,
// also at the same time.
func Reader(o Options) source.Reader {
	return logFormat.Listing(func() (jsonlog.Listing, error) {
		l := &log{names: names{o.Cluster}, collectedAt: o.CollectedAt, tickets: o.Tickets, known: map[string]object{}}
		return jsonlog.Listing{Item: l.event}, nil
	})
}

// Shapes are the forms of input that [Reader] accepts.
func Shapes() []source.Shape {
	return []source.Shape{
		{What: "audit events of the API server: JSON Lines, an EventList, or an array", Members: []string{"auditID", "stage", "verb"}},
		{What: "the same in Azure's diagnostic logs, category kube-audit", Members: []string{"category", "/properties/log"}},
		{What: "the same from AWS CloudWatch Logs ({\"logEvents\":[…]})", Members: []string{"logGroup", "logEvents"}},
	}
}

// log is the reading of one log.
type log struct {
	names
	collectedAt time.Time
	tickets     *regexp.Regexp
	known       map[string]object // as the events before told it, by uid
}

// Why events are ignored.
const (
	whyElsewhere = "not about RBAC or a service account"
	whyReadOnly  = "only reads"
	whyStage     = "a stage before the response was complete"
	whyDryRun    = "dry run"
	whyWithheld  = "failed write that does not say whose access it was about"
	whyMetadata  = "patch that touches neither subjects nor rules"
	whySame      = "write that left the access of everybody as it was"
	whyMarked    = "marked for deletion, and in effect until its finalizers are done"
	whyOther     = "write that this source does not take for an entitlement change"
)

// event says what one event means.
func (l *log) event(e *jsonlog.Event) jsonlog.Fate {
	var a auditEvent
	err := a.skim(e)
	e.ID = a.id
	if err != nil {
		return jsonlog.Refused(err)
	}
	if a.inner != "" {
		return l.event(e.Inside([]byte(a.inner)))
	}
	switch {
	case !a.about():
		return jsonlog.Ignored(source.Reason{Why: whyElsewhere})
	case a.reads():
		return jsonlog.Ignored(source.Reason{Why: whyReadOnly})
	case a.stage == "RequestReceived" || a.stage == "ResponseStarted":
		return jsonlog.Ignored(source.Reason{Why: whyStage})
	case a.ref.Subresource != "" || !a.aboutRBAC() && !a.aboutAccount():
		return jsonlog.Ignored(source.Reason{Why: whyOther, Name: a.name()})
	}
	facts, why, err := l.change(e, &a)
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case why != "":
		return jsonlog.Ignored(source.Reason{Why: why, Name: a.name()})
	}
	return jsonlog.Used(a.name(), facts...)
}

// change reads the facts in a complete write to RBAC, or why there are none.
func (l *log) change(e *jsonlog.Event, a *auditEvent) (facts []evidence.Fact, why string, err error) {
	if err := e.Decode(&a.told); err != nil {
		return nil, "", err
	}
	switch {
	case a.stage == "Panic":
		return nil, "", jsonlog.At("/stage", "the API server panicked, and the event does not say what became of the write: look at the object in the cluster")
	case a.stage != "ResponseComplete":
		return nil, "", jsonlog.At("/stage", "does not say that the response was complete: "+e.Again())
	case a.id == "":
		return nil, "", jsonlog.At("/auditID", "missing: "+e.Again())
	case a.told.Status.Code == 0:
		return nil, "", jsonlog.At("/responseStatus/code", "missing, so that nobody knows what became of the write: "+e.Again())
	case a.told.URI == "":
		return nil, "", jsonlog.At("/requestURI", "missing, so that nobody knows whether this was a dry run: "+e.Again())
	}
	uri, err := url.Parse(a.told.URI)
	if err != nil {
		return nil, "", jsonlog.At("/requestURI", "not a URI: "+e.Again())
	}
	var options struct { // of a delete
		DryRun []string `json:"dryRun"`
	}
	if a.verb == "delete" || a.verb == "deletecollection" {
		if err := e.Part(a.told.Request, "/requestObject", &options); err != nil {
			return nil, "", err
		}
	}
	if uri.Query().Has("dryRun") || len(options.DryRun) > 0 {
		return nil, whyDryRun, nil
	}
	at := a.told.At
	if at == "" {
		at = a.told.Received
	}
	executed, err := e.Time("/stageTimestamp", at)
	if err != nil {
		return nil, "", err
	}
	w := &write{log: l, event: e, auditEvent: a, executed: executed, failed: a.told.Status.Code < 200 || a.told.Status.Code > 299}
	w.cite()
	w.find()
	if a.aboutAccount() {
		return w.account()
	}
	return w.access()
}
