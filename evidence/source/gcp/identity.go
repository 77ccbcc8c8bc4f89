package gcp

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// Two principals that policies name are everybody.
const (
	allUsers              = "allUsers"
	allAuthenticatedUsers = "allAuthenticatedUsers"
)

// member is who a member of a binding is; false if it is none that there can
// be.
func member(m string) (evidence.Identity, bool) {
	kind, name, ok := strings.Cut(m, ":")
	switch {
	case m == allUsers || m == allAuthenticatedUsers:
		return evidence.Identity{ID: m}, true
	case !ok || kind == "" || name == "":
		return evidence.Identity{}, false
	case kind == "user":
		return evidence.Identity{ID: strings.ToLower(name)}, true
	case kind == "serviceAccount":
		return serviceAccount(name), true
	case kind == "group" || kind == "domain":
		return evidence.Identity{ID: kind + ":" + strings.ToLower(name), Name: name}, true
	case kind == "principal":
		return evidence.Identity{ID: m, Kind: federated(m)}, true
	case kind == "deleted":
		return evidence.Identity{ID: m, Status: evidence.IdentityInactive}, true
	}
	return evidence.Identity{ID: m}, true
}

// serviceAccount is the service account, or the workload of a GKE cluster, of
// that name.
func serviceAccount(name string) evidence.Identity {
	if strings.Contains(name, ".svc.id.goog[") {
		return evidence.Identity{ID: name, Kind: evidence.KindWorkload}
	}
	return evidence.Identity{ID: strings.ToLower(name), Kind: evidence.KindServiceAccount}
}

// federated is the kind of a principal of another identity provider: a workload
// identity pool has workloads, a workforce pool may have anybody.
func federated(principal string) evidence.IdentityKind {
	if strings.Contains(principal, "/workloadIdentityPools/") {
		return evidence.KindWorkload
	}
	return ""
}

// stands reports whether a subject stands for others, who are not named.
func stands(id string) bool {
	for _, prefix := range []string{"group:", "domain:", "principalSet:", "projectOwner:", "projectEditor:", "projectViewer:", "principalHierarchy:"} {
		if strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

// authentication is what is used of authenticationInfo.
type authentication struct {
	Email      string `json:"principalEmail"`
	Subject    string `json:"principalSubject"`
	Delegation []struct {
		First struct {
			Email string `json:"principalEmail"`
		} `json:"firstPartyPrincipal"`
		Subject string `json:"principalSubject"`
	} `json:"serviceAccountDelegationInfo"`
}

// actor is who made the call; nil if the entry does not tell.
func (a *authentication) actor() *evidence.Identity { return principal(a.Email, a.Subject) }

// onBehalfOf is who began the chain of service accounts that the actor is the
// end of.
func (a *authentication) onBehalfOf() *evidence.Identity {
	if len(a.Delegation) == 0 {
		return nil
	}
	return principal(a.Delegation[0].First.Email, a.Delegation[0].Subject)
}

func principal(email, subject string) *evidence.Identity {
	switch {
	case email == "" && subject == "":
		return nil
	case email == "":
		id, ok := member(subject)
		if !ok {
			id = evidence.Identity{ID: subject}
		}
		return &id
	case strings.HasSuffix(strings.ToLower(email), "gserviceaccount.com") || strings.EqualFold(subject, "serviceAccount:"+email):
		id := serviceAccount(email)
		return &id
	}
	return &evidence.Identity{ID: strings.ToLower(email)}
}
