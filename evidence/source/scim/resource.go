package scim

import (
	"errors"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// resource is what is used of a resource or a message. The names of attributes
// are case-insensitive (RFC 7643, section 2.1).
type resource struct {
	Schemas     []string `json:"schemas,case:ignore"`
	ID          string   `json:"id,case:ignore"`
	ExternalID  string   `json:"externalId,case:ignore"`
	UserName    string   `json:"userName,case:ignore"`
	DisplayName string   `json:"displayName,case:ignore"`
	Meta        *struct {
		Type    string `json:"resourceType,case:ignore"`
		Created string `json:"created,case:ignore"`
	} `json:"meta,case:ignore"`

	// Of list responses.
	Total     *int             `json:"totalResults,case:ignore"`
	Start     *int             `json:"startIndex,case:ignore"`
	Resources []jsontext.Value `json:"Resources,case:ignore"`

	// In other types of resources, these may be something else.
	RawName         jsontext.Value `json:"name,case:ignore"`
	RawActive       jsontext.Value `json:"active,case:ignore"`
	RawUserType     jsontext.Value `json:"userType,case:ignore"`
	RawRoles        jsontext.Value `json:"roles,case:ignore"`
	RawEntitlements jsontext.Value `json:"entitlements,case:ignore"`
	RawGroups       jsontext.Value `json:"groups,case:ignore"`
	RawMembers      jsontext.Value `json:"members,case:ignore"`
	RawEnterprise   jsontext.Value `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,case:ignore"`
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// details are the attributes of a user.
type details struct {
	name struct {
		Formatted string `json:"formatted,case:ignore"`
	}
	active              *bool
	userType            string
	roles, entitlements []value
	groups              *[]ref // nil: not told
	enterprise          struct {
		EmployeeNumber string `json:"employeeNumber,case:ignore"`
		Manager        ref    `json:"manager,case:ignore"`
	}
}

// details reads the attributes of a user.
func (r *resource) details(e *jsonlog.Event) (*details, error) {
	var d details
	for _, part := range []struct {
		raw  jsontext.Value
		name string
		to   any
	}{
		{r.RawName, "name", &d.name}, {r.RawActive, "active", &d.active}, {r.RawUserType, "userType", &d.userType}, {r.RawRoles, "roles", &d.roles},
		{r.RawEntitlements, "entitlements", &d.entitlements}, {r.RawGroups, "groups", &d.groups}, {r.RawEnterprise, enterprise, &d.enterprise},
	} {
		if err := e.Part(part.raw, "/"+part.name, part.to); err != nil {
			return nil, err
		}
	}
	return &d, nil
}

// value is one of several values of an attribute.
type value struct {
	Value   string `json:"value,case:ignore"`
	Display string `json:"display,case:ignore"`
	Type    string `json:"type,case:ignore"`
}

// ref is a value that names another resource.
type ref struct {
	Value   string `json:"value,case:ignore"`
	URI     string `json:"$ref,case:ignore"`
	Display string `json:"display,case:ignore"`
	Type    string `json:"type,case:ignore"`
}

// The types of resources that are read.
const (
	userType  = "User"
	groupType = "Group"
)

const (
	coreSchemas = "urn:ietf:params:scim:schemas:core:2.0:"
	messages    = "urn:ietf:params:scim:api:messages:2.0:"
)

// message is the kind of message; empty if it is none.
func (r *resource) message() string { return r.schema(messages) }

// schema is the name of the first of the schemas that begins so.
func (r *resource) schema(prefix string) string {
	for _, s := range r.Schemas {
		if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			return s[len(prefix):]
		}
	}
	return ""
}

// kind is the type of a resource: as it says or, where it leaves that out, as
// attributes that no other type has tell. Empty: they do not.
func (r *resource) kind() string {
	kind := r.schema(coreSchemas)
	if r.Meta != nil && r.Meta.Type != "" {
		kind = r.Meta.Type
	}
	switch {
	case strings.EqualFold(kind, userType), kind == "" && r.UserName != "":
		return userType
	case strings.EqualFold(kind, groupType), kind == "" && r.RawMembers.Kind() == '[':
		return groupType
	}
	return kind
}

// full reports whether a resource has the attributes that are returned by
// default: a request for some of them leaves the others out, meta among them.
func (r *resource) full() bool { return r.Meta != nil && len(r.Schemas) > 0 }

// refType is the type of the resource that a reference names; empty if the
// reference does not say.
func (r *ref) refType() string {
	switch {
	case strings.EqualFold(r.Type, userType):
		return userType
	case strings.EqualFold(r.Type, groupType):
		return groupType
	case strings.Contains(r.URI, "/Users/"):
		return userType
	case strings.Contains(r.URI, "/Groups/"):
		return groupType
	}
	return ""
}

// inResource says in which resource of a list response an error is.
func inResource(i int, err error) error {
	in := "/Resources/" + strconv.Itoa(i)
	if e, ok := errors.AsType[*evidence.Error](err); ok {
		placed := *e
		placed.Pointer = in + e.Pointer
		return &placed
	}
	return &evidence.Error{Pointer: in, Err: err}
}

// first returns the first string that is not empty.
func first(of ...string) string {
	for _, s := range of {
		if s != "" {
			return s
		}
	}
	return ""
}
