package cloudtrail

import (
	"errors"
	"regexp"
	"time"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what the log itself cannot. The zero Options are in order.
type Options struct {
	// CollectedAt is when the log was fetched from AWS. Zero: not known, and
	// left out of the facts.
	CollectedAt time.Time

	// Tickets says what a ticket's number looks like. A number that the name of
	// the session or its source identity has in it is the change's request_ref.
	// Nil: there is none.
	Tickets *regexp.Regexp
}

var format = jsonlog.Format{
	Log:   "a CloudTrail log",
	Event: "CloudTrail event",
	By:    "CloudTrail",
	Lists: []string{"Records"},
	Again: "use the log as AWS delivered it",
}

// Reader returns the source. It may read many inputs, also at the same time.
func Reader(o Options) source.Reader { return format.Reader(o.event) }

// Shapes are the forms of input that [Reader] accepts.
func Shapes() []source.Shape {
	return []source.Shape{{
		What:    "CloudTrail events: log files as AWS delivers them ({\"Records\":[…]}), an array, or one event a line",
		Members: []string{"eventSource", "eventName", "eventTime"},
	}}
}

// Why events are ignored.
const (
	whyElsewhere = "not a call to IAM or IAM Identity Center"
	whyReadOnly  = "IAM call that only reads"
	whyOther     = "IAM write that this source does not take for an entitlement change"
	whyWithheld  = "failed IAM write that does not say whose access it was about"
	whyDigest    = "CloudTrail digest file, which holds no events"
)

// event says what one event means.
func (o Options) event(log *jsonlog.Event) jsonlog.Fate {
	e := event{Event: log}
	if err := e.parse(); err != nil {
		return e.refused(err)
	}
	if e.source == "" || e.name == "" {
		if len(e.raw.digestFile) > 0 {
			return jsonlog.Ignored(source.Reason{Why: whyDigest})
		}
		return e.refused(errors.New(
			"not a CloudTrail event, which has eventSource and eventName: leave it out, or unwrap the event that it holds"))
	}
	rules, known := services[e.source]
	if !known {
		return jsonlog.Ignored(source.Reason{Why: whyElsewhere})
	}
	rule, known := rules[e.name]
	if !known {
		if e.readOnly() {
			return jsonlog.Ignored(source.Reason{Why: whyReadOnly})
		}
		return jsonlog.Ignored(source.Reason{Why: whyOther, Name: e.name})
	}
	fact, err := o.change(&e, rule)
	switch {
	case errors.Is(err, errWithheld):
		return jsonlog.Ignored(source.Reason{Why: whyWithheld, Name: e.name})
	case err != nil:
		return e.refused(err)
	}
	return jsonlog.Used(e.name, fact)
}

// refused names the event in the error also where it was refused before all of
// it was told.
func (e *event) refused(err error) jsonlog.Fate {
	if e.id == "" {
		_ = text(&e.id, e.raw.id, "eventID")
	}
	e.ID = e.id
	return jsonlog.Refused(err)
}
