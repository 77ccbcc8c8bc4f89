package mapped_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

func parse(t testing.TB, document string) *mapped.Mapping {
	t.Helper()
	m, err := mapped.Parse("m.yaml", []byte(document))
	if err != nil {
		t.Fatalf("the mapping is refused:\n%v\n%s", err, document)
	}
	return m
}

func file(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// read returns the facts as they are printed, the errors, and the tally, which
// must add up.
func read(t testing.TB, m *mapped.Mapping, input string) (facts, errs []string, tally *source.Tally) {
	t.Helper()
	tally = &source.Tally{}
	for f, err := range m.Reader(mapped.Options{})("rows", strings.NewReader(input), tally) {
		if err != nil {
			errs = append(errs, err.Error())
			continue
		}
		var b bytes.Buffer
		if err := evidence.EncodeFact(&b, f); err != nil {
			t.Errorf("not a fact: %v", err)
		}
		facts = append(facts, strings.TrimSpace(b.String()))
	}
	if tally.Events != tally.Used+tally.Ignored+tally.Refused {
		t.Errorf("rows do not add up: %s", tally)
	}
	if len(errs) != tally.Refused+tally.Broken {
		t.Errorf("%d errors, tally: %s", len(errs), tally)
	}
	if len(facts) != tally.Facts {
		t.Errorf("%d facts, tally: %s", len(facts), tally)
	}
	return facts, errs, tally
}

func check(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// CET is UTC+1, CEST UTC+2; 30 March 2026 is the day after clocks went forward.
func TestTickets(t *testing.T) {
	facts, errs, tally := read(t, parse(t, file(t, "tickets.yaml")), file(t, "tickets.csv"))
	const src = `"source":{"system":"servicenow:acme","kind":"itsm","record_id":"sc_req_item/`
	const bob = `"subject":{"id":"bob@acme.example","kind":"human"}`
	check(t, "facts", []string{
		`{"fact":"request",` + bob + `,"action":"grant","value":{"id":"RITM0201","requester":{"id":"li@acme.example","kind":"human"},"submitted_at":"2026-03-02T09:00:00Z",` +
			`"justification":"Month-end close,\nagreed in \"Finance\"","entitlements":[{"system":"erp","resource":"roles","permission":"fin-read"},{"system":"erp","resource":"roles","permission":"fin-export"}],` +
			`"status":"closed_complete","closed_at":"2026-03-02T12:00:00Z",` + src + `RITM0201"}}}`,
		`{"fact":"approval",` + bob + `,"request_ref":"RITM0201","value":{"approver":{"id":"maria@acme.example","kind":"human"},"decision":"approved","decided_at":"2026-03-02T10:00:00Z",` + src + `RITM0201"}}}`,
		`{"fact":"request",` + bob + `,"action":"revoke","value":{"id":"RITM0203","requester":{"id":"li@acme.example","kind":"human"},"submitted_at":"2026-03-30T07:00:00Z",` +
			`"justification":"Left finance","entitlements":[{"system":"erp","resource":"roles","permission":"fin-export"}],"status":"open",` + src + `RITM0203"}}}`,
	}, facts)
	check(t, "errors", []string(nil), errs)
	check(t, "tally", "0 inputs (0 broken), 3 events: 2 used, 1 ignored, 0 refused; 3 facts\n"+
		"  used           1  request\n"+
		"  used           1  request + approval\n"+
		"  ignored        1  no condition of the mapping holds: Item = Laptop\n", tally.String())
}

// 31 December 2026 and 1 July 2026 end at 22:59:59Z (CET) and 21:59:59Z (CEST).
func TestListing(t *testing.T) {
	m := parse(t, file(t, "listing.yaml"))
	observed := func(subject, complete, held, who string) string {
		return `{"fact":"observation","subject":{` + subject + `},"value":{"id":"erp","system":"erp","observed_at":"2026-03-31T20:00:00Z","complete":` + complete + `,"entitlements":[` + held +
			`],"source":{"system":"erp","kind":"application","record_id":"roles/` + who + `","collected_at":"2026-03-31T20:05:00Z"}}}`
	}
	want := func(complete string) []string {
		return []string{
			observed(`"id":"erp/BRAY","kind":"human","aliases":["bob@acme.example"],"status":"active"`, complete,
				`{"system":"erp","resource":"roles","permission":"fin-export","expires_at":"2026-07-01T21:59:59Z","via":"Finance Analyst"},`+
					`{"system":"erp","resource":"roles","permission":"fin-read","expires_at":"2026-12-31T22:59:59Z"}`, "BRAY"),
			observed(`"id":"erp/BATCH","kind":"service_account","status":"active"`, complete, `{"system":"erp","resource":"roles","permission":"post-journal"}`, "BATCH"),
			observed(`"id":"erp/ALEE","kind":"human","aliases":["ann@acme.example"],"status":"suspended"`, complete, ``, "ALEE"),
		}
	}
	facts, errs, tally := read(t, m, file(t, "listing.csv"))
	check(t, "facts", want("true"), facts)
	check(t, "errors", []string(nil), errs)
	check(t, "tally", "0 inputs (0 broken), 5 events: 5 used, 0 ignored, 0 refused; 3 facts\n  used           5  observation\n", tally.String())

	// One row that cannot be read may be about anybody: nothing is complete.
	facts, errs, _ = read(t, m, file(t, "listing.csv")+"EVE;eve@acme.example;Dialogue;;fin-read;;\n")
	check(t, "facts after a refused row", want("false"), facts)
	check(t, "errors", []string{`rows:7: roles/EVE: column "Type": "Dialogue" is not in the map (m.yaml:13): add it there, or say with unmapped what becomes of all others`}, errs)

	// So may what was lost when the file broke off.
	facts, errs, _ = read(t, m, file(t, "listing.csv")+"EVE;\"eve@acme.example")
	check(t, "facts of a broken file", want("false"), facts)
	if len(errs) != 1 || !strings.HasPrefix(errs[0], "rows:7: a quote is in the wrong place, or never closed") {
		t.Errorf("errors: %q", errs)
	}
}

// In London, 30 and 31 March 2026 are in summer time, UTC+1; 5 January is not.
func TestPeople(t *testing.T) {
	facts, errs, tally := read(t, parse(t, file(t, "people.yaml")), file(t, "people.csv"))
	event := func(subject, kind, at, record string) string {
		return `{"fact":"event","subject":{` + subject + `},"value":{"kind":"` + kind + `","occurred_at":"` + at + `","source":{"system":"hr:acme","kind":"hr","record_id":"` + record + `"}}}`
	}
	check(t, "facts", []string{
		event(`"id":"bob@acme.example","kind":"human","name":"Bob Ray","aliases":["hr/1001","arn:aws:iam::123456789012:user/bob","erp/BRAY"],"status":"active"`, "role_change", "2026-03-29T23:00:00Z", "1001/2026-03-30/Mover"),
		event(`"id":"ann@acme.example","kind":"human","name":"Ann Lee","aliases":["hr/1002"],"status":"inactive"`, "termination", "2026-03-31T22:59:59Z", "1002/2026-03-31/Leaver"),
		event(`"id":"zoe@acme.example","kind":"human","name":"Zoë Fox","aliases":["hr/1003"],"status":"active"`, "created", "2026-01-05T00:00:00Z", "1003/2026-01-05/Joiner"),
	}, facts)
	check(t, "errors", []string(nil), errs)
	check(t, "ignored", 1, tally.IgnoredFor(source.Reason{Why: "no condition of the mapping holds", Name: "Event = Sabbatical"}))
}

// 1775001600 is 2026-04-01T00:00:00Z.
func TestAccessLog(t *testing.T) {
	m := parse(t, file(t, "access.yaml"))
	want := []string{
		`{"fact":"change","subject":{"id":"bob","kind":"human"},"request_ref":"RITM0201","value":{"id":"a-1/erp","action":"grant","entitlements":[{"system":"erp","resource":"role","permission":"fin-read"},` +
			`{"system":"erp","resource":"role","permission":"fin-export","expires_at":"2026-04-01T00:00:00Z"}],"actor":{"id":"gate"},"executed_at":"2026-03-02T10:00:00Z","outcome":"success","request_ref":"RITM0201",` +
			`"source":{"system":"gate:acme","kind":"iam","record_id":"a-1"}}}`,
		`{"fact":"change","subject":{"id":"bob","kind":"human"},"request_ref":"RITM0201","value":{"id":"a-1/crm","action":"grant","entitlements":[{"system":"crm","resource":"role","permission":"viewer"}],` +
			`"actor":{"id":"gate"},"executed_at":"2026-03-02T10:00:00Z","outcome":"failure","request_ref":"RITM0201","source":{"system":"gate:acme","kind":"iam","record_id":"a-1"}}}`,
		`{"fact":"change","subject":{"id":"deploy","kind":"service_account"},"value":{"id":"a-3/erp","action":"revoke","entitlements":[{"system":"erp","resource":"role","permission":"admin"}],` +
			`"executed_at":"2026-03-03T09:30:00.5Z","outcome":"success","emergency":true,"source":{"system":"gate:acme","kind":"iam","record_id":"a-3"}}}`,
	}
	lines := strings.TrimSpace(file(t, "access.jsonl"))
	rows := strings.Split(lines, "\n")
	for shape, input := range map[string]string{
		"lines":              lines,
		"array":              "[" + strings.Join(rows, ",") + "]",
		"object with a list": `{"next":null,"entries":[` + strings.Join(rows, ",\n") + `]}`,
		"pretty-printed":     "{\n" + rows[0][1:] + "\n{\n" + rows[1][1:] + "\n{\n" + rows[2][1:],
	} {
		facts, errs, tally := read(t, m, input)
		check(t, shape, want, facts)
		check(t, shape+": errors", []string(nil), errs)
		check(t, shape+": ignored", 1, tally.IgnoredFor(source.Reason{Why: "no condition of the mapping holds", Name: "/type = login"}))
	}
}

// The example in the package documentation says what it comes to.
func TestDocumentation(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	// example is the indented text after a line that ends in begin.
	example := func(begin string) string {
		_, after, ok := strings.Cut(string(doc), begin+"\n//\n")
		if !ok {
			t.Fatalf("the documentation has no %q", begin)
		}
		var b strings.Builder
		for line := range strings.Lines(after) {
			line, ok := strings.CutPrefix(line, "//\t")
			if !ok {
				break
			}
			b.WriteString(line)
		}
		return b.String()
	}
	facts, errs, _ := read(t, parse(t, example("Its mapping:")), example("are local, without a zone:"))
	const src = `"source":{"system":"servicenow:acme","kind":"itsm","record_id":"sc_req_item/RITM0201"}`
	check(t, "facts", []string{
		`{"fact":"request","subject":{"id":"bob@acme.example","kind":"human"},"action":"grant","value":{"id":"RITM0201","requester":{"id":"li@acme.example","kind":"human"},"submitted_at":"2026-03-02T09:00:00Z",` +
			`"entitlements":[{"system":"erp","resource":"roles","permission":"fin-read"},{"system":"erp","resource":"roles","permission":"fin-export"}],"status":"closed_complete",` + src + `}}`,
		`{"fact":"approval","subject":{"id":"bob@acme.example","kind":"human"},"request_ref":"RITM0201","value":{"approver":{"id":"maria@acme.example","kind":"human"},"decision":"approved","decided_at":"2026-03-02T10:00:00Z",` + src + `}}`,
	}, facts)
	check(t, "errors", []string(nil), errs)
}

func TestCollectedAt(t *testing.T) {
	m := parse(t, strings.Replace(file(t, "people.yaml"), "kind: hr\n", "kind: hr\n  collected_at: {column: Effective}\n", 1))
	at := time.Date(2026, 4, 1, 2, 0, 0, 0, time.FixedZone("", 7200))
	for name, c := range map[string]struct {
		m    *mapped.Mapping
		want string
	}{
		"by the caller":  {parse(t, file(t, "people.yaml")), `"collected_at":"2026-04-01T00:00:00Z"`},
		"by the mapping": {m, `"collected_at":"2026-03-29T23:00:00Z"`},
	} {
		var tally source.Tally
		for f, err := range c.m.Reader(mapped.Options{CollectedAt: at})("rows", strings.NewReader(file(t, "people.csv")), &tally) {
			b, encodeErr := f.MarshalJSON()
			if err != nil || encodeErr != nil || !strings.Contains(string(b), c.want) {
				t.Errorf("%s: %s, %v, %v", name, b, err, encodeErr)
			}
			break
		}
	}
}

// A mapping never changes, and may be used for many inputs at once.
func TestConcurrent(t *testing.T) {
	m, input := parse(t, file(t, "tickets.yaml")), file(t, "tickets.csv")
	want, _, _ := read(t, m, input)
	for i := range 8 {
		t.Run(string(rune('a'+i)), func(t *testing.T) {
			t.Parallel()
			facts, _, _ := read(t, m, input)
			check(t, "facts", want, facts)
		})
	}
}
