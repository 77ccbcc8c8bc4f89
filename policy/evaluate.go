package policy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy/internal/plan"
)

// Evaluate judges a record at an instant. The record must be valid (see
// evidence.Record.Validate) and the instant must not be zero: nothing here
// looks at a clock.
//
// What goes wrong inside a control makes that control indeterminate and leaves
// the others standing. Only the context stops an evaluation: then there is no
// result, and the error names the control that was running and wraps the
// context's cause.
func (s *Set) Evaluate(ctx context.Context, r *evidence.Record, asOf time.Time) (*Result, error) {
	return s.judge(ctx, r, asOf, nil)
}

// judge evaluates a record, and measures it if m is not nil.
func (s *Set) judge(ctx context.Context, r *evidence.Record, asOf time.Time, m *Measures) (*Result, error) {
	if !judgeable(asOf) {
		return nil, fmt.Errorf("policy: the instant to judge at is %v: it must be within the years 1970 to 2261", asOf)
	}
	e, err := s.begin(ctx, r)
	if err != nil {
		return nil, err
	}
	defer e.end()
	asOf = asOf.UTC()
	e.input.Insert(keyAsOf, instant(asOf))

	// The whole evaluation: ask each control on its own, so that none can take
	// another's findings away, and let each answer only as far as it shows its
	// ground.
	result := &Result{
		Schema: ResultSchema, RecordID: r.ID, AsOf: asOf, PolicyDigest: s.digest,
		Controls: make([]ControlResult, len(s.controls)),
	}
	for i, c := range s.controls {
		findings, err := e.ask(c)
		if e.stopped(err) {
			return nil, fmt.Errorf("policy: record %q: control %s was stopped: %w", r.ID, c.ID, context.Cause(ctx))
		}
		if err != nil { // it said nothing that can be relied on
			findings = []Finding{{Outcome: Indeterminate, Message: c.failure(err)}}
		}
		result.Controls[i] = c.conclude(findings)
	}
	if r.Request != nil {
		// A control that needs it has met its error itself.
		if result.Requirement, err = e.requirement(); e.stopped(err) {
			return nil, fmt.Errorf("policy: record %q: approval requirement: %w", r.ID, context.Cause(ctx))
		}
	}
	if m != nil {
		if err := e.measure(m); err != nil {
			if e.stopped(err) {
				err = context.Cause(ctx)
			}
			return nil, fmt.Errorf("policy: record %q: measures: %w", r.ID, err)
		}
	}
	if err := e.waive(result); err != nil {
		if e.stopped(err) {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("policy: record %q: waivers: %w", r.ID, err)
	}
	result.summarise()
	return result, nil
}

// evaluation is the evaluation of one record.
type evaluation struct {
	set     *Set
	ctx     context.Context
	input   ast.Object // the record and as_of
	cancel  topdown.Cancel
	release func() bool
	machine *plan.Machine        // answers queries that are planned
	shared  topdown.VirtualCache // what the library computed for one control, for the next
}

var keyAsOf = ast.StringTerm("as_of")

// begin prepares the evaluation of a record; end must follow.
func (s *Set) begin(ctx context.Context, r *evidence.Record) (*evaluation, error) {
	if r == nil {
		return nil, errors.New("policy: no record")
	}
	if err := r.Validate(); err != nil {
		return nil, err
	}
	input, err := encodeRecord(r)
	if err != nil {
		return nil, fmt.Errorf("policy: record %q: %w", r.ID, err)
	}
	e := &evaluation{set: s, ctx: ctx, input: input, cancel: topdown.NewCancel(), release: func() bool { return true }}
	e.shared = topdown.NewVirtualCache()
	if ctx.Err() != nil {
		e.cancel.Cancel() // at once: the hook below runs when it comes to run
	}
	if ctx.Done() != nil {
		e.release = context.AfterFunc(ctx, e.cancel.Cancel)
	}
	return e, nil
}

func (e *evaluation) end() { e.release() }

// run evaluates one query and hands over its only answer. An undefined query
// has none. What cannot be planned, or goes wrong, is topdown's to answer. A
// built-in that panics ends the query, not the process.
func (e *evaluation) run(q *query, answer func(topdown.QueryResult)) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			e.forget()
			err = fmt.Errorf("OPA broke down: %v", broken)
		}
	}()
	if found, ok := e.planned(q); ok {
		if found != nil {
			answer(found)
		}
		return nil
	}
	err = topdown.NewQuery(q.body).
		WithQueryCompiler(q.compiler).
		WithCompiler(e.set.compiler).
		WithStore(e.set.store).
		WithTransaction(e.set.txn).
		WithInput(ast.NewTerm(e.input)).
		WithCancel(e.cancel).
		WithTime(epoch). // no policy can ask for it
		WithMetrics(metrics.NoOp()).
		WithStrictBuiltinErrors(true).
		WithVirtualCache(e.shared).
		Iter(e.ctx, func(qr topdown.QueryResult) error {
			answer(qr)
			return nil
		})
	if err != nil {
		// A rule is remembered before its conflicts are known, and a built-in's
		// error leaves behind rules that are undefined without saying why. The
		// next control must meet the error itself.
		e.shared = topdown.NewVirtualCache()
	}
	return err
}

var epoch = time.Unix(0, 0)

// judgeable reports whether a policy can compute with t: it must fit into 64
// bits of nanoseconds since 1970.
func judgeable(t time.Time) bool {
	return !t.Before(epoch) && t.UTC().Year() <= 2261
}

// stopped reports whether the context ended the evaluation.
func (e *evaluation) stopped(err error) bool {
	return e.ctx.Err() != nil && (err == nil || topdown.IsCancel(err) || errors.Is(err, e.ctx.Err()))
}

// ask queries one control and reads its findings.
func (e *evaluation) ask(c *compiledControl) (findings []Finding, err error) {
	answered := false
	runErr := e.run(&c.query, func(qr topdown.QueryResult) {
		if !answered {
			answered = true
			findings, err = e.read(c, qr["findings"], qr["claims"])
		}
	})
	switch {
	case runErr != nil:
		return nil, runErr
	case !answered:
		return e.read(c, nil, nil)
	}
	return findings, err
}

// read reads what a control said, nil where that is undefined, and grounds it.
func (e *evaluation) read(c *compiledControl, findings, claims *ast.Term) ([]Finding, error) {
	said, err := readFindings(findings)
	if err != nil {
		return nil, err
	}
	pointers := []string{""}
	if c.query.claims {
		if pointers, err = readClaims(claims); err != nil {
			return nil, err
		}
	}
	return e.ground(said, pointers), nil
}
