package jira

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// entry is one change of an issue in its history.
type entry struct {
	Created jsontext.Value `json:"created"`
	Items   []struct {
		Field   string `json:"field"`
		Type    string `json:"fieldtype"`
		FieldID string `json:"fieldId"`
	} `json:"items"`
}

// anyCustom stands for a field of which the history tells the name alone, while
// the settings name fields by their ids.
const anyCustom = "?"

// edits are when the fields that matter were last changed, by the id or name in
// the settings.
type edits map[string]time.Time

// add takes in that a field was changed.
func (d edits) add(name string, at time.Time) {
	if at.After(d[name]) {
		d[name] = at
	}
}

// last is when one of those fields was last changed.
func (d edits) last(fields []string) (at time.Time) {
	for _, name := range append(slices.Clone(fields), anyCustom) {
		if d[name].After(at) {
			at = d[name]
		}
	}
	return at
}

// edits reads which fields that matter an entry of a history changed. Where the
// entry does not say when, at does.
func (g *gathering) edits(e *jsonlog.Event, pointer string, c *entry, at time.Time, into edits) error {
	for _, item := range c.Items {
		hits := make([]string, 0, 1)
		for _, name := range g.watched {
			if item.FieldID == name || item.Field == name {
				hits = append(hits, name)
			}
		}
		if len(hits) == 0 && item.FieldID == "" && item.Type == "custom" && g.watchesIDs {
			hits = append(hits, anyCustom)
		}
		if len(hits) == 0 {
			continue
		}
		if at.IsZero() {
			var err error
			if at, err = when(e, pointer+"/created", c.Created); err != nil {
				return err
			}
			if at.IsZero() {
				return jsonlog.At(pointer+"/created", "missing from a change: "+e.Again())
			}
		}
		for _, name := range hits {
			into.add(name, at)
		}
	}
	return nil
}

// history reads the changelog of an issue, and reports whether it is whole.
func (g *gathering) history(e *jsonlog.Event, v *version, raw jsontext.Value) (whole bool, err error) {
	var log struct {
		Start     int     `json:"startAt"`
		Total     *int    `json:"total"`
		IsLast    *bool   `json:"isLast"`
		Histories []entry `json:"histories"`
		Values    []entry `json:"values"` // of a page, put there by whoever exported it
	}
	if err := e.Part(raw, "/changelog", &log); err != nil {
		return false, err
	}
	all := slices.Concat(log.Histories, log.Values)
	d := edits{}
	for i := range all {
		if err := g.edits(e, "/changelog", &all[i], time.Time{}, d); err != nil {
			return false, err
		}
	}
	if len(d) > 0 {
		g.edited = append(g.edited, edited{of: v.key, edits: d})
	}
	switch {
	case !present(raw) || log.Start != 0:
	case log.Total != nil:
		whole = *log.Total == len(all)
	case log.IsLast != nil:
		whole = *log.IsLast
	}
	return whole, nil
}

// changed reads what a webhook says was changed.
func (g *gathering) changed(e *jsonlog.Event, key string, raw jsontext.Value, at time.Time) error {
	var c entry
	if err := e.Part(raw, "/changelog", &c); err != nil {
		return err
	}
	d := edits{}
	if err := g.edits(e, "/changelog", &c, at, d); err != nil {
		return err
	}
	if len(d) > 0 {
		g.edited = append(g.edited, edited{of: key, edits: d})
	}
	return nil
}

// entry meets an entry of a history that is an event of its own. Which issue it
// belongs to only its page says.
func (g *gathering) entry(e *jsonlog.Event) error {
	var c entry
	if err := e.Decode(&c); err != nil {
		return err
	}
	if err := g.edits(e, "", &c, time.Time{}, g.onPage.edits); err != nil {
		return err
	}
	g.onPage.entries++
	g.due++
	if e.List == "" {
		g.endPage("", false)
	}
	return nil
}
