package policytest

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"sync"
)

// updating reports whether the test binary has a boolean flag -update and it
// is set.
func updating(flags *flag.FlagSet) bool {
	f := flags.Lookup("update")
	if f == nil {
		return false
	}
	getter, ok := f.Value.(flag.Getter)
	if !ok {
		return false
	}
	on, _ := getter.Get().(bool)
	return on
}

// directory is that of an os.DirFS; "" of any other file system.
func directory(cases fs.FS) string {
	if v := reflect.ValueOf(cases); v.Type() == reflect.TypeOf(os.DirFS("")) {
		return v.String()
	}
	return ""
}

// rewriting collects what -update changes in one archive.
type rewriting struct {
	archive  *archive
	writable bool

	mu       sync.Mutex // cases run in parallel
	failures []failure
}

// take takes over a failure that rewriting the case removes. It reports whether
// it did; what it does not take still fails.
func (w *rewriting) take(f failure) bool {
	if w == nil || f.found == nil || f.found.imposed || f.found.findings == nil && f.check.place == (span{}) {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures = append(w.failures, f)
	return w.writable
}

// write writes the archive, if there is anything to write.
func (w *rewriting) write() error {
	if len(w.failures) == 0 {
		return nil
	}
	if !w.writable {
		return errors.New("-update cannot rewrite these cases: they are not in an os.DirFS; give RunCases os.DirFS(directory), or run without -update")
	}
	file := w.archive.file
	now, err := os.ReadFile(file)
	if err == nil && !bytes.Equal(now, w.archive.data) {
		return fmt.Errorf("-update: %s changed while its cases ran, and is left alone; run again", file)
	}
	if err == nil {
		err = os.WriteFile(file, w.rewritten(), 0o666)
	}
	if err != nil {
		return fmt.Errorf("-update: %w", err)
	}
	return nil
}

// rewritten is the archive with what differs, and no other byte, replaced.
func (w *rewriting) rewritten() []byte {
	var lines []string // with their ends
	for raw := range bytes.Lines(w.archive.data) {
		lines = append(lines, string(raw))
	}
	text := func(number int) string { return strings.TrimRight(lines[number-1], "\r\n") }
	instead := map[int][]string{} // lines by the number of the one that they replace
	cells := map[*table]map[span]string{}
	for _, f := range w.failures {
		k := f.check
		switch {
		case k.word == "findings":
			k.listed.rewrite(f.found.findings, text, instead)
		case k.table != nil:
			if cells[k.table] == nil {
				cells[k.table] = map[span]string{}
			}
			cells[k.table][k.place] = f.found.outcome
		default:
			old := text(k.place.number)
			instead[k.place.number] = []string{old[:k.place.start] + f.found.outcome + old[k.place.end:]}
		}
	}
	for t, outcomes := range cells {
		t.rewrite(outcomes, instead)
	}
	var b bytes.Buffer
	for i, l := range lines {
		texts, changed := instead[i+1]
		if !changed {
			b.WriteString(l)
			continue
		}
		end := l[len(text(i+1)):]
		for n, text := range texts {
			if n > 0 && end == "" { // the archive's last line has none
				b.WriteByte('\n')
			}
			b.WriteString(text + end)
		}
	}
	return b.Bytes()
}
