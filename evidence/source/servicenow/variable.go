package servicenow

import (
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticketform"
)

// plan is an item of the settings, ready for use.
type plan struct {
	ticketform.Plan
	catalogItem string
}

// wish is what a requested item asks for.
type wish struct {
	subject       *evidence.Identity // nil: whom it was requested for
	action        evidence.Action
	justification string
	entitlements  []evidence.Entitlement
}

// read finds out what a requested item with these variables asks for. An empty
// one was left blank.
func (p *plan) read(variables map[string]string) (w wish, err error) {
	var missing, there string
	for _, name := range p.Fields {
		if _, ok := variables[name]; !ok {
			missing = name
		} else {
			there = name
		}
	}
	switch {
	case missing != "" && there == "" && len(p.Subject) == 0:
		return wish{}, nil // not of this kind, or exported without variables
	case missing != "":
		return wish{}, jsonlog.At("/"+variablePrefix+missing, "missing, though the settings for this catalogue item name it: export this variable, too")
	}
	value := func(name string) string { return variables[name] }
	if len(p.Subject) > 0 {
		for name := range p.Subject.Fields() {
			if variables[name] == "" {
				return wish{}, jsonlog.At("/"+variablePrefix+name, "blank, though it says whose access was to change: look the item up, and leave it out if it is not about access")
			}
		}
		w.subject = &evidence.Identity{ID: p.Subject.Fill(value), Kind: p.SubjectKind}
	}
	if text := p.Action.Fill(value); text != "" {
		var ok bool
		if w.action, ok = p.Means(text); !ok {
			return wish{}, jsonlog.At("", "the variables make the action "+printable(text)+", which is none: say in the settings, under actions, what it means")
		}
	}
	w.justification = p.Justification.Fill(value)
	for i := range p.Entitlements {
		asked, whole, err := p.Entitlements[i].Fill(value, until)
		if err != nil {
			return wish{}, err
		}
		if whole {
			w.entitlements = append(w.entitlements, asked)
		}
	}
	return w, nil
}

// until reads when an entitlement is to end.
func until(text string) (time.Time, error) {
	if t, ok := instant(text); ok {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if t = t.UTC(); err != nil || t.Year() < 1970 || t.Year() > 2261 {
		return time.Time{}, jsonlog.At("", "asks for access until "+printable(text)+", which is no instant: have the catalogue ask with a variable of type Date/Time")
	}
	return t, nil
}
