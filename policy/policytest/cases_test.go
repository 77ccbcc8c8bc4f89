package policytest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
)

const contractors = `Hours.

-- contractors and production --
Contractors get no production write outside working days.

matrix acme.contractor_hours
base human_grant
identity contractor
	set /subject/extensions {"contract": true}
identity employee
entitlement prod-write
	set /request/entitlements/0/permission "Writer"
	set /changes/0/entitlements/0/permission "Writer"
instant monday 2026-03-02T11:00:00Z
	set /changes/0/executed_at "2026-03-02T11:00:00Z"
instant saturday 2026-03-07T11:00:00Z
	set /changes/0/executed_at "2026-03-07T11:00:00Z"
table
	                        monday     saturday
	contractor  prod-write  satisfied  satisfied
	employee    prod-write  satisfied  satisfied

-- a contractor on a sunday --
Told` + " \x1b[2J\u202e" + `in a hostile way.

base human_grant
set /subject/extensions {"contract": true}
set /changes/0/executed_at "2026-03-08T11:00:00Z"
want acme.contractor_hours satisfied
findings acme.contractor_hours
	satisfied /changes/0 "on a Sunday" /changes/0/executed_at
never grade deficient
`

func TestRunCases(t *testing.T) {
	dir := folder(t, map[string]string{
		"hours.rego": contractorHours, "day.rego": day,
		"hours.txtar": contractors,
		"frozen.txtar": `as_of 2026-05-01T00:00:00Z
-- the archive's --
base human_grant
findings acme.day
	satisfied "" "2026-05-01T00:00:00Z" ""
-- its own --
base human_grant
as_of 2026-06-01T00:00:00Z
findings acme.day
	satisfied "" "2026-06-01T00:00:00Z" ""
`,
		"default.txtar": `-- that of the base records --
base human_grant
findings acme.day
	satisfied "" "2026-03-20T00:00:00Z" ""
-- a waiver --
base human_grant
parameters
	waivers:
	  - {id: W-1, control: acme.day, match: {system: ["*"]}, reason: x, owner: omar, approved_by: sam, expires_at: 2027-12-31T00:00:00Z}
want acme.day satisfied
`,
		"wrong.txtar": `-- no such base --
base human
want grade open
-- no want --
base human_grant
-- fine --
base human_grant
want acme.day satisfied
-- parameters --
base human_grant
parameters
  grants: {}
want grade open
-- one slip in a matrix --
matrix acme.day
base human_grant
set /nowhere/at/all 1
identity a
	remove /subject/id
identity b
entitlement c
entitlement d
instant e
table
	      e
	a  c  satisfied
	a  d  satisfied
	b  c  satisfied
	b  d  satisfied
-- a slip in one identity --
matrix acme.day
base human_grant
identity a
	remove /subject/id
identity b
entitlement c
entitlement d
	edit without_approvals
instant e
table
	      e
	a  c  satisfied
	a  d  satisfied
	b  c  satisfied
	b  d  satisfied
`,
	})
	output, failed, passed := inside(t, dir, "")
	if passed {
		t.Error("it passes")
	}
	want := []string{
		"hours",
		"hours/a_contractor_on_a_sunday",
		"hours/contractors_and_production",
		"hours/contractors_and_production/contractor/prod-write/saturday",
		"wrong",
		"wrong/a_slip_in_one_identity",
		"wrong/no_such_base",
		"wrong/one_slip_in_a_matrix",
		"wrong/parameters",
	}
	if diff := cmp.Diff(want, failed); diff != "" {
		t.Errorf("-want +got\n%s\n%s", diff, output)
	}
	holds(t, output,
		// Failures are where the test calls RunCases, and name the file.
		"inside_test.go:: "+filepath.Join(dir, "hours.txtar")+":20: contractor prod-write saturday: want acme.contractor_hours satisfied\n"+
			"want: satisfied\n"+
			"got:  not_satisfied\n"+
			"\tnot_satisfied /changes/0 \"a contractor, on a Saturday\" /changes/0/executed_at\n"+
			"the case: Contractors get no production write outside working days.\n",
		"hours.txtar:29: want acme.contractor_hours satisfied\n",
		`the case: Told \x1b[2J\u202ein a hostile way.`+"\n",
		"hours.txtar:30: findings acme.contractor_hours\nthese are not its findings (- wanted, + got):\n",
		`- 		Message:  "on a Sunday",`+"\n", `+ 		Message:  "a contractor, on a Sunday",`+"\n",
		"hours.txtar:32: never grade deficient\nwant: anything but deficient\ngot:  deficient\nacme.contractor_hours (high) not_satisfied\n",
		"wrong.txtar:2: base: \"human\" is none of agent_grant,",
		"wrong.txtar:4: case \"no want\" wants nothing, so it cannot fail; add a want\n",
		"wrong.txtar:11: parameters:1: ",
		"wrong.txtar:17: set: /nowhere: there is no such member\nin 4 of 4 cells, the first a/c/e\n",
		"wrong.txtar:32: the edited record is not valid:\na slip in one identity:1: RITM0001 /subject/id: missing; expected a non-empty string\nin 2 of 4 cells, the first a/c/e\n",
	)
	if strings.ContainsAny(output, "\x1b\u202e") {
		t.Errorf("not escaped: %q", output)
	}
	// A cell runs alone by its name.
	output, failed, passed = inside(t, dir, "", "-test.v", "-test.run=^TestInside$/^hours$/^contractors_and_production$/^employee$/^prod-write$/^monday$")
	if !passed || failed != nil || strings.Count(output, "--- PASS") != 4 {
		t.Errorf("a cell alone: %q\n%s", failed, output)
	}
}

func TestRunCasesRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"no archive", map[string]string{"day.rego": day}, "no case: there is no *.txtar file at the top of the file system\n"},
		{"policies that do not compile", map[string]string{"day.rego": strings.Replace(day, "input.as_of", "input.asof", 1), "a.txtar": "-- a --\nbase human_grant\nwant grade open\n"}, "the policies:\nday.rego:14:"},
		{"an archive that is none", map[string]string{"day.rego": day, "a.txtar": "nothing\x1b\n"}, "a.txtar: no case; a case starts with"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			output, _, passed := inside(t, folder(t, tt.files), "")
			if passed {
				t.Error("it passes")
			}
			holds(t, output, tt.want)
		})
	}
}

func TestUpdate(t *testing.T) {
	dir := folder(t, map[string]string{
		"hours.rego": contractorHours, "day.rego": day,
		"hours.txtar":  contractors,
		"right.txtar":  "-- a --\nbase human_grant\nwant   acme.day satisfied",
		"wrong.txtar":  "-- b --\nbase human\nwant acme.day pending\n-- c --\nbase human_grant\n-- d --\nbase human_grant\nwant acme.day pending\n",
		"silent.rego":  strings.NewReplacer("acme.day", "acme.silent", "[\"\"])", "[\"\"]) if input.id == \"R\"").Replace(day),
		"silent.txtar": "-- e --\nbase human_grant\nwant acme.silent satisfied\n",
	})
	if err := os.Chmod(filepath.Join(dir, "hours.txtar"), 0o640); err != nil {
		t.Fatal(err)
	}
	output, failed, passed := inside(t, dir, "update", "-test.v")
	// What was promised with never still fails, and so do what cannot be
	// judged and what wants nothing.
	want := []string{"hours", "hours/a_contractor_on_a_sunday", "silent", "silent/e", "wrong", "wrong/b"}
	if diff := cmp.Diff(want, failed); diff != "" || passed {
		t.Errorf("-want +got\n%s\n%s", diff, output)
	}
	holds(t, output, "to be rewritten: "+filepath.Join(dir, "hours.txtar")+":20: contractor prod-write saturday", "hours.txtar:32: never grade deficient\n", "case \"c\" wants nothing",
		"\nnot rewritten: a control failed or passed over a claim; mend it, or write by hand that this is wanted\n")
	if n := strings.Count(output, "not rewritten: "); n != 1 {
		t.Errorf("%d failures are told not to be rewritten since a control failed, want 1", n)
	}
	after := strings.NewReplacer(
		"contractor  prod-write  satisfied  satisfied\n", "contractor  prod-write  satisfied  not_satisfied\n",
		"want acme.contractor_hours satisfied\n", "want acme.contractor_hours not_satisfied\n",
		"\tsatisfied /changes/0 \"on a Sunday\" /changes/0/executed_at\n", "\tnot_satisfied /changes/0 \"a contractor, on a Sunday\" /changes/0/executed_at\n",
	).Replace(contractors)
	for name, want := range map[string]string{
		"hours.txtar":  after,
		"right.txtar":  "-- a --\nbase human_grant\nwant   acme.day satisfied",
		"wrong.txtar":  "-- b --\nbase human\nwant acme.day pending\n-- c --\nbase human_grant\n-- d --\nbase human_grant\nwant acme.day satisfied\n",
		"silent.txtar": "-- e --\nbase human_grant\nwant acme.silent satisfied\n",
	} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if diff := cmp.Diff(want, string(got)); diff != "" || err != nil {
			t.Errorf("%s: %v, -want +got\n%s", name, err, diff)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "hours.txtar")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	// Without the flag the same still fails, and nothing else.
	if output, failed, _ = inside(t, dir, ""); !slices.Equal(failed, want) {
		t.Errorf("afterwards %q\n%s", failed, output)
	}
	// Once that is settled, all pass.
	settled := strings.Replace(after, "never grade deficient\n", "", 1)
	if err := os.WriteFile(filepath.Join(dir, "hours.txtar"), []byte(settled), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"wrong.txtar", "silent.txtar"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if output, _, passed = inside(t, dir, "update"); !passed {
		t.Errorf("settled:\n%s", output)
	}
}

// Where nothing can be written nothing passes, either.
func TestUpdateOfAnotherFileSystem(t *testing.T) {
	dir := folder(t, map[string]string{"day.rego": day, "a.txtar": "-- a --\nbase human_grant\nwant acme.day pending\n", "b.txtar": "-- b --\nbase human_grant\nwant acme.day satisfied\n"})
	output, failed, passed := inside(t, dir, "update another file system")
	if want := []string{"a", "a/a"}; !slices.Equal(failed, want) || passed {
		t.Errorf("%q fail\n%s", failed, output)
	}
	holds(t, output, "-update cannot rewrite these cases: they are not in an os.DirFS", "a.txtar:3: want acme.day pending\nwant: pending\ngot:  satisfied\n")
	output, failed, passed = inside(t, dir, "update another file system", "-test.run=^TestInside$/^b$")
	if !passed { // nothing differs
		t.Errorf("%q fail\n%s", failed, output)
	}
}

// The cases in the documentation are true.
func TestDocumentation(t *testing.T) {
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var archive strings.Builder
	inside := false
	for l := range strings.Lines(string(source)) {
		text, code := strings.CutPrefix(l, "//\t")
		switch {
		case code && strings.HasPrefix(text, "-- "):
			inside = true
		case !code && l != "//\n":
			inside = false
		}
		if inside && code {
			archive.WriteString(text)
		} else if inside {
			archive.WriteString("\n")
		}
	}
	if n := strings.Count(archive.String(), " --\n"); n != 3 {
		t.Errorf("%d cases in the documentation, want 3", n)
	}
	RunCases(t, fstest.MapFS{"doc.txtar": {Data: []byte(archive.String())}}, policy.WithFS(fstest.MapFS{"hours.rego": {Data: []byte(contractorHours)}}))
}
