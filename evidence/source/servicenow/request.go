package servicenow

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// item is a requested item (RITM).
type item struct {
	row          *row
	number       string
	order        string // the sys_id of the request (REQ) it belongs to
	orderTold    order  // what it was dot-walked to
	requestedFor user
	openedBy     user
	created      time.Time
	closed       time.Time
	state        cell
	stage        cell
	approval     cell
	catalogItem  cell
	catalogName  string
	variables    map[string]string

	asked   bool // wish and wrong are known
	wish    wish
	wrong   error
	subject *evidence.Identity
}

// order is a request (REQ), which holds requested items.
type order struct {
	row                     *row
	number, state, approval string
	requestedFor            user
}

// option is the value of a catalogue variable, and choice says of which item.
type option struct {
	row         *row
	name, value string
}

type choice struct {
	row                 *row
	option, name, value string
}

func (g *gathering) keepOrder(r *row) {
	g.orders[r.id] = &order{row: r, number: g.text(colNumber), state: g.text(colRequestState), approval: g.text(colApproval), requestedFor: g.user(userRequestedFor)}
}

func (g *gathering) keepItem(r *row) (err error) {
	i := &item{row: r, number: g.text(colNumber), order: g.text(colRequest), requestedFor: g.user(userRequestedFor), openedBy: g.user(userOpenedBy),
		orderTold: order{number: g.text(colOrderNumber), state: g.text(colOrderState), approval: g.text(colOrderApproval), requestedFor: g.user(userOrderedFor)},
		state:     g.cells[colState], stage: g.cells[colStage], approval: g.cells[colApproval], catalogItem: g.cells[colCatItem], catalogName: g.text(colCatItemName),
		variables: map[string]string{}}
	if by := g.user(userRequestedBy); !i.openedBy.known() {
		i.openedBy = by
	}
	if !i.openedBy.known() {
		i.openedBy.login = g.text(colCreatedBy)
	}
	if i.created, err = g.time(colCreatedOn); err != nil {
		return err
	}
	if i.closed, err = g.time(colClosedAt); err != nil {
		return err
	}
	if len(g.plans) > 0 { // nobody asks for them otherwise
		for _, v := range g.vars {
			c, err := g.cell(v.raw, variablePrefix+v.name)
			if err != nil {
				return err
			}
			if isSysID(c.text) && c.display != "" {
				c.text = c.display // no other system knows the sys_id
			}
			i.variables[v.name] = c.text
		}
	}
	switch {
	case i.number == "":
		return jsonlog.At("/number", "missing: export it, too; it is the id of the request")
	case i.created.IsZero():
		return jsonlog.At("/sys_created_on", "missing: export it, too; it is when the item was ordered")
	}
	g.items[r.id] = i
	r.read = func() ([]evidence.Fact, source.Reason, error) { return g.request(i) }
	return nil
}

// ask finds out, once, what an item asks for and for whom.
func (g *gathering) ask(i *item) error {
	if i.asked {
		return i.wrong
	}
	i.asked = true
	if i.wrong = g.choose(i); i.wrong != nil {
		return i.wrong
	}
	for n := range g.plans {
		of := g.plans[n].catalogItem
		if of == "" || of == i.catalogItem.text || of == i.catalogItem.display || of == i.catalogName {
			if i.wish, i.wrong = g.plans[n].read(i.variables); i.wrong != nil {
				return i.wrong
			}
			break
		}
	}
	if i.subject = i.wish.subject; i.subject == nil {
		who := i.requestedFor
		if !who.known() {
			who = i.orderTold.requestedFor
		}
		if o := g.orders[i.order]; !who.known() && o != nil {
			o.row.rested = true
			who = o.requestedFor
		}
		i.subject = g.people.identity(who)
	}
	if i.subject == nil {
		i.wrong = jsonlog.At("/requested_for", "missing, here and in the request that the item belongs to: export requested_for, and request.requested_for where items have none of their own")
	}
	return i.wrong
}

// choose takes in the options of an item.
func (g *gathering) choose(i *item) error {
	if len(g.plans) == 0 {
		return nil
	}
	for _, c := range g.chosen[i.row.id] {
		if c.row.outdated {
			continue
		}
		name, value := c.name, c.value
		if o, ok := g.values[c.option]; ok && name == "" {
			name, value = o.name, o.value
			o.row.rested = true
		}
		if name == "" {
			return jsonlog.At("/"+variablePrefix, "a variable of the item is not named: export sc_item_option_mtom with sc_item_option.item_option_new.name and sc_item_option.value")
		}
		c.row.rested = true
		if was, ok := i.variables[name]; ok && was != value {
			return jsonlog.At("/"+variablePrefix+name, "said twice, and differently: export the variables once")
		}
		i.variables[name] = value
	}
	return nil
}

// baseStates are the states of a requested item in the base system.
var baseStates = map[string]evidence.RequestStatus{
	"-5": evidence.StatusOpen, "1": evidence.StatusOpen, "2": evidence.StatusOpen,
	"3": evidence.StatusClosedComplete,
	"4": evidence.StatusClosedIncomplete, "7": evidence.StatusClosedIncomplete,
}

// status is what an item says of itself, which takes three fields. Empty where
// one of them is missing, unknown, or says the opposite of another.
func (g *gathering) status(i *item) evidence.RequestStatus {
	if !i.state.there || !i.stage.there || !i.approval.there {
		return ""
	}
	status, ok := baseStates[i.state.text]
	if !ok {
		status = g.options.States[i.state.text]
	}
	o := i.orderTold
	if known := g.orders[i.order]; known != nil {
		known.row.rested = true
		o = *known
	}
	rejected := i.approval.text == "rejected" || o.approval == "rejected" || o.state == "closed_rejected"
	cancelled := strings.Contains(strings.ToLower(i.stage.text), "cancel") || o.state == "closed_cancelled"
	switch {
	case !rejected && !cancelled, status == "", status == evidence.StatusRejected, status == evidence.StatusCancelled:
		return status
	case status == evidence.StatusClosedComplete:
		return ""
	case rejected:
		return evidence.StatusRejected
	}
	return evidence.StatusCancelled
}

// request makes the fact of an item.
func (g *gathering) request(i *item) ([]evidence.Fact, source.Reason, error) {
	if err := g.ask(i); err != nil {
		return nil, source.Reason{}, err
	}
	status := g.status(i)
	closed := i.closed
	if last := g.lastly(tabItem, i.row.id, i.state.text); last != nil {
		closed = last.at
	}
	if status == "" || status == evidence.StatusOpen {
		closed = time.Time{}
	}
	order := i.orderTold.number
	if known := g.orders[i.order]; known != nil && known.number != "" {
		known.row.rested = true
		order = known.number
	}
	told, _ := json.Marshal(struct {
		Request     string `json:"request,omitzero"`
		CatalogItem string `json:"catalog_item,omitzero"`
		State       string `json:"state,omitzero"`
		Stage       string `json:"stage,omitzero"`
		Approval    string `json:"approval,omitzero"`
	}{order, firstOf(i.catalogName, i.catalogItem.display, i.catalogItem.text), i.state.text, i.stage.text, i.approval.text}) // strings can always be written
	return []evidence.Fact{{Subject: *i.subject, Action: i.wish.action, Value: &evidence.Request{
		ID:            i.number,
		Requester:     g.people.identity(i.openedBy),
		SubmittedAt:   i.created,
		Justification: i.wish.justification,
		Entitlements:  i.wish.entitlements,
		Status:        status,
		ClosedAt:      closed,
		Source:        g.cite(i.row),
		Extensions:    evidence.Extensions{"servicenow": told},
	}}}, source.Reason{}, nil
}
