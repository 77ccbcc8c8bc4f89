package governance

// Change is one metric before and after. Either Rate or Time is set.
type Change struct {
	Metric    Metric      `json:"metric"`
	Rate      *RateChange `json:"rate,omitzero"`
	Time      *TimeChange `json:"time,omitzero"`
	P         float64     `json:"p"`        // two-sided, six decimals
	Adjusted  *float64    `json:"adjusted"` // Holm's, over the control outcomes that can be compared; nil: not adjusted
	Direction Direction   `json:"direction"`
	Words     string      `json:"words"`
	Needed    int64       `json:"needed"` // about how many, in both together, would show a difference as large as this one; 0: none is to be shown, or no number would
}

// RateChange is a rate before and after.
type RateChange struct {
	Before     GroupRate `json:"before"`
	After      GroupRate `json:"after"`
	Difference *float64  `json:"difference"` // after less before, six decimals; nil where one of them has no value
	Interval   Interval  `json:"interval"`   // of the difference, Newcombe's; −1 to 1 where there is none
}

// TimeChange is a time before and after.
type TimeChange struct {
	Before TimeSummary `json:"before"`
	After  TimeSummary `json:"after"`
	Faster *float64    `json:"faster"` // of revocation: how many times as fast it ends after as before (hazard ratio); of tickets: how often one of after took less time than one of before. Six decimals; nil: nothing to go by
}

// TimeSummary is a time on one side.
type TimeSummary struct {
	Ended      int      `json:"ended"`
	Enclosed   int      `json:"enclosed"`
	Open       int      `json:"open"`
	Unmeasured int      `json:"unmeasured"`
	Median     Quantile `json:"median"`
	P90        Quantile `json:"p90"`
}

// Direction is what became of a metric.
type Direction string

// The directions.
const (
	Better            Direction = "better"
	Worse             Direction = "worse"
	Doubtful          Direction = "doubtful"            // better as far as is decided, and too much is indeterminate
	NoDifferenceShown Direction = "no_difference_shown" // and none of more than Alike is likely
	TooFewToTell      Direction = "too_few_to_tell"
	NotCompared       Direction = "not_compared" // one side has nothing to compare
)

// Alike is how far two rates may lie apart and be called alike: five points.
// AlikeTimes is how many times as fast access may end: a quarter faster, and a
// fifth slower. The whole 95 % interval must lie within.
const (
	Alike      = 0.05
	AlikeTimes = 1.25
)
