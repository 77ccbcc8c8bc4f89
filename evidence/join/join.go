package join

import (
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// Options are what the join needs to know of an organisation.
type Options struct {
	// Fulfilment is how long after a request was closed a change may still be
	// its own: grant.fulfilment of the parameters. Zero: 48 hours.
	Fulfilment time.Duration
}

// Result is what the join made of the facts.
type Result struct {
	Records []*evidence.Record // sorted by id; each passes Validate
	Report  Report
	Notes   []Note  // what a person should look at, sorted
	Errors  []error // those that came among the facts, sorted by their text
}

// Join takes all facts and returns the records. Errors among the facts are
// kept, see [Result]; taking goes on. The error returned is about o.
//
// All facts are held in memory. The parts of the records are those of the
// facts, or shallow copies; the facts themselves are not changed.
func Join(facts iter.Seq2[evidence.Fact, error], o Options) (*Result, error) {
	if o.Fulfilment < 0 {
		return nil, errors.New("join: Options.Fulfilment is negative; give the time that provisioning may take, or zero for 48 hours")
	}
	if o.Fulfilment == 0 {
		o.Fulfilment = 48 * time.Hour
	}
	j := &joiner{options: o, requests: map[string]int{}}
	j.take(facts)
	j.people = resolve(j.items)
	sortItems(j.items, j.people.people)
	kept := j.withoutDuplicates()
	for _, i := range kept {
		if r, ok := i.part.(*evidence.Request); ok {
			j.requests[r.ID]++
		}
	}
	for len(kept) > 0 {
		who := kept[0].who
		n := 1
		for n < len(kept) && kept[n].who == who {
			n++
		}
		j.subject(j.people.people[who], kept[:n])
		kept = kept[n:]
	}
	return j.result(), nil
}

// joiner is one run of the join.
type joiner struct {
	options  Options
	items    []*item
	people   *directory
	requests map[string]int // how many there are of each id
	drafts   []*draft
	notes    []Note
	errs     []error
	refused  []*item
}

// take reads all facts and keeps those that are in order.
func (j *joiner) take(facts iter.Seq2[evidence.Fact, error]) {
	for f, err := range facts {
		if err != nil {
			j.errs = append(j.errs, err)
			continue
		}
		i := &item{fact: f}
		if v := reflect.ValueOf(f.Value); v.IsValid() && !(v.Kind() == reflect.Pointer && v.IsNil()) {
			i.part = f.Value
		}
		if err := i.check(); err != nil {
			i.fate = refused
			j.refused = append(j.refused, i)
			j.note(NoteRefused, i, strings.ReplaceAll(err.Error(), "\n", "; "))
			continue
		}
		j.items = append(j.items, i)
	}
}

// result counts, gives the records their ids and brings all into order.
func (j *joiner) result() *Result {
	r := &Result{Notes: j.notes, Errors: j.errs}
	for _, i := range j.refused {
		r.Report.add(i)
	}
	for _, i := range j.items {
		r.Report.add(i)
	}
	r.Records = j.records(&r.Report)
	r.Report.Errors = len(j.errs)
	for _, n := range j.notes {
		if n.What == NoteConflict {
			r.Report.Conflicts++
		}
	}
	slices.SortFunc(r.Notes, Note.compare)
	slices.SortFunc(r.Errors, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return r
}
