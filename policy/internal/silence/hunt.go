package silence

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// Options changes how Hunt looks.
type Options struct {
	// AsOf is the instant for records that do not say as_of.
	AsOf time.Time
	// Progress hears how many of the records were taken apart, one call at a time.
	Progress func(done, total int)
}

// Hunt takes apart the records that the tests of a pack put before its controls.
// seen are all of them: where some tests did not run, markers may look stale. The
// error is the context's cause, or says what could not be judged.
func Hunt(ctx context.Context, pack *suite.Pack, seen []suite.Seen, o Options) (*Report, error) {
	var ids []string
	files := map[string]string{}
	for _, c := range pack.Controls() {
		ids = append(ids, c.ID)
		files[c.ID] = c.File
	}
	r := &Report{Seen: len(seen)}
	if len(ids) == 0 { // a pack of libraries
		r.Unfit = len(seen)
		r.accept(pack.Of(suite.Policy), nil)
		return r, nil
	}
	set, err := pack.Set.WithControls(ids...)
	if err != nil {
		return nil, err
	}
	questions, err := r.questions(set, seen, o.AsOf)
	if err != nil {
		return nil, err
	}
	hunts, judge, err := takeApart(ctx, questions, o.Progress)
	if err != nil {
		return nil, err
	}
	found := map[silenceKey]*finding{}
	for i, h := range hunts {
		r.Removals += h.removals
		r.Refused += h.refused
		for _, s := range h.suspects {
			k := silenceKey{questions[i].controls[s.control], s.place, s.kind}
			if f := found[k]; f == nil {
				found[k] = &finding{count: 1, question: questions[i], suspect: s}
			} else {
				f.count++
				f.consider(questions[i], s)
			}
		}
	}
	r.Judged = judge.count()
	all, err := describe(ctx, found, files)
	if err != nil {
		return nil, err
	}
	r.accept(pack.Of(suite.Policy), all)
	return r, nil
}

// questions sorts what the tests put into distinct records and what is none.
func (r *Report) questions(set *policy.Set, seen []suite.Seen, asOf time.Time) ([]*question, error) {
	read := &reader{set: set, asOf: asOf, sets: map[string]*policy.Set{}, errs: map[string]error{}}
	known := map[key]*question{}
	unfit := map[Unfit]bool{}
	var all []*question
	for i := range seen {
		q, err := read.read(&seen[i])
		if err != nil {
			r.Unfit++
			if u := (Unfit{seen[i].Test, err.Error()}); !unfit[u] {
				unfit[u] = true
				r.Unjudged = append(r.Unjudged, u)
			}
			continue
		}
		k := q.key(q.text)
		if first := known[k]; first != nil {
			r.Repeated++
			q = first
		} else {
			known[k] = q
			all = append(all, q)
		}
		if !slices.Contains(q.controls, seen[i].Control) {
			q.controls = append(q.controls, seen[i].Control)
		}
	}
	r.Records = len(all)
	for _, q := range all {
		slices.Sort(q.controls)
		var err error
		if q.set, err = q.set.WithControls(q.controls...); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// takeApart takes every record apart, on all cores. The hunts are in the order
// of the questions.
func takeApart(ctx context.Context, questions []*question, progress func(done, total int)) ([]hunt, *judge, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	hunts := make([]hunt, len(questions))
	j := &judge{ctx: ctx}
	next := make(chan int)
	var workers sync.WaitGroup
	var told sync.Mutex
	done := 0
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				var err error
				if hunts[i], err = j.hunt(questions[i]); err != nil {
					stop(fmt.Errorf("silence: a record of %s: %w", questions[i].test.Path(), err))
					return
				}
				told.Lock()
				if done++; progress != nil {
					progress(done, len(questions))
				}
				told.Unlock()
			}
		})
	}
feed:
	for i := range questions {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	workers.Wait()
	return hunts, j, context.Cause(ctx)
}
