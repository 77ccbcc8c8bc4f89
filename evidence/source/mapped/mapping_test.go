package mapped_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

// base is a mapping in which the tests replace something. Line 8 is the value's.
const base = `mapping: counterfoil.mapping/v1
input: {format: csv}
source: {system: s, kind: itsm, record_id: {column: n}}
facts:
  - fact: request
    subject: {id: {column: who}}
    value:
      id: {column: n}
      submitted_at: {column: at}
      status: {column: state, map: {Done: closed_complete}}
`

// parseErrors are the errors of a mapping, which each have a place.
func parseErrors(t *testing.T, name, document string) []string {
	t.Helper()
	_, err := mapped.Parse(name, []byte(document))
	if err == nil {
		return nil
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	var list []string
	for _, e := range all {
		if place, ok := errors.AsType[*evidence.Error](e); !ok || place.Source != name {
			t.Errorf("an error without its place: %v", e)
		}
		list = append(list, e.Error())
	}
	return list
}

func TestMappingErrors(t *testing.T) {
	if errs := parseErrors(t, "m.yaml", base); errs != nil {
		t.Fatal(errs)
	}
	const status = "status: {column: state, map: {Done: closed_complete}}"
	for _, c := range []struct {
		name, from, to string
		want           []string
	}{
		// The schema.
		{"another version", "mapping/v1", "mapping/v2", []string{`m.yaml:1: /mapping: "counterfoil.mapping/v2" cannot stand here: did you mean "counterfoil.mapping/v1"? There is only "counterfoil.mapping/v1"`}},
		{"a field that the model lacks", "submitted_at:", "submited_at:", []string{
			`m.yaml:7: /facts/0/value: missing: submitted_at`,
			`m.yaml:9: /facts/0/value/submited_at: there is no "submited_at" here: did you mean "submitted_at"? There are "closed_at", "entitlements", "extensions", "id", "justification", "lifecycle_event", "requester", "status", "submitted_at"`}},
		{"a field of another part", status, "outcome: success", []string{
			`m.yaml:10: /facts/0/value/outcome: there is no "outcome" here: there are "closed_at", "entitlements", "extensions", "id", "justification", "lifecycle_event", "requester", "status", "submitted_at"`}},
		{"a source in a part", status, "source: {system: s}", []string{
			`m.yaml:10: /facts/0/value/source: there is no "source" here: there are "closed_at", "entitlements", "extensions", "id", "justification", "lifecycle_event", "requester", "status", "submitted_at"`}},
		{"a map to what is not legal", "closed_complete", "closed", []string{
			`m.yaml:10: /facts/0/value/status/map/Done: "closed" cannot stand here: there are "cancelled", "closed_complete", "closed_incomplete", "open", "rejected"`}},
		{"a constant that is not legal", status, "status: Closed", []string{
			`m.yaml:10: /facts/0/value/status: "Closed" cannot stand here: there are "cancelled", "closed_complete", "closed_incomplete", "open", "rejected"`}},
		{"an option that there is not", "map:", "mapp:", []string{
			`m.yaml:10: /facts/0/value/status/mapp: there is no "mapp" here: did you mean "map"? There are "case", "column", "empty", "item", "map", "optional", "outer", "pointer", "unmapped"`}},
		{"a number for text", status, "justification: 7", []string{`m.yaml:10: /facts/0/value/justification: is a number, expected text or a mapping: if it is text, quote it`}},
		{"nothing for text", status, "justification:", []string{`m.yaml:10: /facts/0/value/justification: is null, expected text or a mapping: quote it if it is text, or leave it out if there is nothing to say`}},
		{"an unknown fact", "fact: request", "fact: ticket", []string{
			`m.yaml:5: /facts/0/fact: "ticket" cannot stand here: there are "approval", "change", "emergency", "event", "observation", "policy_basis", "request"`}},
		{"no facts", base[strings.Index(base, "facts:"):], "facts: []\n", []string{`m.yaml:4: /facts: holds nothing: leave it out, or say what is meant`}},
		{"a pointer that is none", "{column: state,", "{pointer: state,", []string{`m.yaml:10: /facts/0/value/status/pointer: "state" is not a JSON Pointer: write it as in "/requested_for/email"`}},
		{"two subjects", "{id: {column: who}}", "[{id: {column: who}}]", []string{`m.yaml:6: /facts/0/subject: is a list, expected a mapping`}},

		// The document.
		{"not YAML", "input: {", "input: {{", []string{`m.yaml:1: not YAML: did not find expected ',' or '}'`}},
		{"an anchor", "subject: {", "subject: &who {", []string{`m.yaml:6: /facts/0/subject: anchors and aliases are refused: write the value out where it is needed`}},
		{"a key twice", "      submitted_at:", "      id:", []string{`m.yaml:9: /facts/0/value: the key "id" comes twice: keep one of them`}},
		{"a key that is a number", "Done:", "50:", []string{`m.yaml:10: /facts/0/value/status/map: the key "50" is not text: quote it`}},
		{"a second document", "mapping:", "--- {}\n---\nmapping:", []string{`m.yaml:2: a second document: one file is one mapping, remove the --- and what follows it`}},

		// Places.
		{"no place", "{column: state,", "{", []string{`m.yaml:10: /facts/0/value/status: does not say where the value is: say column`}},
		{"a pointer into a row of CSV", "{column: state,", "{pointer: /state,", []string{`m.yaml:10: /facts/0/value/status/pointer: rows of CSV have columns: say column, or both where a cell holds JSON`}},
		{"an item of nothing", "{column: state,", `{item: "",`, []string{`m.yaml:10: /facts/0/value/status/item: there is no item here: it is what an each around this goes through`}},
		{"two places", "{column: state,", "{column: state, item: /x,", []string{`m.yaml:10: /facts/0/value/status: says several places, column and item: keep one`}},
		{"an optional column", "{column: state,", "{column: state, optional: true,", []string{`m.yaml:10: /facts/0/value/status/optional: a column is always there, if it is in the header: an empty cell is no error, leave optional out`}},
		{"an optional text of columns", status, `justification: {text: "{a}", optional: true}`, []string{`m.yaml:10: /facts/0/value/justification/optional: a column is always there, if it is in the header: an empty cell is no error, leave optional out`}},
		{"a list without separator", status, "entitlements: [{each: {column: r}, system: s, resource: r, permission: {item: ''}}]", []string{
			`m.yaml:10: /facts/0/value/entitlements/0/each: does not say what stands between the parts of the cell: say separator, as in separator: ";"`}},
		{"a list nowhere", status, "entitlements: [{each: {separator: ','}, system: s, resource: r, permission: {item: ''}}]", []string{
			`m.yaml:10: /facts/0/value/entitlements/0/each: does not say where the list is: say column, pointer or item`}},
		{"an item in braces that is no pointer", status, `entitlements: [{each: {column: r, separator: ","}, system: s, resource: r, permission: {text: "{@itemname}"}}]`, []string{
			`m.yaml:10: /facts/0/value/entitlements/0/permission/text: {@itemname} is no place: write a JSON Pointer, as in {/number} or {@item/number}`}},
		{"a list for an alias nowhere", "{column: who}}", "{column: who}, aliases: [{each: {}, item: ''}]}", []string{
			`m.yaml:6: /facts/0/subject/aliases/0/each: does not say where the list is: say column, pointer or item`}},
		{"a place and a text", "{column: state,", `{column: state, text: "{n}",`, []string{
			`m.yaml:10: /facts/0/value/status/text: there is no "text" here: there are "case", "column", "empty", "item", "map", "optional", "outer", "pointer", "unmapped"`}},
		{"a place and a text in a value", status, `justification: {column: state, text: "{n}"}`, []string{`m.yaml:10: /facts/0/value/justification: says both a place and a text: keep one`}},
		{"a key twice, apart from spaces", "map: {", `map: {"Done ": open, `, []string{`m.yaml:10: /facts/0/value/status/map/Done: comes twice, apart from spaces: keep one`}},
		{"a brace that is open", status, `justification: {text: "{a"}`, []string{`m.yaml:10: /facts/0/value/justification/text: has a { without a name and a }: write {{ for a brace that is meant`}},
		{"a brace too many", status, `justification: {text: "{a}}"}`, []string{`m.yaml:10: /facts/0/value/justification/text: has a } that closes nothing: write }} for a brace that is meant`}},
		{"a text without places", status, "justification: {text: abc}", []string{`m.yaml:10: /facts/0/value/justification/text: names no place in braces: a constant stands by itself, without text:`}},

		// Values.
		{"unmapped without map", "map: {Done: closed_complete}", "unmapped: open", []string{`m.yaml:10: /facts/0/value/status/unmapped: is for values that a map lacks, and there is no map: add one, or leave it out`}},
		{"a key that is folded", "map: {", "case: lower, map: {", []string{`m.yaml:10: /facts/0/value/status/map/Done: never matches, since values are folded first: write "done"`}},
		{"a key for nothing", "map: {", `map: {"": open, `, []string{`m.yaml:10: /facts/0/value/status/map/: an empty value is never looked up: say empty: beside the map`}},
		{"a key that stands for nothing", "csv}", `csv, empty: [Done]}`, []string{`m.yaml:10: /facts/0/value/status/map/Done: an empty value is never looked up: say empty: beside the map`}},
		{"a record_id for all rows", "record_id: {column: n}", "record_id: all", []string{`m.yaml:3: /source/record_id: is the same for every row, which would make them one: say which column names the row`}},

		// Facts.
		{"no subject", "    subject: {id: {column: who}}\n", "", []string{`m.yaml:5: /facts/0: does not say whom it is about: add a subject, here or, for all facts, at the top`}},
		{"a subject too many", "facts:", "subject: {id: x}\nfacts:", []string{`m.yaml:4: /subject: every fact has a subject of its own: leave this one out`}},
		{"a request_ref of a request", "    value:", "    request_ref: {column: n}\n    value:", []string{`m.yaml:7: /facts/0/request_ref: is for approvals, policy bases, changes and emergencies: leave it out`}},
		{"a bare row of a request", "    value:", "    without_entitlement: holds_nothing\n    value:", []string{`m.yaml:7: /facts/0/without_entitlement: is for observations: leave it out`}},
		{"an action of an event", base[strings.Index(base, "  - fact"):], "  - {fact: event, action: grant, subject: {id: x}, value: {kind: closure, occurred_at: {column: at}}}\n", []string{
			`m.yaml:5: /facts/0/action: is what a request asks for: leave it out, or, for a change, say it in the value`}},
		{"an approval of no request", base[strings.Index(base, "  - fact"):], "  - {fact: approval, subject: {id: x}, value: {approver: {id: a}, decision: approved, decided_at: {column: at}}}\n", []string{
			`m.yaml:5: /facts/0: does not say which request it belongs to: add request_ref`}},
		{"a request_ref twice", base[strings.Index(base, "  - fact"):], "  - {fact: change, request_ref: {column: n}, subject: {id: x}, value: {action: grant, executed_at: {column: at}, outcome: success, request_ref: {column: n}}}\n", []string{
			`m.yaml:5: /facts/0/request_ref: stands in the value, too: keep that one`}},
		{"a condition that never holds", "    value:", "    when: {column: x, case: upper, is: [Done]}\n    value:", []string{`m.yaml:7: /facts/0/when/is/0: never matches, since values are folded first: write "DONE"`}},
		{"a condition that asks nothing", "    value:", "    when: {column: x}\n    value:", []string{`m.yaml:7: /facts/0/when: needs one of is, is_not and empty`}},
		{"a condition that asks twice", "    value:", "    when: {column: x, is: [a], is_not: [b]}\n    value:", []string{`m.yaml:7: /facts/0/when: needs one of is, is_not and empty`}},
		{"a condition for nothing", "    value:", "    when: [{column: x, is: [' ']}]\n    value:", []string{`m.yaml:7: /facts/0/when/0/is/0: an empty value equals none: say empty: true`}},

		// The input.
		{"a separator of two", "csv}", `csv, separator: ";;"}`, []string{`m.yaml:2: /input/separator: ";;" cannot separate columns: write one character, such as ";", or tab`}},
		{"a separator that quotes", "csv}", `csv, separator: '"'}`, []string{`m.yaml:2: /input/separator: "\"" cannot separate columns: write one character, such as ";", or tab`}},
		{"a list in CSV", "csv}", `csv, list: rows}`, []string{`m.yaml:2: /input/list: is the name of a list in a JSON object: leave it out`}},
		{"columns of JSON", "csv}", "json}", []string{
			`m.yaml:3: /source/record_id/column: rows of JSON have no columns: say pointer: "/n"`,
			`m.yaml:6: /facts/0/subject/id/column: rows of JSON have no columns: say pointer: "/who"`,
			`m.yaml:8: /facts/0/value/id/column: rows of JSON have no columns: say pointer: "/n"`,
			`m.yaml:9: /facts/0/value/submitted_at/column: rows of JSON have no columns: say pointer: "/at"`,
			`m.yaml:10: /facts/0/value/status/column: rows of JSON have no columns: say pointer: "/state"`}},
	} {
		if !strings.Contains(base, c.from) {
			t.Errorf("%s: the base has no %q", c.name, c.from)
		}
		check(t, c.name, c.want, parseErrors(t, "m.yaml", strings.Replace(base, c.from, c.to, 1)))
	}
}

func TestTimeErrors(t *testing.T) {
	for _, c := range []struct{ at, want string }{
		{`{column: at, format: yyyy-MM-dd HH:mm}`, `: times written yyyy-MM-dd HH:mm do not say their zone: say it, as in zone: Europe/Berlin`},
		{`{column: at, format: yyyy-MM-dd, zone: UTC}`, `: times written yyyy-MM-dd are days: say which time of day counts, as in at: "00:00"`},
		{`{column: at, format: yyyy-MM-dd, zone: UTC, at: "24:00"}`, `/at: "24:00" is not a time of day: write it as in "00:00" or "23:59:59"`},
		{`{column: at, format: yyyy-MM-dd HH:mm, zone: UTC, at: "12:00"}`, `/at: times written yyyy-MM-dd HH:mm say their time of day themselves: leave it out`},
		{`{column: at, zone: UTC}`, `/zone: times written rfc3339 say their zone themselves: leave it out`},
		{`{column: at, format: yyyy-MM-dd HH:mmXXX, zone: UTC}`, `/zone: times written yyyy-MM-dd HH:mmXXX say their zone themselves: leave it out`},
		{`{column: at, format: yyyy-MM-dd HH:mm, zone: CET}`, `/zone: "CET" is not the name of a place: write one of the tz database such as Europe/Berlin or America/New_York, or UTC, or an offset such as "+01:00"`},
		{`{column: at, format: yyyy-MM-dd HH:mm, zone: Local}`, `/zone: "Local" is not the name of a place: write one of the tz database such as Europe/Berlin or America/New_York, or UTC, or an offset such as "+01:00"`},
		{`{column: at, format: yyyy-MM-dd HH:mm, zone: Etc/GMT+1}`, `/zone: "Etc/GMT+1" is not the name of a place: write one of the tz database such as Europe/Berlin or America/New_York, or UTC, or an offset such as "+01:00"`},
		{`{column: at, format: yyyy-MM-dd HH:mm, zone: Europe/Berlyn}`, `/zone: "Europe/Berlyn" is a place that the tz database does not have: it has, for example, Europe/Berlin, America/New_York and Asia/Kolkata`},
		{`{column: at, format: yyyy-MM-dd HH:mm, zone: ../../etc/passwd}`, `/zone: "../../etc/passwd" is a place that the tz database does not have: it has, for example, Europe/Berlin, America/New_York and Asia/Kolkata`},
		{`{column: at, format: yyyy-MM-dd HH:mm, zone: "+1:00"}`, `/zone: "+1:00" is not an offset: write it as in "+01:00"`},
		{`{column: at, format: YYYY-MM-dd HH:mm, zone: UTC}`, `/format: "YYYY-MM-dd HH:mm" has Y, which is the year of a week: write yyyy`},
		{`{column: at, format: yyyy-MM-DD HH:mm, zone: UTC}`, `/format: "yyyy-MM-DD HH:mm" has D, which is the day of the year: write dd`},
		{`{column: at, format: dd.MM.yy HH:mm, zone: UTC}`, `/format: "dd.MM.yy HH:mm" has yy: a year has four digits, yyyy, or nobody knows its century`},
		{`{column: at, format: yyyy-MM-dd hh:mm, zone: UTC}`, `/format: "yyyy-MM-dd hh:mm" needs both hh and a, since hh alone does not tell morning from evening; or is it HH?`},
		{`{column: at, format: yyyy-mm-dd HH:mm, zone: UTC}`, `/format: "yyyy-mm-dd HH:mm" says twice what mm stands for`},
		{`{column: at, format: yyyy-mm-dd, zone: UTC, at: "00:00"}`, `/format: "yyyy-mm-dd" needs year, month and day: yyyy, MM and dd`},
		{`{column: at, format: "yyyy-MM-dd HH:mm a", zone: UTC}`, `/format: "yyyy-MM-dd HH:mm a" has both HH and a 12-hour clock: take HH alone, or hh with a`},
		{`{column: at, format: yyyy-MM-dd ss, zone: UTC, at: "00:00"}`, `/format: "yyyy-MM-dd ss" has parts of a time of day, and not the hour and the minute`},
		{`{column: at, format: "yyyy-MM-dd HH:mm:ss.SSSSSSSSSS", zone: UTC}`, `/format: "yyyy-MM-dd HH:mm:ss.SSSSSSSSSS" has more than nine digits of a fraction of a second`},
		{`{column: at, format: yyyy-MM-dd HH, zone: UTC}`, `/format: "yyyy-MM-dd HH" needs both hours and minutes, or neither`},
		{`{column: at, format: yyyy-MM-ddTHH:mm, zone: UTC}`, `/format: "yyyy-MM-ddTHH:mm" has T, which stands for nothing here: there are yyyy, MM, dd, HH, mm, ss, SSS, hh with a, MMM, XXX, XX, X and Z; put other letters between single quotes`},
		{`{column: at, format: "yyyy-MM-dd'T HH:mm", zone: UTC}`, `/format: "yyyy-MM-dd'T HH:mm" has an opening quote that is never closed`},
		{`{column: at, format: yyyy-MM-dd HH:mm z}`, `/format: "yyyy-MM-dd HH:mm z" has z: the names of zones are ambiguous; export times in UTC, or with an offset, which is XXX, Z and the like`},
		{`{column: at, format: dMyyyy HH:mm, zone: UTC}`, `/format: "dMyyyy HH:mm" has a field of one or two digits right before other digits: write two letters, as in ddMM`},
		{`{column: at, format: yyyy-MMMM-dd HH:mm, zone: UTC}`, `/format: "yyyy-MMMM-dd HH:mm" has MMMM: write one letter for one or two digits, or two for exactly two`},
		{`"2026-03-02T09:00:00"`, `: "2026-03-02T09:00:00": not a time with a zone, such as 2026-03-02T09:00:00Z`},
		{`"2026-03-02"`, `: "2026-03-02": not a time with a zone, such as 2026-03-02T09:00:00Z`},
		{`"1969-12-31T23:00:00Z"`, `: "1969-12-31T23:00:00Z": the year is not within 1970 to 2261`},
	} {
		check(t, c.at, []string{"m.yaml:9: /facts/0/value/submitted_at" + c.want}, parseErrors(t, "m.yaml", strings.Replace(base, "{column: at}", c.at, 1)))
	}
	// The section "time" is checked, whether anything uses it or not.
	check(t, "defaults", []string{
		`m.yaml:4: /time/at: "noon" is not a time of day: write it as in "00:00" or "23:59:59"`,
		`m.yaml:4: /time/format: "dd" needs year, month and day: yyyy, MM and dd`,
		`m.yaml:4: /time/zone: "EST" is not the name of a place: write one of the tz database such as Europe/Berlin or America/New_York, or UTC, or an offset such as "+01:00"`,
	}, parseErrors(t, "m.yaml", strings.Replace(strings.Replace(base, "facts:", "time: {format: dd, zone: EST, at: noon}\nfacts:", 1), "{column: at}", `"2026-03-02T09:00:00Z"`, 1)))
}

// A mapping may be JSON. Its errors have lines, too.
func TestJSONDocument(t *testing.T) {
	const document = `{
  "mapping": "counterfoil.mapping/v1", "input": {"format": "csv"},
  "source": {"system": "s", "kind": "itsm", "record_id": {"column": "n"}},
  "facts": [{
    "fact": "event", "subject": {"id": {"column": "who"}},
    "value": {"kind": "closure",
      "occurred_at": {"column": "at"}}
  }]
}`
	for _, name := range []string{"m.json", "m"} {
		if errs := parseErrors(t, name, document); errs != nil {
			t.Errorf("%s: %q", name, errs)
		}
		check(t, name, []string{name + `:7: /facts/0/value/occurred_at/colum: there is no "colum" here: did you mean "column"? There are "at", "column", "format", "item", "optional", "outer", "pointer", "text", "zone"`},
			parseErrors(t, name, strings.Replace(document, `{"column": "at"}`, `{"colum": "at"}`, 1)))
	}
	check(t, "a name twice", []string{`m.json:3: /source/kind: not JSON: duplicate object member name`},
		parseErrors(t, "m.json", strings.Replace(document, `"system": "s"`, `"kind": "s"`, 1)))
	check(t, "cut short", []string{`m.json:9: /facts: not JSON: unexpected EOF`}, parseErrors(t, "m.json", document[:len(document)-1]))
	check(t, "too much", []string{`m.json:9: not JSON: something follows the end of the document`}, parseErrors(t, "m.json", document+"1"))
	check(t, "nothing", []string{`m.yaml: holds nothing: begin with mapping: counterfoil.mapping/v1`}, parseErrors(t, "m.yaml", "# nothing\n"))
	check(t, "a list", []string{`m.yaml:1: is a list, expected a mapping`}, parseErrors(t, "m.yaml", "- a\n"))
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	check(t, "deep", []string{`m.yaml:1: ` + strings.Repeat("/0", 65) + `: nested more than 64 deep`}, parseErrors(t, "m.yaml", deep))
	if errs := parseErrors(t, "m.json", deep); len(errs) != 1 || !strings.Contains(errs[0], "nested more than 64 deep") {
		t.Errorf("deep JSON: %q", errs)
	}
}
