package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy"
)

// What a control said is read and grounded as in an evaluation, and what it did
// not say itself is told apart.
func TestConclude(t *testing.T) {
	fsys := file("acme.plain", approvalLow, finding("satisfied"))
	fsys["x/claiming.rego"] = file("acme.claiming", approvalLow, finding("satisfied")+"\nclaims contains \"\"\n")["x/acme.claiming.rego"]
	s := compiled(t, policy.WithFS(fsys), policy.WithoutEmbedded())
	input := value(t, `{"request": {"id": "R"}, "as_of": "2026-03-20T00:00:00Z"}`)
	said := func(claim, outcome, evidence string) string {
		return `{"claim": "` + claim + `", "outcome": "` + outcome + `", "message": "m", "evidence": [` + evidence + `]}`
	}
	type want struct {
		outcome policy.Outcome
		message string
		imposed bool
	}
	for name, c := range map[string]struct {
		id, findings, claims string
		want                 []want // by claim, then message
	}{
		"it said so": {"acme.plain", `{` + said("", "indeterminate", "") + `}`, "",
			[]want{{policy.Indeterminate, "m", false}}},
		"it cites what is there": {"acme.plain", `{` + said("", "satisfied", `"/request"`) + `}`, "",
			[]want{{policy.Satisfied, "m", false}}},
		"it cites the instant, which is no evidence": {"acme.plain", `{` + said("", "satisfied", `"/as_of"`) + `}`, "",
			[]want{{policy.Indeterminate, `m (cited, but not in the record: "/as_of") (the control said satisfied but cites nothing that is in the record)`, true}}},
		"it says nothing": {"acme.plain", "", "",
			[]want{{policy.Indeterminate, "the control reached no conclusion", true}}},
		"it says nothing of the record": {"acme.plain", `{` + said("/request", "pending", "") + `}`, "",
			[]want{{policy.Indeterminate, "the control reached no conclusion", true}, {policy.Pending, "m", false}}},
		"it passes a claim over": {"acme.claiming", `{` + said("/request", "not_satisfied", `"/request"`) + `}`, `{"/request", "/request/id"}`,
			[]want{{policy.NotSatisfied, "m", false}, {policy.Indeterminate, "the control reached no conclusion", true}}},
		"nobody asked for its claims": {"acme.claiming", `{` + said("/request", "not_satisfied", `"/request"`) + `}`, "",
			[]want{{policy.NotSatisfied, "m", false}}},
		"what it says is malformed": {"acme.plain", `{{"outcome": "satisfied"}}`, "",
			[]want{{policy.Indeterminate, "control acme.plain reached no conclusion: x/acme.plain.rego:12: a finding has no claim that is a string", true}}},
	} {
		r, ok := s.Conclude(c.id, input, value(t, c.findings), value(t, c.claims))
		var got []want
		worst := policy.NotApplicable
		for _, f := range r.Findings {
			got = append(got, want{f.Outcome, f.Message, f.Imposed()})
			if f.Outcome.Worse(worst) {
				worst = f.Outcome
			}
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(want{})); !ok || diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if r.ID != c.id || r.Outcome != worst || r.Control == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if _, ok := s.Conclude("acme.other", input, nil, nil); ok {
		t.Error("a control that is not there concludes")
	}
	if r, ok := s.Conclude("acme.plain", nil, value(t, `{`+said("", "satisfied", `""`)+`}`), nil); !ok || r.Outcome != policy.Satisfied {
		t.Errorf("without an input: %+v", r)
	}
}

func value(t *testing.T, text string) ast.Value {
	t.Helper()
	if text == "" {
		return nil
	}
	term, err := ast.ParseTerm(text)
	if err != nil {
		t.Fatal(err)
	}
	return term.Value
}

// The same words about the same record conclude the same as in an evaluation.
func TestConcludeIsEvaluate(t *testing.T) {
	const words = `findings contains {"claim": "/request", "outcome": "satisfied", "message": "x", "evidence": ["/request", "/nowhere"]}

claims contains "/request"

claims contains "/approvals"
`
	s := compiled(t, policy.WithFS(file("acme.a", approvalLow, words)), policy.WithoutEmbedded())
	record := base(t, "human_grant")
	result, err := s.Evaluate(t.Context(), record, asOf)
	if err != nil {
		t.Fatal(err)
	}
	input, err := record.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	got, ok := s.Conclude("acme.a", value(t, string(input)),
		value(t, `{{"claim": "/request", "outcome": "satisfied", "message": "x", "evidence": ["/request", "/nowhere"]}}`), value(t, `{"/request", "/approvals"}`))
	if diff := cmp.Diff(result.Controls[0], got, cmpopts.EquateEmpty()); !ok || diff != "" {
		t.Error(diff)
	}
	if len(got.Findings) != 2 || !got.Findings[0].Imposed() || got.Findings[1].Imposed() {
		t.Errorf("imposed: %+v", got.Findings)
	}
}
