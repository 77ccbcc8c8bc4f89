package governance

import (
	"fmt"
	"strconv"
	"strings"
)

// label is a metric for people to read.
func (m Metric) label() string {
	return strings.NewReplacer("_", " ", "sla", "SLA", "nhi", "NHI").Replace(string(m))
}

// words says what became of a metric.
func (c *Change) words() string {
	return c.Metric.label() + ": " + c.figures() + ": " + c.conclusion()
}

func (c *Change) figures() string {
	if c.Rate != nil {
		return c.Rate.Before.figures() + " before, " + c.Rate.After.figures() + " after"
	}
	return c.Time.Before.figures() + " before, " + c.Time.After.figures() + " after"
}

func (c Counts) figures() string {
	value, ok := c.Value()
	if !ok {
		return "none decided"
	}
	return fmt.Sprintf("%d of %d (%s)", c.Numerator, c.Denominator, percent(value))
}

func (t TimeSummary) figures() string {
	switch {
	case t.Ended+t.Open == 0:
		return "none"
	case t.Median.Seconds == nil:
		return "a median not reached"
	}
	return "a median of " + length(*t.Median.Seconds)
}

func (c *Change) conclusion() string {
	switch {
	case c.Direction == Better && c.Time != nil:
		return "faster"
	case c.Direction == Worse && c.Time != nil:
		return "slower"
	}
	switch c.Direction {
	case Better, Worse:
		return string(c.Direction)
	case Doubtful:
		return "better as far as is decided, but too much is indeterminate to rely on it"
	case NoDifferenceShown:
		return "no difference shown, and none that matters is likely"
	case TooFewToTell:
		if c.Needed > 0 {
			return "too few records to tell; about " + about(c.Needed) + " in all would show a difference like this one"
		}
		return "too few records to tell"
	}
	return "nothing to compare"
}

// records counts them in words; of may stand between: "2 more records".
func records(n int, of string) string {
	if n == 1 {
		return "1 " + of + "record"
	}
	return strconv.Itoa(n) + " " + of + "records"
}

func percent(share float64) string {
	return strconv.FormatFloat(share*100, 'f', 1, 64) + " %"
}

// about rounds up to two digits: it is an approximation.
func about(n int64) string {
	unit := int64(1)
	for n/unit >= 100 {
		unit *= 10
	}
	return strconv.FormatInt((n+unit-1)/unit*unit, 10)
}

// length writes seconds with the two largest of its units.
func length(seconds int64) string {
	units := []struct {
		name string
		size int64
	}{{"d", day}, {"h", hour}, {"min", minute}, {"s", 1}}
	var parts []string
	for _, u := range units {
		n := seconds / u.size
		seconds %= u.size
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
		} else if len(parts) > 0 {
			break
		}
		if len(parts) == 2 {
			break
		}
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}
