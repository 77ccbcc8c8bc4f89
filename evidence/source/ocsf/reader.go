package ocsf

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what the events themselves cannot. The zero Options are in order
// where no event was made of one of CloudTrail.
type Options struct {
	// Instance names the instance of the product where the events do not: the
	// org of Okta, the tenant of Microsoft Entra ID.
	Instance string

	// CloudTrail reads events of CloudTrail, of which many OCSF events are
	// made: that of package cloudtrail, whose documentation says what becomes
	// of them. Without it, such events are refused.
	CloudTrail source.Reader

	// CollectedAt is when the events were fetched. Zero: not known, and left
	// out of the facts.
	CollectedAt time.Time
}

var format = jsonlog.Format{
	Log:   "an OCSF log in JSON",
	Event: "OCSF event",
	By:    "OCSF",
	Lists: []string{"events"},
	Again: "have the converter write the event as the OCSF schema says, or read the vendor's own log",
}

// Reader returns the source. It may read many inputs, also at the same time.
func Reader(o Options) source.Reader {
	read := format.Reader(o.event)
	return func(name string, r io.Reader, t *source.Tally) iter.Seq2[evidence.Fact, error] {
		return func(yield func(evidence.Fact, error) bool) {
			b := bufio.NewReader(r)
			if magic, _ := b.Peek(4); string(magic) == "PAR1" {
				t.Break()
				yield(evidence.Fact{}, &evidence.Error{Source: name, Err: errors.New("a Parquet file, which is not read here: convert it to JSON, one event a line")})
				return
			}
			read(name, b, t)(yield)
		}
	}
}

// Shapes are the inputs that the source accepts.
func Shapes() []source.Shape {
	return []source.Shape{
		{What: "OCSF events in JSON, one a line or in an array, such as a query of Amazon Security Lake gives", Members: []string{"class_uid", "activity_id", "metadata"}},
		{What: "OCSF events in CloudEvents, as Adobe I/O Events delivers the audit log of the Admin Console", Members: []string{"specversion", "/data/class_uid"}},
		{What: "OCSF events in Amazon EventBridge events", Members: []string{"detail-type", "/detail/class_uid"}},
		{What: "batches of the Adobe I/O Events Journaling API ({\"events\": …}); their items", Members: []string{"position", "/event/data/class_uid"}},
	}
}

// Why events are ignored.
const (
	whyElsewhere  = "not of a class of identity and access management"
	whyOtherClass = "another class of identity and access management"
	whyNoAccess   = "activity that changes nobody's entitlements"
	whyUndefined  = "activity that the schema has no number for"
	whySame       = "update that does not say that access was changed"
	whyWithheld   = "failed, and does not say whose access it was about"
)

// skimmed are the parts that tell what an event is about.
type skimmed struct {
	class, api           jsontext.Value
	specversion, data    jsontext.Value // of CloudEvents
	detailType, detail   jsontext.Value // of EventBridge
	position, event      jsontext.Value // of a journal
	eventSource, records jsontext.Value // of CloudTrail
}

func (s *skimmed) member(name []byte) *jsontext.Value {
	switch string(name) {
	case "class_uid":
		return &s.class
	case "api":
		return &s.api
	case "specversion":
		return &s.specversion
	case "data":
		return &s.data
	case "detail-type":
		return &s.detailType
	case "detail":
		return &s.detail
	case "position":
		return &s.position
	case "event":
		return &s.event
	case "eventSource":
		return &s.eventSource
	case "Records":
		return &s.records
	}
	return nil
}

// wrapped is the event that another holds; nil if it holds none.
func (s *skimmed) wrapped() []byte {
	switch {
	case len(s.class) > 0:
	case len(s.specversion) > 0 && s.data.Kind() == '{':
		return s.data
	case len(s.detailType) > 0 && s.detail.Kind() == '{':
		return s.detail
	case len(s.position) > 0 && s.event.Kind() == '{':
		return s.event
	}
	return nil
}

// event says what one event means.
func (o Options) event(e *jsonlog.Event) jsonlog.Fate {
	var s skimmed
	if err := e.Members(s.member); err != nil {
		return jsonlog.Refused(err)
	}
	if inner := s.wrapped(); inner != nil {
		return o.event(e.Inside(inner))
	}
	switch {
	case len(s.class) == 0 && (len(s.eventSource) > 0 || len(s.records) > 0):
		return jsonlog.Refused(errors.New("of CloudTrail, not of OCSF: read it as cloudtrail"))
	case len(s.class) == 0:
		return jsonlog.Refused(errors.New("not an OCSF event, which has a class_uid: leave it out, or unwrap the event that it holds"))
	}
	var class int
	if err := e.Part(s.class, "/class_uid", &class); err != nil {
		return jsonlog.Refused(err)
	}
	_, ours := classes[class]
	switch {
	case ours || class == apiActivity && aboutAccess(e, s.api):
	case class/1000 == iamCategory:
		return jsonlog.Ignored(source.Reason{Why: whyOtherClass, Name: strings.TrimSpace(strconv.Itoa(class) + " " + otherClasses[class])})
	default:
		return jsonlog.Ignored(source.Reason{Why: whyElsewhere})
	}
	var a record
	err := e.Decode(&a)
	e.ID = a.Metadata.UID
	if err != nil {
		return jsonlog.Refused(err)
	}
	if a.fromCloudTrail() {
		return o.cloudTrail(e, &a)
	}
	return o.change(e, &a)
}
