package cloudtrail

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
)

// call is an event that may be a change, with its parts read.
type call struct {
	*event
	account  string
	identity identity
	request  request
	response response
}

// request is what the rules use of requestParameters.
type request struct {
	UserName            string `json:"userName"`
	RoleName            string `json:"roleName"`
	GroupName           string `json:"groupName"`
	InstanceProfileName string `json:"instanceProfileName"`
	PolicyARN           string `json:"policyArn"`
	PolicyName          string `json:"policyName"`
	PolicyDocument      string `json:"policyDocument"`
	TrustPolicy         string `json:"assumeRolePolicyDocument"`
	PermissionsBoundary string `json:"permissionsBoundary"`
	AccessKeyID         string `json:"accessKeyId"`
	Status              string `json:"status"`
	PermissionSetARN    string `json:"permissionSetArn"`
	PrincipalID         string `json:"principalId"`
	PrincipalType       string `json:"principalType"`
	TargetID            string `json:"targetId"`
}

// response is what the rules use of responseElements.
type response struct {
	User struct {
		ARN string `json:"arn"`
	} `json:"user"`
	Role struct {
		ARN         string `json:"arn"`
		Name        string `json:"roleName"`
		TrustPolicy string `json:"assumeRolePolicyDocument"` // percent-encoded
	} `json:"role"`
	AccessKey struct {
		ID       string `json:"accessKeyId"`
		UserName string `json:"userName"`
	} `json:"accessKey"`
	Creation assignment `json:"accountAssignmentCreationStatus"`
	Deletion assignment `json:"accountAssignmentDeletionStatus"`
}

type assignment struct {
	Status string `json:"status"`
}

// errWithheld: a failed call names no subject.
var errWithheld = errors.New("the failed call does not say whose access it was about")

// change turns an event into a fact.
func (s *scan) change(e *event, r rule, raw []byte) (evidence.Fact, error) {
	c := &call{event: e}
	if err := e.tell(); err != nil {
		return evidence.Fact{}, err
	}
	if err := decode(e.raw.identity, "/userIdentity", &c.identity); err != nil {
		return evidence.Fact{}, err
	}
	if err := decode(e.raw.request, "/requestParameters", &c.request); err != nil {
		return evidence.Fact{}, err
	}
	failed := e.failed()
	if !failed { // the answer to a failed call is a message, of any shape
		if err := decode(e.raw.response, "/responseElements", &c.response); err != nil {
			return evidence.Fact{}, err
		}
	}
	c.account = first(e.recipient, c.identity.AccountID)

	subject, ok := r.subject(c)
	switch {
	case (!ok || c.account == "") && failed:
		return evidence.Fact{}, errWithheld
	case c.account == "":
		return evidence.Fact{}, at("/recipientAccountId", "the event does not say in which account access was changed: look it up in AWS")
	case !ok:
		return evidence.Fact{}, at("/requestParameters", "the event does not say whose access was changed: look it up in AWS")
	}
	action, err := r.action(c)
	if err != nil {
		return evidence.Fact{}, err
	}
	executed, err := time.Parse(time.RFC3339, e.time)
	executed = executed.UTC()
	if err != nil || executed.Year() < 1970 || executed.Year() > 2261 {
		return evidence.Fact{}, at("/eventTime", "not a time with a zone, such as 2026-03-02T09:00:00Z: use the log as AWS delivered it")
	}

	change := &evidence.Change{
		ID:           e.id,
		Action:       action,
		Entitlements: r.held(c),
		Actor:        c.actor(),
		OnBehalfOf:   c.onBehalfOf(),
		ExecutedAt:   executed,
		Outcome:      evidence.OutcomeSuccess,
		Source: &evidence.Source{
			System:      "aws-cloudtrail:" + c.account,
			Kind:        evidence.SourceCloud,
			RecordID:    e.id,
			CollectedAt: s.options.CollectedAt,
			Digest:      digest(raw),
		},
		Extensions: c.extensions(),
	}
	if failed || c.assignmentStatus() == "FAILED" {
		change.Outcome = evidence.OutcomeFailure
	}
	return evidence.Fact{Subject: subject, Value: change}, nil
}

func (c *call) assignmentStatus() string {
	return first(c.response.Creation.Status, c.response.Deletion.Status)
}

// extensions are what an auditor wants to see of the event itself.
func (c *call) extensions() evidence.Extensions {
	told := struct {
		EventName  string `json:"eventName"`
		ErrorCode  string `json:"errorCode,omitzero"`
		InvokedBy  string `json:"invokedBy,omitzero"`
		Assignment string `json:"accountAssignmentStatus,omitzero"`
	}{c.name, c.errorCode, c.identity.InvokedBy, c.assignmentStatus()}
	b, _ := json.Marshal(told) // strings can always be written
	return evidence.Extensions{"aws_cloudtrail": b}
}

// digest is the SHA-256 of JSON without insignificant space.
func digest(raw []byte) string {
	v := jsontext.Value(raw).Clone()
	_ = v.Compact() // it was parsed a moment ago
	sum := sha256.Sum256(v)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// at is an error about one place in an event.
func at(pointer, what string) error {
	return &evidence.Error{Pointer: pointer, Err: errors.New(what)}
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
