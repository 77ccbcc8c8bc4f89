package source

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Tally counts what was read. The zero Tally is ready to use. It is not safe
// for concurrent use: give each reader its own and merge them.
//
//	Events = Used + Ignored + Refused
//
// and there was one error for each of Refused and Broken.
type Tally struct {
	Inputs  int // inputs named or found, opened or not
	Broken  int // of these, not read to the end: not opened, not recognised, damaged, cut short
	Events  int // read; what follows the damage in a broken input is not among them
	Used    int // events that yielded facts, or that facts at the end of the input rest on
	Ignored int // events that are no evidence of an entitlement change
	Refused int // events that should have yielded facts and could not be read
	Facts   int // yielded; an event may yield several

	used    map[string]int
	ignored map[Reason]int
}

// Reason is why events were ignored.
type Reason struct {
	Why  string // in the source's own words, one of few
	Name string // what the vendor calls the event, where that helps the reader; otherwise empty
}

// Open counts an input that was opened.
func (t *Tally) Open() { t.Inputs++ }

// Unopened counts an input that could not be opened.
func (t *Tally) Unopened() { t.Inputs++; t.Broken++ }

// Break counts an opened input that could not be read to its end.
func (t *Tally) Break() { t.Broken++ }

// Use counts an event, by the vendor's name of it, that yielded facts.
func (t *Tally) Use(name string, facts int) {
	t.Events++
	t.Used++
	t.Facts += facts
	if t.used == nil {
		t.used = map[string]int{}
	}
	t.used[name]++
}

// Yield counts facts that rest on several events, each of which was used with
// no facts of its own.
func (t *Tally) Yield(facts int) { t.Facts += facts }

// Ignore counts an event that is no evidence of an entitlement change.
func (t *Tally) Ignore(why Reason) {
	t.Events++
	t.Ignored++
	if t.ignored == nil {
		t.ignored = map[Reason]int{}
	}
	t.ignored[why]++
}

// Refuse counts an event that should have yielded facts and could not be read.
func (t *Tally) Refuse() { t.Events++; t.Refused++ }

// UsedAs returns how many events of that name were used.
func (t *Tally) UsedAs(name string) int { return t.used[name] }

// IgnoredFor returns how many events were ignored for that reason.
func (t *Tally) IgnoredFor(why Reason) int { return t.ignored[why] }

// Names returns the names of the events used, in order.
func (t *Tally) Names() []string { return slices.Sorted(maps.Keys(t.used)) }

// Reasons returns why events were ignored, in order.
func (t *Tally) Reasons() []Reason {
	return slices.SortedFunc(maps.Keys(t.ignored), func(a, b Reason) int {
		return cmp.Or(cmp.Compare(a.Why, b.Why), cmp.Compare(a.Name, b.Name))
	})
}

// Merge adds o to t. In which order tallies are merged makes no difference.
func (t *Tally) Merge(o *Tally) {
	t.Inputs += o.Inputs
	t.Broken += o.Broken
	t.Events += o.Events
	t.Used += o.Used
	t.Ignored += o.Ignored
	t.Refused += o.Refused
	t.Facts += o.Facts
	if t.used == nil {
		t.used = map[string]int{}
	}
	for k, n := range o.used {
		t.used[k] += n
	}
	if t.ignored == nil {
		t.ignored = map[Reason]int{}
	}
	for k, n := range o.ignored {
		t.ignored[k] += n
	}
}

// String prints the tally for people: always the same text for the same
// counts, with names from the input made safe for a terminal.
func (t *Tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%d broken), %s: %d used, %d ignored, %d refused; %s\n",
		count(t.Inputs, "input"), t.Broken, count(t.Events, "event"), t.Used, t.Ignored, t.Refused, count(t.Facts, "fact"))
	for _, name := range t.Names() {
		fmt.Fprintf(&b, "  used     %7d  %s\n", t.used[name], printable(name))
	}
	for _, why := range t.Reasons() {
		fmt.Fprintf(&b, "  ignored  %7d  %s", t.ignored[why], why.Why)
		if why.Name != "" {
			fmt.Fprintf(&b, ": %s", printable(why.Name))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// printable returns s as it is when a terminal can show it, else quoted.
func printable(s string) string {
	if q := strconv.QuoteToGraphic(s); len(q) != len(s)+2 {
		return q
	}
	return s
}
