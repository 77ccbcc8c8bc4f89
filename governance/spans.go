package governance

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Span counts what lasted equally long.
type Span struct {
	Seconds int64 `json:"seconds"` // on the grid of package governance's documentation
	Ended   int   `json:"ended"`   // it lasted that long
	Open    int   `json:"open"`    // it had lasted that long at the instant of judging, and had not ended (right-censored)
}

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

// grid is the distance between the lengths that are told apart.
var grid = []struct{ upTo, step int64 }{
	{2 * hour, 1},
	{10 * day, minute},
	{365 * day, hour},
	{math.MaxInt64, day},
}

// onGrid returns the shortest length of the grid that is not shorter than d, in
// seconds: rounding makes nothing faster than it was.
func onGrid(d time.Duration) int64 {
	s := seconds(d)
	for _, g := range grid {
		if s <= g.upTo {
			return (s + g.step - 1) / g.step * g.step
		}
	}
	return s
}

// seconds rounds up. Nothing takes less than no time.
func seconds(d time.Duration) int64 {
	if d <= 0 {
		return 0
	}
	s := int64(d / time.Second)
	if d%time.Second > 0 {
		s++
	}
	return s
}

// spans gathers spans in any order.
type spans map[int64]*Span

func (m spans) count(d time.Duration, ended bool) {
	at := onGrid(d)
	s := m[at]
	if s == nil {
		s = &Span{Seconds: at}
		m[at] = s
	}
	if ended {
		s.Ended++
	} else {
		s.Open++
	}
}

func (m spans) sorted() []Span {
	list := make([]Span, 0, len(m))
	for _, s := range m {
		list = append(list, *s)
	}
	slices.SortFunc(list, bySeconds)
	return list
}

func bySeconds(a, b Span) int { return cmp.Compare(a.Seconds, b.Seconds) }
