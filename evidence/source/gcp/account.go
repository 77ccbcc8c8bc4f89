package gcp

import (
	"cmp"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// accountMethods are the calls to IAM that are about service accounts, their
// keys, and roles.
var accountMethods = map[string]func(c *call) ([]evidence.Fact, string, error){
	"CreateServiceAccount":     func(c *call) ([]evidence.Fact, string, error) { return c.life(evidence.EventCreated) },
	"DeleteServiceAccount":     func(c *call) ([]evidence.Fact, string, error) { return c.life(evidence.EventDecommission) },
	"CreateServiceAccountKey":  func(c *call) ([]evidence.Fact, string, error) { return c.key(evidence.ActionGrant) },
	"UploadServiceAccountKey":  func(c *call) ([]evidence.Fact, string, error) { return c.key(evidence.ActionGrant) },
	"EnableServiceAccountKey":  func(c *call) ([]evidence.Fact, string, error) { return c.key(evidence.ActionGrant) },
	"DisableServiceAccountKey": func(c *call) ([]evidence.Fact, string, error) { return c.key(evidence.ActionRevoke) },
	"DeleteServiceAccountKey":  func(c *call) ([]evidence.Fact, string, error) { return c.key(evidence.ActionRevoke) },
	"CreateRole":               func(c *call) ([]evidence.Fact, string, error) { return c.role(evidence.ActionGrant) },
	"UpdateRole":               func(c *call) ([]evidence.Fact, string, error) { return c.role(evidence.ActionModify) },
	"DeleteRole":               func(c *call) ([]evidence.Fact, string, error) { return c.role(evidence.ActionRevoke) },
	"UndeleteRole":             func(c *call) ([]evidence.Fact, string, error) { return c.role(evidence.ActionGrant) },
}

// answered is what is used of the answers to these calls.
type answered struct {
	Name         string   `json:"name"`
	Email        string   `json:"email"`
	Permissions  []string `json:"included_permissions"`
	Permissions2 []string `json:"includedPermissions"`
}

func (c *call) answer() (answered, error) {
	var a answered
	raw, pointer, err := c.response()
	if err == nil && !c.failed { // the answer to a failed call may be of any shape
		err = c.event.Part(raw, pointer, &a)
	}
	return a, err
}

// account is the service account that a call is about; false if the entry does
// not tell.
func (c *call) account(a answered) (evidence.Identity, bool) {
	for _, name := range []string{a.Email, c.told.Resource.Labels.Email, a.Name, c.told.Name} {
		_, after, ok := strings.Cut(name, "/serviceAccounts/")
		if ok {
			name, _, _ = strings.Cut(after, "/")
		}
		if strings.Contains(name, "@") {
			return serviceAccount(name), true
		}
	}
	return evidence.Identity{}, false
}

// accountResource is the full name of a service account.
func (c *call) accountResource(account evidence.Identity) string {
	return c.options.fullName("iam.googleapis.com/projects/" + cmp.Or(c.told.Resource.Labels.Project, "-") + "/serviceAccounts/" + account.ID)
}

// life is the beginning or the end of a service account.
func (c *call) life(kind evidence.EventKind) ([]evidence.Fact, string, error) {
	if c.failed {
		return nil, whyFailed, nil
	}
	a, err := c.answer()
	if err != nil {
		return nil, "", err
	}
	subject, ok := c.account(a)
	if !ok {
		return nil, "", jsonlog.At("/protoPayload/resourceName", "does not say which service account: "+c.event.Again())
	}
	c.about(c.accountResource(subject))
	return []evidence.Fact{{Subject: subject, Value: &evidence.Event{
		ID: c.source.RecordID, Kind: kind, OccurredAt: c.executed, Source: c.source, Extensions: c.extensions,
	}}}, "", nil
}

// key is a key of a service account that begins or ends to be of use.
func (c *call) key(action evidence.Action) ([]evidence.Fact, string, error) {
	a, err := c.answer()
	if err != nil {
		return nil, "", err
	}
	subject, ok := c.account(a)
	switch {
	case !ok && c.failed:
		return nil, whyFailed, nil
	case !ok:
		return nil, "", jsonlog.At("/protoPayload/resourceName", "does not say which service account: "+c.event.Again())
	}
	_, key, _ := strings.Cut(c.told.Name, "/keys/")
	if _, created, ok := strings.Cut(a.Name, "/keys/"); ok {
		key = created
	}
	resource := c.accountResource(subject)
	c.about(resource)
	e := entitlement(resource, "api-sign-in", condition{})
	e.System += "/keys" // the account's policy does not know them
	e.Scope = cmp.Or(key, "unknown")
	return c.facts(action, holding.Set{{Subject: subject, Entitlements: []evidence.Entitlement{e}}}), "", nil
}

// role is a custom role whose permissions change, which is the subject.
func (c *call) role(action evidence.Action) ([]evidence.Fact, string, error) {
	if c.failed {
		return nil, whyFailed, nil
	}
	a, err := c.answer()
	if err != nil {
		return nil, "", err
	}
	name := c.told.Name
	if !strings.Contains(name, "/roles/") {
		name = a.Name
	}
	if !strings.Contains(name, "/roles/") {
		return nil, "", jsonlog.At("/protoPayload/resourceName", "does not say which role: "+c.event.Again())
	}
	name = c.options.fullName("iam.googleapis.com/" + name)
	c.about(name)
	set := func(permissions []string) holding.Set { return permitted(name, permissions) }

	var data struct {
		Delta *struct {
			Added   []string `json:"addedPermissions"`
			Removed []string `json:"removedPermissions"`
		} `json:"permissionDelta"`
	}
	if err := c.event.Part(c.raw.serviceData, "/protoPayload/serviceData", &data); err != nil {
		return nil, "", err
	}
	permissions := a.Permissions
	if permissions == nil {
		permissions = a.Permissions2
	}
	switch {
	case data.Delta != nil:
		facts := append(c.facts(evidence.ActionRevoke, set(data.Delta.Removed)), c.facts(evidence.ActionGrant, set(data.Delta.Added))...)
		if len(facts) > 0 {
			return facts, "", nil
		}
		if action == evidence.ActionModify {
			return nil, whySame, nil
		}
	case len(permissions) > 0:
		return c.facts(action, set(permissions)), "", nil
	case action == evidence.ActionModify:
		return nil, "", jsonlog.At("/protoPayload/serviceData/permissionDelta", "missing, and the answer does not say what the role permits: look the role up in Google Cloud")
	}
	return c.facts(action, set([]string{"unknown"})), "", nil
}

// permitted is what a role permits, the role being the subject.
func permitted(role string, permissions []string) holding.Set {
	if len(permissions) == 0 {
		return nil
	}
	_, name, _ := strings.Cut(role, "/")
	h := holding.Holding{Subject: evidence.Identity{ID: name}}
	for _, p := range permissions {
		h.Entitlements = append(h.Entitlements, entitlement(role, p, condition{}))
	}
	return holding.Of([]holding.Holding{h})
}
