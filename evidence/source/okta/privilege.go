package okta

import (
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// privileges are the admin roles that an event told somebody to have.
type privileges struct {
	at    time.Time
	roles []evidence.Entitlement
}

// roles are the admin roles that somebody has after the event: all of them.
func (a *action) roles() ([]evidence.Entitlement, error) {
	const at = "/debugContext/debugData/privilegeGranted"
	var debug struct {
		Data struct {
			Granted string `json:"privilegeGranted,case:ignore"`
		} `json:"debugData,case:ignore"`
	}
	if err := a.event.Part(a.Debug, "/debugContext", &debug); err != nil {
		return nil, err
	}
	var held []evidence.Entitlement
	for _, name := range splitRoles(debug.Data.Granted) {
		if r := a.role(roleName(name)); !contains(held, r) {
			held = append(held, r)
		}
	}
	if len(held) == 0 {
		return nil, jsonlog.At(at, "missing, so that the event does not say which roles it is about: "+a.event.Again())
	}
	return held, nil
}

// privileges are the facts in an event after which somebody has these admin
// roles, or, where it is a revoke, none.
func (a *action) privileges(subject evidence.Identity, does evidence.Action, now []evidence.Entitlement) []evidence.Fact {
	var facts []evidence.Fact
	add := func(does evidence.Action, r evidence.Entitlement) {
		facts = append(facts, a.fact(subject, does, []evidence.Entitlement{r}, string(does)+"/"+r.Permission))
	}
	key := subject.ID
	if len(subject.Aliases) > 0 {
		key = subject.Aliases[0] // which a rename does not change
	}
	before := a.known[key]
	if a.failed || a.at.Before(before.at) { // events may be out of order
		before = privileges{}
	} else {
		a.known[key] = privileges{a.at, now}
	}
	for _, r := range before.roles {
		if !contains(now, r) {
			add(revoke, r)
		}
	}
	for _, r := range now {
		add(does, r)
	}
	if len(facts) == 0 { // all that there were, and nobody told which
		add(does, a.role("unknown"))
	}
	return facts
}

func contains(list []evidence.Entitlement, e evidence.Entitlement) bool {
	return slices.ContainsFunc(list, func(o evidence.Entitlement) bool { return o.Key() == e.Key() })
}

// splitRoles splits a list of roles at its commas, but not at those in the
// parentheses in which Okta names what a role is for.
func splitRoles(list string) []string {
	var roles []string
	start, depth := 0, 0
	for i, c := range list + "," {
		switch {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ',' && (depth == 0 || i == len(list)):
			if role := strings.TrimSpace(list[start:i]); role != "" {
				roles = append(roles, role)
			}
			start = i + 1
		}
	}
	return roles
}

// standardRoles are the names of Okta's own admin roles, by the type that the
// Roles API has for them.
var standardRoles = map[string]string{
	"ACCESS_CERTIFICATIONS_ADMIN": "Access Certifications Administrator",
	"ACCESS_REQUESTS_ADMIN":       "Access Requests Administrator",
	"API_ACCESS_MANAGEMENT_ADMIN": "API Access Management Administrator",
	"APP_ADMIN":                   "Application Administrator",
	"GROUP_MEMBERSHIP_ADMIN":      "Group Membership Administrator",
	"HELP_DESK_ADMIN":             "Help Desk Administrator",
	"MOBILE_ADMIN":                "Mobile Administrator",
	"ORG_ADMIN":                   "Organizational Administrator",
	"READ_ONLY_ADMIN":             "Read-Only Administrator",
	"REPORT_ADMIN":                "Report Administrator",
	"SUPER_ADMIN":                 "Super Administrator",
	"USER_ADMIN":                  "User Administrator",
	"WORKFLOWS_ADMIN":             "Workflows Administrator",
}

// loggedRoles are the types of Okta's own admin roles, by what the log calls
// them, in lower case, with a space for a hyphen, and without the last word.
var loggedRoles = map[string]string{
	"access certifications": "ACCESS_CERTIFICATIONS_ADMIN",
	"access requests":       "ACCESS_REQUESTS_ADMIN",
	"api access management": "API_ACCESS_MANAGEMENT_ADMIN",
	"app":                   "APP_ADMIN",
	"application":           "APP_ADMIN",
	"group":                 "USER_ADMIN",
	"group membership":      "GROUP_MEMBERSHIP_ADMIN",
	"help desk":             "HELP_DESK_ADMIN",
	"mobile":                "MOBILE_ADMIN",
	"org":                   "ORG_ADMIN",
	"organization":          "ORG_ADMIN",
	"organizational":        "ORG_ADMIN",
	"read only":             "READ_ONLY_ADMIN",
	"report":                "REPORT_ADMIN",
	"super":                 "SUPER_ADMIN",
	"super organization":    "SUPER_ADMIN",
	"user":                  "USER_ADMIN",
	"workflows":             "WORKFLOWS_ADMIN",
}

// roleName is the name of a role that the log names: one of [standardRoles],
// without what it is for, or as it is, since anybody may name custom roles.
func roleName(logged string) string {
	if name, ok := standardRoles[logged]; ok {
		return name
	}
	name, scope, _ := strings.Cut(logged, "(")
	if scope != "" && !strings.HasSuffix(scope, ")") {
		return logged
	}
	name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "-", " ")
	for _, last := range []string{" administrator", " admin"} {
		if first, ok := strings.CutSuffix(name, last); ok {
			if kind, ok := loggedRoles[first]; ok {
				return standardRoles[kind]
			}
		}
	}
	return logged
}
