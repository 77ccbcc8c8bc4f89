package source_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

func zip(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// opened is what Open yields, as text: "name: content" or the error.
func opened(t *testing.T, dir string, paths ...string) []string {
	t.Helper()
	var got []string
	for in, err := range source.Open(paths...) {
		if err != nil {
			got = append(got, strings.ReplaceAll(err.Error(), dir+"/", ""))
			continue
		}
		b, err := io.ReadAll(in)
		s := strings.TrimPrefix(in.Name, dir+"/") + "= " + string(b)
		if err != nil {
			s += " !" + err.Error()
		}
		got = append(got, s)
	}
	return got
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/b.json", []byte("b"))
	write(t, dir+"/a/z.json", []byte("z"))
	write(t, dir+"/a/README", []byte("read me"))
	write(t, dir+"/a/.hidden", []byte("h"))
	write(t, dir+"/c", append(zip(t, "one "), zip(t, "two")...)) // two gzip members, no suffix
	write(t, dir+"/d.gz", zip(t, strings.Repeat("x", 100))[:20]) // cut short
	write(t, dir+"/e.gz", []byte{0x1f, 0x8b, 'n', 'o'})          // no gzip
	write(t, dir+"/f.gz", []byte("not compressed"))              // the name does not decide
	write(t, dir+"/g", nil)
	write(t, dir+"/other/x", []byte("x"))
	for link, to := range map[string]string{"h": "b.json", "i": "a", "j": "nowhere"} {
		if err := os.Symlink(to, dir+"/"+link); err != nil {
			t.Fatal(err)
		}
	}

	got := opened(t, dir, dir+"/b.json", dir+"/missing", dir)
	want := []string{
		"b.json= b",
		"missing: no such file or directory: give the path of a file or folder that exists and that you may read",
		"a/.hidden= h",
		"a/README= read me",
		"a/z.json= z",
		"b.json= b",
		"c= one two",
		"d.gz=  !gzip data is cut short",
		"e.gz: damaged gzip header: unexpected EOF: fetch the file again, or leave it out",
		"f.gz= not compressed",
		"g= ",
		"h= b",
		"i: a link to a folder, which is not followed: name that folder itself",
		"j: no such file or directory: make it readable, or leave it out",
		"other/x= x",
	}
	// How much of a damaged file still comes out is gzip's affair.
	for i, s := range got {
		if strings.HasPrefix(s, "d.gz= x") {
			got[i] = "d.gz= " + s[strings.Index(s, " !"):]
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// A link that the caller names is followed, to a folder too.
	if diff := cmp.Diff([]string{"i/.hidden= h", "i/README= read me", "i/z.json= z"}, opened(t, dir, dir+"/i")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := opened(t, dir, os.DevNull); len(got) != 1 || got[0] != os.DevNull+": neither a file nor a folder: leave it out" {
		t.Errorf("a device: %q", got)
	}
}

func TestOpenStops(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		write(t, dir+"/"+name, []byte(name))
	}
	n := 0
	for range source.Open(dir, dir) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d inputs after stopping at the second", n)
	}
}

func TestFacts(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/a", []byte("yes"))
	write(t, dir+"/b", []byte("no"))
	write(t, dir+"/c", []byte("bad"))
	read := func(name string, r io.Reader, t *source.Tally) iter.Seq2[evidence.Fact, error] {
		return func(yield func(evidence.Fact, error) bool) {
			switch b, _ := io.ReadAll(r); string(b) {
			case "yes":
				t.Use("Grant", 2)
				_ = yield(evidence.Fact{RequestRef: "1"}, nil) && yield(evidence.Fact{RequestRef: "2"}, nil)
			case "no":
				t.Ignore(source.Reason{Why: "not evidence"})
			default:
				t.Refuse()
				yield(evidence.Fact{}, errors.New(name+" is bad"))
			}
		}
	}
	var tally source.Tally
	var refs, errs []string
	for f, err := range source.Facts(read, &tally, dir, dir+"/missing") {
		if err != nil {
			errs = append(errs, err.Error())
			continue
		}
		refs = append(refs, f.RequestRef)
	}
	if diff := cmp.Diff([]string{"1", "2"}, refs); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if len(errs) != 2 || errs[0] != dir+"/c is bad" || !strings.HasPrefix(errs[1], dir+"/missing: ") {
		t.Errorf("errors: %q", errs)
	}
	want := "4 inputs (1 broken), 3 events: 1 used, 1 ignored, 1 refused; 2 facts\n" +
		"  used           1  Grant\n" +
		"  ignored        1  not evidence\n"
	if diff := cmp.Diff(want, tally.String()); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}

func TestMerge(t *testing.T) {
	a, b := new(source.Tally), new(source.Tally)
	a.Open()
	a.Use("Grant", 1)
	a.Ignore(source.Reason{Why: "other", Name: "Tag\x1b[31m"})
	b.Unopened()
	b.Open()
	b.Break()
	b.Use("Grant", 1)
	b.Use("Attach", 3)
	b.Ignore(source.Reason{Why: "other", Name: "Tag\x1b[31m"})
	b.Ignore(source.Reason{Why: "other", Name: "Create"})
	b.Refuse()
	want := "3 inputs (2 broken), 7 events: 3 used, 3 ignored, 1 refused; 5 facts\n" +
		"  used           1  Attach\n" +
		"  used           2  Grant\n" +
		"  ignored        1  other: Create\n" +
		`  ignored        2  other: "Tag\x1b[31m"` + "\n"
	for _, order := range [][]*source.Tally{{a, b}, {b, a}} {
		var sum source.Tally
		for _, one := range order {
			sum.Merge(one)
		}
		if diff := cmp.Diff(want, sum.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// A pipe that the caller names is read; one in a folder is not.
func TestPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skipf("this system makes no pipes: %v", err)
	}
	go os.WriteFile(pipe, []byte("{}"), 0)
	if got := opened(t, dir, pipe); len(got) != 1 || got[0] != "pipe= {}" {
		t.Errorf("a named pipe gave %q", got)
	}
	if got := opened(t, dir, dir); len(got) != 1 || got[0] != "pipe: neither a file nor a folder: leave it out" {
		t.Errorf("a pipe in a folder gave %q", got)
	}
}
