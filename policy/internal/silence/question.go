package silence

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// question is a distinct record with what it is judged by.
type question struct {
	test *suite.Test // the first that put it
	doc  any         // the record as JSON values, without as_of
	text []byte      // and as JSON
	asOf time.Time
	set  *policy.Set // with its parameters; asks the controls that the tests put it to

	controls []string // their ids, sorted
}

// key is equal for questions that have the same answer.
type key [sha256.Size]byte

func (q *question) key(text []byte) (k key) {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s ", q.set.Digest(), q.asOf.Format(time.RFC3339Nano))
	h.Write(text)
	h.Sum(k[:0])
	return k
}

// reader makes questions of what tests put before controls.
type reader struct {
	set  *policy.Set
	asOf time.Time
	sets map[string]*policy.Set // by parameters document
	errs map[string]error
}

// read makes a question of what a test put, or says why it is none.
func (r *reader) read(seen *suite.Seen) (*question, error) {
	q := &question{test: seen.Test, asOf: r.asOf}
	input, err := object(seen.Input, "input")
	if err != nil {
		return nil, err
	}
	if at, ok := input["as_of"]; ok {
		text, _ := at.(string)
		if q.asOf, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return nil, fmt.Errorf("as_of is not an RFC 3339 time: %v", at)
		}
		if year := q.asOf.UTC().Year(); year < 1970 || year > 2261 {
			return nil, fmt.Errorf("as_of is outside the years 1970 to 2261: %v", at)
		}
		delete(input, "as_of")
	}
	if _, err := decode(input, &q.text); err != nil {
		return nil, err
	}
	q.doc = input
	q.set, err = r.with(seen.Parameters)
	return q, err
}

// with returns the set with the parameters that a test saw.
func (r *reader) with(parameters ast.Value) (*policy.Set, error) {
	doc, err := object(parameters, "data.counterfoil.parameters")
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	name := string(text)
	if _, known := r.errs[name]; !known {
		p, err := policy.ParseParameters("parameters.json", text)
		if err == nil {
			r.sets[name], err = r.set.WithParameters(p)
		}
		r.errs[name] = err
	}
	return r.sets[name], r.errs[name]
}

// object returns the JSON form of a value that must be an object.
func object(v ast.Value, name string) (map[string]any, error) {
	if v == nil {
		return nil, fmt.Errorf("%s is undefined", name)
	}
	plain, err := ast.JSON(v)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	o, ok := plain.(map[string]any)
	if !ok {
		return nil, errors.New(name + " is not an object")
	}
	return o, nil
}

// decode reads a document as a record, as everybody's records are read, and
// leaves its text.
func decode(doc any, text *[]byte) (*evidence.Record, error) {
	var err error
	if *text, err = json.Marshal(doc); err != nil {
		return nil, err
	}
	record, err := evidence.Decode("", bytes.NewReader(*text))
	if e, ok := errors.AsType[*evidence.Error](err); ok { // the first; its line is that of text
		return nil, fmt.Errorf("the record is not valid: %s: %w", e.Pointer, e.Err)
	}
	return record, err
}
