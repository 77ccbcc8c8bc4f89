package silence

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParts(t *testing.T) {
	const whole = `{"a":{"b":1,"c":[]},"x/y~z":[{"d":"e"},7],"n":null}`
	var doc any
	if err := json.Unmarshal([]byte(whole), &doc); err != nil {
		t.Fatal(err)
	}
	type taken struct{ Pointer, Place, Rest string }
	var got []taken
	parts(doc, func(p part) bool {
		text, err := json.Marshal(p.rest)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, taken{p.pointer, p.place, string(text)})
		return true
	})
	want := []taken{
		{"/a", "/a", `{"n":null,"x/y~z":[{"d":"e"},7]}`},
		{"/a/b", "/a/b", `{"a":{"c":[]},"n":null,"x/y~z":[{"d":"e"},7]}`},
		{"/a/c", "/a/c", `{"a":{"b":1},"n":null,"x/y~z":[{"d":"e"},7]}`},
		{"/n", "/n", `{"a":{"b":1,"c":[]},"x/y~z":[{"d":"e"},7]}`},
		{"/x~1y~0z", "/x~1y~0z", `{"a":{"b":1,"c":[]},"n":null}`},
		{"/x~1y~0z/0", "/x~1y~0z/*", `{"a":{"b":1,"c":[]},"n":null,"x/y~z":[7]}`},
		{"/x~1y~0z/0/d", "/x~1y~0z/*/d", `{"a":{"b":1,"c":[]},"n":null,"x/y~z":[{},7]}`},
		{"/x~1y~0z/1", "/x~1y~0z/*", `{"a":{"b":1,"c":[]},"n":null,"x/y~z":[{"d":"e"}]}`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text, err := json.Marshal(doc)
	if err != nil || string(text) != `{"a":{"b":1,"c":[]},"n":null,"x/y~z":[{"d":"e"},7]}` {
		t.Errorf("the document itself has changed: %s", text)
	}
	n := 0
	parts(doc, func(p part) bool {
		n++
		return p.pointer != "/x~1y~0z/0/d"
	})
	if n != 7 {
		t.Errorf("%d parts until /x~1y~0z/0/d", n)
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, place string
		want           bool
	}{
		{"/a", "/a", true},
		{"/a", "/b", false},
		{"/a", "/a/b", false},
		{"/a/b", "/a", false},
		{"/a/*", "/a/*", true},
		{"/a/*", "/a/b", true},
		{"/a/*", "/a", false},
		{"/a/*", "/a/b/c", false},
		{"/a/b", "/a/*", false},
		{"/*/b", "/a/b", true},
		{"/a/**", "/a", false},
		{"/a/**", "/a/b", true},
		{"/a/**", "/a/b/c", true},
		{"/a/**", "/ab/c", false},
		{"/a/*/**", "/a/b", false},
		{"/a/*/**", "/a/*/c", true},
		{"/**", "/a", true},
		{"/**/b", "/a/b", true},
		{"/**/b", "/b", true},
		{"/**/b", "/a/c/b", true},
		{"/**/b", "/a/b/c", false},
		{"/**/b/**", "/a/b/c", true},
		{"/**/b/**", "/a/b", false},
		{"/a/**/*", "/a/b", true},
		{"/a/**/*", "/a", false},
	} {
		if got := matches(c.pattern, c.place); got != c.want {
			t.Errorf("%s accepts %s: %v", c.pattern, c.place, got)
		}
	}
}
