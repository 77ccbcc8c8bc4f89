package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// recordLine is a small record on one line, without the line end.
func recordLine(id string) string {
	return fmt.Sprintf(`{"schema":"counterfoil.evidence/v1","id":%q,"subject":{"id":"ana","kind":"human"}}`, id)
}

// told says what a stream yields: the ids of records, the texts of errors.
func told(s iter.Seq2[*Record, error]) []string {
	var all []string
	for r, err := range s {
		if err != nil {
			all = append(all, err.Error())
		} else {
			all = append(all, r.ID)
		}
	}
	return all
}

const tooEarly = "the JSON ends too early; in JSON Lines each object stands whole on one line"

func TestRecords(t *testing.T) {
	a, b := recordLine("A"), recordLine("B")
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"blank lines only", "\n \t\r\n\n", nil},
		{"lines", a + "\n" + b + "\n", []string{"A", "B"}},
		{"no last line end", a + "\n" + b, []string{"A", "B"}},
		{"blank lines and CRLF", "\r\n" + a + "\r\n\n  \n\t" + b + " \r\n", []string{"A", "B"}},
		{"a bad line between", a + "\n{}x\n" + b, []string{"A",
			"s:2: /schema: missing; expected \"counterfoil.evidence/v1\"\ns:2: /id: missing; expected a non-empty string\ns:2: /subject: missing; expected an object\n" +
				"s:2: something follows the object; expected one object, and in JSON Lines one on each line (at byte 3)", "B"}},
		{"a line cut off", a[:40] + "\n" + a + "\n" + b[:7], []string{"s:1: /id: " + tooEarly + " (at byte 41)", "A", "s:3: " + tooEarly + " (at byte 8)"}},
		{"two on a line", a + b + "\n" + b, []string{"s:1: A: something follows the object; expected one object, and in JSON Lines one on each line (at byte 84)", "B"}},
		{"not JSON", "id,subject\n" + a, []string{"s:1: not JSON: invalid character 'i' at start of value (at byte 1)", "A"}},
		{"byte order mark", "\ufeff" + a + "\n" + b, []string{"s:1: starts with a byte order mark; save it as UTF-8 without one (at byte 1)", "B"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for how, r := range map[string]io.Reader{
				"whole":    strings.NewReader(c.in),
				"by bytes": iotest.OneByteReader(strings.NewReader(c.in)),
				"with EOF": iotest.DataErrReader(strings.NewReader(c.in)),
			} {
				if diff := cmp.Diff(c.want, told(Records("s", r))); diff != "" {
					t.Errorf("%s (-want +got):\n%s", how, diff)
				}
			}
		})
	}
}

// spread is a record as pretty-printers write it.
func spread(id string) string {
	return fmt.Sprintf("{\n  \"schema\": \"counterfoil.evidence/v1\",\n  \"id\": %q,\n  \"subject\": {\n    \"id\": \"ana\",\n    \"kind\": \"human\"\n  }\n}\n", id)
}

func TestRead(t *testing.T) {
	a, b := recordLine("A"), recordLine("B")
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"blank", " \n\n", nil},
		{"one line", a, []string{"A"}},
		{"lines", a + "\n\n" + b, []string{"A", "B"}},
		{"spread", spread("A"), []string{"A"}},
		{"spread, blank lines before", "\n \r\n { \r\n\n" + spread("A")[2:], []string{"A"}},
		{"spread, a fault inside", strings.Replace(spread("A"), "human", "robot", 1),
			[]string{"s:6: A /subject/kind: expected one of human, service_account, api_key, workload, agent, found \"robot\""}},
		{"spread, a fault of JSON", strings.Replace(spread("A"), `"ana",`, `"ana"`, 1),
			[]string{"s:6: A /subject: not JSON: invalid character '\"' after object value (expecting ',' or '}') (at byte 5)"}},
		{"spread, cut off", strings.SplitAfter(spread("A"), `  "sub`)[0], []string{"s:4: A: " + tooEarly + " (at byte 7)"}},
		{"spread twice", spread("A") + spread("B"), []string{"s:9: A: something follows the object; expected one object, and in JSON Lines one on each line (at byte 1)"}},
		{"lines, the first cut off behind its bracket", "{\n" + a + "\n" + b, []string{"s:1: " + tooEarly + " (at byte 2)", "A", "B"}},
		{"lines, the first cut off behind its bracket, then blank", "{\n\n" + a + "\n" + b, []string{"s:1: " + tooEarly + " (at byte 2)", "A", "B"}},
		{"lines, the first cut off behind a name", `{"subject":` + "\n" + a + "\n" + b, []string{"s:1: /subject: " + tooEarly + " (at byte 12)", "A", "B"}},
		{"a bracket alone", "{", []string{"s:1: " + tooEarly + " (at byte 2)"}},
		{"a bracket and a line end", "{\n\n", []string{"s:1: " + tooEarly + " (at byte 2)"}},
		{"an array", "[\n" + a + "\n]", []string{"s:1: " + tooEarly + " (at byte 2)", "A", "s:3: not JSON: invalid character ']' at start of value (at byte 1)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for how, r := range map[string]io.Reader{
				"whole":    strings.NewReader(c.in),
				"by bytes": iotest.OneByteReader(strings.NewReader(c.in)),
				"with EOF": iotest.DataErrReader(strings.NewReader(c.in)),
			} {
				if diff := cmp.Diff(c.want, told(Read("s", r))); diff != "" {
					t.Errorf("%s (-want +got):\n%s", how, diff)
				}
			}
		})
	}
}

// Read must not wait for more than it needs before it yields.
func TestReadAnswersAtOnce(t *testing.T) {
	pr, pw := io.Pipe()
	go func() {
		io.WriteString(pw, recordLine("A")+"\n")
		// The second line is written only after the first was answered.
	}()
	for r, err := range Read("pipe", pr) {
		if err != nil || r.ID != "A" {
			t.Fatal(r, err)
		}
		break
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	for name, read := range map[string]func(io.Reader) []string{
		"Records": func(r io.Reader) []string { return told(Records("s", r)) },
		"Read":    func(r io.Reader) []string { return told(Read("s", r)) },
	} {
		in := io.MultiReader(strings.NewReader(recordLine("A")+"\n"+recordLine("B")), iotest.ErrReader(broken))
		if diff := cmp.Diff([]string{"A", "s:2: disk on fire"}, read(in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{"s: disk on fire"}, told(Read("s", iotest.ErrReader(broken)))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err := Decode("s", iotest.ErrReader(broken))
	if !errors.Is(err, broken) {
		t.Errorf("Decode: %v", err)
	}
}

// longLine yields n bytes of a JSON string that never ends, then a line end.
func longLine(n int64) io.Reader {
	return io.MultiReader(strings.NewReader(`"`), io.LimitReader(as{}, n-1), strings.NewReader("\n"))
}

type as struct{}

var block = strings.Repeat("a", 64<<10)

func (as) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		n += copy(p[n:], block)
	}
	return len(p), nil
}

func TestLongLine(t *testing.T) {
	const limit = 16 << 20
	tooLong := "the line is longer than 16 MiB"
	got := told(Records("s", io.MultiReader(
		strings.NewReader(recordLine("A")+"\n"),
		longLine(limit+1),
		longLine(17<<20),
		strings.NewReader("\n"),
		longLine(limit),
		strings.NewReader(recordLine("B")),
	)))
	want := []string{"A", "s:2: " + tooLong, "s:3: " + tooLong, "s:5: " + tooEarly + " (at byte 16777217)", "B"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := Decode("s", longLine(17<<20)); err == nil || err.Error() != "s: the record is longer than 16 MiB" {
		t.Errorf("Decode: %v", err)
	}
}

// A line that is too long is not held: 256 MiB pass in the memory of one
// line.
func TestLongLineMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := told(Records("s", io.MultiReader(longLine(256<<20), strings.NewReader(recordLine("A")))))
	runtime.ReadMemStats(&after)
	if diff := cmp.Diff([]string{"s:1: the line is longer than 16 MiB", "A"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Growing to 16 MiB by steps allocates about five times that in all.
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 128<<20 {
		t.Errorf("%d MiB allocated", allocated>>20)
	}
}

// What a record holds does not change when the next line is read.
func TestRecordsDoNotShareMemory(t *testing.T) {
	var in bytes.Buffer
	for _, id := range []string{"A", "B", "C"} {
		line := strings.Replace(recordLine(id), `"ana"`, `"ana-`+id+`","aliases":["x`+id+`"],"extensions":{"k":"`+id+`"}`, 1)
		in.WriteString(line + "\n")
	}
	var all []*Record
	for r, err := range Records("s", &in) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	for i, id := range []string{"A", "B", "C"} {
		s := all[i].Subject
		if all[i].ID != id || s.ID != "ana-"+id || s.Aliases[0] != "x"+id || string(s.Extensions["k"]) != `"`+id+`"` {
			t.Errorf("record %s became %+v", id, all[i])
		}
	}
}
