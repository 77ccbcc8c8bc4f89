package jsonlog_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// listing reads items into one fact for each subject.
func listing() (jsonlog.Listing, error) {
	held := map[string]int{}
	next := false
	return jsonlog.Listing{
		Item: func(e *jsonlog.Event) jsonlog.Fate {
			var a struct {
				Who string `json:"who"`
			}
			if err := e.Decode(&a); err != nil {
				return jsonlog.Refused(err)
			}
			if a.Who == "nobody" {
				return jsonlog.Ignored(source.Reason{Why: "nobody"})
			}
			held[a.Who]++
			return jsonlog.Kept("item")
		},
		Page: func(e *jsonlog.Event) error {
			var p struct {
				Next string `json:"next"`
			}
			err := e.Decode(&p)
			next = next || p.Next != ""
			return err
		},
		End: func(whole bool) []evidence.Fact {
			var facts []evidence.Fact
			for who, n := range held {
				facts = append(facts, evidence.Fact{Subject: evidence.Identity{ID: who},
					Value: &evidence.Observation{ID: fmt.Sprint(n), System: "acme", ObservedAt: noon, Complete: whole && !next}})
			}
			slices.SortFunc(facts, func(a, b evidence.Fact) int { return strings.Compare(a.Subject.ID, b.Subject.ID) })
			return facts
		},
	}, nil
}

func TestListing(t *testing.T) {
	const again = ": export it from Acme again"
	for _, s := range []struct {
		what, input, want string
		errs              []string
	}{
		{"whole", `{"records":[{"who":"a"},{"who":"b"},{"who":"a"},{"who":"nobody"}],"next":null}`, "a:2:true b:1:true", nil},
		{"empty", `[]`, "", nil},
		{"nothing at all", ``, "", []string{"log: holds nothing: fetch the file again, or leave it out"}},
		{"a next page", `{"next":"x","records":[{"who":"a"}]}`, "a:1:false", nil},
		{"pages", `{"records":[{"who":"a"}]}{"more":[{"who":"a"}]}`, "a:2:true", nil},
		{"refused", `[{"who":"a"},{"who":1},{"who":"b"}]`, "a:1:false b:1:false", []string{"log: event 2 /who: a number, which is not what Acme writes there" + again}},
		{"cut short", `[{"who":"a"},`, "a:1:false", []string{"log: after event 1: not JSON: unexpected EOF; the rest of this input was not read: fetch the file again (at byte 14)"}},
		{"a page that says something else", `{"records":[{"who":"a"}],"next":1}{"records":[{"who":"b"}]}`, "a:1:false",
			[]string{"log: after event 1: /next: a number, which is not what Acme writes there" + again + "; the rest of this input was not read: fetch the file again"}},
		{"no fact", `[{"who":""},{"who":"b"}]`, "b:1:true", []string{`log: event 2: what was read from it is no fact (/subject/id: expected a non-empty string, found "")` + again}},
	} {
		facts, errs, _ := sourcetest.Read(t, format.Listing(listing), s.input)
		var got []string
		for _, f := range facts {
			o := f.Value.(*evidence.Observation)
			got = append(got, fmt.Sprintf("%s:%s:%v", f.Subject.ID, o.ID, o.Complete))
		}
		if diff := cmp.Diff(s.errs, errs); diff != "" || strings.Join(got, " ") != s.want {
			t.Errorf("%s: got %q, want %q; errors (-want +got):\n%s", s.what, got, s.want, diff)
		}
	}
	_, errs, tally := sourcetest.Read(t, format.Listing(func() (jsonlog.Listing, error) { return jsonlog.Listing{}, errors.New("say when") }), "[{}]")
	if want := []string{"log: say when"}; !cmp.Equal(want, errs) || tally.Events != 0 {
		t.Errorf("got %q, want %q; %s", errs, want, tally)
	}
}
