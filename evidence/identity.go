package evidence

// Identity is a person or a non-human identity.
type Identity struct {
	ID         string         `json:"id"`
	Kind       IdentityKind   `json:"kind,omitzero"`    // required of a record's subject
	Name       string         `json:"name,omitzero"`    // for people to read; never compared
	Aliases    []string       `json:"aliases,omitzero"` // other ids of the same identity, as sources normalised them
	Owner      *Identity      `json:"owner,omitzero"`   // who is accountable for a non-human identity
	Status     IdentityStatus `json:"status,omitzero"`  // absent: unknown
	Extensions Extensions     `json:"extensions,omitzero"`
}

// IdentityKind is the kind of an identity.
type IdentityKind string

// The kinds of identities. All but human are non-human identities (NHI).
const (
	KindHuman          IdentityKind = "human"
	KindServiceAccount IdentityKind = "service_account"
	KindAPIKey         IdentityKind = "api_key"
	KindWorkload       IdentityKind = "workload"
	KindAgent          IdentityKind = "agent"
)

// IdentityStatus is whether an identity is in use.
type IdentityStatus string

// The statuses of an identity.
const (
	IdentityActive    IdentityStatus = "active"
	IdentitySuspended IdentityStatus = "suspended"
	IdentityInactive  IdentityStatus = "inactive"
)

// Same reports whether two identities are the same: an id or alias of one
// equals an id or alias of the other. The comparison is case-sensitive;
// sources normalise. An empty id or alias equals none.
func (a *Identity) Same(b *Identity) bool {
	if a.has(b.ID) {
		return true
	}
	for _, alias := range b.Aliases {
		if a.has(alias) {
			return true
		}
	}
	return false
}

func (a *Identity) has(id string) bool {
	if id == "" {
		return false
	}
	if a.ID == id {
		return true
	}
	for _, alias := range a.Aliases {
		if alias == id {
			return true
		}
	}
	return false
}
