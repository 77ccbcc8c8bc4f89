package mutation

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/rego"
)

// Whatever the source, nothing panics, every mutant is another text, and wrappers
// can be made for it.
func FuzzGenerate(f *testing.F) {
	archives, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".rego") {
				f.Add(file.Data)
			}
		}
	}
	if err := fs.WalkDir(rego.FS(), "lib", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		source, err := fs.ReadFile(rego.FS(), name)
		f.Add(source)
		return err
	}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		module, err := parseRego(string(source))
		if err != nil || module == nil {
			scan(source)
			return
		}
		mutants, syntax := generate("policy.rego", source, module)
		for _, m := range mutants {
			sound(t, source, m)
		}
		if said, wrong := markers("policy.rego", source, syntax); len(said) > 0 || len(wrong) > 0 {
			mark("policy.rego", said, nil)
		}
		s := newSubject("policy.rego", module)
		variants, _ := s.vary(source, syntax, mutants)
		if len(variants) > 0 {
			if _, err := s.instrument(variants[:1]); err != nil {
				t.Error(err)
			}
		}
	})
}
