package teleport

import (
	"errors"
	"io"
	"iter"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what the log cannot.
type Options struct {
	// CollectedAt is when the log was fetched. Zero: not known, and left out.
	CollectedAt time.Time

	// Cluster is the name of the cluster, as cluster_name has it. Events of
	// another one are refused. Empty: as each event says, and "teleport" alone
	// for those that do not (which old versions leave out).
	Cluster string
}

var format = jsonlog.Format{
	Log:   "a Teleport audit log",
	Event: "Teleport audit event",
	By:    "Teleport",
	Lists: []string{"events"},
	Again: "use the log as Teleport wrote it",
}

// Shapes are the forms of input that [Reader] accepts.
func Shapes() []source.Shape {
	return []source.Shape{{
		What:    "audit events, as the Auth Service logs and the Event Handler exports them: one a line, a JSON array, or {\"events\":[…]} of the web API",
		Members: []string{"event", "code", "uid", "time"},
	}}
}

// Reader returns the source that reads audit logs. It may read many inputs,
// also at the same time.
func Reader(o Options) source.Reader {
	return func(name string, r io.Reader, t *source.Tally) iter.Seq2[evidence.Fact, error] {
		return func(yield func(evidence.Fact, error) bool) {
			l := &log{options: o, requests: requests{byID: map[string]*request{}}, users: map[string]account{}}
			read := format.Listing(func() (jsonlog.Listing, error) { return jsonlog.Listing{Item: l.event, End: l.requests.facts}, nil })
			var early []error // of events that came before the one that they need
			for f, err := range read(name, r, t) {
				if _, ok := errors.AsType[*orphan](err); ok {
					early = append(early, err)
					t.Events--
					t.Refused--
				} else if !yield(f, err) {
					return
				}
			}
			for _, err := range early {
				if o, _ := errors.AsType[*orphan](err); o.of.created != nil {
					t.Use(o.event, 0)
					continue
				}
				t.Refuse()
				if !yield(evidence.Fact{}, err) {
					return
				}
			}
		}
	}
}

// log is the reading of one log.
type log struct {
	options  Options
	requests requests
	users    map[string]account // as the events before told them, by id
}

// orphan is the error of an event about an access request of which no event
// says whose it is. One that does may come later.
type orphan struct {
	event string
	of    *request
}

func (*orphan) Error() string {
	return "no access_request.create in this input says whose request this is: read the log from the day of the request on, its files joined to one"
}
