package jira

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticketform"
)

// Settings say what is of this site's own making: its fields, its resolutions
// and the steps of its workflows. The zero Settings are in order: requests then
// name no entitlements.
type Settings struct {
	// Requests are the kinds of requests that ask for access. The first that
	// matches a request counts.
	Requests []Request `json:"requests"`

	// Resolutions are the names of resolutions beside those that Jira comes
	// with, such as "Granted": closed_complete; and of final statuses, for
	// requests of which the export does not tell the resolution.
	Resolutions map[string]evidence.RequestStatus `json:"resolutions"`

	// Capacities are those in which people decide, by the name of the
	// approval, which is that of the status in which a request waits for it.
	Capacities map[string]string `json:"capacities"`
}

// Request says what requests of one kind ask for. Its fields, but for
// RequestType, SubjectKind and Actions, are texts in which {name} stands for
// the value of the field with that id or name. A text with a field that was
// left blank is as a whole nothing.
type Request struct {
	RequestType   string                     `json:"request_type"` // name or id of the request type, or of the issue type; empty: every one that has the fields
	Subject       string                     `json:"subject"`      // whose access changes: people, or ids in the target system; empty: the reporter
	SubjectKind   evidence.IdentityKind      `json:"subject_kind"` // of a Subject that is an id
	Action        string                     `json:"action"`       // grant, revoke, modify, or a key of Actions; empty: not said
	Actions       map[string]evidence.Action `json:"actions"`
	Justification string                     `json:"justification"` // empty: the description, where it is plain text
	Entitlements  []Entitlement              `json:"entitlements"`
}

// Entitlement is what a request asks for, once for each value of a field in it
// that has several. Without a system, a resource or a permission there is none.
type Entitlement struct {
	System     string `json:"system"`
	Resource   string `json:"resource"`
	Permission string `json:"permission"`
	Scope      string `json:"scope"`
	ExpiresAt  string `json:"expires_at"` // of a field with date and time
}

// ParseSettings reads settings written as a JSON object, under the names in
// the tags of [Settings]. The name is the one that errors give the document.
// What is wrong with it is an [*evidence.Error], or several, joined.
func ParseSettings(name string, document []byte) (Settings, error) {
	return ticketform.Parse(name, document, "jira", func(s Settings) ticketform.Faults {
		_, faults := s.compile()
		return faults
	})
}

// compile checks the settings and makes plans of the requests.
func (s Settings) compile() (plans []plan, faults ticketform.Faults) {
	for i, request := range s.Requests {
		at := fmt.Sprintf("/requests/%d", i)
		form := ticketform.Form{Subject: request.Subject, SubjectKind: request.SubjectKind, Action: request.Action, Actions: request.Actions, Justification: request.Justification}
		for _, e := range request.Entitlements {
			form.Entitlements = append(form.Entitlements, ticketform.Entitlement(e))
		}
		p := plan{form.Plan(at, "braces that do not hold the id or name of a field: write {customfield_10050} or {Name}", &faults), request.RequestType}
		if request.RequestType == "" && (request.Subject != "" || len(p.Fields) == 0) {
			faults.Add(at+"/request_type", "missing: a request that names the subject, or no field, must say of which type it is")
		}
		plans = append(plans, p)
	}
	seen := map[string]bool{}
	for _, from := range slices.Sorted(maps.Keys(s.Resolutions)) {
		if seen[fold(from)] {
			faults.Add("/resolutions", "the same name twice, but for upper and lower case: write it once")
		}
		seen[fold(from)] = true
		vendors, known := resolutions[fold(from)]
		switch s.Resolutions[from] {
		case evidence.StatusClosedComplete, evidence.StatusClosedIncomplete, evidence.StatusRejected, evidence.StatusCancelled:
			if known && vendors != s.Resolutions[from] {
				faults.Add("/resolutions", "one that Jira comes with means the same everywhere, and this is not it: leave it out")
			}
		default:
			faults.Add("/resolutions", "not how a request ends: write closed_complete, closed_incomplete, rejected or cancelled")
		}
	}
	return plans, faults
}

// endings are the resolutions of the settings.
func (s Settings) endings() endings {
	own := endings{}
	for name, means := range s.Resolutions {
		own[fold(name)] = means
	}
	return own
}

// fold is the spelling in which names of resolutions and statuses are compared.
func fold(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), "’", "'"))
}
