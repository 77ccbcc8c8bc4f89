package governance

import "github.com/counterfoil/counterfoil/policy"

// cell is what several controls, or one, amount to in a record.
type cell struct {
	outcome policy.Outcome // "": nothing yet
	waived  bool           // every finding that is not satisfied is
}

func (c *cell) join(other cell) {
	switch {
	case other.outcome.Worse(c.outcome):
		*c = other
	case other.outcome == c.outcome:
		c.waived = c.waived && other.waived
	}
}

func (o *Outcomes) countCell(c cell) {
	if c.outcome == "" {
		c.outcome = policy.NotApplicable // as with a question that no control judges
	}
	o.count(c.outcome, c.waived)
}

// cellOf is what one control found.
func cellOf(c *policy.ControlResult) cell {
	all := cell{c.Outcome, true}
	for i := range c.Findings {
		if f := &c.Findings[i]; f.Outcome == policy.NotSatisfied && f.WaivedBy == "" {
			all.waived = false
		}
	}
	return all
}

// breakDown counts a record by control and by what controls are grouped by.
func (t *tally) breakDown(j *judged) {
	for k := range t.controls {
		t.cells[k] = cellOf(&j.result.Controls[k])
		t.Controls[k].countCell(t.cells[k])
	}
	var whole cell
	for i := range t.Questions {
		q := &t.Questions[i]
		found := t.fold(func(c *policy.Control) bool { return c.Question == q.Question && c.Severity != policy.SeverityInfo })
		q.countCell(found)
		whole.join(found)
	}
	t.Records.countCell(whole)
	for i := range t.Severities {
		s := &t.Severities[i]
		s.countCell(t.fold(func(c *policy.Control) bool { return c.Severity == s.Severity }))
	}
	clear(t.items)
	for k, rows := range t.bearing {
		for _, row := range rows {
			t.items[row].join(t.cells[k])
		}
	}
	for row, found := range t.items {
		t.Frameworks[row].countCell(found)
	}
}

// fold joins the cells of some controls.
func (t *tally) fold(of func(*policy.Control) bool) cell {
	var all cell
	for k, c := range t.controls {
		if of(c) {
			all.join(t.cells[k])
		}
	}
	return all
}
