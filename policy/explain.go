package policy

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/evidence"
)

// Explain writes the result in plain words, for a reader who has nobody to
// ask: what was asked, who decided on which rule, what happened when, what the
// target systems say now, and then each question with its answer, the findings,
// the evidence they rest on and what to do. rec is the record that was judged.
// Nothing in it can move a terminal's cursor.
func (r *Result) Explain(w io.Writer, rec *evidence.Record) error {
	if rec == nil || rec.ID != r.RecordID {
		return errors.New("policy: Explain needs the record that the result is about: " + fmt.Sprintf("%q", r.RecordID))
	}
	input, err := encodeRecord(rec)
	if err != nil {
		return fmt.Errorf("policy: record %q: %w", rec.ID, err)
	}
	x := &explanation{result: r, rec: rec, input: input}
	x.head()
	x.against()
	x.asked()
	x.decided()
	x.happened()
	x.now()
	for _, q := range AllQuestions() {
		x.question(q)
	}
	return x.to(w)
}

type explanation struct {
	page
	result *Result
	rec    *evidence.Record
	input  ast.Object
	last   string // the title of the last list
}

func (x *explanation) head() {
	what := map[evidence.Action]string{evidence.ActionGrant: "a grant for", evidence.ActionRevoke: "a revocation for", evidence.ActionModify: "a modification for"}[x.rec.Action]
	if what == "" {
		what = "access of"
	}
	x.text(0, 4, fmt.Sprintf("%s: %s %s", x.rec.ID, what, whole(&x.rec.Subject)))
	x.text(0, 4, fmt.Sprintf("%s.", gradeWords[x.result.Grade]))
	x.text(0, 4, fmt.Sprintf("Judged as of %s with policy %s", clock(x.result.AsOf), x.result.PolicyDigest))
}

// against lists what keeps the record from governance grade, the worst first,
// and what was accepted.
func (x *explanation) against() {
	for _, outcome := range []Outcome{NotSatisfied, Indeterminate, Pending} {
		x.list("WHAT STANDS AGAINST IT", spaced(outcome), func(c *ControlResult, f *Finding) bool {
			return f.Outcome == outcome && f.WaivedBy == "" && c.Severity != SeverityInfo
		})
	}
	x.list("WHAT WAS WAIVED", "", func(_ *ControlResult, f *Finding) bool { return f.WaivedBy != "" })
}

// list writes the findings of a kind, a line each, below a title that comes once.
func (x *explanation) list(title, label string, of func(*ControlResult, *Finding) bool) {
	for i := range x.result.Controls {
		c := &x.result.Controls[i]
		for j := range c.Findings {
			f := &c.Findings[j]
			if !of(c, f) {
				continue
			}
			if x.last != title {
				x.section(title)
				x.last = title
			}
			head := label
			if f.WaivedBy != "" {
				head = "by " + f.WaivedBy
			}
			x.text(2, 4, fmt.Sprintf("%s: %s: %s", head, c.ID, f.Message))
		}
	}
}

// spaced is an outcome as words.
func spaced(o Outcome) string { return strings.ReplaceAll(string(o), "_", " ") }

var gradeWords = map[Grade]string{
	GovernanceGrade: "GOVERNANCE GRADE: the record proves that the change was governed",
	Open:            "OPEN: something is not decided yet, and its deadline has not passed",
	Unproven:        "UNPROVEN: evidence that is needed is missing, partial or unreadable",
	Deficient:       "DEFICIENT: the evidence disproves something that policy demands",
}

var questionWords = map[Question]string{
	QuestionApproval:   "Was the approval required by policy, or merely routed for convenience?",
	QuestionGrant:      "Did provisioning create the exact entitlement requested, with no excess?",
	QuestionRevocation: "Did revocation occur within the SLA after closure or role change?",
	QuestionTrail:      "Can an auditor reconstruct the decision path without manual explanation?",
	QuestionEmergency:  "Was emergency access labelled, bounded in time and reviewed after the fact?",
	QuestionLifecycle:  "Is a non-human identity owned, and its access tied to its lifecycle?",
}

var outcomeWords = map[Outcome]string{
	Satisfied:     "Satisfied: the evidence proves it.",
	NotSatisfied:  "NOT SATISFIED: the evidence disproves it.",
	Indeterminate: "INDETERMINATE: evidence that is needed is missing, partial or unreadable.",
	Pending:       "Pending: not decided yet, and the deadline has not passed.",
	NotApplicable: "Not applicable: it does not concern this record.",
}

// question answers one question and shows its controls: first those that
// conclude something, then, in a line each, those that do not concern the
// record.
func (x *explanation) question(q Question) {
	var concerned, not []*ControlResult
	for i := range x.result.Controls {
		c := &x.result.Controls[i]
		group, _, _ := strings.Cut(c.ID, ".")
		if c.Control != nil {
			group = string(c.Control.Question)
		}
		switch {
		case group != string(q):
		case c.Outcome == NotApplicable:
			not = append(not, c)
		default:
			concerned = append(concerned, c)
		}
	}
	x.section(strings.ToUpper(string(q)) + ": " + questionWords[q])
	x.text(2, 2, outcomeWords[x.result.Questions.Of(q)])
	for _, c := range concerned {
		x.control(c)
	}
	if len(concerned) > 0 && len(not) > 0 {
		x.b.WriteString("\n")
	}
	for _, c := range not {
		x.row(2, 27, c.ID, "not applicable: "+c.Findings[0].Message)
	}
}

func (x *explanation) control(c *ControlResult) {
	title := ""
	if c.Control != nil {
		title = ": " + c.Control.Title
	}
	x.b.WriteString("\n")
	x.text(2, 4, fmt.Sprintf("%s (%s)%s", c.ID, c.Severity, title))
	for i := range c.Findings {
		f := &c.Findings[i]
		words := spaced(f.Outcome)
		if f.WaivedBy != "" {
			words += ", waived by " + f.WaivedBy
		}
		x.text(4, 2, words+": "+f.Message)
		width := 0
		for _, pointer := range f.Evidence {
			width = max(width, min(len(pointer)+2, 34))
		}
		for _, pointer := range f.Evidence {
			if pointer == "" {
				x.text(6, 2, "the record as a whole")
				continue
			}
			x.row(6, width, pointer, x.thing(pointer))
		}
	}
	if c.Control != nil && c.Outcome.Worse(Pending) {
		x.text(4, 2, "To do: "+c.Control.Remediation)
	}
}
