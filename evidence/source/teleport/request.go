package teleport

import (
	"errors"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// The states of an access request.
const (
	pending  = "PENDING"
	approved = "APPROVED"
	denied   = "DENIED"
	promoted = "PROMOTED"
)

// requests are the access requests of one input.
type requests struct {
	byID    map[string]*request
	inOrder []*request // of their first events
	early   []early
}

// early is an event that came before the one that says whose the request is.
type early struct {
	of   *request
	line int
	*action
}

var errOrphan = errors.New("no access_request.create in this input says whose request this is: read the log from the day of the request on, its files joined to one")

// fates are those of the events that came early.
func (r *requests) fates(yield func(string, jsonlog.Fate) bool) {
	for _, e := range r.early {
		fate := jsonlog.Kept(e.Event)
		if e.of.created == nil {
			fate = jsonlog.Refused(&evidence.Error{Line: e.line, Err: errOrphan})
		}
		if !yield(e.UID, fate) {
			return
		}
	}
}

// request is an access request, as its events tell it.
type request struct {
	names            // the cluster, as the first event that names one does
	created *action  // nil: no event says whose it is
	scopes  []string // the resources that it is for; "" for all
	steps   []*action
}

// request finds the request that the event is about.
func (a *action) request() *request {
	r := a.requests.byID[a.ID]
	if r == nil {
		r = &request{}
		a.requests.byID[a.ID] = r
		a.requests.inOrder = append(a.requests.inOrder, r)
	}
	if r.cluster == "" {
		r.cluster = a.cluster
	}
	return r
}

func (a *action) requestCreated() jsonlog.Fate {
	switch {
	case a.ID == "":
		return a.missing("/id", "which request it is about")
	case a.User == "":
		return a.missing("/user", "whose access was asked for")
	case a.failed:
		return a.ignored(whyFailed)
	}
	if err := a.isState("/state", a.State); err != nil {
		return jsonlog.Refused(err)
	}
	if err := a.keep(); err != nil {
		return jsonlog.Refused(err)
	}
	r := a.request()
	switch {
	case r.created == nil:
		r.created, r.scopes = a, a.scopes()
		return jsonlog.Kept(a.Event)
	case r.created.UID == a.UID:
		return a.ignored(whyTwice)
	}
	return jsonlog.Refused(jsonlog.At("/id", "an earlier access_request.create has the same: use the log as Teleport wrote it"))
}

func (a *action) requestReviewed() jsonlog.Fate {
	if a.Reviewer == "" {
		return a.missing("/reviewer", "who decided")
	}
	if err := a.isState("/proposed_state", a.ProposedState); err != nil {
		return jsonlog.Refused(err)
	}
	return a.requestUpdated()
}

func (a *action) requestUpdated() jsonlog.Fate {
	if err := a.isState("/state", a.State); err != nil {
		return jsonlog.Refused(err)
	}
	return a.requestStep()
}

// requestStep takes an event about a request after its creation.
func (a *action) requestStep() jsonlog.Fate {
	switch {
	case a.ID == "":
		return a.missing("/id", "which request it is about")
	case a.failed:
		return a.ignored(whyFailed)
	}
	line := a.event.Line()
	if err := a.keep(); err != nil {
		return jsonlog.Refused(err)
	}
	r := a.request()
	for _, s := range r.steps {
		if s.UID == a.UID && s.Event == a.Event {
			return a.ignored(whyTwice)
		}
	}
	r.steps = append(r.steps, a)
	if r.created == nil {
		a.requests.early = append(a.requests.early, early{r, line, a})
		return jsonlog.Later(1)
	}
	return jsonlog.Kept(a.Event)
}

// keep makes the action one that outlives its event.
func (a *action) keep() error {
	roles, _, err := a.roles()
	if err != nil {
		return err
	}
	if len(roles) > 200 || len(a.Resources) > 1000 {
		return jsonlog.At("/roles", "more than 200 roles or 1000 resources: judge this request by hand")
	}
	a.asked = roles
	a.cited = a.source()
	a.event, a.Roles, a.UserKind = nil, nil, nil
	return nil
}

func (a *action) isState(pointer, state string) error {
	switch state {
	case pending, approved, denied, promoted:
		return nil
	case "":
		return jsonlog.At(pointer, "missing: "+a.event.Again())
	}
	return jsonlog.At(pointer, "not a state of an access request: "+a.event.Again())
}

// resource is one that access is asked for.
type resource struct {
	Cluster     string `json:"cluster"`
	Kind        string `json:"kind"`
	Name        string `json:"name"`
	SubResource string `json:"sub_resource"`
}

// scopes are the resources that the event names, as Teleport writes them in
// one piece; if it names none, one that stands for all.
func (a *action) scopes() []string {
	if len(a.Resources) == 0 {
		return []string{""}
	}
	var scopes []string
	for _, r := range a.Resources {
		scope := "/" + r.Cluster + "/" + r.Kind + "/" + r.Name
		if r.SubResource != "" {
			scope += "/" + r.SubResource
		}
		scopes = append(scopes, scope)
	}
	return scopes
}
