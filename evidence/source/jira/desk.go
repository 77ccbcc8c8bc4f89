package jira

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// customerRequest reads a request of the service desk's API.
func (g *gathering) customerRequest(e *jsonlog.Event, p *parts) error {
	v := &version{form: "request", desk: true}
	var reporter *user
	var current struct {
		Status   string         `json:"status"`
		Category string         `json:"statusCategory"`
		Date     jsontext.Value `json:"statusDate"`
	}
	var requestType struct {
		Name string `json:"name"`
	}
	var typeID string
	for _, part := range []struct {
		raw     jsontext.Value
		pointer string
		into    any
	}{
		{p.issueKey, "/issueKey", &v.key}, {p.issueID, "/issueId", &v.id}, {p.reporter, "/reporter", &reporter},
		{p.currentStatus, "/currentStatus", &current}, {p.requestType, "/requestType", &requestType}, {p.requestTypeID, "/requestTypeId", &typeID},
	} {
		if err := e.Part(part.raw, part.pointer, part.into); err != nil {
			return err
		}
	}
	var err error
	if v.created, err = when(e, "/createdDate", p.created); err != nil {
		return err
	}
	// The request has this status since then, and was closed no later.
	if v.closed, err = when(e, "/currentStatus/statusDate", current.Date); err != nil {
		return err
	}
	v.at = v.closed
	v.reporter = g.identity(reporter)
	v.state = state{Category: current.Category, Status: current.Status}
	f, err := g.deskFields(e, p, v)
	if err == nil {
		err = g.ask(e, v, f, requestType.Name, typeID)
	}
	if err == nil {
		err = v.check("/reporter")
	}
	if err == nil {
		err = g.embedded(e, p, "", &fields{}, v)
	}
	if err == nil {
		g.keep(e, v)
	}
	return err
}

// deskFields lists the fields of a customer request, which have labels.
func (g *gathering) deskFields(e *jsonlog.Event, p *parts, v *version) (*fields, error) {
	var told []struct {
		ID    string         `json:"fieldId"`
		Label string         `json:"label"`
		Value jsontext.Value `json:"value"`
	}
	if err := e.Part(p.fieldValues, "/requestFieldValues", &told); err != nil {
		return nil, err
	}
	f := &g.fields
	f.all, f.named = f.all[:0], true
	for i, one := range told {
		at := "/requestFieldValues/" + strconv.Itoa(i) + "/value"
		f.all = append(f.all, field{id: one.ID, name: one.Label, pointer: at, raw: one.Value})
		if one.ID == "description" && one.Value.Kind() == '"' {
			if err := e.Part(one.Value, at, &v.description); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}
