package kubernetes

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

var stateFormat = jsonlog.Format{
	Log:   "a listing of Kubernetes objects",
	Event: "Kubernetes object",
	By:    "Kubernetes",
	Lists: []string{"items"},
	Again: "list the objects again with kubectl get -o json",
}

// State returns the source that reads listings of bindings and roles. It may
// read many inputs, also at the same time.
func State(o Options) source.Reader {
	return stateFormat.Listing(func() (jsonlog.Listing, error) {
		if o.CollectedAt.IsZero() {
			return jsonlog.Listing{}, errors.New("a listing has no time of its own: say when it was collected")
		}
		l := &listing{names: names{o.Cluster}, options: o, found: map[string]bool{}, spread: map[string]bool{}, places: map[place]bool{},
			holders: map[string]*holder{}, memberOf: o.memberOf()}
		return jsonlog.Listing{Item: l.item, Page: l.page, End: l.end}, nil
	})
}

// StateShapes are the forms of input that [State] accepts.
func StateShapes() []source.Shape {
	const what = "lists of %s: kubectl get rolebindings,clusterrolebindings,roles,clusterroles,serviceaccounts -A -o json"
	return []source.Shape{
		{What: fmt.Sprintf(what, "role bindings"), Members: []string{"roleRef", "/metadata/name"}},
		{What: fmt.Sprintf(what, "roles"), Members: []string{"rules", "/metadata/name"}},
	}
}

// listing is the reading of one listing.
type listing struct {
	names
	options Options

	found   map[string]bool // kinds of objects that it has
	spread  map[string]bool // kinds of which one list in it has objects of several namespaces
	places  map[place]bool  // kinds and namespaces of the objects of the list that is being read
	more    bool            // it says that there is more
	holders map[string]*holder

	memberOf map[string][]string // groups that the caller told, by member
}

type place struct{ kind, namespace string }

// met takes note of an object that the input has.
func (l *listing) met(e *jsonlog.Event, kind, namespace string) {
	l.found[kind] = true
	if e.List != "" && namespace != "" {
		l.places[place{kind, namespace}] = true
	}
}

// holder is a subject, and what it holds itself.
type holder struct {
	subject evidence.Identity
	kind    string // User, Group, ServiceAccount; empty: a role
	held    map[evidence.Key]bool
}

const whyNotRBAC = "not an object of RBAC"

func (l *listing) item(e *jsonlog.Event) jsonlog.Fate {
	var m manifest
	err := e.Decode(&m)
	e.ID = strings.Trim(m.Metadata.Namespace+"/"+m.Metadata.Name, "/")
	if err != nil {
		return jsonlog.Refused(err)
	}
	group, _, _ := strings.Cut(m.APIVersion, "/")
	kind := m.Kind
	if kind == "" {
		kind = m.shape()
	}
	switch {
	case kind == "":
		return jsonlog.Refused(jsonlog.At("/kind", "missing: "+e.Again()))
	case group == "audit.k8s.io":
		return jsonlog.Refused(errors.New("an audit event, which a listing does not hold: read it as an audit log, kubernetes"))
	case kind == "ServiceAccount" && m.APIVersion == "v1":
		return l.account(e, &m)
	case !slices.Contains(rbacKinds, kind) || group != rbacGroup && m.APIVersion != "":
		return jsonlog.Ignored(source.Reason{Why: whyNotRBAC, Name: m.Kind})
	}
	o, err := l.object(e, e.JSON, "", object{kind: strings.ToLower(kind)})
	if err != nil {
		return jsonlog.Refused(err)
	}
	l.met(e, kind, o.namespace)
	l.keep(&o, &m)
	return jsonlog.Kept(kind)
}

var rbacKinds = []string{"RoleBinding", "ClusterRoleBinding", "Role", "ClusterRole"}

// shape is the kind of an object that does not say it: the lists of the API
// name the kind of their items once.
func (m *manifest) shape() string {
	var kind string
	switch {
	case m.RoleRef != nil:
		kind = "RoleBinding"
	case m.Rules != nil:
		kind = "Role"
	default:
		return ""
	}
	if m.Metadata.Namespace == "" {
		kind = "Cluster" + kind
	}
	return kind
}

// account takes in a service account, which may hold nothing.
func (l *listing) account(e *jsonlog.Event, m *manifest) jsonlog.Fate {
	if m.Metadata.Namespace == "" || m.Metadata.Name == "" {
		return jsonlog.Refused(jsonlog.At("/metadata", "the service account does not say its namespace and name: "+e.Again()))
	}
	l.met(e, m.Kind, m.Metadata.Namespace)
	l.holder(l.serviceAccount(m.Metadata.Namespace, m.Metadata.Name)).kind = "ServiceAccount"
	return jsonlog.Kept(m.Kind)
}

func (l *listing) holder(subject evidence.Identity) *holder {
	h := l.holders[subject.ID]
	if h == nil {
		h = &holder{subject: subject, held: map[evidence.Key]bool{}}
		l.holders[subject.ID] = h
	}
	return h
}

// keep takes in what an object says.
func (l *listing) keep(o *object, m *manifest) {
	for _, h := range o.held {
		to := l.holder(h.Subject)
		for _, e := range h.Entitlements {
			to.held[e.Key()] = true
		}
	}
	for _, s := range m.Subjects {
		if id, ok := l.subject(s.Kind, s.Namespace, s.Name); ok && o.binding() {
			l.holders[id.ID].kind = s.Kind
		}
	}
}

// page reads what stands beside the objects of one list.
func (l *listing) page(e *jsonlog.Event) error {
	first := map[string]string{}
	for p := range l.places {
		if other, ok := first[p.kind]; ok && other != p.namespace {
			l.spread[p.kind] = true
		}
		first[p.kind] = p.namespace
	}
	clear(l.places)
	var p struct {
		Metadata struct {
			Continue  string `json:"continue"`
			Remaining int    `json:"remainingItemCount"`
		} `json:"metadata"`
	}
	err := e.Decode(&p)
	l.more = l.more || p.Metadata.Continue != "" || p.Metadata.Remaining > 0
	return err
}

// end yields an observation for each subject and, if it is proven that there
// are no others, says so.
func (l *listing) end(whole bool) []evidence.Fact {
	whole = whole && !l.more && l.found["ClusterRoleBinding"] && l.spread["RoleBinding"]
	everybody := whole && l.found["ClusterRole"] && l.spread["Role"] && l.spread["ServiceAccount"]
	strangers := false // groups of which only somebody else knows the members
	for _, id := range slices.Sorted(maps.Keys(l.holders)) {
		if h := l.holders[id]; h.kind == "Group" {
			l.admit(h.subject.Name)
			strangers = strangers || !l.settled(h.subject.Name)
			everybody = everybody && l.allNamed(h.subject.Name)
		}
	}
	var facts []evidence.Fact
	for _, id := range slices.Sorted(maps.Keys(l.holders)) {
		h := l.holders[id]
		complete := whole
		switch h.kind {
		case "":
			complete = true // a role says all about itself
		case "User":
			complete = whole && (!strangers || strings.HasPrefix(h.subject.Name, serviceAccountPrefix))
		}
		facts = append(facts, evidence.Fact{Subject: h.subject, Value: &evidence.Observation{
			ID:           id,
			System:       l.system(),
			ObservedAt:   l.options.CollectedAt.UTC(),
			Complete:     complete,
			Entitlements: l.entitlements(h),
			Source:       l.cite("rbac/" + id),
		}})
	}
	if everybody {
		facts = append(facts, evidence.Fact{Subject: evidence.Identity{ID: l.system()}, Value: &evidence.Listing{
			ID: l.system(), System: l.system(), ObservedAt: l.options.CollectedAt.UTC(), Source: l.cite("rbac"),
		}})
	}
	return facts
}

func (l *listing) cite(record string) *evidence.Source {
	return &evidence.Source{System: l.system(), Kind: evidence.SourceCloud, RecordID: record, CollectedAt: l.options.CollectedAt}
}

// entitlements are what a subject holds itself, and what it inherits from the
// groups that everybody of its kind is in.
func (l *listing) entitlements(h *holder) []evidence.Entitlement {
	all := sorted(h.held)
	for _, group := range l.groupsOf(h) {
		from := l.holders[l.group(group).ID]
		if from == nil {
			continue
		}
		for _, e := range sorted(from.held) {
			e.Via = from.subject.ID
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, holding.ByKeyAndVia)
	return all
}
