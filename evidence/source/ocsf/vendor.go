package ocsf

import (
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// vendor is how the events of one vendor name their system, and what it is
// known to put where.
type vendor struct {
	names    []string // of the product's vendor, or of the cloud provider, in lower case
	products []string // one of which the product's name has in it; none: all products
	prefix   string   // of the system
	kind     evidence.SourceKind
	instance func(a *record) string
	needed   string // the pointer at which the instance must be; empty: Options may have it

	// shows reports whether the vendor's own state shows what has that key, so
	// that it may be looked for there; nil: no reader of such a state is known.
	shows func(k kind, e *evidence.Entitlement) bool

	mailIsLogin bool // email_addr is what the account signs in with
	nameIsLabel bool // name is for people to read
	logsDone    bool // only what was done is logged, and no status
}

var vendors = []vendor{
	{names: []string{"aws", "amazon", "amazon web services"}, prefix: "aws:", kind: evidence.SourceCloud, needed: "/cloud/account/uid", shows: nothing,
		instance: func(a *record) string { return a.awsAccount() }},
	{names: []string{"gcp", "google cloud", "google cloud platform"}, prefix: "gcp:" + gcpProject, kind: evidence.SourceCloud, needed: "/cloud/project_uid", shows: bindings, mailIsLogin: true,
		instance: func(a *record) string { return first(a.Cloud.ProjectUID, a.Cloud.Account.UID) }},
	{names: []string{"okta"}, prefix: "okta:", kind: evidence.SourceDirectory, shows: memberships, mailIsLogin: true, nameIsLabel: true,
		instance: func(a *record) string { return a.Metadata.Tenant }},
	{names: []string{"microsoft", "azure", "microsoft azure"}, products: []string{"entra", "azure ad", "azure active directory"}, prefix: "entra:", kind: evidence.SourceDirectory, shows: nothing,
		instance: func(a *record) string { return a.Metadata.Tenant }},
	{names: []string{"github"}, prefix: "github:", kind: evidence.SourceApplication, shows: nothing, logsDone: true,
		instance: func(a *record) string {
			return strings.ToLower(first(a.Cloud.Org.Name, a.User.Account.Name, a.Actor.User.Account.Name))
		}},
	{names: []string{"adobe"}, prefix: "adobe:", kind: evidence.SourceApplication, mailIsLogin: true, logsDone: true,
		instance: func(a *record) string { return first(a.Cloud.Org.UID, a.Metadata.Tenant) }},
}

func nothing(kind, *evidence.Entitlement) bool { return false }

// memberships are shown where groups are named by their ids.
func memberships(k kind, _ *evidence.Entitlement) bool { return k == aMembership }

// bindings are those of roles, which the policy of a resource shows.
func bindings(_ kind, e *evidence.Entitlement) bool {
	return strings.HasPrefix(e.Permission, "roles/") || strings.Contains(e.Permission, "/roles/")
}

// gcpProject is how the full name of a project begins.
const gcpProject = "cloudresourcemanager.googleapis.com/projects/"

// system is what an event is about: its name, and whose product it is.
type system struct {
	vendor
	name string
}

// system returns the system in which access was changed. A product that is
// known is that system; one that is not may report on a cloud that is.
func (o Options) system(a *record) (system, error) {
	v, ok := known(a.Metadata.Product.Vendor, a.Metadata.Product.Name)
	if !ok {
		v, ok = known(a.Cloud.Provider, a.Metadata.Product.Name)
	}
	if !ok {
		name := strings.Join(strings.Fields(strings.ToLower(first(a.Metadata.Product.Vendor, a.Metadata.Product.Name, a.Cloud.Provider))), "-")
		if name == "" {
			return system{}, jsonlog.At("/metadata/product", "does not say which product's access was changed: "+format.Again)
		}
		v = vendor{prefix: name + ":", kind: evidence.SourceApplication,
			instance: func(a *record) string {
				return first(a.Metadata.Tenant, a.Cloud.Account.UID, a.Cloud.Org.UID, a.Cloud.ProjectUID)
			}}
	}
	instance := v.instance(a)
	if instance == "" && v.needed != "" {
		return system{}, jsonlog.At(v.needed, "missing, so that nobody knows in which account access was changed: "+format.Again)
	}
	return system{v, strings.TrimSuffix(v.prefix+first(instance, o.Instance), ":")}, nil
}

func known(name, product string) (vendor, bool) {
	name, product = strings.ToLower(name), strings.ToLower(product)
	for _, v := range vendors {
		if slices.Contains(v.names, name) && (len(v.products) == 0 || slices.ContainsFunc(v.products, func(p string) bool { return strings.Contains(product, p) })) {
			return v, true
		}
	}
	return vendor{}, false
}

// place is the system and the name of a resource that access was changed to:
// in Google Cloud, whatever has a policy of its own is a system.
func (s *system) place(name string) (in, resource string) {
	if full, ok := strings.CutPrefix(name, "//"); ok && strings.HasPrefix(s.prefix, "gcp:") {
		if _, resource, ok := strings.Cut(full, "/"); ok && resource != "" {
			return "gcp:" + full, resource
		}
	}
	return s.name, name
}

// own is the resource of what is given on the system itself.
func (s *system) own(k kind) string {
	if project, ok := strings.CutPrefix(s.name, "gcp:"+gcpProject); ok {
		return "projects/" + project
	}
	return string(k)
}
