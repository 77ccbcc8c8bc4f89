package okta

import (
	"errors"
	"regexp"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what neither the log nor the listings can.
type Options struct {
	// Org is the org's subdomain, "acme" of acme.okta.com, which becomes part
	// of the names of its system and of what only the org knows. Empty: there
	// is but one.
	Org string

	// CollectedAt is when the log or the listings were fetched. Zero: not
	// known, and left out of the facts of a log. Listings cannot do without:
	// they have no time of their own.
	CollectedAt time.Time

	// Tickets says what a ticket's number looks like. A number that the user
	// agent of a program has in it is the request_ref of what it changed. Nil:
	// there is none.
	Tickets *regexp.Regexp
}

var logFormat = jsonlog.Format{
	Log:   "an Okta System Log",
	Event: "System Log event",
	By:    "Okta",
	Lists: []string{"logs"},
	Again: "export the log from Okta again",
}

// Reader returns the source that reads the System Log. It may read many inputs,
// also at the same time.
func Reader(o Options) source.Reader {
	return logFormat.Listing(func() (jsonlog.Listing, error) {
		l := &log{names: names{o.Org}, collectedAt: o.CollectedAt, tickets: o.Tickets, known: map[string]privileges{}}
		return jsonlog.Listing{Item: l.event}, nil
	})
}

// Shapes are the forms of input that [Reader] accepts.
func Shapes() []source.Shape {
	return []source.Shape{
		{What: "System Log events, as GET /api/v1/logs answers: an array, or one a line; or in {\"logs\":[…]}, or as log streaming to EventBridge wraps them", Members: []string{"uuid", "eventType", "published"}},
		{What: "the same with names in lower case, as data lakes write them", Members: []string{"uuid", "eventtype", "published"}},
	}
}

// log is the reading of one log.
type log struct {
	names
	collectedAt time.Time
	tickets     *regexp.Regexp
	known       map[string]privileges // as the events before told them, by subject
}

// Why events are ignored.
const (
	whyElsewhere = "not about access"
	whyOther     = "about access, accounts or requests, and not one that this source takes for a change"
	whyWithheld  = "failed, and does not say whose access it was about"
	whyNoChange  = "failed, and would not have changed access"
)

// event says what one event means.
func (l *log) event(e *jsonlog.Event) jsonlog.Fate {
	var uuid, published, kind, lower, detail, body jsontext.Value
	err := e.Members(func(name []byte) *jsontext.Value {
		switch string(name) {
		case "uuid":
			return &uuid
		case "published":
			return &published
		case "eventType":
			return &kind
		case "eventtype":
			return &lower
		case "detail":
			return &detail
		case "body":
			return &body
		}
		return nil
	})
	if uuid.Kind() == '"' {
		_ = e.Part(uuid, "/uuid", &e.ID) // what is wrong with it is found below
	}
	if len(kind) == 0 {
		kind, lower = lower, nil
	}
	var name string
	if err == nil {
		err = e.Part(kind, "/eventType", &name)
	}
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case len(lower) > 0:
		return jsonlog.Refused(jsonlog.At("/eventtype", "stands there beside eventType: "+e.Again()))
	case name == "" && detail.Kind() == '{': // as EventBridge wraps it
		return l.event(e.Inside(detail))
	case name == "" && len(body) > 0:
		return jsonlog.Refused(errors.New("a page of a listing, not a System Log event: read it as a listing, okta-state"))
	case name == "com.okta.event_hook":
		return jsonlog.Refused(errors.New("what Okta sent to an event hook, which wraps events: export the System Log itself"))
	case name == "" || len(uuid) == 0 && len(published) == 0:
		return jsonlog.Refused(errors.New("not a System Log event, which has eventType, uuid and published: use the log as Okta wrote it, or leave this out"))
	}
	m, ok := meanings[name]
	switch {
	case !ok && concernsAccess(name):
		return jsonlog.Ignored(source.Reason{Why: whyOther, Name: name})
	case !ok:
		return jsonlog.Ignored(source.Reason{Why: whyElsewhere})
	}
	facts, why, err := l.read(e, name, m)
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case why != "":
		return jsonlog.Ignored(source.Reason{Why: why, Name: name})
	}
	return jsonlog.Used(name, facts...)
}
