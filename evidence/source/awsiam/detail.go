package awsiam

import (
	"cmp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/iam"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// detail is what is used of a user, group, role or managed policy. A list that
// is not there is nil.
type detail struct {
	ARN     string `json:"Arn"`
	UserID  string `json:"UserId"`
	GroupID string `json:"GroupId"`
	RoleID  string `json:"RoleId"`

	Attached *[]struct {
		ARN string `json:"PolicyArn"`
	} `json:"AttachedManagedPolicies"`
	UserPolicies  *[]inline `json:"UserPolicyList"`
	GroupPolicies *[]inline `json:"GroupPolicyList"`
	RolePolicies  *[]inline `json:"RolePolicyList"`
	Boundary      *struct {
		ARN string `json:"PermissionsBoundaryArn"`
	} `json:"PermissionsBoundary"`
	Groups   *[]string      `json:"GroupList"`
	Trust    jsontext.Value `json:"AssumeRolePolicyDocument"`
	Profiles *[]struct {
		ARN string `json:"Arn"`
		ID  string `json:"InstanceProfileId"`
	} `json:"InstanceProfileList"`

	// Of a policy, how often it is attached, and is a boundary.
	Attachments *int `json:"AttachmentCount"`
	Bounds      *int `json:"PermissionsBoundaryUsageCount"`
}

type inline struct {
	Name string `json:"PolicyName"`
}

// keep takes in an entity of that kind, which stands at the pointer.
func (l *listing) keep(e *jsonlog.Event, kind string, d *detail, pointer string) error {
	if kind == "policy" {
		if d.ARN == "" || l.policies[d.ARN] != nil {
			return jsonlog.At(pointer+"/Arn", "missing, or the policy stands twice: "+e.Again())
		}
		l.policies[d.ARN] = d
		return nil
	}
	h, err := named(e, kind, d.ARN, pointer)
	if err != nil {
		return err
	}
	if l.holders[h.subject.ID] != nil {
		return jsonlog.At(pointer+"/Arn", "stands twice: give each listing as an input of its own")
	}
	if id := cmp.Or(d.UserID, d.GroupID, d.RoleID); id != "" {
		h.subject.Aliases = append(h.subject.Aliases, id)
	}
	if err := d.policies(e, h, kind, pointer); err != nil {
		return err
	}
	var profiles []*holder
	switch kind {
	case "user":
		if d.Groups == nil {
			return missing(e, pointer+"/GroupList")
		}
		h.groups = *d.Groups
		h.hold(iam.User(h.account))
		for _, group := range h.groups {
			h.hold(iam.Membership(h.account, group))
		}
	case "role":
		if strings.HasPrefix(h.record, "role/aws-service-role/") {
			h.subject.Kind = evidence.KindWorkload
		}
		h.hold(iam.Role(h.account))
		if err := d.trust(e, h, pointer); err != nil {
			return err
		}
		if profiles, err = d.profiles(e, h, pointer); err != nil {
			return err
		}
	}
	l.add(kind, h, d)
	for _, p := range profiles {
		l.addProfile(p)
	}
	return nil
}

// named is a holder of nothing yet, by its ARN.
func named(e *jsonlog.Event, kind, arn, pointer string) (*holder, error) {
	head, resource, _ := iam.Cut(arn)
	part := strings.Split(head, ":") // arn, the partition, iam, no region, the account, nothing
	name := iam.LastPart(arn)
	if len(part) != 6 || part[0] != "arn" || part[1] == "" || part[2] != "iam" || part[4] == "" || !strings.HasPrefix(resource, kind+"/") || name == "" {
		return nil, jsonlog.At(pointer+"/Arn", "not the ARN of one: "+e.Again())
	}
	return &holder{subject: iam.Identity(arn), partition: part[1], account: part[4], head: head, record: resource}, nil
}

// policies are what is attached to an entity or written into it.
func (d *detail) policies(e *jsonlog.Event, h *holder, kind, pointer string) error {
	list, name := d.UserPolicies, "/UserPolicyList"
	switch kind {
	case "user":
		if list == nil { // AWS leaves out this one where it is empty
			list = &[]inline{}
		}
	case "group":
		list, name = d.GroupPolicies, "/GroupPolicyList"
	case "role":
		list, name = d.RolePolicies, "/RolePolicyList"
	}
	switch {
	case d.Attached == nil:
		return missing(e, pointer+"/AttachedManagedPolicies")
	case list == nil:
		return missing(e, pointer+name)
	}
	for _, p := range *d.Attached {
		if p.ARN == "" {
			return missing(e, pointer+"/AttachedManagedPolicies/PolicyArn")
		}
		h.hold(iam.Policy(h.account, p.ARN))
	}
	for _, p := range *list {
		if p.Name == "" {
			return missing(e, pointer+name+"/PolicyName")
		}
		h.hold(iam.InlinePolicy(h.account, p.Name))
	}
	if d.Boundary != nil {
		if d.Boundary.ARN == "" {
			return missing(e, pointer+"/PermissionsBoundary/PermissionsBoundaryArn")
		}
		h.hold(iam.Boundary(h.account, d.Boundary.ARN))
	}
	return nil
}

// trust is who may use a role.
func (d *detail) trust(e *jsonlog.Event, h *holder, pointer string) error {
	pointer += "/AssumeRolePolicyDocument"
	text := string(d.Trust)
	switch d.Trust.Kind() {
	case '{':
	case '"':
		if err := e.Part(d.Trust, pointer, &text); err != nil {
			return err
		}
		text = iam.Decoded(text)
	default:
		return missing(e, pointer)
	}
	principals, ok := iam.Trusted(text, h.partition)
	if !ok {
		return jsonlog.At(pointer, "cannot be read, so that nobody knows who may use the role: "+e.Again())
	}
	for _, p := range principals {
		h.hold(iam.Trust(h.account, p))
	}
	return nil
}

// profiles are the instance profiles that pass a role on.
func (d *detail) profiles(e *jsonlog.Event, role *holder, pointer string) ([]*holder, error) {
	if d.Profiles == nil {
		return nil, missing(e, pointer+"/InstanceProfileList")
	}
	var all []*holder
	for _, p := range *d.Profiles {
		h, err := named(e, "instance-profile", p.ARN, pointer+"/InstanceProfileList")
		if err != nil {
			return nil, err
		}
		if p.ID != "" {
			h.subject.Aliases = append(h.subject.Aliases, p.ID)
		}
		h.subject.Kind = evidence.KindWorkload
		h.hold(iam.InstanceRole(h.account, role.subject.Name))
		all = append(all, h)
	}
	return all, nil
}

func missing(e *jsonlog.Event, pointer string) error {
	return jsonlog.At(pointer, "missing, though AWS always writes it: "+e.Again())
}
