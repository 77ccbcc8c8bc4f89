package policytest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// table is that of a matrix, by lines: the instants, and then for each identity
// and entitlement the outcomes.
type table struct {
	rows []row
}

// row is one line of a table.
type row struct {
	line
	words []span
}

func (r row) word(i int) string { return r.text[r.words[i].start:r.words[i].end] }

// fill makes the cells that the table has, and complains of those that it
// lacks, has twice or should not have: all of them at once.
func (m *matrix) fill() error {
	if rest := m.table.header(); rest != "" {
		return m.misread(m.table, fmt.Errorf("what is %q? The table stands on indented lines below", rest))
	}
	t := &table{}
	for _, l := range m.table.lines[1:] {
		t.rows = append(t.rows, row{l, words(l)})
	}
	if len(t.rows) == 0 {
		return m.misread(m.table, errors.New("is empty; its first line names the instants, and each of the others an identity, an entitlement and the outcome at each instant"))
	}
	var wrong []error
	complain := func(number int, format string, args ...any) {
		wrong = append(wrong, m.misread(m.table, &lineError{number, fmt.Errorf(format, args...)}))
	}
	columns := m.columns(t, complain)
	if wrong != nil {
		return errors.Join(wrong...)
	}
	seen := map[[2]int]int{} // the line of an identity and entitlement
	for n, r := range t.rows[1:] {
		if len(r.words) < 2 {
			complain(r.number, "a row starts with an identity and an entitlement")
			continue
		}
		who, what := m.axes[0].index(r.word(0)), m.axes[1].index(r.word(1))
		switch {
		case who < 0:
			complain(r.number, "there is no identity %q; there are %s", r.word(0), m.axes[0].names())
		case what < 0:
			complain(r.number, "there is no entitlement %q; there are %s", r.word(1), m.axes[1].names())
		case seen[[2]int{who, what}] != 0:
			complain(r.number, "%s %s is on line %d already", r.word(0), r.word(1), seen[[2]int{who, what}])
		case len(r.words)-2 != len(columns):
			seen[[2]int{who, what}] = r.number
			complain(r.number, "%d outcomes for %d instants", len(r.words)-2, len(columns))
		default:
			seen[[2]int{who, what}] = r.number
			m.fillRow(t, n+1, who, what, columns, complain)
		}
	}
	var missing []string
	for i, who := range m.axes[0].values {
		for j, what := range m.axes[1].values {
			if seen[[2]int{i, j}] == 0 {
				missing = append(missing, who.name+" "+what.name)
			}
		}
	}
	if missing != nil {
		complain(m.table.number, "there is no row for %s", strings.Join(missing, ", "))
	}
	return errors.Join(wrong...)
}

// columns reads the line of the instants.
func (m *matrix) columns(t *table, complain func(int, string, ...any)) []int {
	head, when := t.rows[0], &m.axes[2]
	var columns []int
	for i := range head.words {
		column := when.index(head.word(i))
		switch {
		case column < 0:
			complain(head.number, "there is no instant %q; there are %s", head.word(i), when.names())
		case slices.Contains(columns, column):
			complain(head.number, "the instant %s has two columns", head.word(i))
		}
		columns = append(columns, column)
	}
	for i, v := range when.values {
		if !slices.Contains(columns, i) {
			complain(head.number, "the instant %s has no column", v.name)
		}
	}
	return columns
}

// fillRow makes the cells of one row.
func (m *matrix) fillRow(t *table, n, who, what int, columns []int, complain func(int, string, ...any)) {
	known, _ := answers(m.subject)
	r := t.rows[n]
	for i, when := range columns {
		outcome := r.word(i + 2)
		if !slices.Contains(known, outcome) {
			complain(r.number, "%q is none of %s", outcome, strings.Join(known, ", "))
			continue
		}
		k := check{number: r.number, outcome: outcome, place: r.words[i+2], table: t}
		m.cells = append(m.cells, m.cell(who, what, when, k))
	}
}

// rewrite puts other outcomes into the table. Columns that are aligned stay
// so; they move only where an outcome needs the room.
func (t *table) rewrite(outcomes map[span]string, instead map[int][]string) {
	starts := t.starts(func(r row, i int) string {
		if outcome, ok := outcomes[r.words[i]]; ok {
			return outcome
		}
		return r.word(i)
	})
	for n, r := range t.rows {
		first := 0
		if n == 0 {
			first = 2
		}
		text := r.text[:r.words[0].start]
		for i, w := range r.words {
			if i > 0 {
				text += r.text[r.words[i-1].end:w.start]
			}
			if starts != nil {
				text = strings.TrimRight(text, " ")
				text += strings.Repeat(" ", starts[first+i]-utf8.RuneCountInString(text))
			}
			if outcome, ok := outcomes[w]; ok {
				text += outcome
			} else {
				text += r.word(i)
			}
		}
		if text += r.text[r.words[len(r.words)-1].end:]; text != r.text {
			instead[r.number] = []string{text}
		}
	}
}

// starts says at which rune each column starts once the table holds the words
// that word gives; nil where the columns are not aligned by spaces.
func (t *table) starts(word func(r row, i int) string) []int {
	columns := len(t.rows[0].words) + 2
	starts, ends, widths := make([]int, columns), make([]int, columns), make([]int, columns)
	for column := range columns {
		starts[column] = -1
		for n, r := range t.rows {
			i := column
			if n == 0 {
				i -= 2
			}
			if i < 0 {
				continue
			}
			start := utf8.RuneCountInString(r.text[:r.words[i].start])
			if starts[column] >= 0 && starts[column] != start || i > 0 && strings.Contains(r.text[r.words[i-1].end:r.words[i].start], "\t") {
				return nil
			}
			starts[column] = start
			ends[column] = max(ends[column], start+utf8.RuneCountInString(r.word(i)))
			widths[column] = max(widths[column], utf8.RuneCountInString(word(r, i)))
		}
	}
	moved := slices.Clone(starts)
	for column := 1; column < columns; column++ {
		gap := min(2, starts[column]-ends[column-1])
		moved[column] = max(starts[column]+moved[column-1]-starts[column-1], moved[column-1]+widths[column-1]+gap)
	}
	return moved
}
