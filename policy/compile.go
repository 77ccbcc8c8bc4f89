package policy

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"

	"github.com/counterfoil/counterfoil/policy/internal/language"
	"github.com/counterfoil/counterfoil/policy/internal/plan"
)

// Set is a set of compiled controls with its parameters. It is immutable and
// safe for concurrent use.
type Set struct {
	controls    []*compiledControl // by id
	known       []string           // the ids of all that were compiled, asked or not
	identity    []byte             // of the modules, in the digest
	parameters  Parameters
	digest      string
	compiler    *ast.Compiler
	store       storage.Store
	txn         storage.Transaction // one for reading, for good: nothing ever writes
	requirement query
	waivers     query
	measures    query
	program     *plan.Program // the queries but the unplanned ones
	data        *ast.Term     // what the store holds
}

// Option changes what Compile compiles.
type Option func(*options)

type options struct {
	custom          []customFS
	withoutEmbedded bool
	tests           bool
	controls        []string
	parameters      Parameters
}

type customFS struct {
	fsys fs.FS
	dir  string // before the names of its files, in errors
}

// WithFS adds the custom controls and libraries of a file system: every .rego
// file in it but the tests, *_test.rego (see WithTests).
func WithFS(fsys fs.FS) Option {
	return func(o *options) { o.custom = append(o.custom, customFS{fsys: fsys}) }
}

// WithDir is WithFS for a directory. Errors name its files as dir/name.
func WithDir(dir string) Option {
	return func(o *options) { o.custom = append(o.custom, customFS{os.DirFS(dir), dir}) }
}

// WithoutEmbedded leaves out the embedded controls. The embedded library stays:
// custom controls import it.
func WithoutEmbedded() Option {
	return func(o *options) { o.withoutEmbedded = true }
}

// WithControls asks only the controls with these ids. All are compiled and
// checked all the same. Questions and grades then speak of these controls
// only; the digest differs from that of the whole set.
func WithControls(ids ...string) Option {
	return func(o *options) { o.controls = append(o.controls, ids...) }
}

// WithParameters replaces the default parameters.
func WithParameters(p Parameters) Option {
	return func(o *options) { o.parameters = p }
}

// Compile compiles the embedded controls and what the options add, checks them
// against the contract (see the package documentation) and returns all that is
// wrong at once, as *Error values joined and sorted by place. A set is all
// right or there is none.
func Compile(ctx context.Context, opts ...Option) (*Set, error) {
	o := &options{}
	for _, opt := range opts {
		opt(o)
	}
	if o.parameters.doc == nil {
		o.parameters = DefaultParameters()
	}
	modules, errs := load(o)
	s := &Set{}
	byName := make(map[string]*module, len(modules))
	parsed := make(map[string]*ast.Module, len(modules))
	owner := map[string]*module{}
	for _, m := range modules {
		if wrong := m.parse(); wrong != nil {
			errs = append(errs, wrong...)
			continue
		}
		byName[m.name], parsed[m.name] = m, m.parsed
		if m.test {
			continue
		}
		c, wrong := m.contract()
		errs = append(errs, wrong...)
		if c == nil {
			continue
		}
		if other := owner[c.ID]; other != nil {
			errs = append(errs, m.errorAt(m.parsed.Package.Location, fmt.Sprintf("%s defines the control %s already", other.name, c.ID), "a control is one file: rename this one's package, or move the rules together"))
			parsed[m.name] = nil
			continue
		}
		owner[c.ID] = m
		s.controls = append(s.controls, c)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	added := additions(modules)
	errs = append(errs, added...)
	if len(parsed) == len(modules) && len(added) == 0 { // else every use of a broken module would be an error, too
		maps.DeleteFunc(parsed, func(_ string, m *ast.Module) bool { return m == nil })
		errs = append(errs, s.compile(byName, parsed)...)
	}
	slices.SortFunc(s.controls, func(a, b *compiledControl) int { return strings.Compare(a.ID, b.ID) })
	if len(s.controls) == 0 && len(errs) == 0 {
		errs = append(errs, &Error{Message: "there are no controls", Hint: "WithoutEmbedded needs a WithFS or WithDir that holds some"})
	}
	for _, c := range s.controls {
		s.known = append(s.known, c.ID)
	}
	errs = append(errs, o.parameters.checkWaivers(s.known)...)
	errs = append(errs, s.restrict(o.controls)...)
	if len(errs) > 0 {
		return nil, join(errs)
	}
	s.identity = identity(modules)
	if err := s.take(ctx, o.parameters); err != nil {
		return nil, err
	}
	return s, s.prepare(ctx)
}

// compile type-checks the modules together.
func (s *Set) compile(byName map[string]*module, parsed map[string]*ast.Module) []*Error {
	input, err := language.InputSchema()
	if err != nil {
		return []*Error{{Message: "the record's schema: " + err.Error()}}
	}
	// The schema stands for input in every module, annotated or not: checking
	// by annotation would load it again for every rule, and leave typos alone
	// where the annotation was forgotten.
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, input)
	s.compiler = ast.NewCompiler().
		WithStrict(true).
		WithCapabilities(language.Capabilities()).
		WithSchemas(schemas).
		WithUseTypeCheckAnnotations(false).
		WithStageAfterID(ast.StageResolveRefs, ast.CompilerStageDefinition{Name: "Places", MetricName: "compile_stage_places", Stage: places}).
		SetErrorLimit(0)
	s.compiler.Compile(parsed)
	if s.compiler.Failed() {
		return diagnose(s.compiler.Errors, byName)
	}
	return append(s.references(byName), s.extended(byName)...)
}

// restrict keeps the controls that were asked for.
func (s *Set) restrict(wanted []string) []*Error {
	if len(wanted) == 0 {
		return nil
	}
	var errs []*Error
	for _, id := range wanted {
		if !slices.Contains(s.known, id) {
			errs = append(errs, &Error{Message: fmt.Sprintf("there is no control %q", id), Hint: suggest(id, s.known)})
		}
	}
	s.controls = slices.DeleteFunc(s.controls, func(c *compiledControl) bool { return !slices.Contains(wanted, c.ID) })
	return errs
}

// prepare compiles the queries.
func (s *Set) prepare(ctx context.Context) error {
	for _, c := range s.controls {
		root := "data.counterfoil.controls."
		if c.Custom {
			root = "data.custom.controls."
		}
		text := "findings = " + root + c.ID + ".findings"
		if c.query.claims {
			text += "; claims = " + root + c.ID + ".claims"
		}
		if err := c.query.compile(s.compiler, text); err != nil {
			return fmt.Errorf("control %s: %w", c.ID, err)
		}
	}
	if err := s.requirement.compile(s.compiler, "result = data.counterfoil.lib.requirement.result"); err != nil {
		return fmt.Errorf("the approval requirement: %w", err)
	}
	if err := s.waivers.compile(s.compiler, "applied = data.counterfoil.lib.waivers.applied"); err != nil {
		return fmt.Errorf("the waivers: %w", err)
	}
	if err := s.measures.compile(s.compiler, "result = data.counterfoil.lib.measures.result"); err != nil {
		return fmt.Errorf("the measures: %w", err)
	}
	return s.plan(ctx)
}

// Controls yields the controls by id. They are shared: change none.
func (s *Set) Controls() iter.Seq[*Control] {
	return func(yield func(*Control) bool) {
		for _, c := range s.controls {
			if !yield(&c.Control) {
				return
			}
		}
	}
}

// Parameters returns the parameters that the set judges with.
func (s *Set) Parameters() Parameters { return s.parameters }

// Digest returns "sha256:" and the hex SHA-256 that identifies the modules
// (tests excluded), the controls that are asked and the parameters. Results
// can be compared when their digests are equal.
func (s *Set) Digest() string { return s.digest }
