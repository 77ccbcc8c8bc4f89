package gcp

import (
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// policy is the IAM policy of one resource.
type policy struct {
	etag string
	held holding.Set
}

// writtenPolicy is a policy as Google Cloud writes it.
type writtenPolicy struct {
	ETag     string `json:"etag"`
	Bindings []struct {
		Role      string    `json:"role"`
		Members   []string  `json:"members"`
		Condition condition `json:"condition"`
	} `json:"bindings"`
}

type condition struct {
	Expression string `json:"expression"`
}

// readPolicy reads the policy of a resource. The pointer says where it stands.
func readPolicy(e *jsonlog.Event, raw jsontext.Value, pointer, resource string) (policy, error) {
	var w writtenPolicy
	if err := e.Part(raw, pointer, &w); err != nil {
		return policy{}, err
	}
	var all []holding.Holding
	for _, b := range w.Bindings {
		if b.Role == "" {
			return policy{}, jsonlog.At(pointer+"/bindings", "a binding without a role: "+e.Again())
		}
		for _, m := range b.Members {
			subject, ok := member(m)
			if !ok {
				return policy{}, jsonlog.At(pointer+"/bindings", "a member without a kind, such as user: or group:, before its name: "+e.Again())
			}
			all = append(all, holding.Holding{Subject: subject, Entitlements: []evidence.Entitlement{entitlement(resource, b.Role, b.Condition)}})
		}
	}
	return policy{etag: w.ETag, held: holding.Of(all)}, nil
}

// entitlement is a role on a resource.
func entitlement(resource, role string, c condition) evidence.Entitlement {
	_, name, _ := strings.Cut(resource, "/")
	e := evidence.Entitlement{System: system(resource), Resource: name, Permission: role}
	expression := strings.TrimSpace(c.Expression)
	if until, ok := expiry(expression); ok {
		e.ExpiresAt = until
	} else {
		e.Scope = expression
	}
	return e
}

// endsAt is a condition that does nothing but end access at an instant.
var endsAt = regexp.MustCompile(`^request\.time\s*<=?\s*timestamp\(\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\)$`)

// expiry is when a condition ends access, if that is all it does.
func expiry(expression string) (time.Time, bool) {
	m := endsAt.FindStringSubmatch(expression)
	if m == nil {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, m[1]+m[2])
	t = t.UTC()
	return t, err == nil && t.Year() >= 1970 && t.Year() <= 2261
}

// delta is one change of a policy, as the audit log has it.
type delta struct {
	Action    string    `json:"action"`
	Role      string    `json:"role"`
	Member    string    `json:"member"`
	Condition condition `json:"condition"`
}

// deltas are the changes that an entry tells; false if it does not tell them.
func (c *call) deltas() (list []delta, pointer string, told bool, err error) {
	type policyDelta struct {
		PolicyDelta *struct {
			Bindings []delta `json:"bindingDeltas"`
		} `json:"policyDelta"`
	}
	data, pointer := c.raw.serviceData, "/protoPayload/serviceData"
	if len(data) == 0 {
		data, pointer = c.raw.deltas1, "/protoPayload/servicedata_v1_iam"
	}
	if data.Kind() == '{' {
		var d policyDelta
		if err := c.event.Part(data, pointer, &d); err != nil {
			return nil, "", false, err
		}
		if d.PolicyDelta != nil {
			return d.PolicyDelta.Bindings, pointer + "/policyDelta/bindingDeltas", true, nil
		}
	}
	if c.service != "bigquery.googleapis.com" {
		return nil, "", false, nil
	}
	metadata, pointer, err := c.either(c.raw.metadata, "/protoPayload/metadata", c.raw.metadataJSON, "/protoPayload/metadataJson")
	if err != nil || len(metadata) == 0 {
		return nil, "", false, err
	}
	type changed struct {
		Bindings *[]delta `json:"bindingDeltas"`
	}
	var m struct {
		Dataset changed `json:"datasetChange"`
		Table   changed `json:"tableChange"`
	}
	if err := c.event.Part(metadata, pointer, &m); err != nil {
		return nil, "", false, err
	}
	switch {
	case m.Dataset.Bindings != nil:
		return *m.Dataset.Bindings, pointer + "/datasetChange/bindingDeltas", true, nil
	case m.Table.Bindings != nil:
		return *m.Table.Bindings, pointer + "/tableChange/bindingDeltas", true, nil
	}
	return nil, "", false, nil
}
