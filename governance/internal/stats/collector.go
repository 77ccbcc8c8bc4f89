package stats

import "time"

// Collector counts durations as they come, in memory for the distinct ones. The
// zero value is ready. It is not safe for concurrent use: give each worker its
// own and merge what they counted.
type Collector struct {
	counted Durations
	pending []time.Duration
}

// pendingDurations is how many durations wait to be counted while few are
// distinct.
const pendingDurations = 1024

// Add counts one more.
func (c *Collector) Add(d time.Duration) {
	c.pending = append(c.pending, d)
	if len(c.pending) >= max(pendingDurations, len(c.counted)) {
		c.count()
	}
}

// Durations is all that was added so far. Later additions do not change it.
func (c *Collector) Durations() Durations {
	c.count()
	return c.counted
}

func (c *Collector) count() {
	c.counted = c.counted.Merge(NewDurations(c.pending...))
	c.pending = c.pending[:0]
}
