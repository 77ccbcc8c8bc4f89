package suite

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/rego"
)

// Role says what a file is in a pack.
type Role int

const (
	Policy  Role = iota + 1 // under test: a control or a library of the pack
	Tests                   // a *_test.rego of the pack
	Library                 // embedded and not under test
)

// File is one Rego file of a pack.
type File struct {
	Name   string // as errors show it: "policies/vendor.rego"
	Source []byte
	Module *ast.Module // as parsed, with annotations; shared: copy it before changing it
	Role   Role
}

// Mount is a folder of policies and tests: FS, or where that is nil, the
// directory Dir. Files are named as policy.WithFS and policy.WithDir name them.
type Mount struct {
	FS  fs.FS
	Dir string
}

// Pack is the policies under test with their tests. It is immutable and safe for
// concurrent use.
type Pack struct {
	Files map[string]*File // by name
	// Set judges with the pack's policies and the embedded controls, as
	// compiled by policy.Compile with the pack's parameters.
	Set *policy.Set

	files      []*File   // by name
	parameters ast.Value // the document at data.counterfoil.parameters
}

// Open reads and checks a pack of custom policies: the contract and the strict
// compilation of policy.Compile, then the tests, as strictly. The error is
// joined *policy.Error values, all of them at once, sorted by place. The zero
// parameters stand for the defaults.
func Open(ctx context.Context, mounts []Mount, parameters policy.Parameters) (*Pack, error) {
	p := &Pack{Files: map[string]*File{}}
	opts := []policy.Option{policy.WithParameters(parameters), policy.WithTests()}
	for _, m := range mounts {
		if m.FS == nil {
			opts = append(opts, policy.WithDir(m.Dir))
		} else {
			opts = append(opts, policy.WithFS(m.FS))
		}
	}
	if len(mounts) == 0 {
		return nil, errors.New("suite: no policies were named: name a folder that holds them and their tests")
	}
	var err error
	if p.Set, err = policy.Compile(ctx, opts...); err != nil {
		return nil, err
	}
	for _, m := range mounts {
		fsys, dir := m.FS, ""
		if fsys == nil {
			fsys, dir = os.DirFS(m.Dir), m.Dir
		}
		if err := p.read(fsys, ".", dir, Policy, true); err != nil {
			return nil, err
		}
	}
	return p, p.readEmbedded(Library, false)
}

// Embedded is the pack of the house's own controls and library, with the
// default parameters.
func Embedded(ctx context.Context) (*Pack, error) {
	p := &Pack{Files: map[string]*File{}}
	var err error
	if p.Set, err = policy.Compile(ctx); err != nil {
		return nil, err
	}
	return p, p.readEmbedded(Policy, true)
}

// readEmbedded reads the embedded files, the last of a pack.
func (p *Pack) readEmbedded(role Role, tests bool) error {
	for _, root := range []struct {
		dir  string
		role Role
	}{{"controls", role}, {"lib", role}, {"testing", Library}} {
		if err := p.read(rego.FS(), root.dir, "rego", root.role, tests); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		p.files = append(p.files, p.Files[name])
	}
	var err error
	p.parameters, err = ast.ValueFromReader(bytes.NewReader(p.Set.Parameters().JSON()))
	return err
}

// read adds the .rego files below root: policies in the role, and their tests
// where they are wanted.
func (p *Pack) read(fsys fs.FS, root, prefix string, role Role, tests bool) error {
	return fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" {
			return err
		}
		f := &File{Name: path.Join(prefix, name), Role: role}
		if strings.HasSuffix(name, "_test.rego") {
			if !tests {
				return nil
			}
			f.Role = Tests
		}
		if f.Source, err = fs.ReadFile(fsys, name); err != nil {
			return err
		}
		f.Module, err = ast.ParseModuleWithOpts(f.Name, string(f.Source), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		p.Files[f.Name] = f
		return err
	})
}

// Of returns the files of a role, by name.
func (p *Pack) Of(role Role) []*File {
	return slices.DeleteFunc(slices.Clone(p.files), func(f *File) bool { return f.Role != role })
}

// Controls returns the controls of the pack, by id: those that its Policy
// files define, not what it is mounted on.
func (p *Pack) Controls() []*policy.Control {
	var own []*policy.Control
	for c := range p.Set.Controls() {
		if f := p.Files[c.File]; f != nil && f.Role == Policy {
			own = append(own, c)
		}
	}
	return own
}
