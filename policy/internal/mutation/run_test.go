package mutation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// open mounts the .rego files of an archive and returns its other members.
func open(t testing.TB, name string) (*suite.Pack, map[string]string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files, rest := fstest.MapFS{}, map[string]string{}
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".rego") {
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		} else {
			rest[f.Name] = string(f.Data)
		}
	}
	return mount(t, files), rest
}

func mount(t testing.TB, fsys fs.FS) *suite.Pack {
	t.Helper()
	pack, err := suite.Open(t.Context(), []suite.Mount{{FS: fsys}}, policy.Parameters{})
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

// Each archive holds a pack and what becomes of its mutants, worked out by hand;
// on one core and on four.
func TestRun(t *testing.T) {
	names, err := filepath.Glob("testdata/runs/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			pack, want := open(t, name)
			for _, cores := range []int{1, 4} {
				before := runtime.GOMAXPROCS(cores)
				result, err := Run(t.Context(), pack, Options{})
				runtime.GOMAXPROCS(before)
				if err != nil {
					t.Fatal(err)
				}
				var fates, problems []string
				for _, f := range result.Files {
					for _, o := range f.Outcomes {
						fates = append(fates, fate(o))
					}
					for _, p := range append(f.Markers, f.Unread...) {
						problems = append(problems, fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message))
					}
				}
				c := result.Counts
				score := fmt.Sprintf("killed %d, endless %d, survived %d, untested %d, equivalent %d, stillborn %d of %d: %.1f %%\n",
					c.Killed, c.Endless, c.Survived, c.Untested, c.Equivalent, c.Stillborn, c.Generated, c.Score())
				compare := func(what string, want string, got []string) {
					wanted := slices.Collect(strings.Lines(want))
					for i := range wanted {
						wanted[i] = strings.TrimSuffix(wanted[i], "\n")
					}
					slices.Sort(wanted)
					slices.Sort(got)
					if diff := cmp.Diff(wanted, got); diff != "" {
						t.Errorf("%d cores: %s -want +got\n%s", cores, what, diff)
					}
				}
				compare("fates", want["want"], fates)
				compare("problems", want["problems"], problems)
				if score != want["score"] {
					t.Errorf("%d cores: got %s, want %s", cores, score, want["score"])
				}
			}
		})
	}
}

// fate writes an outcome as archives do: "3 boundary <: killed by test_last".
func fate(o Outcome) string {
	text := fmt.Sprintf("%d %s", o.Line, o.Operator)
	if made := strings.TrimSpace(o.New); made != "" && !strings.HasPrefix(o.Operator, "drop-") {
		text += " " + made
	}
	text += ": " + string(o.Fate)
	test := o.Test[strings.LastIndex(o.Test, ".")+1:]
	switch o.Fate {
	case Killed:
		text += " by " + test
	case Endless:
		text += " in " + test
	case Equivalent:
		text += ": " + o.Reason
	}
	return text
}

func TestRunEnds(t *testing.T) {
	pack, _ := open(t, "testdata/runs/fates.txtar")
	stop := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	_, err := Run(ctx, pack, Options{Progress: func(done, all int) {
		if done == all {
			t.Error("all mutants ran")
		}
		cancel(stop)
	}})
	if !errors.Is(err, stop) {
		t.Errorf("got %v, want %v", err, stop)
	}
}

// Progress ends with all mutants done, and never goes back.
func TestProgress(t *testing.T) {
	pack, _ := open(t, "testdata/runs/fates.txtar")
	last, all := 0, 0
	result, err := Run(t.Context(), pack, Options{Progress: func(done, of int) {
		if done < last {
			t.Errorf("%d are done after %d", done, last)
		}
		last, all = done, of
	}})
	if err != nil {
		t.Fatal(err)
	}
	if last != all || all != result.Counts.Generated {
		t.Errorf("%d of %d done, want %d", last, all, result.Counts.Generated)
	}
}

func TestRunRefusesFailingTests(t *testing.T) {
	pack := mount(t, fstest.MapFS{
		"lib/a.rego":      {Data: []byte("package custom.lib.a\n\nx := 1\n")},
		"lib/a_test.rego": {Data: []byte("package custom.lib.a_test\n\nimport data.custom.lib.a\n\ntest_two if a.x == 2\n\ntest_one if a.x == 1\n")},
	})
	_, err := Run(t.Context(), pack, Options{})
	if want := "tests fail without any mutant: custom.lib.a_test.test_two"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
