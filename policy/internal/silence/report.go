package silence

import (
	"encoding/json"
	"time"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/marker"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// Report is what came of a hunt.
type Report struct {
	Seen     int       // questions that the tests put to the controls: Records + Repeated + Unfit
	Records  int       // distinct ones of them, by record, instant and parameters
	Repeated int       // the same again, by another test or to another control
	Unfit    int       // questions that no valid record was put in
	Unjudged []Unfit   // the distinct ones of those, by test
	Removals int       // parts that were taken out: Refused + those that were judged
	Refused  int       // what was left is not a valid record
	Judged   int       // distinct records that were judged, whole or not
	Silences []Silence // what nobody accepted, by control, place and kind
	Accepted []Accepted
	Errors   []*policy.Error // markers that are malformed or that nothing needs, by place
}

// Unfit is something that a test put before a control and that cannot be judged.
type Unfit struct {
	Test *suite.Test
	Why  string // what is wrong with the record or the parameters
}

// Kind is what became of a control.
type Kind string

// The kinds of silences.
const (
	Satisfied    Kind = "satisfied"     // from something worse
	NoConclusion Kind = "no_conclusion" // where it reached one before
)

// Silence is a place that a control does not miss as it should.
type Silence struct {
	Control string
	File    string // that defines the control
	Place   string // what was taken out: a JSON Pointer with list indexes as *
	Kind    Kind
	Count   int // how many times: distinct records and places in them
	Example Example
}

// Example is the smallest record that shows a silence.
type Example struct {
	Test       *suite.Test     // that made the record
	Record     json.RawMessage // whole, without as_of
	AsOf       time.Time
	Parameters policy.Parameters
	Pointer    string // of what was taken out, in Record
	Before     policy.ControlResult
	After      policy.ControlResult
}

// Accepted is a silence that the author says is right.
type Accepted struct {
	Silence
	Marker marker.Marker
}
