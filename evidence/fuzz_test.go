package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
)

// compiledSchema is the schema as an independent validator reads it.
func compiledSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	c.AssertFormat = true
	if err := c.AddResource("evidence.json", bytes.NewReader(Schema())); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("evidence.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wellFormed reports whether data is one JSON value without duplicate names or
// invalid UTF-8, nested at most 64 deep: what a schema cannot judge.
func wellFormed(data []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	for tokens := 0; ; tokens++ {
		_, err := dec.ReadToken()
		if err == io.EOF {
			return tokens > 0
		}
		if err != nil || dec.StackDepth() > 64 || dec.StackDepth() == 0 && len(bytes.TrimSpace(data[dec.InputOffset():])) > 0 {
			return false
		}
	}
}

// schemaAccepts is the verdict of the schema on well-formed data.
func schemaAccepts(t testing.TB, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("encoding/json refuses what is well-formed: %v", err)
	}
	return s.Validate(v)
}

// checkDecode holds Decode to its promises for any input.
func checkDecode(t *testing.T, s *jsonschema.Schema, data []byte) {
	t.Helper()
	before := bytes.Clone(data)
	r, err := Decode("fuzz", bytes.NewReader(data))
	if !bytes.Equal(before, data) {
		t.Fatal("the input was changed")
	}
	if (r == nil) != (err != nil) {
		t.Fatalf("record %v, error %v", r, err)
	}
	if err != nil {
		checkErrors(t, err)
	} else {
		checkAccepted(t, r)
	}
	if !wellFormed(data) {
		if err == nil {
			t.Fatal("not well-formed, and accepted")
		}
		return
	}
	if verdict := schemaAccepts(t, s, data); (verdict == nil) != (err == nil) {
		t.Fatalf("Decode and schema disagree on %q\nDecode: %v\nschema: %v", data, err, verdict)
	}
}

// checkErrors holds every error to naming its place, in printable text.
func checkErrors(t *testing.T, err error) {
	t.Helper()
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	for _, err := range list {
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("%T is not an *Error: %v", err, err)
		}
		if e.Source == "" || e.Line < 1 || e.Offset < 0 || e.Err == nil {
			t.Fatalf("place is missing: %#v", e)
		}
		if e.Pointer != "" && e.Pointer[0] != '/' {
			t.Fatalf("pointer %q", e.Pointer)
		}
		text := e.Error()
		if strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsPrint(r) }) || len(text) > 8000 {
			t.Fatalf("not fit for a terminal: %q", text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, data := range validRecords(f) {
		f.Add(data)
	}
	for _, c := range invalidRecords(f) {
		f.Add([]byte(c.input))
	}
	s := compiledSchema(f)
	f.Fuzz(func(t *testing.T, data []byte) { checkDecode(t, s, data) })
}

// spreadRule is the rule by which Read tells the two forms apart, said again.
var spreadRule = regexp.MustCompile(`^[ \t\r\n]*\{[ \t\r]*\n[ \t\r\n]*[^{ \t\r\n]`)

// FuzzRecords holds Records to yielding once for every line that is not
// blank, with the verdict that Decode has on that line alone, and Read to the
// same or to one record.
func FuzzRecords(f *testing.F) {
	for _, data := range validRecords(f) {
		var line bytes.Buffer
		if err := json.Compact(&line, data); err != nil {
			f.Fatal(err)
		}
		f.Add(append(line.Bytes(), "\n\n{\n"+line.String()...))
	}
	for _, c := range invalidRecords(f) {
		f.Add([]byte(c.input + "\r\n" + c.input))
	}
	f.Add([]byte(spread("A")))
	s := compiledSchema(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var want []string
		for _, line := range strings.Split(string(data), "\n") {
			if strings.Trim(line, " \t\r") != "" {
				want = append(want, line)
			}
		}
		n := 0
		for r, err := range Records("fuzz", bytes.NewReader(data)) {
			if n >= len(want) {
				t.Fatalf("more than %d lines", len(want))
			}
			if (r == nil) != (err != nil) {
				t.Fatalf("record %v, error %v", r, err)
			}
			if err != nil {
				checkErrors(t, err)
			}
			_, alone := Decode("fuzz", strings.NewReader(want[n]))
			if (alone == nil) != (err == nil) {
				t.Fatalf("line %d: %v, alone: %v", n, err, alone)
			}
			checkDecode(t, s, []byte(want[n]))
			n++
		}
		if n != len(want) {
			t.Fatalf("%d of %d lines", n, len(want))
		}
		if spreadRule.Match(data) {
			n = 1
		}
		if read := told(Read("fuzz", bytes.NewReader(data))); len(read) != n {
			t.Fatalf("Read yields %d, want %d", len(read), n)
		}
	})
}

// FuzzFacts holds what Facts accepts to being printed and read back.
func FuzzFacts(f *testing.F) {
	for _, p := range printedFacts {
		f.Add([]byte(p.line))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for fact, err := range Facts("fuzz", bytes.NewReader(data)) {
			if err != nil {
				checkErrors(t, err)
				continue
			}
			var line bytes.Buffer
			if err := EncodeFact(&line, fact); err != nil {
				t.Fatalf("EncodeFact: %v", err)
			}
			for back, err := range Facts("printed", bytes.NewReader(line.Bytes())) {
				if err != nil {
					t.Fatalf("%s: %v", line.Bytes(), err)
				}
				if diff := cmp.Diff(fact, back); diff != "" {
					t.Fatalf("changed by printing and reading (-before +after):\n%s", diff)
				}
			}
		}
	})
}
