package policy_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/internal/generate"
	"github.com/counterfoil/counterfoil/policy"
)

// strict asks for more than the defaults do, and accepts a risk.
const strict = `approval:
  rules:
    - {id: two, match: {system: ["*"]}, approval: required, min_approvers: 2, capacities: [manager, security]}
  default: {approval: required, min_approvers: 1}
  independent_of: [requester]
  max_age: PT1M
  max_context_age: PT1M
revocation: {sla: {closure: PT1M, expiry: PT1M, revoke_request: PT1M, role_change: PT1M, owner_change: PT1M, termination: PT1M, decommission: PT1M}}
waivers:
  - {id: W-1, control: approval.required, match: {system: ["*"]}, reason: r, owner: omar, approved_by: sam, expires_at: 2027-01-01T00:00:00Z}
`

func parameters(t *testing.T, doc string) policy.Parameters {
	t.Helper()
	p, err := policy.ParseParameters("p.yaml", []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A set that is given parameters judges as one that was compiled with them, to
// the byte, by plan and by topdown; and the set that it was made from judges as
// before.
func TestWithParametersJudgesAsCompiled(t *testing.T) {
	type named struct {
		record *evidence.Record
		asOf   time.Time
	}
	var records []named
	for _, name := range baseNames {
		records = append(records, named{base(t, name), asOf})
	}
	g := generate.Records(5)
	for range 60 {
		records = append(records, named{g.Next(), generate.AsOf})
	}
	judge := func(s *policy.Set, r named) string {
		result, err := s.Evaluate(t.Context(), r.record, r.asOf)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal([]any{result, result.Requirement})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	before := compiled(t)
	after, err := before.WithParameters(parameters(t, strict))
	if err != nil {
		t.Fatal(err)
	}
	back, err := after.WithParameters(policy.Parameters{})
	if err != nil {
		t.Fatal(err)
	}
	want := compiled(t, policy.WithParameters(parameters(t, strict)))
	plain := compiled(t)
	for _, r := range records {
		wanted, defaults := judge(want, r), judge(plain, r)
		for name, pair := range map[string][2]string{
			"the new set":            {wanted, judge(after, r)},
			"the new set by topdown": {wanted, judge(policy.ByTopdown(after), r)},
			"the set it came from":   {defaults, judge(before, r)},
			"with the defaults back": {defaults, judge(back, r)},
		} {
			if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
				t.Errorf("%s: %s: %s", r.record.ID, name, diff)
			}
		}
	}
	if after.Digest() != want.Digest() || before.Digest() != plain.Digest() || back.Digest() != plain.Digest() || want.Digest() == plain.Digest() {
		t.Errorf("digests: %s, %s; %s, %s, %s", after.Digest(), want.Digest(), before.Digest(), plain.Digest(), back.Digest())
	}
	if diff := cmp.Diff(string(want.Parameters().JSON()), string(after.Parameters().JSON())); diff != "" {
		t.Error(diff)
	}
	required := func(s *policy.Set) policy.Finding {
		result, err := s.Evaluate(t.Context(), records[0].record, asOf)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range result.Controls {
			if c.ID == "approval.required" {
				return c.Findings[0]
			}
		}
		return policy.Finding{}
	}
	if f := required(before); f.Outcome != policy.Satisfied { // one approver is enough by default
		t.Errorf("by default: %+v", f)
	}
	if f := required(after); f.Outcome != policy.NotSatisfied || f.WaivedBy != "W-1" { // but not of two
		t.Errorf("with two approvers required: %+v", f)
	}
}

// A waiver must name a control that was compiled, asked or not, whichever way
// the parameters come in.
func TestWithParametersChecksWaivers(t *testing.T) {
	const waive = `waivers:
  - {id: W-1, control: acme.a, match: {system: ["*"]}, reason: r, owner: omar, approved_by: sam, expires_at: 2027-01-01T00:00:00Z}
  - {id: W-2, control: grant.exakt, match: {system: ["*"]}, reason: r, owner: omar, approved_by: sam, expires_at: 2027-01-01T00:00:00Z}
`
	p := parameters(t, waive)
	opts := []policy.Option{
		policy.WithFS(file("acme.a", approvalLow, finding("satisfied"))),
		policy.WithControls("grant.exact"),
	}
	s := compiled(t, opts...)
	_, want := policy.Compile(t.Context(), append(opts, policy.WithParameters(p))...)
	other, got := s.WithParameters(p)
	if other != nil || want == nil || got == nil {
		t.Fatalf("%v; %v; %v", other, want, got)
	}
	if diff := cmp.Diff(want.Error(), got.Error()); diff != "" {
		t.Error(diff)
	}
	const line = "p.yaml:3: /waivers/1/control: there is no control \"grant.exakt\"\n    did you mean grant.exact?"
	if text := got.Error(); len(text) < len(line) || text[:len(line)] != line {
		t.Errorf("%s", text)
	}
}
