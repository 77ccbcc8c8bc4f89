package kubernetes

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// names forms the names of one cluster.
type names struct{ cluster string }

// system is the cluster's RBAC.
func (n names) system() string {
	if n.cluster == "" {
		return "kubernetes"
	}
	return "kubernetes:" + n.cluster
}

const serviceAccountPrefix = "system:serviceaccount:"

// user is who authenticates under a user name.
func (n names) user(name string) evidence.Identity {
	if !strings.HasPrefix(name, "system:") {
		return evidence.Identity{ID: name}
	}
	id := evidence.Identity{ID: n.system() + "/" + name, Name: name}
	switch rest, ok := strings.CutPrefix(name, serviceAccountPrefix); {
	case ok && strings.Count(rest, ":") == 1:
		id.Kind = evidence.KindServiceAccount
	case name != anonymous:
		id.Kind = evidence.KindWorkload
	}
	return id
}

// anonymous is everybody who does not say who they are.
const anonymous = "system:anonymous"

func (n names) group(name string) evidence.Identity {
	return evidence.Identity{ID: "kubernetes/group/" + name, Name: name}
}

func (n names) serviceAccount(namespace, name string) evidence.Identity {
	return n.user(serviceAccountPrefix + namespace + ":" + name)
}

// subject is a subject of a binding; false if it is none that there can be.
func (n names) subject(kind, namespace, name string) (evidence.Identity, bool) {
	switch {
	case name == "":
	case kind == "User":
		return n.user(name), true
	case kind == "Group":
		return n.group(name), true
	case kind == "ServiceAccount" && namespace != "":
		return n.serviceAccount(namespace, name), true
	}
	return evidence.Identity{}, false
}

// role is a role as a subject.
func (n names) role(o *object) evidence.Identity {
	id := n.system() + "/" + o.kind + "/"
	if o.namespace != "" {
		id += o.namespace + "/"
	}
	return evidence.Identity{ID: id + o.name, Name: o.name}
}
