package ticketform

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
)

// Faults are what is wrong with settings.
type Faults []*evidence.Error

// Add adds what is wrong at a JSON Pointer of the settings.
func (f *Faults) Add(pointer, what string) {
	*f = append(*f, &evidence.Error{Pointer: pointer, Err: errors.New(what)})
}

// Err is one error, on one line, that names all of them; nil where there is
// none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	all := make([]string, len(f))
	for i, e := range f {
		all[i] = e.Error()
	}
	return errors.New("the settings are not in order: " + strings.Join(all, "; "))
}

// Parse reads settings, of type S, written as a JSON object. The name is the one
// that errors give the document, and where is the package whose documentation
// explains it. What is wrong with it, also by check, is an [*evidence.Error], or
// several, joined.
func Parse[S any](name string, document []byte, where string, check func(S) Faults) (S, error) {
	var s, none S
	if err := json.Unmarshal(document, &s, json.RejectUnknownMembers(true)); err != nil {
		return none, notRead(name, where, err)
	}
	var all []error
	for _, e := range check(s) {
		e.Source = name
		all = append(all, e)
	}
	if len(all) > 0 {
		return none, errors.Join(all...)
	}
	return s, nil
}

// notRead says what an error of the JSON library means.
func notRead(name, where string, err error) *evidence.Error {
	wrong := &evidence.Error{Source: name, Err: err}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		wrong.Pointer, wrong.Offset, wrong.Err = string(e.JSONPointer), e.ByteOffset+1, fmt.Errorf("not JSON: %w", e.Err)
	} else if e, ok := errors.AsType[*json.SemanticError](err); ok {
		what := "not what is expected here"
		if errors.Is(e.Err, json.ErrUnknownName) {
			what = "there is no such setting"
		}
		wrong.Pointer, wrong.Err = string(e.JSONPointer), errors.New(what+": see the settings in the documentation of package "+where)
	}
	return wrong
}
