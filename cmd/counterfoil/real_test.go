package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The main job on logs of a real account, kept beside the project: nobody there
// used a ticket, so that every change is outside the workflow. Counted in the
// files by name, 22 of their IAM events grant something and 19 revoke it.
func TestRealCloudTrail(t *testing.T) {
	logs := filepath.Join("..", "..", "..", "shared", "data", "aws-cloudtrail-invictus")
	if _, err := os.Stat(logs); err != nil {
		t.Skip("the logs are not beside the project")
	}
	joined := command(t, "", "join", "--source", "cloudtrail="+logs, "--collected-at", "2023-07-10T20:00:00Z")
	joined.wants(t, exitIncomplete, // the folder holds a text file, too
		"PROVENANCE.txt: not a CloudTrail log",
		"41 taken = 0 joined + 41 single + 0 ambiguous + 0 duplicate + 0 refused",
		"41 = 0 with a request + 41 changes without")
	judged := command(t, joined.out, "evaluate", "--as-of", "2023-07-11T00:00:00Z", "--format", "text", "-")
	judged.wants(t, exitDone, "41 read = 41 evaluated + 0 refused + 0 duplicate")
	for text, want := range map[string]int{
		"outside the workflow: grant for ":                                   22,
		"outside the workflow: revoke for ":                                  19,
		"not_satisfied  trail.sourced ":                                      0,
		"41 records: 0 governance_grade, 0 open, 0 unproven, 41 deficient\n": 1,
	} {
		if got := strings.Count(judged.out, text); got != want {
			t.Errorf("%q comes %d times, wanted %d", text, got, want)
		}
	}
}
