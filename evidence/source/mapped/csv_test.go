package mapped_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

// events is a mapping of the columns id, who and note.
func events(t testing.TB, input string) *mapped.Mapping {
	return parse(t, `mapping: counterfoil.mapping/v1
input: `+input+`
source: {system: s, kind: hr, record_id: {column: id}}
facts: [{fact: event, subject: {id: {column: who}}, value: {id: {column: note}, kind: closure, occurred_at: "2026-03-02T09:00:00Z"}}]
`)
}

// brief is who a fact is about, and the note.
func brief(facts []string) string {
	var b strings.Builder
	for _, f := range facts {
		who, note := "", ""
		if _, after, ok := strings.Cut(f, `"subject":{"id":"`); ok {
			who, _, _ = strings.Cut(after, `"`)
		}
		if _, after, ok := strings.Cut(f, `"value":{"id":"`); ok {
			note, _, _ = strings.Cut(after, `","kind"`)
		}
		fmt.Fprintf(&b, "%s:%s ", who, note)
	}
	return strings.TrimSpace(b.String())
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		name, input, rows, want string
		errs                    []string
	}{
		{"plain", "{format: csv}", "id,who,note\n1,a,x\n2,b,y\n", "a:x b:y", nil},
		{"no line end at the end", "{format: csv}", "id,who,note\n1,a,x", "a:x", nil},
		{"carriage returns", "{format: csv}", "id,who,note\r\n1,a,x\r\n2,b,y\r\n", "a:x b:y", nil},
		{"a byte order mark", "{format: csv}", "\ufeffid,who,note\n1,a,x\n", "a:x", nil},
		{"a byte order mark before a quote", "{format: csv}", "\ufeff\"id\",who,note\n1,a,x\n", "a:x", nil},
		{"semicolons", "{format: csv, separator: ;}", "id;who;note\n1;a;\"x;y\"\n", "a:x;y", nil},
		{"tabs", "{format: csv, separator: tab}", "id\twho\tnote\n1\ta\tx,y\n", "a:x,y", nil},
		{"quotes", "{format: csv}", "id,who,note\n\"1\",\"a\",\"he said \"\"x\"\", twice\"\n", `a:he said \"x\", twice`, nil},
		{"other columns, in another order", "{format: csv}", "note, who ,extra,id\nx,a,?,1\n", "a:x", nil},
		{"empty lines", "{format: csv}", "\nid,who,note\n\n1,a,x\n\r\n2,b,y\n\n", "a:x b:y", nil},
		{"only a header", "{format: csv}", "id,who,note\n", "", nil},
		{"nothing", "{format: csv}", "", "", []string{"rows: holds nothing, not even a header: fetch the file again, or leave it out"}},
		{"only empty lines", "{format: csv}", "\n\n", "", []string{"rows: holds nothing, not even a header: fetch the file again, or leave it out"}},
		{"UTF-16", "{format: csv}", "\xff\xfei\x00d\x00", "", []string{"rows: is UTF-16, not UTF-8: save it as CSV UTF-8"}},
		{"a header in another encoding", "{format: csv}", "id,who,note,gr\xf6\xdfe\n", "", []string{"rows:1: the header is not UTF-8: save the file as CSV UTF-8"}},
		{"a missing column", "{format: csv}", "id,Who,notes\n1,a,x\n", "", []string{
			`rows:1: there is no column "who" (m.yaml): did you mean "Who"? There are "Who", "id", "notes"; there is no column "note" (m.yaml): did you mean "notes"? There are "Who", "id", "notes"`}},
		{"another separator", "{format: csv}", "id;who;note\n1;a;x\n", "", []string{
			`rows:1: there is no column "id" (m.yaml): there is only "id;who;note"; there is no column "who" (m.yaml): there is only "id;who;note"; there is no column "note" (m.yaml): there is only "id;who;note"; is the separator right?`}},
		{"a column twice", "{format: csv}", "id,who,note,who\n1,a,x,b\n", "", []string{`rows:1: two columns are called "who", and nothing tells them apart: rename one in the export`}},
		{"two columns without a name", "{format: csv}", "id,,who,note, \n1,,a,x,\n", "", []string{`rows:1: two columns are called "", and nothing tells them apart: rename one in the export`}},
		{"a quote in the header", "{format: csv}", "id,wh\"o,note\n1,a,x\n", "", []string{`rows:1: has no header that can be read: parse error on line 1, column 6: bare " in non-quoted-field`}},
		{"ragged rows", "{format: csv}", "id,who,note\n1,a\n2,b,y,z\n3,c,w\n", "c:w", []string{
			"rows:2: has 2 cells, and the header has 3 columns: is a separator or a quote missing?",
			"rows:3: has 4 cells, and the header has 3 columns: is a separator or a quote missing?"}},
		{"lines count through line breaks in cells", "{format: csv}", "id,who,\"note\"\n1,a,\"x\n\ny\"\r\n2,b\n3,c,\"p\r\nq\"\n4,d\n", `a:x\n\ny c:p\nq`, []string{
			"rows:5: has 2 cells, and the header has 3 columns: is a separator or a quote missing?",
			"rows:8: has 2 cells, and the header has 3 columns: is a separator or a quote missing?"}},
		{"a quote inside a cell", "{format: csv}", "id,who,note\n1,a,5\" disk\n2,b,y\n", "b:y", []string{
			"rows:2: a quote is in the wrong place, or never closed (line 2, byte 6): a cell with quotes in it stands in quotes as a whole, and has each of them twice"}},
		{"a quote that is never closed", "{format: csv}", "id,who,note\n1,a,\"x\n2,b,y\n3,c,z\n", "", []string{
			"rows:2: a quote is in the wrong place, or never closed (line 4, byte 7): a cell with quotes in it stands in quotes as a whole, and has each of them twice; no row up to line 4 could be told from it"}},
		{"a cell in another encoding", "{format: csv}", "id,who,note\n1,a,gr\xf6\xdfe\n2,b,y\n", "b:y", []string{`rows:2: column "note" is not UTF-8: save the file as CSV UTF-8`}},
		{"no id of the row", "{format: csv}", "id,who,note\n,a,x\n", "", []string{`rows:2: column "id" is empty, and is needed for source.record_id (m.yaml:3)`}},
	} {
		facts, errs, _ := read(t, events(t, c.input), c.rows)
		check(t, c.name, c.want, brief(facts))
		check(t, c.name+": errors", c.errs, errs)
	}
}

// broken gives some bytes, and then an error.
type broken struct{ io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = errors.New("the disk is on fire")
	}
	return n, err
}

func TestBrokenCSV(t *testing.T) {
	var tally source.Tally
	var facts, errs []string
	for f, err := range events(t, "{format: csv}").Reader(mapped.Options{})("rows", broken{strings.NewReader("id,who,note\n1,a,x\n2,b,y\n3,c")}, &tally) {
		if err != nil {
			errs = append(errs, err.Error())
			continue
		}
		b, _ := f.MarshalJSON()
		facts = append(facts, string(b))
	}
	check(t, "facts", "a:x b:y", brief(facts))
	check(t, "errors", []string{"rows:3: cannot be read after this row: the disk is on fire; the rest of this file was not read: fetch it again"}, errs)
	check(t, "broken", 1, tally.Broken)
}

func TestGzip(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, "id,who,note\n1,a,x\n")
	z.Close()
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var tally source.Tally
	for _, err := range source.Facts(events(t, "{format: csv}").Reader(mapped.Options{}), &tally, path) {
		if err != nil {
			t.Error(err)
		}
	}
	check(t, "facts", 1, tally.Facts)
}

func TestStopsWithItsConsumer(t *testing.T) {
	for name, c := range map[string]struct {
		m    *mapped.Mapping
		rows string
	}{
		"csv":     {events(t, "{format: csv}"), "id,who,note\n" + strings.Repeat("1,a,x\n", 10)},
		"refused": {events(t, "{format: csv}"), "id,who,note\n" + strings.Repeat("1,a\n", 10)},
		"json":    {parse(t, file(t, "access.yaml")), strings.Repeat(file(t, "access.jsonl"), 3)},
		"listing": {parse(t, file(t, "listing.yaml")), file(t, "listing.csv")},
	} {
		n := 0
		for range c.m.Reader(mapped.Options{})("rows", strings.NewReader(c.rows), &source.Tally{}) {
			if n++; n == 2 {
				break
			}
		}
		check(t, name, 2, n)
	}
}

// endless is a header and then the same row for ever, up to a size.
type endless struct {
	header, row string
	left        int
	rest        string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		if e.rest == "" {
			if e.rest = e.row; e.header != "" {
				e.rest, e.header = e.header, ""
			}
		}
		k := copy(p[n:], e.rest)
		e.rest = e.rest[k:]
		n += k
	}
	e.left -= n
	return n, nil
}

// peak is the greatest heap, in bytes, while rows are read.
func peak(t *testing.T, m *mapped.Mapping, r io.Reader) (peak uint64, tally source.Tally, errs []string) {
	t.Helper()
	n := 0
	for _, err := range m.Reader(mapped.Options{})("rows", r, &tally) {
		if err != nil {
			errs = append(errs, err.Error())
		}
		if n++; n%20_000 == 0 || err != nil {
			var s runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&s)
			peak = max(peak, s.HeapAlloc)
		}
	}
	return peak, tally, errs
}

func TestMemoryIsFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 64 MiB")
	}
	const size, most = 64 << 20, 12 << 20
	for name, c := range map[string]struct {
		m           *mapped.Mapping
		header, row string
	}{
		"csv":  {parse(t, file(t, "people.yaml")), "Employee,Name,Mail,Accounts,Event,Effective\n", "1001,Bob Ray,Bob@acme.example,erp/BRAY,Mover,2026-03-30," + "\n"},
		"json": {parse(t, file(t, "access.yaml")), "", strings.SplitAfter(file(t, "access.jsonl"), "\n")[2]},
	} {
		c.row = strings.Replace(c.row, "2026-03-30,", "2026-03-30", 1)
		got, tally, _ := peak(t, c.m, &endless{header: c.header, row: c.row, left: size})
		if got > most || tally.Used < size/len(c.row)-5 {
			t.Errorf("%s: %d bytes held, %s", name, got, &tally)
		}
	}
}

// A quote that is never closed does not take the file into memory.
func TestOpenQuote(t *testing.T) {
	m := events(t, "{format: csv}")
	got, tally, errs := peak(t, m, &endless{header: "id,who,note\n1,a,x\n2,b,\"", row: "yyyyyyyyyyyyyyy\n", left: 256 << 20})
	check(t, "errors", []string{"rows:2: cannot be read after this row: a row longer than 16 MiB, or a quote that is never closed; the rest of this file was not read: fetch it again"}, errs)
	check(t, "used", 1, tally.Used)
	check(t, "broken", 1, tally.Broken)
	if got > 128<<20 {
		t.Errorf("%d bytes held", got)
	}
}
