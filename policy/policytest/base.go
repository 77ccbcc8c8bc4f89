package policytest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/counterfoil/counterfoil/evidence"
	embedded "github.com/counterfoil/counterfoil/rego"
)

// bases are what package counterfoil.testing holds: the base records, the
// instant at which they are of governance grade, and the named edits.
type bases struct {
	asOf    time.Time
	records map[string]any // JSON; cloned before use
	edits   map[string]*namedEdit
}

// baseRecords compiles the package, with the library that it may import, and
// evaluates it once.
var baseRecords = sync.OnceValues(func() (*bases, error) { return loadBases(embedded.FS()) })

func loadBases(fsys fs.FS) (*bases, error) {
	modules := map[string]*ast.Module{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		top, _, _ := strings.Cut(name, "/")
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && top != "lib" && top != "testing":
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego"):
			return nil
		}
		source, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		modules[name], err = ast.ParseModuleWithOpts(name, string(source), ast.ParserOptions{RegoVersion: ast.RegoV1})
		return err
	})
	if err != nil {
		return nil, err
	}
	compiler := ast.NewCompiler()
	if compiler.Compile(modules); compiler.Failed() {
		return nil, compiler.Errors
	}
	b := &bases{records: map[string]any{}, edits: namedEdits(modules, compiler)}
	rs, err := rego.New(rego.Query("data.counterfoil.testing"), rego.Compiler(compiler)).Eval(context.Background())
	if err != nil {
		return nil, err
	}
	for name, value := range rs[0].Expressions[0].Value.(map[string]any) {
		switch v := value.(type) {
		case map[string]any:
			if _, ok := v["schema"]; ok {
				b.records[name] = v
			}
		case string:
			if name == "as_of" {
				if b.asOf, err = parseInstant(v); err != nil {
					return nil, fmt.Errorf("counterfoil.testing.as_of: %w", err)
				}
			}
		}
	}
	if b.asOf.IsZero() {
		return nil, fmt.Errorf("counterfoil.testing.as_of is missing")
	}
	return b, nil
}

// record makes the record of a case: its base or its own, edited and checked
// against the model. It comes with the instant to judge it at. Named edits see
// the parameters (as JSON values) that the case is judged with.
func (c *testCase) record(b *bases, parameters any) (*evidence.Record, time.Time, error) {
	asOf := c.asOf
	if asOf.IsZero() {
		asOf = c.frozen
	}
	if asOf.IsZero() {
		asOf = b.asOf
	}
	doc, err := c.startFrom(b)
	if err != nil {
		return nil, asOf, c.misread(c.start, err)
	}
	for _, d := range c.edits {
		if d.word == "edit" {
			doc, asOf, err = b.edit(doc, asOf, d.rest, parameters)
		} else {
			doc, err = apply(doc, d)
		}
		if err != nil {
			return nil, asOf, c.misread(d, err)
		}
	}
	if !c.asOf.IsZero() { // it has the last word
		asOf = c.asOf
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, asOf, c.misread(c.start, err)
	}
	r, err := evidence.Decode(c.name, bytes.NewReader(text))
	if err != nil {
		return nil, asOf, fmt.Errorf("%s:%d: the edited record is not valid:\n%w", c.file, c.start.number, err)
	}
	return r, asOf, nil
}

func (c *testCase) startFrom(b *bases) (any, error) {
	if c.start.word == "record" {
		return decode(c.start.rest)
	}
	return b.start(c.start.rest)
}

// start returns a base record of that name, for the caller to change.
func (b *bases) start(name string) (any, error) {
	doc, ok := b.records[name]
	if !ok {
		names := slices.Sorted(maps.Keys(b.records))
		return nil, fmt.Errorf("%q is none of %s", name, strings.Join(names, ", "))
	}
	return clone(doc), nil
}
