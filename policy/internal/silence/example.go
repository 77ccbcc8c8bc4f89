package silence

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

type silenceKey struct {
	control, place string
	kind           Kind
}

// finding is the smallest of the suspects of one silence.
type finding struct {
	count    int
	question *question
	suspect  suspect
}

// consider takes a suspect for the example if it is smaller. Of equal ones the
// first stays: they come in a fixed order.
func (f *finding) consider(q *question, s suspect) {
	if cmp.Or(cmp.Compare(len(q.text), len(f.question.text)), bytes.Compare(q.text, f.question.text)) < 0 {
		f.question, f.suspect = q, s
	}
}

// describe judges the examples once more, for what was said about them.
func describe(ctx context.Context, found map[silenceKey]*finding, files map[string]string) ([]Silence, error) {
	all := make([]Silence, 0, len(found))
	for k, f := range found {
		q := f.question
		s := Silence{Control: k.control, File: files[k.control], Place: k.place, Kind: k.kind, Count: f.count, Example: Example{
			Test: q.test, Record: q.text, AsOf: q.asOf, Parameters: q.set.Parameters(), Pointer: f.suspect.pointer}}
		var err error
		if s.Example.Before, err = conclusion(ctx, q, q.text, k.control); err != nil {
			return nil, err
		}
		if s.Example.After, err = conclusion(ctx, q, f.suspect.rest, k.control); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Silence) int {
		return cmp.Or(strings.Compare(a.Control, b.Control), strings.Compare(a.Place, b.Place), strings.Compare(string(a.Kind), string(b.Kind)))
	})
	return all, nil
}

func conclusion(ctx context.Context, q *question, text []byte, control string) (policy.ControlResult, error) {
	record, err := evidence.Decode("", bytes.NewReader(text))
	if err != nil {
		return policy.ControlResult{}, fmt.Errorf("silence: %w", err)
	}
	result, err := q.set.Evaluate(ctx, record, q.asOf)
	if err != nil {
		return policy.ControlResult{}, fmt.Errorf("silence: %w", err)
	}
	i := slices.IndexFunc(result.Controls, func(c policy.ControlResult) bool { return c.ID == control })
	return result.Controls[i], nil
}
