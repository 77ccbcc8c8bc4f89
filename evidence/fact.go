package evidence

import "time"

// Fact is one thing that one source knows about one subject. Sources yield
// facts; the join turns them into records.
//
// Printed, a fact is one JSON object, with its names in this order:
//
//	{"fact": "change", "subject": {…}, "request_ref": "RITM1", "value": {… the part as it stands in a record …}}
//
// with request, approval, policy_basis, change, observation, event, emergency
// or listing for its kind. A request may have an "action" before its value. The
// subject needs an id but no kind: a log often names somebody of whom it knows
// no more.
type Fact struct {
	Subject    Identity
	RequestRef string // the request that the source names, if it names one
	Action     Action // what a request asks for; empty for every other part, and where the ticket does not say
	Value      Part   // never nil
}

// Listing says that a system was asked for everybody who holds something in it,
// and that the answer was whole: whoever it does not name, under any of the
// names by which its source knows them, held nothing in System at that instant.
//
// It is the one fact that is no part of a record. Its subject is the system
// itself, which nothing looks at; the join makes observations of it. A source
// says it only where the input proves it: all pages are there, nothing was
// refused, and nobody could hold anything that the answer does not show.
type Listing struct {
	ID         string     `json:"id,omitzero"`
	System     string     `json:"system"`
	ObservedAt time.Time  `json:"observed_at"`
	Source     *Source    `json:"source,omitzero"`
	Extensions Extensions `json:"extensions,omitzero"`
}

// Part is what a fact says: a part of a record (*Request, *PolicyBasis,
// *Approval, *Change, *Observation, *Event or *Emergency), or a *Listing.
type Part interface {
	// FactKind is the name of the part in the printed form of a fact.
	FactKind() FactKind
}

// FactKind names the part that a fact holds.
type FactKind string

// The kinds of facts.
const (
	FactRequest     FactKind = "request"
	FactApproval    FactKind = "approval"
	FactPolicyBasis FactKind = "policy_basis"
	FactChange      FactKind = "change"
	FactObservation FactKind = "observation"
	FactEvent       FactKind = "event"
	FactEmergency   FactKind = "emergency"
	FactListing     FactKind = "listing"
)

// FactKind implements Part.
func (*Request) FactKind() FactKind { return FactRequest }

// FactKind implements Part.
func (*Approval) FactKind() FactKind { return FactApproval }

// FactKind implements Part.
func (*PolicyBasis) FactKind() FactKind { return FactPolicyBasis }

// FactKind implements Part.
func (*Change) FactKind() FactKind { return FactChange }

// FactKind implements Part.
func (*Observation) FactKind() FactKind { return FactObservation }

// FactKind implements Part.
func (*Event) FactKind() FactKind { return FactEvent }

// FactKind implements Part.
func (*Emergency) FactKind() FactKind { return FactEmergency }

// FactKind implements Part.
func (*Listing) FactKind() FactKind { return FactListing }
