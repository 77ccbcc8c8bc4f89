package outcomes

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// contract reads testdata/semantics.txt: each control with its outcomes, from the
// best to the worst.
func contract(t *testing.T) map[string][]policy.Outcome {
	t.Helper()
	text, err := os.ReadFile("testdata/semantics.txt")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string][]policy.Outcome{}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] != "#" {
			table[fields[0]] = append(table[fields[0]], policy.Outcome(fields[1]))
		}
	}
	return table
}

// The embedded controls can give the outcomes that the contract defines, and no
// others, and their tests have seen each of them give each of these.
func TestEmbedded(t *testing.T) {
	pack, err := suite.Embedded(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	capture, err := pack.Capture(t.Context(), suite.CaptureOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := New(pack)
	c.AddSeen(capture.Seen)
	report := c.Report()
	for _, e := range report.Errors {
		t.Error(e)
	}
	can, seen := map[string][]policy.Outcome{}, map[string][]policy.Outcome{}
	for _, control := range report.Controls {
		for _, o := range control.Outcomes {
			if o.Can {
				can[control.ID] = append(can[control.ID], o.Outcome)
			}
			if o.Seen > 0 {
				seen[control.ID] = append(seen[control.ID], o.Outcome)
			}
		}
		for _, o := range control.Missing() {
			t.Errorf("%s was never seen %s", control.ID, o)
		}
	}
	want := contract(t)
	if diff := cmp.Diff(want, can); diff != "" {
		t.Errorf("what the rules can give (+) is not what the contract defines (-):\n%s", diff)
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("what was seen (+) is not what the contract defines (-):\n%s", diff)
	}
}
