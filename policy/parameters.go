package policy

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/rego"
)

// Parameters are an organisation's numbers and patterns: data, not Rego, which
// policies reach as data.counterfoil.parameters. They come from a document (see
// ParseParameters) and are always complete and checked. The zero value stands
// for the defaults.
type Parameters struct {
	doc       map[string]any // JSON values, numbers as json.Number; never changed
	canonical []byte         // RFC 8785
	waivers   []Waiver
	fulfil    time.Duration
	source    document // what the user wrote, for errors that only Compile can see
}

// DefaultParameters returns the embedded defaults.
func DefaultParameters() Parameters { return defaults() }

const defaultsFile = "counterfoil/parameters/defaults.yaml"

var defaults = sync.OnceValue(func() Parameters {
	text, err := fs.ReadFile(rego.FS(), defaultsFile)
	if err != nil {
		panic(err) // it is embedded
	}
	doc, errs := readDocument("rego/"+defaultsFile, text)
	if errs == nil {
		var p Parameters
		if p, err = newParameters(doc); err == nil { // a test checks them against the schema
			return p
		}
		errs = []*Error{{Message: err.Error()}}
	}
	panic(fmt.Sprint("policy: the embedded parameters: ", join(errs)))
})

// ParseParameters reads a parameters document, YAML or JSON, and merges it over
// the defaults by top-level key: a section that the document has replaces the
// default's section as a whole. name names the document in errors. All that is
// wrong is reported at once, as *Error values with file, line and JSON Pointer.
func ParseParameters(name string, doc []byte) (Parameters, error) {
	read, errs := readDocument(name, doc)
	if errs != nil {
		return Parameters{}, join(errs)
	}
	merged := maps.Clone(DefaultParameters().doc)
	maps.Copy(merged, read.value)
	read.value = merged
	if errs := read.check(); errs != nil {
		return Parameters{}, join(errs)
	}
	return newParameters(read)
}

func newParameters(d document) (Parameters, error) {
	text, err := json.Marshal(d.value)
	if err != nil {
		return Parameters{}, err
	}
	canonical := jsontext.Value(text)
	if err := canonical.Canonicalize(); err != nil {
		return Parameters{}, err
	}
	p := Parameters{doc: d.value, canonical: canonical, source: d}
	grant, _ := d.value["grant"].(map[string]any)
	length, _ := grant["fulfilment"].(string)
	if p.fulfil, err = parseDuration(length); err != nil {
		return p, fmt.Errorf("fulfilment %w", err)
	}
	list, _ := d.value["waivers"].([]any)
	for _, item := range list {
		text := func(key string) string {
			entry, _ := item.(map[string]any)
			s, _ := entry[key].(string)
			return s
		}
		expires, err := time.Parse(time.RFC3339, text("expires_at"))
		if err != nil {
			return p, err
		}
		p.waivers = append(p.waivers, Waiver{text("id"), text("control"), text("reason"), text("owner"), text("approved_by"), expires.UTC()})
	}
	return p, nil
}

// JSON returns the whole document in its canonical form (RFC 8785).
func (p Parameters) JSON() []byte { return slices.Clone(p.or().canonical) }

// Fulfilment returns how long a change may take after the last decisive
// approval: grant.fulfilment.
func (p Parameters) Fulfilment() time.Duration { return p.or().fulfil }

// Implied returns what a requested entitlement that is a bundle may create, as
// grant.implies says: on the same system, resource and scope unless named.
func (p Parameters) Implied(e evidence.Entitlement) []evidence.Key {
	grant, _ := p.or().doc["grant"].(map[string]any)
	implies, _ := grant["implies"].(map[string]any)
	list, _ := implies[e.Permission].([]any)
	var keys []evidence.Key
	for _, item := range list {
		given, _ := item.(map[string]any)
		k := e.Key()
		for name, field := range map[string]*string{"system": &k.System, "resource": &k.Resource, "permission": &k.Permission, "scope": &k.Scope} {
			if s, ok := given[name].(string); ok {
				*field = s
			}
		}
		keys = append(keys, k)
	}
	return keys
}

// Waivers returns the waivers in the document's order.
func (p Parameters) Waivers() []Waiver { return p.or().waivers }

func (p Parameters) or() Parameters {
	if p.doc == nil {
		return DefaultParameters()
	}
	return p
}

// checkWaivers refuses waivers of controls that do not exist.
func (p Parameters) checkWaivers(known []string) []*Error {
	var errs []*Error
	for i, w := range p.waivers {
		if !slices.Contains(known, w.Control) {
			errs = append(errs, p.source.errorAt(fmt.Sprintf("/waivers/%d/control", i), fmt.Sprintf("there is no control %q", w.Control), suggest(w.Control, known)))
		}
	}
	return errs
}
