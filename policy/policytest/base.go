package policytest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/counterfoil/counterfoil/evidence"
	embedded "github.com/counterfoil/counterfoil/rego"
)

// bases are the base records of package counterfoil.testing, and the instant at
// which they are of governance grade.
type bases struct {
	asOf    time.Time
	records map[string]any // JSON; cloned before use
}

// baseRecords evaluates the package once.
var baseRecords = sync.OnceValues(func() (*bases, error) {
	const file = "testing/testing.rego"
	source, err := fs.ReadFile(embedded.FS(), file)
	if err != nil {
		return nil, err
	}
	rs, err := rego.New(
		rego.Query("data.counterfoil.testing"),
		rego.Module(file, string(source)),
	).Eval(context.Background())
	if err != nil {
		return nil, err
	}
	b := &bases{records: map[string]any{}}
	for name, value := range rs[0].Expressions[0].Value.(map[string]any) {
		switch v := value.(type) {
		case map[string]any:
			if _, ok := v["schema"]; ok {
				b.records[name] = v
			}
		case string:
			if name == "as_of" {
				if b.asOf, err = time.Parse(time.RFC3339Nano, v); err != nil {
					return nil, fmt.Errorf("%s: as_of: %w", file, err)
				}
			}
		}
	}
	return b, nil
})

// record makes the record of a case: its base or its own, edited and checked
// against the model.
func (c *testCase) record(b *bases) (*evidence.Record, error) {
	doc, err := c.startFrom(b)
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %s: %w", c.file, c.start.number, c.start.word, err)
	}
	for _, d := range c.edits {
		if doc, err = apply(doc, d); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", c.file, d.number, d.word, err)
		}
	}
	text, err := json.Marshal(doc, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", c.file, c.start.number, err)
	}
	r, err := evidence.Decode(c.name, bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s:%d: the edited record is not valid:\n%w", c.file, c.start.number, err)
	}
	return r, nil
}

func (c *testCase) startFrom(b *bases) (any, error) {
	if c.start.word == "record" {
		return decode(c.start.rest)
	}
	doc, ok := b.records[c.start.rest]
	if !ok {
		names := slices.Sorted(maps.Keys(b.records))
		return nil, fmt.Errorf("%q is none of %s", c.start.rest, strings.Join(names, ", "))
	}
	return clone(doc), nil
}
