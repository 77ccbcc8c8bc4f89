package policy

import (
	"context"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// WithParameters returns a set that asks the same controls with other
// parameters: results, digest and errors are those of compiling with them, but
// nothing is compiled again. Both sets stay usable.
func (s *Set) WithParameters(p Parameters) (*Set, error) {
	p = p.or()
	if errs := p.checkWaivers(s.known); len(errs) > 0 {
		return nil, join(errs)
	}
	other := *s
	if err := other.take(context.Background(), p); err != nil {
		return nil, err
	}
	return &other, nil
}

// take opens a store with the parameters. What was compiled reads them there.
func (s *Set) take(ctx context.Context, p Parameters) error {
	s.parameters, s.digest = p, digest(s.identity, s.controls, p.canonical)
	s.store = inmem.NewFromObjectWithOpts(
		map[string]any{"counterfoil": map[string]any{"parameters": p.doc}},
		inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))
	var err error
	if s.txn, err = s.store.NewTransaction(ctx); err != nil {
		return fmt.Errorf("opening the parameters: %w", err)
	}
	data, err := s.store.Read(ctx, s.txn, storage.RootPath)
	if err != nil {
		return fmt.Errorf("reading the parameters: %w", err)
	}
	value, ok := data.(ast.Value)
	if !ok {
		return fmt.Errorf("the store holds a %T", data)
	}
	s.data = ast.NewTerm(value)
	return nil
}
