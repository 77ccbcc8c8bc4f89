package servicenow

import (
	"errors"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// gathering is the reading of one input, whose rows say more together.
type gathering struct {
	fields
	options Options
	plans   []plan
	system  string
	people  people

	rows      []*row
	byID      map[string]*row      // by table and sys_id
	items     map[string]*item     // by sys_id
	ordered   map[string][]*item   // by the sys_id of the order
	orders    map[string]*order    // by sys_id
	groups    map[string]group     // sysapproval_group, by sys_id
	audits    map[string][]entry   // by table, sys_id and field
	delegates map[string][]standIn // by the sys_id of who delegated
	values    map[string]option    // sc_item_option, by sys_id
	chosen    map[string][]choice  // by the sys_id of the item
}

// row is what all rows have.
type row struct {
	table, id string
	record    string // table/sys_id
	digest    string
	updated   time.Time
	rested    bool // a fact rests on it
	outdated  bool // a later version of it follows
	read      func() ([]evidence.Fact, source.Reason, error)
}

func newGathering(o Options, plans []plan) *gathering {
	system := "servicenow"
	if o.Instance != "" {
		system += ":" + o.Instance
	}
	return &gathering{
		options: o, plans: plans, system: system,
		people: people{system: system, trustEmail: o.TrustEmail, byID: map[string]*person{}, byLogin: map[string]*person{}},
		byID:   map[string]*row{}, items: map[string]*item{}, ordered: map[string][]*item{}, orders: map[string]*order{}, groups: map[string]group{},
		audits: map[string][]entry{}, delegates: map[string][]standIn{}, values: map[string]option{}, chosen: map[string][]choice{},
	}
}

// Why rows are ignored.
const (
	whyOtherTable = "row of a table that this source does not read"
	whyTask       = "what somebody was told to do, which says nothing of a system"
	whyField      = "change of a field that tells nothing about a decision"
	whyUndecided  = "approval that nobody gave or refused"
	whyElsewhere  = "approval of something else than a requested item"
	whyBefore     = "approval from before the item was ordered"
	whyUnneeded   = "nothing in this input rests on it"
	whyAgain      = "the same row again"
	whyOutdated   = "an earlier version of a row"
)

// item takes in one row.
func (g *gathering) item(e *jsonlog.Event) jsonlog.Fate {
	if err := g.skim(e); err != nil {
		return jsonlog.Refused(err)
	}
	if !g.has(colSysID) {
		switch result := g.raw[colResult]; {
		case result.Kind() == '{': // a single row
			return g.item(e.Inside(result))
		case result.Kind() == '[':
			return jsonlog.Refused(jsonlog.At("/result", "a list of rows on one line, after a line that holds none: read each reply as a file of its own"))
		case g.has(colError):
			return jsonlog.Refused(g.failure(e))
		}
	}
	table, other, err := g.table()
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case table == "":
		return jsonlog.Ignored(other)
	case table == tabTask:
		return jsonlog.Ignored(source.Reason{Why: whyTask, Name: table})
	case table == tabAudit:
		if why, err := g.audited(); err != nil {
			return jsonlog.Refused(err)
		} else if why != "" {
			return jsonlog.Ignored(source.Reason{Why: whyField, Name: why})
		}
	}
	id, err := g.one(colSysID)
	e.ID = table + "/" + id
	if err == nil {
		err = g.parse()
	}
	if err == nil && id == "" {
		e.ID, err = "", jsonlog.At("/sys_id", "missing: export it, too")
	}
	if err != nil {
		return jsonlog.Refused(err)
	}
	r := &row{table: table, id: id, record: e.ID, digest: e.Digest()}
	if g.proven { // not needed for anything else
		r.updated, _ = g.time(colUpdatedOn)
	}
	if again := g.byID[e.ID]; again != nil {
		switch {
		case again.digest == r.digest:
			return jsonlog.Ignored(source.Reason{Why: whyAgain, Name: table})
		case r.updated.Before(again.updated) && !r.updated.IsZero():
			return jsonlog.Ignored(source.Reason{Why: whyOutdated, Name: table})
		case !r.updated.After(again.updated) || again.updated.IsZero():
			return jsonlog.Refused(errors.New("another row with this sys_id says something else, and neither is known to be the later one: export it once, with sys_updated_on"))
		}
		again.outdated = true
	}
	if err := g.keep(r); err != nil {
		return jsonlog.Refused(err)
	}
	g.byID[e.ID] = r
	g.rows = append(g.rows, r)
	return jsonlog.Later(1)
}

// keep takes in what a row of a known table says.
func (g *gathering) keep(r *row) error {
	switch r.table {
	case tabItem:
		return g.keepItem(r)
	case tabRequest:
		g.keepOrder(r)
	case tabApprover:
		return g.keepApproval(r)
	case tabGroup:
		g.groups[r.id] = group{r, g.groupKeys(colAssignmentGroup, colAssignmentGroupName)}
	case tabAudit:
		return g.keepEntry(r)
	case tabDelegate:
		return g.keepDelegate(r)
	case tabUser:
		told := g.person(userSelf)
		told.row = r
		g.people.learn(r.id, told)
	case tabOption:
		g.values[r.id] = option{r, g.text(colVariableName), g.text(colValue)}
	case tabOptionFor:
		of := g.text(colRequestItem)
		g.chosen[of] = append(g.chosen[of], choice{r, g.text(colOption), g.text(colOptionName), g.text(colOptionValue)})
	}
	return nil
}

// page looks at what stands beside the rows of a reply.
func (g *gathering) page(e *jsonlog.Event) error {
	if err := g.skim(e); err != nil || !g.has(colError) {
		return err
	}
	return g.failure(e)
}

// failure is what the Table API says instead of rows, or after some.
func (g *gathering) failure(e *jsonlog.Event) error {
	var said struct {
		Message string `json:"message"`
	}
	if err := e.Part(g.raw[colError], "/error", &said); err != nil {
		return err
	}
	return jsonlog.At("/error", "the Table API failed ("+printable(said.Message)+"): ask it for fewer rows at a time, as a user who may read them")
}
