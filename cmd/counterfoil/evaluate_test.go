package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/policy"
)

// resultLine is what these tests read of a result.
type resultLine struct {
	Schema   string `json:"schema"`
	RecordID string `json:"record_id"`
	AsOf     string `json:"as_of"`
	Grade    string `json:"grade"`
	Controls []struct {
		ID string `json:"id"`
	} `json:"controls"`
}

func results(t *testing.T, out string) []resultLine {
	t.Helper()
	var all []resultLine
	for line := range strings.Lines(out) {
		var r resultLine
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		all = append(all, r)
	}
	return all
}

func ids(all []resultLine) string {
	var ids []string
	for _, r := range all {
		ids = append(ids, r.RecordID)
	}
	return strings.Join(ids, " ")
}

func TestEvaluate(t *testing.T) {
	got := command(t, "", "evaluate", "--as-of", asOf, situation(deficient), situation(governed))
	got.wants(t, exitDone, "2 read = 2 evaluated + 0 refused + 0 duplicate\n")
	// The keys come in the order of the contract, section 10.
	want := `{"schema":"counterfoil.result/v1","record_id":"RITM0103","as_of":"2026-03-31T18:00:00Z","policy_digest":"sha256:`
	if !strings.HasPrefix(got.out, want) {
		t.Errorf("it begins with %.200s", got.out)
	}
	all := results(t, got.out)
	if len(all) != 2 || all[0].Grade != "deficient" || all[1].RecordID != "RITM0101" || all[1].Grade != "governance_grade" || len(all[0].Controls) != 24 {
		t.Errorf("results: %+v", all)
	}
}

func TestEvaluateExitStatus(t *testing.T) {
	for _, test := range []struct {
		failOn string
		files  []string
		want   int
	}{
		{"", []string{deficient}, exitDone},
		{"unproven", []string{governed, open}, exitDone},
		{"unproven", []string{governed, unproven}, exitFailOn},
		{"deficient", []string{deficient, "none"}, exitIncomplete}, // not knowing outranks
	} {
		t.Run(fmt.Sprint(test.failOn, test.files), func(t *testing.T) {
			args := []string{"evaluate", "--as-of", asOf}
			if test.failOn != "" {
				args = append(args, "--fail-on", test.failOn)
			}
			for _, f := range test.files {
				args = append(args, situation(f))
			}
			command(t, "", args...).wants(t, test.want)
		})
	}
}

// That bad or worse, from best to worst: governance_grade, open, unproven, deficient.
func TestFailOn(t *testing.T) {
	for _, test := range []struct {
		failOn, worst policy.Grade
		want          bool
	}{
		{policy.Deficient, policy.GovernanceGrade, false},
		{policy.Deficient, policy.Open, false},
		{policy.Deficient, policy.Unproven, false},
		{policy.Deficient, policy.Deficient, true},
		{policy.Unproven, policy.GovernanceGrade, false},
		{policy.Unproven, policy.Open, false},
		{policy.Unproven, policy.Unproven, true},
		{policy.Unproven, policy.Deficient, true},
		{policy.Open, policy.GovernanceGrade, false},
		{policy.Open, policy.Open, true},
		{policy.Open, policy.Unproven, true},
		{policy.Open, policy.Deficient, true},
		{"", policy.Deficient, false}, // not asked for
	} {
		var counted grades
		counted.add(policy.GovernanceGrade)
		counted.add(test.worst)
		if got := counted.any(test.failOn); got != test.want {
			t.Errorf("--fail-on %q with a record that is %s: %v, wanted %v", test.failOn, test.worst, got, test.want)
		}
	}
}

func TestEvaluateBadInput(t *testing.T) {
	stdin := bare("a") + "{\"schema\":\n" + bare("b") + bare("a") +
		`{"schema":"counterfoil.evidence/v1","id":"c","subject":{"id":"ana","kind":"person"},"aprovals":[]}` + "\n" + bare("d")
	got := command(t, stdin, "evaluate", "--as-of", asOf, "-", filepath.Join(t.TempDir(), "missing.jsonl"))
	got.wants(t, exitIncomplete,
		"standard input:2: ",
		"standard input: a: comes twice; the first one counts\n",
		"standard input:5: c /subject/kind: ",
		"standard input:5: c /aprovals: ",
		"missing.jsonl: ",
		"6 read = 3 evaluated + 2 refused + 1 duplicate; 1 input could not be opened\n")
	if got := ids(results(t, got.out)); got != "a b d" {
		t.Errorf("evaluated: %s", got)
	}
}

func TestEvaluateReadsFoldersAndGzip(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "b.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	_, err = z.Write([]byte(bare("b")))
	for _, err := range []error{err, z.Close(), f.Close(), os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(bare("a")), 0o600)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got := command(t, bare("c"), "evaluate", "--as-of", asOf, dir, "-")
	got.wants(t, exitDone)
	if got := ids(results(t, got.out)); got != "a b c" {
		t.Errorf("evaluated: %s", got)
	}
}

// Without --as-of it is now, which is said; the printed instant repeats the run.
func TestEvaluateNow(t *testing.T) {
	got := command(t, bare("a"), "evaluate", "-")
	got.wants(t, exitDone, "judged as of now; to repeat it: --as-of ")
	_, rest, _ := strings.Cut(got.err, "--as-of ")
	now, _, _ := strings.Cut(rest, "\n")
	if again := command(t, bare("a"), "evaluate", "--as-of", now, "-"); again.out != got.out {
		t.Errorf("with --as-of %s it is\n%s, and was\n%s", now, again.out, got.out)
	}
}

// Same bytes, in the order of the input, however many cores there are.
func TestEvaluateOnAnyNumberOfCores(t *testing.T) {
	var stdin strings.Builder
	var want []string
	for i := range 50 {
		want = append(want, fmt.Sprintf("r%02d", i))
		stdin.WriteString(bare(want[i]))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := command(t, stdin.String(), "evaluate", "--as-of", asOf, "-")
	one.wants(t, exitDone)
	if got := ids(results(t, one.out)); got != strings.Join(want, " ") {
		t.Errorf("the order is %s", got)
	}
	runtime.GOMAXPROCS(8)
	if eight := command(t, stdin.String(), "evaluate", "--as-of", asOf, "-"); eight != one {
		t.Error("on eight cores the output differs from that on one")
	}
}

func TestEvaluateControls(t *testing.T) {
	got := command(t, bare("a"), "evaluate", "--as-of", asOf, "--controls", "trail.complete,grant.exact", "-")
	got.wants(t, exitDone)
	all := results(t, got.out)
	if len(all) != 1 || len(all[0].Controls) != 2 || all[0].Controls[0].ID != "grant.exact" || all[0].Controls[1].ID != "trail.complete" {
		t.Errorf("results: %+v", all)
	}
	command(t, bare("a"), "evaluate", "--as-of", asOf, "--controls", "grant.exat", "-").
		wants(t, exitIncomplete, `there is no control "grant.exat"`, "grant.exact")
}

// A typo in a policy: nothing is evaluated, and the error points at it.
func TestEvaluatePolicyTypo(t *testing.T) {
	policies := file(t, "vendor.rego", strings.Replace(vendorControl, "input.approvals", "input.approvls", 1))
	got := command(t, bare("a"), "evaluate", "--as-of", asOf, "--policies", filepath.Dir(policies), "-")
	got.wants(t, exitIncomplete, policies+":16:12: ", `input has no field "approvls"`, "did you mean approvals?")
	if got.out != "" {
		t.Errorf("it printed %q", got.out)
	}
	lines := strings.Split(got.err, "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "not input.approvls") })
	if at < 0 {
		t.Fatalf("the source line is not shown:\n%s", got.err)
	}
	caret := strings.Index(lines[at+1], "^^^^^^^^")
	if caret < 0 || lines[at][caret:caret+8] != "approvls" {
		t.Errorf("the caret is elsewhere:\n%s", got.err)
	}
}

const vendorControl = `# METADATA
# scope: package
# title: Somebody approved
# description: A control of these tests.
# schemas:
#   - input: schema.evidence
# custom:
#   question: approval
#   severity: low
#   remediation: Ask somebody.
package custom.controls.acme.approved

findings contains _finding

_finding := {"claim": "", "outcome": "not_satisfied", "message": "nobody approved", "evidence": [""]} if {
	not input.approvals
}

_finding := {"claim": "", "outcome": "satisfied", "message": "somebody did", "evidence": ["/approvals"]} if {
	input.approvals
}
`

func TestEvaluateCustomControl(t *testing.T) {
	dir := filepath.Dir(file(t, "vendor.rego", vendorControl))
	got := command(t, bare("a"), "evaluate", "--as-of", asOf, "--policies", dir, "--controls", "acme.approved", "--format", "text", "-")
	got.wants(t, exitDone)
	if !strings.Contains(got.out, "not_satisfied  acme.approved               low       nobody approved\n") {
		t.Errorf("it printed\n%s", got.out)
	}
	command(t, "", "evaluate", "--policies", filepath.Join(dir, "elsewhere"), "-").wants(t, exitIncomplete, "elsewhere")
}

func TestEvaluateParameters(t *testing.T) {
	bad := file(t, "p.yaml", "approval:\n  max_age: P1M\n")
	got := command(t, bare("a"), "evaluate", "--as-of", asOf, "--parameters", bad, "-")
	got.wants(t, exitIncomplete, bad+":2", "/approval/max_age")
	if got.out != "" {
		t.Errorf("it printed %q", got.out)
	}
	command(t, bare("a"), "evaluate", "--parameters", filepath.Join(t.TempDir(), "none.yaml"), "-").wants(t, exitIncomplete, "none.yaml")
}

func TestEvaluateWaivers(t *testing.T) {
	parameters := file(t, "p.yaml", `
waivers:
  - {id: W1, control: grant.exact, match: {resource: [payments]}, reason: known, owner: omar, approved_by: sam, expires_at: 2026-12-31T00:00:00Z}
  - {id: W2, control: grant.exact, match: {resource: [payments]}, reason: old, owner: omar, approved_by: sam, expires_at: 2026-01-31T00:00:00Z}
  - {id: W3, control: grant.exact, match: {resource: [elsewhere]}, reason: idle, owner: omar, approved_by: sam, expires_at: 2026-12-31T00:00:00Z}
`)
	got := command(t, "", "evaluate", "--as-of", asOf, "--parameters", parameters, "--format", "text", "--fail-on", "open", situation(deficient))
	got.wants(t, exitDone, "waiver W2 expired at 2026-01-31T00:00:00Z: it waives nothing\n", "waiver W3 matched nothing\n")
	if strings.Contains(got.err, "W1") {
		t.Errorf("standard error: %s", got.err)
	}
	if !strings.HasPrefix(got.out, "governance_grade  RITM0103") || !strings.Contains(got.out, "not_satisfied  grant.exact                 waived by W1  not requested: ") {
		t.Errorf("it printed\n%s", got.out)
	}
}

func TestEvaluateText(t *testing.T) {
	got := command(t, "", "evaluate", "--as-of", asOf, "--format", "text", situation(governed), situation("04-paper-control"), situation(open))
	got.wants(t, exitDone)
	want := `governance_grade  RITM0101  (human ana)

deficient         RITM0104  (human dee)
  not_satisfied  grant.complete              high      paper control: the ticket was closed as complete, but ReadOnly on s3/reports in aws:123456789012 is not held
  not_satisfied  trail.complete              medium    executed change: missing
  indeterminate  approval.independent        high      nobody can tell whether maria carried it out: the request was closed as complete, but no change is logged
  indeterminate  approval.required           high      too little is known of the approvals to tell whether they are valid (by rule default): /approvals/0: nobody can tell which change it had to precede: the request was closed as complete, but no change is logged
  indeterminate  approval.timely             high      nobody can tell which change the approvals had to precede: the request was closed as complete, but no change is logged
  indeterminate  approval.current            medium    nobody can tell which change the approvals had to precede: the request was closed as complete, but no change is logged
  indeterminate  trail.ordered               medium    the order cannot be told: executed change missing

open              RITM0110  (agent agent-triage)
  pending        revocation.on_closure       high      roles/storage.objectAdmin on projects/prod in gcp:prod is not shown to be gone; it must be by 2026-03-31T18:30:00Z (expiry at 2026-03-31T17:30:00Z plus PT1H)

3 records: 1 governance_grade, 1 open, 0 unproven, 1 deficient
`
	if got.out != want {
		t.Errorf("it printed\n%s", got.out)
	}
}

// hostile moves the cursor, changes the colour, reverses the reading direction,
// hides, and is no Latin letter.
const hostile = `x\u001b[2J\u202e\u0085\u007f\ue000\u200b<b>=1+1`

func TestHostileStrings(t *testing.T) {
	stdin := strings.ReplaceAll(bare("ID"), "ID", hostile) + strings.ReplaceAll(bare("ID"), "ID", hostile) +
		`{"schema":"counterfoil.evidence/v1","id":"` + hostile + `","subject":{"id":"` + hostile + `","kind":"human"},"changes":[{"action":"` + hostile + `"}]}` + "\n"
	for _, args := range []string{
		"evaluate --as-of " + asOf + " -", "evaluate --format text --as-of " + asOf + " -", "validate -", "requirement -", "explain RITM1 -",
		"join --source facts=-", "facts --source facts -", "facts --source cloudtrail -", "evaluate x\x1b[2J", "x\x1b[2J\u202e",
	} {
		t.Run(args, func(t *testing.T) {
			got := command(t, stdin, strings.Fields(args)...)
			for _, text := range []string{got.out, got.err} {
				for _, r := range text {
					if strings.ContainsRune("\x1b\u202e\u0085\x7f\ue000\u200b", r) {
						t.Fatalf("%U reaches the terminal: %q", r, text)
					}
				}
			}
		})
	}
	// In JSON the value is the same nevertheless.
	got := command(t, stdin, "evaluate", "--as-of", asOf, "-")
	if all := results(t, got.out); len(all) != 1 || all[0].RecordID != "x\x1b[2J\u202e\u0085\x7f\ue000\u200b<b>=1+1" {
		t.Errorf("results: %+v", all)
	}
}
