package jira

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// round is one approval of a request: somebody, or several, were asked.
type round struct {
	id, name  string
	of        string // key or id of the request; empty where it stands in it
	final     string
	began     time.Time
	ended     time.Time // zero: it has not
	decisions []decision
	digest    string
	collected time.Time // where that is not Options.CollectedAt
	repeated  bool      // an earlier event told the same
	err       error     // why it cannot be used
}

type decision struct {
	who      evidence.Identity
	account  string // what Jira knows the approver by
	decision evidence.Decision
}

// told is an approval as Jira writes it.
type told struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Final     string `json:"finalDecision"`
	Approvers []struct {
		Who      *user  `json:"approver"`
		Decision string `json:"approverDecision"`
	} `json:"approvers"`
	Began jsontext.Value `json:"createdDate"`
	Ended jsontext.Value `json:"completedDate"`
	Links struct {
		Self string `json:"self"`
	} `json:"_links"`
}

// approval meets an approval that is an event of its own.
func (g *gathering) approval(e *jsonlog.Event) error {
	var t told
	if err := e.Decode(&t); err != nil {
		return err
	}
	g.onPage.approvals = g.onPage.approvals || e.List != ""
	r, err := g.round(e, "", &t)
	if err != nil {
		return err
	}
	if r.of = between(t.Links.Self, "/request/", "/approval"); r.of == "" {
		return jsonlog.At("/_links/self", "does not say which request this approval belongs to: export it with its links, or put it into the request, under approvals")
	}
	r.digest = e.Digest()
	g.learn(outcome{round: r, label: e.ID})
	return nil
}

// round reads an approval.
func (g *gathering) round(e *jsonlog.Event, at string, t *told) (*round, error) {
	r := &round{id: t.ID, name: t.Name, final: t.Final}
	var err error
	if r.began, err = when(e, at+"/createdDate", t.Began); err != nil {
		return nil, err
	}
	if r.ended, err = when(e, at+"/completedDate", t.Ended); err != nil {
		return nil, err
	}
	switch {
	case r.id == "":
		return nil, jsonlog.At(at+"/id", "missing: "+e.Again())
	case r.final == "pending":
		r.ended = time.Time{}
	case r.final != "approved" && r.final != "declined":
		return nil, jsonlog.At(at+"/finalDecision", "neither pending, approved nor declined: look the approval up")
	case r.ended.IsZero():
		return nil, jsonlog.At(at+"/completedDate", "missing from an approval that has ended, so that nobody knows when anybody decided: "+e.Again())
	case r.ended.Before(r.began):
		return nil, jsonlog.At(at+"/completedDate", "before the approval began: "+e.Again())
	}
	for i, a := range t.Approvers {
		to := at + "/approvers/" + strconv.Itoa(i)
		d := decision{}
		switch a.Decision {
		case "pending":
			continue
		case "approved":
			d.decision = evidence.DecisionApproved
		case "declined":
			d.decision = evidence.DecisionRejected
		default:
			return nil, jsonlog.At(to+"/approverDecision", "neither pending, approved nor declined: look the approval up")
		}
		who := g.identity(a.Who)
		if who == nil {
			return nil, jsonlog.At(to+"/approver", "does not say who decided: look the approval up")
		}
		d.who, d.account = *who, cmp.Or(a.Who.AccountID, a.Who.Key, a.Who.Name)
		r.decisions = append(r.decisions, d)
	}
	return r, nil
}

// embedded reads the approvals that stand in a request: in the field that holds
// them, which is told by its looks, or put there by whoever exported it.
func (g *gathering) embedded(e *jsonlog.Event, p *parts, prefix string, f *fields, v *version) error {
	if err := g.list(e, prefix+"/approvals", p.approvals, v); err != nil {
		return err
	}
	for _, one := range f.all {
		if one.raw.Kind() == '[' && bytes.Contains(one.raw, []byte(`"approverDecision"`)) {
			if err := g.list(e, one.pointer, one.raw, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// list reads a list of approvals, or a page of them.
func (g *gathering) list(e *jsonlog.Event, at string, raw jsontext.Value, v *version) error {
	if raw.Kind() == '{' {
		var page struct {
			Start  int            `json:"start"`
			IsLast *bool          `json:"isLastPage"`
			Values jsontext.Value `json:"values"`
		}
		if err := e.Part(raw, at, &page); err != nil {
			return err
		}
		if page.Values.Kind() != '[' {
			return jsonlog.At(at+"/values", "missing from a page of approvals: put the whole answer there")
		}
		if page.Start != 0 || page.IsLast == nil || !*page.IsLast {
			return jsonlog.At(at+"/isLastPage", notAll)
		}
		at, raw = at+"/values", page.Values
	}
	var all []told
	if err := e.Part(raw, at, &all); err != nil {
		return err
	}
	for i := range all {
		r, err := g.round(e, at+"/"+strconv.Itoa(i), &all[i])
		if err != nil {
			return err
		}
		v.rounds = append(v.rounds, r)
	}
	return nil
}

// notAll: an approval that was declined may be on the page that is not there.
const notAll = "not the only page of these approvals, and what is on another may turn it down: ask for all on one page (limit=100)"

// same reports whether two tellings of an approval that ended agree.
func (r *round) same(o *round) bool {
	return r.final == o.final && r.began.Equal(o.began) && r.ended.Equal(o.ended) && reflect.DeepEqual(r.decisions, o.decisions)
}

// lapsed reports whether a request was changed after an approval of it began:
// nobody knows that its approvers saw what it asks for now.
func (r *round) lapsed(changed time.Time) bool { return changed.After(r.began) }

// facts are one for each decision, of each subject of the request. A rejection
// stands, whatever was changed afterwards.
func (g *gathering) approvals(v *version, r *round, changed time.Time) (all []evidence.Fact) {
	lapsed := r.lapsed(changed)
	for _, d := range r.decisions {
		if r.ended.IsZero() || lapsed && d.decision == evidence.DecisionApproved {
			continue
		}
		said, _ := json.Marshal(struct {
			Approval string    `json:"approval"`
			Name     string    `json:"name,omitzero"`
			Final    string    `json:"final_decision"`
			Began    time.Time `json:"began,omitzero"`
			Exact    bool      `json:"decided_at_exact"`
		}{r.id, r.name, r.final, r.began, len(r.decisions) == 1}) // strings and years in range can always be written
		for _, whose := range v.subjects() {
			all = append(all, evidence.Fact{Subject: whose, RequestRef: v.key, Value: &evidence.Approval{
				ID: r.id + "/" + d.account, Approver: d.who, Capacity: g.options.Capacities[r.name], Decision: d.decision, DecidedAt: r.ended,
				Source:     g.cite("approval/"+r.id, r.digest, r.collected),
				Extensions: evidence.Extensions{"jira": said},
			}})
		}
	}
	return all
}

// between is what stands in a link between two parts of it.
func between(link, before, after string) string {
	_, rest, _ := strings.Cut(link, before)
	text, _, found := strings.Cut(rest, after)
	if !found || strings.Contains(text, "/") {
		return ""
	}
	return text
}
