// Package sourcetest is what the tests of sources share. It holds every reader
// to what package source says that a reader owes.
package sourcetest

import (
	"bufio"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// Read reads one input, named "log", and returns its facts, its errors as text
// and its tally. It fails the test where a fact is not acceptable, the numbers
// do not add up, or an error does not name the input.
func Read(t testing.TB, read source.Reader, input string) ([]evidence.Fact, []string, *source.Tally) {
	t.Helper()
	var facts []evidence.Fact
	var errs []string
	var tally source.Tally
	for f, err := range read("log", strings.NewReader(input), &tally) {
		if err != nil {
			errs = append(errs, err.Error())
			if !strings.HasPrefix(err.Error(), "log:") {
				t.Errorf("the error does not name the input: %s", err)
			}
			continue
		}
		if err := evidence.EncodeFact(io.Discard, f); err != nil {
			t.Errorf("not a fact: %v", err)
		}
		facts = append(facts, f)
	}
	AddsUp(t, &tally)
	if len(errs) != tally.Refused+tally.Broken {
		t.Errorf("%d errors, tally: %s", len(errs), &tally)
	}
	if len(facts) != tally.Facts {
		t.Errorf("%d facts, tally: %s", len(facts), &tally)
	}
	return facts, errs, &tally
}

// AddsUp fails the test where the numbers of a tally do not add up.
func AddsUp(t testing.TB, tally *source.Tally) {
	t.Helper()
	used, ignored := 0, 0
	for _, name := range tally.Names() {
		used += tally.UsedAs(name)
	}
	for _, why := range tally.Reasons() {
		ignored += tally.IgnoredFor(why)
	}
	if tally.Events != tally.Used+tally.Ignored+tally.Refused || used != tally.Used || ignored != tally.Ignored {
		t.Errorf("does not add up: %s", tally)
	}
}

// Lines are facts in their printed form, one a line.
func Lines(t testing.TB, facts []evidence.Fact) string {
	t.Helper()
	var b strings.Builder
	for _, f := range facts {
		if err := evidence.EncodeFact(&b, f); err != nil {
			t.Error(err)
		}
	}
	return b.String()
}

// Fuzz is what holds for every input: no panic, the numbers add up, and the
// same input gives the same facts and errors.
func Fuzz(t testing.TB, read source.Reader, input string) {
	t.Helper()
	facts, errs, tally := Read(t, read, input)
	again, errs2, tally2 := Read(t, read, input)
	if Lines(t, facts) != Lines(t, again) || strings.Join(errs, "\n") != strings.Join(errs2, "\n") || tally.String() != tally2.String() {
		t.Error("the same input gave another result")
	}
}

// Folder is the path of a folder of real data beside the project. The test is
// skipped where it is absent.
func Folder(t testing.TB, name string) string {
	t.Helper()
	// From a package below evidence/source.
	path := filepath.Join("../../../../shared/data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the real data is not beside the project: %v", err)
	}
	return path
}

// EveryFile reads every file of real data there is, most of which are another
// vendor's: no panic, and what Read checks. The test is skipped where they are
// absent.
func EveryFile(t *testing.T, read source.Reader) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(Folder(t, "."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		Read(t, read, string(b))
		return nil
	})
	if err != nil || files == 0 {
		t.Fatalf("%d files read: %v", files, err)
	}
}

// Unwrap returns the events of a file in which each line wraps one under
// "log", one event a line.
func Unwrap(t testing.TB, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines strings.Builder
	in := bufio.NewScanner(f)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var wrapper struct {
			Log json.RawMessage `json:"log"`
		}
		if err := json.Unmarshal(in.Bytes(), &wrapper); err != nil {
			t.Fatal(err)
		}
		lines.Write(wrapper.Log)
		lines.WriteByte('\n')
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	return lines.String()
}

// Counts are what tests over real data compare. A reason is written as in a
// printed tally, "why: name".
type Counts struct {
	Events, Refused int
	Used, Ignored   map[string]int
	Facts           map[string]int // by kind; of changes, also by outcome: "change failure"
}

// Count is the counts of facts and a tally.
func Count(facts []evidence.Fact, tally *source.Tally) Counts {
	c := Counts{Events: tally.Events, Refused: tally.Refused, Used: map[string]int{}, Ignored: map[string]int{}, Facts: map[string]int{}}
	for _, name := range tally.Names() {
		c.Used[name] = tally.UsedAs(name)
	}
	for _, why := range tally.Reasons() {
		name := why.Why
		if why.Name != "" {
			name += ": " + why.Name
		}
		c.Ignored[name] = tally.IgnoredFor(why)
	}
	for _, f := range facts {
		kind := string(f.Value.FactKind())
		if change, ok := f.Value.(*evidence.Change); ok {
			kind += " " + string(change.Outcome)
		}
		c.Facts[kind]++
	}
	return c
}

// FlatMemory fails the test if reading n events, each of which next returns,
// takes memory that grows with their number.
func FlatMemory(t testing.TB, read source.Reader, n int, next func(i int) string) {
	t.Helper()
	var tally source.Tally
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	start, most := live(), uint64(0)
	in := &generated{n: n, next: next, every: max(n/8, 1), look: func() { most = max(most, live()) }}
	for _, err := range read("log", in, &tally) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if tally.Events != n {
		t.Errorf("%d events, want %d", tally.Events, n)
	}
	// A buffer or two, and what one event takes.
	const few = 4 << 20
	if most > start+few {
		t.Errorf("%d KiB more in use while reading %d events of %d bytes in all", (most-start)>>10, n, in.bytes)
	} else if in.bytes < 4*few {
		t.Errorf("only %d bytes read, which proves nothing: generate more", in.bytes)
	}
}

// generated is an input that is made while it is read.
type generated struct {
	n, i, every, bytes int
	next               func(i int) string
	look               func()
	rest               string
}

func (g *generated) Read(p []byte) (int, error) {
	for g.rest == "" {
		if g.i == g.n {
			return 0, io.EOF
		}
		if g.i++; g.i%g.every == 0 {
			g.look()
		}
		g.rest = g.next(g.i - 1)
		g.bytes += len(g.rest)
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}
