package ticketform

import (
	"iter"
	"strings"
)

// Template is a text with fields in it. The empty Template is nothing.
type Template []piece

type piece struct{ literal, field string } // one of the two

// parse reads a text, and reports whether it is in order.
func parse(text string) (Template, bool) {
	var t Template
	for text != "" {
		literal, rest, found := strings.Cut(text, "{")
		if strings.Contains(literal, "}") {
			return nil, false
		}
		if literal != "" {
			t = append(t, piece{literal: literal})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Contains(name, "{") {
			return nil, false
		}
		t = append(t, piece{field: name})
		text = after
	}
	return t, true
}

// Fields are the names of the fields, in order; one that stands there twice
// comes twice.
func (t Template) Fields() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range t {
			if p.field != "" && !yield(p.field) {
				return
			}
		}
	}
}

// Only is the name of the field of which the value is all of the text. It is
// empty where there is none.
func (t Template) Only() string {
	if len(t) != 1 {
		return ""
	}
	return t[0].field
}

// Fill puts values in. An empty value is that of a field that was left blank:
// then all is nothing.
func (t Template) Fill(value func(field string) string) string {
	var b strings.Builder
	for _, p := range t {
		text := p.literal
		if p.field != "" {
			if text = value(p.field); text == "" {
				return ""
			}
		}
		b.WriteString(text)
	}
	return b.String()
}
