package kubernetes

import (
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

var errNotAnEvent = errors.New("not a Kubernetes audit event, which has kind Event, a verb and a stage: leave it out, or unwrap the event that it holds; a listing of bindings is read as kubernetes-state")

// auditEvent is what is used of an event.
type auditEvent struct {
	id, verb, stage string
	inner           string // the event that this is the wrapping of
	ref             struct {
		Group       string `json:"apiGroup"`
		Resource    string `json:"resource"`
		Subresource string `json:"subresource"`
		Namespace   string `json:"namespace"`
		Name        string `json:"name"`
		UID         string `json:"uid"`
	}
	told told
}

// told is what is read of an event that matters.
type told struct {
	URI          string         `json:"requestURI"`
	At           string         `json:"stageTimestamp"`
	Received     string         `json:"requestReceivedTimestamp"`
	User         user           `json:"user"`
	Impersonated *impersonated  `json:"impersonatedUser"`
	Request      jsontext.Value `json:"requestObject"`
	Response     jsontext.Value `json:"responseObject"`
	Status       struct {
		Code int `json:"code"`
	} `json:"responseStatus"`
}

type user struct {
	Name string `json:"username"`
}

type impersonated struct {
	Name  string         `json:"username"`
	Extra jsontext.Value `json:"extra"`
}

// skim reads of an event what tells whether it matters.
func (a *auditEvent) skim(e *jsonlog.Event) error {
	var kind, id, verb, stage, ref, properties, message, payload jsontext.Value
	if err := e.Members(func(name []byte) *jsontext.Value {
		switch string(name) {
		case "kind":
			return &kind
		case "auditID":
			return &id
		case "verb":
			return &verb
		case "stage":
			return &stage
		case "objectRef":
			return &ref
		case "properties":
			return &properties
		case "message":
			return &message
		case "protoPayload":
			return &payload
		}
		return nil
	}); err != nil {
		return errors.Join(e.Part(id, "/auditID", &a.id), err)
	}
	if kind.Kind() != '"' {
		return a.unwrap(e, properties, message, payload)
	}
	var k string
	for _, err := range []error{
		e.Part(id, "/auditID", &a.id),
		e.Part(kind, "/kind", &k),
		e.Part(verb, "/verb", &a.verb),
		e.Part(stage, "/stage", &a.stage),
		e.Part(ref, "/objectRef", &a.ref),
	} {
		if err != nil {
			return err
		}
	}
	if k != "Event" || a.verb == "" && a.ref.Resource == "" && a.stage == "" {
		return errNotAnEvent
	}
	return nil
}

// unwrap finds the event in what Azure and AWS write around it.
func (a *auditEvent) unwrap(e *jsonlog.Event, properties, message, payload jsontext.Value) error {
	if payload.Kind() == '{' {
		return errors.New("an entry of Google Cloud Logging, not a Kubernetes audit event: read it as a gcp log")
	}
	var in struct {
		Log jsontext.Value `json:"log"`
	}
	if properties.Kind() == '{' {
		if err := e.Part(properties, "/properties", &in); err != nil {
			return err
		}
		message = in.Log
	}
	if message.Kind() != '"' {
		return errNotAnEvent
	}
	return e.Part(message, "/message", &a.inner)
}

// about reports whether the event is about something that this source knows.
// Other API groups have resources of these names, too; they are not ignored in
// silence.
func (a *auditEvent) about() bool {
	switch a.ref.Resource {
	case "rolebindings", "clusterrolebindings", "roles", "clusterroles", "serviceaccounts":
		return true
	}
	return false
}

func (a *auditEvent) aboutRBAC() bool {
	return a.ref.Resource != "serviceaccounts" && (a.ref.Group == rbacGroup || a.ref.Group == "")
}

func (a *auditEvent) aboutAccount() bool {
	return a.ref.Resource == "serviceaccounts" && a.ref.Group == ""
}

func (a *auditEvent) reads() bool {
	return a.verb == "get" || a.verb == "list" || a.verb == "watch"
}

// name is what the tally calls the event: "clusterrolebindings create".
func (a *auditEvent) name() string {
	name := a.ref.Resource
	if a.ref.Subresource != "" {
		name += "/" + a.ref.Subresource
	}
	if a.ref.Group != "" && a.ref.Group != rbacGroup {
		name += "." + a.ref.Group
	}
	return name + " " + a.verb
}
