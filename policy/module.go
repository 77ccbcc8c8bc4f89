package policy

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/rego"
)

// module is one Rego file.
type module struct {
	name   string // in errors, and unique: the file's name in the file system that it comes from
	path   string // in the digest: the same wherever the file system is mounted
	custom bool
	test   bool // of tests, and what only they import
	source []byte
	parsed *ast.Module
}

// load reads the modules of the embedded library and controls and of the
// custom file systems, in the order of their names, and those of tests where
// they are asked for.
func load(o *options) ([]*module, []*Error) {
	var all []*module
	var errs []*Error
	policies := 0
	add := func(fsys fs.FS, root, prefix string, custom bool) {
		err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() || path.Ext(name) != ".rego":
				return nil
			}
			test := strings.HasSuffix(name, "_test.rego")
			if test && !(custom && o.tests) {
				return nil
			}
			source, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			all = append(all, &module{name: path.Join(prefix, name), path: name, custom: custom, test: test || root == "testing", source: source})
			if !test {
				policies++
			}
			return nil
		})
		if err != nil {
			errs = append(errs, &Error{File: prefix, Message: "cannot read policies: " + err.Error()})
		}
	}
	add(rego.FS(), "lib", "rego", false)
	if !o.withoutEmbedded {
		add(rego.FS(), "controls", "rego", false)
	}
	if o.tests {
		add(rego.FS(), "testing", "rego", false)
	}
	for _, c := range o.custom {
		if c.fsys == nil {
			errs = append(errs, &Error{Message: "WithFS was given no file system"})
			continue
		}
		before := policies + len(errs)
		if add(c.fsys, ".", c.dir, true); policies+len(errs) == before {
			errs = append(errs, &Error{File: c.dir, Message: "no policies here", Hint: "name a folder that holds .rego files, beside their tests"})
		}
	}
	slices.SortFunc(all, func(a, b *module) int { return strings.Compare(a.name, b.name) })
	for i, m := range all[1:] {
		if m.name == all[i].name {
			errs = append(errs, &Error{File: m.name, Message: "two file systems hold this file", Hint: "rename one of them, or use WithDir, which names files by their directory"})
		}
	}
	return all, errs
}

func (m *module) parse() []*Error {
	parsed, err := ast.ParseModuleWithOpts(m.name, string(m.source), ast.ParserOptions{
		ProcessAnnotation: true,
		RegoVersion:       ast.RegoV1,
	})
	if err == nil && parsed == nil {
		return []*Error{{File: m.name, Message: "the file is empty", Hint: "start it with a package"}}
	}
	m.parsed = parsed
	if err == nil {
		return nil
	}
	return diagnose(err, map[string]*module{m.name: m})
}

// pkg returns the package path without "data".
func (m *module) pkg() []string {
	var names []string
	for _, t := range m.parsed.Package.Path[1:] {
		s, _ := t.Value.(ast.String)
		names = append(names, string(s))
	}
	return names
}

// line returns the text of a line, counted from 1.
func (m *module) line(n int) string {
	lines := strings.Split(string(m.source), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[n-1], "\r")
}

func (m *module) errorAt(at *ast.Location, message, hint string) *Error {
	e := &Error{File: m.name, Message: message, Hint: hint}
	if at != nil {
		e.Line, e.Column, e.Source = at.Row, at.Col, m.line(at.Row)
		text, _, _ := strings.Cut(string(at.Text), "\n")
		e.Width = len([]rune(strings.TrimRight(text, " \t\r{")))
	}
	return e
}

// identity names the modules: what a digest speaks of besides the controls that
// are asked and the parameters.
func identity(modules []*module) []byte {
	var lines []string
	for _, m := range modules {
		if m.test {
			continue
		}
		origin := "embedded"
		if m.custom {
			origin = "custom"
		}
		lines = append(lines, fmt.Sprintf("%s %q %x\n", origin, m.path, sha256.Sum256(m.source)))
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, ""))
}

// digest identifies the modules, the controls that are asked and the
// parameters.
func digest(identity []byte, controls []*compiledControl, parameters []byte) string {
	h := sha256.New()
	h.Write(identity)
	for _, c := range controls {
		fmt.Fprintf(h, "control %s\n", c.ID)
	}
	fmt.Fprintf(h, "parameters %x\n", sha256.Sum256(parameters))
	return fmt.Sprintf("sha256:%x", h.Sum(nil))
}
