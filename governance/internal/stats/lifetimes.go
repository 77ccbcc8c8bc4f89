package stats

import "time"

// Lifetimes is how long something lasted: until it ended, or until one stopped
// looking while it still lasted (right-censored).
type Lifetimes struct{ Ended, Censored Durations }

// Merge is both together.
func (l Lifetimes) Merge(m Lifetimes) Lifetimes {
	return Lifetimes{l.Ended.Merge(m.Ended), l.Censored.Merge(m.Censored)}
}

// Len is how many there are, ended and censored.
func (l Lifetimes) Len() int64 { return l.Ended.Len() + l.Censored.Len() }

// longest is the longest of all, 0 if there are none.
func (l Lifetimes) longest() time.Duration {
	ended, censored := len(l.Ended)-1, len(l.Censored)-1
	switch {
	case ended < 0 && censored < 0:
		return 0
	case censored < 0:
		return l.Ended[ended].Duration
	case ended < 0:
		return l.Censored[censored].Duration
	}
	return max(l.Ended[ended].Duration, l.Censored[censored].Duration)
}

// riskSet walks through lifetimes in the order of time.
type riskSet struct {
	rest Lifetimes
	n    int64 // of rest
}

func newRiskSet(l Lifetimes) riskSet { return riskSet{l, l.Len()} }

// at moves on to t and says how many last until t or longer, and how many of
// them end at t. Who is censored at t is still at risk then.
func (r *riskSet) at(t time.Duration) (atRisk, ended int64) {
	r.pass(&r.rest.Ended, t)
	r.pass(&r.rest.Censored, t)
	if e := r.rest.Ended; len(e) > 0 && e[0].Duration == t {
		ended = e[0].N
	}
	return r.n, ended
}

func (r *riskSet) pass(d *Durations, t time.Duration) {
	for len(*d) > 0 && (*d)[0].Duration < t {
		r.n -= (*d)[0].N
		*d = (*d)[1:]
	}
}
