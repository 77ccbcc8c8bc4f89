package mapped_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source"
)

// Each error says file, line, column, value, and what to do.
func TestRowErrors(t *testing.T) {
	const tickets = "Number,Item,Operation,Requested for,Opened by,Opened,Reason,System,Roles,State,Closed,Approval,Approver,Approval set\n"
	good := []string{"R1", "System access", "Add", "bob", "li", "02-03-2026 10:00:00", "", "erp", "fin-read", "Open", "", "Approved", "maria", "02-03-2026 11:00:00"}
	m := parse(t, file(t, "tickets.yaml"))
	for _, c := range []struct {
		name   string
		column int
		to     string
		want   string // after "rows:2: sc_req_item/R1: "; empty: no error
	}{
		{"nothing wrong", 0, "R1", ""},
		{"a value that is not in the map", 9, "Pending", `column "State": "Pending" is not in the map (m.yaml:33): add it there, or say with unmapped what becomes of all others`},
		{"another case", 9, "open", `column "State": "open" is not in the map (m.yaml:33): add it there, or say with unmapped what becomes of all others`},
		{"spaces are not part of it", 9, "  Open\u00a0", ""},
		{"a hostile value", 9, "\x1b[31mOpen\u202e", `column "State": "\x1b[31mOpen\u202e" is not in the map (m.yaml:33): add it there, or say with unmapped what becomes of all others`},
		{"a long value", 9, strings.Repeat("x", 1000), `column "State": "` + strings.Repeat("x", 60) + `"… is not in the map (m.yaml:33): add it there, or say with unmapped what becomes of all others`},
		{"an action that is not in the map", 2, "Change", `column "Operation": "Change" is not in the map (m.yaml:20): add it there, or say with unmapped what becomes of all others`},
		{"no action: the ticket does not say", 2, "", ""},
		{"another form of time", 5, "2026-03-02 10:00:00", `column "Opened": "2026-03-02 10:00:00": not a time written dd-MM-yyyy HH:mm:ss: "26-03-02 10:00:00" does not begin with "-" (m.yaml:26 says how times are written)`},
		{"a day that there is not", 5, "29-02-2026 10:00:00", `column "Opened": "29-02-2026 10:00:00": there is no such day (m.yaml:26 says how times are written)`},
		{"clocks put forward", 5, "29-03-2026 02:30:00", `column "Opened": "29-03-2026 02:30:00": clocks in Europe/Berlin never showed it: they were put forward over it; export times in UTC, or with an offset (m.yaml:26 says how times are written)`},
		{"clocks put back", 5, "25-10-2026 02:30:00", `column "Opened": "25-10-2026 02:30:00": clocks in Europe/Berlin showed it twice, at 2026-10-25T00:30:00Z and at 2026-10-25T01:30:00Z: export times in UTC, or with an offset (m.yaml:26 says how times are written)`},
		{"no time", 5, "", `column "Opened" is empty, or stands for nothing, and a request needs its submitted_at (m.yaml:26)`},
		{"no subject", 3, "", `column "Requested for" is empty, or stands for nothing, and a subject needs its id (m.yaml:15)`},
		{"what stands for nothing", 3, "(empty)", `column "Requested for" is empty, or stands for nothing, and a subject needs its id (m.yaml:15)`},
		{"no approver", 12, "", `column "Approver" is empty, or stands for nothing, and an approver needs its id (m.yaml:49)`},
		{"no requester: the ticket does not say", 4, "", ""},
		{"roles without a system", 7, "", `column "System" is empty, or stands for nothing, and an entitlement needs its system (m.yaml:30)`},
		{"no roles", 8, " ; ", ""},
		{"not UTF-8", 6, "M\xfcller", `column "Reason" is not UTF-8: save the file as CSV UTF-8`},
	} {
		row := append([]string(nil), good...)
		row[c.column] = `"` + c.to + `"`
		_, errs, _ := read(t, m, tickets+strings.Join(row, ",")+"\n")
		want := []string(nil)
		if c.want != "" {
			want = []string{"rows:2: sc_req_item/R1: " + c.want}
			if c.name == "not UTF-8" {
				want = []string{"rows:2: " + c.want}
			}
		}
		check(t, c.name, want, errs)
	}
}

// All that is wrong with a row comes in one error, and none of its facts.
func TestAllAtOnce(t *testing.T) {
	facts, errs, tally := read(t, parse(t, file(t, "tickets.yaml")), "Number,Item,Operation,Requested for,Opened by,Opened,Reason,System,Roles,State,Closed,Approval,Approver,Approval set\n"+
		"R1,System access,Add,bob,li,yesterday,,erp,fin-read,Pending,,Approved,maria,02-03-2026 11:00:00\n")
	check(t, "facts", []string(nil), facts)
	check(t, "errors", []string{`rows:2: sc_req_item/R1: column "Opened": "yesterday": not a time written dd-MM-yyyy HH:mm:ss: "yesterday" does not begin with 2 digits (m.yaml:26 says how times are written); ` +
		`column "State": "Pending" is not in the map (m.yaml:33): add it there, or say with unmapped what becomes of all others`}, errs)
	check(t, "refused", 1, tally.Refused)
}

// value reads one text through the field "justification".
func value(t *testing.T, input, from, rows string) string {
	t.Helper()
	id := "{column: id}"
	if strings.Contains(input, "json") {
		id = "{pointer: /id}"
	}
	m := parse(t, `mapping: counterfoil.mapping/v1
input: `+input+`
source: {system: s, kind: itsm, record_id: `+id+`}
facts: [{fact: request, subject: {id: bob}, value: {id: R, submitted_at: "2026-03-02T09:00:00Z", justification: `+from+`}}]
`)
	facts, errs, _ := read(t, m, rows)
	if len(facts)+len(errs) != 1 {
		t.Fatalf("%q, %q", facts, errs)
	}
	if len(errs) == 1 {
		return errs[0]
	}
	_, after, ok := strings.Cut(facts[0], `"justification":"`)
	if !ok {
		return "-"
	}
	return after[:strings.Index(after, `","source"`)]
}

func TestValues(t *testing.T) {
	for _, c := range []struct{ input, from, cell, want string }{
		{"{format: csv}", "{column: x}", "a", "a"},
		{"{format: csv}", "{column: x}", "", "-"},
		{"{format: csv}", "{column: x}", "  a  b ", "a  b"},
		{"{format: csv, empty: ['?', 'NULL']}", "{column: x}", " ? ", "-"},
		{"{format: csv, empty: ['?', 'NULL']}", "{column: x}", "null", "null"},
		{"{format: csv}", "{column: x, case: upper}", "aé", "AÉ"},
		{"{format: csv}", "{column: x, map: {a: A}}", "a", "A"},
		{"{format: csv}", "{column: x, map: {a: A}, unmapped: other}", "b", "other"},
		{"{format: csv}", "{column: x, map: {a: A}, unmapped: null}", "b", "-"},
		{"{format: csv}", "{column: x, map: {a: null}}", "a", "-"},
		{"{format: csv}", "{column: x, map: {a: A}}", "", "-"},
		{"{format: csv}", "{column: x, map: {a: A}, unmapped: other}", "", "-"},
		{"{format: csv}", "{column: x, map: {a: A}, empty: none}", "", "none"},
		{"{format: csv}", "{column: x, case: lower, map: {a: A}}", "A", "A"},
		{"{format: csv}", "{column: x, case: lower, empty: NONE}", "", "NONE"},
		{"{format: csv}", `{text: "{id}/{x}"}`, "a", "1/a"},
		{"{format: csv}", `{text: "{id}/{x}"}`, "", "-"},
		{"{format: csv}", `{text: "{id}/{x}", empty: none}`, "", "none"},
		{"{format: csv}", `{text: "{{{x}}}"}`, "a", "{a}"},
		{"{format: csv}", `{text: "{x}", map: {a: A}}`, "a", "A"},
		{"{format: csv}", "constant", "a", "constant"},
		{"{format: csv}", "{column: x, pointer: /a/b}", `"{""a"":{""b"":""\u0041""}}"`, "A"},
		{"{format: csv}", "{column: x, pointer: /a/1}", `"{""a"":[7,true]}"`, "true"},
		{"{format: csv}", "{column: x, pointer: /a}", "", "-"},
		{"{format: csv}", "{column: x, pointer: /a}", `"{}"`, `rows:2: 1: column "x" /a is not there; if rows may lack it, say optional: true`},
		{"{format: csv}", "{column: x, pointer: /a, optional: true}", `"{}"`, `-`},
		{"{format: csv}", "{column: x, pointer: /a}", `"{""a"":1,""a"":2}"`, `rows:2: 1: column "x" /a is not JSON, or says a name twice: "{\"a\":1,\"a\":2}"`},
		{"{format: csv}", "{column: x, pointer: /a}", `{a`, `rows:2: 1: column "x" /a is not JSON, or says a name twice: "{a"`},
	} {
		check(t, c.from+" of "+c.cell, c.want, value(t, c.input, c.from, "id,x\n1,"+c.cell+"\n"))
	}
}

func TestJSONValues(t *testing.T) {
	for _, c := range []struct{ from, x, want string }{
		{"{pointer: /x}", `"a"`, "a"},
		{"{pointer: /x}", `50`, "50"},
		{"{pointer: /x}", `1.50e2`, "1.50e2"},
		{"{pointer: /x}", `true`, "true"},
		{"{pointer: /x}", `null`, "-"},
		{"{pointer: /x}", `" "`, "-"},
		{"{pointer: /x}", `"\u00e9\n\""`, `é\n\"`},
		{"{pointer: /x/y}", `{"y":"a"}`, "a"},
		{"{pointer: /x/y}", `null`, "-"},
		{"{pointer: /x/aé}", `{"z":[{}],"a\u00e9":"a"}`, "a"},
		{"{pointer: /x/a~1b~0c}", `{"a/b~c":"a"}`, "a"},
		{"{pointer: /x/1/y}", `[0,{"y":"a"}]`, "a"},
		{"{pointer: /x/y}", `{"z":1}`, `rows:1: 1: /x/y is not there; if rows may lack it, say optional: true`},
		{"{pointer: /x/y, optional: true}", `{"z":1}`, "-"},
		{"{pointer: /x/2}", `[0,1]`, `rows:1: 1: /x/2 is not there; if rows may lack it, say optional: true`},
		{"{pointer: /x/y}", `[0,1]`, `rows:1: 1: /x/y meets a list, in which "y" is no position: say a number from 0, or each`},
		{"{pointer: /x/01}", `[0,1]`, `rows:1: 1: /x/01 meets a list, in which "01" is no position: say a number from 0, or each`},
		{"{pointer: /x/y}", `"y"`, `rows:1: 1: /x/y meets a value that is neither an object nor a list before "y"`},
		{"{pointer: /x}", `{}`, `rows:1: 1: /x is an object, and not a single value: point into it, or go through it with each`},
		{"{pointer: /x}", `[]`, `rows:1: 1: /x is a list, and not a single value: point into it, or go through it with each`},
		{"{pointer: /X}", `1`, `rows:1: 1: /X is not there; if rows may lack it, say optional: true: did you mean "x"? There are "id", "x"`},
		{`{text: "{/id}-{/x/y}"}`, `{"y":"a"}`, "1-a"},
		{`{text: "{/id}-{/x/y}"}`, `{}`, `rows:1: 1: /x/y is not there; if rows may lack it, say optional: true`},
		{`{text: "{/id}-{/x/y}", optional: true}`, `{}`, "-"},
	} {
		got := value(t, "{format: json}", c.from, `{"id":"1","x":`+c.x+"}\n")
		check(t, c.from+" of "+c.x, c.want, got)
	}
}

func TestTimeInTwoColumns(t *testing.T) {
	m := parse(t, `mapping: counterfoil.mapping/v1
input: {format: csv}
source: {system: s, kind: hr, record_id: {column: id}}
facts: [{fact: event, subject: {id: bob}, value: {kind: closure, occurred_at: {text: "{day} {time}", format: dd.MM.yyyy HH:mm, zone: "+01:00"}}}]
`)
	facts, errs, _ := read(t, m, "id,day,time\n1,02.03.2026,09:30\n2,02.03.2026,\n3,02.03.2026,25:00\n")
	if len(facts) != 1 || !strings.Contains(facts[0], `"occurred_at":"2026-03-02T08:30:00Z"`) {
		t.Errorf("%q", facts)
	}
	check(t, "errors", []string{
		`rows:3: 2: column "day", column "time" is empty, or stands for nothing, and an event needs its occurred_at (m.yaml:4)`,
		`rows:4: 3: column "day", column "time": "02.03.2026 25:00": there is no such time of day (m.yaml:4 says how times are written)`,
	}, errs)
}

func TestApprovalNeedsItsRequest(t *testing.T) {
	m := parse(t, `mapping: counterfoil.mapping/v1
input: {format: csv}
source: {system: s, kind: itsm, record_id: {column: id}}
facts: [{fact: approval, request_ref: {column: ref}, subject: {id: bob}, value: {approver: {id: max}, decision: approved, decided_at: "2026-03-02T09:00:00Z"}}]
`)
	_, errs, _ := read(t, m, "id,ref\n1,\n")
	check(t, "errors", []string{`rows:2: 1: column "ref" is empty, and an approval needs its request_ref (m.yaml:4)`}, errs)
}

func TestConditions(t *testing.T) {
	for _, c := range []struct {
		when, cell string
		holds      bool
	}{
		{"{column: x, is: [a, b]}", "b", true}, {"{column: x, is: [a, b]}", "c", false}, {"{column: x, is: [a, b]}", "", false}, {"{column: x, is: [a]}", "A", false},
		{"{column: x, is: [a], case: lower}", "A", true},
		{"{column: x, is_not: [a, b]}", "b", false}, {"{column: x, is_not: [a, b]}", "c", true}, {"{column: x, is_not: [a, b]}", "", true},
		{"{column: x, empty: true}", "", true}, {"{column: x, empty: true}", "a", false}, {"{column: x, empty: true}", "?", true},
		{"{column: x, empty: false}", "", false}, {"{column: x, empty: false}", "a", true},
		{"[{column: x, empty: false}, {column: id, is: ['1']}]", "a", true}, {"[{column: x, empty: false}, {column: id, is: ['2']}]", "a", false},
		{"{column: x, pointer: /y, is: ['true']}", `"{""y"":true}"`, true},
	} {
		m := parse(t, `mapping: counterfoil.mapping/v1
input: {format: csv, empty: ['?']}
source: {system: s, kind: itsm, record_id: {column: id}}
facts: [{fact: event, when: `+c.when+`, subject: {id: bob}, value: {kind: closure, occurred_at: "2026-03-02T09:00:00Z"}}]
`)
		facts, errs, tally := read(t, m, "id,x\n1,"+c.cell+"\n")
		if len(facts) == 1 != c.holds || len(errs) > 0 || tally.Ignored == 1 == c.holds {
			t.Errorf("%s of %q: %q, %q", c.when, c.cell, facts, errs)
		}
	}
}

// A condition about the row spares it the search for the list.
func TestConditionBeforeList(t *testing.T) {
	m := parse(t, file(t, "access.yaml"))
	_, errs, tally := read(t, m, `{"id":"1","type":"login"}`+"\n"+`{"id":"2","type":"assignment"}`+"\n")
	check(t, "errors", []string{`rows:2: 2: /targets is not there; if rows may lack it, say optional: true: there are "id", "type"`}, errs)
	check(t, "ignored", 1, tally.Ignored)
}

// What is counted by name stays few, however many values there are.
func TestReasonsStayFew(t *testing.T) {
	m := parse(t, file(t, "people.yaml"))
	var b strings.Builder
	b.WriteString("Employee,Name,Mail,Accounts,Event,Effective\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "%d,a,a@b,,Event %d,2026-01-01\n", i, i)
	}
	_, _, tally := read(t, m, b.String())
	check(t, "ignored", 1000, tally.Ignored)
	check(t, "reasons", 101, len(tally.Reasons()))
	check(t, "others", 900, tally.IgnoredFor(source.Reason{Why: "no condition of the mapping holds", Name: "other values"}))
}

// Two facts that the join would take for one are no silent loss.
func TestFactsOfOneRowAreApart(t *testing.T) {
	document := strings.Replace(file(t, "access.yaml"), `      id: {text: "{/id}/{@item/system}"}`+"\n", "", 1)
	_, errs, _ := read(t, parse(t, document), strings.SplitAfter(file(t, "access.jsonl"), "\n")[0])
	check(t, "errors", []string{`rows:1: a-1: makes two facts that could not be told apart, both a change about "bob": map an id in their value that differs`}, errs)
}

func TestItems(t *testing.T) {
	m := parse(t, file(t, "access.yaml"))
	for _, c := range []struct{ name, targets, want string }{
		{"no list", `{}`, `/targets is not a list: leave each out, or say separator`},
		{"an item without verb", `[{"system":"erp","status":"done","roles":[]}]`, `item /verb is not there; if rows may lack it, say optional: true`},
		{"an item that is text", `["erp"]`, `item /system meets a value that is neither an object nor a list before "system"; item /verb meets`},
		{"a role without a name", `[{"system":"erp","verb":"add","status":"done","roles":[{"name":null}]}]`, `item /name is empty, or stands for nothing, and an entitlement needs its permission (m.yaml:28)`},
		{"a role that is null", `[{"system":"erp","verb":"add","status":"done","roles":[null]}]`, `item /name is empty, or stands for nothing, and an entitlement needs its permission (m.yaml:28)`},
		{"a time that is none", `[{"system":"erp","verb":"add","status":"done","roles":[{"name":"a","until":"soon"}]}]`, `item /until: "soon": not a count of milliseconds since 1970, such as 1772442000000 (m.yaml:29 says how times are written)`},
	} {
		_, errs, _ := read(t, m, `{"id":"a","type":"assignment","at":"2026-03-02T11:00:00Z","account":{"login":"bob","robot":false},"by":"gate","breakGlass":false,"targets":`+c.targets+"}")
		if len(errs) != 1 || !strings.HasPrefix(errs[0], "rows:1: a: "+c.want) {
			t.Errorf("%s: %q, want %q", c.name, errs, c.want)
		}
	}
}
