package mapped

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/counterfoil/counterfoil/evidence"
)

//go:embed mapping.schema.json
var schemaText []byte

// Schema returns the JSON Schema (2020-12) of a mapping document. Parse checks
// more than it can say.
func Schema() []byte { return slices.Clone(schemaText) }

const schemaName = "mapping.schema.json"

var compiledSchema = sync.OnceValue(func() *jsonschema.Schema {
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaName, bytes.NewReader(schemaText)); err != nil {
		panic(err) // it is embedded
	}
	return c.MustCompile(schemaName)
})

// schemaTree is the schema as data, for the words of errors.
var schemaTree = sync.OnceValue(func() map[string]any {
	var tree map[string]any
	if err := json.Unmarshal(schemaText, &tree); err != nil {
		panic(err) // it is embedded
	}
	return tree
})

// findings collects what is wrong with a mapping.
type findings struct {
	name string
	list []*evidence.Error
}

func (f *findings) add(n *node, format string, args ...any) {
	f.list = append(f.list, &evidence.Error{Source: f.name, Line: n.line, Pointer: n.pointer, Err: fmt.Errorf(format, args...)})
}

// err joins the findings in the order of their places.
func (f *findings) err() error {
	slices.SortStableFunc(f.list, func(a, b *evidence.Error) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return strings.Compare(a.Pointer, b.Pointer)
	})
	all := make([]error, 0, len(f.list))
	said := map[string]bool{}
	for _, e := range f.list {
		if s := e.Error(); !said[s] {
			said[s] = true
			all = append(all, e)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

// checkSchema adds what the schema finds wrong with a document.
func (f *findings) checkSchema(root *node) {
	err := compiledSchema().Validate(root.value())
	if v, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		f.leaves(root, v)
	} else if err != nil {
		f.add(root, "cannot be checked: %w", err)
	}
}

// leaves turns the schema's complaints into words.
func (f *findings) leaves(root *node, v *jsonschema.ValidationError) {
	for _, cause := range v.Causes {
		f.leaves(root, cause)
	}
	if len(v.Causes) > 0 {
		return
	}
	n := root.find(v.InstanceLocation)
	schema := schemaAt(v.AbsoluteKeywordLocation)
	switch keyword := v.KeywordLocation[strings.LastIndex(v.KeywordLocation, "/")+1:]; keyword {
	case "additionalProperties":
		properties, _ := schema["properties"].(map[string]any)
		var known []string
		for name := range properties {
			known = append(known, name)
		}
		for _, name := range n.names {
			if !slices.Contains(known, name) {
				f.add(n.members[name], "there is no %s here%s", quoted(name), suggest(name, known))
			}
		}
	case "required":
		required, _ := schema["required"].([]any)
		var missing []string
		for _, item := range required {
			if name := fmt.Sprint(item); n.members[name] == nil {
				missing = append(missing, name)
			}
		}
		f.add(n, "missing: %s", strings.Join(missing, ", "))
	case "type":
		f.add(n, "is %s, expected %s%s", n.kind, wantedTypes(schema["type"]), typeHint(n))
	case "enum":
		list, _ := schema["enum"].([]any)
		var known []string
		for _, item := range list {
			if s, ok := item.(string); ok {
				known = append(known, s)
			}
		}
		f.add(n, "%s cannot stand here%s", quoted(n.text), suggest(n.text, known))
	case "pattern":
		f.add(n, `%s is not a JSON Pointer: write it as in "/requested_for/email"`, quoted(n.text))
	case "minLength":
		f.add(n, "is empty: leave it out, or say what is meant")
	case "minItems", "minProperties":
		f.add(n, "holds nothing: leave it out, or say what is meant")
	case "uniqueItems":
		f.add(n, "holds the same item twice: keep one")
	default:
		f.add(n, "%s", printable(v.Message))
	}
}

// schemaAt returns the schema that holds a keyword.
func schemaAt(location string) map[string]any {
	_, fragment, _ := strings.Cut(location, "#")
	at := any(schemaTree())
	path := tokens(fragment)
	for _, token := range path[:max(0, len(path)-1)] {
		switch v := at.(type) {
		case map[string]any:
			at = v[token]
		case []any:
			at = nil // no keyword of ours stands in a list but allOf, whose members only refer
		}
	}
	found, _ := at.(map[string]any)
	return found
}

func wantedTypes(types any) string {
	words := map[string]string{"string": "text", "object": "a mapping", "array": "a list", "boolean": "true or false", "null": "null"}
	list, ok := types.([]any)
	if !ok {
		list = []any{types}
	}
	var wanted []string
	for _, item := range list {
		wanted = append(wanted, words[fmt.Sprint(item)])
	}
	return strings.Join(wanted, " or ")
}

func typeHint(n *node) string {
	switch n.kind {
	case number, flag:
		return ": if it is text, quote it"
	case null:
		return ": quote it if it is text, or leave it out if there is nothing to say"
	}
	return ""
}
