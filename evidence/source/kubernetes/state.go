package kubernetes

import (
	"cmp"
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
		l := &listing{names: names{o.Cluster}, options: o, namespaces: map[string]bool{}, holders: map[string]*holder{}}
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

	wide       bool            // it has bindings of the whole cluster
	all        bool            // one list in it has bindings of several namespaces
	namespaces map[string]bool // of which the list that is being read has bindings
	more       bool            // it says that there is more
	holders    map[string]*holder
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
	if o.binding() && o.namespace != "" && e.List != "" {
		l.namespaces[o.namespace] = true
	}
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
	l.wide = l.wide || o.binding() && o.clusterWide()
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
	l.all = l.all || len(l.namespaces) > 1
	clear(l.namespaces)
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

// end yields an observation for each subject.
func (l *listing) end(whole bool) []evidence.Fact {
	whole = whole && !l.more && l.wide && l.all
	strangers := false // groups of which only somebody else knows the members
	for _, h := range l.holders {
		strangers = strangers || h.kind == "Group" && !l.settled(h.subject)
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
			Source:       &evidence.Source{System: l.system(), Kind: evidence.SourceCloud, RecordID: "rbac/" + id, CollectedAt: l.options.CollectedAt},
		}})
	}
	return facts
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

// groupsOf are the groups that the API server puts a subject in by its name.
func (l *listing) groupsOf(h *holder) []string {
	if h.kind != "User" && h.kind != "ServiceAccount" {
		return nil
	}
	name := h.subject.Name
	if name == anonymous {
		return []string{"system:unauthenticated"}
	}
	groups := []string{"system:authenticated"}
	if rest, ok := strings.CutPrefix(name, serviceAccountPrefix); ok {
		namespace, _, _ := strings.Cut(rest, ":")
		return append(groups, "system:serviceaccounts", "system:serviceaccounts:"+namespace)
	}
	for group, members := range l.options.Members {
		if slices.Contains(members, cmp.Or(name, h.subject.ID)) {
			groups = append(groups, group)
		}
	}
	return groups
}

// settled reports whether it is known who is in a group: its name says it, or
// the caller did.
func (l *listing) settled(group evidence.Identity) bool {
	name := group.Name
	_, told := l.options.Members[name]
	return told || name == "system:authenticated" || name == "system:unauthenticated" || name == "system:serviceaccounts" || strings.HasPrefix(name, "system:serviceaccounts:")
}
