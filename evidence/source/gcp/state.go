package gcp

import (
	"errors"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

var stateFormat = jsonlog.Format{
	Log:   "a list of IAM policies",
	Event: "IAM policy",
	By:    "Google Cloud",
	Lists: []string{"results", "assets"},
	Again: "fetch the policy again",
}

// State returns the source that reads IAM policies and custom roles. It may
// read many inputs, also at the same time.
func State(o Options) source.Reader {
	l := listing{o, closures(o.Members)}
	return stateFormat.Listing(func() (jsonlog.Listing, error) {
		if o.CollectedAt.IsZero() {
			return jsonlog.Listing{}, errors.New("a policy has no time of its own: say when it was collected")
		}
		return jsonlog.Listing{Item: func(e *jsonlog.Event) jsonlog.Fate { return l.item(e) }}, nil
	})
}

// StateShapes are the forms of input that [State] accepts.
func StateShapes() []source.Shape {
	return []source.Shape{
		{What: "assets with their IAM policies: gcloud asset export or list --content-type=iam-policy", Members: []string{"name", "/iamPolicy/bindings"}},
		{What: "the same as an export writes them", Members: []string{"name", "/iam_policy/bindings"}},
		{What: "results of gcloud asset search-all-iam-policies", Members: []string{"resource", "/policy/bindings"}},
		{What: "one policy, as get-iam-policy prints it", Members: []string{"bindings", "etag"}},
		{What: "custom roles: gcloud iam roles describe --format=json", Members: []string{"name", "includedPermissions"}},
	}
}

// Why items are ignored.
const (
	whyNoPolicy = "asset without an IAM policy"
	whyNobody   = "policy that gives nobody anything"
)

// listing is what policies are read with; nothing in it changes.
type listing struct {
	Options
	sets map[string]set
}

// item reads one policy or one role.
func (l listing) item(e *jsonlog.Event) jsonlog.Fate {
	var i struct {
		Resource jsontext.Value `json:"resource"` // of a search: its name; of an export: what it is
		Name     string         `json:"name"`
		Policy   jsontext.Value `json:"policy"`
		Exported jsontext.Value `json:"iamPolicy"`
		Snake    jsontext.Value `json:"iam_policy"`
		Bindings jsontext.Value `json:"bindings"`
		ETag     jsontext.Value `json:"etag"`
		Permits  *[]string      `json:"includedPermissions"`
		Payload  jsontext.Value `json:"protoPayload"`
	}
	if err := e.Decode(&i); err != nil {
		return jsonlog.Refused(err)
	}
	name := i.Name
	if i.Resource.Kind() == '"' {
		if err := e.Part(i.Resource, "/resource", &name); err != nil {
			return jsonlog.Refused(err)
		}
	}
	e.ID = name
	if len(i.Exported) == 0 {
		i.Exported = i.Snake
	}
	switch {
	case len(i.Payload) > 0:
		return jsonlog.Refused(errors.New("a log entry, not a policy: read it as a log, gcp"))
	case strings.Contains(name, "/roles/") && !strings.HasPrefix(name, "//"):
		return l.role(e, name, i.Permits)
	case i.Policy.Kind() == '{' && name != "":
		return l.policy(e, i.Policy, "/policy", name)
	case i.Exported.Kind() == '{' && name != "":
		return l.policy(e, i.Exported, "/iamPolicy", name)
	case strings.HasPrefix(name, "//"):
		return jsonlog.Ignored(source.Reason{Why: whyNoPolicy})
	case len(i.Bindings) == 0 && len(i.ETag) == 0:
		return jsonlog.Refused(errors.New("neither an IAM policy, nor an asset that has one, nor a role: leave it out"))
	case l.Resource == "":
		return jsonlog.Refused(errors.New("the policy does not say of which resource it is: export the policies from Cloud Asset Inventory, which does"))
	}
	e.ID = l.Resource
	return l.policy(e, e.JSON, "", l.Resource)
}

// policy reads who holds what through one policy.
func (l listing) policy(e *jsonlog.Event, raw jsontext.Value, pointer, name string) jsonlog.Fate {
	resource := l.fullName(name)
	if _, rest, _ := strings.Cut(resource, "/"); rest == "" {
		return jsonlog.Refused(errors.New("the name of the resource is not a full one, //SERVICE/NAME: " + e.Again()))
	}
	p, err := readPolicy(e, raw, pointer, resource)
	if err != nil {
		return jsonlog.Refused(err)
	}
	for _, h := range p.held {
		for _, e := range h.Entitlements {
			if strings.Contains(e.Permission, "_withcond_") {
				return jsonlog.Refused(jsonlog.At(pointer+"/bindings", "fetched as version 1, which hides conditions: fetch the policy as version 3"))
			}
		}
	}
	if len(p.held) == 0 && p.etag == "" {
		return jsonlog.Ignored(source.Reason{Why: whyNobody})
	}
	cited := l.cite(e, system(resource))
	everybody := l.everybody(p.held)
	var facts []evidence.Fact
	for _, h := range everybody {
		facts = append(facts, observed(cited, h.Subject, p.etag != "" && l.settled(h.Subject, p.held), l.with(h, p.held)))
	}
	if p.etag != "" && l.allNamed(p.held) {
		facts = append(facts, evidence.Fact{Subject: evidence.Identity{ID: cited.System}, Value: &evidence.Listing{
			ID: cited.System, System: cited.System, ObservedAt: cited.CollectedAt, Source: cited,
		}})
	}
	return jsonlog.Used("policy", facts...)
}

// role reads what a custom role permits. It says all about itself.
func (l listing) role(e *jsonlog.Event, name string, permits *[]string) jsonlog.Fate {
	if permits == nil {
		return jsonlog.Refused(jsonlog.At("/includedPermissions", "missing, which the full view of a role has: describe the role instead of listing it"))
	}
	resource := l.fullName("iam.googleapis.com/" + name)
	_, id, _ := strings.Cut(resource, "/")
	var held []evidence.Entitlement
	for _, h := range permitted(resource, *permits) {
		held = h.Entitlements
	}
	return jsonlog.Used("role", observed(l.cite(e, system(resource)), evidence.Identity{ID: id}, true, held))
}

// cite says where an item stands.
func (l listing) cite(e *jsonlog.Event, system string) *evidence.Source {
	return &evidence.Source{System: system, Kind: evidence.SourceCloud, RecordID: "policy", CollectedAt: l.CollectedAt.UTC(), Digest: e.Digest()}
}

// observed is what a subject holds in the system that is cited.
func observed(cited *evidence.Source, subject evidence.Identity, complete bool, held []evidence.Entitlement) evidence.Fact {
	return evidence.Fact{Subject: subject, Value: &evidence.Observation{
		ID: cited.System + "/" + subject.ID, System: cited.System, ObservedAt: cited.CollectedAt, Complete: complete, Entitlements: held, Source: cited,
	}}
}
