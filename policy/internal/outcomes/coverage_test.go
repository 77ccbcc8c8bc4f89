package outcomes

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

func open(t *testing.T, file string) (*suite.Pack, *suite.Capture, string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := txtar.FS(archive)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := suite.Open(t.Context(), []suite.Mount{{FS: fsys}}, policy.Parameters{})
	if err != nil {
		t.Fatal(err)
	}
	capture, err := pack.Capture(t.Context(), suite.CaptureOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range capture.Results {
		if !r.Verdict.Pass {
			t.Fatalf("%s: %+v", r.Test.Path(), r.Failures)
		}
	}
	return pack, capture, string(archive.Files[len(archive.Files)-1].Data)
}

// printed is a report, one line a control or an error.
func printed(r *Report) string {
	var b strings.Builder
	for _, c := range r.Controls {
		var list []string
		for _, o := range c.Outcomes {
			text := string(o.Outcome)
			if o.Can {
				text += " can"
			}
			text += fmt.Sprintf(" %d", o.Seen)
			if o.Never != nil {
				text += " never"
			}
			list = append(list, text)
		}
		fmt.Fprintf(&b, "%s: %s; imposed %d; missing %v\n", c.ID, strings.Join(list, ", "), c.Imposed, c.Missing())
	}
	for _, e := range r.Errors {
		b.WriteString(e.Error() + "\n")
	}
	return b.String()
}

// Each archive is a pack with its tests, and what must be reported, worked out by
// hand.
func TestReport(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			pack, capture, want := open(t, file)
			c := New(pack)
			c.AddSeen(capture.Seen)
			if diff := cmp.Diff(want, printed(c.Report())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Results of evaluations count like what tests made a control say; controls that
// are not the pack's do not.
func TestAddResult(t *testing.T) {
	pack, _, _ := open(t, "testdata/seen.txtar")
	said := func(outcomes ...policy.Outcome) *policy.Result {
		r := &policy.Result{Controls: []policy.ControlResult{{ID: "grant.exact", Outcome: policy.Satisfied}, {ID: "acme.tied", Outcome: policy.NotApplicable}}}
		for _, o := range outcomes {
			f := policy.Finding{Outcome: o, Message: "m"}
			if o == "" {
				f = policy.Finding{Outcome: policy.Indeterminate, Message: "the control reached no conclusion"}
			}
			c := &r.Controls[1]
			c.Findings = append(c.Findings, f)
			if f.Outcome.Worse(c.Outcome) {
				c.Outcome = f.Outcome
			}
		}
		return r
	}
	c := New(pack)
	for _, r := range []*policy.Result{
		said(policy.Satisfied),
		said(policy.Satisfied, policy.Satisfied, policy.NotApplicable),
		said(policy.Satisfied, policy.Indeterminate, policy.Indeterminate),
		said(policy.Pending, policy.NotSatisfied, policy.Satisfied),
		said(""),
		said("", policy.NotSatisfied, ""),
	} {
		c.AddResult(r)
	}
	const want = "acme.tied: not_applicable can 1, satisfied can 2, pending 1, indeterminate 1, not_satisfied can 2; imposed 2; missing []\n"
	if got, _, _ := strings.Cut(printed(c.Report()), "lib.rego"); got != want {
		t.Errorf("%s, not %s", got, want)
	}
}
