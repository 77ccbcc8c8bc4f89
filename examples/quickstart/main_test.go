package main

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

var update = flag.Bool("update", false, "rewrite testdata/output.txt; read it before you commit it")

// What each situation amounts to, worked out by hand from the contract: the
// grade, and every control that is not satisfied, indeterminate or pending.
var want = []struct {
	file     string
	grade    policy.Grade
	failed   []string // not_satisfied
	unproven []string // indeterminate
	open     []string // pending
}{
	{file: "01-clean-grant", grade: policy.GovernanceGrade},
	// No rule asks for approval of birthright access. An info control spoils nothing.
	{file: "02-routed-for-convenience", grade: policy.GovernanceGrade, failed: []string{"approval.necessary"}},
	// Direct access is as requested; the group brought more.
	{file: "03-excess-through-a-group", grade: policy.Deficient, failed: []string{"grant.exact"}},
	// The one change failed, so there is no change. The ticket says that it was
	// completed: then the missing change is a missing link, and nobody can tell
	// whether the approval came before it and was still fresh, nor whether the
	// approver carried it out.
	{file: "04-paper-control", grade: policy.Deficient,
		failed:   []string{"grant.complete", "trail.complete"},
		unproven: []string{"approval.current", "approval.independent", "approval.required", "approval.timely", "trail.ordered"}},
	// Nobody asked: what depends on what was asked is unknown.
	{file: "05-outside-the-workflow", grade: policy.Deficient,
		failed:   []string{"approval.required", "grant.in_workflow", "trail.complete"},
		unproven: []string{"approval.basis", "grant.complete", "grant.exact", "grant.time_bound", "trail.ordered"}},
	// New role on the 16th at 09:00, one day to revoke, revoked on the 19th.
	{file: "06-late-after-role-change", grade: policy.Deficient, failed: []string{"revocation.on_role_change"}},
	// Gone at 03:30 on the 12th; the review was due two days later.
	{file: "07-break-glass-not-reviewed", grade: policy.Deficient, failed: []string{"emergency.reviewed"}},
	// The delegate was entitled to approve, but nobody knows what he saw.
	{file: "08-delegated-without-context", grade: policy.Unproven, unproven: []string{"approval.informed"}},
	// Standing access: approval and grant are not concerned, the trail has nothing to show.
	{file: "09-orphaned-service-account", grade: policy.Deficient,
		failed: []string{"lifecycle.owned", "trail.complete"}, unproven: []string{"trail.ordered"}},
	// Expired at 17:30; there is an hour to show that it is gone, and it is 18:00.
	{file: "10-agent-grant", grade: policy.Open, open: []string{"revocation.on_closure"}},
}

func TestSituations(t *testing.T) {
	set, err := policy.Compile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	entries, err := files.ReadDir("records")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(want) {
		t.Errorf("%d records, %d wanted", len(entries), len(want))
	}
	for _, w := range want {
		t.Run(w.file, func(t *testing.T) {
			f, err := files.Open("records/" + w.file + ".json")
			if err != nil {
				t.Fatal(err)
			}
			record, err := evidence.Decode(w.file, f)
			if err != nil {
				t.Fatal(err)
			}
			r, err := set.Evaluate(t.Context(), record, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if r.Grade != w.grade {
				t.Errorf("grade %s, wanted %s", r.Grade, w.grade)
			}
			for outcome, ids := range map[policy.Outcome][]string{
				policy.NotSatisfied: w.failed, policy.Indeterminate: w.unproven, policy.Pending: w.open,
			} {
				var got []string
				for _, c := range r.Controls {
					if c.Outcome == outcome {
						got = append(got, c.ID)
					}
				}
				if !slices.Equal(got, ids) {
					t.Errorf("%s: %q, wanted %q", outcome, got, ids)
				}
			}
		})
	}
}

// Every edit of a policy changes the digest.
var digest = regexp.MustCompile(`sha256:[0-9a-f]{64}`)

// The golden output was read by a person; a change of it is to be read again.
func TestOutput(t *testing.T) {
	const golden = "testdata/output.txt"
	var b strings.Builder
	if err := run(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	got := digest.ReplaceAllString(b.String(), "sha256:(of the policies)")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(text), got); diff != "" {
		t.Errorf("the output is not that of %s (-want +got):\n%s", golden, diff)
	}
}
