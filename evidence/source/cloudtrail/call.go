package cloudtrail

import (
	"encoding/json"
	"errors"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/iam"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
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
func (o Options) change(e *event, r rule) (evidence.Fact, error) {
	c := &call{event: e}
	if err := e.tell(); err != nil {
		return evidence.Fact{}, err
	}
	if err := e.Part(e.raw.identity, "/userIdentity", &c.identity); err != nil {
		return evidence.Fact{}, err
	}
	if err := e.Part(e.raw.request, "/requestParameters", &c.request); err != nil {
		return evidence.Fact{}, err
	}
	failed := e.failed()
	if !failed { // the answer to a failed call is a message, of any shape
		if err := e.Part(e.raw.response, "/responseElements", &c.response); err != nil {
			return evidence.Fact{}, err
		}
	}
	c.account = first(e.recipient, c.identity.AccountID)

	subject, ok := r.subject(c)
	switch {
	case (!ok || c.account == "") && failed:
		return evidence.Fact{}, errWithheld
	case c.account == "":
		return evidence.Fact{}, jsonlog.At("/recipientAccountId", "the event does not say in which account access was changed: look it up in AWS")
	case !ok:
		return evidence.Fact{}, jsonlog.At("/requestParameters", "the event does not say whose access was changed: look it up in AWS")
	}
	action, err := r.action(c)
	if err != nil {
		return evidence.Fact{}, err
	}
	executed, err := e.Time("/eventTime", e.time)
	if err != nil {
		return evidence.Fact{}, err
	}

	change := &evidence.Change{
		ID:           e.id,
		Action:       action,
		Entitlements: r.held(c),
		Actor:        c.actor(),
		OnBehalfOf:   c.onBehalfOf(c.identity.Session.SourceIdentity),
		ExecutedAt:   executed,
		Outcome:      evidence.OutcomeSuccess,
		Source: &evidence.Source{
			System:      iam.System(c.account),
			Kind:        evidence.SourceCloud,
			RecordID:    e.record(),
			CollectedAt: o.CollectedAt,
			Digest:      e.Digest(),
		},
		Extensions: c.extensions(),
	}
	if failed || c.assignmentStatus() == "FAILED" {
		change.Outcome = evidence.OutcomeFailure
	}
	o.link(c, change, &subject)
	return evidence.Fact{Subject: subject, Value: change}, nil
}

// record is the event among all that is read of the account: of its log, and of
// its state.
func (e *event) record() string {
	if e.id == "" {
		return ""
	}
	return "cloudtrail/" + e.id
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

// first returns the first string that is not empty.
func first(of ...string) string {
	for _, s := range of {
		if s != "" {
			return s
		}
	}
	return ""
}
