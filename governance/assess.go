package governance

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// Assess judges a population at an instant and counts what falls in the period.
//
// The population is what evidence.Read yields, of one source after the other: a
// record, or why there is none, which is counted as refused. A record is
// Assess's own once it was yielded. The population is read by the caller's
// goroutine, and judged on as many others as GOMAXPROCS says; the assessment
// does not depend on how many they are.
//
// An error means that there is no assessment: the period or the instant cannot
// be used, or ctx ended. What is wrong with single records is no error, but in
// Population.
func Assess(ctx context.Context, set *policy.Set, period Period, asOf time.Time, population iter.Seq2[*evidence.Record, error]) (*Assessment, error) {
	if err := period.check(asOf); err != nil {
		return nil, err
	}
	f := newFrame(set, period, asOf)
	reader := newTally(f)
	workers := make([]*tally, runtime.GOMAXPROCS(0))
	work := make(chan *evidence.Record)
	var group sync.WaitGroup
	for i := range workers {
		t := newTally(f)
		workers[i] = t
		group.Go(func() {
			for r := range work {
				if ctx.Err() == nil { // what is left is only taken off the reader's hands
					t.judge(ctx, set, r)
				}
			}
		})
	}
	func() {
		defer group.Wait() // also where the population panics
		defer close(work)
		reader.read(ctx, population, work)
	}()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("governance: stopped before the population was judged: %w", context.Cause(ctx))
	}
	a := reader.finish()
	for _, t := range workers {
		a.merge(t.finish())
	}
	return a, nil
}

// read sends to work what can be judged, and counts the rest.
func (t *tally) read(ctx context.Context, population iter.Seq2[*evidence.Record, error], work chan<- *evidence.Record) {
	for r, err := range population {
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			t.refuse("", err)
		case r == nil:
			t.refuse("", errors.New("the population yields neither a record nor an error"))
		case r.ID != "" && !t.known.add(r.ID):
			t.repeated(r.ID)
		default: // one without an id is refused when it is judged
			work <- r
		}
	}
}

// judge judges and counts one record.
func (t *tally) judge(ctx context.Context, set *policy.Set, r *evidence.Record) {
	if err := r.Validate(); err != nil {
		t.refuse(r.ID, err)
		return
	}
	if t.surelyOutside(r) {
		t.Population.Received++
		t.Population.Outside++
		return
	}
	result, measures, err := set.Measure(ctx, r, t.AsOf)
	if err != nil {
		t.refuse(r.ID, err)
		return
	}
	t.count(&judged{r, result, measures})
}

// surelyOutside reports whether nothing by which the policy could date a record
// is in the period. What falls in it is the policy's to say; this spares it the
// records of which it could only say the same.
func (t *tally) surelyOutside(r *evidence.Record) bool {
	if r.Request != nil && t.Period.Contains(r.Request.SubmittedAt) {
		return false
	}
	dated := r.Request != nil
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Outcome == evidence.OutcomeSuccess {
			if dated = true; t.Period.Contains(c.ExecutedAt) {
				return false
			}
		}
	}
	for i := range r.Observations {
		if r.Request == nil && t.Period.Contains(r.Observations[i].ObservedAt) {
			return false
		}
	}
	return dated // else nobody but the policy knows whether anything dates it
}
