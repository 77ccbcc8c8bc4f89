package jira

import (
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// gathering is what the events of one input tell. What comes of an event may
// depend on any other, wherever it stands.
type gathering struct {
	names
	options    Options
	plans      []plan
	own        endings
	watched    []string // the fields whose changes matter, as the settings name them
	watchesIDs bool     // some by their ids

	tickets  map[string]*ticket // by key and by id
	outcomes []outcome          // in the order of the input
	due      int                // of how many events the outcomes tell, with those of the current page
	edited   []edited
	onPage   page
	fields   fields
	interned map[string]string
}

// ticket is all that the events tell of one request. See version.go for how
// several tellings are weighed.
type ticket struct {
	told     *version // the one that counts
	rounds   map[string]*round
	embedded []*round // of these, those that stand in it
	edits    edits
	history  bool // some event told all of it
}

// outcome is an event that could be read, of which the end tells what becomes.
type outcome struct {
	label   string // how errors name it
	version *version
	round   *round
	entries int // of the history of the request that of names
	of      string
	why     source.Reason // already known
	err     error         // likewise
}

// edited are edits of the request with that key or id.
type edited struct {
	of    string
	edits edits
	whole bool // there are no others
}

// page is what the events of the current page have in common.
type page struct {
	approvals bool
	entries   int
	edits     edits
}

func newGathering(o Options, plans []plan) *gathering {
	g := &gathering{names: newNames(o.Site), options: o, plans: plans, own: o.Settings.endings(), watched: append([]string{reporterField}, typeFields...), tickets: map[string]*ticket{}, interned: map[string]string{}}
	g.onPage.edits = edits{}
	for _, p := range plans {
		for _, name := range p.Fields {
			g.watched = append(g.watched, name)
			g.watchesIDs = g.watchesIDs || strings.HasPrefix(name, "customfield_")
		}
	}
	return g
}

// intern returns a text that stands in many events.
func (g *gathering) intern(text []byte) string {
	s, ok := g.interned[string(text)]
	if !ok {
		const most = 10_000 // fields; no site has as many
		s = string(text)
		if len(g.interned) < most {
			g.interned[s] = s
		}
	}
	return s
}

// keep takes in a version of a request.
func (g *gathering) keep(e *jsonlog.Event, v *version) {
	v.digest = e.Digest()
	t := g.tickets[v.key]
	if t == nil && v.id != "" {
		t = g.tickets[v.id]
	}
	if t == nil {
		t = &ticket{rounds: map[string]*round{}, edits: edits{}}
	}
	v.ticket = t
	g.tickets[v.key] = t
	if v.id != "" {
		g.tickets[v.id] = t
	}
	t.history = t.history || v.history
	g.learn(outcome{label: e.ID, version: v})
}

// learn leaves it to the end what becomes of an event.
func (g *gathering) learn(o outcome) {
	g.outcomes = append(g.outcomes, o)
	g.due++
}

// page meets what stands beside a list of events.
func (g *gathering) page(e *jsonlog.Event) error {
	var p struct {
		Self   string `json:"self"` // of a page of the platform's API
		Start  int    `json:"start"`
		IsLast *bool  `json:"isLastPage"`
		From   int    `json:"startAt"`
		Total  *int   `json:"total"`
	}
	if err := e.Decode(&p); err != nil {
		return err
	}
	all := p.IsLast != nil && *p.IsLast && p.Start == 0
	if g.onPage.approvals && !all {
		return jsonlog.At("/isLastPage", notAll)
	}
	if n := g.onPage.entries; n > 0 {
		of := between(strings.SplitN(p.Self, "?", 2)[0]+"/", "/issue/", "/changelog/")
		g.endPage(of, p.From == 0 && p.Total != nil && *p.Total == n)
	}
	g.onPage.approvals = false
	return nil
}

// endPage says of which request the entries of a history were that came last,
// and whether these were all.
func (g *gathering) endPage(of string, whole bool) {
	g.outcomes = append(g.outcomes, outcome{entries: g.onPage.entries, of: of})
	g.edited = append(g.edited, edited{of: of, edits: g.onPage.edits, whole: whole})
	g.onPage.entries, g.onPage.edits = 0, edits{}
}

// settle finds out, once all is known, which version of a request counts, and
// what was changed in it when.
func (g *gathering) settle() {
	if g.onPage.entries > 0 { // of a page that broke off
		g.endPage("", false)
	}
	for i := range g.outcomes {
		if v := g.outcomes[i].version; v != nil {
			v.ticket.choose(v)
		}
	}
	for _, d := range g.edited {
		t := g.tickets[d.of]
		if t == nil {
			continue
		}
		t.history = t.history || d.whole
		for name, at := range d.edits {
			t.edits.add(name, at)
		}
	}
	for i := range g.outcomes {
		o := &g.outcomes[i]
		switch {
		case o.version != nil && o.version.fate != refused:
			for _, r := range o.version.rounds {
				r.digest, r.collected = o.version.digest, o.version.collected
				o.version.ticket.hear(r)
				o.version.ticket.embedded = append(o.version.ticket.embedded, r)
			}
		case o.round != nil:
			if t := g.tickets[o.round.of]; t != nil {
				t.hear(o.round)
			}
		}
	}
}

// cite says where a part was read.
func (g *gathering) cite(record, digest string, collected time.Time) *evidence.Source {
	if collected.IsZero() {
		collected = g.options.CollectedAt
	}
	return &evidence.Source{System: g.system, Kind: evidence.SourceITSM, RecordID: record, CollectedAt: collected, Digest: digest}
}
