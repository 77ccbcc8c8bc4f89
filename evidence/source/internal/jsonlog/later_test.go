package jsonlog_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// same is an error that is told of several events.
var same error = &evidence.Error{Pointer: "/who", Err: errors.New("nobody knows")}

// deferred reads events {"who", "becomes", "holds"}, of which the end tells how
// many there were in all.
func deferred() (jsonlog.Listing, error) {
	type met struct {
		Who     string `json:"who"`
		Becomes string `json:"becomes"`
		Holds   int    `json:"holds"`
	}
	var all []met
	return jsonlog.Listing{
		Item: func(e *jsonlog.Event) jsonlog.Fate {
			m := met{Holds: 1}
			if err := e.Decode(&m); err != nil {
				return jsonlog.Refused(err)
			}
			for range m.Holds {
				all = append(all, m)
			}
			return jsonlog.Later(m.Holds)
		},
		Fates: func(yield func(string, jsonlog.Fate) bool) {
			for _, m := range all {
				fact := evidence.Fact{Subject: evidence.Identity{ID: m.Who}, Value: &evidence.Observation{ID: fmt.Sprint(len(all)), System: "acme", ObservedAt: noon}}
				fate := jsonlog.Used("item", fact)
				switch m.Becomes {
				case "lost":
					continue
				case "two":
					fate = jsonlog.Used("pair", fact, fact)
				case "kept":
					fate = jsonlog.Kept("item")
				case "ignored":
					fate = jsonlog.Ignored(source.Reason{Why: "so it is"})
				case "refused":
					fate = jsonlog.Refused(same)
				case "later":
					fate = jsonlog.Later(1)
				}
				if !yield(m.Who, fate) {
					return
				}
			}
		},
		End: func(whole bool) []evidence.Fact {
			return []evidence.Fact{{Subject: evidence.Identity{ID: "end"}, Value: &evidence.Observation{ID: fmt.Sprint(whole), System: "acme", ObservedAt: noon}}}
		},
	}, nil
}

// An error that is told at the end names the line that the source kept.
func TestLaterNamesTheLine(t *testing.T) {
	format := jsonlog.Format{Log: "a log", Event: "event", By: "Acme", Again: "again"}
	read := format.Listing(func() (jsonlog.Listing, error) {
		var lines []int
		return jsonlog.Listing{
			Item: func(e *jsonlog.Event) jsonlog.Fate {
				lines = append(lines, e.Line())
				return jsonlog.Later(1)
			},
			Fates: func(yield func(string, jsonlog.Fate) bool) {
				for _, line := range lines {
					if !yield("x", jsonlog.Refused(&evidence.Error{Line: line, Err: errors.New("nobody knows")})) {
						return
					}
				}
			},
			End: func(bool) []evidence.Fact { return nil },
		}, nil
	})
	var got []string
	var tally source.Tally
	tally.Open()
	for _, err := range read("log", strings.NewReader("{}\n\n{}\n"), &tally) {
		got = append(got, fmt.Sprint(err))
	}
	if diff := cmp.Diff([]string{"log:1: x: nobody knows", "log:3: x: nobody knows"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLater(t *testing.T) {
	const lost = "log: an event of which nothing was told at the end: report this"
	for _, c := range []struct {
		what, input, want string
		errs              []string
		tally             source.Tally
	}{
		{"each fate", `{"who":"a"}` + "\n" + `{"who":"b","becomes":"two"}` + "\n" + `{"who":"c","becomes":"kept"}` + "\n" + `{"who":"d","becomes":"ignored"}`,
			"a:4 b:4 b:4 end:true", nil, source.Tally{Events: 4, Used: 3, Ignored: 1, Facts: 4}},
		// No line: that of the event is not known any more, and the last is another's.
		{"refused, on lines", `{"who":"a","becomes":"refused"}` + "\n" + `{"who":"b"}` + "\n" + `{"becomes":"refused"}`,
			"b:3 end:false", []string{"log: a /who: nobody knows", "log: /who: nobody knows"}, source.Tally{Events: 3, Used: 1, Refused: 2, Facts: 2}},
		{"no fact", `[{"who":"","becomes":"two"},{"who":"b"}]`,
			"b:2 end:false", []string{`log: what was read from it is no fact (/subject/id: expected a non-empty string, found ""): export it from Acme again`}, source.Tally{Events: 2, Used: 1, Refused: 1, Facts: 2}},
		{"one that holds others", `[{"who":"a","holds":3},{"who":"b","holds":0}]`, "a:3 a:3 a:3 end:true", nil, source.Tally{Events: 3, Used: 3, Facts: 4}},
		{"lost", `[{"who":"a","becomes":"lost","holds":2},{"who":"b"}]`, "b:3 end:false", []string{lost, lost}, source.Tally{Events: 3, Used: 1, Refused: 2, Facts: 2}},
		{"later again, which is never", `[{"who":"a","becomes":"later"}]`, "end:false", []string{lost}, source.Tally{Events: 1, Refused: 1, Facts: 1}},
		{"cut short", `[{"who":"a"},`, "a:1 end:false", []string{"log: after event 1: not JSON: unexpected EOF; the rest of this input was not read: fetch the file again (at byte 14)"}, source.Tally{Broken: 1, Events: 1, Used: 1, Facts: 2}},
	} {
		facts, errs, tally := sourcetest.Read(t, format.Listing(deferred), c.input)
		var got []string
		for _, f := range facts {
			got = append(got, f.Subject.ID+":"+f.Value.(*evidence.Observation).ID)
		}
		if diff := cmp.Diff(c.errs, errs); diff != "" || strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q; errors (-want +got):\n%s", c.what, got, c.want, diff)
		}
		counts := source.Tally{Broken: tally.Broken, Events: tally.Events, Used: tally.Used, Ignored: tally.Ignored, Refused: tally.Refused, Facts: tally.Facts}
		if diff := cmp.Diff(fmt.Sprint(c.tally), fmt.Sprint(counts)); diff != "" {
			t.Errorf("%s: tally (-want +got):\n%s", c.what, diff)
		}
	}
	// Without anybody to tell their fates, events are refused, too.
	never := func() (jsonlog.Listing, error) {
		return jsonlog.Listing{Item: func(*jsonlog.Event) jsonlog.Fate { return jsonlog.Later(1) }}, nil
	}
	if _, errs, _ := sourcetest.Read(t, format.Listing(never), `[{}]`); !cmp.Equal([]string{lost}, errs) {
		t.Errorf("%q", errs)
	}
}

// An error that is told of several events does not change once it was told.
func TestSameErrorTwice(t *testing.T) {
	var tally source.Tally
	var all []error
	for _, err := range format.Listing(deferred)("log", strings.NewReader(`[{"who":"a","becomes":"refused"},{"who":"b","becomes":"refused"}]`), &tally) {
		if err != nil {
			all = append(all, err)
		}
	}
	if len(all) != 2 || all[0].Error() != "log: a /who: nobody knows" || all[1].Error() != "log: b /who: nobody knows" {
		t.Errorf("%q", all)
	}
}

// Whoever has had enough is told no more fates.
func TestStoppingLater(t *testing.T) {
	const input = `[{"who":"a"},{"who":"b","becomes":"refused"},{"who":"c","becomes":"two"},{"who":"d","becomes":"lost"}]`
	for most := 1; most <= 6; most++ {
		n := 0
		var tally source.Tally
		for range format.Listing(deferred)("log", strings.NewReader(input), &tally) {
			if n++; n == most {
				break
			}
		}
		sourcetest.AddsUp(t, &tally)
		if n != most {
			t.Errorf("%d taken, want %d", n, most)
		}
	}
}
