package policy_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// update rewrites what the cases want with what there is. Read the difference.
var update = flag.Bool("update", false, "rewrite the wanted texts in testdata")

// Each file is a pack of custom policies and the whole text of the error that
// compiling it gives.
func TestCompileErrors(t *testing.T) {
	for file, pack := range archives(t, "testdata/compile") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			fsys, err := txtar.FS(pack)
			if err != nil {
				t.Fatal(err)
			}
			s, err := policy.Compile(context.Background(), policy.WithFS(fsys))
			if err == nil {
				t.Fatal("it compiles")
			}
			if s != nil {
				t.Error("an error, and a set as well")
			}
			compare(t, file, pack, err.Error()+"\n")
		})
	}
}

func archives(t *testing.T, dir string) map[string]*txtar.Archive {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s (%v)", dir, err)
	}
	all := map[string]*txtar.Archive{}
	for _, file := range files {
		if all[file], err = txtar.ParseFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// compare compares got with the archive's file "want".
func compare(t *testing.T, file string, pack *txtar.Archive, got string) {
	t.Helper()
	for i, f := range pack.Files {
		if f.Name != "want" {
			continue
		}
		if *update {
			pack.Files[i].Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(pack), 0o666); err != nil {
				t.Fatal(err)
			}
			return
		}
		if diff := cmp.Diff(string(f.Data), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
		return
	}
	t.Fatalf("%s has no file named want", file)
}

// The control in the package documentation is complete, and says what the
// documentation says of it.
func TestDocumentedControl(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "//\t# METADATA")
	text, _, _ := strings.Cut("//\t# METADATA"+rest, "//\n// Without a requester")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "//\t", ""), "//", "")
	s := compiled(t, policy.WithoutEmbedded(), policy.WithFS(fstest.MapFS{"acme/vendor_access.rego": {Data: []byte(text)}}))
	for want, r := range map[policy.Outcome]*evidence.Record{
		policy.Satisfied:     base(t, "human_grant"),
		policy.NotSatisfied:  base(t, "human_grant", func(r *evidence.Record) { r.Request.Requester.ID = "vendor-7" }),
		policy.Indeterminate: base(t, "human_grant", func(r *evidence.Record) { r.Request.Requester = nil }),
	} {
		result, err := s.Evaluate(t.Context(), r, asOf)
		if err != nil {
			t.Fatal(err)
		}
		if c := result.Controls[0]; c.ID != "acme.vendor_access" || c.Outcome != want {
			t.Errorf("%s: %s, want %s", c.ID, c.Outcome, want)
		}
	}
}
