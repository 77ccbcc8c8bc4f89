package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
)

const catalogueFile = "rego/CONTROLS.md"

// The catalogue is written from the METADATA of the controls, never by hand.
func TestCatalogueIsCurrent(t *testing.T) {
	want := catalogue(compile(t))
	if *update {
		if err := os.WriteFile(filepath.Join(root, catalogueFile), []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, read(t, catalogueFile)); diff != "" {
		t.Errorf("%s is not what the controls' METADATA says; go test ./internal/check -run Catalogue -update writes it (-want +got):\n%s", catalogueFile, diff)
	}
}

var questionTitles = map[policy.Question]string{
	policy.QuestionApproval:   "Approval: did policy require it, or was it merely routed for convenience?",
	policy.QuestionGrant:      "Grant: was exactly what was requested provisioned, and nothing more?",
	policy.QuestionRevocation: "Revocation: did access end in time after closure, expiry or a change of role?",
	policy.QuestionTrail:      "Trail: can an auditor follow the decision without anybody explaining it?",
	policy.QuestionEmergency:  "Beside the four: was emergency access labelled, bounded in time and reviewed?",
	policy.QuestionLifecycle:  "Beside the four: are non-human identities owned, and their changes tied to their lifecycle?",
}

func catalogue(s *policy.Set) string {
	var b strings.Builder
	b.WriteString("# The controls\n\n" +
		"<!-- Written from the METADATA of the controls by: go test ./internal/check -run Catalogue -update -->\n\n" +
		"Each control judges one statement about a record. Framework items are those that a control bears upon;\n" +
		"that it is satisfied is no claim of compliance.\n")
	for _, question := range policy.AllQuestions() {
		fmt.Fprintf(&b, "\n## %s\n", questionTitles[question])
		for c := range s.Controls() {
			if c.Question == question {
				describe(&b, c)
			}
		}
	}
	return b.String()
}

func describe(b *strings.Builder, c *policy.Control) {
	fmt.Fprintf(b, "\n### %s\n\n**%s** (%s)\n\n%s\n\n", c.ID, c.Title, c.Severity, c.Description)
	fmt.Fprintf(b, "What to do where it is not satisfied: %s\n\n", c.Remediation)
	for _, f := range c.Frameworks {
		fmt.Fprintf(b, "- %s %s: %s\n", f.Framework, f.ID, f.Title)
	}
}
