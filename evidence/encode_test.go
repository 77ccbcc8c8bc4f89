package evidence

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

// withExtension is a minimal record that carries one value.
func withExtension(value string) *Record {
	return &Record{
		Schema: SchemaID, ID: "R1", Subject: Identity{ID: "a", Kind: KindHuman},
		Extensions: Extensions{"x": stdjson.RawMessage(value)},
	}
}

// canonicalExtension is the canonical form of that value.
func canonicalExtension(t *testing.T, value string) string {
	t.Helper()
	b, err := withExtension(value).Canonical()
	if err != nil {
		t.Fatalf("%s: %v", value, err)
	}
	const before, after = `{"extensions":{"x":`, `},"id":"R1","schema":"counterfoil.evidence/v1","subject":{"id":"a","kind":"human"}}`
	s := string(b)
	if !strings.HasPrefix(s, before) || !strings.HasSuffix(s, after) {
		t.Fatalf("canonical form: %s", s)
	}
	return s[len(before) : len(s)-len(after)]
}

// The number samples of RFC 8785, appendix B.
func TestCanonicalNumbers(t *testing.T) {
	for bits, want := range map[uint64]string{
		0x0000000000000000: "0",
		0x8000000000000000: "0",
		0x0000000000000001: "5e-324",
		0x8000000000000001: "-5e-324",
		0x7fefffffffffffff: "1.7976931348623157e+308",
		0xffefffffffffffff: "-1.7976931348623157e+308",
		0x4340000000000000: "9007199254740992",
		0xc340000000000000: "-9007199254740992",
		0x4430000000000000: "295147905179352830000",
		0x44b52d02c7e14af5: "9.999999999999997e+22",
		0x44b52d02c7e14af6: "1e+23",
		0x44b52d02c7e14af7: "1.0000000000000001e+23",
		0x444b1ae4d6e2ef4e: "999999999999999700000",
		0x444b1ae4d6e2ef4f: "999999999999999900000",
		0x444b1ae4d6e2ef50: "1e+21",
		0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7",
		0x3eb0c6f7a0b5ed8d: "0.000001",
		0x41b3de4355555553: "333333333.3333332",
		0x41b3de4355555554: "333333333.33333325",
		0x41b3de4355555555: "333333333.3333333",
		0x41b3de4355555556: "333333333.3333334",
		0x41b3de4355555557: "333333333.33333343",
		0xbecbf647612f3696: "-0.0000033333333333333333",
		0x43143ff3c1cb0959: "1424953923781206.2",
	} {
		value := math.Float64frombits(bits)
		for _, format := range []string{"%.20e", "%.1074f"} { // both exact enough to hit the double
			if got := canonicalExtension(t, fmt.Sprintf(format, value)); got != want {
				t.Errorf("%016x: %s, want %s", bits, got, want)
			}
		}
	}
}

// The examples of RFC 8785, sections 3.2.2 and 3.2.3.
func TestCanonicalExamples(t *testing.T) {
	const primitives = `{
		"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
		"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
		"literals": [null, true, false]
	}`
	const wantPrimitives = `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
		`"string":"€$\u000f\nA'B\"\\\\\"/"}`
	if got := canonicalExtension(t, primitives); got != wantPrimitives {
		t.Errorf("got  %s\nwant %s", got, wantPrimitives)
	}
	const names = `{
		"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
		"\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
	}`
	got := canonicalExtension(t, names)
	at := -1
	for _, next := range []string{"Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"} {
		i := strings.Index(got, next)
		if i <= at {
			t.Errorf("%s is not in its place in %s", next, got)
		}
		at = i
	}
}

func TestCanonicalRefusesNumbersOutOfRange(t *testing.T) {
	for _, value := range []string{"1e309", "-1e309", "[0,1e999999999]", strings.Repeat("9", 400)} {
		pointer := "/extensions/x"
		if value[0] == '[' {
			pointer += "/1"
		}
		b, err := withExtension(value).Canonical()
		checkOneError(t, "Canonical", pointer, err)
		if _, digestErr := withExtension(value).Digest(); b != nil || digestErr == nil {
			t.Errorf("%.20s: %s, %v", value, b, digestErr)
		}
	}
	if got := canonicalExtension(t, `["1e309",1e-400,-0.0]`); got != `["1e309",0,0]` {
		t.Error(got)
	}
}

// One record, however it is spelled, has one digest.
func TestDigestIsOfTheMeaning(t *testing.T) {
	const a = `{"schema":"counterfoil.evidence/v1","id":"R1","subject":{"id":"a","kind":"human"},` +
		`"events":[{"kind":"closure","occurred_at":"2026-03-02T09:00:00.5Z"}],"extensions":{"n":[1.0,"A"]}}`
	const b = `{ "extensions":{"n":[1,"\u0041"]}, "events":[{"occurred_at":"2026-03-02T10:00:00.500+01:00","kind":"closure","id":""}],
		"subject":{"kind":"human","id":"a"}, "id":"R1", "action" : "grant", "schema":"counterfoil.evidence/v1"}`
	digest := func(in string) string {
		r, err := Decode("t", strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		d, err := r.Digest()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	same := strings.Replace(b, `"action" : "grant",`, "", 1)
	if digest(a) != digest(same) {
		t.Error("two digests of one record")
	}
	if digest(a) == digest(b) {
		t.Error("an action more, and the same digest")
	}
	// printf '%s' '{"id":"R1","schema":"counterfoil.evidence/v1","subject":{"id":"a","kind":"human"}}' | sha256sum
	const want = "sha256:7a4f72db0c06af7a696c26bdc127371b580b499b23850638d28b6c3727e676d1"
	if got := digest(`{"schema":"counterfoil.evidence/v1","subject":{"kind":"human","id":"a"},"id":"R1"}`); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Times are written in UTC, lists that must be there as lists, and what is
// absent not at all, in the order of the struct.
func TestEncode(t *testing.T) {
	r := &Record{
		Schema: SchemaID, ID: "R1", Subject: Identity{ID: "a", Kind: KindAgent, Aliases: []string{"b", "c"}},
		PolicyBasis:  &PolicyBasis{ApprovalRequired: new(bool)},
		Changes:      []Change{},
		Observations: []Observation{{System: "erp", ObservedAt: time.Date(2026, 3, 2, 10, 0, 0, 120000000, time.FixedZone("", 3600)), Complete: true}},
		Extensions:   Extensions{"b": stdjson.RawMessage("1"), "a": stdjson.RawMessage("{ \"k\" : \"\\u0041\" }")},
	}
	const want = `{"schema":"counterfoil.evidence/v1","id":"R1","subject":{"id":"a","kind":"agent","aliases":["b","c"]},` +
		`"policy_basis":{"approval_required":false},"changes":[],` +
		`"observations":[{"system":"erp","observed_at":"2026-03-02T09:00:00.12Z","complete":true,"entitlements":[]}],` +
		`"extensions":{"a":{"k":"A"},"b":1}}` + "\n"
	var out bytes.Buffer
	if err := Encode(&out, r); err != nil || out.String() != want {
		t.Errorf("%v\n got %s\nwant %s", err, out.String(), want)
	}
}

func TestEncodeRefusesWhatDecodeRefuses(t *testing.T) {
	var out bytes.Buffer
	if err := Encode(&out, &Record{ID: "R1"}); err == nil || out.Len() > 0 {
		t.Errorf("%v, wrote %q", err, out.String())
	}
	long := withExtension(`"` + strings.Repeat("x", 16<<20) + `"`)
	if err := Encode(&out, long); err == nil || out.Len() > 0 {
		t.Errorf("%v, wrote %d bytes", err, out.Len())
	}
	if _, err := (&Record{}).Canonical(); err == nil {
		t.Error("an empty record has a canonical form")
	}
}

// Every encoder there is writes the same bytes.
func TestEncodersAgree(t *testing.T) {
	for name, data := range validRecords(t) {
		r, err := Decode(name, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		r.Extensions = Extensions{"html": stdjson.RawMessage("\"<a href='x'>&\u2028\"")}
		var own, std bytes.Buffer
		if err := Encode(&own, r); err != nil {
			t.Fatal(err)
		}
		enc := stdjson.NewEncoder(&std)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
		experiment, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		byValue, err := json.Marshal(*r)
		if err != nil {
			t.Fatal(err)
		}
		if std.String() != own.String() || string(experiment)+"\n" != own.String() || string(byValue) != string(experiment) {
			t.Errorf("%s:\nEncode       %s\nencoding/json %s\nexperiment   %s", name, own.String(), std.String(), experiment)
		}
		// json.Marshal writes more escapes, which mean the same.
		escaped, err := stdjson.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(name, bytes.NewReader(escaped))
		if err != nil {
			t.Fatal(err)
		}
		a, errA := r.Digest()
		b, errB := back.Digest()
		if a != b || fmt.Sprint(errA) != fmt.Sprint(errB) || errA != nil && name != "extensions" {
			t.Errorf("%s: digests %s %v, %s %v", name, a, errA, b, errB)
		}
	}
}
