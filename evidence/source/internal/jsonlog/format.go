package jsonlog

import (
	"io"
	"iter"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// Format is how one vendor's export looks, and how errors speak of it.
type Format struct {
	Log   string   // what an input is, with its article: "a CloudTrail log"
	Event string   // what stands in it, without: "CloudTrail event"
	By    string   // who writes it: "CloudTrail"
	Lists []string // the names under which an object holds arrays of events; none: no object does
	Again string   // what to do where an event is not as the vendor writes it: "use the log as AWS delivered it"
}

// Reader returns a source that reads each event by itself. It may read many
// inputs, also at the same time, if event may be called so.
func (f Format) Reader(event func(e *Event) Fate) source.Reader {
	l := Listing{Item: event}
	return f.Listing(func() (Listing, error) { return l, nil })
}

// Listing is the reading of one input whose facts rest on several events.
type Listing struct {
	// Item meets one event.
	Item func(e *Event) Fate

	// Page, unless nil, meets what an object holds beside its lists, after
	// the events in them. An error breaks the input: the rest is not read.
	Page func(e *Event) error

	// Fates, unless nil, are asked for at the end of the input, or where it
	// broke off, before End: the fate of each event that was left for
	// [Later], and the name that errors give it, which may be empty.
	Fates iter.Seq2[string, Fate]

	// End, unless nil, is called at the end of the input, or where it broke
	// off, and returns the facts of the events that were kept. The input is
	// whole if no event was refused and nothing was broken.
	End func(whole bool) []evidence.Fact
}

// Listing returns a source that opens a listing for each input. An error of
// open, which is about what the caller did not say, breaks the input.
func (f Format) Listing(open func() (Listing, error)) source.Reader {
	return func(name string, r io.Reader, t *source.Tally) iter.Seq2[evidence.Fact, error] {
		return func(yield func(evidence.Fact, error) bool) {
			s := &scan{Format: f, name: name, tally: t, yield: yield}
			s.strict = jsontext.NewDecoder(&s.buf)
			var err error
			if s.Listing, err = open(); err != nil {
				s.broken(err)
				return
			}
			s.input(r)
			s.end()
		}
	}
}

// Fate is what becomes of an event.
type Fate struct {
	kind  fateKind
	name  string
	facts []evidence.Fact
	why   source.Reason
	err   error
	later int // how many fates come later
}

type fateKind int

const (
	used fateKind = iota
	kept
	ignored
	refused
	later
)

// Used is the fate of an event, by the vendor's name of it, that yields facts.
func Used(name string, facts ...evidence.Fact) Fate {
	return Fate{kind: used, name: name, facts: facts}
}

// Kept is the fate of an event, by the vendor's name of it, that the facts at
// the end of a [Listing] rest on.
func Kept(name string) Fate { return Fate{kind: kept, name: name} }

// Later is the fate of an event that cannot be known before the end of a
// [Listing], whose Fates tell it then: n of them, if the event holds n others
// that are counted in its place.
func Later(n int) Fate { return Fate{kind: later, later: n} }

// Ignored is the fate of an event that is no evidence of an entitlement change.
func Ignored(why source.Reason) Fate { return Fate{kind: ignored, why: why} }

// Refused is the fate of an event that should have yielded facts and could not
// be read. The error needs neither input nor line.
func Refused(err error) Fate { return Fate{kind: refused, err: err} }
