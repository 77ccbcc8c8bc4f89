package policytest

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
)

func TestUpdating(t *testing.T) {
	flags := func(define func(*flag.FlagSet), args ...string) *flag.FlagSet {
		f := flag.NewFlagSet("", flag.ContinueOnError)
		define(f)
		if err := f.Parse(args); err != nil {
			t.Fatal(err)
		}
		return f
	}
	plain := func(f *flag.FlagSet) { f.Bool("update", false, "") }
	for _, tt := range []struct {
		name  string
		flags *flag.FlagSet
		want  bool
	}{
		{"no flag", flags(func(*flag.FlagSet) {}), false},
		{"not set", flags(plain), false},
		{"set", flags(plain, "-update"), true},
		{"set to true", flags(plain, "-update=1"), true},
		{"set to false", flags(plain, "-update=false"), false},
		{"another flag", flags(func(f *flag.FlagSet) { f.Bool("rewrite", false, "") }, "-rewrite"), false},
		{"a text", flags(func(f *flag.FlagSet) { f.String("update", "", "") }, "-update=true"), false},
		{"a function", flags(func(f *flag.FlagSet) { f.BoolFunc("update", "", func(string) error { return nil }) }, "-update"), false},
	} {
		if got := updating(tt.flags); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

func TestDirectory(t *testing.T) {
	sub, err := fs.Sub(os.DirFS("testdata"), "cases")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		fsys fs.FS
		want string
	}{
		{os.DirFS("testdata/cases"), "testdata/cases"},
		{fstest.MapFS{}, ""},
		{sub, ""},
	} {
		if got := directory(tt.fsys); got != tt.want {
			t.Errorf("%T: %q, want %q", tt.fsys, got, tt.want)
		}
	}
}

// rewrite is what -update makes of an archive whose cases are all judged to
// have this result, and the failures that it does not take.
func rewrite(t *testing.T, text string, r *policy.Result) (string, []string) {
	t.Helper()
	a := archiveOf(t, text)
	w := &rewriting{archive: a, writable: true}
	var left []string
	for _, c := range a.cases {
		for _, cell := range c.judged() {
			for _, f := range cell.failures(r) {
				if !w.take(f) {
					line, _, _ := strings.Cut(f.text, "\n")
					left = append(left, line)
				}
			}
		}
	}
	return string(w.rewritten()), left
}

// Each wanted text is written by hand. What result holds is in compare_test.go:
// approval.timely and approval are not_satisfied, grant.exact and grant
// satisfied, and the record is deficient.
func TestRewrite(t *testing.T) {
	for _, tt := range []struct{ name, before, after string }{
		{
			"nothing differs",
			"A comment. \n\n-- a --\nbase human_grant\nwant   grade\tdeficient  \nfindings grant.exact\n\n  satisfied ``\n   \"exact\"  \"\"\n\n",
			"A comment. \n\n-- a --\nbase human_grant\nwant   grade\tdeficient  \nfindings grant.exact\n\n  satisfied ``\n   \"exact\"  \"\"\n\n",
		},
		{
			"outcomes, and no space",
			"as_of 2026-03-01T00:00:00Z\nwant approval.timely satisfied\n-- a --\nwant approval.timely satisfied\n\nbase human_grant\nwant  approval.timely \t satisfied \nwant grade open\nwant grant\n\n   pending\nwant approval not_satisfied\n-- b --\nbase human_grant\nwant grant.exact not_applicable",
			"as_of 2026-03-01T00:00:00Z\nwant approval.timely satisfied\n-- a --\nwant approval.timely satisfied\n\nbase human_grant\nwant  approval.timely \t not_satisfied \nwant grade deficient\nwant grant\n\n   satisfied\nwant approval not_satisfied\n-- b --\nbase human_grant\nwant grant.exact satisfied",
		},
		{
			"other ends of lines",
			"-- a --\r\nbase human_grant\r\nwant grade open\r\nfindings grant.exact\r\n\tpending \"\" \"later\"\r\n",
			"-- a --\r\nbase human_grant\r\nwant grade deficient\r\nfindings grant.exact\r\n\tsatisfied \"\" \"exact\" \"\"\r\n",
		},
		{
			"a list that is empty",
			"-- a --\nbase human_grant\nfindings approval.timely\nwant grade deficient\n",
			"-- a --\nbase human_grant\nfindings approval.timely\n" +
				"\tnot_satisfied /approvals/0 \"Approved\\x1b too late\" /approvals/0/decided_at /changes/0\n" +
				"\tnot_satisfied /approvals/1 \"so was this\" /approvals/10 waived W-1\n" +
				"want grade deficient\n",
		},
		{
			"an empty list at the very end",
			"-- a --\nbase human_grant\nfindings approval.timely",
			"-- a --\nbase human_grant\nfindings approval.timely\n" +
				"\tnot_satisfied /approvals/0 \"Approved\\x1b too late\" /approvals/0/decided_at /changes/0\n" +
				"\tnot_satisfied /approvals/1 \"so was this\" /approvals/10 waived W-1",
		},
		{
			"the finding on the same claim in its place, the others as they stand",
			"-- a --\nbase human_grant\nfindings approval.timely\n\n    not_satisfied   /approvals/1 `so was this`  /approvals/10 waived \"W-1\"\n\n    satisfied /approvals/0 \"in time\"\n        /approvals/0\n\n\n",
			"-- a --\nbase human_grant\nfindings approval.timely\n\n    not_satisfied   /approvals/1 `so was this`  /approvals/10 waived \"W-1\"\n\n    not_satisfied /approvals/0 \"Approved\\x1b too late\" /approvals/0/decided_at /changes/0\n\n\n",
		},
		{
			"the first of two",
			"-- a --\nbase human_grant\nfindings approval.timely\n\tpending /approvals/0 \"later\"\n\tnot_satisfied /approvals/1 \"so was this\" /approvals/10 waived W-1\n",
			"-- a --\nbase human_grant\nfindings approval.timely\n" +
				"\tnot_satisfied /approvals/0 \"Approved\\x1b too late\" /approvals/0/decided_at /changes/0\n" +
				"\tnot_satisfied /approvals/1 \"so was this\" /approvals/10 waived W-1\n",
		},
		{
			"a finding more than there is",
			"-- a --\nbase human_grant\nfindings grant.exact\n\tpending /request \"later\"\n\n\tsatisfied \"\" \"exact\" \"\"\n\tpending /changes/0 \"later\"\n",
			"-- a --\nbase human_grant\nfindings grant.exact\n\n\tsatisfied \"\" \"exact\" \"\"\n",
		},
		{
			"findings on other claims come last",
			"-- a --\nbase human_grant\nfindings approval.timely\n  not_satisfied /approvals/7 \"late\" /approvals/7\n  not_satisfied /approvals/1 \"so was this\" /approvals/10 waived W-1\nwant grade deficient\n",
			"-- a --\nbase human_grant\nfindings approval.timely\n  not_satisfied /approvals/1 \"so was this\" /approvals/10 waived W-1\n  not_satisfied /approvals/0 \"Approved\\x1b too late\" /approvals/0/decided_at /changes/0\nwant grade deficient\n",
		},
		{
			"two on one claim",
			"-- a --\nbase human_grant\nfindings grant.exact\n\tpending \"\" \"sooner\" \"\"\n\tpending \"\" \"later\" \"\"\n",
			"-- a --\nbase human_grant\nfindings grant.exact\n\tsatisfied \"\" \"exact\" \"\"\n",
		},
		{
			"a cell, where there is room",
			table1("day            night          noon", "satisfied      pending        pending", "not_satisfied  not_satisfied  not_satisfied"),
			table1("day            night          noon", "not_satisfied  not_satisfied  not_satisfied", "not_satisfied  not_satisfied  not_satisfied"),
		},
		{
			"a cell that is shorter",
			table1("day             night  noon", "not_applicable  not_satisfied  not_satisfied", "not_satisfied  not_satisfied  not_satisfied"),
			table1("day             night  noon", "not_satisfied  not_satisfied  not_satisfied", "not_satisfied  not_satisfied  not_satisfied"),
		},
		{
			"cells that need room: their column and those after it move, in all lines",
			table1("day        night    noon", "satisfied  pending  not_satisfied", "satisfied  pending  not_satisfied  "),
			table1("day            night          noon", "not_satisfied  not_satisfied  not_satisfied", "not_satisfied  not_satisfied  not_satisfied  "),
		},
		{
			"one column moves",
			table1("day            night      noon", "not_satisfied  satisfied  not_satisfied", "not_satisfied  satisfied  pending"),
			table1("day            night          noon", "not_satisfied  not_satisfied  not_satisfied", "not_satisfied  not_satisfied  not_satisfied"),
		},
		{
			"columns that touch stay a space apart",
			table1("day       night         noon", "satisfied not_satisfied not_satisfied", "satisfied not_satisfied not_satisfied"),
			table1("day           night         noon", "not_satisfied not_satisfied not_satisfied", "not_satisfied not_satisfied not_satisfied"),
		},
		{
			"columns by tabs stay as they stand",
			table1("day\tnight\tnoon", "satisfied\tpending\tnot_satisfied", "not_satisfied\tpending\tpending\t"),
			table1("day\tnight\tnoon", "not_satisfied\tnot_satisfied\tnot_satisfied", "not_satisfied\tnot_satisfied\tnot_satisfied\t"),
		},
		{
			"crooked columns stay as they stand",
			table1("day night noon", "satisfied  pending  not_satisfied", " not_satisfied not_satisfied not_satisfied"),
			table1("day night noon", "not_satisfied  not_satisfied  not_satisfied", " not_satisfied not_satisfied not_satisfied"),
		},
		{
			"names in other scripts",
			"-- a --\nmatrix approval.timely\nbase human_grant\nidentity bücherei\nidentity b\nentitlement é\ninstant zuñi\ninstant day\ntable\n\t             zuñi       day\n\tbücherei  é  satisfied  not_satisfied\n\tb         é  pending    not_satisfied\n",
			"-- a --\nmatrix approval.timely\nbase human_grant\nidentity bücherei\nidentity b\nentitlement é\ninstant zuñi\ninstant day\ntable\n\t             zuñi           day\n\tbücherei  é  not_satisfied  not_satisfied\n\tb         é  not_satisfied  not_satisfied\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, left := rewrite(t, tt.before, result)
			if diff := cmp.Diff(strings.Split(tt.after, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if left != nil {
				t.Errorf("still failing: %q", left)
			}
			if again, left := rewrite(t, got, result); again != got || left != nil {
				t.Errorf("a second time:\n%s\nstill failing: %q", again, left)
			}
		})
	}
}

// table1 is a matrix of approval.timely, which is not_satisfied in result.
func table1(head, ana, ben string) string {
	return "-- a --\nmatrix approval.timely\nbase human_grant\nidentity ana\nidentity ben\nentitlement read\ninstant day\ninstant night\ninstant noon\ntable\n" +
		"\t           " + head + "\n\n\tana  read  " + ana + "\n\tben  read  " + ben + "\n"
}

// What somebody promised stays promised.
func TestRewriteLeavesAlone(t *testing.T) {
	const text = "-- a --\nbase human_grant\nnever grade deficient\nfinding grant.exact pending\nwaived grant.exact W-1\nunwaived approval.timely\nwant grant.unknown satisfied\nfindings grant.unknown\nwant grade open\nnever approval not_satisfied\n"
	got, left := rewrite(t, text, result)
	if want := strings.Replace(text, "want grade open", "want grade deficient", 1); got != want {
		t.Errorf("got\n%s", got)
	}
	want := []string{
		"a.txtar:3: never grade deficient",
		"a.txtar:4: finding grant.exact pending",
		"a.txtar:5: waived grant.exact W-1",
		"a.txtar:6: unwaived approval.timely",
		"a.txtar:7: want grant.unknown satisfied",
		"a.txtar:8: findings grant.unknown",
		"a.txtar:10: never approval not_satisfied",
	}
	if diff := cmp.Diff(want, left); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// That a control fails is no outcome to be wanted from now on.
func TestRewriteLeavesFailuresAlone(t *testing.T) {
	const text = "-- a --\nbase human_grant\nwant acme.silent satisfied\nfindings acme.silent\nwant trail satisfied\nwant grade open\nwant acme.unsure satisfied\n"
	silent := policy.ControlResult{ID: "acme.silent", Outcome: policy.Indeterminate, Control: &policy.Control{Question: policy.QuestionTrail},
		Findings: []policy.Finding{{Outcome: policy.Indeterminate, Message: "the control reached no conclusion"}}}
	unsure := policy.ControlResult{ID: "acme.unsure", Outcome: policy.Indeterminate, Control: &policy.Control{Question: policy.QuestionGrant},
		Findings: []policy.Finding{{Outcome: policy.Indeterminate, Message: "nobody looked"}}}
	got, left := rewrite(t, text, &policy.Result{
		Grade: policy.Unproven, Questions: policy.Questions{Trail: policy.Indeterminate, Grant: policy.Indeterminate},
		Controls: []policy.ControlResult{silent, unsure},
	})
	if want := strings.Replace(text, "unsure satisfied", "unsure indeterminate", 1); got != want {
		t.Errorf("got\n%s", got)
	}
	want := []string{"a.txtar:3: want acme.silent satisfied", "a.txtar:4: findings acme.silent", "a.txtar:5: want trail satisfied", "a.txtar:6: want grade open"}
	if diff := cmp.Diff(want, left); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Whoever edits the file meanwhile loses nothing.
func TestRewriteOfAChangedFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.txtar")
	const text = "-- a --\nbase human_grant\nwant grade open\n"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	a, err := parseFile(os.DirFS(dir), "a.txtar")
	if err != nil {
		t.Fatal(err)
	}
	w := &rewriting{archive: a, writable: true}
	if !w.take(a.cases[0].failures(result)[0]) {
		t.Fatal("not taken")
	}
	if err := os.WriteFile(file, []byte(text+"-- more --\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := w.write(); err == nil || err.Error() != "-update: "+file+" changed while its cases ran, and is left alone; run again" {
		t.Errorf("got %v", err)
	}
	if now, err := os.ReadFile(file); err != nil || string(now) != text+"-- more --\n" {
		t.Errorf("%q, %v", now, err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := w.write(); err == nil || !strings.HasPrefix(err.Error(), "-update: open "+file+": ") {
		t.Errorf("got %v", err)
	}
}
