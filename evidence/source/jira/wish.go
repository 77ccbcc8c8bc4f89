package jira

import (
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// plan is a request of the settings, ready for use.
type plan struct {
	request       Request
	fields        []string // all that it names
	subject       template
	action        template
	justification template
	entitlements  []entitlementPlan
}

type entitlementPlan struct{ system, resource, permission, scope, expires template }

func (p *entitlementPlan) all() []template {
	return []template{p.system, p.resource, p.permission, p.scope, p.expires}
}

// template is a text with fields in it.
type template []piece

type piece struct{ literal, field string }

// template reads a text, and reports whether it is in order.
func (p *plan) template(text string) (template, bool) {
	var t template
	for text != "" {
		literal, rest, found := strings.Cut(text, "{")
		if strings.Contains(literal, "}") {
			return nil, false
		}
		if literal != "" {
			t = append(t, piece{literal: literal})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Contains(name, "{") {
			return nil, false
		}
		t = append(t, piece{field: name})
		if !slices.Contains(p.fields, name) {
			p.fields = append(p.fields, name)
		}
		text = after
	}
	return t, true
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

// fill puts the nth value of each field in, or its only one. With a field that
// was left blank, all is nothing.
func (t template) fill(v values, n int) string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.literal)
		if p.field == "" {
			continue
		}
		of := v[p.field]
		switch {
		case len(of) == 0:
			return ""
		case len(of) == 1:
			b.WriteString(of[0].String())
		default:
			b.WriteString(of[n].String())
		}
	}
	return b.String()
}

// several is how often templates are filled together: once for each value of
// the one field that has several.
func several(v values, templates ...template) (int, error) {
	n, which := 1, ""
	for _, t := range templates {
		for _, p := range t {
			of := len(v[p.field])
			if p.field == "" || of < 2 || p.field == which {
				continue
			}
			if which != "" {
				return 0, jsonlog.At("", "the fields "+printable(which)+" and "+printable(p.field)+" have several values each, and nothing says which belong together: judge this request by hand, and have one asked for at a time")
			}
			n, which = of, p.field
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
	w.fields = p.fields
	if w.subjects, err = p.whose(v); err != nil {
		return wish{}, err
	}
	times, err := several(v, p.action)
	if err == nil && times > 1 {
		err = jsonlog.At("", "asks for several actions at once: judge this request by hand")
	}
	if err != nil {
		return wish{}, err
	}
	if text := p.action.fill(v, 0); text != "" {
		w.action = evidence.Action(text)
		if a, ok := p.request.Actions[text]; ok {
			w.action = a
		}
		if !isAction(w.action) {
			return wish{}, jsonlog.At("", "the fields make the action "+printable(text)+", which is none: say in the settings, under actions, what it means")
		}
	}
	if times, err = several(v, p.justification); err != nil {
		return wish{}, err
	}
	for n := range times {
		if why := p.justification.fill(v, n); why != "" {
			w.justification = strings.TrimPrefix(w.justification+"; "+why, "; ")
		}
	}
	for i := range p.entitlements {
		asked := &p.entitlements[i]
		if times, err = several(v, asked.all()...); err != nil {
			return wish{}, err
		}
		for n := range times {
			one := evidence.Entitlement{System: asked.system.fill(v, n), Resource: asked.resource.fill(v, n), Permission: asked.permission.fill(v, n), Scope: asked.scope.fill(v, n)}
			if one.ExpiresAt, err = until(e, asked.expires.fill(v, n)); err != nil {
				return wish{}, err
			}
			if one.System != "" && one.Resource != "" && one.Permission != "" {
				w.entitlements = append(w.entitlements, one)
			}
		}
	}
	return w, nil
}

// whose says whose access is to change.
func (p *plan) whose(v values) (all []evidence.Identity, err error) {
	if len(p.subject) == 0 {
		return nil, nil
	}
	times, err := several(v, p.subject)
	if err != nil {
		return nil, err
	}
	for n := range times {
		id := p.subject.fill(v, n)
		if id == "" {
			return nil, jsonlog.At("", "the fields that say whose access is to change are blank: look the request up, and leave it out if it is not about access")
		}
		who := evidence.Identity{ID: id, Kind: p.request.SubjectKind}
		if isAddress(id) {
			who.ID = strings.ToLower(id)
		}
		if len(p.subject) == 1 && p.subject[0].field != "" && v[p.subject[0].field][n].person != nil {
			who = *v[p.subject[0].field][n].person
		}
		if !slices.ContainsFunc(all, func(a evidence.Identity) bool { return a.ID == who.ID }) {
			all = append(all, who)
		}
	}
	return all, nil
}

// until reads when an entitlement is to end.
func until(e *jsonlog.Event, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := instant(e, "", text)
	if err != nil {
		return time.Time{}, jsonlog.At("", "asks for access until "+printable(text)+", which is no instant with a zone: have it asked for with a field that has date and time")
	}
	return t, nil
}
