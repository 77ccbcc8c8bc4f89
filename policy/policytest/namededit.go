package policytest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// namedEdit is a function of counterfoil.testing that takes a record, and
// perhaps more, and returns it edited.
type namedEdit struct {
	arguments []string // their names, after the record's
	query     func() (rego.PreparedEvalQuery, error)
	reason    func() (rego.PreparedEvalQuery, error) // the same, ended by the error of a built-in
}

// namedEdits finds the public functions of the package whose first argument is
// called record.
func namedEdits(modules map[string]*ast.Module, compiler *ast.Compiler) map[string]*namedEdit {
	edits := map[string]*namedEdit{}
	for _, file := range slices.Sorted(maps.Keys(modules)) {
		if modules[file].Package.Path.String() != "data.counterfoil.testing" {
			continue
		}
		for _, rule := range modules[file].Rules {
			name, arguments := rule.Head.Ref().String(), rule.Head.Args
			if len(arguments) == 0 || arguments[0].String() != "record" || strings.HasPrefix(name, "_") || edits[name] != nil {
				continue
			}
			e := &namedEdit{}
			call := []string{"input.record"}
			for i, argument := range arguments[1:] {
				e.arguments = append(e.arguments, argument.String())
				call = append(call, fmt.Sprintf("input.arguments[%d]", i))
			}
			query := fmt.Sprintf("edited := data.counterfoil.testing.%s(%s) with data.counterfoil.parameters as input.parameters", name, strings.Join(call, ", "))
			prepare := func(strict bool) func() (rego.PreparedEvalQuery, error) {
				return sync.OnceValues(func() (rego.PreparedEvalQuery, error) {
					return rego.New(rego.Query(query), rego.Compiler(compiler), rego.StrictBuiltinErrors(strict)).PrepareForEval(context.Background())
				})
			}
			e.query, e.reason = prepare(false), prepare(true)
			edits[name] = e
		}
	}
	return edits
}

// edit applies the edit NAME [JSON ARGUMENT…] to a record. As in Rego, the
// record carries as_of, the instant to judge it at, which an edit may move.
func (b *bases) edit(doc any, asOf time.Time, directive string, parameters any) (any, time.Time, error) {
	name, rest := firstWord(directive)
	e := b.edits[name]
	if e == nil {
		var known strings.Builder
		for _, name := range slices.Sorted(maps.Keys(b.edits)) {
			known.WriteString("\n\t" + b.edits[name].usage(name))
		}
		return nil, asOf, fmt.Errorf("there is no edit %q; there are%s", name, known.String())
	}
	arguments, err := decodeAll(rest)
	if err != nil {
		return nil, asOf, fmt.Errorf("%w; the edit is written as: edit %s", err, e.usage(name))
	}
	if len(arguments) != len(e.arguments) {
		return nil, asOf, fmt.Errorf("arguments: %d given, %d wanted; the edit is written as: edit %s", len(arguments), len(e.arguments), e.usage(name))
	}
	record, ok := doc.(map[string]any)
	if !ok {
		return nil, asOf, errors.New("the record is not an object")
	}
	if _, ok := record["as_of"]; ok {
		return nil, asOf, errors.New("as_of is no part of a record; write a line as_of TIME")
	}
	record["as_of"] = asOf.UTC().Format(time.RFC3339Nano)
	edited, err := e.apply(map[string]any{"record": record, "arguments": arguments, "parameters": parameters})
	if err != nil {
		return nil, asOf, fmt.Errorf("%s makes nothing of this record: %s; the edit is written as: edit %s", name, err, e.usage(name))
	}
	if record, ok = edited.(map[string]any); !ok {
		return nil, asOf, fmt.Errorf("%s makes no record", name)
	}
	if at, ok := record["as_of"]; ok {
		text, _ := at.(string)
		if asOf, err = parseInstant(text); err != nil {
			return nil, asOf, fmt.Errorf("%s sets as_of: %w", name, err)
		}
		delete(record, "as_of")
	}
	return record, asOf, nil
}

// apply evaluates the function. Plain opa test lets the error of a built-in be
// silence, which an edit may build upon; only where the whole edit is silent is
// the error what went wrong.
func (e *namedEdit) apply(input any) (any, error) {
	for _, prepare := range []func() (rego.PreparedEvalQuery, error){e.query, e.reason} {
		query, err := prepare()
		if err != nil {
			return nil, err
		}
		rs, err := query.Eval(context.Background(), rego.EvalInput(input))
		if err != nil {
			return nil, errors.New(strings.Join(strings.Fields(err.Error()), " "))
		}
		if len(rs) > 0 {
			return rs[0].Bindings["edited"], nil
		}
	}
	return nil, errors.New("it lacks what is to be edited, or an argument is not what it should be")
}

// usage is how an edit is written.
func (e *namedEdit) usage(name string) string {
	return strings.Join(append([]string{name}, e.arguments...), " ")
}
