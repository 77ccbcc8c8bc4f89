package silence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

var asOf = time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)

// load opens the pack of an archive, and puts what is under seen/ before each of
// its controls.
func load(t *testing.T, file string) (pack *suite.Pack, seen []suite.Seen, want string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := txtar.FS(archive)
	if err != nil {
		t.Fatal(err)
	}
	if pack, err = suite.Open(t.Context(), []suite.Mount{{FS: fsys}}, policy.Parameters{}); err != nil {
		t.Fatal(err)
	}
	records, parameters := map[string]ast.Value{}, map[string]ast.Value{}
	for _, f := range archive.Files {
		dir, name := filepath.Split(strings.TrimSuffix(f.Name, ".json"))
		switch dir {
		case "seen/":
			records[name] = value(t, string(f.Data))
		case "parameters/":
			parameters[name] = value(t, string(f.Data))
		case "":
			if name == "want" {
				want = string(f.Data)
			}
		}
	}
	for _, c := range pack.Controls() {
		for _, f := range archive.Files {
			name := filepath.Base(strings.TrimSuffix(f.Name, ".json"))
			if records[name] == nil || !strings.HasPrefix(f.Name, "seen/") {
				continue
			}
			doc := parameters[name]
			if doc == nil {
				doc = value(t, string(policy.DefaultParameters().JSON()))
			}
			seen = append(seen, suite.Seen{Control: c.ID, Input: records[name], Parameters: doc, Test: &suite.Test{Package: "acme_test", Name: name}})
		}
	}
	return pack, seen, want
}

func value(t *testing.T, text string) ast.Value {
	t.Helper()
	v, err := ast.ParseTerm(text)
	if err != nil {
		t.Fatal(err)
	}
	return v.Value
}

// printed is a report, one line an entry.
func printed(r *Report) string {
	var b strings.Builder
	show := func(s Silence) {
		worst := func(c policy.ControlResult) string {
			i := slices.IndexFunc(c.Findings, func(f policy.Finding) bool { return f.Outcome == c.Outcome })
			message := c.Findings[i].Message
			if before, _, failed := strings.Cut(message, " reached no conclusion: "); failed {
				message = before + " failed"
			}
			return fmt.Sprintf("%s %q", c.Outcome, message)
		}
		fmt.Fprintf(&b, "%s %s %s %d times: %s -> %s (%s, %s)\n", s.Control, s.Place, s.Kind, s.Count,
			worst(s.Example.Before), worst(s.Example.After), s.Example.Test.Name, s.Example.Pointer)
	}
	for _, s := range r.Silences {
		show(s)
	}
	for _, a := range r.Accepted {
		fmt.Fprintf(&b, "accepted by %s:%d: ", a.Marker.File, a.Marker.Line)
		show(a.Silence)
	}
	for _, e := range r.Errors {
		b.WriteString(e.Error() + "\n")
	}
	return b.String()
}

// Each archive is a pack with a known silence, the records that its tests put,
// and what must be found, worked out by hand.
func TestHunt(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			pack, seen, want := load(t, file)
			r, err := Hunt(t.Context(), pack, seen, Options{AsOf: asOf})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, printed(r)); diff != "" {
				t.Error(diff)
			}
			addsUp(t, r)
		})
	}
}

func addsUp(t *testing.T, r *Report) {
	t.Helper()
	if r.Seen != r.Records+r.Repeated+r.Unfit || r.Refused > r.Removals || r.Judged > r.Records+r.Removals-r.Refused || r.Judged < r.Records {
		t.Errorf("the numbers do not add up: %+v", r)
	}
}

// What the tests put is counted, each thing once, and so is what was taken out.
func TestHuntCounts(t *testing.T) {
	pack, _, _ := load(t, "testdata/not.txtar")
	const record = `{"schema": "counterfoil.evidence/v1", "id": "R1", "subject": {"id": "bot", "kind": "agent", "owner": {"id": "li", "status": "inactive"}}}`
	defaults := value(t, string(policy.DefaultParameters().JSON()))
	put := func(name, input string, parameters ast.Value) suite.Seen {
		s := suite.Seen{Control: "acme.owner", Parameters: parameters, Test: &suite.Test{Package: "acme_test", Name: name}}
		if input != "" {
			s.Input = value(t, input)
		}
		return s
	}
	with := func(as_of string) string { return strings.TrimSuffix(record, "}") + `, "as_of": ` + as_of + `}` }
	nothing := put("test_h", "", defaults)
	seen := []suite.Seen{
		put("test_a", record, defaults),
		put("test_b", record, defaults),
		put("test_c", with(`"2026-03-20T00:00:00Z"`), defaults), // the instant that holds without one
		put("test_d", with(`"2026-03-20T00:00:00.000000001Z"`), defaults),
		put("test_e", with(`"2026-03-20"`), defaults),
		put("test_f", with(`"2300-01-01T00:00:00Z"`), defaults),
		put("test_g", with(`7`), defaults),
		nothing, nothing,
		put("test_i", `"text"`, defaults),
		put("test_j", `{"schema": "counterfoil.evidence/v1", "id": "R1", "subject": {"id": "bot"}}`, defaults),
		put("test_k", record, nil),
		put("test_l", record, value(t, `{"grant": {"implies": {}, "max_duration": [], "fulfilment": "P1M"}}`)),
		put("test_m", record, value(t, `{"waivers": [{"id": "W-1", "control": "grant.exakt", "match": {"system": ["*"]}, "reason": "r", "owner": "o", "approved_by": "a", "expires_at": "2027-01-01T00:00:00Z"}]}`)),
	}
	var told []int
	r, err := Hunt(t.Context(), pack, seen, Options{AsOf: asOf, Progress: func(done, total int) { told = append(told, done, total) }})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, r)
	// test_a and test_d; test_b and test_c repeat test_a.
	if r.Seen != 14 || r.Records != 2 || r.Repeated != 2 || r.Unfit != 10 {
		t.Errorf("questions: %+v", r)
	}
	var why []string
	for _, u := range r.Unjudged {
		first, _, _ := strings.Cut(u.Why, "\n")
		why = append(why, u.Test.Name+": "+first)
	}
	if diff := cmp.Diff([]string{
		`test_e: as_of is not an RFC 3339 time: 2026-03-20`,
		`test_f: as_of is outside the years 1970 to 2261: 2300-01-01T00:00:00Z`,
		`test_g: as_of is not an RFC 3339 time: 7`,
		`test_h: input is undefined`,
		`test_i: input is not an object`,
		`test_j: the record is not valid: /subject/kind: missing; expected one of human, service_account, api_key, workload, agent`,
		`test_k: data.counterfoil.parameters is undefined`,
		`test_l: parameters.json:1: /grant/fulfilment: "P1M" has years or months, which are no fixed length: write days, P30D`,
		`test_m: parameters.json:1: /waivers/0/control: there is no control "grant.exakt"`,
	}, why); diff != "" {
		t.Error(diff)
	}
	// Parts: schema, id, subject, and its id, kind and owner, and the owner's id
	// and status. Only the owner and the status may be missing.
	if r.Removals != 2*8 || r.Refused != 2*6 || r.Judged != 2*3 {
		t.Errorf("removals: %+v", r)
	}
	if diff := cmp.Diff([]int{1, 2, 2, 2}, told); diff != "" {
		t.Error(diff)
	}
}

// However many cores do the work, the report is the same.
func TestHuntOnAnyNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, file := range []string{"testdata/nothing_said.txtar", "testdata/parameters.txtar", "testdata/undefined.txtar"} {
		pack, seen, _ := load(t, file)
		var first string
		for _, cores := range []int{1, 2, 8, 8, 8} {
			runtime.GOMAXPROCS(cores)
			r, err := Hunt(t.Context(), pack, seen, Options{AsOf: asOf})
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if first == "" {
				first = string(text)
			}
			if diff := cmp.Diff(first, string(text)); diff != "" {
				t.Errorf("%s on %d cores: %s", file, cores, diff)
			}
		}
	}
}

func TestHuntIsStopped(t *testing.T) {
	pack, seen, _ := load(t, "testdata/not.txtar")
	cause := errors.New("shutting down")
	ctx, stop := context.WithCancelCause(t.Context())
	stop(cause)
	if r, err := Hunt(ctx, pack, seen, Options{AsOf: asOf}); r != nil || !errors.Is(err, cause) {
		t.Errorf("stopped before: %v, %v", r, err)
	}
	ctx, stop = context.WithCancelCause(t.Context())
	seen = append(seen, slices.Repeat(seen, 3)...)
	for i := range seen { // so that there is more than one record
		seen[i].Input = value(t, strings.Replace(seen[i].Input.String(), `"R1"`, fmt.Sprintf(`"R%d"`, i), 1))
	}
	r, err := Hunt(ctx, pack, seen, Options{AsOf: asOf, Progress: func(int, int) { stop(cause) }})
	if r != nil || !errors.Is(err, cause) {
		t.Errorf("stopped after the first record: %v, %v", r, err)
	}
}

// A record is put to the controls that a test put it to, and to no other.
func TestHuntAsksWhatTestsAsked(t *testing.T) {
	pack, seen, _ := load(t, "testdata/nothing_said.txtar")
	seen = slices.DeleteFunc(seen, func(s suite.Seen) bool { return s.Control == "acme.closed" || s.Control == "acme.named" })
	r, err := Hunt(t.Context(), pack, seen, Options{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range r.Silences {
		got = append(got, s.Control+" "+s.Place)
	}
	if diff := cmp.Diff([]string{"acme.somebody /request/status", "acme.used /subject/status"}, got); diff != "" {
		t.Error(diff)
	}
}
