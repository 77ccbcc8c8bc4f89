package policytest

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/internal/generate"
	"github.com/counterfoil/counterfoil/policy"
)

var generated = flag.Int("records", 2000, "generated records that measures are held against outcomes over")

// What a set measures agrees with what its controls conclude: over the base
// records, the records of all cases, and generated ones.
func TestMeasuresAgreeWithControls(t *testing.T) {
	set, err := policy.Compile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plain, err := newJudging(set)
	if err != nil {
		t.Fatal(err)
	}
	n, rows, pinned := 0, 0, 0
	hold := func(s *policy.Set, name string, r *evidence.Record, asOf time.Time) {
		result, m, err := s.Measure(t.Context(), r, asOf)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n, rows = n+1, rows+len(m.Revocations)
		a := &agreement{record: r, result: result, measures: m}
		a.revocations()
		pinned += a.ends(t, s, asOf)
		a.administration()
		if len(a.wrong) > 0 {
			text, _ := json.Marshal(r)
			t.Errorf("%s:\n%s\n%s", name, strings.Join(a.wrong, "\n"), text)
		}
	}
	b, err := baseRecords()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"human_grant", "service_account_grant", "agent_grant", "revoke_request", "emergency_grant"} {
		hold(set, name, Record(t, name), b.asOf)
	}
	cases := os.DirFS("../testdata/cases")
	files, err := fs.Glob(cases, "*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	sets := &sets{plain: plain}
	for _, file := range files {
		archive, err := parseFile(cases, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range archive.cases {
			s, err := sets.of(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range c.judged() {
				r, asOf, err := cell.record(b, s.parameters)
				if err != nil {
					t.Fatal(err)
				}
				hold(s.Set, file+": "+c.name+" "+cell.cell, r, asOf)
			}
		}
	}
	fromCases := rows
	g := generate.Records(5)
	for range *generated {
		hold(set, "generated", g.Next(), generate.AsOf)
	}
	t.Logf("%d records with %d revocations, %d of them in cases; %d outcomes by other deadlines", n, rows, fromCases, pinned)
	if fromCases < 50 || rows < *generated/4 || pinned < 50 {
		t.Error("they are too few to tell")
	}
}

// agreement holds the measures of one record against its outcomes.
type agreement struct {
	record   *evidence.Record
	result   *policy.Result
	measures *policy.Measures
	wrong    []string
}

func (a *agreement) wrongf(format string, args ...any) {
	a.wrong = append(a.wrong, fmt.Sprintf(format, args...))
}

func (a *agreement) control(id string) *policy.ControlResult {
	return controlOf(a.result, id)
}

func controlOf(r *policy.Result, id string) *policy.ControlResult {
	i := slices.IndexFunc(r.Controls, func(c policy.ControlResult) bool { return c.ID == id })
	return &r.Controls[i]
}

var subjectKinds = []string{"role_change", "owner_change", "termination", "decommission"}

// judgedBy is the control that judges a revocation.
func judgedBy(v *policy.Revocation) string {
	if slices.Contains(subjectKinds, v.Kind) {
		return "revocation.on_role_change"
	}
	return "revocation.on_closure"
}

func (a *agreement) revocations() {
	for i := range a.measures.Revocations {
		v := &a.measures.Revocations[i]
		inTime := !v.Reauthorised.IsZero() || !v.By.IsZero() && !v.By.After(v.Deadline)
		late := !v.Reauthorised.IsZero() && v.Reauthorised.After(v.Deadline)
		switch {
		case inTime != (v.Outcome == policy.Satisfied) || late:
			a.wrongf("%s is %s: the end is %v (reauthorised %v), the deadline %v", v.Kind, v.Outcome, v.By, v.Reauthorised, v.Deadline)
		case !v.By.IsZero() && v.After.After(v.By), v.HeldAt.After(v.After):
			a.wrongf("%s ended after %v and by %v, held at %v", v.Kind, v.After, v.By, v.HeldAt)
		case v.By.IsZero() != (len(v.Evidence) == 0), v.HeldAt.IsZero() != (v.Held == ""), len(v.Claims) == 0, len(v.Triggers) == 0:
			a.wrongf("%s lacks pointers: %+v", v.Kind, v)
		case v.Outcome == policy.Pending && a.result.AsOf.After(v.Deadline), v.Outcome == policy.NotApplicable:
			a.wrongf("%s is %s", v.Kind, v.Outcome)
		}
	}
	for _, id := range []string{"revocation.on_closure", "revocation.on_role_change"} {
		a.judged(a.control(id))
	}
}

// judged holds a revocation control against the revocations that it judges.
func (a *agreement) judged(c *policy.ControlResult) {
	var claims []string
	worst := policy.NotApplicable
	for i := range a.measures.Revocations {
		if v := &a.measures.Revocations[i]; judgedBy(v) == c.ID {
			claims = append(claims, v.Claims...)
			worst = worse(worst, v.Outcome)
		}
	}
	if len(claims) == 0 {
		if c.Outcome != policy.NotApplicable && c.Outcome != policy.Indeterminate || c.Findings[0].Claim != "" {
			a.wrongf("%s is %s, and nothing had to be revoked", c.ID, c.Outcome)
		}
		return
	}
	for _, f := range c.Findings {
		switch {
		case f.Claim == "": // what else had to end, nobody can tell
			worst = worse(worst, f.Outcome)
		case !slices.Contains(claims, f.Claim) && !strings.Contains(f.Message, "was authorised anew at"):
			a.wrongf("%s judges %s, which is not measured", c.ID, f.Claim)
		case strings.HasPrefix(f.Message, "paper revocation:"), strings.HasPrefix(f.Message, "it may be a paper revocation:"):
			worst = worse(worst, f.Outcome) // whatever the SLA says
		}
	}
	for _, claim := range claims {
		if !slices.ContainsFunc(c.Findings, func(f policy.Finding) bool { return f.Claim == claim }) {
			a.wrongf("%s does not judge %s", c.ID, claim)
		}
	}
	if c.Outcome != worst {
		a.wrongf("%s is %s, the revocations come to %s", c.ID, c.Outcome, worst)
	}
}

func worse(a, b policy.Outcome) policy.Outcome {
	if b.Worse(a) {
		return b
	}
	return a
}

// ends holds each end against the control by another route: with an SLA that
// allows time up to the end the control is satisfied, and with a nanosecond less
// it is not. Only a control that judges this and nothing else can tell. It returns
// how many outcomes did.
func (a *agreement) ends(t *testing.T, s *policy.Set, asOf time.Time) (n int) {
	more := func(f policy.Finding) bool {
		return f.Claim == "" || strings.Contains(f.Message, "paper revocation:") || strings.Contains(f.Message, "was authorised anew at")
	}
	for i := range a.measures.Revocations {
		v := &a.measures.Revocations[i]
		id := judgedBy(v)
		if !v.By.After(v.Start) || slices.ContainsFunc(a.control(id).Findings, more) || slices.ContainsFunc(a.measures.Revocations, func(o policy.Revocation) bool { return judgedBy(&o) == id && o.Start != v.Start }) {
			continue
		}
		for allowed, want := range map[time.Duration]bool{v.By.Sub(v.Start): true, v.By.Sub(v.Start) - 1: false} {
			result, err := allowing(t, s, allowed).Evaluate(t.Context(), a.record, asOf)
			if err != nil {
				t.Fatal(err)
			}
			c := controlOf(result, id)
			if slices.ContainsFunc(c.Findings, more) {
				continue
			}
			if n++; want != (c.Outcome == policy.Satisfied) {
				a.wrongf("%s ended by %v, but where %v are allowed %s is %s", v.Kind, v.By, allowed, id, c.Outcome)
			}
		}
	}
	return n
}

// allowing is the set with one SLA for all.
func allowing(t *testing.T, s *policy.Set, allowed time.Duration) *policy.Set {
	var doc map[string]any
	if err := json.Unmarshal(s.Parameters().JSON(), &doc); err != nil {
		t.Fatal(err)
	}
	const day = 24 * time.Hour
	sla := doc["revocation"].(map[string]any)["sla"].(map[string]any)
	for kind := range sla {
		sla[kind] = fmt.Sprintf("P%dDT%dM%d.%09dS", allowed/day, allowed%day/time.Minute, allowed%time.Minute/time.Second, allowed%time.Second)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.ParseParameters("sla.json", text)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = s.WithParameters(p); err != nil {
		t.Fatal(err)
	}
	return s
}

// administration holds what the ticket tells against the controls that say the
// same, and sees that the numbers add up.
func (a *agreement) administration() {
	r, m := a.record, a.measures
	if got := len(m.Convenience) > 0; got != (a.control("approval.necessary").Outcome == policy.NotSatisfied) {
		a.wrongf("routed for convenience: %v, approval.necessary is %s", m.Convenience, a.control("approval.necessary").Outcome)
	}
	var paper []string
	for _, f := range a.control("grant.complete").Findings {
		if f.Outcome == policy.NotSatisfied && r.Request != nil && r.Request.Status == evidence.StatusClosedComplete {
			paper = append(paper, f.Claim)
		}
	}
	for _, f := range a.control("revocation.on_closure").Findings {
		if strings.HasPrefix(f.Message, "paper revocation:") {
			paper = append(paper, f.Claim)
		}
	}
	slices.Sort(paper)
	if paper = slices.Compact(paper); !slices.Equal(paper, m.Paper) {
		a.wrongf("on paper: %v, the controls find %v", m.Paper, paper)
	}
	labelled := a.control("emergency.labelled").Outcome
	want := policy.NoEmergency
	switch {
	case r.Emergency != nil:
		want = policy.EmergencyDeclared
	case labelled == policy.NotSatisfied:
		want = policy.EmergencyUndeclared
	}
	if m.Emergency != want {
		a.wrongf("an emergency: %s; emergency.labelled is %s", m.Emergency, labelled)
	}
	unmeasured := func(measure string) bool {
		return slices.ContainsFunc(m.Unmeasured, func(u policy.Unmeasured) bool { return u.Measure == measure })
	}
	ways := 0 // that the closure of a request is told
	for _, way := range []bool{
		r.Request == nil, m.TimeToClose != nil, unmeasured("time_to_close"),
		r.Request != nil && r.Request.Status == evidence.StatusOpen && r.Request.ClosedAt.IsZero(),
	} {
		if way {
			ways++
		}
	}
	decided := m.ApprovalLead != nil || unmeasured("approval_lead")
	if ways != 1 || decided && !a.result.Requirement.Required || m.ApprovalLead != nil && unmeasured("approval_lead") {
		a.wrongf("closed in %v, approved in %v, unmeasured: %v", m.TimeToClose, m.ApprovalLead, m.Unmeasured)
	}
	if m.Anchor == nil && (r.Request != nil || slices.ContainsFunc(r.Changes, func(c evidence.Change) bool { return c.Outcome == evidence.OutcomeSuccess })) {
		a.wrongf("it counts in no period")
	}
}
