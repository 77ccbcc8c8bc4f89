package main

import (
	"cmp"
	"context"
	"io"
	"iter"
	"runtime"
	"time"

	"github.com/counterfoil/counterfoil/policy"
)

// evaluation judges a run of records on all cores and prints the results in the
// order in which the records came. It holds as many records as there are cores,
// a few times over.
type evaluation struct {
	set      *policy.Set
	asOf     time.Time
	print    printer
	flush    func() error // what was printed, whenever nothing more is ready
	step     func()       // after each record
	messages io.Writer

	tally   tally
	grades  grades
	waivers policy.WaiverUse
}

// job is an item on its way.
type job struct {
	item
	result *policy.Result
	done   chan struct{} // closed once there is a result or an err
}

// run returns the first error of printing, or that ctx has ended.
func (e *evaluation) run(ctx context.Context, items iter.Seq[item]) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cores := runtime.GOMAXPROCS(0)
	work := make(chan *job)
	order := make(chan *job, 2*cores)
	for range cores {
		go func() {
			for j := range work {
				j.result, j.err = e.set.Evaluate(ctx, j.record, e.asOf)
				close(j.done)
			}
		}()
	}
	go func() {
		defer close(order)
		defer close(work)
		read(ctx, items, order, work)
	}()
	for {
		j, err := e.next(order)
		if j == nil || err != nil {
			return cmp.Or(err, ctx.Err())
		}
		select {
		case <-j.done:
		case <-ctx.Done():
		}
		if err := ctx.Err(); err != nil { // what follows was cut short
			return err
		}
		if err := e.finish(j); err != nil {
			return err
		}
	}
}

// read sends every item to order and what can be judged to work, too.
func read(ctx context.Context, items iter.Seq[item], order, work chan<- *job) {
	for it := range items {
		j := &job{item: it, done: make(chan struct{})}
		judge := it.err == nil && !it.duplicate
		if !judge {
			close(j.done)
		}
		select {
		case order <- j:
		case <-ctx.Done():
			return
		}
		if judge {
			select {
			case work <- j:
			case <-ctx.Done():
				return
			}
		}
	}
}

// next waits for the next job; before it waits, somebody may read what there is.
func (e *evaluation) next(order <-chan *job) (*job, error) {
	select {
	case j := <-order:
		return j, nil
	default:
	}
	if err := e.flush(); err != nil {
		return nil, err
	}
	return <-order, nil
}

// finish prints one job and counts it.
func (e *evaluation) finish(j *job) error {
	defer e.step()
	if !e.tally.take(e.messages, j.item) {
		return nil
	}
	e.grades.add(j.result.Grade)
	e.waivers.Add(j.result)
	return e.print(j.record, j.result)
}

// report says what became of everything that was read.
func (e *evaluation) report(w io.Writer) {
	for _, used := range e.waivers.Report(e.set.Parameters(), e.asOf) {
		switch {
		case used.Expired:
			note(w, "waiver %s expired at %s: it waives nothing", used.ID, used.ExpiresAt.Format(time.RFC3339Nano))
		case used.Findings == 0:
			note(w, "waiver %s matched nothing", used.ID)
		}
	}
	note(w, "%s", e.tally.text("evaluated"))
}
