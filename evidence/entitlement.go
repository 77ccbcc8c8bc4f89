package evidence

import "time"

// Entitlement is one thing that an identity may do.
type Entitlement struct {
	System     string     `json:"system"`
	Resource   string     `json:"resource"`
	Permission string     `json:"permission"`
	Scope      string     `json:"scope,omitzero"`
	ExpiresAt  time.Time  `json:"expires_at,omitzero"`
	Via        string     `json:"via,omitzero"` // the group or role it is inherited through; empty: direct
	Extensions Extensions `json:"extensions,omitzero"`
}

// Key identifies an entitlement: two entitlements with equal keys are the same
// access, whatever their expiry and however they are inherited.
type Key struct {
	System, Resource, Permission, Scope string
}

// Key returns the key of e.
func (e *Entitlement) Key() Key {
	return Key{e.System, e.Resource, e.Permission, e.Scope}
}
