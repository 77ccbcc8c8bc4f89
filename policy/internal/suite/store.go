package suite

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// store is what policies read as data, with one transaction for good: nothing
// ever writes.
type store struct {
	storage.Store
	txn storage.Transaction
}

// openStore holds the parameters, and beside them more, by top-level key.
func openStore(ctx context.Context, parameters ast.Value, more map[string]any) (store, error) {
	data := ast.NewObject(ast.Item(ast.StringTerm("counterfoil"), ast.ObjectTerm(ast.Item(ast.StringTerm("parameters"), ast.NewTerm(parameters)))))
	for _, key := range slices.Sorted(maps.Keys(more)) {
		if key == "counterfoil" {
			return store{}, fmt.Errorf("suite: the data of a run holds %q, which is taken", key)
		}
		value, err := ast.InterfaceToValue(more[key])
		if err != nil {
			return store{}, fmt.Errorf("suite: the data of a run, %q: %w", key, err)
		}
		data.Insert(ast.StringTerm(key), ast.NewTerm(value))
	}
	s := store{Store: inmem.NewFromASTObject(data)}
	var err error
	s.txn, err = s.NewTransaction(ctx)
	return s, err
}
