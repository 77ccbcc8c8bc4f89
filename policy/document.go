package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// document is a YAML or JSON document that knows where its parts stood.
type document struct {
	name  string
	value map[string]any
	lines map[string]int // by JSON Pointer
}

func (d document) errorAt(pointer, message, hint string) *Error {
	return &Error{File: d.name, Line: d.lines[pointer], Pointer: pointer, Message: message, Hint: hint}
}

const maxNesting = 64

// readDocument reads YAML or JSON into JSON values, numbers as json.Number. A
// name that ends in .json, or a text that begins with a brace and parses as
// such, is JSON. Nothing changes its type on the way: what YAML would turn into
// a time stays the text that was written.
func readDocument(name string, text []byte) (document, []*Error) {
	d := document{name: name, lines: map[string]int{}}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var value any
	var err *Error
	asJSON := strings.EqualFold(path.Ext(name), ".json")
	if asJSON || bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		value, err = d.readJSON(text)
	}
	if !asJSON && value == nil {
		clear(d.lines)
		value, err = d.readYAML(text)
	}
	if err != nil {
		return d, []*Error{err}
	}
	if value == nil { // no sections: the defaults
		value = map[string]any{}
	}
	object, ok := value.(map[string]any)
	if !ok {
		return d, []*Error{{File: name, Message: "is " + describe(value) + ", not a mapping of sections", Hint: "start with a section: approval, grant, revocation, emergency, trail, workflow or waivers"}}
	}
	d.value = object
	return d, nil
}

func (d *document) readJSON(text []byte) (any, *Error) {
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	value, err := d.jsonValue(dec, &lineCounter{text: text, line: 1})
	if err == nil {
		if _, err = dec.ReadToken(); err == io.EOF {
			return value, nil
		} else if err == nil {
			err = errors.New("there is more after the document's end")
		}
	}
	offset := dec.InputOffset()
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		err, offset = s.Err, s.ByteOffset
	}
	line := 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n"))
	return nil, &Error{File: d.name, Line: line, Pointer: string(dec.StackPointer()), Message: "not JSON: " + err.Error()}
}

// lineCounter turns growing offsets into lines.
type lineCounter struct {
	text   []byte
	offset int64
	line   int
}

func (c *lineCounter) at(offset int64) int {
	c.line += bytes.Count(c.text[c.offset:offset], []byte("\n"))
	c.offset = offset
	return c.line
}

func (d *document) jsonValue(dec *jsontext.Decoder, lines *lineCounter) (any, error) {
	if dec.StackDepth() > maxNesting {
		return nil, fmt.Errorf("nested more than %d deep", maxNesting)
	}
	tok, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	d.lines[string(dec.StackPointer())] = lines.at(dec.InputOffset())
	switch tok.Kind() {
	case '{':
		object := map[string]any{}
		for dec.PeekKind() != '}' {
			key, err := dec.ReadToken()
			if err != nil {
				return nil, err
			}
			name := key.String()
			if object[name], err = d.jsonValue(dec, lines); err != nil {
				return nil, err
			}
		}
		_, err = dec.ReadToken()
		return object, err
	case '[':
		list := []any{}
		for dec.PeekKind() != ']' {
			item, err := d.jsonValue(dec, lines)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err = dec.ReadToken()
		return list, err
	case '"':
		return tok.String(), nil
	case '0':
		return json.Number(tok.String()), nil
	case 't', 'f':
		return tok.Bool(), nil
	}
	return nil, nil
}

func (d *document) readYAML(text []byte) (any, *Error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var root, more yaml.Node
	if err := dec.Decode(&root); err == io.EOF {
		return nil, nil
	} else if err != nil {
		return nil, d.yamlError(err)
	}
	if err := dec.Decode(&more); err == nil {
		return nil, &Error{File: d.name, Line: more.Line, Message: "there is a second document", Hint: "one file is one document: remove the --- and what follows it"}
	} else if err != io.EOF {
		return nil, d.yamlError(err)
	}
	return d.yamlValue(root.Content[0], "", 0)
}

// yamlError moves the line out of the library's message.
func (d *document) yamlError(err error) *Error {
	e := &Error{File: d.name, Message: "not YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
	var rest string
	if n, _ := fmt.Sscanf(err.Error(), "yaml: line %d:", &e.Line); n == 1 {
		_, rest, _ = strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), ": ")
		e.Message = "not YAML: " + rest
	}
	return e
}

func (d *document) yamlValue(n *yaml.Node, pointer string, depth int) (any, *Error) {
	fail := func(at *yaml.Node, message, hint string) (any, *Error) {
		return nil, &Error{File: d.name, Line: at.Line, Column: at.Column, Pointer: pointer, Message: message, Hint: hint}
	}
	if depth > maxNesting {
		return fail(n, fmt.Sprintf("nested more than %d deep", maxNesting), "")
	}
	if _, noted := d.lines[pointer]; !noted {
		d.lines[pointer] = n.Line
	}
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return fail(n, "anchors and aliases are refused", "write the value out where it is needed")
	case n.Kind == yaml.SequenceNode:
		list := []any{}
		for i, item := range n.Content {
			value, err := d.yamlValue(item, fmt.Sprintf("%s/%d", pointer, i), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		return list, nil
	case n.Kind == yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str" {
				return fail(key, fmt.Sprintf("the key %s is not a string", key.Value), "quote it")
			}
			if _, twice := object[key.Value]; twice {
				return fail(key, fmt.Sprintf("the key %q comes twice", key.Value), "keep one of them")
			}
			child := pointer + "/" + string(jsontext.Pointer("").AppendToken(key.Value)[1:])
			d.lines[child] = key.Line
			value, err := d.yamlValue(n.Content[i+1], child, depth+1)
			if err != nil {
				return nil, err
			}
			object[key.Value] = value
		}
		return object, nil
	}
	switch n.ShortTag() {
	case "!!str", "!!timestamp": // a time stays the text that was written
		return n.Value, nil
	case "!!null":
		return nil, nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case "!!int", "!!float":
		if number := jsontext.Value(n.Value); !number.IsValid() {
			return fail(n, fmt.Sprintf("the number %s is not written plainly", n.Value), "write a decimal number, or quote it if it is text")
		}
		return json.Number(n.Value), nil
	}
	return fail(n, fmt.Sprintf("values of the YAML type %s are refused", n.ShortTag()), "quote it if it is text")
}

// describe names the kind of a JSON value.
func describe(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	}
	return "a mapping"
}
