// Package generate makes records for property tests and benchmarks: valid,
// varied, and the same for the same seed.
//
// Identities, entitlements and instants come from small pools, so that what is
// rare in life is common here: an approver who is also the requester, two
// observations of one instant, a decision exactly at a deadline.
package generate

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// AsOf is an instant after which most, but not all, of a generated record has
// happened.
var AsOf = epoch.Add(20 * 24 * time.Hour)

var epoch = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// Records yields a generator of records. It is not safe for concurrent use.
func Records(seed uint64) *Generator {
	return &Generator{rng: rand.New(rand.NewPCG(seed, 1))}
}

// Generator makes one record after the other.
type Generator struct {
	rng *rand.Rand
	n   int
}

// Next returns the next record. Any part may be absent, wrong or odd.
func (g *Generator) Next() *evidence.Record {
	g.n++
	r := &evidence.Record{
		Schema:  evidence.SchemaID,
		ID:      fmt.Sprintf("R%07d", g.n),
		Action:  pick(g, "", evidence.ActionGrant, evidence.ActionGrant, evidence.ActionGrant, evidence.ActionRevoke, evidence.ActionModify),
		Subject: g.subject(),
	}
	if g.chance(85) {
		r.Request = g.request(r.ID)
	}
	if g.chance(85) {
		r.PolicyBasis = g.basis()
	}
	for range g.few(3) {
		r.Approvals = append(r.Approvals, g.approval(r.Request))
	}
	for range g.few(3) {
		r.Changes = append(r.Changes, g.change(r))
	}
	for range g.few(4) {
		r.Observations = append(r.Observations, g.observation(r))
	}
	for i := range g.few(2) {
		r.Events = append(r.Events, evidence.Event{
			ID: fmt.Sprintf("ev-%d", i),
			Kind: pick(g, evidence.EventCreated, evidence.EventRoleChange, evidence.EventOwnerChange, evidence.EventTermination,
				evidence.EventDecommission, evidence.EventClosure, evidence.EventExpiry, evidence.EventRotation),
			OccurredAt: g.instant(), Source: g.source(evidence.SourceHR),
		})
	}
	if g.chance(12) {
		r.Emergency = g.emergency()
	}
	return r
}

func (g *Generator) subject() evidence.Identity {
	s := evidence.Identity{ID: "subject", Kind: pick(g, evidence.KindHuman, evidence.KindServiceAccount, evidence.KindAgent, evidence.KindAPIKey, evidence.KindWorkload)}
	if g.chance(30) {
		s.Aliases = []string{pick(g, "li", "maria", "subject@corp.example")}
	}
	if s.Kind != evidence.KindHuman && g.chance(80) {
		s.Owner = g.person()
	}
	return s
}

func (g *Generator) request(id string) *evidence.Request {
	q := &evidence.Request{
		ID: id, SubmittedAt: g.instant(), Justification: "work", Source: g.source(evidence.SourceITSM),
		Status: pick(g, "", evidence.StatusOpen, evidence.StatusClosedComplete, evidence.StatusClosedComplete, evidence.StatusClosedComplete,
			evidence.StatusClosedIncomplete, evidence.StatusRejected, evidence.StatusCancelled),
	}
	if g.chance(90) {
		q.Requester = g.person()
	}
	if g.chance(50) {
		q.LifecycleRef = "ev-0"
	}
	if g.chance(80) {
		q.ClosedAt = g.instant()
	}
	q.Entitlements = g.entitlements(2)
	return q
}

func (g *Generator) basis() *evidence.PolicyBasis {
	b := &evidence.PolicyBasis{PolicyID: "access", Version: "1", RuleID: "default", DecidedAt: g.instant(), Source: g.source(evidence.SourceITSM)}
	if g.chance(90) {
		required := g.chance(85)
		b.ApprovalRequired = &required
	}
	return b
}

func (g *Generator) approval(q *evidence.Request) evidence.Approval {
	a := evidence.Approval{
		Approver: *g.person(), Capacity: pick(g, "", "manager", "resource_owner", "security"), DecidedAt: g.instant(),
		Decision: pick(g, evidence.DecisionApproved, evidence.DecisionApproved, evidence.DecisionApproved, evidence.DecisionApproved, evidence.DecisionRejected, evidence.DecisionAbstained),
		Source:   g.source(evidence.SourceITSM),
	}
	if g.chance(20) {
		a.Delegation = &evidence.Delegation{From: *g.person(), ValidFrom: epoch, ValidUntil: g.instant()}
	}
	if q != nil && g.chance(60) {
		a.Context = &evidence.Context{Entitlements: q.Entitlements, AsOf: a.DecidedAt.Add(-time.Minute)}
	}
	return a
}

func (g *Generator) change(r *evidence.Record) evidence.Change {
	c := evidence.Change{
		Action:     pick(g, r.Action, evidence.ActionGrant, evidence.ActionRevoke, evidence.ActionModify),
		ExecutedAt: g.instant(), Outcome: pick(g, evidence.OutcomeSuccess, evidence.OutcomeSuccess, evidence.OutcomeSuccess, evidence.OutcomeFailure),
		Emergency: g.chance(5), Source: g.source(evidence.SourceCloud),
	}
	if c.Action == "" {
		c.Action = evidence.ActionGrant
	}
	if g.chance(90) {
		c.Actor = &evidence.Identity{ID: pick(g, "provisioner", "maria", "root"), Kind: pick(g, evidence.KindServiceAccount, evidence.KindHuman, "")}
	}
	if g.chance(80) {
		c.RequestRef = pick(g, r.ID, r.ID, r.ID, "OTHER")
	}
	c.Entitlements = g.entitlements(2)
	if r.Request != nil && g.chance(70) {
		c.Entitlements = r.Request.Entitlements
	}
	return c
}

func (g *Generator) observation(r *evidence.Record) evidence.Observation {
	o := evidence.Observation{
		System: pick(g, systems...), ObservedAt: g.instant(), Complete: g.chance(85), Entitlements: []evidence.Entitlement{},
		Source: g.source(pick(g, evidence.SourceIAM, evidence.SourceIAM, evidence.SourceIAM, evidence.SourceITSM, "")),
	}
	held := g.entitlements(2)
	if r.Request != nil && g.chance(40) {
		held = r.Request.Entitlements
	}
	for _, e := range held {
		if e.System == o.System {
			if g.chance(20) {
				e.Via = "group"
			}
			o.Entitlements = append(o.Entitlements, e)
		}
	}
	return o
}

func (g *Generator) emergency() *evidence.Emergency {
	e := &evidence.Emergency{Label: "break-glass", Reason: "outage", DeclaredBy: g.person(), DeclaredAt: g.instant(), Source: g.source(evidence.SourceITSM)}
	if g.chance(80) {
		e.ExpiresAt = e.DeclaredAt.Add(2 * time.Hour)
	}
	if g.chance(60) {
		e.Review = &evidence.Review{Reviewer: *g.person(), ReviewedAt: g.instant(), Conclusion: "justified", Source: g.source(evidence.SourceITSM)}
	}
	return e
}

var systems = []string{"erp", "aws:1"}

func (g *Generator) entitlements(most int) []evidence.Entitlement {
	var es []evidence.Entitlement
	for range g.few(most) {
		e := evidence.Entitlement{System: pick(g, systems...), Resource: "r", Permission: pick(g, "Reader", "Writer", "Employee", "DbAdmin", "Finance Analyst", "fin-read", "fin-export", "DbBreakGlass")}
		if g.chance(25) {
			e.ExpiresAt = g.instant()
		}
		es = append(es, e)
	}
	return es
}

func (g *Generator) person() *evidence.Identity {
	p := &evidence.Identity{ID: pick(g, "li", "maria", "omar", "sam", "subject"), Kind: pick(g, evidence.KindHuman, evidence.KindHuman, evidence.KindHuman, evidence.KindHuman, evidence.KindServiceAccount, "")}
	if g.chance(10) {
		p.Aliases = []string{pick(g, "li", "maria", "m.rossi")}
	}
	p.Status = pick(g, evidence.IdentityActive, evidence.IdentityActive, evidence.IdentityActive, evidence.IdentityInactive, "")
	return p
}

func (g *Generator) source(kind evidence.SourceKind) *evidence.Source {
	if g.chance(5) {
		return nil
	}
	g.n++
	return &evidence.Source{System: "src", Kind: kind, RecordID: fmt.Sprintf("%d", g.n), CollectedAt: AsOf.Add(-time.Hour)}
}

// instant is on a coarse grid: equal instants are common. One in twenty is a
// nanosecond off it.
func (g *Generator) instant() time.Time {
	step := time.Hour
	if g.chance(40) {
		step = 24 * time.Hour
	}
	t := epoch.Add(time.Duration(g.rng.IntN(24)) * step)
	if g.chance(5) {
		t = t.Add(1)
	}
	return t
}

func (g *Generator) few(most int) int { return g.rng.IntN(most + 1) }

func (g *Generator) chance(percent int) bool { return g.rng.IntN(100) < percent }

func pick[T any](g *Generator, from ...T) T { return from[g.rng.IntN(len(from))] }
