package source_test

import (
	"slices"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source"
)

func TestFits(t *testing.T) {
	shapes := []source.Shape{
		{What: "a trail", Members: []string{"eventSource", "eventName"}},
		{What: "a detailed trail", Members: []string{"eventSource", "eventName", "/user/name"}},
		{What: "a log", Members: []string{"actor", "published"}},
		{What: "anything at all"},
	}
	const event = `{"eventSource":"a","eventName":"b","user":{"name":"c"}}`
	for _, c := range []struct {
		in   string
		want []int
	}{
		{event, []int{1, 0}},
		{"\ufeff[" + event, []int{1, 0}},
		{`{"Records":[{"eventSource":"a","eventName":"b"},`, []int{0}},
		{`{"a":{"b":[` + event + `]}}`, []int{1, 0}},
		{`{"actor":1}` + "\n" + `{"actor":2,"published":null}` + "\n{", []int{2}},
		{`{"eventSource":"a"}` + "\n" + `{"eventName":"b"}`, nil},                          // not one object
		{`[{"eventSource":"a"},{"eventName":"b"}]`, nil},                                   // nor here
		{`{"eventSource":"a","user":{"eventName":"b"}}`, nil},                              // nor here
		{`{"x":{"actor":1,"published":2}} {"eventSource":"a","eventName":"b`, []int{0, 2}}, // cut off in a value: the name has come
		{"", nil},
		{"id,name\n1,2\n", nil},
		{`{"actor":1,"actor":2,"published":3}`, []int{2}},
	} {
		if got := source.Fits([]byte(c.in), shapes); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.in, got, c.want)
		}
	}
}
