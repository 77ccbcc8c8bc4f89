package policy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/counterfoil/counterfoil/evidence"
)

// Measures are what an assessment of a population counts of one record beside
// the outcomes of its controls. The library in Rego decides them, whichever
// controls are asked: data.counterfoil.lib.measures, and lib.obligation for the
// revocations.
//
// What outcomes tell alone is not told again: an emergency is unreviewed where
// emergency.reviewed is not_satisfied, and a logged revoke that the target system
// does not bear out is a not_satisfied revocation.verified.
type Measures struct {
	Anchor       *Anchor        `json:"anchor"`        // nil: nothing was asked, done or seen held
	Revocations  []Revocation   `json:"revocations"`   // by start, then kind
	TimeToClose  *time.Duration `json:"time_to_close"` // from the request's submission to its closure, whatever it was closed as; nil: open, unmeasured or no request
	ApprovalLead *time.Duration `json:"approval_lead"` // from submission to the last decisive approval; nil: none was decisive, or unmeasured
	Unmeasured   []Unmeasured   `json:"unmeasured"`    // by measure
	Convenience  []string       `json:"convenience"`   // pointers of approvals that policy does not require; there are some where approval.necessary is not_satisfied
	Overrides    []string       `json:"overrides"`     // pointers of successful changes that were made by hand past the workflow
	Emergency    Emergency      `json:"emergency"`
	Paper        []string       `json:"paper"` // pointers of entitlements that a ticket, closed as complete, says were granted or revoked, and the target system shows were not
}

// Anchor is the instant that decides in which period a record counts.
type Anchor struct {
	By      AnchorKind `json:"by"`
	At      time.Time  `json:"at"`
	Pointer string     `json:"pointer"` // of what is dated so
}

// AnchorKind is what an anchor is the instant of.
type AnchorKind string

// What an anchor is the instant of: the first of these that the record has. What
// nobody asked for and nobody is known to have done, standing access above all,
// counts from its first trace; it must not fall out of every period.
const (
	FirstChange AnchorKind = "first_change" // the first successful change of the record's action
	Submission  AnchorKind = "submission"   // the request's
	FirstTrace  AnchorKind = "first_trace"  // the first sighting of access or other successful change
)

// Revocation is an instant from which access had to end, and what came of it:
// one for each instant and kind, over all access that it concerned, which is what
// revocation.on_closure and revocation.on_role_change judge claim by claim. A
// record that does not say its action obliges to nothing upon closure, expiry or
// request: there the control is indeterminate.
//
// The last of the access ended neither before After nor later than By. Where the
// two are equal, a logged revoke ended it that the target system confirms;
// otherwise the end is somewhere in the interval. Without By it is not verified:
// all that is known is that it was not before After. Both may lie before Start,
// of access that was gone, or last seen, before it had to end.
type Revocation struct {
	Kind         string    `json:"kind"`     // closure, expiry, revoke_request, role_change, owner_change, termination or decommission
	Triggers     []string  `json:"triggers"` // pointers of what called for the end, sorted
	Claims       []string  `json:"claims"`   // pointers of what had to end, sorted: entitlements, or a grant that does not say of what
	Start        time.Time `json:"start"`
	Deadline     time.Time `json:"deadline"`     // Start and the SLA of the kind
	Outcome      Outcome   `json:"outcome"`      // of the statement that all of it was gone by Deadline; never not_applicable
	After        time.Time `json:"after"`        // zero: nothing shows that any of it was ever held
	By           time.Time `json:"by"`           // zero: the end is not verified
	Evidence     []string  `json:"evidence"`     // pointers of what verifies By, sorted: the observation, and the revoke if one is logged
	HeldAt       time.Time `json:"held_at"`      // the last sighting or grant of any of it; zero: none
	Held         string    `json:"held"`         // its pointer
	Reauthorised time.Time `json:"reauthorised"` // when all of it had been approved anew, by Deadline, so that none had to end: Outcome is satisfied, and the other instants are zero. Zero: not
}

// Unmeasured says why what happened has no measure: its instants contradict each
// other, are missing, or lie after the instant of judging.
type Unmeasured struct {
	Measure string `json:"measure"` // time_to_close or approval_lead
	Why     string `json:"why"`
	Pointer string `json:"pointer"` // of the part that should have told
}

// Emergency says whether a record is about emergency access.
type Emergency string

// The emergencies.
const (
	NoEmergency         Emergency = "none"
	EmergencyDeclared   Emergency = "declared"
	EmergencyUndeclared Emergency = "undeclared" // signs of one, without a declaration
)

// Measure judges a record as Evaluate does and measures it in the same pass,
// which costs about a tenth more. When the measures cannot be computed (a
// deadline lies after the year 2261), or the context ends, there is no result,
// either.
func (s *Set) Measure(ctx context.Context, r *evidence.Record, asOf time.Time) (*Result, *Measures, error) {
	m := &Measures{}
	result, err := s.judge(ctx, r, asOf, m)
	if err != nil {
		return nil, nil, err
	}
	return result, m, nil
}

// measure asks the library for the measures.
func (e *evaluation) measure(m *Measures) error {
	var answer *ast.Term
	if err := e.run(&e.set.measures, func(qr topdown.QueryResult) { answer = qr["result"] }); err != nil {
		return err
	}
	if answer == nil {
		return errors.New("the policy reaches no conclusion")
	}
	if err := ast.As(answer.Value, m); err != nil {
		return fmt.Errorf("data.counterfoil.lib.measures.result: %w", err)
	}
	return nil
}
