package silence

import (
	"context"
	"fmt"
	"runtime"
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
	questions := r.questions(set, seen, o.AsOf)
	hunts, judge, err := takeApart(ctx, questions, len(ids), o.Progress)
	if err != nil {
		return nil, err
	}
	found := map[silenceKey]*finding{}
	for i, h := range hunts {
		r.Removals += h.removals
		r.Refused += h.refused
		for _, s := range h.suspects {
			k := silenceKey{ids[s.control], s.place, s.kind}
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
func (r *Report) questions(set *policy.Set, seen []suite.Seen, asOf time.Time) []*question {
	read := &reader{set: set, asOf: asOf, sets: map[string]*policy.Set{}, errs: map[string]error{}}
	known := map[key]bool{}
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
		if k := q.key(q.text); known[k] {
			r.Repeated++
		} else {
			known[k] = true
			all = append(all, q)
		}
	}
	r.Records = len(all)
	return all
}

// takeApart takes every record apart, on all cores. The hunts are in the order
// of the questions.
func takeApart(ctx context.Context, questions []*question, controls int, progress func(done, total int)) ([]hunt, *judge, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	hunts := make([]hunt, len(questions))
	j := &judge{ctx: ctx, controls: controls}
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
