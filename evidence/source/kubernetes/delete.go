package kubernetes

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// deleted is a binding or role that was deleted. The API server answers with
// the object or, as a rule, with its uid alone.
func (w *write) deleted() ([]evidence.Fact, string, error) {
	var answer struct {
		Kind    string         `json:"kind"`
		Rules   jsontext.Value `json:"rules"`
		RoleRef jsontext.Value `json:"roleRef"`
		Details struct {
			UID string `json:"uid"`
		} `json:"details"`
	}
	if err := w.event.Part(w.told.Response, "/responseObject", &answer); err != nil {
		return nil, "", err
	}
	target := w.target()
	if len(answer.RoleRef) > 0 || len(answer.Rules) > 0 || answer.Kind != "" && answer.Kind != "Status" {
		o, err := w.object(w.event, w.told.Response, "/responseObject", target)
		if err != nil {
			return nil, "", err
		}
		if o.marked && !o.final {
			return nil, whyMarked, nil
		}
		return w.gone(o)
	}
	uid := answer.Details.UID
	if uid == "" {
		uid = w.ref.UID
	}
	before, known := w.known[uid]
	switch {
	case known && uid != "":
		return w.gone(before)
	case target.binding():
		return nil, "", jsonlog.At("/responseObject", "the event does not say whose binding was deleted, nor does an earlier one in this input: look it up in the listing before")
	case target.name == "":
		return nil, "", jsonlog.At("/objectRef/name", "missing: "+w.event.Again())
	}
	return w.facts(evidence.ActionRevoke, holding.Set{{Subject: w.role(&target), Entitlements: []evidence.Entitlement{
		{System: w.system(), Resource: "unknown", Permission: "unknown", Scope: target.namespace}}}}), "", nil
}

// gone is an object that is no more.
func (w *write) gone(o object) ([]evidence.Fact, string, error) {
	delete(w.known, o.uid)
	if len(o.held) == 0 {
		return nil, whySame, nil
	}
	return w.facts(evidence.ActionRevoke, o.held), "", nil
}

// collectionDeleted are all bindings or roles of a namespace, or those that a
// selector names.
func (w *write) collectionDeleted() ([]evidence.Fact, string, error) {
	var list struct {
		Items []jsontext.Value `json:"items"`
	}
	if w.told.Response.Kind() != '{' {
		return nil, "", w.unsaid("/responseObject")
	}
	if err := w.event.Part(w.told.Response, "/responseObject", &list); err != nil {
		return nil, "", err
	}
	if list.Items == nil {
		return nil, "", w.unsaid("/responseObject/items")
	}
	target := w.target()
	target.name = ""
	var all []holding.Holding
	for _, raw := range list.Items {
		o, err := w.object(w.event, raw, "/responseObject/items", target)
		if err != nil {
			return nil, "", err
		}
		if o.marked && !o.final {
			continue
		}
		delete(w.known, o.uid)
		all = append(all, o.held...)
	}
	if len(all) == 0 {
		return nil, whySame, nil
	}
	return w.facts(evidence.ActionRevoke, holding.Of(all)), "", nil
}
