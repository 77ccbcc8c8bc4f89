package jira

import (
	"bytes"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// reporterField is the id of the field that names the reporter.
const reporterField = "reporter"

// issue reads an issue of the platform's API. The prefix points to it.
func (g *gathering) issue(e *jsonlog.Event, p *parts, prefix string, v *version) error {
	if err := e.Part(p.key, prefix+"/key", &v.key); err != nil {
		return err
	}
	if err := e.Part(p.id, prefix+"/id", &v.id); err != nil {
		return err
	}
	at := prefix + "/fields"
	if p.fields.Kind() != '{' {
		return jsonlog.At(at, "not an object, which is not what Jira writes there: "+e.Again())
	}
	f, err := g.issueFields(e, p, at)
	if err != nil {
		return err
	}
	if err := g.standard(e, f, v); err != nil {
		return err
	}
	types, err := g.types(e, f)
	if err == nil {
		err = g.ask(e, v, f, types...)
	}
	if err == nil {
		err = v.check(at + "/" + reporterField)
	}
	if err == nil {
		err = g.embedded(e, p, prefix, f, v)
	}
	if err == nil && prefix == "" {
		v.history, err = g.history(e, v, p.changelog)
	}
	if err == nil {
		g.keep(e, v)
	}
	return err
}

// issueFields lists the fields of an issue, with their names if it tells them.
func (g *gathering) issueFields(e *jsonlog.Event, p *parts, at string) (*fields, error) {
	f := &g.fields
	f.all, f.named = f.all[:0], present(p.names)
	e.Walk(p.fields, func(name []byte) *jsontext.Value {
		id := g.intern(name)
		f.all = append(f.all, field{id: id, pointer: at + "/" + id})
		return &f.all[len(f.all)-1].raw
	})
	if !f.named {
		return f, nil
	}
	var called map[string]string
	if err := e.Part(p.names, "/names", &called); err != nil {
		return nil, err
	}
	for i := range f.all {
		f.all[i].name = called[f.all[i].id]
	}
	return f, nil
}

// standard reads the fields that every issue has.
func (g *gathering) standard(e *jsonlog.Event, f *fields, v *version) error {
	var status struct {
		Name     string `json:"name"`
		Category struct {
			Key string `json:"key"`
		} `json:"statusCategory"`
	}
	var resolution struct {
		Name string `json:"name"`
	}
	var description jsontext.Value
	var categorised time.Time
	var reporter, creator *user
	var err error
	for _, one := range f.all {
		switch one.id {
		case "created":
			v.created, err = when(e, one.pointer, one.raw)
		case "updated":
			if v.at.IsZero() { // else the webhook says when
				v.at, err = when(e, one.pointer, one.raw)
			}
		case "resolutiondate":
			v.closed, err = when(e, one.pointer, one.raw)
		case "statuscategorychangedate":
			categorised, err = when(e, one.pointer, one.raw)
		case reporterField:
			err = e.Part(one.raw, one.pointer, &reporter)
		case "creator":
			err = e.Part(one.raw, one.pointer, &creator)
		case "status":
			err = e.Part(one.raw, one.pointer, &status)
		case "resolution":
			err = e.Part(one.raw, one.pointer, &resolution)
		case "description":
			description = one.raw
		}
		if err != nil {
			return err
		}
	}
	if v.closed.IsZero() {
		v.closed = categorised
	}
	v.reporter, v.creator = g.identity(reporter), g.identity(creator)
	v.robot = creator != nil && creator.Type == "app"
	v.state = state{status.Category.Key, status.Name, resolution.Name}
	if description.Kind() == '"' {
		err = e.Part(description, "", &v.description)
	}
	return err
}

// types are the name and id of an issue's type and of its request type. The
// field of the latter has another id on every site, but always looks the same.
func (g *gathering) types(e *jsonlog.Event, f *fields) (all []string, err error) {
	type named struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	for _, one := range f.all {
		var t struct {
			named
			Request named `json:"requestType"`
		}
		if one.id != "issuetype" && !(one.raw.Kind() == '{' && bytes.Contains(one.raw, []byte(`"requestType"`))) {
			continue
		}
		if err := e.Part(one.raw, one.pointer, &t); err != nil {
			return nil, err
		}
		if one.id == "issuetype" {
			t.Request = t.named
		}
		all = append(all, t.Request.ID, t.Request.Name)
	}
	return all, nil
}
