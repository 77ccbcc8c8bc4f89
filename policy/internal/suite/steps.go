package suite

import "sync/atomic"

// steps counts the steps of one evaluation, and ends it when they are more
// than the limit. The evaluator asks before each expression, and some built-ins
// ask while they loop, whether to go on: each question is a step. No clock
// takes part, so that an endless test ends at the same step on any machine.
type steps struct {
	taken   int64
	limit   int64 // 0: none
	stopped atomic.Bool
}

// Cancel ends the evaluation: the context has ended.
func (s *steps) Cancel() { s.stopped.Store(true) }

func (s *steps) Cancelled() bool {
	s.taken++
	return s.over() || s.stopped.Load()
}

func (s *steps) over() bool { return s.limit > 0 && s.taken > s.limit }
