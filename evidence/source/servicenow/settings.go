package servicenow

import (
	"fmt"
	"maps"
	"slices"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticketform"
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
	return ticketform.Parse(name, document, "servicenow", func(s Settings) ticketform.Faults {
		_, faults := s.compile()
		return faults
	})
}

// compile checks the settings and makes plans of the items.
func (s Settings) compile() (plans []plan, faults ticketform.Faults) {
	for i, item := range s.Items {
		at := fmt.Sprintf("/items/%d", i)
		form := ticketform.Form{Subject: item.Subject, SubjectKind: item.SubjectKind, Action: item.Action, Actions: item.Actions, Justification: item.Justification}
		for _, e := range item.Entitlements {
			form.Entitlements = append(form.Entitlements, ticketform.Entitlement(e))
		}
		p := plan{form.Plan(at, "braces that do not hold the name of a variable: write {name}", &faults), item.CatalogItem}
		if item.CatalogItem == "" && (item.Subject != "" || len(p.Fields) == 0) {
			faults.Add(at+"/catalog_item", "missing: an item that names the subject, or no variable, must say which catalogue item it is")
		}
		plans = append(plans, p)
	}
	statuses := []evidence.RequestStatus{evidence.StatusOpen, evidence.StatusClosedComplete, evidence.StatusClosedIncomplete, evidence.StatusRejected, evidence.StatusCancelled}
	for _, from := range slices.Sorted(maps.Keys(s.States)) {
		if !slices.Contains(statuses, s.States[from]) {
			faults.Add("/states", "no status of a request: write open, closed_complete, closed_incomplete, rejected or cancelled")
		} else if _, ok := baseStates[from]; ok {
			faults.Add("/states", "a state of the base system, which means the same everywhere: leave it out")
		}
	}
	return plans, faults
}
