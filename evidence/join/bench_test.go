package join_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
)

// population is a request, an approval, a change that names it and one that
// does not, and an observation, for one subject after the other, in no order.
func population(n int) []evidence.Fact {
	var facts []evidence.Fact
	for i := range n / 5 {
		id, subject := fmt.Sprint("R", i), fmt.Sprint("svc-", i%(n/20))
		facts = append(facts,
			request(id, subject, evidence.ActionGrant, day(1), day(3), fmt.Sprint("A", i)),
			approval(id, subject, id),
			change("x"+id, subject, id, evidence.ActionGrant, day(2), fmt.Sprint("A", i)),
			change("y"+id, subject, "", evidence.ActionGrant, day(2, 1), fmt.Sprint("A", i)),
			observed("o"+id, subject, "aws", day(4), fmt.Sprint("A", i)))
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	return facts
}

// BenchmarkJoin shows how time and memory grow: ns/fact, the bytes allocated for
// a fact on the way (B/op over n), and those that the result holds when it is
// done, beside the facts.
func BenchmarkJoin(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		facts := population(n)
		b.Run(fmt.Sprint("whole/", n), func(b *testing.B) {
			b.ReportAllocs()
			var r *join.Result
			for b.Loop() {
				var err error
				r, err = join.Join(all(facts), join.Options{})
				if err != nil || r.Report.Requests != n/5 || r.Report.Records != n/5 {
					b.Fatal(err, &r.Report)
				}
			}
			perFact(b, n)
			with := heap()
			runtime.KeepAlive(r)
			r = nil
			b.ReportMetric(float64(with-heap())/float64(n), "held-B/fact")
		})
		b.Run(fmt.Sprint("partitions/", n), func(b *testing.B) {
			for b.Loop() {
				records := 0
				for r, err := range join.Partitions(4, func() iter.Seq2[evidence.Fact, error] { return all(facts) }, join.Options{}) {
					if err != nil {
						b.Fatal(err)
					}
					records += len(r.Records)
				}
				if records != n/5 {
					b.Fatal(records)
				}
			}
			perFact(b, n)
		})
	}
}

func perFact(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/fact")
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
