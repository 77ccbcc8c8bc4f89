package jsonlog

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// scan is the reading of one input.
type scan struct {
	Format
	Listing
	name  string
	tally *source.Tally
	yield func(evidence.Fact, error) bool

	line    int  // the current one, 1-based; 0 where events do not stand on lines
	count   int  // events met
	partial bool // something was refused or broken
	stopped bool // the consumer wants no more
	later   int  // fates that are still to come
	ended   bool // and nothing more is read
	current Event
	buf     bytes.Buffer
	strict  *jsontext.Decoder // reads buf
}

// event meets one event. It reports whether the consumer wants more.
func (s *scan) event(raw []byte, list string) bool {
	s.count++
	s.current = Event{JSON: raw, List: list, scan: s}
	fate := s.Item(&s.current)
	return s.meet(s.current.ID, fate)
}

// meet counts the fate of an event and yields what comes of it. It reports
// whether the consumer wants more.
func (s *scan) meet(id string, fate Fate) bool {
	switch fate.kind {
	case kept:
		s.tally.Use(fate.name, 0)
	case later:
		s.later += fate.later
	case ignored:
		s.tally.Ignore(fate.why)
	case refused:
		return s.refuse(id, fate.err)
	case used:
		if len(fate.facts) == 0 {
			return s.refuse(id, errors.New("read, but to no fact: report this"))
		}
		for _, f := range fate.facts {
			if err := s.check(f); err != nil {
				return s.refuse(id, err)
			}
		}
		s.tally.Use(fate.name, len(fate.facts))
		for _, f := range fate.facts {
			if !s.give(f, nil) {
				return false
			}
		}
	}
	return true
}

// settle meets the fates that were left for later.
func (s *scan) settle() {
	if s.stopped || s.Fates == nil && s.later == 0 {
		return
	}
	s.line, s.ended = 0, true
	if s.Fates != nil {
		for id, fate := range s.Fates {
			s.later--
			if !s.meet(id, fate) {
				return
			}
		}
	}
	for ; s.later > 0 && s.refuse("", errors.New("an event of which nothing was told at the end: report this")); s.later-- {
	}
}

// check judges a fact as it leaves.
func (s *scan) check(f evidence.Fact) error {
	if err := f.Validate(); err != nil {
		return fmt.Errorf("what was read from it is no fact (%s): %s", err.Error(), s.Again)
	}
	return nil
}

// page meets what stands beside lists: the members of an object as JSON.
func (s *scan) page(raw []byte) error {
	if s.Page == nil {
		return nil
	}
	s.current = Event{JSON: raw, scan: s}
	return s.Page(&s.current)
}

// end tells what rests on the whole input.
func (s *scan) end() {
	s.settle()
	if s.End == nil || s.stopped {
		return
	}
	for _, f := range s.End(!s.partial) {
		if err := s.check(f); err != nil {
			if !s.refuse(f.Subject.ID, err) {
				return
			}
			continue
		}
		s.tally.Yield(1)
		if !s.give(f, nil) {
			return
		}
	}
}

// give hands over a fact or an error, and reports whether the consumer wants
// more.
func (s *scan) give(f evidence.Fact, err error) bool {
	if !s.stopped {
		s.stopped = !s.yield(f, err)
	}
	return !s.stopped
}

// broken reports that the input could not be read to its end.
func (s *scan) broken(err error) {
	s.tally.Break()
	s.partial = true
	e := placed(err)
	e.Source, e.Line = s.name, s.line
	if s.count > 0 && e.Line == 0 {
		e.RecordID = "after event " + strconv.Itoa(s.count)
	}
	s.give(evidence.Fact{}, e)
}

// refuse reports an event that could not be read. It reports whether the
// consumer wants more.
func (s *scan) refuse(id string, err error) bool {
	s.tally.Refuse()
	s.partial = true
	e := placed(err)
	e.Source = s.name
	if !s.ended { // else the line of the event, if the source kept it
		e.Line = s.line
	}
	switch {
	case id != "":
		e.RecordID = printable(id)
	case s.line == 0 && !s.ended:
		e.RecordID = "event " + strconv.Itoa(s.count)
	}
	return s.give(evidence.Fact{}, e)
}

// placed is err as an error that has a place, which may be told more than once.
func placed(err error) *evidence.Error {
	if e, ok := errors.AsType[*evidence.Error](err); ok {
		told := *e
		return &told
	}
	return &evidence.Error{Err: err}
}

// printable makes a name from the input safe to print.
func printable(s string) string {
	if q := strconv.QuoteToGraphic(s); len(q) != len(s)+2 {
		return q
	}
	return s
}
