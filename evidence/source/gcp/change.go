package gcp

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// policySet reads what a call did to the policy of a resource.
func (c *call) policySet() ([]evidence.Fact, string, error) {
	list, pointer, told, err := c.deltas()
	if err != nil {
		return nil, "", err
	}
	if c.failed && len(list) == 0 {
		return nil, whyFailed, nil
	}
	resource, err := c.resource()
	if err != nil {
		return nil, "", err
	}
	c.about(resource)
	var facts []evidence.Fact
	if told {
		facts, err = c.byDelta(list, pointer, resource)
	} else {
		facts, err = c.byPolicy(resource)
	}
	switch {
	case err != nil:
		return nil, "", err
	case len(facts) == 0:
		return nil, whySame, nil
	}
	return facts, "", nil
}

// byDelta reads exactly what changed. A role that is taken and given in one
// call, with another expiry, is modified.
func (c *call) byDelta(list []delta, pointer, resource string) ([]evidence.Fact, error) {
	var given, taken []holding.Holding
	for _, d := range list {
		subject, ok := member(d.Member)
		if !ok || d.Role == "" {
			return nil, jsonlog.At(pointer, "a change that does not say whose role, or which: "+c.event.Again())
		}
		h := holding.Holding{Subject: subject, Entitlements: []evidence.Entitlement{entitlement(resource, d.Role, d.Condition)}}
		switch d.Action {
		case "ADD":
			given = append(given, h)
		case "REMOVE":
			taken = append(taken, h)
		default:
			return nil, jsonlog.At(pointer, "a change that is neither ADD nor REMOVE: "+c.event.Again())
		}
	}
	return c.between(holding.Of(taken), holding.Of(given)), nil
}

// between are the facts of a call that took one set and gave another.
func (c *call) between(taken, given holding.Set) []evidence.Fact {
	facts := c.facts(evidence.ActionRevoke, taken.Minus(given))
	facts = append(facts, c.facts(evidence.ActionGrant, given.Minus(taken))...)
	return append(facts, c.facts(evidence.ActionModify, given.Moved(taken))...)
}

// byPolicy reads what can be told from the policy that was set: what changed,
// if an earlier entry told the policy that it replaced; else only who holds
// what from now on.
func (c *call) byPolicy(resource string) ([]evidence.Fact, error) {
	after, from, told, err := c.policies(resource)
	if err != nil || !told {
		return nil, err
	}
	before, known := c.known[resource]
	c.known[resource] = after
	if known && from != "" && from == before.etag {
		return c.between(before.held, after.held), nil
	}
	facts := c.facts(evidence.ActionRevoke, before.held.Minus(after.held))
	facts = append(facts, c.facts(evidence.ActionModify, after.held)...)
	if len(facts) == 0 {
		return nil, jsonlog.At("/protoPayload/request/policy/bindings", "nobody holds anything through this policy any more, and the entry does not say who did: compare the policies before and after")
	}
	return facts, nil
}

// policies reads the policy that a call set, and the etag of the one that it
// replaced. It tells none if only other parts of the policy were set.
func (c *call) policies(resource string) (after policy, from string, told bool, err error) {
	request, pointer, err := c.request()
	if err != nil {
		return policy{}, "", false, err
	}
	var r struct {
		Policy jsontext.Value `json:"policy"`
		Mask   jsontext.Value `json:"updateMask"` // a string; an object in some logs
	}
	if err := c.event.Part(request, pointer, &r); err != nil {
		return policy{}, "", false, err
	}
	if mask := string(r.Mask); len(mask) > 2 && mask != "null" && !strings.Contains(mask, "bindings") {
		return policy{}, "", false, nil
	}
	var asked policy
	if r.Policy.Kind() == '{' {
		if asked, err = readPolicy(c.event, r.Policy, pointer+"/policy", resource); err != nil {
			return policy{}, "", false, err
		}
	}
	response, answerPointer, err := c.response()
	if err != nil {
		return policy{}, "", false, err
	}
	if response.Kind() == '{' {
		answer, err := readPolicy(c.event, response, answerPointer, resource)
		if err != nil {
			return policy{}, "", false, err
		}
		if answer.etag != "" || len(answer.held) > 0 {
			return answer, asked.etag, true, nil
		}
	}
	if r.Policy.Kind() != '{' {
		return policy{}, "", false, jsonlog.At("/protoPayload/request/policy", "missing, and there are no bindingDeltas, so that the entry does not say whose access was changed: compare the policies before and after")
	}
	return policy{held: asked.held}, asked.etag, true, nil
}

// resource is the full name of the resource whose policy was set.
func (c *call) resource() (string, error) {
	name, labels := c.told.Name, &c.told.Resource.Labels
	if name == "" {
		request, pointer, err := c.request()
		if err != nil {
			return "", err
		}
		var r struct {
			Resource string `json:"resource"`
		}
		if err := c.event.Part(request, pointer, &r); err != nil {
			return "", err
		}
		name = r.Resource
	}
	switch {
	case name == "" || c.service == "":
		return "", jsonlog.At("/protoPayload/resourceName", "missing: "+c.event.Again())
	case strings.HasPrefix(name, "//"):
	case c.service == "cloudresourcemanager.googleapis.com" && c.told.Resource.Type == "project" && labels.Project != "" && strings.Count(name, "/") < 2:
		name = "//" + c.service + "/projects/" + labels.Project // not its number
	case c.service == "iam.googleapis.com" && strings.Contains(name, "/serviceAccounts/") && labels.Email != "" && labels.Project != "":
		name = "//" + c.service + "/projects/" + labels.Project + "/serviceAccounts/" + strings.ToLower(labels.Email)
	default:
		name = "//" + c.service + "/" + name
	}
	return c.options.fullName(name), nil
}
