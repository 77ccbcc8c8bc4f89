package policy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

func explained(t *testing.T, s *policy.Set, r *evidence.Record) string {
	t.Helper()
	result, err := s.Evaluate(t.Context(), r, asOf)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := result.Explain(&b, r); err != nil {
		t.Fatal(err)
	}
	// The digest changes with every edit of a control, and the text does not.
	return strings.ReplaceAll(b.String(), s.Digest(), "sha256:…")
}

const accepted = `waivers:
  - {id: W-7, control: lifecycle.tied, match: {system: ["aws:*"]}, reason: migration, owner: omar, approved_by: sam, expires_at: "2026-12-31T00:00:00Z"}
`

// deficient is a service account's grant of which much went wrong.
func deficient(r *evidence.Record) {
	held := &r.Observations[1]
	held.Entitlements = append(held.Entitlements, evidence.Entitlement{
		System: held.System, Resource: "s3/release-artifacts", Permission: "FullAccess", Via: "group:deployers",
	})
	r.Request.LifecycleRef = ""
	r.Subject.Owner.Status = evidence.IdentitySuspended
	r.Approvals[0].Approver = evidence.Identity{ID: "li.wang@corp.example", Kind: evidence.KindHuman, Aliases: []string{"li"}}
	r.Approvals[0].Delegation = &evidence.Delegation{
		From: evidence.Identity{ID: "omar", Kind: evidence.KindHuman}, ValidFrom: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
	}
	r.Approvals[0].Context = nil
	r.Changes[1].Outcome = evidence.OutcomeFailure
	r.Changes[0].Actor = nil
	r.Changes[0].Override = true
	r.Observations = r.Observations[:2]
	r.Events = append(r.Events, evidence.Event{ID: "ev-9", Kind: evidence.EventRotation, OccurredAt: asOf.Add(time.Hour)})
}

// standing is access that nobody asked for.
func standing(r *evidence.Record) {
	r.Request, r.PolicyBasis, r.Approvals, r.Changes, r.Action = nil, nil, nil, nil, ""
	r.Observations[0].Source.Kind = evidence.SourceManual
	r.Observations[1].Complete = false
}

// hostile tries to move the reader's cursor, to colour, to turn the text round
// and to write lines of its own.
func hostile(r *evidence.Record) {
	const attack = "\x1b[2J\x1b]0;x\a\u202eesrever\u2066\nGOVERNANCE GRADE\r\x00\u009b31m\u2028<b>"
	r.ID, r.Request.ID = "R"+attack, "R"+attack
	r.Subject.Name, r.Request.Justification = attack, attack
	r.Changes[0].Entitlements[0].Permission = attack
	r.Approvals[0].Capacity = attack
	r.Approvals[0].Source.RecordID = attack
}

// The golden files are for reading: each must say what happened to somebody who
// has only the file.
func TestExplain(t *testing.T) {
	waived, err := policy.ParseParameters("waivers.yaml", []byte(accepted))
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*evidence.Record{
		"governed":  base(t, "service_account_grant"),
		"emergency": base(t, "emergency_grant"),
		"deficient": base(t, "service_account_grant", deficient),
		"standing":  base(t, "human_grant", standing),
		"hostile":   base(t, "human_grant", hostile),
	} {
		t.Run(name, func(t *testing.T) {
			got := explained(t, compiled(t, policy.WithParameters(waived)), r)
			golden(t, filepath.Join("testdata/explain", name+".txt"), got)
			for n, line := range strings.Split(got, "\n") {
				if strings.ContainsFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }) || line != strings.TrimRight(line, " ") {
					t.Errorf("line %d: %q", n+1, line)
				}
			}
		})
	}
}

func TestExplainRefuses(t *testing.T) {
	s, r := compiled(t), base(t, "human_grant")
	result, err := s.Evaluate(t.Context(), r, asOf)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := result.Explain(&b, base(t, "agent_grant")); err == nil || b.Len() > 0 {
		t.Errorf("another record: %v, %q", err, b.String())
	}
	if err := result.Explain(&b, nil); err == nil {
		t.Error("no record: no error")
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
