package servicenow

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// approval is a row of sysapproval_approver: one approver's say.
type approval struct {
	row       *row
	target    string // the sys_id of what is to be approved
	table     string // of which table, where the row says it
	number    string // its number, dot-walked
	requested user   // for whom, dot-walked
	approver  user
	state     string
	updatedAt time.Time
	updatedBy string
	groups    []string // the group that the approver was asked as a member of, by all its names
	group     string   // the sys_id of its row in sysapproval_group
}

// group is a row of sysapproval_group.
type group struct {
	row  *row
	keys []string
}

// standIn is a row of sys_user_delegate.
type standIn struct {
	row          *row
	delegate     user
	starts, ends time.Time
}

// groupKeys are the names by which settings may call a group.
func (g *gathering) groupKeys(ref, name int) []string {
	return []string{g.text(ref), g.cells[ref].display, g.text(name)}
}

func (g *gathering) keepApproval(r *row) (err error) {
	a := &approval{row: r, target: firstOf(g.text(colTarget), g.text(colDocument)), table: firstOf(g.text(colTargetType), g.text(colSourceTab)), number: g.text(colTargetName),
		requested: g.user(userTargetFor), approver: g.user(userApprover), state: g.text(colState), updatedBy: g.text(colUpdatedBy),
		groups: g.groupKeys(colGroupOf, colGroupName), group: g.text(colGroup)}
	if a.updatedAt, err = g.time(colUpdatedOn); err != nil {
		return err
	}
	if a.table != "" && !isName(a.table) {
		return g.seen("source_table")
	}
	if !g.proven {
		return jsonlog.At("/approver", "nothing in the row tells whether it holds values or what people see: "+format.Again)
	}
	r.read = func() ([]evidence.Fact, source.Reason, error) { return g.approvals(a) }
	return nil
}

func (g *gathering) keepDelegate(r *row) (err error) {
	d := standIn{row: r, delegate: g.user(userDelegate)}
	of := g.user(userDelegator)
	if of.id == "" || g.text(colApprovals) == "" {
		return jsonlog.At("/approvals", "the row does not say who delegated what: export user, delegate, approvals, starts and ends")
	}
	if d.starts, err = g.time(colStarts); err != nil {
		return err
	}
	if d.ends, err = g.time(colEnds); err != nil {
		return err
	}
	if g.text(colApprovals) == "true" {
		g.delegates[of.id] = append(g.delegates[of.id], d)
	}
	return nil
}

// decision is what became of an approval, when, by whom and how that is known.
type decision struct {
	decision evidence.Decision
	at       time.Time
	by       string
	entry    *row // of sys_audit; nil: by the last update of the approval
	standing bool
}

// decisions are those of one approval: the one that stands, and rejections that
// were taken back. An approval that was taken back is none.
func (g *gathering) decisions(a *approval) (all []decision, err error) {
	history := g.history(tabApprover, a.row.id)
	last := g.lastly(tabApprover, a.row.id, a.state)
	for i := range history {
		if e := &history[i]; e.to == "rejected" && e != last {
			all = append(all, decision{evidence.DecisionRejected, e.at, e.by, e.row, false})
		}
	}
	d := decision{at: a.updatedAt, by: a.updatedBy, standing: true}
	if last != nil {
		d.at, d.by, d.entry = last.at, last.by, last.row
	}
	switch a.state {
	case "approved":
		d.decision = evidence.DecisionApproved
	case "rejected":
		d.decision = evidence.DecisionRejected
	case "requested", "cancelled", "not_required", "not requested", "not_requested", "no_longer_required", "duplicate":
		return all, nil
	case "":
		return nil, jsonlog.At("/state", "missing: export it, too; it says what was decided")
	default:
		return nil, jsonlog.At("/state", printable(a.state)+", which is no state of an approval in the base system: nobody knows whether this was approved")
	}
	return append(all, d), nil
}

// approvals makes the facts of an approval: one for each item that it is about
// and each decision.
func (g *gathering) approvals(a *approval) ([]evidence.Fact, source.Reason, error) {
	decisions, err := g.decisions(a)
	if err != nil {
		return nil, source.Reason{}, err
	}
	if len(decisions) == 0 {
		return nil, source.Reason{Why: whyUndecided, Name: a.state}, nil
	}
	about, ofOrder, err := g.about(a)
	if err != nil {
		return nil, source.Reason{}, err
	}
	if len(about) == 0 {
		return nil, source.Reason{Why: whyElsewhere, Name: a.table}, nil
	}
	var facts []evidence.Fact
	for _, d := range decisions {
		part, err := g.decided(a, d)
		if err != nil {
			return nil, source.Reason{}, err
		}
		for _, i := range about {
			// Whoever approved an order approved what was in it by then.
			if ofOrder && d.decision == evidence.DecisionApproved && d.at.Before(i.created) {
				continue
			}
			if err := g.ask(i); err != nil {
				return nil, source.Reason{}, jsonlog.At("/sysapproval", "the requested item "+printable(i.number)+" could not be read: see what is said about it")
			}
			facts = append(facts, evidence.Fact{Subject: *i.subject, RequestRef: i.number, Value: g.part(part, d, ofOrder)})
		}
	}
	return facts, source.Reason{Why: whyBefore}, nil
}

// about are the requested items that an approval is about: one, or all of an
// order.
func (g *gathering) about(a *approval) (items []*item, ofOrder bool, err error) {
	if i := g.items[a.target]; i != nil && a.target != "" {
		return []*item{i}, false, nil
	}
	if all := g.ordered[a.target]; len(all) > 0 && a.target != "" {
		return all, true, nil
	}
	switch {
	case a.table != "" && a.table != tabItem && a.table != tabRequest:
		return nil, false, nil
	case a.table != tabRequest && a.number != "" && a.requested.known():
		for _, p := range g.plans {
			if len(p.Subject) > 0 {
				return nil, false, jsonlog.At("/sysapproval", "the requested item is not in this input, and the settings let its variables say whose access was to change: read the items in the same input")
			}
		}
		return []*item{{number: a.number, asked: true, subject: g.people.identity(a.requested)}}, false, nil
	case a.table == tabRequest:
		return nil, false, jsonlog.At("/sysapproval", "approves a request (REQ) of which no requested item is in this input: read sc_req_item in the same input")
	}
	return nil, false, jsonlog.At("/sysapproval", "the requested item is neither in this input nor told: read sc_req_item in the same input, or export sysapproval.number, sysapproval.sys_class_name and sysapproval.ref_sc_req_item.requested_for, too")
}

// decided says who decided what and when.
func (g *gathering) decided(a *approval, d decision) (evidence.Approval, error) {
	p := evidence.Approval{ID: a.row.id, Decision: d.decision, DecidedAt: d.at, Capacity: g.capacity(a), Source: g.cite(a.row)}
	if !d.standing {
		p.ID, p.Source = p.ID+"/"+d.entry.id, g.cite(d.entry)
	}
	asked := g.people.identity(a.approver)
	login := g.people.login(a.approver)
	switch {
	case asked == nil:
		return p, jsonlog.At("/approver", "missing: export it, too; it says who was asked")
	case d.at.IsZero():
		return p, jsonlog.At("/sys_updated_on", "missing: export it, too; it is when this was decided, unless sys_audit says it")
	case d.by == "":
		return p, jsonlog.At("/sys_updated_by", "missing: export it, too; it says who decided, unless sys_audit does")
	case login == "":
		return p, jsonlog.At("/approver.user_name", "missing, so that nobody knows whether the approver decided or somebody else: export it, too, or read sys_user in the same input")
	case strings.EqualFold(login, d.by):
		p.Approver = *asked
		return p, nil
	}
	p.Approver = *g.people.identity(user{login: d.by})
	p.Delegation = &evidence.Delegation{From: *asked}
	if s := g.standIn(a.approver.id, d); s != nil {
		s.row.rested = true
		p.Delegation.ValidFrom, p.Delegation.ValidUntil = s.starts, s.ends
	}
	return p, nil
}

// standIn is the delegation by which somebody decided: of several the one that
// was in force, else the first.
func (g *gathering) standIn(of string, d decision) *standIn {
	var found []*standIn
	for i := range g.delegates[of] {
		if s := &g.delegates[of][i]; !s.row.outdated && strings.EqualFold(g.people.login(s.delegate), d.by) {
			found = append(found, s)
		}
	}
	slices.SortStableFunc(found, func(a, b *standIn) int { return a.starts.Compare(b.starts) })
	for _, s := range found {
		if !d.at.Before(s.starts) && (s.ends.IsZero() || !d.at.After(s.ends)) {
			return s
		}
	}
	if len(found) > 0 {
		return found[0]
	}
	return nil
}

// capacity is that of the group as whose member the approver was asked.
func (g *gathering) capacity(a *approval) string {
	keys := a.groups
	if of, ok := g.groups[a.group]; ok && a.group != "" {
		of.row.rested = true
		keys = append(slices.Clone(keys), of.keys...)
	}
	for _, k := range keys {
		if c := g.options.Capacities[k]; c != "" && k != "" {
			return c
		}
	}
	return ""
}

// part is one copy of a decision, with what an auditor must know about it.
func (g *gathering) part(p evidence.Approval, d decision, ofOrder bool) *evidence.Approval {
	from, of := "sys_audit", tabItem
	if d.entry == nil {
		from = "sys_updated_on"
	}
	if ofOrder {
		of = tabRequest
	}
	told, _ := json.Marshal(struct {
		From string `json:"decided_at_from"`
		Of   string `json:"approval_of"`
	}{from, of}) // strings can always be written
	p.Extensions = evidence.Extensions{"servicenow": told}
	return &p
}

// firstOf is the first text that says something.
func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
