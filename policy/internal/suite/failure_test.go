package suite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// open reads the pack in an archive: every file but those named want….
func open(t testing.TB, a *txtar.Archive) *suite.Pack {
	t.Helper()
	var files txtar.Archive
	for _, f := range a.Files {
		if !strings.HasPrefix(f.Name, "want") {
			files.Files = append(files.Files, f)
		}
	}
	fsys, err := txtar.FS(&files)
	if err != nil {
		t.Fatal(err)
	}
	p, err := suite.Open(t.Context(), []suite.Mount{{FS: fsys}}, policy.Parameters{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func archive(t testing.TB, name string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func want(t testing.TB, a *txtar.Archive, name string) string {
	t.Helper()
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	t.Fatalf("the archive has no %s", name)
	return ""
}

// Each archive is a pack with failing tests and what must be said of each.
func TestFailures(t *testing.T) {
	files, err := os.ReadDir("testdata/failures")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(file.Name(), func(t *testing.T) {
			a := archive(t, "failures/"+file.Name())
			b, err := open(t, a).Compile(t.Context(), suite.CompileOptions{})
			if err != nil {
				t.Fatal(err)
			}
			results, err := b.RunAll(t.Context(), b.Tests, func(*suite.Test) suite.RunOptions {
				return suite.RunOptions{Print: true, Steps: 100_000}
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, r := range results {
				write(&got, r)
			}
			if diff := cmp.Diff(want(t, a, "want"), got.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func write(w *strings.Builder, r suite.Result) {
	state := "fails"
	switch {
	case r.Verdict.Pass:
		state = "passes"
	case r.Verdict.Skipped:
		state = "is skipped"
	}
	fmt.Fprintf(w, "%s %s\n", r.Test.Name, state)
	for _, f := range r.Failures {
		if f.Case != nil {
			fmt.Fprintf(w, "  case %q\n", f.Case)
		}
		if f.Message != "" {
			fmt.Fprintf(w, "  %s\n", f.Message)
		}
		for i, p := range append([]suite.Place{f.Place}, f.Inside...) {
			in := "at"
			if i > 0 {
				in = "in"
			}
			fmt.Fprintf(w, "  %s %s:%d: %s\n", in, p.File, p.Line, strings.ReplaceAll(p.Expr, "\n", "\n    "))
			if p.Tried > 1 {
				fmt.Fprintf(w, "    tried %d times\n", p.Tried)
			}
			for _, v := range p.Values {
				fmt.Fprintf(w, "    %s = %s\n", v.Name, v.Text)
			}
			if p.Diff != "" {
				fmt.Fprintf(w, "    %s\n", strings.ReplaceAll(p.Diff, "\n", "\n    "))
			}
		}
		if f.Output != "" {
			fmt.Fprintf(w, "  printed\n    %s\n", strings.ReplaceAll(strings.TrimSpace(f.Output), "\n", "\n    "))
		}
	}
	w.WriteString("\n")
}
