package policytest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
)

// list is what a findings directive lists: all findings of a control.
type list struct {
	last    int // line after which a finding may be added
	indent  string
	entries []entry
}

// entry is one finding of a list.
type entry struct {
	finding policy.Finding
	lines   []line // without the indentation of the block
}

// parseList reads the lines below a findings directive. A list without lines
// is never met, since a control always finds something; -update fills it.
func parseList(d directive) (*list, error) {
	l := &list{last: d.lines[len(d.lines)-1].number, indent: "\t"}
	if len(d.lines) > 1 {
		l.indent = leading(d.lines[1].text)
	}
	inner, err := d.block()
	if err != nil {
		return nil, err
	}
	for _, e := range inner {
		f, err := parseFinding(e.word, e.rest)
		if err != nil {
			return nil, &lineError{e.number, err}
		}
		l.entries = append(l.entries, entry{f, e.lines})
	}
	return l, nil
}

// parseFinding reads OUTCOME CLAIM "MESSAGE" [POINTER…] [waived ID].
func parseFinding(outcome, rest string) (policy.Finding, error) {
	f := policy.Finding{Outcome: policy.Outcome(outcome), Evidence: []string{}}
	if !slices.Contains(outcomes, outcome) {
		return f, fmt.Errorf("%q is none of %s; a finding is written as: OUTCOME CLAIM \"MESSAGE\" EVIDENCE…", outcome, strings.Join(outcomes, ", "))
	}
	var err error
	if f.Claim, rest, err = pointer(rest); err != nil {
		return f, fmt.Errorf("the claim: %w", err)
	}
	if rest == "" || rest[0] != '"' && rest[0] != '`' {
		return f, errors.New("after the claim stands the message, in double quotes")
	}
	if f.Message, rest, err = text(rest); err != nil {
		return f, fmt.Errorf("the message: %w", err)
	}
	if strings.TrimSpace(f.Message) == "" {
		return f, errors.New("the message is empty; a finding always says something")
	}
	for rest != "" {
		if word, after := firstWord(rest); word == "waived" {
			if f.WaivedBy, rest, err = text(after); err != nil || f.WaivedBy == "" {
				return f, errors.New("waived by what? Give the id of a waiver")
			}
			switch {
			case rest != "":
				return f, fmt.Errorf("what is %q? The waiver stands last", rest)
			case f.Outcome != policy.NotSatisfied:
				return f, fmt.Errorf("a finding that is %s is never waived; only one that is not_satisfied is", f.Outcome)
			}
			break
		}
		var p string
		if p, rest, err = pointer(rest); err != nil {
			return f, fmt.Errorf("the evidence: %w", err)
		}
		if slices.Contains(f.Evidence, p) {
			return f, fmt.Errorf("the evidence names %q twice", p)
		}
		f.Evidence = append(f.Evidence, p)
	}
	slices.Sort(f.Evidence)
	return f, nil
}

// pointer reads a JSON Pointer. "" stands for the record itself.
func pointer(from string) (p, rest string, err error) {
	if p, rest, err = text(from); err != nil {
		return p, rest, err
	}
	if from == "" || p != "" && p[0] != '/' {
		return p, rest, fmt.Errorf("%q is not a JSON Pointer such as /approvals/0, or \"\" for the record itself", p)
	}
	return p, rest, nil
}

// text reads a word, or a text in quotes, which may hold anything.
func text(from string) (s, rest string, err error) {
	if from == "" || from[0] != '"' && from[0] != '`' {
		s, rest = firstWord(from)
		return s, rest, nil
	}
	quoted, err := strconv.QuotedPrefix(from)
	if err != nil {
		return "", from, fmt.Errorf("%s is not a text in double quotes", from)
	}
	rest = from[len(quoted):]
	if rest != "" && !strings.ContainsRune(" \t\n", rune(rest[0])) {
		return "", from, fmt.Errorf("there is no space after %s", quoted)
	}
	s, err = strconv.Unquote(quoted)
	return s, strings.TrimSpace(rest), err
}

// written is a finding as parseFinding reads it.
func written(f policy.Finding) string {
	all := []string{string(f.Outcome), bare(f.Claim), strconv.Quote(f.Message)}
	for _, p := range f.Evidence {
		all = append(all, bare(p))
	}
	if f.WaivedBy != "" {
		all = append(all, "waived", bare(f.WaivedBy))
	}
	return strings.Join(all, " ")
}

// bare is a text as text reads it, without quotes where it needs none.
func bare(s string) string {
	odd := func(r rune) bool { return unicode.IsSpace(r) || !strconv.IsPrint(r) || r == unicode.ReplacementChar }
	if s == "" || s[0] == '"' || s[0] == '`' || strings.ContainsFunc(s, odd) {
		return strconv.Quote(s)
	}
	return s
}

// findings are those of the list, sorted.
func (l *list) findings() []policy.Finding {
	var all []policy.Finding
	for _, e := range l.entries {
		all = append(all, e.finding)
	}
	return sorted(all)
}

// sorted returns the findings in an order that is that of no file.
func sorted(findings []policy.Finding) []policy.Finding {
	findings = slices.Clone(findings)
	for i := range findings {
		if findings[i].Evidence == nil {
			findings[i].Evidence = []string{}
		}
	}
	slices.SortFunc(findings, order)
	return findings
}

// order compares all that a finding holds, so that equal findings alone are
// equal.
func order(a, b policy.Finding) int {
	return cmp.Or(cmp.Compare(a.Claim, b.Claim), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Outcome, b.Outcome),
		slices.Compare(a.Evidence, b.Evidence), cmp.Compare(a.WaivedBy, b.WaivedBy))
}

// difference shows how findings differ from those of the list; "" where they
// are the same.
func (l *list) difference(got []policy.Finding) string {
	diff := gocmp.Diff(l.findings(), sorted(got))
	return strings.ReplaceAll(diff, "\u00a0", " ") // which go-cmp writes at times
}

// rewrite puts lines that list the findings in place of those that do not. A
// finding takes the line of another on the same claim; what remains comes last.
func (l *list) rewrite(got []policy.Finding, text func(int) string, instead map[int][]string) {
	left := sorted(got)
	take := func(same func(policy.Finding) bool) *policy.Finding {
		i := slices.IndexFunc(left, same)
		if i < 0 {
			return nil
		}
		f := left[i]
		left = slices.Delete(left, i, i+1)
		return &f
	}
	var wrong []entry
	for _, e := range l.entries {
		if take(func(f policy.Finding) bool { return order(f, e.finding) == 0 }) == nil {
			wrong = append(wrong, e)
		}
	}
	for _, e := range wrong {
		for _, gone := range e.lines {
			instead[gone.number] = nil
		}
		if f := take(func(f policy.Finding) bool { return f.Claim == e.finding.Claim }); f != nil {
			instead[e.lines[0].number] = []string{l.indent + written(*f)}
		}
	}
	if len(left) == 0 {
		return
	}
	last, changed := instead[l.last]
	if !changed {
		last = []string{text(l.last)}
	}
	for _, f := range left {
		last = append(last, l.indent+written(f))
	}
	instead[l.last] = last
}
