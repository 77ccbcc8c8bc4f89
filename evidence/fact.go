package evidence

// Fact is one thing that one source knows about one subject. Sources yield
// facts; the join turns them into records.
//
// Printed, a fact is one JSON object, with its names in this order:
//
//	{"fact": "change", "subject": {…}, "request_ref": "RITM1", "value": {… the part as it stands in a record …}}
//
// A request may have an "action" before its value. The subject needs an id but
// no kind: a log often names somebody of whom it knows no more.
type Fact struct {
	Subject    Identity
	RequestRef string // the request that the source names, if it names one
	Action     Action // what a request asks for; empty for every other part, and where the ticket does not say
	Value      Part   // never nil
}

// Part is a part of a record that can stand alone as a fact: *Request,
// *PolicyBasis, *Approval, *Change, *Observation, *Event or *Emergency.
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
