package mutation

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/rego"
)

// Each archive holds a policy and its mutants, worked out by hand.
func TestOperators(t *testing.T) {
	names, err := filepath.Glob("testdata/operators/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	seen := map[string]bool{}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			source := archive.Files[0].Data
			agree(t, name, source)
			module, err := parseRego(string(source))
			if err != nil {
				t.Fatal(err)
			}
			mutants, _ := generate("policy.rego", source, module)
			var got []string
			for _, m := range mutants {
				seen[m.Operator] = true
				got = append(got, fmt.Sprintf("%d %s\n%s", m.Line, m.Operator, m.Diff))
				sound(t, source, m)
				if _, err := parseRego(string(m.apply(source))); err != nil {
					t.Errorf("line %d, %s: %v", m.Line, m.Operator, err)
				}
			}
			want := blocks(string(archive.Files[1].Data))
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
	for _, operator := range Operators() {
		if !seen[operator] {
			t.Errorf("no archive has a mutant of %s", operator)
		}
	}
}

// blocks cuts a list of mutants where a line starts with its number.
func blocks(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if '0' <= line[0] && line[0] <= '9' {
			all = append(all, "")
		}
		all[len(all)-1] += line
	}
	return all
}

// sound checks what holds for every mutant.
func sound(t *testing.T, source []byte, m *Mutant) {
	t.Helper()
	switch {
	case m.Offset < 0 || m.Length < 0 || m.Offset+m.Length > len(source):
		t.Fatalf("line %d, %s: the edit leaves the file", m.Line, m.Operator)
	case string(m.apply(source)) == string(source):
		t.Errorf("line %d, %s: the mutant is the source", m.Line, m.Operator)
	case m.Diff == "":
		t.Errorf("line %d, %s: the mutant has no diff", m.Line, m.Operator)
	case !slices.Contains(Operators(), m.Operator):
		t.Errorf("line %d: there is no operator %s", m.Line, m.Operator)
	}
}

func parseRego(source string) (*ast.Module, error) {
	return ast.ParseModuleWithOpts("policy.rego", source, ast.ParserOptions{RegoVersion: ast.RegoV1})
}

// No mutant of the house's own policies is the text of another, and each is
// Rego: stillborn is only what the compiler refuses. A rule that is parsed alone
// is what it is in the whole mutated file.
func TestMutantsOfTheHouse(t *testing.T) {
	err := fs.WalkDir(rego.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".rego") || strings.HasSuffix(name, "_test.rego") || strings.HasPrefix(name, "testing/") {
			return err
		}
		source, err := fs.ReadFile(rego.FS(), name)
		if err != nil {
			return err
		}
		module, err := parseRego(string(source))
		if err != nil {
			return err
		}
		mutants, syntax := generate(name, source, module)
		s := newSubject(name, module)
		variants, stillborn := s.vary(source, syntax, mutants)
		if len(stillborn) > 0 {
			t.Errorf("%s: %d mutants are no Rego:\n%s", name, len(stillborn), stillborn[0].Diff)
		}
		texts := map[string]bool{}
		for _, v := range variants {
			text := string(v.apply(source))
			if texts[text] {
				t.Errorf("%s:%d: %s: the mutant is there twice", name, v.Line, v.Operator)
			}
			texts[text] = true
			sound(t, source, v.Mutant)
			whole, err := parseRego(text)
			if err != nil {
				t.Errorf("%s:%d: %s: %v", name, v.Line, v.Operator, err)
				continue
			}
			if got := s.mutated(v); whole.String() != got.String() { // wildcards are numbered by file
				t.Errorf("%s:%d: %s: parsed alone, the rule is another", name, v.Line, v.Operator)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
