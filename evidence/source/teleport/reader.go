package teleport

import (
	"time"

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
	return format.Listing(func() (jsonlog.Listing, error) {
		l := &log{options: o, requests: requests{byID: map[string]*request{}}, users: map[string]account{}}
		return jsonlog.Listing{Item: l.event, Fates: l.requests.fates, End: l.requests.facts}, nil
	})
}

// log is the reading of one log.
type log struct {
	options  Options
	requests requests
	users    map[string]account // as the events before told them, by id
}
