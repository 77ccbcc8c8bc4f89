package policytest

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseFile(t *testing.T) {
	const archive = `A comment, which names no case:
--  --
-- the first --
A story
of base access that is told -- with dashes --.

base human_grant
set /approvals/0/decided_at "2026-03-02T11:00:00Z"
set /events [
    {"id": "ev-1"}

  ]
remove /request
copy /changes/- /changes/0
as_of 2026-03-02T11:00:00.000000001Z
parameters
  waivers:
    - id: W-1

  trail:
    clock_skew: PT2M
want grade open
never  approval.timely   satisfied
finding approval.timely not_satisfied at /approvals/0 citing /approvals/0 /changes/0 saying "too \"late\""
finding trail.sourced satisfied at ""
waived approval.timely W-1
unwaived trail.sourced
-- the second --
record {"schema": "counterfoil.evidence/v1",
  "id": "R-1"}
want approval satisfied
`
	got, err := parseFile(fstest.MapFS{"a.txtar": {Data: []byte(archive)}}, "a.txtar")
	if err != nil {
		t.Fatal(err)
	}
	claim, root := "/approvals/0", ""
	want := []*testCase{
		{
			file:  "a.txtar",
			name:  "the first",
			story: "A story\nof base access that is told -- with dashes --.",
			start: directive{number: 7, word: "base", rest: "human_grant"},
			edits: []directive{
				{number: 8, word: "set", rest: `/approvals/0/decided_at "2026-03-02T11:00:00Z"`},
				{number: 9, word: "set", rest: "/events [\n    {\"id\": \"ev-1\"}\n  ]"},
				{number: 13, word: "remove", rest: "/request"},
				{number: 14, word: "copy", rest: "/changes/- /changes/0"},
			},
			asOf:       time.Date(2026, 3, 2, 11, 0, 0, 1, time.UTC),
			parameters: directive{number: 16, word: "parameters", rest: "waivers:\n  - id: W-1\ntrail:\n  clock_skew: PT2M\n"},
			checks: []check{
				{number: 22, text: "want grade open", word: "want", subject: "grade", outcome: "open"},
				{number: 23, text: "never approval.timely satisfied", word: "never", subject: "approval.timely", outcome: "satisfied"},
				{
					number: 24, text: `finding approval.timely not_satisfied at /approvals/0 citing /approvals/0 /changes/0 saying "too \"late\""`,
					word: "finding", subject: "approval.timely", outcome: "not_satisfied",
					claim: &claim, citing: []string{"/approvals/0", "/changes/0"}, saying: `too "late"`,
				},
				{number: 25, text: `finding trail.sourced satisfied at ""`, word: "finding", subject: "trail.sourced", outcome: "satisfied", claim: &root},
				{number: 26, text: "waived approval.timely W-1", word: "waived", subject: "approval.timely", outcome: "W-1"},
				{number: 27, text: "unwaived trail.sourced", word: "unwaived", subject: "trail.sourced"},
			},
		},
		{
			file:   "a.txtar",
			name:   "the second",
			start:  directive{number: 29, word: "record", rest: "{\"schema\": \"counterfoil.evidence/v1\",\n  \"id\": \"R-1\"}"},
			checks: []check{{number: 31, text: "want approval satisfied", word: "want", subject: "approval", outcome: "satisfied"}},
		},
	}
	if diff := cmp.Diff(want, got.cases, cmp.AllowUnexported(testCase{}, directive{}, check{}),
		cmpopts.IgnoreFields(directive{}, "lines"), cmpopts.IgnoreFields(check{}, "place")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Each of these cases must be refused with its place; none may pass for want of
// something to check.
func TestParseFileRefuses(t *testing.T) {
	for _, tt := range []struct{ name, archive, want string }{
		{"nothing", "", `a.txtar: no case`},
		{"a comment alone", "comment\n", `a.txtar: no case`},
		{"a name twice", "-- a --\n-- a --\n", `a.txtar:2: the case "a" is on line 1 already`},
		{"no record", "-- a --\nwant grade open\n", `a.txtar:1: case "a" makes no record`},
		{"no want", "-- a --\nbase human_grant\n", `a.txtar:1: case "a" wants nothing`},
		{"two records", "-- a --\nbase human_grant\nbase agent_grant\nwant grade open\n", `a.txtar:3: base: a case makes one record`},
		{"an unknown directive", "-- a --\nbase human_grant\nexpect grade open\n", `a.txtar:3: expect: no such directive`},
		{"an unknown outcome", "-- a --\nbase human_grant\nwant grant.exact failed\n", `a.txtar:3: want: "failed" is none of`},
		{"no outcome", "-- a --\nbase human_grant\nwant grant.exact\n", `a.txtar:3: want: "" is none of`},
		{"an outcome as a grade", "-- a --\nbase human_grant\nwant grade satisfied\n", `a.txtar:3: want: "satisfied" is none of`},
		{"an unknown question", "-- a --\nbase human_grant\nwant grants satisfied\n", `a.txtar:3: want: "grants" is neither a control nor a question`},
		{"too many words", "-- a --\nbase human_grant\nwant grade open deficient\n", `a.txtar:3: want: what is "deficient"?`},
		{"a finding of a question", "-- a --\nbase human_grant\nfinding grant satisfied\n", `a.txtar:3: finding: "grant" is not a control`},
		{"a finding of what", "-- a --\nbase human_grant\nfinding grant.exact satisfied about /x\n", `a.txtar:3: finding: what is "about"?`},
		{"citing nothing", "-- a --\nbase human_grant\nfinding grant.exact satisfied citing\n", `a.txtar:3: finding: citing what?`},
		{"saying without quotes", "-- a --\nbase human_grant\nfinding grant.exact satisfied saying late\n", `a.txtar:3: finding: saying what?`},
		{"a waiver without an id", "-- a --\nbase human_grant\nwaived grant.exact\n", `a.txtar:3: waived: needs a control`},
		{"a bad time", "-- a --\nbase human_grant\nas_of yesterday\nwant grade open\n", `a.txtar:3: as_of: not an RFC 3339 time`},
		{"a time nobody judges at", "-- a --\nbase human_grant\nas_of 2262-01-01T00:00:00Z\nwant grade open\n", `a.txtar:3: as_of: 2262-01-01T00:00:00Z is not within the years 1970 to 2261`},
		{"a line that continues nothing", "-- a --\n  base human_grant\nwant grade open\n", `a.txtar:2: continues nothing`},
		{"a directive of a matrix", "-- a --\nbase human_grant\ninstant monday\nwant grade open\n", `a.txtar:3: instant: this belongs in a matrix; start the case with: matrix CONTROL`},
		{"a matrix in a case", "-- a --\nbase human_grant\nmatrix grant.exact\n", `a.txtar:3: matrix: no such directive`},
		{"two times", "-- a --\nbase human_grant\nas_of 2026-03-02T11:00:00Z\nas_of 2026-03-02T11:00:00Z\nwant grade open\n", `a.txtar:4: as_of: given twice`},
		{"two documents", "-- a --\nbase human_grant\nparameters\n  waivers: []\nparameters\n  waivers: []\nwant grade open\n", `a.txtar:5: parameters: given twice`},
	} {
		t.Run(tt.name, func(t *testing.T) { refuses(t, tt.archive, tt.want) })
	}
}

// One slip must not keep the other cases of its archive from running.
func TestParseFileKeepsTheRest(t *testing.T) {
	const archive = "-- a --\n-- b --\nbase human_grant\nwant grade open\n-- c --\nbase human_grant\n"
	a, err := parseFile(fstest.MapFS{"a.txtar": {Data: []byte(archive)}}, "a.txtar")
	if len(a.cases) != 1 || a.cases[0].name != "b" {
		t.Errorf("got %d cases, want b alone", len(a.cases))
	}
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("got %v, want two errors", err)
	}
}

// refuses wants an archive a.txtar to be refused in these words.
func refuses(t *testing.T, archive, want string) {
	t.Helper()
	_, err := parseFile(fstest.MapFS{"a.txtar": {Data: []byte(archive)}}, "a.txtar")
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got  %v\nwant %s…", err, want)
	}
}

// The comment of an archive freezes the clock for its cases.
func TestAsOfOfTheArchive(t *testing.T) {
	b := &bases{asOf: time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC), records: map[string]any{"human_grant": value(t, `{"schema": "counterfoil.evidence/v1", "id": "R", "subject": {"id": "ana", "kind": "human"}}`)}}
	const plain = "-- a --\nbase human_grant\nwant grade open\n"
	for _, tt := range []struct{ name, archive, want string }{
		{"the first that can be judged at", "as_of 1970-01-01T00:00:00Z\n" + plain, "1970-01-01T00:00:00Z"},
		{"the last", "as_of 2261-12-31T23:59:59Z\n" + plain, "2261-12-31T23:59:59Z"},
		{"nothing", plain, "2026-03-20T00:00:00Z"},
		{"the archive's", "About hours.\nas_of 2026-05-01T00:00:00Z\nAs of today.\n\n" + plain, "2026-05-01T00:00:00Z"},
		{"the archive's, among other ends of lines", "as_of 2026-05-01T00:00:00Z  \r\n" + plain, "2026-05-01T00:00:00Z"},
		{"the case's own", "as_of 2026-05-01T00:00:00Z\n" + plain + "as_of 2026-04-01T00:00:00+02:00\n", "2026-03-31T22:00:00Z"},
		{"the same text in a story", "-- a --\nas_of 2026-05-01T00:00:00Z\nbase human_grant\nwant grade open\n", "2026-03-20T00:00:00Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, at, err := onlyCase(t, tt.archive).record(b, nil)
			if err != nil || at.UTC().Format(time.RFC3339Nano) != tt.want {
				t.Errorf("got %v, %v; want %s", at, err, tt.want)
			}
		})
	}
	for _, tt := range []struct{ name, comment, want string }{
		{"no time", "Hours.\nas_of\n", `a.txtar:2: as_of: not an RFC 3339 time: ""`},
		{"a bad time", "as_of noon\n", `a.txtar:1: as_of: not an RFC 3339 time: "noon"`},
		{"a time nobody judges at", "as_of 1969-12-31T23:59:59Z\n", `a.txtar:1: as_of: 1969-12-31T23:59:59Z is not within the years 1970 to 2261`},
		{"a zero time", "as_of 0001-01-01T00:00:00Z\n", `a.txtar:1: as_of: 0001-01-01T00:00:00Z is not within the years 1970 to 2261`},
		{"twice", "as_of 2026-05-01T00:00:00Z\nas_of 2026-05-01T00:00:00Z\n", `a.txtar:2: as_of: given twice`},
		{"another spelling", "as-of: 2026-05-01T00:00:00Z\n", `a.txtar:1: as_of: a line that gives the instant of all cases starts with as_of, not with "as-of:"`},
		{"capitals", "AS_OF 2026-05-01T00:00:00Z\n", `a.txtar:1: as_of: a line that gives the instant of all cases starts with as_of, not with "AS_OF"`},
		{"indented", "  as_of 2026-05-01T00:00:00Z\n", `a.txtar:1: as_of: a line that gives the instant of all cases starts with as_of, not with "  as_of"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			refuses(t, tt.comment+plain, tt.want)
			if a, _ := parseFile(fstest.MapFS{"a.txtar": {Data: []byte(tt.comment + plain)}}, "a.txtar"); a != nil {
				t.Error("its cases would be judged at another instant")
			}
		})
	}
}

// A document is the same however deep it stands.
func TestDedent(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"\n  a:\n    b: 1\n  c: 2", "a:\n  b: 1\nc: 2\n"},
		{"\n\ta:\n\t  b: 1\n\tc: 2", "a:\n  b: 1\nc: 2\n"},
		{"\n\t  a: 1\n\tc: 2", "  a: 1\nc: 2\n"},
		{"\n  a: 1\n\tc: 2", "  a: 1\n\tc: 2\n"},
		{"{a: 1}", "{a: 1}\n"},
	} {
		if got := dedent(tt.text); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}
