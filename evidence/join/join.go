package join

import (
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/alias"
)

// Options are what the join needs to know of an organisation.
type Options struct {
	// Fulfilment is how long after a request was closed a change may still be
	// its own: grant.fulfilment of the parameters. Zero: 48 hours.
	Fulfilment time.Duration

	// Aliases are names that facts do not know to be the same. May be nil.
	Aliases *alias.Directory

	// Implied returns what a requested bundle may create: grant.implies of the
	// parameters. Nil: there are no bundles.
	Implied func(evidence.Entitlement) []evidence.Key
}

func (o *Options) check() error {
	if o.Fulfilment < 0 {
		return errors.New("join: Options.Fulfilment is negative; give the time that provisioning may take, or zero for 48 hours")
	}
	if o.Fulfilment == 0 {
		o.Fulfilment = 48 * time.Hour
	}
	return nil
}

// keys are those of the entitlements and of all that they imply.
func (o *Options) keys(list []evidence.Entitlement) []evidence.Key {
	keys := make([]evidence.Key, 0, len(list))
	for n := range list {
		keys = append(keys, list[n].Key())
		if o.Implied != nil {
			keys = append(keys, o.Implied(list[n])...)
		}
	}
	return keys
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
// All facts are held in memory; see [Partitions] for more than fit. The parts
// of the records are those of the facts, or shallow copies; the facts
// themselves are not changed.
func Join(facts iter.Seq2[evidence.Fact, error], o Options) (*Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	j := &joiner{options: o, census: newCensus(o.Aliases), counts: true}
	j.take(facts, func(i *item) bool {
		j.census.learn(i)
		return true
	})
	j.census.close()
	return j.join(), nil
}

// joiner is one run of the join.
type joiner struct {
	options  Options
	census   *census
	counts   bool    // also what is not about one subject: in one of several partitions
	items    []*item // in order of arrival
	listings []*item
	whole    []*item // listings that count
	refused  []*item
	drafts   []*draft
	notes    []Note
	errs     []error
}

// take reads all facts, and keeps those that are in order and wanted.
func (j *joiner) take(facts iter.Seq2[evidence.Fact, error], wanted func(*item) bool) {
	for f, err := range facts {
		if err != nil {
			if j.counts {
				j.errs = append(j.errs, err)
			}
			continue
		}
		i := &item{fact: f}
		if v := reflect.ValueOf(f.Value); v.IsValid() && !(v.Kind() == reflect.Pointer && v.IsNil()) {
			i.part = f.Value
		}
		if err := i.check(); err != nil {
			if j.counts {
				i.fate = refused
				j.refused = append(j.refused, i)
				j.note(NoteRefused, i, strings.ReplaceAll(err.Error(), "\n", "; "))
			}
			continue
		}
		if _, ok := i.part.(*evidence.Listing); ok {
			i.seen = true // it stands beside the records, not in one
			j.listings = append(j.listings, i)
		} else if wanted(i) {
			j.items = append(j.items, i)
		}
	}
}

// join makes records of what was taken, once it is known who is who.
func (j *joiner) join() *Result {
	for _, i := range j.items {
		i.who = j.census.people.person(i.fact.Subject.ID)
	}
	sortItems(j.items)
	sortItems(j.listings)
	j.whole = once(j.listings)
	for rest := j.items; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].who == rest[0].who {
			n++
		}
		j.subject(rest[0].who, j.withoutDuplicates(rest[:n]))
		rest = rest[n:]
	}
	return j.result()
}

// result counts, gives the records their ids and brings all into order.
func (j *joiner) result() *Result {
	r := &Result{Errors: j.errs}
	for _, i := range slices.Concat(j.refused, j.items) {
		r.Report.add(i)
	}
	if j.counts {
		for _, i := range j.listings {
			r.Report.add(i)
		}
		j.notes = append(j.notes, j.census.notes()...)
		j.census.report(&r.Report)
	}
	r.Records = j.records(&r.Report)
	r.Report.Errors = len(j.errs)
	for _, n := range j.notes {
		if n.What == NoteConflict {
			r.Report.Conflicts++
		}
	}
	r.Notes = j.notes
	slices.SortFunc(r.Notes, Note.compare)
	slices.SortFunc(r.Errors, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return r
}
