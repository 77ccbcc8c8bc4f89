package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// However long the input, few records are held: the reader waits for the
// printer.
func TestEvaluationHoldsFewRecords(t *testing.T) {
	set, err := policy.Compile(t.Context(), policy.WithControls("lifecycle.owned"))
	if err != nil {
		t.Fatal(err)
	}
	const records = 2000
	taken := make(chan int, records)
	items := func(yield func(item) bool) {
		for i := range records {
			taken <- i
			rec := &evidence.Record{Schema: evidence.SchemaID, ID: fmt.Sprint(i), Subject: evidence.Identity{ID: "ana", Kind: evidence.KindHuman}}
			if !yield(item{record: rec}) {
				return
			}
		}
	}
	// In order, one at work and one on its way at each core, and one in hand on
	// either side.
	most := 4*runtime.GOMAXPROCS(0) + 2
	printed := 0
	e := &evaluation{
		set: set, asOf: time.Unix(0, 0), messages: io.Discard,
		flush: func() error { return nil }, step: func() {},
		print: func(rec *evidence.Record, _ *policy.Result) error {
			if want := fmt.Sprint(printed); rec.ID != want {
				t.Errorf("record %s is printed, wanted %s", rec.ID, want)
			}
			printed++
			if held := len(taken) - printed; held > most {
				t.Errorf("%d records are held, %d at most were wanted", held, most)
			}
			return nil
		},
	}
	if err := e.run(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	if printed != records || e.tally.done != records {
		t.Errorf("%d printed, %d counted, of %d", printed, e.tally.done, records)
	}
}

func BenchmarkEvaluation(b *testing.B) {
	set, err := policy.Compile(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Open(situation(deficient))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rec, err := evidence.Decode(f.Name(), f)
	if err != nil {
		b.Fatal(err)
	}
	items := func(yield func(item) bool) {
		for i := range b.N {
			same := *rec
			same.ID = fmt.Sprint(i)
			if !yield(item{record: &same}) {
				return
			}
		}
	}
	e := &evaluation{
		set: set, asOf: time.Date(2026, time.March, 31, 18, 0, 0, 0, time.UTC), messages: io.Discard,
		flush: func() error { return nil }, step: func() {}, print: printJSON(io.Discard),
	}
	b.ReportAllocs()
	b.ResetTimer()
	if err := e.run(b.Context(), items); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
