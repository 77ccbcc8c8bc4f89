package ocsf

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// fromCloudTrail reports whether an event was made of one of CloudTrail. Its
// activity is then not to be relied on: converters call DeleteAccessKey the
// deletion of a user, and AddUserToGroup the attachment of a policy.
func (a *record) fromCloudTrail() bool {
	return a.API.Operation != "" && strings.HasSuffix(a.API.Service.Name, ".amazonaws.com")
}

// aboutAccess reports whether an API call was made to IAM or to IAM Identity
// Center, which the reader of CloudTrail reads.
func aboutAccess(e *jsonlog.Event, api jsontext.Value) bool {
	var service, name jsontext.Value
	e.Walk(api, only("service", &service))
	e.Walk(service, only("name", &name))
	switch string(name) {
	case `"iam.amazonaws.com"`, `"sso.amazonaws.com"`, `"identitystore.amazonaws.com"`, `"sso-directory.amazonaws.com"`:
		return true
	}
	return false
}

// only says where one member goes.
func only(member string, to *jsontext.Value) func(name []byte) *jsontext.Value {
	return func(name []byte) *jsontext.Value {
		if string(name) == member {
			return to
		}
		return nil
	}
}

// cloudTrail restores the event of CloudTrail that an OCSF event was made of,
// and has the reader of CloudTrail read it.
func (o Options) cloudTrail(e *jsonlog.Event, a *record) jsonlog.Fate {
	if o.CloudTrail == nil {
		return jsonlog.Refused(jsonlog.At("/api", "made of an event of CloudTrail, and nobody said what reads those (Options.CloudTrail): read the log of CloudTrail itself"))
	}
	original, err := a.original(e)
	if err != nil {
		return jsonlog.Refused(err)
	}
	line, err := json.Marshal(original)
	if err != nil {
		return jsonlog.Refused(err)
	}
	var t source.Tally
	var facts []evidence.Fact
	for f, err := range o.CloudTrail("", bytes.NewReader(line), &t) {
		if err != nil {
			if e, ok := errors.AsType[*evidence.Error](err); ok {
				err = e.Err
			}
			return jsonlog.Refused(jsonlog.At("/api", "as the event of CloudTrail that it was made of: "+err.Error()))
		}
		o.collected(f, e.Digest())
		facts = append(facts, f)
	}
	for _, why := range t.Reasons() {
		return jsonlog.Ignored(why)
	}
	return jsonlog.Used(a.API.Operation, facts...)
}

// collected says of a fact what was collected, and when.
func (o Options) collected(f evidence.Fact, digest string) {
	var s *evidence.Source
	switch v := f.Value.(type) {
	case *evidence.Change:
		s = v.Source
	case *evidence.Event:
		s = v.Source
	}
	if s != nil {
		s.Digest, s.CollectedAt = digest, o.CollectedAt
	}
}

// event is an event of CloudTrail, as far as its reader uses it.
type event struct {
	Source    string                    `json:"eventSource"`
	Name      string                    `json:"eventName"`
	Time      string                    `json:"eventTime"`
	ID        string                    `json:"eventID"`
	Region    string                    `json:"awsRegion"`
	Recipient string                    `json:"recipientAccountId"`
	ErrorCode string                    `json:"errorCode,omitzero"`
	Message   string                    `json:"errorMessage,omitzero"`
	Identity  identity                  `json:"userIdentity"`
	Request   map[string]jsontext.Value `json:"requestParameters"`
	Response  map[string]jsontext.Value `json:"responseElements"`
}

type identity struct {
	Type        string `json:"type"`
	ARN         string `json:"arn,omitzero"`
	PrincipalID string `json:"principalId,omitzero"`
	AccountID   string `json:"accountId,omitzero"`
	UserName    string `json:"userName,omitzero"`
	InvokedBy   string `json:"invokedBy,omitzero"`
}

// original is the event of CloudTrail.
func (a *record) original(e *jsonlog.Event) (*event, error) {
	at, err := a.instant(e)
	if err != nil {
		return nil, err
	}
	// In CloudTrail, what has no error succeeded; a converter that keeps the
	// answer keeps the error in it.
	outcome, err := a.outcome(a.API.Response != nil)
	if err != nil {
		return nil, err
	}
	if r := a.API.Response; r != nil && outcome == evidence.OutcomeSuccess && a.StatusID != nil && r.Error+r.Message != "" {
		return nil, jsonlog.At("/status_id", "says that it succeeded, and api.response that it did not: "+format.Again)
	}
	u := &a.Actor.User
	c := &event{
		Source: a.API.Service.Name, Name: a.API.Operation, Time: at.Format(time.RFC3339Nano),
		ID:     first(a.Metadata.Original, a.Metadata.UID),
		Region: a.Cloud.Region, Recipient: a.awsAccount(),
		Identity: identity{Type: u.Type, AccountID: first(u.Account.UID, u.AccountUID), UserName: u.Name, InvokedBy: a.Actor.InvokedBy},
	}
	for _, id := range []string{u.UID, u.UUID, u.UIDAlt} {
		switch {
		case strings.HasPrefix(id, "arn:"):
			c.Identity.ARN = id
		case id != "":
			c.Identity.PrincipalID = id
		}
	}
	if r := a.API.Response; r != nil {
		c.ErrorCode, c.Message = r.Error, r.Message
		c.Response = parameters(r.Data)
	}
	if outcome == evidence.OutcomeFailure && c.ErrorCode == "" {
		c.ErrorCode = first(a.Status, "Failure")
	}
	c.Request = parameters(a.API.Request.Data)
	if c.Request == nil && len(a.API.Request.Data) == 0 {
		c.Request = a.unmapped("requestParameters")
		a.named(c)
	}
	if c.Response == nil {
		c.Response = a.unmapped("responseElements")
	}
	return c, nil
}

// named adds what Security Lake took out of the parameters in 1.0.0-rc.2: the
// name of the user or role that the call was about is that of the event's user.
func (a *record) named(c *event) {
	if a.Metadata.Version != "1.0.0-rc.2" || a.User.Name == "" {
		return
	}
	name := "userName"
	if strings.Contains(c.Name, "Role") {
		name = "roleName"
	}
	if c.Request == nil {
		c.Request = map[string]jsontext.Value{}
	}
	if _, ok := c.Request[name]; !ok {
		c.Request[name], _ = json.Marshal(a.User.Name)
	}
}

// awsAccount is the account of an event of AWS.
func (a *record) awsAccount() string {
	account := first(a.Cloud.Account.UID, a.Cloud.AccountUID)
	if account == "" {
		var u struct {
			Recipient string `json:"recipientAccountId"`
		}
		if json.Unmarshal(a.Unmapped, &u) == nil {
			account = u.Recipient
		}
	}
	return account
}

// parameters are those of a call, as an object or as a string that holds one;
// nil if they are none.
func parameters(v jsontext.Value) map[string]jsontext.Value {
	if v.Kind() == '"' {
		text, err := jsontext.AppendUnquote(nil, v)
		if err != nil {
			return nil
		}
		v = text
	}
	var p map[string]jsontext.Value
	if json.Unmarshal(v, &p) != nil {
		return nil
	}
	return p
}

// unmapped are parameters that a converter left in the unmapped object: under
// their name or, flattened, each under its path ("responseElements.user.arn").
func (a *record) unmapped(name string) map[string]jsontext.Value {
	members := parameters(a.Unmapped)
	if p := parameters(members[name]); p != nil {
		return p
	}
	found := map[string]any{}
	for _, path := range slices.Sorted(maps.Keys(members)) {
		rest, ok := strings.CutPrefix(path, name+".")
		if !ok {
			continue
		}
		in := found
		steps := strings.Split(rest, ".")
		for _, s := range steps[:len(steps)-1] {
			next, ok := in[s].(map[string]any)
			if !ok {
				next = map[string]any{}
				in[s] = next
			}
			in = next
		}
		in[steps[len(steps)-1]] = members[path]
	}
	if len(found) == 0 {
		return nil
	}
	b, err := json.Marshal(found)
	if err != nil {
		return nil
	}
	return parameters(b)
}
