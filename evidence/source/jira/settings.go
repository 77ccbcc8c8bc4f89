package jira

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
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
	var s Settings
	if err := json.Unmarshal(document, &s, json.RejectUnknownMembers(true)); err != nil {
		const see = ": see the settings in the documentation of package jira"
		wrong := &evidence.Error{Source: name, Err: err}
		if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
			wrong.Pointer, wrong.Offset, wrong.Err = string(e.JSONPointer), e.ByteOffset+1, fmt.Errorf("not JSON: %w", e.Err)
		} else if e, ok := errors.AsType[*json.SemanticError](err); ok {
			wrong.Pointer, wrong.Err = string(e.JSONPointer), errors.New("not what is expected here"+see)
			if errors.Is(e.Err, json.ErrUnknownName) {
				wrong.Err = errors.New("there is no such setting" + see)
			}
		}
		return Settings{}, wrong
	}
	if _, wrong := s.compile(); len(wrong) > 0 {
		var all []error
		for _, e := range wrong {
			e.Source = name
			all = append(all, e)
		}
		return Settings{}, errors.Join(all...)
	}
	return s, nil
}

// compile checks the settings and makes plans of the requests.
func (s Settings) compile() (plans []plan, wrong []*evidence.Error) {
	add := func(pointer, what string) {
		wrong = append(wrong, &evidence.Error{Pointer: pointer, Err: errors.New(what)})
	}
	for i, request := range s.Requests {
		at := fmt.Sprintf("/requests/%d", i)
		p := plan{request: request}
		text := func(name, text string) template {
			t, ok := p.template(text)
			if !ok {
				add(at+"/"+name, "braces that do not hold the id or name of a field: write {customfield_10050} or {Name}")
			}
			return t
		}
		p.subject, p.action, p.justification = text("subject", request.Subject), text("action", request.Action), text("justification", request.Justification)
		for n, e := range request.Entitlements {
			to := fmt.Sprintf("entitlements/%d", n)
			p.entitlements = append(p.entitlements, entitlementPlan{
				system: text(to+"/system", e.System), resource: text(to+"/resource", e.Resource), permission: text(to+"/permission", e.Permission),
				scope: text(to+"/scope", e.Scope), expires: text(to+"/expires_at", e.ExpiresAt),
			})
			if e.System == "" || e.Resource == "" || e.Permission == "" {
				add(at+"/"+to, "an entitlement has a system, a resource and a permission: say all three")
			}
		}
		if request.RequestType == "" && (request.Subject != "" || len(p.fields) == 0) {
			add(at+"/request_type", "missing: a request that names the subject, or no field, must say of which type it is")
		}
		if request.Subject == "" && request.SubjectKind != "" {
			add(at+"/subject_kind", "there is no subject that could be of that kind: say subject, too")
		}
		if !slices.Contains([]evidence.IdentityKind{"", evidence.KindHuman, evidence.KindServiceAccount, evidence.KindAPIKey, evidence.KindWorkload, evidence.KindAgent}, request.SubjectKind) {
			add(at+"/subject_kind", "no kind of identity: write human, service_account, api_key, workload or agent")
		}
		for _, from := range slices.Sorted(maps.Keys(request.Actions)) {
			if !isAction(request.Actions[from]) {
				add(at+"/actions", "no action: write grant, revoke or modify")
			}
		}
		plans = append(plans, p)
	}
	seen := map[string]bool{}
	for _, from := range slices.Sorted(maps.Keys(s.Resolutions)) {
		if seen[fold(from)] {
			add("/resolutions", "the same name twice, but for upper and lower case: write it once")
		}
		seen[fold(from)] = true
		vendors, known := resolutions[fold(from)]
		switch s.Resolutions[from] {
		case evidence.StatusClosedComplete, evidence.StatusClosedIncomplete, evidence.StatusRejected, evidence.StatusCancelled:
			if known && vendors != s.Resolutions[from] {
				add("/resolutions", "one that Jira comes with means the same everywhere, and this is not it: leave it out")
			}
		default:
			add("/resolutions", "not how a request ends: write closed_complete, closed_incomplete, rejected or cancelled")
		}
	}
	return plans, wrong
}

// endings are the resolutions of the settings.
func (s Settings) endings() endings {
	own := endings{}
	for name, means := range s.Resolutions {
		own[fold(name)] = means
	}
	return own
}

func isAction(a evidence.Action) bool {
	return a == evidence.ActionGrant || a == evidence.ActionRevoke || a == evidence.ActionModify
}

// fold is the spelling in which names of resolutions and statuses are compared.
func fold(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), "’", "'"))
}
