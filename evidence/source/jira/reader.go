package jira

import (
	"time"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what neither requests nor the audit log can.
type Options struct {
	// Site is the site's name, "acme" of acme.atlassian.net, which becomes
	// part of the names of systems and identities. Empty: there is but one.
	Site string

	// CollectedAt is when the input was fetched. Zero: not known, and left
	// out of the facts.
	CollectedAt time.Time

	Settings // of requests; the audit log needs none
}

var format = jsonlog.Format{
	Log:   "an export of Jira's API",
	Event: "Jira issue",
	By:    "Jira",
	Lists: []string{"values", "issues"},
	Again: "export it from Jira again, as the API answers",
}

// Reader returns the source that reads requests and their approvals. It may
// read many inputs, also at the same time.
func Reader(o Options) source.Reader {
	plans, faults := o.Settings.compile()
	return format.Listing(func() (jsonlog.Listing, error) {
		if err := faults.Err(); err != nil {
			return jsonlog.Listing{}, err
		}
		g := newGathering(o, plans)
		return jsonlog.Listing{Item: g.item, Page: g.page, Fates: g.fates}, nil
	})
}

// Shapes are the events that Reader accepts.
func Shapes() []source.Shape {
	return []source.Shape{
		{What: "requests of Jira Service Management: answers of GET /rest/servicedeskapi/request?expand=requestType, one after the other", Members: []string{"issueKey", "requestFieldValues", "currentStatus"}},
		{What: "issues: answers of GET /rest/api/2/search or /rest/api/2/issue/KEY, with fields=*all&expand=changelog", Members: []string{"key", "/fields/status", "/fields/created"}},
		{What: "approvals of these requests, in the same input: answers of GET /rest/servicedeskapi/request/KEY/approval", Members: []string{"approvers", "finalDecision"}},
		{What: "histories of these issues, in the same input: answers of GET /rest/api/2/issue/KEY/changelog", Members: []string{"created", "items", "author"}},
		{What: "what webhooks of Jira send about issues, one a line", Members: []string{"webhookEvent", "timestamp", "/issue/fields"}},
	}
}
