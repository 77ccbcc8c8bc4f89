package governance

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"math"
)

var (
	//go:embed assessment.schema.json
	assessmentSchema []byte
	//go:embed comparison.schema.json
	comparisonSchema []byte
)

// AssessmentJSONSchema returns the JSON Schema (draft 2020-12) of an
// assessment's JSON form, and a copy of it to every caller.
func AssessmentJSONSchema() []byte { return bytes.Clone(assessmentSchema) }

// ComparisonJSONSchema returns the JSON Schema (draft 2020-12) of a comparison's
// JSON form, and a copy of it to every caller.
func ComparisonJSONSchema() []byte { return bytes.Clone(comparisonSchema) }

// derived is what the JSON form says beside the counts that it follows from.
type derived struct {
	Value              *float64 `json:"value"`
	Interval           Interval `json:"interval"`
	IndeterminateShare *float64 `json:"indeterminate_share"`
}

func (c Counts) derived() derived {
	i := c.Interval()
	return derived{orNull(c.Value()), Interval{rounded(i.Low), rounded(i.High)}, orNull(c.IndeterminateShare())}
}

// rounded to six decimals, a figure is equal on every machine.
func rounded(value float64) float64 { return math.Round(value*1e6) / 1e6 }

func orNull(value float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	value = rounded(value)
	return &value
}

// MarshalJSON adds what follows from the counts.
func (r Rate) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Metric Metric `json:"metric"`
		Counts
		derived
		Worst []Case `json:"worst"`
	}{r.Metric, r.Counts, r.Counts.derived(), r.Worst})
}

// MarshalJSON adds what follows from the counts.
func (r GroupRate) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Metric Metric `json:"metric"`
		Counts
		derived
	}{r.Metric, r.Counts, r.Counts.derived()})
}

// MarshalJSON adds the median and the 90th percentile.
func (t Times) MarshalJSON() ([]byte, error) {
	type plain Times
	return json.Marshal(struct {
		plain
		Median Quantile `json:"median"`
		P90    Quantile `json:"p90"`
	}{plain(t), t.Quantile(0.5), t.Quantile(0.9)})
}
