package governance

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// SamplePlan says how a sample is drawn.
type SamplePlan struct {
	Size int    // records to draw, at least 1; where the period has fewer, it is all of them
	Seed string // any text on one line
	By   Strata
}

// Strata is what a population is divided by before it is sampled, so that each
// record is in one part.
type Strata string

// The strata.
const (
	Plain      Strata = ""         // not divided
	BySystem   Strata = "system"   // the systems that a record concerns: one that concerns two is in a stratum of these two
	BySeverity Strata = "severity" // the gravest control that is not satisfied, waived or not; info is left out
)

// Input is one thing that a population was read from, as its reader knows it.
type Input struct {
	Name   string
	Digest string // "sha256:…"
}

// Worksheet is a random sample of the records of a period, for an auditor to
// test one by one, and what it was drawn from.
//
// # Drawing
//
// The key of a record is the SHA-256 of the seed, a line feed and the record's
// id, in UTF-8:
//
//	printf '%s\n%s' "$SEED" "$ID" | sha256sum
//
// Drawn are the Size records of the period with the smallest keys. So the sample
// depends on the seed and on which ids are in the period, and not on the order
// of the records, the number of cores, or how the population was divided before
// [Worksheet.Merge]. Anybody can draw it again, and a larger plain sample with
// the same seed holds the smaller one. It is random where nobody who could choose
// the ids knew the seed: choose the seed when the population is fixed.
//
// # Strata
//
// In each stratum the smallest keys are drawn. Let n be the size, N the records
// in the period, and N_h those of a stratum. Where n is at least N, all are
// drawn. Otherwise, where n is at least the number of strata:
//
//   - a stratum whose share n × N_h / N is below one gets one record. It is set
//     aside with its record, and the rest is looked at again, until none is below;
//   - the other strata share what is left in proportion, by largest remainder:
//     each gets its whole part, and one more goes to the largest fractions. Of
//     equal fractions that of the larger stratum comes first, then by name.
//
// Where n is smaller, there is only the last step, and some strata get nothing.
// The statement names every stratum with both counts. A stratified sample
// is no plain one: rates of the population do not follow from it unweighted.
//
// # Memory
//
// Beside what an assessment keeps, at most Size rows of each stratum.
type Worksheet struct {
	Plan       SamplePlan
	Inputs     []Input     // given by the caller, before WriteStatement is called
	Assessment *Assessment // of the whole population, made in the same pass

	strata map[string]*stratum
}

// Sample judges a population as [Assess] does and draws a sample of the records
// that are in the period. An error means that there is neither.
func Sample(ctx context.Context, set *policy.Set, period Period, asOf time.Time, plan SamplePlan, population iter.Seq2[*evidence.Record, error]) (*Worksheet, error) {
	if err := errors.Join(plan.check(), period.check(asOf)); err != nil {
		return nil, err
	}
	f := newFrame(set, period, asOf)
	reader := newTally(f)
	workers := make([]*sampler, runtime.GOMAXPROCS(0))
	work := make(chan *evidence.Record)
	var group sync.WaitGroup
	for i := range workers {
		s := &sampler{newTally(f), plan, map[string]*stratum{}}
		workers[i] = s
		group.Go(func() {
			for r := range work {
				if ctx.Err() == nil {
					s.judge(ctx, set, r)
				}
			}
		})
	}
	func() {
		defer group.Wait()
		defer close(work)
		reader.read(ctx, population, work)
	}()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("governance: stopped before the sample was drawn: %w", context.Cause(ctx))
	}
	w := &Worksheet{Plan: plan, Assessment: reader.finish(), strata: map[string]*stratum{}}
	for _, s := range workers {
		w.Assessment.merge(s.finish())
		w.add(s.strata)
	}
	return w, nil
}

func (p SamplePlan) check() error {
	switch {
	case p.Size < 1:
		return fmt.Errorf("governance: a sample of %d records: draw at least 1", p.Size)
	case p.Seed == "":
		return errors.New("governance: the sample has no seed: give one, chosen when the population is fixed, and keep it")
	case strings.ContainsFunc(p.Seed, func(r rune) bool { return !strconv.IsPrint(r) || r == '\uFFFD' }):
		return fmt.Errorf("governance: the seed %s holds what nobody can type from a page: use letters, digits and spaces", strconv.QuoteToASCII(p.Seed))
	case p.By != Plain && p.By != BySystem && p.By != BySeverity:
		return fmt.Errorf("governance: a sample by %q: expected %s, %s, or nothing for a plain one", p.By, BySystem, BySeverity)
	}
	return nil
}

// sampler counts and draws. Each worker has its own.
type sampler struct {
	*tally
	plan   SamplePlan
	strata map[string]*stratum
}

// judge judges and counts one record, and draws it where its key is small enough.
func (s *sampler) judge(ctx context.Context, set *policy.Set, r *evidence.Record) {
	if err := r.Validate(); err != nil || s.surelyOutside(r) {
		s.tally.judge(ctx, set, r)
		return
	}
	result, measures, err := set.Measure(ctx, r, s.AsOf)
	if err != nil {
		s.refuse(r.ID, err)
		return
	}
	j := &judged{r, result, measures}
	before := s.Population.InPeriod
	s.count(j)
	if s.Population.InPeriod == before {
		return // what is in the period is for count to say
	}
	name := s.plan.By.of(j)
	h := s.strata[name]
	if h == nil {
		h = &stratum{}
		s.strata[name] = h
	}
	h.inPeriod++
	h.draw(s.plan, j)
}

// Merge adds the worksheet of another shard, drawn by the same plan. The rules
// are those of [Assessment.Merge]; Inputs are added.
func (w *Worksheet) Merge(other *Worksheet) error {
	switch {
	case other == nil || other.Assessment == nil || w.Assessment == nil:
		return errors.New("governance: cannot merge: a worksheet was not made by Sample")
	case w.Plan != other.Plan:
		return fmt.Errorf("governance: cannot merge: samples of %+v and %+v: draw both by one plan", w.Plan, other.Plan)
	}
	if err := w.Assessment.Merge(other.Assessment); err != nil {
		return err
	}
	w.Inputs = append(w.Inputs, other.Inputs...)
	w.add(other.strata)
	return nil
}

func (w *Worksheet) add(strata map[string]*stratum) {
	for name, other := range strata {
		h := w.strata[name]
		if h == nil {
			h = &stratum{}
			w.strata[name] = h
		}
		h.add(other, w.Plan.Size)
	}
}
