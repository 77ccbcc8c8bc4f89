package policytest

import (
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/policy"
)

// contractorHours is the control that the cases below are about.
const contractorHours = `# METADATA
# title: Contractors get no production write outside working days
# description: A change on a Saturday or Sunday is one that nobody watches.
# schemas:
#   - input: schema.evidence
# custom:
#   question: grant
#   severity: high
#   remediation: Have an employee do it, or wait until Monday.
package custom.controls.acme.contractor_hours

import data.counterfoil.lib.instant
import data.counterfoil.lib.outcome

findings contains outcome.satisfied("", "an employee", ["/subject"]) if not input.subject.extensions.contract

findings contains finding if {
	input.subject.extensions.contract
	some i, change in input.changes
	finding := _of(i, time.weekday(instant.ns(change.executed_at)))
}

_of(i, day) := outcome.not_satisfied(sprintf("/changes/%d", [i]), sprintf("a contractor, on a %s", [day]), [sprintf("/changes/%d/executed_at", [i])]) if {
	day in {"Saturday", "Sunday"}
} else := outcome.satisfied(sprintf("/changes/%d", [i]), sprintf("on a %s", [day]), [sprintf("/changes/%d/executed_at", [i])])

claims contains "" if not input.subject.extensions.contract

claims contains sprintf("/changes/%d", [i]) if {
	input.subject.extensions.contract
	some i, _ in input.changes
}
`

// day is a control that says at which instant it was asked.
const day = `# METADATA
# title: It is the twentieth of March
# description: For tests.
# schemas:
#   - input: schema.evidence
# custom:
#   question: trail
#   severity: info
#   remediation: None.
package custom.controls.acme.day

import data.counterfoil.lib.outcome

findings contains outcome.satisfied("", input.as_of, [""])
`

// TestInside runs the cases of a directory. The tests below start it in a
// process of its own: most of its cases fail.
func TestInside(t *testing.T) {
	dir := os.Getenv("POLICYTEST_INSIDE")
	if dir == "" {
		t.Skip("the tests below start it")
	}
	var cases fs.FS = os.DirFS(dir)
	switch mode := os.Getenv("POLICYTEST_MODE"); mode {
	case "update", "update another file system":
		if flag.Lookup("update") == nil {
			flag.Bool("update", false, "")
		}
		if err := flag.Set("update", "true"); err != nil {
			t.Fatal(err)
		}
		if mode != "update" {
			cases = struct{ fs.FS }{cases}
		}
	}
	RunCases(t, cases, policy.WithoutEmbedded(), policy.WithFS(os.DirFS(dir)))
}

var unstable = regexp.MustCompile(` \(\d+\.\d+s\)|(inside_test\.go:)\d+`)

// inside runs the cases of a directory and returns what is printed, without
// indentation, durations and the lines of this file, the names of the subtests
// that fail, and whether all pass.
func inside(t *testing.T, dir, mode string, args ...string) (output string, failed []string, passed bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, append([]string{"-test.run=^TestInside$"}, args...)...)
	cmd.Env = append(os.Environ(), "POLICYTEST_INSIDE="+dir, "POLICYTEST_MODE="+mode)
	text, err := cmd.CombinedOutput()
	output = unstable.ReplaceAllString(string(text), "$1")
	var b strings.Builder
	for l := range strings.Lines(output) {
		l = strings.TrimLeft(l, " ")
		b.WriteString(l)
		if name, ok := strings.CutPrefix(l, "--- FAIL: TestInside/"); ok {
			failed = append(failed, strings.TrimSpace(name))
		}
	}
	slices.Sort(failed)
	return b.String(), failed, err == nil
}

// folder writes files into a new directory.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// holds wants each text in the output.
func holds(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, text) {
			t.Errorf("no\n%s\nin\n%s", text, output)
		}
	}
}
