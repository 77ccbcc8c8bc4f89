package policy

import (
	"context"
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/counterfoil/counterfoil/evidence"
)

// ErrNoRequest is returned by Requirement for a record without a request.
var ErrNoRequest = errors.New("the record holds no request: there is nothing to approve")

// Requirement is which approvals policy demands of a request: the same answer
// beforehand, when they are asked for, and afterwards, when they are judged.
type Requirement struct {
	Required     bool     `json:"required"`
	MinApprovers int      `json:"min_approvers"` // distinct approvers; 0 where none is required
	Capacities   []string `json:"capacities"`    // sorted; each covered by a different approver
	Context      bool     `json:"context"`       // approvers must be shown exactly what is asked
	Rules        []string `json:"rules"`         // the ids of the rules that decided, sorted; "default" for the default
	Why          []string `json:"why"`           // one sentence for each reason
}

// Requirement says which approvals the record's request needs, and why. Only
// the subject, the action and the request matter. A record without a request is
// ErrNoRequest.
func (s *Set) Requirement(ctx context.Context, r *evidence.Record) (*Requirement, error) {
	e, err := s.begin(ctx, r)
	if err != nil {
		return nil, err
	}
	defer e.end()
	if r.Request == nil {
		return nil, fmt.Errorf("policy: record %q: %w", r.ID, ErrNoRequest)
	}
	req, err := e.requirement()
	if err != nil {
		if e.stopped(err) {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("policy: record %q: approval requirement: %w", r.ID, err)
	}
	return req, nil
}

// requirement asks the library which approvals the request needs.
func (e *evaluation) requirement() (*Requirement, error) {
	var answer *ast.Term
	if err := e.run(&e.set.requirement, func(qr topdown.QueryResult) { answer = qr["result"] }); err != nil {
		return nil, err
	}
	if answer == nil {
		return nil, errors.New("the policy reaches no conclusion")
	}
	req := &Requirement{}
	return req, ast.As(answer.Value, req)
}
