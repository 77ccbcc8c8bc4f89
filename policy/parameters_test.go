package policy_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"

	"github.com/counterfoil/counterfoil/policy"
)

// Each file is a parameters document and the whole text of the error that
// reading it gives.
func TestParameterErrors(t *testing.T) {
	for file, doc := range archives(t, "testdata/parameters") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			_, err := policy.ParseParameters(doc.Files[0].Name, doc.Files[0].Data)
			if err == nil {
				t.Fatal("it is accepted")
			}
			compare(t, file, doc, err.Error()+"\n")
		})
	}
}

// The defaults are written for people; spelt out in full they must pass the
// check that a user's document must pass.
func TestDefaultsAreValid(t *testing.T) {
	p, err := policy.ParseParameters("defaults.json", policy.DefaultParameters().JSON())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(policy.DefaultParameters().JSON()), string(p.JSON())); diff != "" {
		t.Error(diff)
	}
	if got := p.Fulfilment(); got != 48*time.Hour { // P2D
		t.Errorf("fulfilment: %v", got)
	}
	if len(p.Waivers()) != 0 {
		t.Errorf("waivers: %v", p.Waivers())
	}
	var zero policy.Parameters
	if zero.Fulfilment() != 48*time.Hour || !bytes.Equal(zero.JSON(), p.JSON()) {
		t.Error("the zero value is not the defaults")
	}
}

// A document in YAML and the same in JSON are the same parameters, and nothing
// changes its type on the way.
func TestParseParameters(t *testing.T) {
	yaml := "\ufeff" + `# comment
grant:
  implies: {"Finance Analyst": [{permission: "true", scope: "12"}]}
  max_duration: []
  fulfilment: P1W
waivers:
  - id: W-1
    control: grant.exact
    match: {permission: ["*"], subject_kind: ["*"], action: [grant]}
    reason: 2026-01-01
    owner: omar
    approved_by: sam
    expires_at: 2026-12-31T00:00:00.5+01:00
`
	json := ` {"grant": {"implies": {"Finance Analyst": [{"scope": "12", "permission": "true"}]}, "fulfilment": "P1W", "max_duration": []},
"waivers": [{"id": "W-1", "control": "grant.exact", "match": {"action": ["grant"], "subject_kind": ["*"], "permission": ["*"]},
"reason": "2026-01-01", "owner": "omar", "approved_by": "sam", "expires_at": "2026-12-31T00:00:00.5+01:00"}]}`
	a, err := policy.ParseParameters("a.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	b, err := policy.ParseParameters("inline", []byte(json))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(a.JSON()), string(b.JSON())); diff != "" {
		t.Error(diff)
	}
	want := []policy.Waiver{{
		ID: "W-1", Control: "grant.exact", Reason: "2026-01-01", Owner: "omar", ApprovedBy: "sam",
		ExpiresAt: time.Date(2026, 12, 30, 23, 0, 0, 500_000_000, time.UTC),
	}}
	if diff := cmp.Diff(want, a.Waivers()); diff != "" {
		t.Error(diff)
	}
	if a.Fulfilment() != 7*24*time.Hour {
		t.Errorf("fulfilment: %v", a.Fulfilment())
	}
	if !bytes.Contains(a.JSON(), []byte(`"clock_skew":"PT2M"`)) { // of the defaults
		t.Errorf("a section that the document has not: %s", a.JSON())
	}
	for _, empty := range []string{"", "# nothing\n", "{}", "---\n"} {
		if p, err := policy.ParseParameters("empty.yaml", []byte(empty)); err != nil || !bytes.Equal(p.JSON(), policy.DefaultParameters().JSON()) {
			t.Errorf("%q: %v", empty, err)
		}
	}
}

// ISO 8601, computed by hand in seconds and nanoseconds.
func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"PT0S":               0,
		"P2W":                1209600 * time.Second,
		"P7D":                604800 * time.Second,
		"PT4H":               14400 * time.Second,
		"P1DT2H3M4S":         93784 * time.Second,
		"PT90M":              5400 * time.Second,
		"PT0.000000001S":     1,
		"PT1.999999999S":     1999999999,
		"PT0.1S":             100000000,
		"PT86399.123456789S": 86399123456789,
	} {
		doc := "grant: {implies: {}, max_duration: [], fulfilment: " + text + "}"
		p, err := policy.ParseParameters("p.yaml", []byte(doc))
		if err != nil || p.Fulfilment() != want {
			t.Errorf("%s is %v, want %v (%v)", text, p.Fulfilment(), want, err)
		}
	}
}

// Whatever is accepted is complete, stays what it is when read again, and is
// taken by every control.
func FuzzParameters(f *testing.F) {
	f.Add("p.yaml", []byte("trail: {clock_skew: PT2M, shared_accounts: [admin]}"))
	f.Add("p.json", []byte(`{"waivers": [{"id": "W", "control": "grant.exact", "match": {"system": ["*"]}, "reason": "r", "owner": "o", "approved_by": "a", "expires_at": "2026-12-31T00:00:00Z"}]}`))
	f.Add("p.json", policy.DefaultParameters().JSON())
	f.Add("p.yaml", []byte("grant:\n  implies: {}\n  max_duration: [{match: {system: ['[a-z]*{b,c}?']}, limit: P1DT2.5S}]\n  fulfilment: PT9.5S\n"))
	f.Fuzz(func(t *testing.T, name string, doc []byte) {
		p, err := policy.ParseParameters(name, doc)
		if err != nil {
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return r != '\n' && r < ' ' || r == '\u202e' }) {
				t.Errorf("an error that moves the cursor: %q", err)
			}
			return
		}
		again, err := policy.ParseParameters("again.json", p.JSON())
		if err != nil {
			t.Fatalf("accepted, but not when read again: %v", err)
		}
		if !bytes.Equal(p.JSON(), again.JSON()) {
			t.Errorf("read again it is\n%s, not\n%s", again.JSON(), p.JSON())
		}
		if p.Fulfilment() < 0 || p.Fulfilment() != again.Fulfilment() {
			t.Errorf("fulfilment %v, %v", p.Fulfilment(), again.Fulfilment())
		}
	})
}

// What a bundle implies is on the same system, resource and scope unless named.
// The rows are those of the test of lib/entitlement, which decides it in Rego.
func TestImplied(t *testing.T) {
	p, err := policy.ParseParameters("p.yaml", []byte(`grant:
  implies: {"Finance Analyst": [{permission: read, system: dwh}, {permission: read, resource: reports}, {permission: read, scope: apac}]}
  max_duration: []
  fulfilment: P2D
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []evidence.Key{
		{System: "dwh", Resource: "ledger", Permission: "read", Scope: "emea"},
		{System: "erp", Resource: "reports", Permission: "read", Scope: "emea"},
		{System: "erp", Resource: "ledger", Permission: "read", Scope: "apac"},
	}
	if diff := cmp.Diff(want, p.Implied(evidence.Entitlement{System: "erp", Resource: "ledger", Permission: "Finance Analyst", Scope: "emea"})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := p.Implied(evidence.Entitlement{System: "erp", Resource: "ledger", Permission: "read"}); got != nil {
		t.Errorf("no bundle: %v", got)
	}
}
