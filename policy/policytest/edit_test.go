package policytest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const document = `{"list": [{"id": "a"}, {"id": "b"}], "a/b": {"~c": 1}, "empty": []}`

func TestApply(t *testing.T) {
	for _, tt := range []struct{ word, rest, want string }{
		{"set", `/list/0/id "z"`, `{"list": [{"id": "z"}, {"id": "b"}], "a/b": {"~c": 1}, "empty": []}`},
		{"set", `/new {"x": [1]}`, `{"list": [{"id": "a"}, {"id": "b"}], "a/b": {"~c": 1}, "empty": [], "new": {"x": [1]}}`},
		{"set", `/list/1 null`, `{"list": [{"id": "a"}, null], "a/b": {"~c": 1}, "empty": []}`},
		{"set", `/list/- {"id": "c"}`, `{"list": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "a/b": {"~c": 1}, "empty": []}`},
		{"set", `/empty/- 1`, `{"list": [{"id": "a"}, {"id": "b"}], "a/b": {"~c": 1}, "empty": [1]}`},
		{"set", `/a~1b/~0c 2`, `{"list": [{"id": "a"}, {"id": "b"}], "a/b": {"~c": 2}, "empty": []}`},
		{"remove", `/list/0`, `{"list": [{"id": "b"}], "a/b": {"~c": 1}, "empty": []}`},
		{"remove", `/list/1/id`, `{"list": [{"id": "a"}, {}], "a/b": {"~c": 1}, "empty": []}`},
		{"remove", `/a~1b`, `{"list": [{"id": "a"}, {"id": "b"}], "empty": []}`},
		{"copy", `/list/- /list/0`, `{"list": [{"id": "a"}, {"id": "b"}, {"id": "a"}], "a/b": {"~c": 1}, "empty": []}`},
		{"copy", `/empty /list`, `{"list": [{"id": "a"}, {"id": "b"}], "a/b": {"~c": 1}, "empty": [{"id": "a"}, {"id": "b"}]}`},
	} {
		t.Run(tt.word+" "+tt.rest, func(t *testing.T) {
			got, err := apply(value(t, document), directive{number: 1, word: tt.word, rest: tt.rest})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(value(t, tt.want), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestApplyRefuses(t *testing.T) {
	for _, tt := range []struct{ word, rest, want string }{
		{"set", `/nowhere/x 1`, `/nowhere: there is no such member`},
		{"set", `/list/2 1`, `/list/2: the list has 2 elements`},
		{"set", `/list/00 1`, `/list/00: the list has 2 elements`},
		{"set", `/list/0/id/x 1`, `/list/0/id/x: stands in neither an object nor a list`},
		{"set", `/list/-/id 1`, `/list/-: the list has 2 elements`},
		{"set", `/list/0/id`, `not JSON`},
		{"set", `/list/0 {"id": 1, "id": 2}`, `not JSON`},
		{"set", `list 1`, `"list" is not a JSON Pointer`},
		{"set", `"" 1`, `"\"\"" is not a JSON Pointer`},
		{"remove", ``, `the whole record cannot be edited`},
		{"remove", `/nowhere`, `/nowhere: there is no such member`},
		{"remove", `/list/-`, `/list/-: the list has 2 elements`},
		{"remove", `/list/0 /list/1`, `what is "/list/1"?`},
		{"copy", `/x /nowhere`, `/nowhere: there is no such member`},
		{"copy", `/x /list/0/id/x`, `/list/0/id/x: stands in neither an object nor a list`},
		{"copy", `/x /list/0 /list/1`, `is not a JSON Pointer`},
	} {
		t.Run(tt.word+" "+tt.rest, func(t *testing.T) {
			_, err := apply(value(t, document), directive{number: 1, word: tt.word, rest: tt.rest})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant …%s…", err, tt.want)
			}
		})
	}
}

// What was copied must not change with its original, nor a base record with the
// cases that start from it.
func TestCopyIsApart(t *testing.T) {
	doc := value(t, document)
	for _, d := range []directive{{word: "copy", rest: "/empty /list"}, {word: "set", rest: `/list/0/id "z"`}} {
		var err error
		if doc, err = apply(doc, d); err != nil {
			t.Fatal(err)
		}
	}
	got, err := at(doc, []string{"empty", "0", "id"})
	if err != nil || got != "a" {
		t.Errorf("got %v, %v; want a", got, err)
	}
}

func TestRecordRefuses(t *testing.T) {
	b, err := baseRecords()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, start, rest, edit, want string }{
		{"an unknown base", "base", "human", "/id", `a.txtar:1: base: "human" is none of agent_grant, emergency_grant, human_grant, revoke_request, service_account_grant`},
		{"an edit that goes nowhere", "base", "human_grant", "/emergency", `a.txtar:2: remove: /emergency: there is no such member`},
		{"a record that is not valid", "base", "human_grant", "/id", "a.txtar:1: the edited record is not valid:\n"},
		{"no JSON", "record", "{", "/id", `a.txtar:1: record: not JSON`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &testCase{file: "a.txtar", start: directive{number: 1, word: tt.start, rest: tt.rest}, edits: []directive{{number: 2, word: "remove", rest: tt.edit}}}
			_, _, err := c.record(b, nil)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s…", err, tt.want)
			}
		})
	}
}

func value(t *testing.T, text string) any {
	t.Helper()
	v, err := decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
