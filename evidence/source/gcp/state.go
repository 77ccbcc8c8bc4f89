package gcp

import (
	"errors"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
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
	return stateFormat.Listing(func() (jsonlog.Listing, error) {
		if o.CollectedAt.IsZero() {
			return jsonlog.Listing{}, errors.New("a policy has no time of its own: say when it was collected")
		}
		return jsonlog.Listing{Item: func(e *jsonlog.Event) jsonlog.Fate { return o.item(e) }}, nil
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

// item reads one policy or one role.
func (o Options) item(e *jsonlog.Event) jsonlog.Fate {
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
		return o.role(e, name, i.Permits)
	case i.Policy.Kind() == '{' && name != "":
		return o.policy(e, i.Policy, "/policy", name)
	case i.Exported.Kind() == '{' && name != "":
		return o.policy(e, i.Exported, "/iamPolicy", name)
	case strings.HasPrefix(name, "//"):
		return jsonlog.Ignored(source.Reason{Why: whyNoPolicy})
	case len(i.Bindings) == 0 && len(i.ETag) == 0:
		return jsonlog.Refused(errors.New("neither an IAM policy, nor an asset that has one, nor a role: leave it out"))
	case o.Resource == "":
		return jsonlog.Refused(errors.New("the policy does not say of which resource it is: export the policies from Cloud Asset Inventory, which does"))
	}
	e.ID = o.Resource
	return o.policy(e, e.JSON, "", o.Resource)
}

// policy reads who holds what through one policy.
func (o Options) policy(e *jsonlog.Event, raw jsontext.Value, pointer, name string) jsonlog.Fate {
	resource := o.fullName(name)
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
	if len(p.held) == 0 {
		return jsonlog.Ignored(source.Reason{Why: whyNobody})
	}
	cited := o.cite(e, system(resource))
	var facts []evidence.Fact
	for _, h := range p.held {
		facts = append(facts, observed(cited, h.Subject, p.etag != "" && o.settled(h.Subject, p.held), o.with(h, p.held)))
	}
	return jsonlog.Used("policy", facts...)
}

// role reads what a custom role permits. It says all about itself.
func (o Options) role(e *jsonlog.Event, name string, permits *[]string) jsonlog.Fate {
	if permits == nil {
		return jsonlog.Refused(jsonlog.At("/includedPermissions", "missing, which the full view of a role has: describe the role instead of listing it"))
	}
	resource := o.fullName("iam.googleapis.com/" + name)
	_, id, _ := strings.Cut(resource, "/")
	var held []evidence.Entitlement
	for _, h := range permitted(resource, *permits) {
		held = h.Entitlements
	}
	return jsonlog.Used("role", observed(o.cite(e, system(resource)), evidence.Identity{ID: id}, true, held))
}

// cite says where an item stands.
func (o Options) cite(e *jsonlog.Event, system string) *evidence.Source {
	return &evidence.Source{System: system, Kind: evidence.SourceCloud, RecordID: "policy", CollectedAt: o.CollectedAt.UTC(), Digest: e.Digest()}
}

// observed is what a subject holds in the system that is cited.
func observed(cited *evidence.Source, subject evidence.Identity, complete bool, held []evidence.Entitlement) evidence.Fact {
	return evidence.Fact{Subject: subject, Value: &evidence.Observation{
		ID: cited.System + "/" + subject.ID, System: cited.System, ObservedAt: cited.CollectedAt, Complete: complete, Entitlements: held, Source: cited,
	}}
}

// settled reports whether it is known of every set that the policy names
// whether the subject is in it. Sets of everybody are, and so are those whose
// members the caller told. A set is in no other but a group is.
func (o Options) settled(subject evidence.Identity, held holding.Set) bool {
	if subject.ID == allUsers || subject.ID == allAuthenticatedUsers || set(subject.ID) && !strings.HasPrefix(subject.ID, "group:") {
		return true
	}
	for _, h := range held {
		if _, told := o.Members[h.Subject.ID]; set(h.Subject.ID) && !told && h.Subject.ID != subject.ID {
			return false
		}
	}
	return true
}

// with are the entitlements of a subject itself, and those that it inherits
// from the sets that it is known to be in.
func (o Options) with(h holding.Holding, held holding.Set) []evidence.Entitlement {
	all := slices.Clone(h.Entitlements)
	for _, from := range held {
		if !o.in(h.Subject.ID, from.Subject.ID) {
			continue
		}
		for _, e := range from.Entitlements {
			e.Via = from.Subject.ID
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, holding.ByKeyAndVia)
	return all
}

// in reports whether a subject is known to be in a set.
func (o Options) in(subject, of string) bool {
	switch {
	case subject == of || subject == allUsers:
		return false
	case of == allUsers || of == allAuthenticatedUsers:
		return true
	}
	return slices.Contains(o.Members[of], subject)
}
