package mapped_test

import (
	"fmt"
	"strings"
	"testing"
)

// held is a mapping of a listing with the columns at, who, kind, alias, app,
// role; complete or not.
func held(t testing.TB, complete bool) string {
	return fmt.Sprintf(`mapping: counterfoil.mapping/v1
input: {format: csv}
source: {system: s, kind: application, record_id: {text: "{who}/{app}"}}
facts:
  - fact: observation
    subject: {id: {column: who}, kind: {column: kind}, aliases: [{column: alias}]}
    value:
      system: {column: app}
      observed_at: {column: at}
      complete: %t
      entitlements: [{system: {column: app}, resource: role, permission: {column: role}}]
`, complete)
}

// observed is an observation in short: who, system, day, whether complete, and
// what is held.
func observed(facts []string) (list []string) {
	for _, f := range facts {
		part := func(before, after string) string {
			_, rest, _ := strings.Cut(f, before)
			s, _, _ := strings.Cut(rest, after)
			return s
		}
		s := part(`"subject":{"id":"`, `"`) + " " + part(`,"system":"`, `"`) + " " + part(`"observed_at":"`, "T") + " " + part(`"complete":`, ",")
		for _, e := range strings.Split(f, `"permission":"`)[1:] {
			role, _, _ := strings.Cut(e, `"`)
			s += " " + role
		}
		if a := part(`"aliases":[`, "]"); a != "" {
			s += " as " + a
		}
		list = append(list, s)
	}
	return list
}

func TestGathering(t *testing.T) {
	const a, b = "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"
	for _, c := range []struct {
		name           string
		complete, bare bool
		rows           []string
		want, errs     []string
	}{
		{"subjects and systems apart, in whichever order", true, false,
			[]string{a + ",u1,human,,erp,r2", a + ",u2,human,,erp,r1", a + ",u1,human,,crm,r1", a + ",u1,human,,erp,r1", a + ",u1,human,,erp,r2"},
			[]string{"u1 erp 2026-03-01 true r1 r2", "u2 erp 2026-03-01 true r1", "u1 crm 2026-03-01 true r1"}, nil},
		{"aliases add up", true, false,
			[]string{a + ",u1,human,x,erp,r2", a + ",u1,human,y,erp,r1", a + ",u1,human,x,erp,r3"},
			[]string{`u1 erp 2026-03-01 true r1 r2 r3 as "x","y"`}, nil},
		{"instants apart, where nothing is complete", false, false,
			[]string{a + ",u1,human,,erp,r1", b + ",u1,human,,erp,r2"},
			[]string{"u1 erp 2026-03-01 false r1", "u1 erp 2026-03-02 false r2"}, nil},
		{"one instant for each subject and system, where they are complete", true, false,
			[]string{a + ",u1,human,,erp,r1", b + ",u2,human,,erp,r1", b + ",u1,human,,erp,r2"},
			[]string{"u1 erp 2026-03-01 false r1", "u2 erp 2026-03-02 false r1"},
			[]string{`rows:4: u1/erp: lists what "u1" holds in "erp" at 2026-03-02T00:00:00Z, and before that at 2026-03-01T00:00:00Z: a listing that is complete has one instant for each subject and system; give each listing a file of its own`}},
		{"another kind", true, false,
			[]string{a + ",u1,human,,erp,r1", a + ",u1,workload,,erp,r2"},
			[]string{"u1 erp 2026-03-01 false r1"},
			[]string{`rows:3: u1/erp: says another kind of "u1" than was said before: correct the listing, or leave it out of the mapping`}},
		{"a row without an entitlement", true, false,
			[]string{a + ",u1,human,,erp,"}, nil,
			[]string{`rows:2: u1/erp: column "role" is empty, or stands for nothing, and an entitlement needs its permission (m.yaml:11)`}},
		{"a row that says that nothing is held", true, true,
			[]string{a + ",u1,human,,erp,", a + ",u2,human,,erp,", a + ",u2,human,,erp,r1"},
			[]string{"u1 erp 2026-03-01 true", "u2 erp 2026-03-01 true r1"}, nil},
		{"a refused row", true, false,
			[]string{a + ",u1,human,,erp,r1", a + ",,human,,erp,r1", a + ",u2,human,,erp,r1"},
			[]string{"u1 erp 2026-03-01 false r1", "u2 erp 2026-03-01 false r1"}, nil},
	} {
		document := held(t, c.complete)
		if c.bare {
			with := strings.Replace(document[strings.Index(document, "  - fact"):], "    value:", "    when: {column: role, empty: false}\n    value:", 1)
			without := strings.Replace(with, "empty: false}", "empty: true}\n    without_entitlement: holds_nothing", 1)
			without = without[:strings.Index(without, "[{system")] + "[]\n"
			document = document[:strings.Index(document, "  - fact")] + with + without
		}
		facts, errs, tally := read(t, parse(t, document), "at,who,kind,alias,app,role\n"+strings.Join(c.rows, "\n")+"\n")
		check(t, c.name, c.want, observed(facts))
		if c.errs != nil || c.name != "a refused row" {
			check(t, c.name+": errors", c.errs, errs)
		}
		if tally.Used+tally.Refused != len(c.rows) {
			t.Errorf("%s: %s", c.name, tally)
		}
	}
}

func TestNoEntitlementIsRefused(t *testing.T) {
	document := strings.Replace(held(t, true), "{system: {column: app}", "{system: erp", 1)
	_, errs, _ := read(t, parse(t, document), "at,who,kind,alias,app,role\n2026-03-01T00:00:00Z,u1,human,,erp,\n")
	check(t, "errors", []string{`rows:2: u1/erp: names no entitlement: if that says that the subject holds nothing, say without_entitlement: holds_nothing (m.yaml:5)`}, errs)
	document = document[:strings.Index(document, "[{system")] + "[]\n"
	check(t, "no list at all", []string{`m.yaml:11: /facts/0/value/entitlements: holds nothing: say what the rows name, or, if they say that nothing is held, without_entitlement: holds_nothing`},
		parseErrors(t, "m.yaml", document))
}

func TestSubjectsAgree(t *testing.T) {
	document := strings.Replace(held(t, true), "aliases: [{column: alias}]", "name: {column: alias}, status: {column: status}, owner: {id: {column: owner}}", 1)
	const at = "2026-03-01T00:00:00Z"
	for row, want := range map[string]string{
		",u1,human,Bob,erp,r2,active,max":    "",
		",u1,human,Rob,erp,r2,active,max":    "name",
		",u1,human,,erp,r2,active,max":       "name",
		",u1,human,Bob,erp,r2,suspended,max": "status",
		",u1,human,Bob,erp,r2,active,":       "owner",
		",u1,human,Bob,erp,r2,active,ann":    "owner",
	} {
		_, errs, _ := read(t, parse(t, document), "at,who,kind,alias,app,role,status,owner\n"+at+",u1,human,Bob,erp,r1,active,max\n"+at+row+"\n")
		if want == "" {
			check(t, row, []string(nil), errs)
		} else {
			check(t, row, []string{`rows:3: u1/erp: says another ` + want + ` of "u1" than was said before: correct the listing, or leave it out of the mapping`}, errs)
		}
	}
}

// Two facts of a mapping may add to one observation if both are complete.
func TestOneObservationOfTwoFacts(t *testing.T) {
	one := held(t, true)
	other := strings.Replace(one[strings.Index(one, "  - fact"):], "resource: role", "resource: profile", 1)
	const rows = "at,who,kind,alias,app,role\n2026-03-01T00:00:00Z,u1,human,,erp,r1\n"
	facts, errs, _ := read(t, parse(t, one+other), rows)
	check(t, "both", []string{"u1 erp 2026-03-01 true r1 r1"}, observed(facts))
	check(t, "errors", []string(nil), errs)
	for name, c := range map[string][2]string{
		"only one is complete": {strings.Replace(other, "complete: true", "complete: false", 1), `rows:2: u1/erp: adds to an observation of "u1" in "erp" that another fact of the mapping makes, and only one of them is complete`},
		"another instant": {strings.Replace(other, "{column: at}", `"2026-03-02T00:00:00Z"`, 1), `rows:2: u1/erp: lists what "u1" holds in "erp" at 2026-03-02T00:00:00Z, and before that at 2026-03-01T00:00:00Z: ` +
			`a listing that is complete has one instant for each subject and system; give each listing a file of its own`},
		"another kind": {strings.Replace(other, "{column: kind}", "workload", 1), `rows:2: u1/erp: says another kind of "u1" than was said before: correct the listing, or leave it out of the mapping`},
	} {
		facts, errs, _ := read(t, parse(t, one+c[0]), rows)
		check(t, name, []string(nil), facts)
		check(t, name, []string{c[1]}, errs)
	}
}

// A list that breaks off is not whole.
func TestBrokenJSONListing(t *testing.T) {
	document := strings.NewReplacer("format: csv", "format: json, list: rows", "{column: ", "{pointer: /", `{who}/{app}`, `{/who}/{/app}`).Replace(held(t, true))
	const row = `{"at":"2026-03-01T00:00:00Z","who":"u1","kind":"human","alias":null,"app":"erp","role":"r1"}`
	for input, want := range map[string]string{
		`{"rows":[` + row + `]}`:         "u1 erp 2026-03-01 true r1",
		`{"rows":[` + row + `,`:          "u1 erp 2026-03-01 false r1",
		`{"rows":[` + row + `,{"at":1`:   "u1 erp 2026-03-01 false r1",
		`{"rows":[` + row + `,{"a":1}]}`: "u1 erp 2026-03-01 false r1",
	} {
		facts, errs, _ := read(t, parse(t, document), input)
		check(t, input, []string{want}, observed(facts))
		if (len(errs) == 0) != strings.Contains(want, "true") {
			t.Errorf("%s: %q", input, errs)
		}
	}
}

// A row that one fact refuses adds nothing to an observation, either.
func TestGatheringIsAllOrNothing(t *testing.T) {
	document := held(t, true) + `  - fact: event
    subject: {id: {column: who}}
    value: {kind: {column: role, map: {r1: created}}, occurred_at: {column: at}}
`
	const at = "2026-03-01T00:00:00Z"
	for name, rows := range map[string]string{
		"csv": "at,who,kind,alias,app,role\n" + at + ",u1,human,,erp,r1\n" + at + ",u1,human,,erp,r2\n",
		"json": `{"at":"` + at + `","who":"u1","kind":"human","alias":"","app":"erp","role":"r1"}` + "\n" +
			`{"at":"` + at + `","who":"u1","kind":"human","alias":"","app":"erp","role":"r2"}` + "\n",
	} {
		d := document
		if name == "json" {
			d = strings.NewReplacer("format: csv", "format: json", "{column: ", "{pointer: /", `{who}/{app}`, `{/who}/{/app}`).Replace(document)
		}
		facts, errs, tally := read(t, parse(t, d), rows)
		if len(facts) != 2 || len(errs) != 1 || tally.UsedAs("observation + event") != 1 {
			t.Fatalf("%s: %q, %q, %s", name, facts, errs, tally)
		}
		check(t, name, []string{"u1 erp 2026-03-01 false r1"}, observed(facts[1:]))
	}
}
