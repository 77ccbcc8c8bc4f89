package policytest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
)

// twoFindings is what result's approval.timely found, in another order.
const twoFindings = `
	not_satisfied /approvals/1 "so was this" /approvals/10 waived W-1
	not_satisfied /approvals/0 "Approved\x1b too late" /changes/0 /approvals/0/decided_at`

func TestFindings(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		met        bool
	}{
		{"all", "findings approval.timely" + twoFindings, true},
		{"deeper and over lines", "findings approval.timely\n\n      not_satisfied /approvals/1 `so was this`\n         /approvals/10\n\n         waived \"W-1\"" + "\n      " + strings.TrimSpace(strings.Split(twoFindings, "\n")[2]), true},
		{"the record itself", `findings grant.exact` + "\n\t" + `satisfied "" "exact" ""`, true},
		{"one too few", "findings approval.timely" + strings.Join(strings.Split(twoFindings, "\n")[:2], "\n"), false},
		{"none", "findings approval.timely", false},
		{"one twice", "findings grant.exact\n\tsatisfied \"\" \"exact\" \"\"\n\tsatisfied \"\" \"exact\" \"\"", false},
		{"another outcome", `findings grant.exact` + "\n\t" + `indeterminate "" "exact" ""`, false},
		{"another claim", `findings grant.exact` + "\n\t" + `satisfied /request "exact" ""`, false},
		{"another message", `findings grant.exact` + "\n\t" + `satisfied "" "Exact" ""`, false},
		{"other evidence", `findings grant.exact` + "\n\t" + `satisfied "" "exact" /request`, false},
		{"more evidence", `findings grant.exact` + "\n\t" + `satisfied "" "exact" "" /request`, false},
		{"no evidence", `findings grant.exact` + "\n\t" + `satisfied "" "exact"`, false},
		{"not waived", "findings approval.timely" + strings.Replace(twoFindings, " waived W-1", "", 1), false},
		{"another waiver", "findings approval.timely" + strings.Replace(twoFindings, "W-1", "W-2", 1), false},
		{"an unknown control", "findings approval.unknown\n\tsatisfied \"\" \"exact\" \"\"", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := onlyCase(t, "-- a --\nbase human_grant\n"+tt.text+"\n")
			if got, _ := c.checks[0].against(result); (got == "") != tt.met {
				t.Errorf("met: %t, want %t\n%s", got == "", tt.met, got)
			}
		})
	}
}

// Somebody in a hurry sees which finding differs, and in what.
func TestFindingsDiffer(t *testing.T) {
	c := onlyCase(t, "-- a --\nbase human_grant\nfindings approval.timely"+strings.Replace(twoFindings, "so was this", "so was that", 1)+"\n")
	got := printable(c.failures(result)[0].text)
	for _, want := range []string{
		"a.txtar:3: findings approval.timely\nthese are not its findings (- wanted, + got):\n",
		"\n- \t\tMessage:  \"so was that\",\n+ \t\tMessage:  \"so was this\",\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	c = onlyCase(t, "-- a --\nbase human_grant\nfindings approval.timely"+strings.Join(strings.Split(twoFindings, "\n")[:2], "\n")+"\n")
	got = printable(c.failures(result)[0].text)
	if want := `+ 		Message:  "Approved\x1b too late",`; !strings.Contains(got, want) || strings.Contains(got, "\x1b") {
		t.Errorf("no %q in\n%s", want, got)
	}
}

func TestFindingsRefuse(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no control", "findings\n", `a.txtar:3: findings: "" is not a control`},
		{"a question", "findings grant\n", `a.txtar:3: findings: "grant" is not a control`},
		{"on the first line", "findings grant.exact satisfied \"\" \"x\" \"\"\n", `a.txtar:3: findings: what is "satisfied \"\" \"x\" \"\""? Write each finding on an indented line of its own below`},
		{"no outcome", "findings grant.exact\n\t/changes/0 \"x\"\n", `a.txtar:4: findings: "/changes/0" is none of not_applicable, satisfied, pending, indeterminate, not_satisfied; a finding is written as`},
		{"the second line", "findings grant.exact\n\tsatisfied \"\" \"x\" \"\"\n\n\tpassed \"\" \"x\" \"\"\n", `a.txtar:6: findings: "passed" is none of`},
		{"no claim", "findings grant.exact\n\tsatisfied\n", `a.txtar:4: findings: the claim: "" is not a JSON Pointer such as /approvals/0, or "" for the record itself`},
		{"the message in place of the claim", "findings grant.exact\n\tsatisfied \"x\" \"\"\n", `a.txtar:4: findings: the claim: "x" is not a JSON Pointer`},
		{"an open quote", "findings grant.exact\n\tsatisfied \"/x\n", `a.txtar:4: findings: the claim: "/x is not a text in double quotes`},
		{"quotes that touch", "findings grant.exact\n\tsatisfied \"\"\"x\"\n", `a.txtar:4: findings: the claim: there is no space after ""`},
		{"no message", "findings grant.exact\n\tsatisfied \"\"\n", `a.txtar:4: findings: after the claim stands the message, in double quotes`},
		{"a message without quotes", "findings grant.exact\n\tsatisfied \"\" fine\n", `a.txtar:4: findings: after the claim stands the message, in double quotes`},
		{"an open message", "findings grant.exact\n\tsatisfied \"\" \"fine\n", `a.txtar:4: findings: the message: "fine is not a text in double quotes`},
		{"an empty message", "findings grant.exact\n\tsatisfied \"\" \" \"\n", `a.txtar:4: findings: the message is empty`},
		{"evidence that is none", "findings grant.exact\n\tsatisfied \"\" \"x\" changes/0\n", `a.txtar:4: findings: the evidence: "changes/0" is not a JSON Pointer`},
		{"evidence twice", "findings grant.exact\n\tsatisfied \"\" \"x\" /a \"/a\"\n", `a.txtar:4: findings: the evidence names "/a" twice`},
		{"waived by nothing", "findings grant.exact\n\tnot_satisfied \"\" \"x\" /a waived\n", `a.txtar:4: findings: waived by what? Give the id of a waiver`},
		{"more after the waiver", "findings grant.exact\n\tnot_satisfied \"\" \"x\" waived W-1 /a\n", `a.txtar:4: findings: what is "/a"? The waiver stands last`},
		{"what is never waived", "findings grant.exact\n\tpending \"\" \"x\" waived W-1\n", `a.txtar:4: findings: a finding that is pending is never waived`},
		{"twice", "findings grant.exact\nfindings trail.sourced\nfindings grant.exact\n", `a.txtar:5: findings: those of grant.exact are on line 3 already`},
		{"a crooked block", "findings grant.exact\n\t\tsatisfied \"\" \"x\" \"\"\n\tsatisfied \"\" \"y\" \"\"\n", `a.txtar:5: findings: stands less deep than line 4, where its block starts`},
		{"tabs and spaces", "findings grant.exact\n\tsatisfied \"\" \"x\" \"\"\n        satisfied \"\" \"y\" \"\"\n", `a.txtar:5: findings: stands less deep than line 4, where its block starts; indent both alike, by tabs or by spaces`},
	} {
		t.Run(tt.name, func(t *testing.T) { refuses(t, "-- a --\nbase human_grant\n"+tt.text, tt.want) })
	}
}

// What -update writes is read as the same finding, however hostile.
func FuzzWritten(f *testing.F) {
	f.Add("/approvals/0", "late", "/changes/0", "")
	f.Add("", "a \"quoted\"\nand `raw` text\x1b[2J\u202e", "/extensions/a b\t\u00a0", "W-1")
	f.Add("/~0~1", " leading and trailing ", "/\"", "a waiver\x00")
	f.Add("/\ufffd", "waived W-1", "/`", "waived")
	f.Add("/a\x1b", "late", "/b\u202e", "W\u2066")
	f.Add("/\"a\"", "late", "/", "\"W\"")
	f.Add("/a", "late", "/b", "`W`")
	f.Fuzz(func(t *testing.T, claim, message, evidence, waiver string) {
		if claim != "" && claim[0] != '/' || evidence != "" && evidence[0] != '/' || strings.TrimSpace(message) == "" {
			t.Skip("the policies would refuse it")
		}
		want := policy.Finding{Claim: claim, Outcome: policy.NotSatisfied, Message: message, Evidence: []string{evidence}, WaivedBy: waiver}
		text := written(want)
		if plain := strings.ReplaceAll(text, "\ufffd", "?"); policy.Escape(plain) != plain {
			t.Errorf("%q is no line for a file", text)
		}
		word, rest := firstWord(text)
		got, err := parseFinding(word, rest)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", text, diff)
		}
	})
}
