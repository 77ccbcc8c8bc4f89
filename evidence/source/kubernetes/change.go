package kubernetes

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// write is a write to RBAC or to service accounts that was answered.
type write struct {
	*log
	*auditEvent
	event    *jsonlog.Event
	executed time.Time
	failed   bool

	source     *evidence.Source
	extensions evidence.Extensions
	ticket     ticket.Found
}

// access reads what a write did to bindings and roles.
func (w *write) access() ([]evidence.Fact, string, error) {
	switch w.verb {
	case "create", "update", "patch":
		if w.failed {
			return w.attempt()
		}
		return w.written()
	case "delete":
		if w.failed {
			return nil, whyWithheld, nil
		}
		return w.deleted()
	case "deletecollection":
		if w.failed {
			return nil, whyWithheld, nil
		}
		return w.collectionDeleted()
	}
	return nil, whyOther, nil
}

// attempt is a write that failed: what it would have done, where it tells.
func (w *write) attempt() ([]evidence.Fact, string, error) {
	if w.verb == "patch" || w.told.Request.Kind() != '{' {
		return nil, whyWithheld, nil
	}
	o, err := w.object(w.event, w.told.Request, "/requestObject", w.target())
	if err != nil || len(o.held) == 0 { // what the API server refused may be of any shape
		return nil, whyWithheld, nil
	}
	action := evidence.ActionModify
	if w.verb == "create" {
		action = evidence.ActionGrant
	}
	return w.facts(action, o.held), "", nil
}

// written is a binding or role that was created or changed.
func (w *write) written() ([]evidence.Fact, string, error) {
	created := w.verb == "create" || w.told.Status.Code == 201 // an update or apply may create, too
	raw, pointer := w.told.Response, "/responseObject"
	if raw.Kind() != '{' && w.verb != "patch" {
		raw, pointer = w.told.Request, "/requestObject"
	}
	if raw.Kind() != '{' {
		if harmless(w.told.Request) {
			return nil, whyMetadata, nil
		}
		return nil, "", w.unsaid("/responseObject")
	}
	after, err := w.object(w.event, raw, pointer, w.target())
	if err != nil {
		return nil, "", err
	}
	if after.uid == "" {
		after.uid = w.ref.UID
	}
	if after.final { // what held its deletion up is done
		return w.gone(after)
	}
	before, known := w.known[after.uid]
	if after.uid != "" {
		after.numbered = w.numbered(raw)
		w.known[after.uid] = after
	}
	switch {
	case created:
		if len(after.held) == 0 {
			return nil, whySame, nil
		}
		return w.facts(evidence.ActionGrant, after.held), "", nil
	case known && after.version != "" && after.version == before.version:
		return nil, whySame, nil
	case w.verb == "patch" && harmless(w.told.Request):
		return nil, whyMetadata, nil
	case known && w.startsFrom(before):
		facts := append(w.facts(evidence.ActionRevoke, before.held.Minus(after.held)), w.facts(evidence.ActionGrant, after.held.Minus(before.held))...)
		if len(facts) == 0 {
			return nil, whySame, nil
		}
		return facts, "", nil
	}
	var gone holding.Set
	if known {
		gone = before.held.Minus(after.held)
	}
	facts := append(w.facts(evidence.ActionRevoke, gone), w.facts(evidence.ActionModify, after.held)...)
	if len(facts) == 0 {
		return nil, "", jsonlog.At(pointer+"/subjects", "nobody holds the role through this binding any more, and the event does not say who did: compare the listings before and after")
	}
	return facts, "", nil
}

// startsFrom reports whether an update replaced exactly that version.
func (w *write) startsFrom(before object) bool {
	if w.verb != "update" || before.version == "" {
		return false
	}
	var m struct {
		Metadata struct {
			Version string `json:"resourceVersion"`
		} `json:"metadata"`
	}
	return w.event.Part(w.told.Request, "/requestObject", &m) == nil && m.Metadata.Version == before.version
}

// target is the object as objectRef tells it.
func (w *write) target() object {
	kind := w.ref.Resource[:len(w.ref.Resource)-1] // the plurals only add an s
	return object{kind: kind, namespace: w.ref.Namespace, name: w.ref.Name, uid: w.ref.UID}
}

func (w *write) unsaid(pointer string) error {
	return jsonlog.At(pointer, "missing, so that the event does not say whose access was changed: log RBAC at level RequestResponse, and look this one up in the cluster")
}

// harmless reports whether a patch touches metadata alone: as an object that is
// merged, or as a list of operations.
func harmless(patch jsontext.Value) bool {
	switch patch.Kind() {
	case '{':
		var members map[string]jsontext.Value
		if json.Unmarshal(patch, &members) != nil {
			return false
		}
		for name := range members {
			if name != "apiVersion" && name != "kind" && name != "metadata" {
				return false
			}
		}
		return len(members) > 0
	case '[':
		var operations []struct {
			Path string `json:"path"`
			From string `json:"from"`
		}
		if json.Unmarshal(patch, &operations) != nil {
			return false
		}
		for _, o := range operations {
			if !strings.HasPrefix(o.Path, "/metadata/") || o.From != "" && !strings.HasPrefix(o.From, "/metadata/") {
				return false
			}
		}
		return len(operations) > 0
	}
	return false
}
