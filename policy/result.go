package policy

import "time"

// ResultSchema is the value of a result's "schema" field.
const ResultSchema = "counterfoil.result/v1"

// Result is what a set of controls found in one record at one instant. Equal
// records, policy digests and instants give equal results, to the byte.
type Result struct {
	Schema       string          `json:"schema"` // ResultSchema
	RecordID     string          `json:"record_id"`
	AsOf         time.Time       `json:"as_of"` // UTC
	PolicyDigest string          `json:"policy_digest"`
	Grade        Grade           `json:"grade"`
	Questions    Questions       `json:"questions"`
	Controls     []ControlResult `json:"controls"` // one for each control of the set, by id

	Requirement *Requirement `json:"-"` // what policy demands of the request; nil without one, and in a result read from JSON
}

// ControlResult is what one control found.
type ControlResult struct {
	ID       string    `json:"id"`
	Severity Severity  `json:"severity"`
	Outcome  Outcome   `json:"outcome"`  // the worst of the findings
	Findings []Finding `json:"findings"` // at least one; by claim, then message

	Control *Control `json:"-"` // what the control is; nil in a result read from JSON
}

// Finding is a control's conclusion on one claim.
type Finding struct {
	Claim    string   `json:"claim"` // RFC 6901: what was judged; "" is the record itself. It may name a part that is missing
	Outcome  Outcome  `json:"outcome"`
	Message  string   `json:"message"`
	Evidence []string `json:"evidence"`  // RFC 6901, sorted; each resolves in the record
	WaivedBy string   `json:"waived_by"` // the id of the waiver that applies; only a not_satisfied finding has one
}

// Questions are the outcomes by question. A question that no control of the
// set judges is not_applicable, and info controls are left out.
type Questions struct {
	Approval   Outcome `json:"approval"`
	Grant      Outcome `json:"grant"`
	Revocation Outcome `json:"revocation"`
	Trail      Outcome `json:"trail"`
	Emergency  Outcome `json:"emergency"`
	Lifecycle  Outcome `json:"lifecycle"`
}

// Of returns the outcome of one question.
func (q *Questions) Of(question Question) Outcome {
	if o := q.at(question); o != nil {
		return *o
	}
	return NotApplicable
}

func (q *Questions) at(question Question) *Outcome {
	switch question {
	case QuestionApproval:
		return &q.Approval
	case QuestionGrant:
		return &q.Grant
	case QuestionRevocation:
		return &q.Revocation
	case QuestionTrail:
		return &q.Trail
	case QuestionEmergency:
		return &q.Emergency
	case QuestionLifecycle:
		return &q.Lifecycle
	}
	return nil
}

// Outcome is a conclusion.
type Outcome string

// The outcomes, from best to worst.
const (
	NotApplicable Outcome = "not_applicable" // the statement does not concern this record
	Satisfied     Outcome = "satisfied"      // the evidence proves the statement
	Pending       Outcome = "pending"        // not decided yet, and a deadline has not passed
	Indeterminate Outcome = "indeterminate"  // evidence that is needed is absent, partial or unreadable
	NotSatisfied  Outcome = "not_satisfied"  // the evidence disproves the statement
)

// rank orders outcomes: the higher, the worse. 0 is no outcome at all.
func (o Outcome) rank() int {
	switch o {
	case NotApplicable:
		return 1
	case Satisfied:
		return 2
	case Pending:
		return 3
	case Indeterminate:
		return 4
	case NotSatisfied:
		return 5
	}
	return 0
}

// Worse reports whether o is worse than other.
func (o Outcome) Worse(other Outcome) bool { return o.rank() > other.rank() }

// Grade is what a record amounts to.
type Grade string

// The grades, from best to worst. Waived findings and info controls do not
// count.
const (
	GovernanceGrade Grade = "governance_grade" // nothing is not_satisfied, indeterminate or pending
	Open            Grade = "open"             // something is pending
	Unproven        Grade = "unproven"         // something is indeterminate
	Deficient       Grade = "deficient"        // something is not_satisfied
)

// summarise fills in the grade and the questions from the controls.
func (r *Result) summarise() {
	r.Questions = Questions{NotApplicable, NotApplicable, NotApplicable, NotApplicable, NotApplicable, NotApplicable}
	worst := NotApplicable
	for i := range r.Controls {
		c := &r.Controls[i]
		if c.Severity == SeverityInfo {
			continue
		}
		if q := r.Questions.at(c.Control.Question); c.Outcome.Worse(*q) {
			*q = c.Outcome
		}
		for j := range c.Findings {
			if f := &c.Findings[j]; f.WaivedBy == "" && f.Outcome.Worse(worst) {
				worst = f.Outcome
			}
		}
	}
	switch worst {
	case NotSatisfied:
		r.Grade = Deficient
	case Indeterminate:
		r.Grade = Unproven
	case Pending:
		r.Grade = Open
	default:
		r.Grade = GovernanceGrade
	}
}
