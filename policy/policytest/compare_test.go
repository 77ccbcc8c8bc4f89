package policytest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
)

// result is made up, so that these tests know what a check has to say to it.
var result = &policy.Result{
	Grade:     policy.Deficient,
	Questions: policy.Questions{Approval: policy.NotSatisfied, Grant: policy.Satisfied},
	Controls: []policy.ControlResult{
		{
			ID: "approval.timely", Severity: "high", Outcome: policy.NotSatisfied,
			Findings: []policy.Finding{
				{Claim: "/approvals/0", Outcome: policy.NotSatisfied, Message: "Approved\x1b too late", Evidence: []string{"/approvals/0/decided_at", "/changes/0"}},
				{Claim: "/approvals/1", Outcome: policy.NotSatisfied, Message: "so was this", Evidence: []string{"/approvals/10"}, WaivedBy: "W-1"},
			},
		},
		{ID: "grant.exact", Severity: "high", Outcome: policy.Satisfied, Findings: []policy.Finding{
			{Claim: "", Outcome: policy.Satisfied, Message: "exact", Evidence: []string{""}},
		}},
	},
}

func TestAgainst(t *testing.T) {
	for _, tt := range []struct {
		text string
		met  bool
	}{
		{"want grade deficient", true},
		{"want grade open", false},
		{"never grade governance_grade", true},
		{"never grade deficient", false},
		{"want approval not_satisfied", true},
		{"want grant not_satisfied", false},
		{"never grant satisfied", false},
		{"want approval.timely not_satisfied", true},
		{"want approval.timely satisfied", false},
		{"never approval.timely satisfied", true},
		{"never approval.timely not_satisfied", false},
		{"want approval.unknown satisfied", false},
		{"never approval.unknown satisfied", false},
		{"finding approval.unknown satisfied", false},
		{"unwaived approval.unknown", false},
		{"finding approval.timely not_satisfied", true},
		{"finding approval.timely satisfied", false},
		{"finding approval.timely not_satisfied at /approvals/0", true},
		{"finding approval.timely not_satisfied at /approvals", false},
		{`finding grant.exact satisfied at ""`, true},
		{`finding approval.timely not_satisfied at ""`, false},
		{"finding approval.timely not_satisfied citing /approvals/0", true},
		{"finding approval.timely not_satisfied citing /approvals/0 /changes/0", true},
		{"finding approval.timely not_satisfied citing /approvals/0 /changes/1", false},
		{"finding approval.timely not_satisfied citing /approvals/1", false},
		{"finding approval.timely not_satisfied citing /changes/0/executed_at", false},
		{`finding approval.timely not_satisfied saying "TOO LATE"`, true},
		{`finding approval.timely not_satisfied saying "early"`, false},
		{`finding approval.timely not_satisfied at /approvals/1 saying "late"`, false},
		{"waived approval.timely W-1", true},
		{"waived approval.timely W-2", false},
		{"waived grant.exact W-1", false},
		{"unwaived grant.exact", true},
		{"unwaived approval.timely", false},
	} {
		t.Run(tt.text, func(t *testing.T) {
			word, rest := firstWord(tt.text)
			k, err := parseCheck(directive{number: 1, word: word, rest: rest})
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := k.against(result); (got == "") != tt.met {
				t.Errorf("met: %t, want %t\n%s", got == "", tt.met, got)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	c := &testCase{
		file: "a.txtar", story: "Two\nlines.",
		checks: []check{
			{number: 7, text: "want approval.timely satisfied", word: "want", subject: "approval.timely", outcome: "satisfied"},
			{number: 8, text: "want grade deficient", word: "want", subject: "grade", outcome: "deficient"},
			{number: 9, text: "never grant satisfied", word: "never", subject: "grant", outcome: "satisfied"},
		},
	}
	want := []string{strings.Join([]string{
		`a.txtar:7: want approval.timely satisfied`,
		`want: satisfied`,
		`got:  not_satisfied`,
		"\t" + `not_satisfied /approvals/0 "Approved\x1b too late" /approvals/0/decided_at /changes/0`,
		"\t" + `not_satisfied /approvals/1 "so was this" /approvals/10 waived W-1`,
		`the case: Two lines.`,
	}, "\n"), strings.Join([]string{
		`a.txtar:9: never grant satisfied`,
		`want: anything but satisfied`,
		`got:  satisfied`,
		`grant.exact (high) satisfied`,
		"\t" + `satisfied "" "exact" ""`,
		`the case: Two lines.`,
	}, "\n")}
	var got []string
	for _, f := range c.failures(result) {
		got = append(got, f.text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// What answers a question is a control's own affair: a custom control's id does
// not tell which one it answers.
func TestReasonsNameCustomControls(t *testing.T) {
	custom := policy.ControlResult{ID: "acme.hours", Severity: "low", Outcome: policy.NotSatisfied, Control: &policy.Control{Question: policy.QuestionTrail}}
	r := &policy.Result{Questions: policy.Questions{Trail: policy.NotSatisfied}, Controls: []policy.ControlResult{custom}}
	k := check{word: "want", subject: "trail", outcome: "satisfied"}
	if got, _ := k.against(r); !strings.Contains(got, "acme.hours (low) not_satisfied") {
		t.Errorf("got %s", got)
	}
}
