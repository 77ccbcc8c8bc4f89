package policytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// apply makes one edit to a document and returns the document that it makes.
func apply(doc any, d directive) (any, error) {
	pointer, rest := firstWord(d.rest)
	to, err := tokens(pointer)
	if err != nil {
		return nil, err
	}
	if len(to) == 0 {
		return nil, fmt.Errorf("the whole record cannot be edited; use record")
	}
	switch d.word {
	case "remove":
		if rest != "" {
			return nil, fmt.Errorf("what is %q? One pointer a line", rest)
		}
		return edit(doc, to, nil)
	case "copy":
		from, err := tokens(rest)
		if err != nil {
			return nil, err
		}
		value, err := at(doc, from)
		if err != nil {
			return nil, err
		}
		return edit(doc, to, func() any { return clone(value) })
	default: // set
		value, err := decode(rest)
		if err != nil {
			return nil, err
		}
		return edit(doc, to, func() any { return value })
	}
}

// edit puts a value at a place, or takes it out where there is none to put. It
// returns the edited document, since a list that grows moves.
func edit(doc any, path []string, value func() any) (any, error) {
	token := path[0]
	switch node := doc.(type) {
	case map[string]any:
		child, ok := node[token]
		switch {
		case len(path) > 1 && ok:
			edited, err := edit(child, path[1:], value)
			if err != nil {
				return nil, fmt.Errorf("/%s%w", token, err)
			}
			node[token] = edited
		case len(path) > 1, value == nil && !ok:
			return nil, fmt.Errorf("/%s: there is no such member", token)
		case value == nil:
			delete(node, token)
		default:
			node[token] = value()
		}
		return node, nil
	case []any:
		if token == "-" && len(path) == 1 && value != nil {
			return append(node, value()), nil
		}
		i, err := index(node, token)
		if err != nil {
			return nil, err
		}
		switch {
		case len(path) > 1:
			if node[i], err = edit(node[i], path[1:], value); err != nil {
				return nil, fmt.Errorf("/%s%w", token, err)
			}
		case value == nil:
			return slices.Delete(node, i, i+1), nil
		default:
			node[i] = value()
		}
		return node, nil
	}
	return nil, fmt.Errorf("/%s: stands in neither an object nor a list", token)
}

// at returns the value at a place.
func at(doc any, path []string) (any, error) {
	for n, token := range path {
		switch node := doc.(type) {
		case map[string]any:
			child, ok := node[token]
			if !ok {
				return nil, fmt.Errorf("/%s: there is no such member", strings.Join(path[:n+1], "/"))
			}
			doc = child
		case []any:
			i, err := index(node, token)
			if err != nil {
				return nil, err
			}
			doc = node[i]
		default:
			return nil, fmt.Errorf("/%s: stands in neither an object nor a list", strings.Join(path[:n+1], "/"))
		}
	}
	return doc, nil
}

// index reads a token as an index into a list.
func index(list []any, token string) (int, error) {
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= len(list) || strconv.Itoa(i) != token {
		return 0, fmt.Errorf("/%s: the list has %d elements, counted from 0", token, len(list))
	}
	return i, nil
}

// tokens splits a JSON Pointer.
func tokens(pointer string) ([]string, error) {
	if pointer == "" {
		return nil, nil
	}
	if pointer[0] != '/' || strings.ContainsAny(pointer, " \t\n") {
		return nil, fmt.Errorf("%q is not a JSON Pointer such as /approvals/0", pointer)
	}
	parts := strings.Split(pointer[1:], "/")
	for i := range parts {
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(parts[i])
	}
	return parts, nil
}

// decode reads a JSON value.
func decode(text string) (any, error) {
	values, err := decodeAll(text)
	switch {
	case err != nil:
		return nil, err
	case len(values) != 1:
		return nil, fmt.Errorf("not JSON: there are %d values, expected one", len(values))
	}
	return values[0], nil
}

// decodeAll reads JSON values that follow each other. A name that comes twice in
// an object is an error. Numbers stay as they are written.
func decodeAll(text string) ([]any, error) {
	var values []any
	for dec := jsontext.NewDecoder(strings.NewReader(text)); ; {
		raw, err := dec.ReadValue()
		if err == io.EOF {
			return values, nil
		}
		if err != nil {
			return nil, fmt.Errorf("not JSON: %w", err)
		}
		var value any
		exact := json.NewDecoder(bytes.NewReader(raw))
		exact.UseNumber()
		if err := exact.Decode(&value); err != nil {
			return nil, fmt.Errorf("not JSON: %w", err)
		}
		values = append(values, value)
	}
}

// clone copies a JSON value.
func clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, child := range v {
			out[key] = clone(child)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = clone(v[i])
		}
		return out
	}
	return value
}
