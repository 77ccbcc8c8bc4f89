package policytest

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
)

// editing is a package counterfoil.testing of a few edits, so that these tests
// know what each does.
func editing(t *testing.T) *bases {
	t.Helper()
	b, err := loadBases(fstest.MapFS{
		"lib/words/words.rego": {Data: []byte(`package counterfoil.lib.words

purpose := "an audit"
`)},
		"testing/testing.rego": {Data: []byte(`package counterfoil.testing

as_of := "2026-03-20T00:00:00Z"

person := {"schema": "counterfoil.evidence/v1", "id": "R-1", "subject": {"id": "ana", "kind": "human"}}
`)},
		"testing/edits.rego": {Data: []byte(`package counterfoil.testing

import data.counterfoil.lib.words

renamed(record) := object.union(record, {"id": "R-2"})

extended(record, key, value) := object.union(record, {"extensions": {key: value}})

with_purpose(record) := object.union(record, {"extensions": {"purpose": words.purpose}})

with_limit(record) := object.union(record, {"extensions": {"limit": data.counterfoil.parameters.grant.fulfilment}})

without_owner(record) := json.patch(record, [{"op": "remove", "path": "/subject/owner"}])

a_day_later(record) := object.union(record, {"as_of": time.format(time.parse_rfc3339_ns(record.as_of) + (((24 * 60) * 60) * 1000000000))})

some_day(record) := object.union(record, {"as_of": "some day"})

counted(record) := count(record)

needs_owner(record) := renamed(record) if record.subject.owner

tolerant(record) := {} if {
	json.patch(record, [{"op": "remove", "path": "/nowhere"}])
} else := renamed(record)

at_year(record, text) := object.union(record, {"extensions": {"ns": time.parse_rfc3339_ns(text)}})

torn(record) := record if record.id

torn(record) := {} if record.id

outcomes(findings) := count(findings)

_private(record) := record
`)},
		"testing/README.md":       {Data: []byte("not Rego")},
		"testing/edits_test.rego": {Data: []byte("not Rego")},
		"testing/more/more.rego":  {Data: []byte("package counterfoil.testing.more\n\nelsewhere(record) := record\n")},
		"controls/x/y/y.rego":     {Data: []byte("not Rego")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parametersOf(t *testing.T, text string) any {
	t.Helper()
	p, err := policy.ParseParameters("parameters", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return value(t, string(p.JSON()))
}

func TestNamedEdits(t *testing.T) {
	b := editing(t)
	for _, tt := range []struct{ name, edits, asOf, want, at string }{
		{
			"one without arguments", "edit renamed", "",
			`{"schema": "counterfoil.evidence/v1", "id": "R-2", "subject": {"id": "ana", "kind": "human"}}`, "2026-03-20T00:00:00Z",
		},
		{
			"arguments of any kind, over lines, and numbers as they are written",
			"edit extended \"key\"\n\t{\"list\": [1, 2.50, 12345678901234567890],\n\t\"text\": \"a b\"}", "",
			`{"schema": "counterfoil.evidence/v1", "id": "R-1", "subject": {"id": "ana", "kind": "human"},
			  "extensions": {"key": {"list": [1, 2.50, 12345678901234567890], "text": "a b"}}}`, "2026-03-20T00:00:00Z",
		},
		{
			"in order, among other edits", "edit renamed\nset /id \"R-3\"\nset /subject/owner {\"id\": \"omar\"}\nedit without_owner", "",
			`{"schema": "counterfoil.evidence/v1", "id": "R-3", "subject": {"id": "ana", "kind": "human"}}`, "2026-03-20T00:00:00Z",
		},
		{
			"one that uses the library", "edit with_purpose", "",
			`{"schema": "counterfoil.evidence/v1", "id": "R-1", "subject": {"id": "ana", "kind": "human"}, "extensions": {"purpose": "an audit"}}`, "2026-03-20T00:00:00Z",
		},
		{
			"one that looks at the parameters", "edit with_limit", "",
			`{"schema": "counterfoil.evidence/v1", "id": "R-1", "subject": {"id": "ana", "kind": "human"}, "extensions": {"limit": "P9D"}}`, "2026-03-20T00:00:00Z",
		},
		{
			"one that moves the instant", "edit a_day_later\nedit a_day_later", "",
			`{"schema": "counterfoil.evidence/v1", "id": "R-1", "subject": {"id": "ana", "kind": "human"}}`, "2026-03-22T00:00:00Z",
		},
		{
			"one that builds upon the error of a built-in, as opa test lets it", "edit tolerant", "",
			`{"schema": "counterfoil.evidence/v1", "id": "R-2", "subject": {"id": "ana", "kind": "human"}}`, "2026-03-20T00:00:00Z",
		},
		{
			"as_of has the last word", "edit a_day_later", "as_of 2026-04-01T00:00:00Z",
			`{"schema": "counterfoil.evidence/v1", "id": "R-1", "subject": {"id": "ana", "kind": "human"}}`, "2026-04-01T00:00:00Z",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := onlyCase(t, "-- a --\nbase person\n"+tt.edits+"\n"+tt.asOf+"\nwant grade open\n")
			r, at, err := c.record(b, parametersOf(t, "grant: {implies: {}, max_duration: [], fulfilment: P9D}"))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(value(t, tt.want), value(t, string(text))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if got := at.Format(time.RFC3339Nano); got != tt.at {
				t.Errorf("to be judged at %s, want %s", got, tt.at)
			}
		})
	}
}

func TestNamedEditsRefuse(t *testing.T) {
	b := editing(t)
	for _, tt := range []struct{ edit, want string }{
		{"edit unnamed", "a.txtar:3: edit: there is no edit \"unnamed\"; there are\n\ta_day_later\n\tat_year text\n\tcounted\n\textended key value\n\tneeds_owner\n\trenamed\n\tsome_day\n\ttolerant\n\ttorn\n\twith_limit\n\twith_purpose\n\twithout_owner"},
		{"edit", `a.txtar:3: edit: there is no edit ""; there are`},
		{"edit _private", `a.txtar:3: edit: there is no edit "_private"`},
		{"edit outcomes", `a.txtar:3: edit: there is no edit "outcomes"`},
		{"edit elsewhere", `a.txtar:3: edit: there is no edit "elsewhere"`},
		{"edit renamed 1", `a.txtar:3: edit: arguments: 1 given, 0 wanted; the edit is written as: edit renamed`},
		{`edit extended "key"`, `a.txtar:3: edit: arguments: 1 given, 2 wanted; the edit is written as: edit extended key value`},
		{`edit extended key 1`, `a.txtar:3: edit: not JSON: `},
		{`edit extended "key" {"a": 1, "a": 2}`, `a.txtar:3: edit: not JSON: `},
		{"edit without_owner", `a.txtar:3: edit: without_owner makes nothing of this record: testing/edits.rego:13: eval_builtin_error: json.patch: cannot delete child key "owner" that does not exist; the edit is written as: edit without_owner`},
		{"edit needs_owner", `a.txtar:3: edit: needs_owner makes nothing of this record: it lacks what is to be edited, or an argument is not what it should be; the edit is written as: edit needs_owner`},
		{`edit at_year "MMXXVI"`, `a.txtar:3: edit: at_year makes nothing of this record: testing/edits.rego:27: eval_builtin_error: time.parse_rfc3339_ns: parsing time "MMXXVI"`},
		{"edit torn", `a.txtar:3: edit: torn makes nothing of this record: testing/edits.rego:31: eval_conflict_error: function data.counterfoil.testing.torn produced conflicting values`},
		{"edit counted", `a.txtar:3: edit: counted makes no record`},
		{"edit some_day", `a.txtar:3: edit: some_day sets as_of: not an RFC 3339 time: "some day"`},
		{"set /as_of \"2026-03-20T00:00:00Z\"\nedit renamed", `a.txtar:4: edit: as_of is no part of a record; write a line as_of TIME`},
		{"set /as_of \"2026-03-20T00:00:00Z\"", "a.txtar:2: the edited record is not valid:\n"},
	} {
		t.Run(tt.edit, func(t *testing.T) {
			c := onlyCase(t, "-- a --\nbase person\n"+tt.edit+"\nwant grade open\n")
			_, _, err := c.record(b, nil)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s…", err, tt.want)
			}
		})
	}
	c := onlyCase(t, "-- a --\nrecord []\nedit renamed\nwant grade open\n")
	if _, _, err := c.record(b, nil); err == nil || err.Error() != "a.txtar:3: edit: the record is not an object" {
		t.Errorf("a list: %v", err)
	}
}

// A package that cannot be used must not be one without base records.
func TestLoadBasesRefuses(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"not Rego", "rego_parse_error"},
		{"package counterfoil.testing\n\na := b", "rego_unsafe_var_error"},
		{"package counterfoil.testing\n\na := 1", "counterfoil.testing.as_of is missing"},
		{"package counterfoil.testing\n\nas_of := \"noon\"", `counterfoil.testing.as_of: not an RFC 3339 time: "noon"`},
	} {
		_, err := loadBases(fstest.MapFS{"testing/testing.rego": {Data: []byte(tt.text)}})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want …%s…", tt.text, err, tt.want)
		}
	}
}

// Each edit of the house is known by its arguments.
func TestNamedEditsOfTheHouse(t *testing.T) {
	b, err := baseRecords()
	if err != nil {
		t.Fatal(err)
	}
	c := onlyCase(t, "-- a --\nbase human_grant\nedit without_approvals\nwant grade open\n")
	r, at, err := c.record(b, parametersOf(t, "{}"))
	if err != nil || r.Approvals != nil || !at.Equal(b.asOf) {
		t.Errorf("without_approvals: %v, %v, %v", r, at, err)
	}
}

// archiveOf reads an archive a.txtar.
func archiveOf(t *testing.T, text string) *archive {
	t.Helper()
	a, err := parseFile(fstest.MapFS{"a.txtar": {Data: []byte(text)}}, "a.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// onlyCase reads the only case of an archive.
func onlyCase(t *testing.T, text string) *testCase {
	t.Helper()
	a := archiveOf(t, text)
	if len(a.cases) != 1 {
		t.Fatalf("%d cases, want one", len(a.cases))
	}
	return a.cases[0]
}
