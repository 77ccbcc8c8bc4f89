package servicenow

import (
	"slices"
	"strconv"
	"time"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// entry is a change of a row's state, as sys_audit has it.
type entry struct {
	row        *row
	at         time.Time
	checkpoint int // the number of the update, which orders what happened within a second
	to, by     string
}

// audited says which change an entry of sys_audit is, if it is none that tells
// anything here.
func (g *gathering) audited() (other string, err error) {
	table, err := g.one(colTable)
	if err != nil {
		return "", err
	}
	field, err := g.one(colField)
	if err != nil {
		return "", err
	}
	switch {
	case table != "" && !isName(table):
		return "", g.seen("tablename")
	case (table == tabItem || table == tabApprover) && field == "state":
		return "", nil
	}
	return table + "." + field, nil
}

func auditKey(table, id string) string { return table + "/" + id }

func (g *gathering) keepEntry(r *row) error {
	at, err := g.time(colCreatedOn)
	if err != nil {
		return err
	}
	key := g.text(colKey)
	if at.IsZero() || key == "" {
		return jsonlog.At("/sys_created_on", "the entry does not say when which row was changed: export sys_created_on and documentkey, too")
	}
	checkpoint, _ := strconv.Atoi(g.text(colCheckpoint)) // absent: 0
	key = auditKey(g.text(colTable), key)
	g.audits[key] = append(g.audits[key], entry{row: r, at: at, checkpoint: checkpoint, to: g.text(colNew), by: g.text(colUser)})
	return nil
}

// history is how the state of a row changed, in order.
func (g *gathering) history(table, id string) []entry {
	all := g.audits[auditKey(table, id)]
	slices.SortStableFunc(all, before)
	for i := range all {
		all[i].row.rested = true
	}
	return all
}

func before(a, b entry) int {
	if c := a.at.Compare(b.at); c != 0 {
		return c
	}
	return a.checkpoint - b.checkpoint
}

// lastly is the entry by which a row came into the state that it is in, if
// sys_audit is known and agrees with it.
func (g *gathering) lastly(table, id, state string) *entry {
	all := g.history(table, id)
	if len(all) == 0 || state == "" {
		return nil
	}
	last := &all[len(all)-1]
	for i := range all {
		if before(all[i], *last) == 0 && all[i].to != state {
			return nil
		}
	}
	return last
}
