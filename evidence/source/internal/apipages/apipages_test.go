package apipages_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// people reads an invented vendor's one listing, of people, who are the
// subjects of its facts.
func people() jsonlog.Listing {
	var all []string
	var chain apipages.Chain
	return jsonlog.Listing{
		Item: func(e *jsonlog.Event) jsonlog.Fate {
			var p struct {
				apipages.Page
				Kind string `json:"kind"` // of something else
			}
			err := e.Decode(&p)
			e.ID = p.URL
			switch {
			case err != nil:
				return jsonlog.Refused(err)
			case p.Kind != "":
				return apipages.NotRead(p.Kind)
			case p.URL == "":
				return jsonlog.Refused(apipages.NoPage(e))
			case p.URL[0] != '/':
				return jsonlog.Refused(apipages.NoAddress(e))
			case string(p.Body) == `"down"`:
				return jsonlog.Refused(apipages.Failure(e, `"down"`))
			}
			items, err := apipages.Items[struct {
				ID string `json:"id"`
			}](e, p.Body, "/body")
			if err != nil {
				return jsonlog.Refused(err)
			}
			for _, i := range items {
				all = append(all, i.ID)
			}
			chain.Add(&p.Page, !strings.Contains(p.URL, "after"))
			return jsonlog.Kept("people")
		},
		End: func(whole bool) (facts []evidence.Fact) {
			for _, id := range all {
				facts = append(facts, evidence.Fact{Subject: evidence.Identity{ID: id}, Value: &evidence.Observation{ID: "o", System: "acme", ObservedAt: noon, Complete: whole && chain.Whole()}})
			}
			return facts
		},
	}
}

func TestReader(t *testing.T) {
	const again = ": export the listings again, each page with its url and next"
	for _, c := range []struct {
		what, input, want string
		errs              []string
	}{
		{"two pages", `{"url":"/p","next":"/p?after=1","body":[{"id":"a"}]}` + "\n" + `{"url":"/p?after=1","next":"","body":[{"id":"b"}]}`, "a:true b:true", nil},
		{"one of two", `{"url":"/p","next":"/p?after=1","body":[{"id":"a"}]}`, "a:false", nil},
		{"another listing", `{"url":"/p","next":"","body":[{"id":"a"}]}` + "\n" + `{"url":"/q","kind":"groups"}`, "a:true", nil},
		{"no page", `[]{"body":[]}`, "", []string{"log: event 1: not a page of a listing, which has url, next and body" + again}},
		{"no address", `{"url":"p"}`, "", []string{"log:1: p /url: not the address of a listing" + again}},
		{"an error", `{"url":"/p","body":"down"}`, "", []string{`log:1: /p /body: an error and no listing ("down"): see to it, and export the listings again, each page with its url and next`}},
		{"no body", `{"url":"/p","next":""}`, "", []string{"log:1: /p /body: not an array, which a listing is" + again}},
		{"an object", `{"url":"/p","next":"","body":{}}`, "", []string{"log:1: /p /body: not an array, which a listing is" + again}},
		{"strange items", `{"url":"/p","next":"","body":[{"id":"a"},7]}`, "", []string{"log:1: /p /body/1: a number, which is not what Acme writes there" + again}},
		{"a strange next", `{"url":"/p","next":7,"body":[]}`, "", []string{"log:1: /p /next: a number, which is not what Acme writes there" + again}},
		{"text", `hello`, "", []string{"log: not pages of Acme's listings, which begins with { or [: leave this file out"}},
	} {
		facts, errs, tally := sourcetest.Read(t, apipages.Reader(apipages.Format("Acme"), noon, people), c.input)
		var got []string
		for _, f := range facts {
			got = append(got, fmt.Sprintf("%s:%v", f.Subject.ID, f.Value.(*evidence.Observation).Complete))
		}
		if diff := cmp.Diff(c.errs, errs); diff != "" || strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q; errors (-want +got):\n%s", c.what, got, c.want, diff)
		}
		if n := tally.IgnoredFor(source.Reason{Why: "a listing that this source does not read", Name: "groups"}); (n == 1) != (c.what == "another listing") {
			t.Errorf("%s: %d ignored", c.what, n)
		}
	}
	_, errs, tally := sourcetest.Read(t, apipages.Reader(apipages.Format("Acme"), time.Time{}, people), `{"url":"/p","next":"","body":[{"id":"a"}]}`)
	if want := []string{"log: listings have no time of their own: say when they were collected"}; !cmp.Equal(want, errs) || tally.Broken != 1 || tally.Events != 0 {
		t.Errorf("%q, %s", errs, tally)
	}
}

func TestChain(t *testing.T) {
	to := func(next string) *string { return &next }
	first, second, last := apipages.Page{URL: "1", Next: to("2")}, apipages.Page{URL: "2", Next: to("3")}, apipages.Page{URL: "3", Next: to("")}
	for _, c := range []struct {
		what     string
		pages    []apipages.Page
		narrowed bool
		want     bool
	}{
		{"nothing", nil, false, false},
		{"all", []apipages.Page{first, second, last}, false, true},
		{"in another order, one twice", []apipages.Page{last, second, first, second}, false, true},
		{"one page", []apipages.Page{{URL: "1", Next: to("")}}, false, true},
		{"one page of which nobody says whether it is the last", []apipages.Page{{URL: "1"}}, false, false},
		{"no first", []apipages.Page{second, last}, false, false},
		{"no second", []apipages.Page{first, last}, false, false},
		{"no last", []apipages.Page{first, second}, false, false},
		{"the last with another that nobody has", []apipages.Page{first, second, last, {URL: "3", Next: to("4")}}, false, false},
		{"a circle", []apipages.Page{first, {URL: "2", Next: to("1")}}, false, false},
		{"not everything", []apipages.Page{first, second, last}, true, false},
	} {
		chain := apipages.Chain{Narrowed: c.narrowed}
		for _, p := range c.pages {
			chain.Add(&p, p.URL == "1")
		}
		if got := chain.Whole(); got != c.want {
			t.Errorf("%s: whole %v, want %v", c.what, got, c.want)
		}
	}
}
