package join

import (
	"errors"
	"hash/fnv"
	"iter"

	"github.com/counterfoil/counterfoil/evidence"
)

// Partitions joins facts that do not fit into memory, in n runs over them, each
// of which makes the records of some of the subjects. Together the results
// have the records that Join would return for all the facts at once, under the
// same ids, and their reports add up to its report ([Report.Add]); each result
// is sorted for itself.
//
// Facts is called n+1 times and must yield the same facts each time. The first
// run keeps no facts, but everybody's names and the ids of the requests: memory
// grows with the number of identities and requests, not with that of facts. Of
// the others each holds the facts of its own subjects. The first error stops
// the sequence: it is about o or n.
func Partitions(n int, facts func() iter.Seq2[evidence.Fact, error], o Options) iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		err := o.check()
		if err == nil && n < 1 {
			err = errors.New("join: there must be at least one partition")
		}
		if err != nil {
			yield(nil, err)
			return
		}
		c := newCensus(o.Aliases)
		first := &joiner{options: o, census: c}
		first.take(facts(), func(i *item) bool {
			c.learn(i)
			return false
		})
		c.close()
		for p := range n {
			j := &joiner{options: o, census: c, counts: p == 0}
			j.take(facts(), func(i *item) bool { return c.people.person(i.fact.Subject.ID).partition(n) == p })
			if !yield(j.join(), nil) {
				return
			}
		}
	}
}

// partition is one of n, in which all facts about the subject are joined.
func (p *person) partition(n int) int {
	h := fnv.New64a()
	h.Write([]byte(p.names[0]))
	return int(h.Sum64() % uint64(n))
}
