package servicenow

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

// Settings say what is of this instance's own making: its catalogue, and what
// it added to the base system. The zero Settings are in order: requests then
// name no entitlements.
type Settings struct {
	// Items are the catalogue items that ask for access. The first that
	// matches a requested item counts.
	Items []Item `json:"items"`

	// States are values of a requested item's state beside those of the base
	// system, such as "8": cancelled.
	States map[string]evidence.RequestStatus `json:"states"`

	// Capacities are those in which the members of a group decide, by the
	// name or sys_id of the group.
	Capacities map[string]string `json:"capacities"`

	// TrustEmail says that sys_user.email is kept by the directory and not
	// by users themselves. It is then the id of a user.
	TrustEmail bool `json:"trust_email"`
}

// Item says what requested items of one catalogue item ask for. Its fields,
// but for CatalogItem, SubjectKind and Actions, are texts in which {name}
// stands for the value of the catalogue variable of that name. A text with a
// variable that was left blank is as a whole nothing.
type Item struct {
	CatalogItem   string                     `json:"catalog_item"` // its name or sys_id; empty: every one that has the variables
	Subject       string                     `json:"subject"`      // whose access changes, by the id in the target system; empty: requested_for
	SubjectKind   evidence.IdentityKind      `json:"subject_kind"` // of Subject
	Action        string                     `json:"action"`       // grant, revoke, modify, or a key of Actions; empty: not said
	Actions       map[string]evidence.Action `json:"actions"`
	Justification string                     `json:"justification"`
	Entitlements  []Entitlement              `json:"entitlements"`
}

// Entitlement is one entitlement that an item asks for. Without a system, a
// resource or a permission there is none.
type Entitlement struct {
	System     string `json:"system"`
	Resource   string `json:"resource"`
	Permission string `json:"permission"`
	Scope      string `json:"scope"`
	ExpiresAt  string `json:"expires_at"` // of a variable of type Date/Time, which is UTC
}

// ParseSettings reads settings written as a JSON object, under the names in
// the tags of [Settings]. The name is the one that errors give the document.
// What is wrong with it is an [*evidence.Error], or several, joined.
func ParseSettings(name string, document []byte) (Settings, error) {
	var s Settings
	if err := json.Unmarshal(document, &s, json.RejectUnknownMembers(true)); err != nil {
		wrong := &evidence.Error{Source: name, Err: err}
		if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
			wrong.Pointer, wrong.Offset, wrong.Err = string(e.JSONPointer), e.ByteOffset+1, fmt.Errorf("not JSON: %w", e.Err)
		} else if e, ok := errors.AsType[*json.SemanticError](err); ok {
			wrong.Pointer, wrong.Err = string(e.JSONPointer), errors.New("not what is expected here: see the settings in the documentation of package servicenow")
			if errors.Is(e.Err, json.ErrUnknownName) {
				wrong.Err = errors.New("there is no such setting: see the settings in the documentation of package servicenow")
			}
		}
		return Settings{}, wrong
	}
	if _, err := s.compile(); err != nil {
		var all []error
		for _, err := range err.(interface{ Unwrap() []error }).Unwrap() {
			e := *err.(*evidence.Error)
			e.Source = name
			all = append(all, &e)
		}
		return Settings{}, errors.Join(all...)
	}
	return s, nil
}

// compile checks the settings and makes plans of the items.
func (s Settings) compile() ([]plan, error) {
	var plans []plan
	var wrong []error
	add := func(pointer, what string) {
		wrong = append(wrong, &evidence.Error{Pointer: pointer, Err: errors.New(what)})
	}
	actions := []evidence.Action{evidence.ActionGrant, evidence.ActionRevoke, evidence.ActionModify}
	for i, item := range s.Items {
		at := fmt.Sprintf("/items/%d", i)
		p := plan{item: item}
		text := func(name, text string) template {
			t, ok := p.template(text)
			if !ok {
				add(at+"/"+name, "braces that do not hold the name of a variable: write {name}")
			}
			return t
		}
		p.subject, p.action, p.justification = text("subject", item.Subject), text("action", item.Action), text("justification", item.Justification)
		for n, e := range item.Entitlements {
			to := fmt.Sprintf("entitlements/%d/", n)
			p.entitlements = append(p.entitlements, entitlementPlan{
				system: text(to+"system", e.System), resource: text(to+"resource", e.Resource), permission: text(to+"permission", e.Permission),
				scope: text(to+"scope", e.Scope), expires: text(to+"expires_at", e.ExpiresAt),
			})
			if e.System == "" || e.Resource == "" || e.Permission == "" {
				add(at+"/"+strings.TrimSuffix(to, "/"), "an entitlement has a system, a resource and a permission: say all three")
			}
		}
		if item.CatalogItem == "" && (item.Subject != "" || len(p.variables) == 0) {
			add(at+"/catalog_item", "missing: an item that names the subject, or no variable, must say which catalogue item it is")
		}
		if item.Subject == "" && item.SubjectKind != "" {
			add(at+"/subject_kind", "there is no subject that could be of that kind: say subject, too")
		}
		kinds := []evidence.IdentityKind{"", evidence.KindHuman, evidence.KindServiceAccount, evidence.KindAPIKey, evidence.KindWorkload, evidence.KindAgent}
		if !slices.Contains(kinds, item.SubjectKind) {
			add(at+"/subject_kind", "no kind of identity: write human, service_account, api_key, workload or agent")
		}
		for _, from := range slices.Sorted(maps.Keys(item.Actions)) {
			if !slices.Contains(actions, item.Actions[from]) {
				add(at+"/actions", "no action: write grant, revoke or modify")
			}
		}
		plans = append(plans, p)
	}
	statuses := []evidence.RequestStatus{evidence.StatusOpen, evidence.StatusClosedComplete, evidence.StatusClosedIncomplete, evidence.StatusRejected, evidence.StatusCancelled}
	for _, from := range slices.Sorted(maps.Keys(s.States)) {
		if !slices.Contains(statuses, s.States[from]) {
			add("/states", "no status of a request: write open, closed_complete, closed_incomplete, rejected or cancelled")
		} else if _, ok := baseStates[from]; ok {
			add("/states", "a state of the base system, which means the same everywhere: leave it out")
		}
	}
	return plans, errors.Join(wrong...)
}
