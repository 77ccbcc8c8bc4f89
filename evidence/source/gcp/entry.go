package gcp

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// entry is what is used of a log entry.
type entry struct {
	id, logName, time string
	audit             bool // it has an audit payload
	service, method   string
	raw               rawEntry
}

// rawEntry are the parts of an entry that most entries keep unread.
type rawEntry struct {
	id, logName, time, resource, payload             jsontext.Value
	service, method, name, status, authentication    jsontext.Value
	serviceData, metadata, request, response         jsontext.Value
	requestJSON, responseJSON, metadataJSON, deltas1 jsontext.Value // BigQuery's columns
}

// skim reads of an entry what tells whether it matters.
func (a *entry) skim(e *jsonlog.Event) error {
	r := &a.raw
	err := e.Members(func(name []byte) *jsontext.Value {
		// Data lakes lower the case of the names.
		switch string(name) {
		case "insertId", "insertid":
			return once(&r.id)
		case "logName", "logname":
			return once(&r.logName)
		case "timestamp":
			return &r.time
		case "resource":
			return &r.resource
		case "protoPayload", "protopayload", "protopayload_auditlog":
			return once(&r.payload)
		}
		return nil
	})
	if err := errors.Join(err, e.Part(r.id, "/insertId", &a.id)); err != nil {
		return err
	}
	if err := e.Part(r.logName, "/logName", &a.logName); err != nil {
		return err
	}
	switch r.payload.Kind() {
	case '{':
	default:
		if a.logName == "" {
			return errors.New("not an entry of Google Cloud Logging, which has a logName and a payload: leave it out, or unwrap the entry that it holds")
		}
		return nil
	}
	a.audit = true
	e.Walk(r.payload, func(name []byte) *jsontext.Value {
		switch string(name) {
		case "serviceName":
			return &r.service
		case "methodName":
			return &r.method
		case "resourceName":
			return &r.name
		case "status":
			return &r.status
		case "authenticationInfo":
			return &r.authentication
		case "serviceData":
			return &r.serviceData
		case "servicedata_v1_iam":
			return &r.deltas1
		case "metadata":
			return &r.metadata
		case "metadataJson":
			return &r.metadataJSON
		case "request":
			return &r.request
		case "requestJson":
			return &r.requestJSON
		case "response":
			return &r.response
		case "responseJson":
			return &r.responseJSON
		}
		return nil
	})
	if err := e.Part(r.service, "/protoPayload/serviceName", &a.service); err != nil {
		return err
	}
	if err := e.Part(r.method, "/protoPayload/methodName", &a.method); err != nil {
		return err
	}
	if a.method == "" {
		return jsonlog.At("/protoPayload/methodName", "missing: "+e.Again())
	}
	return nil
}

// once is where a part goes whose name may be spelt in two ways, unless it is
// there already.
func once(part *jsontext.Value) *jsontext.Value {
	if len(*part) > 0 {
		return nil
	}
	return part
}

// verb is the method's name without what is before the last dot.
func (a *entry) verb() string { return a.method[strings.LastIndexByte(a.method, '.')+1:] }

// setsPolicy reports whether the call set the IAM policy of a resource: it says
// so, or says what changed in it.
func (a *entry) setsPolicy() bool {
	verb := a.verb()
	return strings.EqualFold(verb, "SetIamPolicy") || strings.EqualFold(verb, "setIamPermissions") ||
		len(a.raw.deltas1) > 0 && a.raw.deltas1.Kind() == '{' ||
		strings.Contains(string(a.raw.serviceData), `"bindingDeltas"`) ||
		a.service == "bigquery.googleapis.com" && strings.Contains(string(a.raw.metadata)+string(a.raw.metadataJSON), `bindingDeltas`)
}

// relevant reports whether the service is one that gives access.
func (a *entry) relevant() bool {
	return slices.Contains([]string{
		"iam.googleapis.com", "cloudresourcemanager.googleapis.com", "admin.googleapis.com", "cloudidentity.googleapis.com",
		"privilegedaccessmanager.googleapis.com", "apikeys.googleapis.com", "iap.googleapis.com",
	}, a.service) || strings.HasPrefix(a.method, "io.k8s.") && strings.Contains(a.method, "rbac.")
}

func (a *entry) reads() bool {
	verb := a.verb()
	for _, s := range []string{"Get", "List", "Search", "Query", "Test", "AuthorizeUser", "get", "list", "watch"} {
		if strings.HasPrefix(verb, s) {
			return true
		}
	}
	return false
}

// told is what is read of an entry that matters.
type told struct {
	Status struct {
		Code int `json:"code"`
	}
	Authentication authentication
	Name           string
	Resource       struct {
		Type   string `json:"type"`
		Labels struct {
			Project string `json:"project_id"`
			Email   string `json:"email_id"`
		} `json:"labels"`
	}
}

// tell reads the parts of an entry that all calls about access have.
func (c *call) tell() error {
	r, t := &c.raw, &c.told
	for _, p := range []struct {
		raw     jsontext.Value
		pointer string
		to      any
	}{
		{r.time, "/timestamp", &c.time},
		{r.status, "/protoPayload/status", &t.Status},
		{r.authentication, "/protoPayload/authenticationInfo", &t.Authentication},
		{r.name, "/protoPayload/resourceName", &t.Name},
		{r.resource, "/resource", &t.Resource},
	} {
		if err := c.event.Part(p.raw, p.pointer, p.to); err != nil {
			return err
		}
	}
	c.failed = t.Status.Code != 0
	var err error
	if c.executed, err = c.event.Time("/timestamp", c.time); err != nil {
		return err
	}
	project, logID, _ := strings.Cut(c.logName, "/logs/")
	switch {
	case c.id == "":
		return jsonlog.At("/insertId", "missing: "+c.event.Again())
	case logID == "":
		return jsonlog.At("/logName", "does not say which log of which project, folder or organisation: "+c.event.Again())
	}
	if i := strings.LastIndex(logID, "%2F"); i >= 0 {
		logID = logID[i+len("%2F"):]
	}
	c.source = &evidence.Source{Kind: evidence.SourceCloud, RecordID: project + "/" + logID + "/" + c.id, // the system follows: about
		CollectedAt: c.options.CollectedAt, Digest: c.event.Digest()}
	b, _ := json.Marshal(struct {
		Service  string `json:"serviceName,omitzero"`
		Method   string `json:"methodName"`
		Resource string `json:"resourceName,omitzero"`
		Code     int    `json:"statusCode,omitzero"`
	}{c.service, c.method, t.Name, t.Status.Code}) // strings and a number can always be written
	c.extensions = evidence.Extensions{"gcp_audit": b}
	c.ticket, err = c.named()
	return err
}

// about says which resource's access the call is about: what its policy says is
// of the same source as what the log says.
func (c *call) about(resource string) { c.source.System = system(resource) }

// request and response are these parts of the payload, wherever they stand.
func (c *call) request() (jsontext.Value, string, error) {
	return c.either(c.raw.request, "/protoPayload/request", c.raw.requestJSON, "/protoPayload/requestJson")
}

func (c *call) response() (jsontext.Value, string, error) {
	return c.either(c.raw.response, "/protoPayload/response", c.raw.responseJSON, "/protoPayload/responseJson")
}

// either is a part that stands as such or, in BigQuery's form, as JSON in a
// string. Null is absence.
func (c *call) either(part jsontext.Value, pointer string, text jsontext.Value, textPointer string) (jsontext.Value, string, error) {
	if part.Kind() == '{' || part.Kind() == '[' {
		return part, pointer, nil
	}
	var s string
	if err := c.event.Part(text, textPointer, &s); err != nil || s == "" {
		return nil, pointer, err
	}
	if v := jsontext.Value(s); v.IsValid() {
		return v, textPointer, nil
	}
	return nil, pointer, jsonlog.At(textPointer, "not JSON: "+c.event.Again())
}
