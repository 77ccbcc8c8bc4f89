package evidence

import (
	"encoding/json"
	"time"
)

// SchemaID is the value of a record's "schema" field.
const SchemaID = "counterfoil.evidence/v1"

// Record is all that is known about one entitlement change for one identity,
// from request to final state. A change that nobody requested has no Request;
// standing access that nobody asked for has only Observations.
//
// Only Schema, ID, Subject.ID and Subject.Kind are required. Everything else
// may be absent: absence is what the controls judge.
type Record struct {
	Schema       string        `json:"schema"`
	ID           string        `json:"id"`
	Action       Action        `json:"action,omitzero"`
	Subject      Identity      `json:"subject"`
	Request      *Request      `json:"request,omitzero"`
	PolicyBasis  *PolicyBasis  `json:"policy_basis,omitzero"`
	Approvals    []Approval    `json:"approvals,omitzero"`
	Changes      []Change      `json:"changes,omitzero"`
	Observations []Observation `json:"observations,omitzero"`
	Events       []Event       `json:"events,omitzero"`
	Emergency    *Emergency    `json:"emergency,omitzero"`
	Extensions   Extensions    `json:"extensions,omitzero"`
}

// Action is what a record or a change does to entitlements.
type Action string

// The actions.
const (
	ActionGrant  Action = "grant"
	ActionRevoke Action = "revoke"
	ActionModify Action = "modify"
)

// Request is what was asked for, by whom and when: the ticket.
type Request struct {
	ID            string        `json:"id"`
	Requester     *Identity     `json:"requester,omitzero"`
	SubmittedAt   time.Time     `json:"submitted_at"`
	Justification string        `json:"justification,omitzero"`
	LifecycleRef  string        `json:"lifecycle_event,omitzero"` // Event.ID of the event that the request answers
	Entitlements  []Entitlement `json:"entitlements,omitzero"`
	Status        RequestStatus `json:"status,omitzero"`
	ClosedAt      time.Time     `json:"closed_at,omitzero"`
	Source        *Source       `json:"source,omitzero"`
	Extensions    Extensions    `json:"extensions,omitzero"`
}

// RequestStatus is what the ticket says of itself.
type RequestStatus string

// The request statuses.
const (
	StatusOpen             RequestStatus = "open"
	StatusClosedComplete   RequestStatus = "closed_complete"
	StatusClosedIncomplete RequestStatus = "closed_incomplete"
	StatusRejected         RequestStatus = "rejected"
	StatusCancelled        RequestStatus = "cancelled"
)

// PolicyBasis is the policy decision that was recorded when the request was
// routed: which policy, in which version, by which rule, asked for approval.
type PolicyBasis struct {
	PolicyID         string     `json:"policy_id,omitzero"`
	Version          string     `json:"version,omitzero"`
	Digest           string     `json:"digest,omitzero"`
	RuleID           string     `json:"rule_id,omitzero"`
	ApprovalRequired *bool      `json:"approval_required,omitzero"` // nil: the basis does not say
	DecidedAt        time.Time  `json:"decided_at,omitzero"`
	Source           *Source    `json:"source,omitzero"`
	Extensions       Extensions `json:"extensions,omitzero"`
}

// Approval is one decision of one approver.
type Approval struct {
	ID         string      `json:"id,omitzero"`
	Approver   Identity    `json:"approver"`
	Capacity   string      `json:"capacity,omitzero"` // in which the approver decided: resource_owner, manager, security …
	Decision   Decision    `json:"decision"`
	DecidedAt  time.Time   `json:"decided_at"`
	Delegation *Delegation `json:"delegation,omitzero"`
	Context    *Context    `json:"context,omitzero"`
	Source     *Source     `json:"source,omitzero"`
	Extensions Extensions  `json:"extensions,omitzero"`
}

// Decision is what an approver decided.
type Decision string

// The decisions.
const (
	DecisionApproved  Decision = "approved"
	DecisionRejected  Decision = "rejected"
	DecisionAbstained Decision = "abstained"
)

// Delegation says on whose authority, and during which window (both ends
// inclusive), an approver stood in for somebody else.
type Delegation struct {
	From       Identity   `json:"from"`
	ValidFrom  time.Time  `json:"valid_from,omitzero"`
	ValidUntil time.Time  `json:"valid_until,omitzero"`
	Extensions Extensions `json:"extensions,omitzero"`
}

// Context is what an approver was shown before deciding.
type Context struct {
	Entitlements []Entitlement `json:"entitlements,omitzero"`
	AsOf         time.Time     `json:"as_of,omitzero"`
	Extensions   Extensions    `json:"extensions,omitzero"`
}

// Change is a provisioning action that a target system logged.
type Change struct {
	ID           string        `json:"id,omitzero"`
	Action       Action        `json:"action"`
	Entitlements []Entitlement `json:"entitlements,omitzero"`
	Actor        *Identity     `json:"actor,omitzero"`
	OnBehalfOf   *Identity     `json:"on_behalf_of,omitzero"`
	ExecutedAt   time.Time     `json:"executed_at"`
	Outcome      Outcome       `json:"outcome"`
	RequestRef   string        `json:"request_ref,omitzero"` // Request.ID that the target system logged with the change
	Override     bool          `json:"override,omitzero"`    // done by hand past the provisioning workflow
	Emergency    bool          `json:"emergency,omitzero"`
	Source       *Source       `json:"source,omitzero"`
	Extensions   Extensions    `json:"extensions,omitzero"`
}

// Outcome is how a provisioning action ended. A failure changed nothing.
type Outcome string

// The outcomes of a change.
const (
	OutcomeSuccess Outcome = "success"
	OutcomeFailure Outcome = "failure"
)

// Observation is what a system said that the subject holds, at an instant.
type Observation struct {
	ID           string        `json:"id,omitzero"`
	System       string        `json:"system"`
	ObservedAt   time.Time     `json:"observed_at"`
	Complete     bool          `json:"complete"`     // true: nothing was left out for this subject in this system
	Entitlements []Entitlement `json:"entitlements"` // empty or nil: nothing
	Source       *Source       `json:"source,omitzero"`
	Extensions   Extensions    `json:"extensions,omitzero"`
}

// Event is something that happened to the subject, or to the work that the
// access was for.
type Event struct {
	ID         string     `json:"id,omitzero"`
	Kind       EventKind  `json:"kind"`
	OccurredAt time.Time  `json:"occurred_at"`
	Source     *Source    `json:"source,omitzero"`
	Extensions Extensions `json:"extensions,omitzero"`
}

// EventKind is the kind of a lifecycle event.
type EventKind string

// The kinds of lifecycle events.
const (
	EventCreated      EventKind = "created"
	EventDeployed     EventKind = "deployed"
	EventRoleChange   EventKind = "role_change"
	EventOwnerChange  EventKind = "owner_change"
	EventTermination  EventKind = "termination"
	EventDecommission EventKind = "decommission"
	EventRotation     EventKind = "rotation"
	EventClosure      EventKind = "closure" // the work that the access was for has closed
	EventExpiry       EventKind = "expiry"
)

// Emergency is the declaration of emergency (break-glass) access.
type Emergency struct {
	Label      string     `json:"label,omitzero"`
	Reason     string     `json:"reason,omitzero"`
	DeclaredBy *Identity  `json:"declared_by,omitzero"`
	DeclaredAt time.Time  `json:"declared_at,omitzero"`
	ExpiresAt  time.Time  `json:"expires_at,omitzero"`
	Review     *Review    `json:"review,omitzero"`
	Source     *Source    `json:"source,omitzero"`
	Extensions Extensions `json:"extensions,omitzero"`
}

// Review is the review of an emergency after the fact.
type Review struct {
	Reviewer   Identity   `json:"reviewer"`
	ReviewedAt time.Time  `json:"reviewed_at"`
	Conclusion string     `json:"conclusion,omitzero"`
	Source     *Source    `json:"source,omitzero"`
	Extensions Extensions `json:"extensions,omitzero"`
}

// Source says where a part of a record was read, so that an auditor can go and
// look.
type Source struct {
	System      string     `json:"system,omitzero"` // the instance: "servicenow:acme"
	Kind        SourceKind `json:"kind,omitzero"`
	RecordID    string     `json:"record_id,omitzero"` // unique within System
	CollectedAt time.Time  `json:"collected_at,omitzero"`
	Digest      string     `json:"digest,omitzero"` // of what was collected: "sha256:…"
	Extensions  Extensions `json:"extensions,omitzero"`
}

// SourceKind is the kind of system that a part was read from.
type SourceKind string

// The kinds of sources. All but itsm, hr and manual are target sources: a
// ticket is never its own witness.
const (
	SourceITSM        SourceKind = "itsm"
	SourceIAM         SourceKind = "iam"
	SourcePAM         SourceKind = "pam"
	SourceCloud       SourceKind = "cloud"
	SourceDirectory   SourceKind = "directory"
	SourceApplication SourceKind = "application"
	SourceHR          SourceKind = "hr"
	SourceManual      SourceKind = "manual"
)

// Extensions carries what a caller adds to a part: any JSON object. The
// embedded controls never read it; custom controls may.
type Extensions map[string]json.RawMessage
