package vault

import (
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what the log cannot.
type Options struct {
	// CollectedAt is when the log was fetched. Zero: not known, and left out.
	CollectedAt time.Time

	// Cluster is the name of the cluster, which becomes part of the names of
	// systems and of identities that only it knows. Empty: there is but one.
	Cluster string

	// Tickets says what a ticket's number looks like. A number that an audited
	// header of a request has in it is the request_ref of what it changed. Nil:
	// there is none.
	Tickets *regexp.Regexp
}

var format = jsonlog.Format{
	Log:   "a Vault audit log",
	Event: "Vault audit entry",
	By:    "Vault",
	Again: "use the log as the audit device wrote it",
}

// Shapes are the forms of input that [Reader] accepts.
func Shapes() []source.Shape {
	return []source.Shape{{
		What:    "audit entries, requests and responses, as an audit device of type file, socket or syslog writes them in JSON: one a line, or an array",
		Members: []string{"time", "type", "/request/id", "/request/operation", "/request/path"},
	}}
}

// Reader returns the source that reads audit logs. It may read many inputs,
// also at the same time.
func Reader(o Options) source.Reader {
	return format.Listing(func() (jsonlog.Listing, error) {
		l := &log{names: names{o.Cluster}, collectedAt: o.CollectedAt, tickets: o.Tickets, asked: map[string]string{}, answered: map[string]bool{}, known: map[string]holder{}}
		return jsonlog.Listing{Item: l.event, Fates: l.fates}, nil
	})
}

// log is the reading of one log.
type log struct {
	names
	collectedAt time.Time
	tickets     *regexp.Regexp
	asked       map[string]string // what requests without an answer are called, by id
	answered    map[string]bool   // the ids of answers without a request
	paired      int               // requests with an answer
	known       map[string]holder // as the entries before told them, by id
}

// request meets the entry of a request to change access. Its fate is known at
// the end, with whether there was an answer.
func (l *log) request(id, name string) jsonlog.Fate {
	if l.answered[id] {
		delete(l.answered, id)
		return jsonlog.Ignored(source.Reason{Why: whyRequest})
	}
	if _, twice := l.asked[id]; twice { // another audit device told it, too
		return jsonlog.Ignored(source.Reason{Why: whyRequest})
	}
	l.asked[id] = name
	return jsonlog.Later(1)
}

// answer notes the entry of a response.
func (l *log) answer(id string) {
	if _, ok := l.asked[id]; ok {
		delete(l.asked, id)
		l.paired++
	} else {
		l.answered[id] = true
	}
}

// fates are those of the requests that came before their answers.
func (l *log) fates(yield func(string, jsonlog.Fate) bool) {
	for range l.paired {
		if !yield("", jsonlog.Ignored(source.Reason{Why: whyRequest})) {
			return
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.asked)) {
		if !yield(id, jsonlog.Ignored(source.Reason{Why: whyUnanswered, Name: l.asked[id]})) {
			return
		}
	}
}
