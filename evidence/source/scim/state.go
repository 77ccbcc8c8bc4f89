package scim

import (
	"errors"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what a listing cannot.
type Options struct {
	// Service is the name of the service provider, which becomes part of the
	// name of the system: "scim:acme". Empty: there is but one, "scim".
	Service string

	// CollectedAt is when the listing was fetched. A listing has no time of
	// its own, and is refused without.
	CollectedAt time.Time
}

func (o Options) system() string { return strings.TrimSuffix("scim:"+o.Service, ":") }

var format = jsonlog.Format{
	Log:   "a SCIM listing",
	Event: "SCIM resource",
	By:    "SCIM",
	Lists: []string{"Resources", "resources"},
	Again: "fetch the listing again, with all attributes",
}

// State returns the source that reads listings of users and groups. It may
// read many inputs, also at the same time.
func State(o Options) source.Reader {
	return format.Listing(func() (jsonlog.Listing, error) {
		if o.CollectedAt.IsZero() {
			return jsonlog.Listing{}, errors.New("a listing has no time of its own: say when it was collected")
		}
		l := &listing{options: o, users: map[string]*user{}, groups: map[string]*group{}, names: map[string]string{}, seen: map[string]string{}}
		return jsonlog.Listing{Item: l.item, Page: l.page, End: l.end}, nil
	})
}

// StateShapes are the inputs that State accepts.
func StateShapes() []source.Shape {
	return []source.Shape{
		{What: "SCIM 2.0 list responses, as GET /Users and GET /Groups return them: all pages of both, one after the other or in an array", Members: []string{"schemas", "totalResults"}},
		{What: "SCIM 2.0 resources: users", Members: []string{"schemas", "userName"}},
		{What: "SCIM 2.0 resources: groups", Members: []string{"schemas", "members"}},
	}
}

// Why items are ignored.
const (
	whyRequest   = "request, which neither tells when it was made nor that it was carried out"
	whyOtherType = "resource that is neither a user nor a group"
	whyAgain     = "resource that was listed before, the same again"
)

// listing is the reading of one listing.
type listing struct {
	options Options
	users   map[string]*user  // by id
	groups  map[string]*group // by id
	names   map[string]string // of users, in lower case: the id
	seen    map[string]string // the digests of resources, by id
	pages   pages
}

// item meets a resource, or a message that holds some.
func (l *listing) item(e *jsonlog.Event) jsonlog.Fate {
	var r resource
	err := e.Decode(&r)
	e.ID = first(r.ID, r.UserName)
	if err != nil {
		return jsonlog.Refused(err)
	}
	message := r.message()
	switch {
	case message == "Error":
		return jsonlog.Refused(errors.New("the service provider answered with an error, so that something is missing: " + format.Again))
	case message == "ListResponse" || message == "" && r.Total != nil:
		return l.response(e, &r)
	case message != "":
		return jsonlog.Ignored(source.Reason{Why: whyRequest, Name: message})
	case r.ID == "" && r.Meta == nil && e.List == "" && (r.kind() == userType || r.kind() == groupType):
		return jsonlog.Ignored(source.Reason{Why: whyRequest, Name: "a " + r.kind() + " to be created"})
	}
	fate, err := l.take(e, &r)
	if err != nil {
		return jsonlog.Refused(err)
	}
	return fate
}

// take takes in one resource.
func (l *listing) take(e *jsonlog.Event, r *resource) (jsonlog.Fate, error) {
	kind := r.kind()
	switch {
	case kind == "":
		return jsonlog.Fate{}, errors.New("does not say whether it is a User or a Group: " + format.Again)
	case kind != userType && kind != groupType:
		if e.List != "" {
			l.pages.meet(kind)
		}
		return jsonlog.Ignored(source.Reason{Why: whyOtherType, Name: kind}), nil
	case r.ID == "":
		return jsonlog.Fate{}, jsonlog.At("/id", "missing: "+format.Again)
	}
	if e.List != "" {
		l.pages.meet(kind)
	}
	digest := e.Digest()
	switch l.seen[r.ID] {
	case "":
	case digest:
		return jsonlog.Ignored(source.Reason{Why: whyAgain, Name: kind}), nil
	default:
		return jsonlog.Fate{}, errors.New("was listed before, and said something else: it changed while it was listed: " + format.Again)
	}
	var err error
	if kind == userType {
		err = l.takeUser(e, r, digest)
	} else {
		err = l.takeGroup(e, r)
	}
	if err != nil {
		return jsonlog.Fate{}, err
	}
	l.seen[r.ID] = digest
	return jsonlog.Kept(kind), nil
}

// page reads what stands beside the resources of a list response.
func (l *listing) page(e *jsonlog.Event) error {
	var r resource
	if err := e.Decode(&r); err != nil {
		return err
	}
	l.pages.close(&r)
	return nil
}

// response is a list response that is itself an item: one without resources,
// or one of an array.
func (l *listing) response(e *jsonlog.Event, r *resource) jsonlog.Fate {
	for i, raw := range r.Resources {
		inner := e.Inside(raw)
		inner.List, inner.ID = "Resources", ""
		var one resource
		err := inner.Decode(&one)
		if err == nil {
			if kind := one.kind(); kind != userType && kind != groupType {
				err = errors.New("neither a user nor a group: leave it out")
			} else {
				_, err = l.take(inner, &one)
			}
		}
		if err != nil {
			inner.ID = one.ID
			return jsonlog.Refused(inResource(i, err))
		}
	}
	l.pages.close(r)
	return jsonlog.Kept("ListResponse")
}
