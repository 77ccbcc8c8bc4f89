package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/internal/generate"
	"github.com/counterfoil/counterfoil/policy"
)

// control is the text of a custom control, without its findings.
func control(name, metadata string) string {
	return "# METADATA\n# title: A case\n# description: A case of a test.\n# schemas:\n#   - input: schema.evidence\n# custom:\n" +
		metadata + "#   remediation: None.\npackage custom.controls." + name + "\n\n"
}

const approvalLow = "#   question: approval\n#   severity: low\n"

// file is a file system with one control.
func file(name, metadata, findings string) fstest.MapFS {
	return fstest.MapFS{"x/" + name + ".rego": {Data: []byte(control(name, metadata) + findings)}}
}

func finding(outcome string) string {
	return fmt.Sprintf(`findings contains {"claim": "", "outcome": %q, "message": "x", "evidence": [""]}`+"\n", outcome)
}

func TestEvaluateRefuses(t *testing.T) {
	s := compiled(t)
	ctx := t.Context()
	if _, err := s.Evaluate(ctx, base(t, "human_grant"), time.Time{}); err == nil || !strings.Contains(err.Error(), "the instant to judge at") {
		t.Errorf("the zero time: %v", err)
	}
	if _, err := s.Evaluate(ctx, nil, asOf); err == nil {
		t.Error("no record: no error")
	}
	bad := base(t, "human_grant")
	bad.Approvals[0].Decision = "aproved"
	_, err := s.Evaluate(ctx, bad, asOf)
	var at *evidence.Error
	if !errors.As(err, &at) || at.Pointer != "/approvals/0/decision" {
		t.Errorf("an invalid record: %v", err)
	}
	if _, err := s.Requirement(ctx, bad); !errors.As(err, &at) {
		t.Errorf("the requirement of an invalid record: %v", err)
	}
}

func TestEvaluateIsStopped(t *testing.T) {
	const endless = `findings contains {"claim": "", "outcome": "satisfied", "message": "x", "evidence": [""]} if {
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	some c in numbers.range(1, 100000)
	a * b == (c * 7) + 0.5
}
`
	fsys := file("acme.a", approvalLow, finding("satisfied"))
	fsys["y"] = &fstest.MapFile{Data: nil}
	for name, f := range file("acme.endless", approvalLow, endless) {
		fsys[name] = f
	}
	s := compiled(t, policy.WithFS(fsys), policy.WithoutEmbedded())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	result, err := s.Evaluate(ctx, base(t, "human_grant"), asOf)
	if result != nil || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), `record "RITM0001": control acme.endless was stopped`) {
		t.Errorf("past the deadline: %v, %v", result, err)
	}
	cause := errors.New("shutting down")
	ctx, stop := context.WithCancelCause(t.Context())
	stop(cause)
	if result, err := s.Evaluate(ctx, base(t, "human_grant"), asOf); result != nil || !errors.Is(err, cause) {
		t.Errorf("cancelled before: %v, %v", result, err)
	}
	if _, err := compiled(t).Requirement(ctx, base(t, "human_grant")); !errors.Is(err, cause) {
		t.Errorf("the requirement, cancelled before: %v", err)
	}
}

// The results of many goroutines on one set are those of one.
func TestEvaluateConcurrently(t *testing.T) {
	s := compiled(t)
	var records []*evidence.Record
	g := generate.Records(11)
	for range 40 {
		records = append(records, g.Next())
	}
	judge := func(r *evidence.Record) []byte {
		result, err := s.Evaluate(t.Context(), r, generate.AsOf)
		if err != nil {
			t.Error(err)
			return nil
		}
		text, err := json.Marshal(result)
		if err != nil {
			t.Error(err)
		}
		return text
	}
	var want [][]byte
	for _, r := range records {
		want = append(want, judge(r))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, r := range records {
				if got := judge(r); !bytes.Equal(got, want[i]) {
					t.Errorf("record %s:\n%s\nalone:\n%s", r.ID, got, want[i])
				}
			}
		})
	}
	wg.Wait()
}

// What the library computed for one control serves the next; it must be what
// the control would have got alone.
func TestEachControlAlone(t *testing.T) {
	all := compiled(t)
	var alone []*policy.Set
	for c := range all.Controls() {
		alone = append(alone, compiled(t, policy.WithControls(c.ID)))
	}
	g := generate.Records(13)
	for range 12 {
		r := g.Next()
		together, err := all.Evaluate(t.Context(), r, generate.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range alone {
			one, err := s.Evaluate(t.Context(), r, generate.AsOf)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(one.Controls[0], together.Controls[i]); diff != "" {
				t.Fatalf("record %s (-alone +together):\n%s", r.ID, diff)
			}
		}
	}
}

// semantics: an info control never worsens its question or the grade; waived
// findings do not count for the grade; not_satisfied > indeterminate > pending.
func TestGrade(t *testing.T) {
	for _, c := range []struct {
		name     string
		outcomes map[string]string // of controls, by severity
		question policy.Outcome
		grade    policy.Grade
	}{
		{"nothing but not_applicable", map[string]string{"low": "not_applicable"}, "not_applicable", "governance_grade"},
		{"satisfied", map[string]string{"low": "satisfied", "high": "not_applicable"}, "satisfied", "governance_grade"},
		{"pending", map[string]string{"low": "pending", "high": "satisfied"}, "pending", "open"},
		{"indeterminate", map[string]string{"low": "indeterminate", "high": "pending"}, "indeterminate", "unproven"},
		{"not satisfied", map[string]string{"low": "not_satisfied", "high": "indeterminate"}, "not_satisfied", "deficient"},
		{"info is left out", map[string]string{"info": "not_satisfied", "low": "satisfied"}, "satisfied", "governance_grade"},
		{"info alone", map[string]string{"info": "not_satisfied"}, "not_applicable", "governance_grade"},
	} {
		fsys := fstest.MapFS{}
		for severity, outcome := range c.outcomes {
			for name, f := range file("acme.c_"+severity, "#   question: revocation\n#   severity: "+severity+"\n", finding(outcome)) {
				fsys[name] = f
			}
		}
		s := compiled(t, policy.WithFS(fsys), policy.WithoutEmbedded())
		r, err := s.Evaluate(t.Context(), base(t, "human_grant"), asOf)
		if err != nil {
			t.Fatal(err)
		}
		want := policy.Questions{Approval: "not_applicable", Grant: "not_applicable", Revocation: c.question, Trail: "not_applicable", Emergency: "not_applicable", Lifecycle: "not_applicable"}
		if r.Questions != want || r.Grade != c.grade {
			t.Errorf("%s: %v, %s", c.name, r.Questions, r.Grade)
		}
	}
}

// The JSON form of semantics section 10: keys in this order, nothing left out.
func TestResultJSON(t *testing.T) {
	s := compiled(t, policy.WithFS(file("acme.a", approvalLow, finding("pending"))), policy.WithoutEmbedded())
	r, err := s.Evaluate(t.Context(), base(t, "human_grant"), time.Date(2026, 3, 20, 1, 0, 0, 5_000_000, time.FixedZone("", 3600)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"schema":"counterfoil.result/v1","record_id":"RITM0001","as_of":"2026-03-20T00:00:00.005Z","policy_digest":"` + s.Digest() + `","grade":"open",` +
		`"questions":{"approval":"pending","grant":"not_applicable","revocation":"not_applicable","trail":"not_applicable","emergency":"not_applicable","lifecycle":"not_applicable"},` +
		`"controls":[{"id":"acme.a","severity":"low","outcome":"pending","findings":[{"claim":"","outcome":"pending","message":"x","evidence":[""],"waived_by":""}]}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWithControls(t *testing.T) {
	_, err := policy.Compile(t.Context(), policy.WithControls("grant.exact", "grant.exakt", "nonsense"))
	const want = "there is no control \"grant.exakt\"\n    did you mean grant.exact? There are: "
	if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "\nthere is no control \"nonsense\"\n    there are: ") {
		t.Errorf("unknown ids: %v", err)
	}
	s := compiled(t, policy.WithControls("trail.sourced", "grant.exact"))
	var ids []string
	for c := range s.Controls() {
		ids = append(ids, c.ID)
	}
	if !slices.Equal(ids, []string{"grant.exact", "trail.sourced"}) {
		t.Errorf("controls: %v", ids)
	}
	if _, err := policy.Compile(t.Context(), policy.WithoutEmbedded()); err == nil || !strings.HasPrefix(err.Error(), "there are no controls") {
		t.Errorf("no controls: %v", err)
	}
}

// The digest tells sets apart that can judge differently, and nothing else.
func TestDigest(t *testing.T) {
	a := file("acme.a", approvalLow, finding("pending"))
	withTest := file("acme.a", approvalLow, finding("pending"))
	withTest["x/acme.a_test.rego"] = &fstest.MapFile{Data: []byte("package anything at all")}
	other, err := policy.ParseParameters("p.yaml", []byte("trail: {clock_skew: PT3M, shared_accounts: [admin, root, administrator]}"))
	if err != nil {
		t.Fatal(err)
	}
	spelt, err := policy.ParseParameters("p.json", policy.DefaultParameters().JSON())
	if err != nil {
		t.Fatal(err)
	}
	digests := map[string]string{}
	for name, opts := range map[string][]policy.Option{
		"embedded":                 {},
		"embedded, same":           {policy.WithParameters(policy.Parameters{})},
		"embedded, spelt out":      {policy.WithParameters(spelt)},
		"other parameters":         {policy.WithParameters(other)},
		"fewer controls":           {policy.WithControls("grant.exact")},
		"custom":                   {policy.WithFS(a)},
		"custom, same":             {policy.WithFS(withTest)},
		"custom, other text":       {policy.WithFS(file("acme.a", approvalLow, finding("satisfied")))},
		"custom, without embedded": {policy.WithFS(a), policy.WithoutEmbedded()},
	} {
		digests[name] = compiled(t, opts...).Digest()
	}
	for a, x := range digests {
		if len(x) != len("sha256:")+64 || !strings.HasPrefix(x, "sha256:") {
			t.Errorf("%s: %s", a, x)
		}
		for b, y := range digests {
			groupA, _, _ := strings.Cut(strings.Replace(a, ", spelt out", ", same", 1), ", same")
			groupB, _, _ := strings.Cut(strings.Replace(b, ", spelt out", ", same", 1), ", same")
			if (groupA == groupB) != (x == y) {
				t.Errorf("%s is %s, %s is %s", a, x, b, y)
			}
		}
	}
}

func TestRequirement(t *testing.T) {
	s := compiled(t)
	got, err := s.Requirement(t.Context(), base(t, "agent_grant"))
	if err != nil {
		t.Fatal(err)
	}
	why := got.Why
	got.Why = nil
	want := &policy.Requirement{Required: true, MinApprovers: 2, Capacities: []string{"resource_owner", "security"}, Context: true, Rules: []string{"privileged"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(why) != 1 || !strings.Contains(why[0], "privileged") {
		t.Errorf("why: %q", why)
	}
	_, err = s.Requirement(t.Context(), base(t, "agent_grant", func(r *evidence.Record) { r.Request = nil }))
	if !errors.Is(err, policy.ErrNoRequest) {
		t.Errorf("without a request: %v", err)
	}
}

func TestWaivers(t *testing.T) {
	p, err := policy.ParseParameters("waivers.yaml", []byte(`
waivers:
  - {id: W-2, control: grant.in_workflow, match: {system: [erp]}, reason: x, owner: omar, approved_by: sam, expires_at: 2026-12-31T00:00:00Z}
  - {id: W-1, control: grant.in_workflow, match: {permission: [Reader]}, reason: x, owner: omar, approved_by: sam, expires_at: "2026-12-31T01:00:00+01:00"}
  - {id: W-0, control: grant.in_workflow, match: {system: [erp]}, reason: expired, owner: omar, approved_by: sam, expires_at: 2026-03-19T00:00:00Z}
  - {id: W-9, control: grant.exact, match: {system: [erp]}, reason: matches nothing, owner: omar, approved_by: sam, expires_at: 2026-12-31T00:00:00Z}
`))
	if err != nil {
		t.Fatal(err)
	}
	s := compiled(t, policy.WithParameters(p))
	r, err := s.Evaluate(t.Context(), base(t, "human_grant", func(r *evidence.Record) { r.Changes[0].RequestRef = "RITM9" }), asOf)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Controls, func(c policy.ControlResult) bool { return c.ID == "grant.in_workflow" })
	c := r.Controls[i]
	if c.Outcome != policy.NotSatisfied || c.Findings[0].WaivedBy != "W-1" || r.Questions.Grant != policy.NotSatisfied {
		t.Errorf("waived: %+v, grant %s", c, r.Questions.Grant)
	}
	if r.Grade != policy.GovernanceGrade {
		t.Errorf("grade %s", r.Grade)
	}
	var use, twice policy.WaiverUse
	use.Add(r)
	twice.Add(r)
	use.Merge(&twice)
	var got []string
	for _, w := range use.Report(s.Parameters(), asOf) {
		got = append(got, fmt.Sprintf("%s %d %t %s", w.ID, w.Findings, w.Expired, w.ExpiresAt.Format(time.RFC3339)))
	}
	want := []string{"W-0 0 true 2026-03-19T00:00:00Z", "W-1 2 false 2026-12-31T00:00:00Z", "W-2 0 false 2026-12-31T00:00:00Z", "W-9 0 false 2026-12-31T00:00:00Z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("use (-want +got):\n%s", diff)
	}
	_, err = policy.Compile(t.Context(), policy.WithParameters(p), policy.WithoutEmbedded(), policy.WithFS(file("grants.exact", approvalLow, finding("satisfied"))))
	const refused = "waivers.yaml:6: /waivers/3/control: there is no control \"grant.exact\"\n    did you mean grants.exact? There are: grants.exact"
	if err == nil || !strings.HasSuffix(err.Error(), refused) {
		t.Errorf("unknown controls: %v", err)
	}
}

// Files of two file systems must be told apart in errors; WithDir does that.
func TestFileNames(t *testing.T) {
	broken := "package custom.lib.x\n\nimport data.custom.lib.y\n"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.rego"), []byte(broken), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := policy.Compile(t.Context(), policy.WithDir(dir))
	want := dir + "/a.rego:3:1: import data.custom.lib.y unused\n    import data.custom.lib.y\n    ^^^^^^"
	if err == nil || err.Error() != want {
		t.Errorf("WithDir:\n%v\nwant\n%s", err, want)
	}
	one := fstest.MapFS{"a.rego": {Data: []byte("package custom.lib.x\n")}}
	_, err = policy.Compile(t.Context(), policy.WithFS(one), policy.WithFS(one))
	want = "a.rego: two file systems hold this file\n    rename one of them, or use WithDir, which names files by their directory"
	if err == nil || err.Error() != want {
		t.Errorf("the same name twice:\n%v\nwant\n%s", err, want)
	}
	_, err = policy.Compile(t.Context(), policy.WithDir(filepath.Join(dir, "missing")))
	if err == nil || !strings.Contains(err.Error(), "cannot read policies") || !errors.As(err, new(*policy.Error)) {
		t.Errorf("no such directory: %v", err)
	}
	if _, err = policy.Compile(t.Context(), policy.WithFS(nil)); err == nil {
		t.Error("no file system: no error")
	}
}

// Whatever stands in a policy, compiling it gives a set or an error that shows
// it safely, and judging with it gives a result or stops at the deadline.
func FuzzPolicy(f *testing.F) {
	f.Add(control("acme.x", approvalLow) + finding("satisfied"))
	f.Add(control("acme.x", approvalLow) + "findings contains f if { some i, a in input.approvals; f := {\"claim\": sprintf(\"/approvals/%d\", [i]), \"outcome\": \"pending\", \"message\": a.decision, \"evidence\": []} }\nclaims contains \"/subject\"\n")
	f.Add("package custom.lib.x\n\nf(x) := y if y := [z | some z in numbers.range(1, x)]\n")
	f.Fuzz(func(t *testing.T, text string) {
		fsys := fstest.MapFS{"x.rego": {Data: []byte(text)}, "base.rego": {Data: []byte(control("acme.base", approvalLow) + finding("pending"))}}
		s, err := policy.Compile(t.Context(), policy.WithFS(fsys), policy.WithoutEmbedded())
		if err != nil {
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
				t.Errorf("an error that is not safe to print: %q", err)
			}
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r, err := s.Evaluate(ctx, base(t, "human_grant"), asOf)
		if err != nil {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			return
		}
		for _, c := range r.Controls {
			if c.ID == "acme.base" && c.Outcome != policy.Pending {
				t.Errorf("the other control is %s", c.Outcome)
			}
		}
	})
}
