package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/awsiam"
	"github.com/counterfoil/counterfoil/evidence/source/cloudtrail"
	"github.com/counterfoil/counterfoil/evidence/source/entra"
	"github.com/counterfoil/counterfoil/evidence/source/gcp"
	"github.com/counterfoil/counterfoil/evidence/source/github"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
	"github.com/counterfoil/counterfoil/evidence/source/kubernetes"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
	"github.com/counterfoil/counterfoil/evidence/source/ocsf"
	"github.com/counterfoil/counterfoil/evidence/source/okta"
	"github.com/counterfoil/counterfoil/evidence/source/scim"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
	"github.com/counterfoil/counterfoil/evidence/source/teleport"
	"github.com/counterfoil/counterfoil/evidence/source/vault"
)

// kind is a kind of source, as --source names it: NAME, or NAME:INSTANCE.
type kind struct {
	name     string
	instance string // what INSTANCE is; empty: it takes none
	what     string
	shapes   func() []source.Shape
	open     func(readOptions) source.Reader
}

// readOptions are what an input does not say of itself.
type readOptions struct {
	instance    string
	collectedAt time.Time
	members     map[string][]string // of groups that only a directory knows
	tickets     *regexp.Regexp      // what a ticket number looks like
	serviceNow  servicenow.Settings
	jira        jira.Settings
}

// catalogue is every kind there is.
func catalogue() []kind {
	return []kind{
		{"cloudtrail", "", "AWS: CloudTrail logs", cloudtrail.Shapes,
			func(o readOptions) source.Reader {
				return cloudtrail.Reader(cloudtrail.Options{CollectedAt: o.collectedAt, Tickets: o.tickets})
			}},
		{"entra", "name or id of the tenant", "Microsoft Entra ID: audit logs", entra.Shapes,
			func(o readOptions) source.Reader {
				return entra.Reader(entra.Options{CollectedAt: o.collectedAt, Tenant: o.instance, Tickets: o.tickets})
			}},
		{"entra-state", "name or id of the tenant", "Microsoft Entra ID: listings of Microsoft Graph", entra.StateShapes,
			func(o readOptions) source.Reader {
				return entra.State(entra.Options{CollectedAt: o.collectedAt, Tenant: o.instance})
			}},
		{"gcp", "", "Google Cloud: audit logs", gcp.Shapes,
			func(o readOptions) source.Reader {
				return gcp.Reader(gcp.Options{CollectedAt: o.collectedAt, Tickets: o.tickets})
			}},
		{"gcp-state", "full name of the resource, if the policy does not say it", "Google Cloud: IAM policies and custom roles", gcp.StateShapes,
			func(o readOptions) source.Reader {
				return gcp.State(gcp.Options{CollectedAt: o.collectedAt, Resource: o.instance, Members: o.members})
			}},
		{"github", "", "GitHub: audit logs", github.Shapes,
			func(o readOptions) source.Reader { return github.Reader(github.Options{CollectedAt: o.collectedAt}) }},
		{"github-webhooks", "", "GitHub: webhooks", github.WebhookShapes,
			func(o readOptions) source.Reader { return github.Webhooks(github.Options{CollectedAt: o.collectedAt}) }},
		{"github-state", "", "GitHub: listings of members, teams, repositories, apps and tokens", github.StateShapes,
			func(o readOptions) source.Reader { return github.State(github.Options{CollectedAt: o.collectedAt}) }},
		{"kubernetes", "name of the cluster", "Kubernetes: audit logs", kubernetes.Shapes,
			func(o readOptions) source.Reader {
				return kubernetes.Reader(kubernetes.Options{CollectedAt: o.collectedAt, Cluster: o.instance, Tickets: o.tickets})
			}},
		{"kubernetes-state", "name of the cluster", "Kubernetes: listings of role bindings and roles", kubernetes.StateShapes,
			func(o readOptions) source.Reader {
				return kubernetes.State(kubernetes.Options{CollectedAt: o.collectedAt, Cluster: o.instance, Members: o.members})
			}},
		{"awsiam", "", "AWS: users, groups, roles and policies of an account", awsiam.StateShapes,
			func(o readOptions) source.Reader {
				return awsiam.State(awsiam.Options{CollectedAt: o.collectedAt})
			}},
		{"okta", "name of the org", "Okta: System Log", okta.Shapes,
			func(o readOptions) source.Reader {
				return okta.Reader(okta.Options{CollectedAt: o.collectedAt, Org: o.instance, Tickets: o.tickets})
			}},
		{"okta-state", "name of the org", "Okta: listings of users, groups, applications and administrators", okta.StateShapes,
			func(o readOptions) source.Reader {
				return okta.State(okta.Options{CollectedAt: o.collectedAt, Org: o.instance})
			}},
		{"ocsf", "name of the system, where events do not say it", "OCSF events of access, accounts and groups", ocsf.Shapes,
			func(o readOptions) source.Reader {
				return ocsf.Reader(ocsf.Options{CollectedAt: o.collectedAt, Instance: o.instance, CloudTrail: cloudtrail.Reader(cloudtrail.Options{CollectedAt: o.collectedAt, Tickets: o.tickets})})
			}},
		{"scim", "name of the service", "SCIM 2.0: users and groups", scim.StateShapes,
			func(o readOptions) source.Reader {
				return scim.State(scim.Options{CollectedAt: o.collectedAt, Service: o.instance})
			}},
		{"servicenow", "name of the instance", "ServiceNow: requested items, approvals, and what explains them", servicenow.Shapes,
			func(o readOptions) source.Reader {
				return servicenow.Reader(servicenow.Options{CollectedAt: o.collectedAt, Instance: o.instance, Settings: o.serviceNow})
			}},
		{"jira", "name of the site", "Jira Service Management: requests, approvals, and their history", jira.Shapes,
			func(o readOptions) source.Reader {
				return jira.Reader(jira.Options{CollectedAt: o.collectedAt, Site: o.instance, Settings: o.jira})
			}},
		{"jira-audit", "name of the site", "Jira: audit records of who is in which group", jira.AuditShapes,
			func(o readOptions) source.Reader {
				return jira.Audit(jira.Options{CollectedAt: o.collectedAt, Site: o.instance})
			}},
		{"teleport", "name of the cluster", "Teleport: audit logs", teleport.Shapes,
			func(o readOptions) source.Reader {
				return teleport.Reader(teleport.Options{CollectedAt: o.collectedAt, Cluster: o.instance})
			}},
		{"vault", "name of the cluster", "HashiCorp Vault: audit logs", vault.Shapes,
			func(o readOptions) source.Reader {
				return vault.Reader(vault.Options{CollectedAt: o.collectedAt, Cluster: o.instance, Tickets: o.tickets})
			}},
		{"facts", "", "facts as counterfoil facts prints them", func() []source.Shape {
			return []source.Shape{{What: "JSON Lines, one fact a line", Members: []string{"fact", "subject", "value"}}}
		}, func(readOptions) source.Reader { return printedFacts }},
		{"mapped", "file of the mapping document", "CSV, JSON or JSON Lines of any origin, read as a mapping document says", func() []source.Shape {
			return []source.Shape{{What: "what the document says: see package evidence/source/mapped"}}
		}, nil},
	}
}

// open returns the reader that --source names: NAME, NAME:INSTANCE, and both
// with @TIME, which is when this input was fetched.
func (o readOptions) open(name string) (kind, source.Reader, error) {
	if at := strings.LastIndexByte(name, '@'); at >= 0 {
		t, err := time.Parse(time.RFC3339, name[at+1:])
		if err == nil {
			name, o.collectedAt = name[:at], t
		} else if !strings.HasPrefix(name, "mapped:") { // a file may be called so
			return kind{}, nil, fmt.Errorf("--source %s: after the @ there must be the time of collection, such as 2026-03-31T18:00:00Z", name)
		}
	}
	name, instance, _ := strings.Cut(name, ":")
	o.instance = instance
	near := nearest{to: name}
	for _, k := range catalogue() {
		if k.name != name {
			near.see(k.name)
			continue
		}
		if instance != "" && k.instance == "" {
			return kind{}, nil, fmt.Errorf("--source %s:%s: %s needs no name: its input has them all", name, instance, name)
		}
		if k.open == nil {
			read, err := o.mapped()
			return k, read, err
		}
		return k, k.open(o), nil
	}
	return kind{}, nil, fmt.Errorf("there is no source %s%s\nSee counterfoil sources for all of them", name, near.didYouMean())
}

// mapped reads with the mapping document that the instance is.
func (o readOptions) mapped() (source.Reader, error) {
	if o.instance == "" {
		return nil, errors.New("source mapped needs the mapping document: write mapped:FILE")
	}
	text, err := os.ReadFile(o.instance)
	if err != nil {
		return nil, err
	}
	m, err := mapped.Parse(o.instance, text)
	if err != nil {
		return nil, err
	}
	return m.Reader(mapped.Options{CollectedAt: o.collectedAt}), nil
}
