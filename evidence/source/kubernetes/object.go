package kubernetes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

const rbacGroup = "rbac.authorization.k8s.io"

// object is a binding or a role, as far as it says who holds what.
type object struct {
	kind, namespace, name string // kind in lower case: rolebinding, clusterrole …
	uid, version          string
	marked, final         bool // for deletion; and nothing holds that up any more
	held                  holding.Set
	numbered              map[string]string // its annotations that name a ticket
}

// manifest is an object as the API server writes it.
type manifest struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name       string   `json:"name"`
		Namespace  string   `json:"namespace"`
		UID        string   `json:"uid"`
		Version    string   `json:"resourceVersion"`
		Deletion   string   `json:"deletionTimestamp"`
		Finalizers []string `json:"finalizers"`
	} `json:"metadata"`
	RoleRef *struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
	} `json:"roleRef"`
	Subjects []struct {
		Kind      string `json:"kind"`
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"subjects"`
	Rules []rule `json:"rules"`
}

type rule struct {
	Verbs         []string `json:"verbs"`
	Groups        []string `json:"apiGroups"`
	Resources     []string `json:"resources"`
	ResourceNames []string `json:"resourceNames"`
	URLs          []string `json:"nonResourceURLs"`
}

// maxHeld is how many entitlements one role may spell out. The greatest of
// Kubernetes' own has under a thousand.
const maxHeld = 20_000

// object reads a binding or a role. What is told of it from outside (its kind,
// its namespace, its name) fills in what it leaves out, and must not differ
// from what it says.
func (n names) object(e *jsonlog.Event, raw jsontext.Value, pointer string, told object) (object, error) {
	var m manifest
	if err := e.Part(raw, pointer, &m); err != nil {
		return object{}, err
	}
	o := object{
		kind:      cmp.Or(told.kind, strings.ToLower(m.Kind)),
		namespace: cmp.Or(m.Metadata.Namespace, told.namespace),
		name:      cmp.Or(m.Metadata.Name, told.name),
		uid:       m.Metadata.UID,
		version:   m.Metadata.Version,
		marked:    m.Metadata.Deletion != "",
		final:     m.Metadata.Deletion != "" && len(m.Metadata.Finalizers) == 0,
	}
	switch {
	case m.Kind != "" && strings.ToLower(m.Kind) != o.kind:
		return object{}, jsonlog.At(pointer+"/kind", "not the kind of object that the event is about: "+e.Again())
	case told.namespace != "" && o.namespace != told.namespace:
		return object{}, jsonlog.At(pointer+"/metadata/namespace", "not the namespace that the event is about: "+e.Again())
	case told.name != "" && o.name != told.name:
		return object{}, jsonlog.At(pointer+"/metadata/name", "not the name that the event is about: "+e.Again())
	}
	var err error
	switch o.kind {
	case "rolebinding", "clusterrolebinding":
		err = n.bind(e, &o, &m, pointer)
	case "role", "clusterrole":
		err = n.define(e, &o, &m, pointer)
	default:
		err = jsonlog.At(pointer+"/kind", "neither a binding nor a role: "+e.Again())
	}
	return o, err
}

func (o *object) clusterWide() bool { return strings.HasPrefix(o.kind, "clusterrole") }

func (o *object) binding() bool { return strings.HasSuffix(o.kind, "binding") }

// bind says who holds the role of a binding.
func (n names) bind(e *jsonlog.Event, o *object, m *manifest, pointer string) error {
	if m.RoleRef == nil || m.RoleRef.Name == "" {
		return jsonlog.At(pointer+"/roleRef", "the binding does not say which role it gives: "+e.Again())
	}
	held := evidence.Entitlement{System: n.system(), Permission: m.RoleRef.Name, Scope: o.namespace}
	switch m.RoleRef.Kind {
	case "ClusterRole":
		held.Resource = "rbac/clusterrole"
	case "Role":
		held.Resource = "rbac/role"
	default:
		return jsonlog.At(pointer+"/roleRef/kind", "neither ClusterRole nor Role: "+e.Again())
	}
	if !o.clusterWide() && o.namespace == "" {
		return jsonlog.At(pointer+"/metadata/namespace", "the binding does not say in which namespace it gives the role: "+e.Again())
	}
	var all []holding.Holding
	for _, s := range m.Subjects {
		subject, ok := n.subject(s.Kind, s.Namespace, s.Name)
		if !ok {
			return jsonlog.At(pointer+"/subjects", "a subject that is neither a User, nor a Group, nor a ServiceAccount with its namespace: "+e.Again())
		}
		all = append(all, holding.Holding{Subject: subject, Entitlements: []evidence.Entitlement{held}})
	}
	o.held = holding.Of(all)
	return nil
}

// define says what a role lets whoever holds it do. The role is the subject.
func (n names) define(e *jsonlog.Event, o *object, m *manifest, pointer string) error {
	if o.name == "" {
		return jsonlog.At(pointer+"/metadata/name", "the role does not say its name: "+e.Again())
	}
	if !o.clusterWide() && o.namespace == "" {
		return jsonlog.At(pointer+"/metadata/namespace", "the role does not say in which namespace it is: "+e.Again())
	}
	keys := map[evidence.Key]bool{}
	for _, r := range m.Rules {
		size := len(r.Verbs) * (len(r.Groups)*len(r.Resources)*max(len(r.ResourceNames), 1) + len(r.URLs))
		if size > maxHeld || len(keys)+size > maxHeld {
			return jsonlog.At(pointer+"/rules", fmt.Sprintf("more than %d combinations of verbs, resources and names: judge this role by hand", maxHeld))
		}
		for _, what := range r.targets() {
			for _, verb := range r.Verbs {
				keys[evidence.Key{System: n.system(), Resource: what, Permission: verb, Scope: o.namespace}] = true
			}
		}
	}
	o.held = holding.Set{{Subject: n.role(o), Entitlements: sorted(keys)}}
	return nil
}

// targets are what the verbs of a rule may be done to.
func (r *rule) targets() []string {
	var all []string
	for _, group := range r.Groups {
		for _, resource := range r.Resources {
			what := "api:" + cmp.Or(group, "core") + "/" + resource
			if len(r.ResourceNames) == 0 {
				all = append(all, what)
			}
			for _, name := range r.ResourceNames {
				all = append(all, what+"#"+name)
			}
		}
	}
	for _, url := range r.URLs {
		all = append(all, "url:"+url)
	}
	return all
}

// sorted are the entitlements with these keys, in order.
func sorted(keys map[evidence.Key]bool) []evidence.Entitlement {
	all := make([]evidence.Entitlement, 0, len(keys))
	for k := range keys {
		all = append(all, evidence.Entitlement{System: k.System, Resource: k.Resource, Permission: k.Permission, Scope: k.Scope})
	}
	slices.SortFunc(all, holding.ByKey)
	return all
}
