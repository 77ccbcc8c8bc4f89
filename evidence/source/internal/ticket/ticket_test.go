package ticket_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

var number = regexp.MustCompile(`\bRITM[0-9]{4}\b`)

func TestIn(t *testing.T) {
	for _, c := range []struct {
		texts []ticket.Text
		want  ticket.Found
	}{
		{nil, ticket.Found{}},
		{[]ticket.Text{{"/a", "for RITM0001"}}, ticket.Found{"RITM0001", "/a"}},
		{[]ticket.Text{{"/a", "none"}, {"/b", "RITM0001"}, {"/c", "RITM0001"}}, ticket.Found{"RITM0001", "/b"}},
		{[]ticket.Text{{"/a", "RITM0001"}, {"/b", "RITM0002"}}, ticket.Found{}},
		{[]ticket.Text{{"/a", "RITM0001 RITM0002"}, {"/b", "RITM0001"}}, ticket.Found{}},
	} {
		if got := ticket.In(number, c.texts...); got != c.want {
			t.Errorf("%v: got %v, want %v", c.texts, got, c.want)
		}
		if got := ticket.In(nil, c.texts...); got != (ticket.Found{}) {
			t.Errorf("%v, no pattern: %v", c.texts, got)
		}
	}
}

func TestInAnyText(t *testing.T) {
	number := regexp.MustCompile(`\bRITM[0-9]{4,}\b`)
	for _, c := range []struct {
		pattern *regexp.Regexp
		texts   []string
		want    string
	}{
		{number, []string{"for RITM0001, as asked"}, "RITM0001"},
		{number, []string{"", "RITM0001", "see RITM0001 (RITM0001)"}, "RITM0001"},
		{number, []string{"RITM0001 and RITM0002"}, ""},
		{number, []string{"RITM0001", "RITM0002"}, ""},
		{number, []string{"XRITM0001", "RITM12"}, ""},
		{number, nil, ""},
		{regexp.MustCompile(`[0-9]*`), []string{"a 7"}, "7"},
		{nil, []string{"RITM0001"}, ""},
	} {
		var texts []ticket.Text
		for _, text := range c.texts {
			texts = append(texts, ticket.Text{At: "/a", Text: text})
		}
		if got := ticket.In(c.pattern, texts...); got.Number != c.want {
			t.Errorf("%v in %q: %q, want %q", c.pattern, c.texts, got.Number, c.want)
		}
	}
}

func TestLink(t *testing.T) {
	id := func(id string, aliases ...string) *evidence.Identity {
		return &evidence.Identity{ID: id, Aliases: aliases}
	}
	bob := *id("bob", "b-1")
	for _, c := range []struct {
		what              string
		actor, onBehalfOf *evidence.Identity
		also              []evidence.Identity
		want              bool
	}{
		{"the workflow", id("robot"), nil, nil, true},
		{"the workflow, for somebody", id("robot"), id("li"), []evidence.Identity{*id("role")}, true},
		{"nobody knows who", nil, nil, nil, false},
		{"nobody knows who, for somebody", nil, id("li"), nil, false},
		{"the subject", id("bob"), nil, nil, false},
		{"the subject under another name", id("b-1"), nil, nil, false},
		{"somebody for the subject", id("robot"), id("b-1"), nil, false},
		{"who is also the subject", id("session"), nil, []evidence.Identity{*id("role"), bob}, false},
	} {
		shared := evidence.Extensions{"x": []byte(`1`)}
		change := &evidence.Change{Actor: c.actor, OnBehalfOf: c.onBehalfOf, Extensions: shared}
		want := *change
		if c.want {
			want.RequestRef = "RITM0001"
			want.Extensions = evidence.Extensions{"x": []byte(`1`), "request_ref": []byte(`{"found_in":"/a~1b"}`)}
		}
		ticket.Found{Number: "RITM0001", At: "/a~1b"}.Link(change, &bob, c.also...)
		if diff := cmp.Diff(want, *change); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
		if len(shared) != 1 {
			t.Errorf("%s: changed the extensions of other changes", c.what)
		}
	}
	none := evidence.Change{Actor: id("robot")}
	ticket.Found{}.Link(&none, &bob)
	if none.RequestRef != "" || none.Extensions != nil {
		t.Errorf("none found: %v", none)
	}
}
