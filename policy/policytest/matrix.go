package policytest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// matrix is a case whose cells are cases: each identity with each entitlement
// at each instant.
type matrix struct {
	*testCase // what all cells share
	subject   string
	axes      [3]axis
	table     directive
}

// axis is what varies in one direction.
type axis struct {
	word   string // of its directive
	values []variant
}

// variant is one of the identities, entitlements or instants.
type variant struct {
	number int // its line
	name   string
	asOf   time.Time // of an instant; zero: that of the case
	edits  []directive
}

// parseMatrix reads a case that starts with matrix.
func (c *testCase) parseMatrix(directives []directive) error {
	m := &matrix{testCase: c, axes: [3]axis{{word: "identity"}, {word: "entitlement"}, {word: "instant"}}}
	for i, d := range directives {
		var err error
		switch i {
		case 0:
			err = m.begin(d)
		case 1:
			if d.word != "base" && d.word != "record" {
				return c.misread(d, errors.New("the line after matrix makes the record; write base or record there"))
			}
			fallthrough
		default:
			err = m.take(d)
		}
		if err != nil {
			return c.misread(d, err)
		}
	}
	if len(directives) == 1 {
		return c.misread(directives[0], errors.New("makes no record; go on with base or record"))
	}
	for _, x := range m.axes {
		if len(x.values) == 0 {
			return c.misread(directives[0], fmt.Errorf("has no %s; give at least one, if only to name what the record holds", x.word))
		}
	}
	if m.table.word == "" {
		return c.misread(directives[0], errors.New("has no table, so it cannot fail; add one"))
	}
	return m.fill()
}

// begin reads the first directive.
func (m *matrix) begin(d directive) error {
	var rest string
	m.subject, rest = firstWord(d.rest)
	if rest != "" {
		return fmt.Errorf("what is %q?", rest)
	}
	if m.subject == "" {
		return errors.New("of what? Name a control, a question or grade")
	}
	_, err := answers(m.subject)
	return err
}

// take takes in any other directive.
func (m *matrix) take(d directive) error {
	varied := slices.IndexFunc(m.axes[:], func(x axis) bool { return len(x.values) > 0 })
	switch d.word {
	case "identity", "entitlement", "instant":
		i := slices.IndexFunc(m.axes[:], func(x axis) bool { return x.word == d.word })
		return m.axes[i].take(d)
	case "table":
		if m.table.word != "" {
			return fmt.Errorf("given twice; the first is on line %d", m.table.number)
		}
		m.table = d
		return nil
	case "matrix":
		return errors.New("a case is one matrix; start another case")
	case "want", "never", "finding", "findings", "waived", "unwaived":
		return errors.New("a matrix wants what its table says; put this into a case of its own")
	case "set", "remove", "copy", "edit":
		if varied >= 0 {
			return fmt.Errorf("this would edit all cells; indent it to edit those of one %s, or put it before line %d", m.axes[varied].word, m.axes[varied].values[0].number)
		}
	}
	known, err := m.add(d)
	if err == nil && !known {
		err = errors.New("no such directive in a matrix; there are base, record, set, remove, copy, edit, as_of, parameters, identity, entitlement, instant and table")
	}
	return err
}

// take reads one value of an axis.
func (x *axis) take(d directive) error {
	name, rest := firstWord(d.header())
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
	}
	if name == "" || strings.ContainsFunc(name, odd) {
		return fmt.Errorf("%q is no name; write one word of letters, digits, -, _ and dots", name)
	}
	for _, other := range x.values {
		if other.name == name {
			return fmt.Errorf("%s is on line %d already; rename one", name, other.number)
		}
	}
	v := variant{number: d.number, name: name}
	var err error
	switch {
	case rest != "" && x.word == "instant":
		if v.asOf, err = parseInstant(rest); err != nil {
			return err
		}
	case rest != "":
		return fmt.Errorf("what is %q? Edits stand on indented lines below", rest)
	}
	if v.edits, err = d.block(); err != nil {
		return err
	}
	for _, e := range v.edits {
		switch e.word {
		case "set", "remove", "copy", "edit":
		default:
			return &lineError{e.number, fmt.Errorf("%s is no edit; below stand set, remove, copy and edit alone", e.word)}
		}
	}
	x.values = append(x.values, v)
	return nil
}

// index finds a value by name.
func (x *axis) index(name string) int {
	return slices.IndexFunc(x.values, func(v variant) bool { return v.name == name })
}

// names are those of the values, for somebody who wrote another.
func (x *axis) names() string {
	var all []string
	for _, v := range x.values {
		all = append(all, v.name)
	}
	return strings.Join(all, ", ")
}

// cell is the case of one combination, which wants what stands in the table.
func (m *matrix) cell(identity, entitlement, instant int, k check) *testCase {
	who, what, when := m.axes[0].values[identity], m.axes[1].values[entitlement], m.axes[2].values[instant]
	c := *m.testCase
	c.cell = who.name + "/" + what.name + "/" + when.name
	c.edits = slices.Concat(m.edits, who.edits, what.edits, when.edits)
	c.cells = nil
	if !when.asOf.IsZero() {
		c.asOf = when.asOf
	}
	k.text = fmt.Sprintf("%s %s %s: want %s %s", who.name, what.name, when.name, m.subject, k.outcome)
	k.word, k.subject = "want", m.subject
	c.checks = []check{k}
	return &c
}
