package suite

import (
	"context"
	"errors"
	"io/fs"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy"
)

var errNotBuilt = errors.New("not built yet")

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
}

// Open reads and checks a pack of custom policies: the contract and the strict
// compilation of policy.Compile, then the tests, as strictly. The error is
// joined *policy.Error values, all of them at once, sorted by place. The zero
// parameters stand for the defaults.
func Open(ctx context.Context, mounts []Mount, parameters policy.Parameters) (*Pack, error) {
	return nil, errNotBuilt
}

// Embedded is the pack of the house's own controls and library, with the
// default parameters.
func Embedded(ctx context.Context) (*Pack, error) { return nil, errNotBuilt }

// Of returns the files of a role, by name.
func (p *Pack) Of(role Role) []*File { return nil }

// Controls returns the controls of the pack, by id: those that its Policy
// files define, not what it is mounted on.
func (p *Pack) Controls() []*policy.Control { return nil }
