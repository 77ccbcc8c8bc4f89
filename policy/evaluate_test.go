package policy_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/policy"
)

// Each file is a pack of custom policies and what they find in the base record
// human_grant: the rule that nothing passes in silence, case by case.
func TestGround(t *testing.T) {
	for file, pack := range archives(t, "testdata/ground") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			fsys, err := txtar.FS(pack)
			if err != nil {
				t.Fatal(err)
			}
			s := compiled(t, policy.WithFS(fsys), policy.WithoutEmbedded())
			r, err := s.Evaluate(t.Context(), base(t, "human_grant"), asOf)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, file, pack, printed(r))
		})
	}
}

// printed shows the outcomes and findings of a result, one a line.
func printed(r *policy.Result) string {
	var b strings.Builder
	for _, c := range r.Controls {
		fmt.Fprintf(&b, "%s: %s\n", c.ID, c.Outcome)
		for _, f := range c.Findings {
			fmt.Fprintf(&b, "  %q %s: %s %q\n", f.Claim, f.Outcome, f.Message, f.Evidence)
		}
	}
	return b.String()
}
