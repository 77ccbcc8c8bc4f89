package jira

import (
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticketform"
)

// plan is a request of the settings, ready for use.
type plan struct {
	ticketform.Plan
	requestType string
}

// values are those of the fields that a plan names. Of a field that is there,
// and was left blank, there are none.
type values map[string][]value

// value is a text, or a person.
type value struct {
	text   string
	person *evidence.Identity
}

func (v value) String() string {
	if v.person != nil {
		return v.person.ID
	}
	return v.text
}

// nth gives the nth value of each field, or its only one.
func (v values) nth(n int) func(field string) string {
	return func(field string) string {
		switch of := v[field]; len(of) {
		case 0:
			return ""
		case 1:
			return of[0].String()
		default:
			return of[n].String()
		}
	}
}

// several is how often templates are filled together: once for each value of
// the one field that has several.
func several(v values, templates ...ticketform.Template) (int, error) {
	n, which := 1, ""
	for _, t := range templates {
		for field := range t.Fields() {
			of := len(v[field])
			if of < 2 || field == which {
				continue
			}
			if which != "" {
				return 0, jsonlog.At("", "the fields "+printable(which)+" and "+printable(field)+" have several values each, and nothing says which belong together: judge this request by hand, and have one asked for at a time")
			}
			n, which = of, field
		}
	}
	return n, nil
}

// wish is what a request asks for.
type wish struct {
	subjects      []evidence.Identity // none: the reporter
	action        evidence.Action
	justification string
	entitlements  []evidence.Entitlement
	fields        []string // of Jira, which say so
}

// read finds out what a request with these values asks for.
func (p *plan) read(e *jsonlog.Event, v values) (w wish, err error) {
	w.fields = p.Fields
	if w.subjects, err = p.whose(v); err != nil {
		return wish{}, err
	}
	times, err := several(v, p.Action)
	if err == nil && times > 1 {
		err = jsonlog.At("", "asks for several actions at once: judge this request by hand")
	}
	if err != nil {
		return wish{}, err
	}
	if text := p.Action.Fill(v.nth(0)); text != "" {
		var ok bool
		if w.action, ok = p.Means(text); !ok {
			return wish{}, jsonlog.At("", "the fields make the action "+printable(text)+", which is none: say in the settings, under actions, what it means")
		}
	}
	if times, err = several(v, p.Justification); err != nil {
		return wish{}, err
	}
	for n := range times {
		if why := p.Justification.Fill(v.nth(n)); why != "" {
			w.justification = strings.TrimPrefix(w.justification+"; "+why, "; ")
		}
	}
	until := func(text string) (time.Time, error) { return until(e, text) }
	for i := range p.Entitlements {
		asked := &p.Entitlements[i]
		if times, err = several(v, asked.Templates()...); err != nil {
			return wish{}, err
		}
		for n := range times {
			one, whole, err := asked.Fill(v.nth(n), until)
			if err != nil {
				return wish{}, err
			}
			if whole {
				w.entitlements = append(w.entitlements, one)
			}
		}
	}
	return w, nil
}

// whose says whose access is to change.
func (p *plan) whose(v values) (all []evidence.Identity, err error) {
	if len(p.Subject) == 0 {
		return nil, nil
	}
	times, err := several(v, p.Subject)
	if err != nil {
		return nil, err
	}
	for n := range times {
		id := p.Subject.Fill(v.nth(n))
		if id == "" {
			return nil, jsonlog.At("", "the fields that say whose access is to change are blank: look the request up, and leave it out if it is not about access")
		}
		who := evidence.Identity{ID: id, Kind: p.SubjectKind}
		if isAddress(id) {
			who.ID = strings.ToLower(id)
		}
		if field := p.Subject.Only(); field != "" && v[field][n].person != nil {
			who = *v[field][n].person
		}
		if !slices.ContainsFunc(all, func(a evidence.Identity) bool { return a.ID == who.ID }) {
			all = append(all, who)
		}
	}
	return all, nil
}

// until reads when an entitlement is to end.
func until(e *jsonlog.Event, text string) (time.Time, error) {
	t, err := instant(e, "", text)
	if err != nil {
		return time.Time{}, jsonlog.At("", "asks for access until "+printable(text)+", which is no instant with a zone: have it asked for with a field that has date and time")
	}
	return t, nil
}
