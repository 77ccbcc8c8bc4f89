package check

import (
	"flag"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite generated files")

// root is the repository's root, as seen from this package.
const root = "../.."

const module = "github.com/counterfoil/counterfoil"

// filesOf returns the files below a folder of the repository with that ending,
// relative to the root.
func filesOf(t *testing.T, dir, ending string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(root), dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != ".":
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ending):
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("no %s file in %s: this test looks in the wrong place", ending, dir)
	}
	return names
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A folder is named after what is in it, never after the fact that it is shared.
func TestNoFolderForLeftovers(t *testing.T) {
	for _, name := range filesOf(t, ".", ".go") {
		for dir := range strings.SplitSeq(path.Dir(name), "/") {
			if slices.Contains([]string{"pkg", "util", "utils", "common", "helpers", "manager", "misc"}, dir) {
				t.Errorf("%s: rename %s after what it holds", name, dir)
			}
		}
	}
}
