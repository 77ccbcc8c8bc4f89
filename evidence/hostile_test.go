package evidence

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

const head = `{"schema":"counterfoil.evidence/v1","id":"R1","subject":{"id":"a","kind":"human"}`

func TestHostile(t *testing.T) {
	nested := func(open, end string, n int) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }
	for _, c := range []struct {
		name, in string
		want     string // that the error contains; empty: accepted
	}{
		{"NUL", head + "\x00}", "not JSON"},
		{"NUL behind", head + "}\x00", "something follows the object"},
		{"NUL in a string", strings.Replace(head, "R1", "R\x00", 1) + "}", "not JSON"},
		{"escaped NUL", strings.Replace(head, "R1", `R\u0000`, 1) + "}", ""},
		{"lone high surrogate", strings.Replace(head, "R1", `\ud800`, 1) + "}", "/id: not JSON"},
		{"lone low surrogate", strings.Replace(head, "R1", `\udc00`, 1) + "}", "/id: not JSON"},
		{"surrogate in extensions", head + `,"extensions":{"x":["\ud800"]}}`, "/extensions/x/0: not JSON"},
		{"surrogate in a name", head + `,"extensions":{"\ud800":1}}`, "not JSON"},
		{"surrogate pair", strings.Replace(head, "R1", `\ud83d\ude00`, 1) + "}", ""},
		{"invalid UTF-8", strings.Replace(head, "R1", "\xff", 1) + "}", "/id: not JSON"},
		{"invalid UTF-8 in extensions", head + ",\"extensions\":{\"x\":\"\xc0\xaf\"}}", "/extensions/x: not JSON"},
		{"invalid UTF-8 in an unknown field", head + ",\"x\":\"\xff\"}", "/x: not JSON"},
		{"UTF-16", "\xff\xfe{\x00}\x00", "not JSON"},
		{"byte order mark", "\ufeff" + head + "}", "byte order mark"},
		{"comment", head + "/* x */}", "not JSON"},
		{"trailing comma", head + ",}", "not JSON"},
		{"no colon before a list", head + `,"events" []}`, "/events: not JSON"},
		{"no colon before a part", head + `,"request" {}}`, "/request: not JSON"},
		{"no colon before a flag", head + `,"policy_basis":{"approval_required" true}}`, "/policy_basis/approval_required: not JSON"},
		{"no colon in extensions", head + `,"extensions":{"x" 1}}`, "/extensions/x: not JSON"},
		{"no comma between aliases", strings.Replace(head, `"kind"`, `"aliases":["a" "b"],"kind"`, 1) + "}", "/subject/aliases: not JSON"},
		{"no comma between parts", head + `,"events":[{"kind":"closure","occurred_at":"2026-03-02T09:00:00Z"}{}]}`, "/events: not JSON"},
		{"closed with the wrong bracket", head + `,"events":[}}`, "not JSON"},
		{"NaN", head + `,"extensions":{"x":NaN}}`, "not JSON"},
		{"leading zero", head + `,"extensions":{"x":01}}`, "not JSON"},
		{"no-break space", head + "\u00a0}", "not JSON"},
		{"huge exponent", head + `,"extensions":{"x":1e999999999999}}`, ""},
		{"huge number", head + `,"extensions":{"x":` + strings.Repeat("9", 1<<16) + `}}`, ""},
		{"number as time", head + `,"events":[{"occurred_at":` + strings.Repeat("9", 1<<20) + `,"kind":"closure"}]}`, "found the number 999999999999999999999999999999…"},
		{"extensions 64 deep", head + `,"extensions":` + nested(`{"x":`, "}", 62) + `}`, "not JSON"}, // the innermost has no value
		{"extensions just deep enough", head + `,"extensions":{"x":` + nested("[", "]", 62) + `}}`, ""},
		{"extensions too deep", head + `,"extensions":{"x":` + nested("[", "]", 63) + `}}`, "/extensions/x: nested too deep"},
		{"extensions far too deep", head + `,"extensions":{"x":` + nested("[", "]", 1<<20) + `}}`, "/extensions/x: nested too deep"},
		{"unknown just deep enough", head + `,"x":` + nested("[", "]", 63) + `}`, "unknown field"},
		{"unknown too deep", head + `,"x":` + nested("[", "]", 64) + `}`, "/x: nested too deep"},
		{"never closed", head + `,"x":` + strings.Repeat("[", 1<<20), "/x: nested too deep"},
		{"wrong type too deep", head + `,"id2":1,"request":` + nested("[", "]", 1<<20) + `}`, "/request: nested too deep"},
		{"brackets in a string", head + `,"extensions":{"x":"` + strings.Repeat(`[\"{`, 100) + `"}}`, ""},
		{"terminal escapes in a name", head + ",\"\\u001b[2J\\u009b\\u202e\":1}", `R1 /\x1b[2J\u009b\u202e: unknown field "\x1b[2J\u009b\u202e"`},
		{"long name", head + `,"` + strings.Repeat("é", 1<<20) + `":1}`, `unknown field "` + strings.Repeat("é", 60) + `…"`},
		{"long value", head + `,"action":"` + strings.Repeat("é", 1<<20) + `"}`, `found "` + strings.Repeat("é", 60) + `…"`},
		{"long id", strings.Replace(head, "R1", strings.Repeat("é", 1<<20), 1) + `,"x":1}`, "t:1: " + strings.Repeat("é", 200) + "… /x: unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Decode("t", strings.NewReader(c.in))
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want == "":
				checkAccepted(t, r)
			case err == nil:
				t.Error("accepted")
			default:
				checkErrors(t, err)
				if !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v\nwant %s", err, c.want)
				}
			}
		})
	}
}

// A record that was cut off is refused wherever the cut is.
func TestTruncated(t *testing.T) {
	for name, data := range validRecords(t) {
		data = bytes.TrimSpace(data)
		for n := 1; n < len(data); n++ {
			_, err := Decode("t", bytes.NewReader(data[:n]))
			if err == nil {
				t.Fatalf("%s: accepted, cut off at %d", name, n)
			}
			if !strings.HasPrefix(string(data[:n]), "{") || !strings.Contains(err.Error(), "the JSON ends too early") {
				t.Fatalf("%s: cut off at %d: %v", name, n, err)
			}
			checkErrors(t, err)
		}
	}
}

// However many things are wrong, a hundred are named and all are counted.
func TestManyErrors(t *testing.T) {
	var in strings.Builder
	in.WriteString(head)
	for i := range 250 {
		fmt.Fprintf(&in, `,"x%d":0`, i)
	}
	in.WriteString(`,"events":[`)
	for i := range 50 {
		if i > 0 {
			in.WriteByte(',')
		}
		in.WriteString("{}") // kind and time are missing: two a piece
	}
	in.WriteString("]}")
	_, err := Decode("t", strings.NewReader(in.String()))
	lines := strings.Split(err.Error(), "\n")
	if last := lines[len(lines)-1]; len(lines) != 101 || last != "t:1: R1: and 250 more" {
		t.Errorf("%d lines, the last: %s", len(lines), last)
	}
}

// A line full of empty parts must not take up many times its size.
func TestEmptyPartsMemory(t *testing.T) {
	in := head + `,"approvals":[` + strings.Repeat("{},", 1<<20) + `{}]}`
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Decode("t", strings.NewReader(in))
	runtime.ReadMemStats(&after)
	if err == nil {
		t.Fatal("accepted")
	}
	// The input alone takes 3 MiB, and grows to that by steps; a million
	// approvals take 200 MiB.
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 64<<20 {
		t.Errorf("%d MiB allocated", allocated>>20)
	}
}

func TestErrorText(t *testing.T) {
	for _, c := range []struct {
		err  Error
		want string
	}{
		{Error{}, "not acceptable"},
		{Error{Err: errTooDeep}, errTooDeep.Error()},
		{Error{Source: "a", Line: 3, Offset: 1, RecordID: "R", Pointer: "/x", Err: errTooDeep}, "a:3: R /x: " + errTooDeep.Error() + " (at byte 1)"},
		{Error{Line: 3, Pointer: "/x", Err: errTooDeep}, "line 3: /x: " + errTooDeep.Error()},
		{Error{Source: "a\x1b]0;x\a\n", RecordID: "R\"", Err: errTooDeep}, `a\x1b]0;x\a\n: R": ` + errTooDeep.Error()},
		{Error{Source: "\"\x00\"", Err: errTooDeep}, `\"\x00\": ` + errTooDeep.Error()},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}
