package mapped

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"

	"github.com/counterfoil/counterfoil/evidence"
)

// node is a value of a mapping document that knows where it stands.
type node struct {
	kind    kind
	text    string // of a string, a number, true or false
	line    int
	pointer string
	names   []string // of an object, in the order written
	members map[string]*node
	items   []*node // of an array
}

type kind byte

const (
	null kind = iota
	text
	number
	flag
	object
	array
)

func (k kind) String() string {
	return [...]string{"null", "text", "a number", "true or false", "a mapping", "a list"}[k]
}

const maxNesting = 64

var errNesting = fmt.Errorf("nested more than %d deep", maxNesting)

// readDocument reads YAML or JSON. A name that ends in .json, or a text that
// begins with a brace and is JSON, is JSON. Nothing changes its type on the
// way: what YAML would turn into a time stays the text that was written.
func readDocument(name string, content []byte) (*node, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	named := strings.EqualFold(path.Ext(name), ".json")
	if named || bytes.HasPrefix(bytes.TrimSpace(content), []byte("{")) {
		root, err := readJSON(content)
		if err == nil || named {
			return root, placed(name, err)
		}
	}
	root, err := readYAML(content)
	return root, placed(name, err)
}

// placed adds the name of the document to an error in it.
func placed(name string, err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*evidence.Error](err)
	if !ok {
		e = &evidence.Error{Err: err}
	}
	e.Source = name
	return e
}

func readJSON(content []byte) (*node, error) {
	d := jsontext.NewDecoder(bytes.NewReader(content))
	r := jsonReader{d: d, content: content, line: 1}
	root, err := r.value()
	if err == nil {
		if _, err = d.ReadToken(); err == io.EOF {
			return root, nil
		} else if err == nil {
			err = errors.New("something follows the end of the document")
		}
	}
	offset := d.InputOffset()
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		err, offset = syntax.Err, syntax.ByteOffset
	}
	line := 1 + bytes.Count(content[:min(int(offset), len(content))], []byte("\n"))
	return nil, &evidence.Error{Line: line, Pointer: string(d.StackPointer()), Err: fmt.Errorf("not JSON: %w", err)}
}

type jsonReader struct {
	d       *jsontext.Decoder
	content []byte
	offset  int64 // up to which lines are counted
	line    int
}

func (r *jsonReader) value() (*node, error) {
	if r.d.StackDepth() > maxNesting {
		return nil, errNesting
	}
	token, err := r.d.ReadToken()
	if err != nil {
		return nil, err
	}
	at := r.d.InputOffset()
	r.line += bytes.Count(r.content[r.offset:at], []byte("\n"))
	r.offset = at
	n := &node{line: r.line, pointer: string(r.d.StackPointer())}
	switch token.Kind() {
	case '{':
		n.kind, n.members = object, map[string]*node{}
		for r.d.PeekKind() != '}' {
			name, err := r.d.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			if n.members[key], err = r.value(); err != nil {
				return nil, err
			}
			n.names = append(n.names, key)
		}
		_, err = r.d.ReadToken()
	case '[':
		n.kind = array
		for r.d.PeekKind() != ']' {
			item, err := r.value()
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
		}
		_, err = r.d.ReadToken()
	case '"':
		n.kind, n.text = text, token.String()
	case '0':
		n.kind, n.text = number, token.String()
	case 't', 'f':
		n.kind, n.text = flag, token.String()
	}
	return n, err
}

func readYAML(content []byte) (*node, error) {
	d := yaml.NewDecoder(bytes.NewReader(content))
	var root, more yaml.Node
	if err := d.Decode(&root); err == io.EOF {
		return nil, errors.New("holds nothing: begin with mapping: counterfoil.mapping/v1")
	} else if err != nil {
		return nil, yamlError(err)
	}
	if err := d.Decode(&more); err == nil {
		return nil, &evidence.Error{Line: more.Line, Err: errors.New("a second document: one file is one mapping, remove the --- and what follows it")}
	} else if err != io.EOF {
		return nil, yamlError(err)
	}
	return yamlValue(root.Content[0], "", root.Content[0].Line, 0)
}

// yamlError moves the line out of the library's message.
func yamlError(err error) error {
	e := &evidence.Error{}
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if n, _ := fmt.Sscanf(message, "line %d:", &e.Line); n == 1 {
		_, message, _ = strings.Cut(message, ": ")
	}
	e.Err = fmt.Errorf("not YAML: %s", printable(message))
	return e
}

// yamlValue turns y, whose key stands on that line, into a node.
func yamlValue(y *yaml.Node, pointer string, line, depth int) (*node, error) {
	n := &node{line: line, pointer: pointer}
	fail := func(at *yaml.Node, what string) (*node, error) {
		return nil, &evidence.Error{Line: at.Line, Pointer: pointer, Err: errors.New(what)}
	}
	switch {
	case depth > maxNesting:
		return fail(y, errNesting.Error())
	case y.Kind == yaml.AliasNode || y.Anchor != "":
		return fail(y, "anchors and aliases are refused: write the value out where it is needed")
	case y.Kind == yaml.SequenceNode:
		n.kind = array
		for i, item := range y.Content {
			value, err := yamlValue(item, pointer+"/"+strconv.Itoa(i), item.Line, depth+1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, value)
		}
		return n, nil
	case y.Kind == yaml.MappingNode:
		n.kind, n.members = object, map[string]*node{}
		for i := 0; i+1 < len(y.Content); i += 2 {
			key := y.Content[i]
			if key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str" {
				return fail(key, "the key "+quoted(key.Value)+" is not text: quote it")
			}
			if n.members[key.Value] != nil {
				return fail(key, "the key "+quoted(key.Value)+" comes twice: keep one of them")
			}
			value, err := yamlValue(y.Content[i+1], pointer+"/"+escapeToken(key.Value), key.Line, depth+1)
			if err != nil {
				return nil, err
			}
			n.names = append(n.names, key.Value)
			n.members[key.Value] = value
		}
		return n, nil
	}
	n.text = y.Value
	switch tag := y.ShortTag(); tag {
	case "!!str", "!!timestamp":
		n.kind = text
	case "!!null":
		n.kind = null
	case "!!bool":
		n.kind, n.text = flag, strings.ToLower(y.Value)
	case "!!int", "!!float":
		if n.kind = number; !jsontext.Value(y.Value).IsValid() {
			return fail(y, "the number "+quoted(y.Value)+" is not written plainly: quote it if it is text")
		}
	default:
		return fail(y, "values of the YAML type "+quoted(tag)+" are refused: quote it if it is text")
	}
	return n, nil
}

// value is what the schema judges.
func (n *node) value() any {
	switch n.kind {
	case text:
		return n.text
	case number:
		return json.Number(n.text)
	case flag:
		return n.text == "true"
	case array:
		list := make([]any, len(n.items))
		for i, item := range n.items {
			list[i] = item.value()
		}
		return list
	case object:
		members := make(map[string]any, len(n.members))
		for name, member := range n.members {
			members[name] = member.value()
		}
		return members
	}
	return nil
}

// find returns what a pointer names below n, or else the last node on the way.
func (n *node) find(pointer string) *node {
	for _, token := range tokens(pointer) {
		next := n.members[token]
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.items) {
			next = n.items[i]
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

// member returns a member's node; it may be nil.
func (n *node) member(name string) *node {
	if n == nil {
		return nil
	}
	return n.members[name]
}

// tokens are the unescaped parts of a JSON Pointer.
func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	list := strings.Split(pointer[1:], "/")
	for i, token := range list {
		list[i] = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
	}
	return list
}

func escapeToken(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}
