package servicenow

import (
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// plan is an item of the settings, ready for use.
type plan struct {
	item          Item
	variables     []string // all that it names
	subject       template
	action        template
	justification template
	entitlements  []entitlementPlan
}

type entitlementPlan struct{ system, resource, permission, scope, expires template }

// template is a text with variables in it.
type template []piece

type piece struct{ literal, variable string }

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
		t = append(t, piece{variable: name})
		if !slices.Contains(p.variables, name) {
			p.variables = append(p.variables, name)
		}
		text = after
	}
	return t, true
}

// fill puts values in. With one that was left blank, all is nothing.
func (t template) fill(values map[string]string) string {
	var b strings.Builder
	for _, p := range t {
		text := p.literal
		if p.variable != "" {
			if text = values[p.variable]; text == "" {
				return ""
			}
		}
		b.WriteString(text)
	}
	return b.String()
}

// blank names the first variable in the template that was left blank.
func (t template) blank(values map[string]string) string {
	for _, p := range t {
		if p.variable != "" && values[p.variable] == "" {
			return p.variable
		}
	}
	return ""
}

// wish is what a requested item asks for.
type wish struct {
	subject       *evidence.Identity // nil: whom it was requested for
	action        evidence.Action
	justification string
	entitlements  []evidence.Entitlement
}

// read finds out what a requested item with these variables asks for.
func (p *plan) read(values map[string]string) (w wish, err error) {
	var missing, there string
	for _, name := range p.variables {
		if _, ok := values[name]; !ok {
			missing = name
		} else {
			there = name
		}
	}
	switch {
	case missing != "" && there == "" && len(p.subject) == 0:
		return wish{}, nil // not of this kind, or exported without variables
	case missing != "":
		return wish{}, jsonlog.At("/"+variablePrefix+missing, "missing, though the settings for this catalogue item name it: export this variable, too")
	}
	if len(p.subject) > 0 {
		id := p.subject.fill(values)
		if id == "" {
			return wish{}, jsonlog.At("/"+variablePrefix+p.subject.blank(values), "blank, though it says whose access was to change: look the item up, and leave it out if it is not about access")
		}
		w.subject = &evidence.Identity{ID: id, Kind: p.item.SubjectKind}
	}
	if text := p.action.fill(values); text != "" {
		w.action = evidence.Action(text)
		if a, ok := p.item.Actions[text]; ok {
			w.action = a
		}
		switch w.action {
		case evidence.ActionGrant, evidence.ActionRevoke, evidence.ActionModify:
		default:
			return wish{}, jsonlog.At("", "the variables make the action "+printable(text)+", which is none: say in the settings, under actions, what it means")
		}
	}
	w.justification = p.justification.fill(values)
	for _, e := range p.entitlements {
		asked := evidence.Entitlement{System: e.system.fill(values), Resource: e.resource.fill(values), Permission: e.permission.fill(values), Scope: e.scope.fill(values)}
		if asked.ExpiresAt, err = e.until(values); err != nil {
			return wish{}, err
		}
		if asked.System != "" && asked.Resource != "" && asked.Permission != "" {
			w.entitlements = append(w.entitlements, asked)
		}
	}
	return w, nil
}

// until reads when an entitlement is to end.
func (e *entitlementPlan) until(values map[string]string) (time.Time, error) {
	text := e.expires.fill(values)
	if text == "" {
		return time.Time{}, nil
	}
	if t, ok := instant(text); ok {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if t = t.UTC(); err != nil || t.Year() < 1970 || t.Year() > 2261 {
		return time.Time{}, jsonlog.At("", "asks for access until "+printable(text)+", which is no instant: have the catalogue ask with a variable of type Date/Time")
	}
	return t, nil
}
