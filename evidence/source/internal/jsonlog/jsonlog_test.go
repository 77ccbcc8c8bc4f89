package jsonlog_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

var format = jsonlog.Format{
	Log:   "an Acme log",
	Event: "Acme event",
	By:    "Acme",
	Lists: []string{"records", "more"},
	Again: "export it from Acme again",
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// event reads an invented vendor's events: {"id", "type", "who", "at", "parts"}.
// Its facts say with which list and digest they came.
func event(e *jsonlog.Event) jsonlog.Fate {
	var a struct {
		ID    string         `json:"id"`
		Type  string         `json:"type"`
		Who   string         `json:"who"`
		At    string         `json:"at"`
		Parts jsontext.Value `json:"parts"`
	}
	err := e.Decode(&a)
	e.ID = a.ID
	if err != nil {
		return jsonlog.Refused(err)
	}
	switch a.Type {
	case "look":
		return jsonlog.Ignored(source.Reason{Why: "only looks"})
	case "nothing":
		return jsonlog.Used(a.Type)
	}
	at := noon
	if a.At != "" {
		if at, err = e.Time("/at", a.At); err != nil {
			return jsonlog.Refused(err)
		}
	}
	var parts struct {
		Role string `json:"role"`
	}
	if err := e.Part(a.Parts, "/parts", &parts); err != nil {
		return jsonlog.Refused(err)
	}
	return jsonlog.Used(a.Type, evidence.Fact{Subject: evidence.Identity{ID: a.Who, Name: e.List}, Value: &evidence.Event{Kind: evidence.EventCreated, OccurredAt: at}})
}

func one(id string) string { return `{"id":"` + id + `","type":"add","who":"` + id + `"}` }

// who is the facts in short: subject, and the list that it stood in.
func who(facts []evidence.Fact) string {
	var all []string
	for _, f := range facts {
		s := f.Subject.ID
		if f.Subject.Name != "" {
			s += "/" + f.Subject.Name
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func TestShapes(t *testing.T) {
	a, b, c := one("a"), one("b"), one("c")
	pretty := strings.ReplaceAll(strings.ReplaceAll(a, "{", "{\n  "), ",", ",\n  ")
	wide := `{"x":"` + strings.Repeat("y", 100_000) + `",` + b[1:]
	for _, s := range []struct{ what, input, want string }{
		{"array", "[" + a + "," + b + "]", "a b"},
		{"empty array", "[]", ""},
		{"arrays", "[" + a + "]\n[" + b + "]", "a b"},
		{"list", `{"records":[` + a + "," + b + "]}", "a/records b/records"},
		{"lists", `{"records":[` + a + `],"more":[` + b + `]}`, "a/records b/more"},
		{"list, not first, on one line", `{"kind":"page","meta":{"records":[1]},"records":[` + a + `]}`, "a/records"},
		{"list, first, and more on the line", `{"records":[` + a + `],"next":null}` + `{"records":[]}` + `{"more":[` + b + `]}` + "\n", "a/records b/more"},
		{"lists on lines", `{"n":1,"records":[` + a + `]}` + "\n" + `{"records":[` + b + `]}`, "a/records b/records"},
		{"list, pretty", "{\n \"x\": 1,\n \"records\": [\n" + pretty + ",\n" + b + "]\n}\n", "a/records b/records"},
		{"a list's name that holds none", `{"records":{"x":1},` + a[1:], "a"},
		{"lines", a + "\n" + b + "\n", "a b"},
		{"lines, no last end", a + "\r\n\r\n" + b, "a b"},
		{"lines, byte order mark", "\ufeff" + a, "a"},
		{"lines, after blank ones", "\n \n" + a + "\n" + b, "a b"},
		{"a line longer than the buffer", a + "\n" + wide + "\n" + c, "a b c"},
		{"that line first", wide + "\n" + c, "b c"},
		{"single", pretty, "a"},
		{"singles", pretty + pretty + "\n" + pretty, "a a a"},
		{"of all kinds", pretty + "[" + b + "]" + `{"more":[` + c + "]}", "a b c/more"},
	} {
		facts, errs, _ := sourcetest.Read(t, format.Reader(event), s.input)
		if got := who(facts); got != s.want || len(errs) > 0 {
			t.Errorf("%s: got %q, want %q; %q", s.what, got, s.want, errs)
		}
	}
}

func TestErrors(t *testing.T) {
	a, b := one("a"), one("b")
	deep := func(n int) string { return strings.Repeat(`{"x":`, n) + "1" + strings.Repeat("}", n) }
	with := func(member string) string { return strings.TrimSuffix(a, "}") + "," + member + "}" }
	for _, s := range []struct {
		what, input, want string
		errs              []string
	}{
		{"nothing", "", "", []string{"log: holds nothing: fetch the file again, or leave it out"}},
		{"space", " \r\n\t", "", []string{"log: holds nothing: fetch the file again, or leave it out"}},
		{"text", "Read me", "", []string{"log: not an Acme log, which begins with { or [: leave this file out"}},
		{"a bad line", a + "\n" + a[:9] + "\n" + b, "a b", []string{"log:2: a: not JSON: unexpected EOF; fetch the log again (at byte 10)"}},
		{"a bad first line", a[:9] + "\n" + b, "b", []string{"log:1: a: not JSON: unexpected EOF; fetch the log again (at byte 10)"}},
		{"two on a line", a + b + "\n" + b, "b", []string{"log:1: a: something follows the event on its line: put one event on a line"}},
		{"rubbish after an event", a + "}\n" + b, "b", []string{"log:1: a: not JSON: invalid character '}' at start of value; fetch the log again (at byte " + fmt.Sprint(len(a)+1) + ")"}},
		{"lines that are no objects", a + "\n7\n\"x\"\n[]\nx\n" + b, "a b", []string{
			"log:2: not an event, which is an object: leave it out",
			"log:3: not an event, which is an object: leave it out",
			"log:4: not an event, which is an object: leave it out",
			"log:5: not JSON: invalid character 'x' at start of value; fetch the log again (at byte 1)"}},
		{"elements that are no objects", "[7," + a + ",[" + b + "]]", "a", []string{"log: event 1: not an event, which is an object: leave it out", "log: event 3: not an event, which is an object: leave it out"}},
		{"a duplicate name", "[" + with(`"id":"z"`) + "," + b + "]", "b", []string{"log: a /id: not JSON: duplicate object member name; fetch the log again (at byte " + fmt.Sprint(len(a)+1) + ")"}},
		{"a duplicate name in what is skipped", with(`"x":{"y":[{"z":1,"z":2}]}`), "", []string{"log:1: a /x/y/0/z: not JSON: duplicate object member name; fetch the log again (at byte " + fmt.Sprint(len(a)+18) + ")"}},
		{"a duplicate name, spelt otherwise", with(`"\u0069d":"z"`), "", []string{"log:1: a /id: not JSON: duplicate object member name; fetch the log again (at byte " + fmt.Sprint(len(a)+1) + ")"}},
		{"UTF-8 that is none", with("\"x\":\"\xff\""), "", []string{"log:1: a: not JSON: invalid UTF-8; fetch the log again (at byte " + fmt.Sprint(len(a)+6) + ")"}},
		{"deep enough", with(`"x":` + deep(63)), "a", nil},
		{"too deep", with(`"x":`+deep(64)) + "\n" + b, "b", []string{"log:1: nests deeper than 64, which no Acme event does"}},
		{"brackets in strings are no depth", with(`"x":"` + strings.Repeat(`[\"{`, 70) + `"`), "a", nil},
		{"another type", with(`"at":7`), "", []string{"log:1: a /at: a number, which is not what Acme writes there: export it from Acme again"}},
		{"another type in a part", with(`"parts":{"role":["x"]}`), "", []string{"log:1: a /parts/role: an array, which is not what Acme writes there: export it from Acme again"}},
		{"another type of part", with(`"parts":"x"`), "", []string{"log:1: a /parts: a string, which is not what Acme writes there: export it from Acme again"}},
		{"null is absence", with(`"at":null,"parts":{"role":null}`), "a", nil},
		{"null is absence, of a part too", with(`"parts":null`), "a", nil},
		{"time without a zone", with(`"at":"2026-03-02T12:00:00"`), "", []string{"log:1: a /at: not a time with a zone, such as 2026-03-02T09:00:00Z: export it from Acme again"}},
		{"no year of ours", with(`"at":"1970-01-01T00:30:00+01:00"`), "", []string{"log:1: a /at: not a time with a zone, such as 2026-03-02T09:00:00Z: export it from Acme again"}},
		{"no subject: no fact", `{"id":"a"}`, "", []string{`log:1: a: what was read from it is no fact (/subject/id: expected a non-empty string, found ""): export it from Acme again`}},
		{"no facts", `{"id":"a","type":"nothing"}`, "", []string{"log:1: a: read, but to no fact: report this"}},
		{"a hostile id", `{"id":"\u001b[2J"}`, "", []string{`log:1: "\x1b[2J": what was read from it is no fact (/subject/id: expected a non-empty string, found ""): export it from Acme again`}},
		{"cut short", "[" + a + "," + b[:9], "a", []string{"log: after event 1: not JSON: unexpected EOF; the rest of this input was not read: fetch the file again (at byte " + fmt.Sprint(len(a)+2+9+1) + ")"}},
		{"cut short in a list", `{"records":[` + a, "a/records", []string{"log: after event 1: not JSON: unexpected EOF; the rest of this input was not read: fetch the file again (at byte " + fmt.Sprint(12+len(a)+1) + ")"}},
		{"neither", "[]\n3", "", []string{"log: neither an event nor a list of them; the rest of this input was not read: fetch the file again"}},
	} {
		facts, errs, _ := sourcetest.Read(t, format.Reader(event), s.input)
		if got := who(facts); got != s.want {
			t.Errorf("%s: got %q, want %q", s.what, got, s.want)
		}
		if diff := cmp.Diff(s.errs, errs); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.what, diff)
		}
	}
}

func TestLimits(t *testing.T) {
	a, b := one("a"), one("b")
	// An event of exactly so many bytes.
	sized := func(n int) string {
		s := strings.TrimSuffix(one("big"), "}") + `,"x":"` + `"}`
		return strings.Replace(s, `"x":"`, `"x":"`+strings.Repeat("y", n-len(s)), 1)
	}
	const long = "longer than 16 MiB, which no Acme event is"
	for _, s := range []struct {
		what, input, want string
		errs              []string
	}{
		{"a line of 16 MiB", sized(source.MaxEvent) + "\n" + a, "big a", nil},
		{"a longer one", a + "\n" + sized(source.MaxEvent+1) + "\n" + b, "a b", []string{"log:2: " + long}},
		{"an event of 16 MiB, less its comma", "[" + a + "," + sized(source.MaxEvent-1) + "," + b + "]", "a big b", nil},
		{"a longer one", "[" + a + "," + sized(source.MaxEvent+1) + "," + b + "]", "a", []string{"log: after event 1: " + long + "; the rest of this input was not read: fetch the file again"}},
		{"a page", `{"records":[` + a + `],"x":"` + strings.Repeat("y", source.MaxEvent) + `"}`, "a/records", []string{"log: after event 1: " + long + "; the rest of this input was not read: fetch the file again"}},
	} {
		facts, errs, _ := sourcetest.Read(t, format.Reader(event), s.input)
		if diff := cmp.Diff(s.errs, errs); diff != "" || who(facts) != s.want {
			t.Errorf("%s: got %q, want %q; errors (-want +got):\n%s", s.what, who(facts), s.want, diff)
		}
	}
}

// Members and Decode hold events to the same rules, and both leave parts as
// they stand.
func TestMembers(t *testing.T) {
	for _, input := range []string{one("a"), `{}`, `{"\u0069d":"a"}`, `{"id":"a","x":{"id":[{}, 1]},"parts": [1, "\u0041"]}`, `{"id":"a"`, `{"id":"a",}`, `{1:2}`, `{"x":1,"x":2}`, "{\"\xff\":1}", `{"a"}`, `7`, `"`} {
		var want, got struct {
			ID    jsontext.Value `json:"id"`
			Parts jsontext.Value `json:"parts"`
		}
		lines := 0
		sourcetest.Read(t, format.Reader(func(e *jsonlog.Event) jsonlog.Fate {
			lines++
			decoded := e.Decode(&want)
			read := e.Members(func(name []byte) *jsontext.Value {
				switch string(name) {
				case "id":
					return &got.ID
				case "parts":
					return &got.Parts
				}
				return nil
			})
			if fmt.Sprint(decoded) != fmt.Sprint(read) {
				t.Errorf("%s: Decode says %v, Members %v", input, decoded, read)
			}
			if decoded == nil && !cmp.Equal(want, got) {
				t.Errorf("%s: Decode read %s, Members %s", input, want, got)
			}
			if read == nil && input[0] == '{' { // and so does Walk, of a part that is the whole
				walked := want
				walked.ID, walked.Parts = nil, nil
				e.Walk(e.JSON, func(name []byte) *jsontext.Value {
					switch string(name) {
					case "id":
						return &walked.ID
					case "parts":
						return &walked.Parts
					}
					return nil
				})
				if !cmp.Equal(walked, got) {
					t.Errorf("%s: Walk read %s, Members %s", input, walked, got)
				}
			}
			if read != nil {
				return jsonlog.Refused(read)
			}
			return jsonlog.Ignored(source.Reason{Why: "none"})
		}), "{}\n"+input) // the first line says that these are lines
		if lines != 2 {
			t.Errorf("%s: %d lines met", input, lines)
		}
	}
}

func TestDigest(t *testing.T) {
	var got []string
	reader := format.Reader(func(e *jsonlog.Event) jsonlog.Fate {
		if err := e.Decode(&struct{}{}); err != nil {
			return jsonlog.Refused(err)
		}
		got = append(got, e.Digest())
		return jsonlog.Ignored(source.Reason{Why: "none"})
	})
	sourcetest.Read(t, reader, `[{"a":1,"b":[true]},{ "a" : 1 ,`+"\n"+` "b" : [ true ] },{"b":[true],"a":1}]`)
	// printf '{"a":1,"b":[true]}' | sha256sum
	const want = "sha256:90eddf64b875cb5fa184bb12503cc7309b6ce21b175521a80bd8d83082bae604"
	if len(got) != 3 || got[0] != want || got[1] != want || got[2] == want {
		t.Errorf("got %q, want %s twice and another", got, want)
	}
}

func TestStops(t *testing.T) {
	for _, input := range []string{one("a") + "\n" + one("b"), "[" + one("a") + "," + one("b") + "]", "[7,8]", "7", `{"records":[1],"more":[2]}`} {
		var tally source.Tally
		n := 0
		for range format.Reader(event)("log", strings.NewReader(input), &tally) {
			n++
			break
		}
		if n != 1 || tally.Events > 1 {
			t.Errorf("%s: %d taken, %s", input, n, &tally)
		}
	}
	for _, input := range []string{`[{"who":"a"},{"who":"b"}]`, `[{"who":1},{"who":"b"}]`} {
		var tally source.Tally
		for range format.Listing(listing)("log", strings.NewReader(input), &tally) {
			break
		}
		if tally.Facts+tally.Refused != 1 {
			t.Errorf("%s: %s", input, &tally)
		}
	}
}

func TestMemoryIsFlat(t *testing.T) {
	filler := strings.Repeat("z", 1000)
	for what, around := range map[string][3]string{"lines": {"", "\n", ""}, "array": {"[", ",", "]"}, "list": {`{"n":1,"records":[`, ",", "]}"}} {
		t.Run(what, func(t *testing.T) {
			const n = 30_000
			sourcetest.FlatMemory(t, format.Reader(event), n, func(i int) string {
				s := fmt.Sprintf(`{"id":"%d","type":"add","who":"w%d","x":"%s"}`, i, i, filler)
				if i == 0 {
					s = around[0] + s
				}
				if i == n-1 {
					return s + around[2]
				}
				return s + around[1]
			})
		})
	}
}

func FuzzInputs(f *testing.F) {
	for _, seed := range []string{one("a"), one("a") + "\n" + one("b"), "[" + one("a") + "]", `{"records":[` + one("a") + `],"next":"x"}`, `{"records":[` + one("a"), "{\n" + one("a")[1:], "", "[", "{}", "[[]]", `{"records":{}}`, "\ufeff[]", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, format.Reader(event), input)
		sourcetest.Fuzz(t, format.Listing(listing), input)
	})
}
