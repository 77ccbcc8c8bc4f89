package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
)

// storyEdit replaces a text in all lines, of any file, that hold another.
type storyEdit struct{ in, old, new string }

func (e storyEdit) apply(t *testing.T, dir string) {
	t.Helper()
	applied := false
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines := strings.SplitAfter(string(text), "\n")
		for n, line := range lines {
			if strings.Contains(line, e.in) && strings.Contains(line, e.old) {
				lines[n], applied = strings.ReplaceAll(line, e.old, e.new), true
			}
		}
		return os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600)
	})
	if err != nil || !applied {
		t.Fatalf("%q in no line with %q (%v)", e.old, e.in, err)
	}
}

// storyJoin reads all of the story, and returns the records and what is said
// about them.
func storyJoin(t *testing.T, dir string, flags ...string) (records, report string) {
	t.Helper()
	in := func(path string) string { return filepath.Join(dir, path) }
	args := []string{"join", "--all-notes", "--collected-at", "2026-03-30T00:00:00Z", "--aliases", in("aliases.csv"), "--parameters", in("parameters.yaml"),
		"--source", "servicenow:acme=" + in("servicenow.json"), "--settings", "servicenow=" + in("settings.json"),
		"--source", "okta:acme=" + in("okta.jsonl"), "--source", "cloudtrail=" + in("cloudtrail"),
		"--source", "mapped:" + in("hr.yaml") + "=" + in("hr.csv"),
		"--source", "mapped:" + in("decisions.yaml") + "=" + in("decisions.csv"),
		"--source", "mapped:" + in("platform.yaml") + "=" + in("platform.jsonl"),
	}
	for _, listing := range [][2]string{
		{"2026-03-01/okta.jsonl", "okta-state:acme"}, {"2026-03-01/aws.json", "awsiam"},
		{"2026-03-06/okta.jsonl", "okta-state:acme"}, {"2026-03-06/aws.json", "awsiam"}, {"2026-03-06/scim.json", "scim:ledger"},
		{"2026-03-24/okta.jsonl", "okta-state:acme"}, {"2026-03-24/aws.json", "awsiam"}, {"2026-03-24/scim.json", "scim:ledger"},
	} {
		day := strings.SplitN(listing[0], "/", 2)[0]
		args = append(args, "--source", listing[1]+"@"+day+"T00:00:00Z="+in(listing[0]))
	}
	joined := command(t, "", append(args, flags...)...)
	joined.wants(t, exitDone, "60 events: 60 used, 0 ignored, 0 refused; 18 facts\n") // of ServiceNow
	return joined.out, joined.err
}

// storyResult is one result of evaluate, as far as it is looked at.
type storyResult struct {
	ID       string `json:"record_id"`
	Grade    string `json:"grade"`
	Controls []struct {
		ID      string `json:"id"`
		Outcome string `json:"outcome"`
	} `json:"controls"`
}

func storyJudge(t *testing.T, dir, records string) []storyResult {
	t.Helper()
	judged := command(t, records, "evaluate", "--as-of", "2026-03-31T00:00:00Z", "--format", "json", "--parameters", filepath.Join(dir, "parameters.yaml"), "-")
	n := strings.Count(records, "\n")
	judged.wants(t, exitDone, fmt.Sprintf("%d read = %d evaluated + 0 refused + 0 duplicate\n", n, n))
	var all []storyResult
	for line := range strings.Lines(judged.out) {
		var r storyResult
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// storyFinds compares the controls with an outcome, by record.
func storyFinds(t *testing.T, judged []storyResult, outcome string, want map[string][]string) {
	t.Helper()
	got := map[string][]string{}
	for _, r := range judged {
		if len(r.Controls) < 24 { // as many as semantics.md has
			t.Errorf("%s: only %d controls", r.ID, len(r.Controls))
		}
		for _, c := range r.Controls {
			if c.Outcome == outcome {
				got[r.ID] = append(got[r.ID], c.ID)
			}
		}
	}
	if len(want) == 0 {
		want = map[string][]string{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", outcome, diff)
	}
}

// storyLines are the records, as above.
func storyLines(t *testing.T, records string) string {
	t.Helper()
	lines := "\n"
	for r, err := range evidence.Records("records", strings.NewReader(records)) {
		if err != nil {
			t.Fatal(err)
		}
		named := 0
		for _, c := range r.Changes {
			if c.RequestRef != "" {
				named++
			}
		}
		lines += fmt.Sprintf("%s %s %s %s %d+%d\n", r.ID, r.Action, r.Subject.Kind, r.Subject.ID, named, len(r.Changes)-named)
		if (r.Request == nil) != (r.ID == storyExcess) || r.Request != nil && r.Request.ID != r.ID {
			t.Errorf("%s: the request is %v", r.ID, r.Request)
		}
	}
	return lines
}

var storyCount = regexp.MustCompile(`(?m)^ *(\w+) +(\d+) taken (= (\d+) joined \+ (\d+) single \+ (\d+) ambiguous \+ (\d+) duplicate \+ (\d+) refused)$`)

// storyCounts are the numbers of the report, as above, which must add up: in
// each line, of the kinds of facts, and with what was read.
func storyCounts(t *testing.T, report string) string {
	t.Helper()
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	lines, all, kinds, read := "\n", 0, 0, 0
	for _, m := range storyCount.FindAllStringSubmatch(report, -1) {
		lines += m[1] + " " + m[2] + " " + m[3] + "\n"
		sum := 0
		for _, n := range m[4:] {
			sum += number(n)
		}
		if sum != number(m[2]) {
			t.Errorf("does not add up: %s", m[0])
		}
		if m[1] == "facts" {
			all = sum
		} else {
			kinds += sum
		}
	}
	for _, m := range regexp.MustCompile(`refused; (\d+) facts\n`).FindAllStringSubmatch(report, -1) {
		read += number(m[1])
	}
	if all != kinds || all != read {
		t.Errorf("%d facts were taken, %d by kind, and %d were read", all, kinds, read)
	}
	return lines
}
