package policytest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
)

// check is one thing that a case wants.
type check struct {
	number  int    // its line
	text    string // as it stands in the case
	word    string // want, never, finding, findings, waived or unwaived
	subject string // a control, a question or "grade"
	outcome string // an outcome or a grade; of waived the waiver's id
	claim   *string
	citing  []string
	saying  string
	listed  *list // of findings
	place   span  // of the outcome, where want may be rewritten
	table   *table
}

var (
	outcomes = []string{
		string(policy.NotApplicable), string(policy.Satisfied), string(policy.Pending),
		string(policy.Indeterminate), string(policy.NotSatisfied),
	}
	grades = []string{
		string(policy.GovernanceGrade), string(policy.Open), string(policy.Unproven), string(policy.Deficient),
	}
)

// parseCheck reads a directive that wants something.
func parseCheck(d directive) (check, error) {
	c := check{number: d.number, word: d.word, text: d.word + " " + strings.Join(strings.Fields(d.rest), " ")}
	rest := d.rest
	c.subject, rest = firstWord(rest)
	switch d.word {
	case "want":
		c.outcome, rest = firstWord(rest)
		c.place = d.find(2, c.outcome)
	case "never", "finding", "waived":
		c.outcome, rest = firstWord(rest)
	case "findings":
		c.text = d.word + " " + c.subject
		_, rest = firstWord(d.header())
		if rest != "" {
			return c, fmt.Errorf("what is %q? Write each finding on an indented line of its own below", rest)
		}
		var err error
		if c.listed, err = parseList(d); err != nil {
			return c, err
		}
	case "unwaived":
	case "identity", "entitlement", "instant", "table":
		return c, errors.New("this belongs in a matrix; start the case with: matrix CONTROL")
	default:
		return c, errors.New("no such directive; there are base, record, set, remove, copy, edit, as_of, parameters, want, never, finding, findings, waived and unwaived")
	}
	if d.word == "finding" {
		var err error
		if rest, err = c.parseDetails(rest); err != nil {
			return c, err
		}
	}
	if rest != "" {
		return c, fmt.Errorf("what is %q?", rest)
	}
	return c, c.validate()
}

// parseDetails reads what a finding is narrowed down to.
func (c *check) parseDetails(rest string) (string, error) {
	for rest != "" {
		word, after := firstWord(rest)
		switch word {
		case "at":
			claim, after := firstWord(after)
			if claim == `""` { // the record itself
				claim = ""
			}
			c.claim, rest = &claim, after
		case "citing":
			for strings.HasPrefix(after, "/") {
				var pointer string
				pointer, after = firstWord(after)
				c.citing = append(c.citing, pointer)
			}
			if len(c.citing) == 0 {
				return rest, fmt.Errorf("citing what? Give JSON Pointers such as /approvals/0")
			}
			rest = after
		case "saying":
			quoted, err := strconv.QuotedPrefix(after)
			if err != nil {
				return rest, fmt.Errorf("saying what? Give a text in double quotes")
			}
			c.saying, _ = strconv.Unquote(quoted)
			rest = strings.TrimSpace(after[len(quoted):])
		default:
			return rest, fmt.Errorf("what is %q? A finding is narrowed down by at, citing and saying", word)
		}
	}
	return "", nil
}

// validate refuses what no result could ever meet, or fail to meet.
func (c *check) validate() error {
	control := strings.Contains(c.subject, ".")
	switch c.word {
	case "waived", "unwaived":
		if !control || c.word == "waived" && c.outcome == "" {
			return fmt.Errorf("needs a control, and waived the id of a waiver besides")
		}
		return nil
	case "finding", "findings":
		if !control {
			return fmt.Errorf("%q is not a control", c.subject)
		}
	}
	known, err := answers(c.subject)
	if err == nil && c.word != "findings" && !slices.Contains(known, c.outcome) {
		err = fmt.Errorf("%q is none of %s", c.outcome, strings.Join(known, ", "))
	}
	return err
}

// answers are what may come out for a control, a question or the grade.
func answers(subject string) ([]string, error) {
	switch {
	case subject == "grade":
		return grades, nil
	case !strings.Contains(subject, ".") && !slices.Contains(policy.AllQuestions(), policy.Question(subject)):
		return nil, fmt.Errorf("%q is neither a control nor a question nor grade", subject)
	}
	return outcomes, nil
}
