package gcp

import (
	"regexp"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// Options say what neither the log nor the listing can.
type Options struct {
	// CollectedAt is when the log or the policies were fetched. Zero: not
	// known, and left out of the facts of a log. Policies cannot do without:
	// they have no time of their own.
	CollectedAt time.Time

	// Resource is the full name of the resource (//SERVICE/NAME) that policies
	// are of which do not say it themselves, as get-iam-policy prints them.
	Resource string

	// Projects are the ids of projects by their numbers, in digits. Google
	// names a project now one way and now the other.
	Projects map[string]string

	// Members are who is in the groups, domains and other sets that policies
	// name, by id, each as the package documentation forms it; only policies
	// need them. A set that is not a key is one whose members nobody told,
	// also where it is a member of another.
	Members map[string][]string

	// Tickets says what a ticket's number looks like. A number that the reason
	// given for a logged call has in it is the change's request_ref. Nil: there
	// is none.
	Tickets *regexp.Regexp
}

var logFormat = jsonlog.Format{
	Log:   "a Google Cloud log",
	Event: "log entry",
	By:    "Google Cloud",
	Lists: []string{"entries"},
	Again: "use the log as Google Cloud exported it",
}

// Reader returns the source that reads audit logs. It may read many inputs,
// also at the same time.
func Reader(o Options) source.Reader {
	return logFormat.Listing(func() (jsonlog.Listing, error) {
		l := &log{options: o, known: map[string]policy{}}
		return jsonlog.Listing{Item: l.event}, nil
	})
}

// Shapes are the forms of input that [Reader] accepts.
func Shapes() []source.Shape {
	return []source.Shape{
		{What: "audit log entries: JSON Lines, an array (gcloud logging read --format=json), or the answer of entries.list", Members: []string{"logName", "insertId", "protoPayload"}},
		{What: "the same with names in lower case, as data lakes write them", Members: []string{"logname", "insertid", "protopayload"}},
		{What: "the same as rows of BigQuery's log tables", Members: []string{"logName", "insertId", "protopayload_auditlog"}},
	}
}

// log is the reading of one log.
type log struct {
	options Options
	known   map[string]policy // as the entries before told it, by system
}

// Why entries are ignored.
const (
	whyNoAudit   = "not an audit log entry"
	whyElsewhere = "not about access"
	whyReadOnly  = "only reads"
	whyFailed    = "failed call that does not say whose access it was about"
	whySame      = "call that left the access of everybody as it was"
	whyOther     = "write that this source does not take for an entitlement change"
)

// event says what one entry means.
func (l *log) event(e *jsonlog.Event) jsonlog.Fate {
	var a entry
	err := a.skim(e)
	e.ID = a.id
	if err != nil {
		return jsonlog.Refused(err)
	}
	if !a.audit {
		return jsonlog.Ignored(source.Reason{Why: whyNoAudit})
	}
	var read func(*call) ([]evidence.Fact, string, error)
	switch {
	case a.setsPolicy():
		read = (*call).policySet
	case a.service == "iam.googleapis.com" && accountMethods[a.verb()] != nil:
		read = accountMethods[a.verb()]
	case !a.relevant():
		return jsonlog.Ignored(source.Reason{Why: whyElsewhere})
	case a.reads():
		return jsonlog.Ignored(source.Reason{Why: whyReadOnly})
	default:
		return jsonlog.Ignored(source.Reason{Why: whyOther, Name: a.method})
	}
	c := &call{log: l, event: e, entry: &a}
	if err := c.tell(); err != nil {
		return jsonlog.Refused(err)
	}
	facts, why, err := read(c)
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case why != "":
		return jsonlog.Ignored(source.Reason{Why: why, Name: a.method})
	}
	return jsonlog.Used(a.method, facts...)
}

// call is an entry about access, with its parts read.
type call struct {
	*log
	*entry
	event      *jsonlog.Event
	executed   time.Time
	failed     bool
	source     *evidence.Source
	extensions evidence.Extensions
	ticket     ticket.Found
	told       told
}

// facts are one for each subject.
func (c *call) facts(action evidence.Action, held holding.Set) []evidence.Fact {
	var all []evidence.Fact
	for _, h := range held {
		change := &evidence.Change{
			ID:           c.source.RecordID + "/" + string(action),
			Action:       action,
			Entitlements: h.Entitlements,
			Actor:        c.told.Authentication.actor(),
			OnBehalfOf:   c.told.Authentication.onBehalfOf(),
			ExecutedAt:   c.executed,
			Outcome:      evidence.OutcomeSuccess,
			Source:       c.source,
			Extensions:   c.extensions,
		}
		if c.failed {
			change.Outcome = evidence.OutcomeFailure
		}
		c.ticket.Link(change, &h.Subject)
		all = append(all, evidence.Fact{Subject: h.Subject, Value: change})
	}
	return all
}

// system is what stands for one resource, NAME with its service before.
func system(resource string) string { return "gcp:" + resource }

// fullName normalises the name of a resource: SERVICE/NAME, with the project's
// id for its number where that is known.
func (o Options) fullName(resource string) string {
	resource = strings.TrimPrefix(resource, "//")
	service, name, _ := strings.Cut(resource, "/")
	if service == "storage.googleapis.com" {
		name = strings.TrimPrefix(name, "projects/_/buckets/")
	}
	if rest, ok := strings.CutPrefix(name, "projects/"); ok {
		number, after, more := strings.Cut(rest, "/")
		if id := o.Projects[number]; id != "" {
			name = "projects/" + id
			if more {
				name += "/" + after
			}
		}
	}
	return service + "/" + name
}
