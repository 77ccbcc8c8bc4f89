package ocsf

import (
	"strconv"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// class is one class of events, as the schema defines it.
type class struct {
	caption    string
	activities map[int]activity
}

// activity is what happens in one kind of event.
type activity struct {
	caption string
	since   int             // the minor version of the schema that brought it: 8 of 1.8
	action  evidence.Action // empty: it changes nobody's entitlements
	who     func(c *change) []evidence.Identity
	what    func(c *change) []evidence.Entitlement
	life    evidence.EventKind // of a non-human account, if it is of one
}

const (
	iamCategory = 3
	apiActivity = 6003
)

// classes are the classes that are about accounts, privileges and groups.
// Since 1.9 the first two are deprecated for User Management.
var classes = map[int]class{
	3001: {"Account Change", map[int]activity{
		1:  {"Create", 0, evidence.ActionGrant, theUser, account, evidence.EventCreated},
		2:  {"Enable", 0, evidence.ActionGrant, theUser, account, ""},
		3:  {caption: "Password Change"},
		4:  {caption: "Password Reset"},
		5:  {"Disable", 0, evidence.ActionRevoke, theUser, account, ""},
		6:  {"Delete", 0, evidence.ActionRevoke, theUser, account, evidence.EventDecommission},
		7:  {"Attach Policy", 0, evidence.ActionGrant, theUser, policies, ""},
		8:  {"Detach Policy", 0, evidence.ActionRevoke, theUser, policies, ""},
		9:  {caption: "Lock"},
		10: {caption: "MFA Factor Enable", since: 1},
		11: {caption: "MFA Factor Disable", since: 1},
		12: {caption: "Unlock", since: 4},
	}},
	3005: {"User Access Management", map[int]activity{
		1: {"Assign Privileges", 0, evidence.ActionGrant, theUser, privileges, ""},
		2: {"Revoke Privileges", 0, evidence.ActionRevoke, theUser, privileges, ""},
		3: {"Assign Role", 9, evidence.ActionGrant, theUser, roles, ""},
		4: {"Remove Role", 9, evidence.ActionRevoke, theUser, roles, ""},
	}},
	3006: {"Group Management", map[int]activity{
		1:  {"Assign Privileges", 0, evidence.ActionGrant, theGroup, privileges, ""},
		2:  {"Revoke Privileges", 0, evidence.ActionRevoke, theGroup, privileges, ""},
		3:  {"Add User", 0, evidence.ActionGrant, theUsers, membership, ""},
		4:  {"Remove User", 0, evidence.ActionRevoke, theUsers, membership, ""},
		5:  {"Delete", 1, evidence.ActionRevoke, theGroup, all, ""},
		6:  {caption: "Create", since: 1},
		7:  {"Add Subgroup", 6, evidence.ActionGrant, theSubgroup, membership, ""},
		8:  {"Remove Subgroup", 6, evidence.ActionRevoke, theSubgroup, membership, ""},
		9:  {"Update", 9, evidence.ActionModify, theGroup, groupPrivileges, ""},
		10: {"Attach Policies", 9, evidence.ActionGrant, theGroup, policies, ""},
		11: {"Detach Policies", 9, evidence.ActionRevoke, theGroup, policies, ""},
		12: {"Assign Roles", 9, evidence.ActionGrant, theGroup, roles, ""},
		13: {"Remove Roles", 9, evidence.ActionRevoke, theGroup, roles, ""},
	}},
	3007: {"User Management", map[int]activity{
		1:  {"Create", 9, evidence.ActionGrant, theUser, account, evidence.EventCreated},
		2:  {"Update", 9, evidence.ActionModify, theUser, userGroups, ""},
		3:  {"Delete", 9, evidence.ActionRevoke, theUser, account, evidence.EventDecommission},
		4:  {"Enable", 9, evidence.ActionGrant, theUser, account, ""},
		5:  {"Disable", 9, evidence.ActionRevoke, theUser, account, ""},
		6:  {caption: "Lock", since: 9},
		7:  {caption: "Unlock", since: 9},
		8:  {caption: "Password Change", since: 9},
		9:  {caption: "Password Reset", since: 9},
		10: {"Attach Policies", 9, evidence.ActionGrant, theUser, policies, ""},
		11: {"Detach Policies", 9, evidence.ActionRevoke, theUser, policies, ""},
		12: {caption: "Enable MFA Factors", since: 9},
		13: {caption: "Disable MFA Factors", since: 9},
		14: {"Assign Privileges", 9, evidence.ActionGrant, theUser, privileges, ""},
		15: {"Remove Privileges", 9, evidence.ActionRevoke, theUser, privileges, ""},
		16: {"Assign Roles", 9, evidence.ActionGrant, theUser, roles, ""},
		17: {"Remove Roles", 9, evidence.ActionRevoke, theUser, roles, ""},
		18: {"Add Programmatic Credentials", 9, evidence.ActionGrant, theUser, credentials, ""},
		19: {"Remove Programmatic Credentials", 9, evidence.ActionRevoke, theUser, credentials, ""},
	}},
}

// otherClasses are those of the category that are not read.
var otherClasses = map[int]string{
	3002: "Authentication", 3003: "Authorize Session", 3004: "Entity Management", 3008: "Role Management",
}

// activityOf is what happens in an event, with its name. The number tells, if
// the event is of a version of the schema that defines it; otherwise the names
// beside it must say the same. An activity that is Other has a name of the
// vendor's own, and ok is false.
func (a *record) activityOf() (act activity, name string, ok bool, err error) {
	of := classes[a.Class]
	switch {
	case a.Activity == nil:
		return act, "", false, jsonlog.At("/activity_id", "missing, so that nobody knows what was done: "+format.Again)
	case a.Type != nil && *a.Type != a.Class*100+*a.Activity:
		return act, "", false, jsonlog.At("/type_uid", "says something else than class_uid and activity_id do: "+format.Again)
	}
	number := *a.Activity
	if number == 99 && a.Class != 3005 {
		return act, strings.TrimSpace(of.caption + ": " + a.ActivityName), false, nil
	}
	act, defined := of.activities[number]
	if !defined {
		return act, "", false, jsonlog.At("/activity_id", "not an activity that the schema defines, so that nobody knows how access was changed: "+format.Again)
	}
	name = of.caption + ": " + act.caption
	if minor, known := minorVersion(a.Metadata.Version); known && act.since <= minor {
		return act, name, true, nil
	}
	if strings.EqualFold(a.TypeName, name) || strings.EqualFold(a.ClassName, of.caption) && strings.EqualFold(a.ActivityName, act.caption) {
		return act, name, true, nil
	}
	return act, "", false, jsonlog.At("/metadata/version", "not a version of the schema that is known to number the activity so, and type_name does not say it either: "+format.Again)
}

// minorVersion is the minor version of a version of the schema whose numbers
// are known, which are 1.0.0-rc.2 to 1.9. In 0.x activities 7 and 8 of Account
// Change were Change and Lock.
func minorVersion(version string) (int, bool) {
	core, _, _ := strings.Cut(version, "-")
	parts := strings.Split(core, ".")
	if len(parts) < 2 || len(parts) > 3 || parts[0] != "1" {
		return 0, false
	}
	minor, err := strconv.Atoi(parts[1])
	return minor, err == nil && minor >= 0 && minor <= 9
}
