package source

import (
	"io"
	"iter"

	"github.com/counterfoil/counterfoil/evidence"
)

// MaxEvent is the greatest size, in bytes, of one event (or of one line) that
// a reader takes into memory.
const MaxEvent = 16 << 20

// MaxDepth is how deep the JSON of one event may nest.
const MaxDepth = 64

// Reader reads one input and yields the facts in it. The name stands in errors
// and is otherwise without meaning. What happened to each event is added to t,
// which is not nil. The input is read while the sequence is consumed, once.
type Reader func(name string, r io.Reader, t *Tally) iter.Seq2[evidence.Fact, error]

// Facts reads everything below paths, see [Open], and yields the facts of all
// inputs, one input after the other.
func Facts(read Reader, t *Tally, paths ...string) iter.Seq2[evidence.Fact, error] {
	return func(yield func(evidence.Fact, error) bool) {
		for in, err := range Open(paths...) {
			if err != nil {
				t.Unopened()
				if !yield(evidence.Fact{}, err) {
					return
				}
				continue
			}
			t.Open()
			for f, err := range read(in.Name, in, t) {
				if !yield(f, err) {
					return
				}
			}
		}
	}
}
