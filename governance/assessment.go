package governance

import (
	"time"

	"github.com/counterfoil/counterfoil/policy"
)

// AssessmentSchema is the value of an assessment's "schema" field.
const AssessmentSchema = "counterfoil.assessment/v1"

// Assessment is what a population of records amounts to in one period, judged
// at one instant by one policy. It is made by Assess; the package documentation
// defines every figure. Lists are sorted, and never nil.
type Assessment struct {
	Schema       string    `json:"schema"` // AssessmentSchema
	Period       Period    `json:"period"`
	AsOf         time.Time `json:"as_of"` // UTC
	PolicyDigest string    `json:"policy_digest"`

	Population    Population   `json:"population"`
	Records       Outcomes     `json:"records"` // by the worst outcome of their questions
	Grades        Grades       `json:"grades"`
	Indeterminate int          `json:"indeterminate"` // records in the period of which a rate among the control outcomes is indeterminate
	Rates         []Rate       `json:"rates"`         // one for each, in the order of the constants
	Times         []Times      `json:"times"`         // one for each: to verified revocation, to close, approval lead
	Obligations   []Obligation `json:"obligations"`   // to revoke, by the kind of their trigger

	Questions  []QuestionOutcomes  `json:"questions"`  // in the order of a result
	Controls   []ControlOutcomes   `json:"controls"`   // by id
	Severities []SeverityOutcomes  `json:"severities"` // from info to critical
	Frameworks []FrameworkOutcomes `json:"frameworks"` // by framework, then id

	Systems      []Group `json:"systems"`       // by name
	SubjectKinds []Group `json:"subject_kinds"` // by name

	known known
}

// Population says what became of everything that came:
// Received = InPeriod + Outside + Undated + Refused + Duplicate.
type Population struct {
	Received  int `json:"received"`
	InPeriod  int `json:"in_period"`
	Outside   int `json:"outside"`   // before the period or after it
	Undated   int `json:"undated"`   // nothing in them has a time by which they fall in any period
	Refused   int `json:"refused"`   // could not be read or judged
	Duplicate int `json:"duplicate"` // the id came before

	Anchors Anchors `json:"anchors"`

	// The first few by id.
	UndatedIDs   []string  `json:"undated_ids"`
	Refusals     []Refusal `json:"refusals"`
	DuplicateIDs []string  `json:"duplicate_ids"`
}

// Anchors counts the records in the period by what dates them.
type Anchors struct {
	FirstChange int `json:"first_change"`
	Submission  int `json:"submission"`
	FirstTrace  int `json:"first_trace"` // access that nobody asked for and no log explains, by when it was first seen
}

// Refusal is why a record was refused.
type Refusal struct {
	RecordID string `json:"record_id"` // "": it could not be read
	Reason   string `json:"reason"`
}

// Counts is what became of the records in the period in the eyes of one rate:
// all but Numerator add up to them.
type Counts struct {
	Numerator     int `json:"numerator"`     // of Denominator; of a rate where higher is better those that are right, else those that are wrong
	Denominator   int `json:"denominator"`   // decided: satisfied or not satisfied
	Indeterminate int `json:"indeterminate"` // evidence that is needed is missing
	Pending       int `json:"pending"`
	NotApplicable int `json:"not_applicable"`
	NotAsked      int `json:"not_asked"` // the policy set lacks a control that this rests on
}

// Rate is one rate and the records behind it.
type Rate struct {
	Metric Metric `json:"metric"`
	Counts
	Worst []Case `json:"worst"` // of those that are wrong, worst first
}

// Case is one record that is wrong: the graver, and the more that is wrong with
// it, the worse.
type Case struct {
	RecordID     string          `json:"record_id"`
	Severity     policy.Severity `json:"severity"`      // the gravest control that is not satisfied, waived or not; "" for none
	NotSatisfied int             `json:"not_satisfied"` // such controls
}

// Times is how long something took. What had not ended at the instant of
// judging is not dropped: it lasted at least until then.
type Times struct {
	Metric     Metric `json:"metric"`
	Ended      int    `json:"ended"`
	Enclosed   int    `json:"enclosed"` // of Ended: it ended between two instants, and counts at the later (interval-censored)
	Open       int    `json:"open"`     // not ended, or not provably so (right-censored)
	Unmeasured int    `json:"unmeasured"`
	Spans      []Span `json:"spans"` // by length; they add up to Ended and Open
	Worst      []Long `json:"worst"` // the longest first
}

// Long is what took long.
type Long struct {
	RecordID string    `json:"record_id"`
	Kind     string    `json:"kind,omitzero"` // of the trigger, of an obligation to revoke
	Since    time.Time `json:"since"`
	Seconds  int64     `json:"seconds"` // rounded up
	Ended    bool      `json:"ended"`
}

// Obligation counts obligations to revoke of one kind of trigger. Satisfied is
// gone within the SLA, NotSatisfied is late.
type Obligation struct {
	Kind string `json:"kind"`
	Outcomes
	Reauthorised int `json:"reauthorised"` // of Satisfied: approved anew, so that nothing had to end; not among the times
}

// QuestionOutcomes counts records by the outcome of a question.
type QuestionOutcomes struct {
	Question policy.Question `json:"question"`
	Outcomes
}

// ControlOutcomes counts records by the outcome of a control.
type ControlOutcomes struct {
	ID          string          `json:"id"`
	Title       string          `json:"title"`
	Question    policy.Question `json:"question"`
	Severity    policy.Severity `json:"severity"`
	Remediation string          `json:"remediation"`
	Outcomes
}

// SeverityOutcomes counts records by the worst outcome of the controls of a
// severity.
type SeverityOutcomes struct {
	Severity policy.Severity `json:"severity"`
	Outcomes
}

// FrameworkOutcomes counts records by the worst outcome of the controls that
// bear upon an item of a framework. It claims relevance, never compliance.
type FrameworkOutcomes struct {
	Framework string `json:"framework"`
	ID        string `json:"id"`
	Title     string `json:"title"`
	Outcomes
}

// Group is the part of the period's records that concern one system, or one
// kind of subject.
type Group struct {
	Name    string      `json:"name"`
	Records int         `json:"records"`
	Grades  Grades      `json:"grades"`
	Rates   []GroupRate `json:"rates"` // as in the assessment
}

// GroupRate is one rate of a group.
type GroupRate struct {
	Metric Metric `json:"metric"`
	Counts
}
