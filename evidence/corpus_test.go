package evidence

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// validRecords are the files of testdata/valid by name.
func validRecords(t testing.TB) map[string][]byte {
	t.Helper()
	return corpus(t, "testdata/valid/*.json")
}

func corpus(t testing.TB, pattern string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", pattern, err)
	}
	all := map[string][]byte{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(f), filepath.Ext(f))] = data
	}
	return all
}

// invalidRecord is a file of testdata/invalid: an input, a line "-- want --",
// and the error that Decode returns for it.
type invalidRecord struct{ input, want string }

func invalidRecords(t testing.TB) map[string]invalidRecord {
	t.Helper()
	all := map[string]invalidRecord{}
	for name, data := range corpus(t, "testdata/invalid/*.txt") {
		input, want, found := strings.Cut(string(data), "\n-- want --\n")
		if !found {
			t.Fatalf("%s: no line -- want --", name)
		}
		all[name] = invalidRecord{input, strings.TrimSuffix(want, "\n")}
	}
	return all
}

func TestValidRecords(t *testing.T) {
	for name, data := range validRecords(t) {
		t.Run(name, func(t *testing.T) {
			r, err := Decode("t", bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			checkAccepted(t, r)
		})
	}
}

// checkAccepted holds a record that Decode accepted to what follows from that.
func checkAccepted(t *testing.T, r *Record) {
	t.Helper()
	if err := r.Validate(); err != nil {
		t.Errorf("Decode accepts it, Validate does not: %v", err)
	}
	var line bytes.Buffer
	if err := Encode(&line, r); err != nil {
		t.Fatalf("Encode: %v", err)
	}
	if n := bytes.Count(line.Bytes(), []byte{'\n'}); n != 1 {
		t.Errorf("Encode wrote %d lines", n)
	}
	back, err := Decode("encoded", bytes.NewReader(line.Bytes()))
	if err != nil {
		t.Fatalf("Decode of what Encode wrote: %v\n%s", err, line.Bytes())
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Errorf("changed by Encode and Decode (-before +after):\n%s", diff)
	}
}

func TestInvalidRecords(t *testing.T) {
	for name, c := range invalidRecords(t) {
		t.Run(name, func(t *testing.T) {
			r, err := Decode("t", strings.NewReader(c.input))
			if err == nil {
				t.Fatal("accepted")
			}
			if r != nil {
				t.Error("a record beside the error")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
