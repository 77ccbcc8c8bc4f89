package policytest

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const hours = `-- contractors and production --
Contractors get no production write outside working days.

matrix acme.contractor_hours
base human_grant
set /id "R-9"
parameters
  waivers: []
as_of 2026-04-01T00:00:00Z
identity contractor
	set /subject/extensions
		{"contract": true}

	remove /subject/aliases
identity employee
entitlement prod-write
	edit with_permission "Writer"
instant monday 2026-03-02T11:00:00Z
	set /changes/0/executed_at "2026-03-02T11:00:00Z"
instant saturday
table
	                        saturday       monday
	employee    prod-write  satisfied      satisfied

	contractor  prod-write  not_satisfied  satisfied
`

func TestMatrix(t *testing.T) {
	c := onlyCase(t, hours)
	if want := "Contractors get no production write outside working days."; c.story != want || len(c.checks) != 0 {
		t.Errorf("the story is %q, and there are %d checks", c.story, len(c.checks))
	}
	type cell struct {
		Name, AsOf, Check string
		Line              int
		Edits             []string
	}
	var got []cell
	for _, k := range c.cells {
		var edits []string
		for _, d := range k.edits {
			edits = append(edits, d.word+" "+strings.Join(strings.Fields(d.rest), " "))
		}
		if k.name != c.name || k.start.rest != "human_grant" || k.parameters.rest != "waivers: []\n" || k.story != c.story || len(k.checks) != 1 {
			t.Errorf("%s: %+v", k.cell, k)
		}
		check := k.checks[0]
		if check.word != "want" || check.subject != "acme.contractor_hours" || !strings.HasSuffix(check.text, " "+check.outcome) {
			t.Errorf("%s: %+v", k.cell, check)
		}
		got = append(got, cell{k.cell, k.asOf.Format(time.RFC3339), check.text, check.number, edits})
	}
	const contract, monday = `set /subject/extensions {"contract": true}`, `set /changes/0/executed_at "2026-03-02T11:00:00Z"`
	want := []cell{ // as the table has them
		{
			"employee/prod-write/saturday", "2026-04-01T00:00:00Z", "employee prod-write saturday: want acme.contractor_hours satisfied", 23,
			[]string{`set /id "R-9"`, `edit with_permission "Writer"`},
		},
		{
			"employee/prod-write/monday", "2026-03-02T11:00:00Z", "employee prod-write monday: want acme.contractor_hours satisfied", 23,
			[]string{`set /id "R-9"`, `edit with_permission "Writer"`, monday},
		},
		{
			"contractor/prod-write/saturday", "2026-04-01T00:00:00Z", "contractor prod-write saturday: want acme.contractor_hours not_satisfied", 25,
			[]string{`set /id "R-9"`, contract, "remove /subject/aliases", `edit with_permission "Writer"`},
		},
		{
			"contractor/prod-write/monday", "2026-03-02T11:00:00Z", "contractor prod-write monday: want acme.contractor_hours satisfied", 25,
			[]string{`set /id "R-9"`, contract, "remove /subject/aliases", `edit with_permission "Writer"`, monday},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// What a table wants may be the answer to a question, and the grade.
func TestMatrixOfAQuestion(t *testing.T) {
	for subject, outcome := range map[string]string{"trail": "pending", "grade": "governance_grade"} {
		c := onlyCase(t, "-- a --\nmatrix "+subject+"\nbase human_grant\nidentity i\nentitlement e\nentitlement f\ninstant t\ntable\n t\n i f "+outcome+"\n i e "+outcome+"\n")
		if len(c.cells) != 2 || c.cells[0].checks[0].subject != subject || c.cells[0].checks[0].outcome != outcome {
			t.Errorf("%s: %+v", subject, c.cells)
		}
	}
}

func TestMatrixRefuses(t *testing.T) {
	const (
		start = "-- a --\nmatrix grant.exact\nbase human_grant\n"                            // lines 1 to 3
		axes  = "identity ana\nidentity ben\nentitlement read\ninstant day\ninstant night\n" // 4 to 8
		head  = "table\n\t          day        night\n"                                      // 9 and 10
		ana   = "\tana  read  satisfied  pending\n"                                          // 11
		ben   = "\tben  read  satisfied  pending\n"                                          // 12
	)
	for _, tt := range []struct{ name, archive, want string }{
		{"no subject", "-- a --\nmatrix\nbase human_grant\n", `a.txtar:2: matrix: of what? Name a control, a question or grade`},
		{"an unknown subject", "-- a --\nmatrix grants\nbase human_grant\n", `a.txtar:2: matrix: "grants" is neither a control nor a question nor grade`},
		{"two subjects", "-- a --\nmatrix grant.exact grant.verified\nbase human_grant\n", `a.txtar:2: matrix: what is "grant.verified"?`},
		{"nothing else", "-- a --\nmatrix grant.exact\n", `a.txtar:2: matrix: makes no record; go on with base or record`},
		{"no base", "-- a --\nmatrix grant.exact\nidentity ana\n", `a.txtar:3: identity: the line after matrix makes the record; write base or record there`},
		{"a base before it", "-- a --\nbase human_grant\nmatrix grant.exact\n", `a.txtar:3: matrix: no such directive`},
		{"two bases", start + "base agent_grant\n", `a.txtar:4: base: a case makes one record`},
		{"two matrices", start + "matrix grant.exact\n", `a.txtar:4: matrix: a case is one matrix`},
		{"a want", start + "want grant.exact satisfied\n", `a.txtar:4: want: a matrix wants what its table says; put this into a case of its own`},
		{"a list of findings", start + "findings grant.exact\n", `a.txtar:4: findings: a matrix wants what its table says`},
		{"an unknown directive", start + "person ana\n", `a.txtar:4: person: no such directive in a matrix; there are base,`},
		{"a bad time", start + "as_of noon\n", `a.txtar:4: as_of: not an RFC 3339 time: "noon"`},

		{"an edit of all after an identity", start + axes + "set /id \"R\"\n", `a.txtar:9: set: this would edit all cells; indent it to edit those of one identity, or put it before line 4`},
		{"an identity without a name", start + "identity\n", `a.txtar:4: identity: "" is no name`},
		{"a name with a slash", start + "entitlement prod/write\n", `a.txtar:4: entitlement: "prod/write" is no name; write one word of letters, digits, -, _ and dots`},
		{"a name that moves the cursor", start + "entitlement \x1b[2J\n", `a.txtar:4: entitlement: "\x1b[2J" is no name`},
		{"a name of two words", start + "identity ana maria\n", `a.txtar:4: identity: what is "maria"? Edits stand on indented lines below`},
		{"a name twice", start + axes + "instant day\n", `a.txtar:9: instant: day is on line 7 already; rename one`},
		{"an instant at no time", start + "instant noon 12:00\n", `a.txtar:4: instant: not an RFC 3339 time: "12:00"`},
		{"a want of one identity", start + "identity ana\n\tset /id \"R\"\n\twant grant.exact satisfied\n", `a.txtar:6: identity: want is no edit; below stand set, remove, copy and edit alone`},
		{"crooked edits", start + "identity ana\n\t\tset /id \"R\"\n\tset /id \"S\"\n", `a.txtar:6: identity: stands less deep than line 5`},

		{"no identity", start + "entitlement read\ninstant day\n" + head + ana, `a.txtar:2: matrix: has no identity; give at least one`},
		{"no entitlement", start + "identity ana\ninstant day\n" + head + ana, `a.txtar:2: matrix: has no entitlement; give at least one`},
		{"no instant", start + "identity ana\nentitlement read\n" + head + ana, `a.txtar:2: matrix: has no instant; give at least one`},
		{"no table", start + axes, `a.txtar:2: matrix: has no table, so it cannot fail; add one`},
		{"two tables", start + axes + head + ana + ben + head, `a.txtar:13: table: given twice; the first is on line 9`},
		{"an empty table", start + axes + "table\n", `a.txtar:9: table: is empty; its first line names the instants`},
		{"a table on the first line", start + axes + "table day night\n" + ana, `a.txtar:9: table: what is "day night"? The table stands on indented lines below`},

		{"no row", start + axes + head, `a.txtar:9: table: there is no row for ana read, ben read`},
		{"a row too few", start + axes + head + ben, `a.txtar:9: table: there is no row for ana read`},
		{"a row twice", start + axes + head + ana + ben + ana, `a.txtar:13: table: ana read is on line 11 already`},
		{"an unknown identity", start + axes + head + ana + ben + "\teve  read  satisfied  satisfied\n", `a.txtar:13: table: there is no identity "eve"; there are ana, ben`},
		{"an unknown entitlement", start + axes + head + ana + ben + "\tana  write  satisfied  satisfied\n", `a.txtar:13: table: there is no entitlement "write"; there are read`},
		{"half a row", start + axes + head + ana + ben + "\tana\n", `a.txtar:13: table: a row starts with an identity and an entitlement`},
		{"a row without cells", start + axes + head + ana + "\tben  read\n", `a.txtar:12: table: 0 outcomes for 2 instants`},
		{"a cell too few", start + axes + head + ana + "\tben  read  satisfied\n", `a.txtar:12: table: 1 outcomes for 2 instants`},
		{"a cell too many", start + axes + head + ana + "\tben  read  satisfied  pending  pending\n", `a.txtar:12: table: 3 outcomes for 2 instants`},
		{"a cell that is none", start + axes + head + ana + "\tben  read  satisfied  ok\n", `a.txtar:12: table: "ok" is none of not_applicable, satisfied,`},
		{"an empty cell", start + axes + head + ana + "\tben  read  satisfied  -\n", `a.txtar:12: table: "-" is none of`},
		{"no line of instants", start + axes + "table\n" + ana + ben, `a.txtar:10: table: there is no instant "ana"; there are day, night`},
		{"an unknown instant", start + axes + "table\n\t day noon\n" + ana + ben, `a.txtar:10: table: there is no instant "noon"; there are day, night`},
		{"an instant twice", start + axes + "table\n\t day night day\n" + ana + ben, `a.txtar:10: table: the instant day has two columns`},
		{"an instant too few", start + axes + "table\n\t night\n" + ana + ben, `a.txtar:10: table: the instant day has no column`},
		{"a grade in place of an outcome", "-- a --\nmatrix grade\nbase human_grant\n" + axes + head + ana + ben, `a.txtar:11: table: "satisfied" is none of governance_grade, open, unproven, deficient`},
	} {
		t.Run(tt.name, func(t *testing.T) { refuses(t, tt.archive, tt.want) })
	}
}

// All that is wrong with a table is told at once.
func TestMatrixTellsAll(t *testing.T) {
	_, err := parseFile(fstest.MapFS{"a.txtar": {Data: []byte(strings.NewReplacer("employee    prod-write", "eve         prod-write", "not_satisfied  ", "maybe  ").Replace(hours))}}, "a.txtar")
	want := `a.txtar:23: table: there is no identity "eve"; there are contractor, employee
a.txtar:25: table: "maybe" is none of not_applicable, satisfied, pending, indeterminate, not_satisfied
a.txtar:21: table: there is no row for employee prod-write`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
