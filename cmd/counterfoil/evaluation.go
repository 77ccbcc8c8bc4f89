package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/policy"
)

// evaluation judges a run of records on all cores and prints the results in the
// order in which the records came. It holds as many records as there are cores,
// a few times over, and the ids of all.
type evaluation struct {
	set      *policy.Set
	asOf     time.Time
	print    printer
	flush    func() error // what was printed, whenever nothing more is ready
	step     func()       // after each record
	messages io.Writer

	tally   tally
	waivers policy.WaiverUse
}

// job is an item on its way.
type job struct {
	item
	duplicate bool
	result    *policy.Result
	done      chan struct{} // closed once there is a result or an err
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
	seen := map[string]struct{}{}
	for it := range items {
		j := &job{item: it, done: make(chan struct{})}
		if it.err == nil {
			_, j.duplicate = seen[it.record.ID]
		}
		judge := it.err == nil && !j.duplicate
		if judge {
			seen[strings.Clone(it.record.ID)] = struct{}{}
		} else {
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
	switch {
	case j.unopened:
		e.tally.unopened++
		complain(e.messages, j.err)
	case j.err != nil:
		e.tally.refused++
		complain(e.messages, j.err)
	case j.duplicate:
		e.tally.duplicate++
		note(e.messages, "%s: %s: comes twice; the first one counts", j.input, j.record.ID)
	default:
		e.tally.add(j.result)
		e.waivers.Add(j.result)
		if err := e.print(j.record, j.result); err != nil {
			return err
		}
	}
	e.step()
	return nil
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
	note(w, "%s", &e.tally)
}

// tally counts records: read = evaluated + refused + duplicate.
type tally struct {
	evaluated, refused, duplicate int
	unopened                      int // inputs of which nothing was read
	grades                        [4]int
}

// grades are the grades from best to worst.
var grades = [4]policy.Grade{policy.GovernanceGrade, policy.Open, policy.Unproven, policy.Deficient}

func (t *tally) add(r *policy.Result) {
	t.evaluated++
	for i, g := range grades {
		if r.Grade == g {
			t.grades[i]++
		}
	}
}

// incomplete reports whether something could not be evaluated.
func (t *tally) incomplete() bool { return t.refused+t.unopened > 0 }

// any reports whether a record is of that grade or a worse one.
func (t *tally) any(grade policy.Grade) bool {
	n := 0
	for i := len(grades) - 1; i >= 0; i-- {
		if n += t.grades[i]; grades[i] == grade {
			return n > 0
		}
	}
	return false
}

func (t *tally) String() string {
	s := fmt.Sprintf("%d read = %d evaluated + %d refused + %d duplicate", t.evaluated+t.refused+t.duplicate, t.evaluated, t.refused, t.duplicate)
	if t.unopened > 0 {
		s += fmt.Sprintf("; %s could not be opened", count(t.unopened, "input"))
	}
	return s
}

// verdicts says how many records are of which grade.
func (t *tally) verdicts() string {
	parts := make([]string, len(grades))
	for i, g := range grades {
		parts[i] = fmt.Sprintf("%d %s", t.grades[i], g)
	}
	return count(t.evaluated, "record") + ": " + strings.Join(parts, ", ")
}
