package cloudtrail

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/iam"
)

// identity is what is used of userIdentity.
type identity struct {
	Type        string `json:"type"`
	ARN         string `json:"arn"`
	PrincipalID string `json:"principalId"`
	AccountID   string `json:"accountId"`
	UserName    string `json:"userName"`
	InvokedBy   string `json:"invokedBy"`
	Session     struct {
		SourceIdentity string `json:"sourceIdentity"`
	} `json:"sessionContext"`
	OnBehalfOf struct {
		UserID string `json:"userId"`
	} `json:"onBehalfOf"`
}

// actor is who made the call; nil if the event does not tell.
func (c *call) actor() *evidence.Identity {
	i := &c.identity
	switch i.Type {
	case "IAMUser", "Root":
		if own, ok := c.caller(); ok {
			return &own
		}
	case "IdentityCenterUser":
		if i.OnBehalfOf.UserID != "" {
			return &evidence.Identity{ID: "identitystore/user/" + i.OnBehalfOf.UserID}
		}
	case "AWSService", "":
		if i.InvokedBy != "" && i.ARN == "" {
			return &evidence.Identity{ID: i.InvokedBy, Kind: evidence.KindWorkload}
		}
	}
	id := first(i.ARN, i.PrincipalID)
	if id == "" {
		return nil
	}
	return &evidence.Identity{ID: id, Name: first(i.UserName, iam.LastPart(i.ARN))}
}

// caller is the IAM user or the root user who made the call, in the form that
// a subject has; false if it was somebody else, or is not told.
func (c *call) caller() (evidence.Identity, bool) {
	i := &c.identity
	switch {
	case i.Type == "Root" && i.ARN != "":
		return evidence.Identity{ID: i.ARN, Name: "root"}, true
	case i.Type == "Root" && i.AccountID != "":
		return evidence.Identity{ID: c.arn(i.AccountID, "root"), Name: "root"}, true
	case i.Type == "IAMUser" && strings.Contains(i.ARN, ":user/"):
		return iam.Identity(i.ARN), true
	case i.Type == "IAMUser" && i.AccountID != "" && i.UserName != "":
		return evidence.Identity{ID: c.arn(i.AccountID, "user/"+i.UserName), Name: i.UserName}, true
	}
	return evidence.Identity{}, false
}

// onBehalfOf is the person behind a session, where AWS recorded it: whom the
// source identity names, if it names anybody.
func (c *call) onBehalfOf(sourceIdentity string) *evidence.Identity {
	switch i := &c.identity; {
	case sourceIdentity != "":
		return &evidence.Identity{ID: sourceIdentity}
	case i.OnBehalfOf.UserID != "" && i.Type != "IdentityCenterUser":
		return &evidence.Identity{ID: "identitystore/user/" + i.OnBehalfOf.UserID}
	}
	return nil
}

// The subjects of calls. Each reports false where the event does not tell.

func user(c *call) (evidence.Identity, bool) {
	return c.named("user", c.request.UserName, c.response.User.ARN)
}

func role(c *call) (evidence.Identity, bool) {
	return c.named("role", c.request.RoleName, c.response.Role.ARN)
}

func group(c *call) (evidence.Identity, bool) {
	return c.named("group", c.request.GroupName, "")
}

// userOrCaller is for calls that are about the caller's own user where they do
// not name one. A failed call without parameters named one or did not: its
// parameters were withheld.
func userOrCaller(c *call) (evidence.Identity, bool) {
	name := first(c.request.UserName, c.response.AccessKey.UserName)
	if name != "" {
		return c.named("user", name, "")
	}
	if c.failed() && c.request == (request{}) {
		return evidence.Identity{}, false
	}
	return c.caller()
}

func serviceLinkedRole(c *call) (evidence.Identity, bool) {
	id, ok := c.named("role", first(c.request.RoleName, c.response.Role.Name), c.response.Role.ARN)
	id.Kind = evidence.KindWorkload
	return id, ok
}

func instanceProfile(c *call) (evidence.Identity, bool) {
	id, ok := c.named("instance-profile", c.request.InstanceProfileName, "")
	id.Kind = evidence.KindWorkload
	return id, ok
}

// directoryPrincipal is the user or group of IAM Identity Center.
func directoryPrincipal(c *call) (evidence.Identity, bool) {
	r := &c.request
	switch {
	case r.PrincipalID == "":
		return evidence.Identity{}, false
	case r.PrincipalType == "USER":
		return evidence.Identity{ID: "identitystore/user/" + r.PrincipalID}, true
	case r.PrincipalType == "GROUP":
		return evidence.Identity{ID: "identitystore/group/" + r.PrincipalID}, true
	}
	return evidence.Identity{}, false
}

// named is the identity of that type and name in the account; full is its ARN
// as the response tells it, with the path.
func (c *call) named(kind, name, full string) (evidence.Identity, bool) {
	if name == "" {
		return evidence.Identity{}, false
	}
	id := evidence.Identity{ID: c.arn(c.account, kind+"/"+name), Name: name}
	if full != "" && full != id.ID {
		id.Aliases = []string{full}
	}
	return id, true
}

func (c *call) arn(account, resource string) string {
	return "arn:" + c.partition() + ":iam::" + account + ":" + resource
}

// partition is the part of AWS that the event happened in. The caller's ARN
// knows it; in its absence the names of the regions tell.
func (c *call) partition() string {
	if parts := strings.SplitN(c.identity.ARN, ":", 3); len(parts) == 3 && parts[0] == "arn" && parts[1] != "" {
		return parts[1]
	}
	for _, p := range []struct{ region, partition string }{
		{"cn-", "aws-cn"},
		{"us-gov-", "aws-us-gov"},
		{"us-iso-", "aws-iso"},
		{"us-isob-", "aws-iso-b"},
		{"eu-isoe-", "aws-iso-e"},
		{"us-isof-", "aws-iso-f"},
		{"eusc-", "aws-eusc"},
	} {
		if strings.HasPrefix(c.region, p.region) {
			return p.partition
		}
	}
	return "aws"
}
