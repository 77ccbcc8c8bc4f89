package okta_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/okta"
)

type edit = map[string]string

// logged is an event in Okta's shape. Parts that edit names replace those of the
// base; "-" takes one away.
func logged(kind string, target string, edit edit) string {
	parts := map[string]string{
		"actor":          `{"id":"00uMARIA","type":"User","alternateId":"Maria@Acme.example","displayName":"Maria","detailEntry":null}`,
		"client":         `{"userAgent":{"rawUserAgent":"curl/8.5.0","os":"Unknown","browser":"UNKNOWN"},"zone":"null","device":"Unknown","id":null,"ipAddress":"192.0.2.1","geographicalContext":null}`,
		"device":         `null`,
		"displayMessage": `"as the console shows it"`,
		"eventType":      `"` + kind + `"`,
		"outcome":        `{"result":"SUCCESS","reason":null}`,
		"published":      `"2026-03-02T11:00:00.250Z"`,
		"severity":       `"INFO"`,
		"debugContext":   `{"debugData":{"requestId":"r-1","requestUri":"/api/v1/x","url":"/api/v1/x?"}}`,
		"transaction":    `{"type":"WEB","id":"t-1","detail":{"requestApiTokenId":"00TOKEN"}}`,
		"uuid":           `"e-1"`,
		"version":        `"0"`,
		"request":        `{"ipChain":[]}`,
		"target":         "[" + target + "]",
	}
	for k, v := range edit {
		parts[k] = v
	}
	var b strings.Builder
	for _, k := range []string{"actor", "client", "device", "displayMessage", "eventType", "eventtype", "outcome", "published", "severity", "debugContext", "debugcontext", "transaction", "uuid", "version", "request", "target", "detail"} {
		if v := parts[k]; v != "" && v != "-" {
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "%q:%s", k, v)
		}
	}
	return "{" + b.String() + "}"
}

const (
	ana     = `{"id":"00uANA","type":"User","alternateId":"Ana@Acme.example","displayName":"Ana","detailEntry":null}`
	anaInIt = `{"id":"0uaANA","type":"AppUser","alternateId":"ana","displayName":"Ana","detailEntry":null}`
	devs    = `{"id":"00gDEV","type":"UserGroup","alternateId":"unknown","displayName":"Developers","detailEntry":null}`
	ops     = `{"id":"00gOPS","type":"UserGroup","alternateId":"unknown","displayName":"Operations","detailEntry":null}`
	crm     = `{"id":"0oaCRM","type":"AppInstance","alternateId":"CRM","displayName":"CRM","detailEntry":null}`
	robot   = `{"id":"0oaBOT","type":"PublicClientApp","alternateId":"0oaBOT","displayName":"Robot","detailEntry":null}`
	key     = `{"id":"00TKEY","type":"Token","alternateId":"unknown","displayName":"deploy","detailEntry":null}`
)

// roles is the debug context of an event about admin roles.
func roles(list string) edit {
	return edit{"debugContext": `{"debugData":{"privilegeGranted":"` + list + `","requestUri":"/api/internal/administrators/x"}}`}
}

func with(a, b edit) edit {
	all := edit{}
	for _, e := range []edit{a, b} {
		for k, v := range e {
			all[k] = v
		}
	}
	return all
}

// line is a fact as the tables have it.
func line(f evidence.Fact) string {
	switch v := f.Value.(type) {
	case *evidence.Change:
		var held []string
		for _, e := range v.Entitlements {
			held = append(held, e.Resource+" "+e.Permission)
		}
		s := fmt.Sprintf("%s %s: %s", v.Action, f.Subject.ID, strings.Join(held, ", "))
		if v.Outcome == evidence.OutcomeFailure {
			s += " (failure)"
		}
		return s
	case *evidence.Event:
		return string(v.Kind) + " " + f.Subject.ID
	}
	return "?"
}

func lines(facts []evidence.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

func TestLog(t *testing.T) {
	failed := func(result string) edit { return edit{"outcome": `{"result":"` + result + `","reason":"x"}`} }
	const member = "ana@acme.example: group/00gDEV member"
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"a member", logged("group.user_membership.add", ana+","+devs, nil), []string{"grant " + member}},
		{"the other way round", logged("group.user_membership.add", devs+","+ana, nil), []string{"grant " + member}},
		{"a member no more", logged("group.user_membership.remove", ana+","+devs, nil), []string{"revoke " + member}},
		{"an assignment", logged("application.user_membership.add", anaInIt+","+crm+","+ana, nil), []string{"grant ana@acme.example: app/0oaCRM assigned"}},
		{"restored", logged("application.user_membership.restore", anaInIt+","+crm+","+ana, nil), []string{"grant ana@acme.example: app/0oaCRM assigned"}},
		{"an assignment taken away", logged("application.user_membership.remove", anaInIt+","+crm+","+ana, nil), []string{"revoke ana@acme.example: app/0oaCRM assigned"}},
		{"unassigned but not deprovisioned", logged("application.user_membership.revoke", anaInIt+","+crm+","+ana, nil), []string{"revoke ana@acme.example: app/0oaCRM assigned"}},
		{"a group's assignment", logged("group.application_assignment.add", devs+","+crm, nil), []string{"grant okta/group/00gDEV: app/0oaCRM assigned"}},
		{"a group's no more", logged("group.application_assignment.remove", crm+","+devs, nil), []string{"revoke okta/group/00gDEV: app/0oaCRM assigned"}},
		{"an API token", logged("system.api_token.create", key, nil), []string{"grant okta/token/00TKEY: api token"}},
		{"an API token again", logged("system.api_token.enable", key, nil), []string{"grant okta/token/00TKEY: api token"}},
		{"an API token no more", logged("system.api_token.revoke", key, nil), []string{"revoke okta/token/00TKEY: api token"}},
		{"an account", logged("user.lifecycle.create", ana, nil), []string{"created ana@acme.example"}},
		{"an account at its end", logged("user.lifecycle.deactivate", ana, nil), []string{"decommission ana@acme.example"}},
		{"an account deleted", logged("user.lifecycle.delete.completed", ana, nil), []string{"decommission ana@acme.example"}},

		{"a login without an @", logged("group.user_membership.add", strings.Replace(ana, "Ana@Acme.example", "Ana", 1)+","+devs, nil), []string{"grant okta/user/ana: group/00gDEV member"}},
		{"no login", logged("group.user_membership.add", strings.Replace(ana, "Ana@Acme.example", "unknown", 1)+","+devs, nil), []string{"grant okta/user/00uANA: group/00gDEV member"}},

		{"a failure", logged("group.user_membership.add", ana+","+devs, failed("FAILURE")), []string{"grant " + member + " (failure)"}},
		{"denied", logged("group.user_membership.add", ana+","+devs, failed("DENY")), []string{"grant " + member + " (failure)"}},
		{"challenged", logged("group.user_membership.add", ana+","+devs, failed("CHALLENGE")), []string{"grant " + member + " (failure)"}},
		{"skipped", logged("group.user_membership.add", ana+","+devs, failed("SKIPPED")), []string{"grant " + member + " (failure)"}},
		{"put off", logged("group.user_membership.remove", ana+","+devs, failed("SCHEDULED")), []string{"revoke " + member + " (failure)"}},
		{"a failure that names no group", logged("group.user_membership.add", ana, failed("FAILURE")), nil},
		{"a failure that names no target", logged("group.privilege.grant", "", failed("FAILURE")), nil},
		{"an account that was not created", logged("user.lifecycle.create", ana, failed("FAILURE")), nil},

		{"lower-cased names", strings.NewReplacer(`"eventType"`, `"eventtype"`, `"alternateId"`, `"alternateid"`, `"displayName"`, `"displayname"`, `"debugContext"`, `"debugcontext"`).Replace(
			logged("user.account.privilege.grant", ana, roles("Super administrator"))), []string{"modify ana@acme.example: admin-role Super Administrator"}},
		{"as EventBridge wraps it", `{"version":"0","id":"x","detail-type":"SystemLog","source":"aws.partner/okta.com/acme/log","time":"2026-03-02T11:00:01Z","detail":` + logged("group.user_membership.add", ana+","+devs, nil) + "}", []string{"grant " + member}},
		{"as a list under a name", `{"logs":[` + logged("group.user_membership.add", ana+","+devs, nil) + `],"has_more_pages":true}`, []string{"grant " + member}},
		{"an array", "[" + logged("group.user_membership.add", ana+","+devs, nil) + "," + logged("user.session.start", ana, nil) + "]", []string{"grant " + member}},
	} {
		facts, errs, _ := sourcetest.Read(t, okta.Reader(okta.Options{}), c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

// A grant of privileges lists those that somebody has afterwards.
func TestPrivileges(t *testing.T) {
	at := func(clock, list string) string {
		return logged("user.account.privilege.grant", ana, with(roles(list), edit{"published": `"2026-03-02T` + clock + `Z"`, "uuid": `"e-` + clock + `"`})) + "\n"
	}
	none := func(clock string) string {
		return logged("user.account.privilege.revoke", ana, edit{"published": `"2026-03-02T` + clock + `Z"`, "uuid": `"e-` + clock + `"`}) + "\n"
	}
	renamed := func(event string) string {
		return strings.ReplaceAll(event, "Ana@Acme.example", "ana.new@acme.example")
	}
	const who = " ana@acme.example: admin-role "
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"two", at("11:00:00", "Organization administrator, Application administrator (all)"), []string{"modify" + who + "Organizational Administrator", "modify" + who + "Application Administrator"}},
		{"one twice", at("11:00:00", "Super administrator, Super administrator"), []string{"modify" + who + "Super Administrator"}},
		{"limited to groups", at("11:00:00", "Help Desk administrator (Sales, Legal), Read only admin"), []string{"modify" + who + "Help Desk Administrator", "modify" + who + "Read-Only Administrator"}},
		{"by its type", at("11:00:00", "SUPER_ADMIN"), []string{"modify" + who + "Super Administrator"}},
		{"a custom one that ends likewise", at("11:00:00", "Badge administrator"), []string{"modify" + who + "Badge administrator"}},
		{"parentheses that do not end", at("11:00:00", "App admin (Sales, Legal"), []string{"modify" + who + "App admin (Sales, Legal"}},
		{"a custom one", at("11:00:00", "Badge printer (all)"), []string{"modify" + who + "Badge printer (all)"}},
		{"one taken away", at("11:00:00", "Super administrator, Read only admin") + at("12:00:00", "Read only admin"), []string{
			"modify" + who + "Super Administrator", "modify" + who + "Read-Only Administrator", "revoke" + who + "Super Administrator", "modify" + who + "Read-Only Administrator"}},
		{"all taken away", at("11:00:00", "Super administrator") + none("12:00:00"), []string{"modify" + who + "Super Administrator", "revoke" + who + "Super Administrator"}},
		{"all taken away, whatever they were", none("12:00:00"), []string{"revoke" + who + "unknown"}},
		{"given back", at("11:00:00", "Super administrator") + none("12:00:00") + at("13:00:00", "Report administrator"), []string{
			"modify" + who + "Super Administrator", "revoke" + who + "Super Administrator", "modify" + who + "Report Administrator"}},
		{"out of order", at("12:00:00", "Super administrator") + at("11:00:00", "Read only admin") + none("13:00:00"), []string{
			"modify" + who + "Super Administrator", "modify" + who + "Read-Only Administrator", "revoke" + who + "Super Administrator"}},
		{"renamed between", at("11:00:00", "Super administrator") + renamed(at("12:00:00", "Read only admin")), []string{
			"modify" + who + "Super Administrator", "revoke ana.new@acme.example: admin-role Super Administrator", "modify ana.new@acme.example: admin-role Read-Only Administrator"}},
		{"somebody else's", at("11:00:00", "Super administrator") + strings.NewReplacer("00uANA", "00uBOB", "Ana@Acme", "bob@acme").Replace(none("12:00:00")), []string{
			"modify" + who + "Super Administrator", "revoke bob@acme.example: admin-role unknown"}},
		{"a failure is no news", at("11:00:00", "Super administrator") + strings.Replace(at("12:00:00", "Read only admin"), "SUCCESS", "FAILURE", 1) + none("13:00:00"), []string{
			"modify" + who + "Super Administrator", "modify" + who + "Read-Only Administrator (failure)", "revoke" + who + "Super Administrator"}},
		{"a group's", logged("group.privilege.grant", devs, roles("Mobile administrator")) + "\n" + logged("group.privilege.revoke", devs, nil), []string{
			"modify okta/group/00gDEV: admin-role Mobile Administrator", "revoke okta/group/00gDEV: admin-role Mobile Administrator"}},
		{"a client's", logged("app.oauth2.client.privilege.grant", robot, roles("Super administrator")) + "\n" + logged("app.oauth2.client.privilege.revoke", robot, nil), []string{
			"modify okta/app/0oaBOT: admin-role Super Administrator", "revoke okta/app/0oaBOT: admin-role Super Administrator"}},
	} {
		facts, errs, _ := sourcetest.Read(t, okta.Reader(okta.Options{}), c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
		ids := map[string]bool{}
		for _, f := range facts {
			ids[f.Value.(*evidence.Change).ID] = true
		}
		if c.what != "a group's" && c.what != "a client's" && len(ids) != len(facts) {
			t.Errorf("%s: %d ids of %d facts", c.what, len(ids), len(facts))
		}
	}
}

// Whole facts, as they leave.
func TestFacts(t *testing.T) {
	o := okta.Options{Org: "acme", CollectedAt: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}
	facts, errs, _ := sourcetest.Read(t, okta.Reader(o), logged("group.user_membership.add", ana+","+devs, nil)+"\n"+
		logged("system.api_token.create", key, edit{"transaction": `{"type":"WEB","id":"t-2","detail":{}}`})+"\n"+
		logged("user.lifecycle.deactivate", ana, edit{"actor": `{"id":"unknown","type":"SystemPrincipal","alternateId":"system@okta.com","displayName":"Okta System"}`, "transaction": `null`}))
	got := sourcetest.Lines(t, facts)
	for _, digest := range strings.Split(got, `"digest":"`)[1:] {
		got = strings.Replace(got, digest[:len("sha256:")+64], "D", 1)
	}
	want := `{"fact":"change","subject":{"id":"ana@acme.example","name":"Ana","aliases":["okta:acme/user/00uANA"]},"value":{"id":"e-1/grant","action":"grant",` +
		`"entitlements":[{"system":"okta:acme","resource":"group/00gDEV","permission":"member","extensions":{"okta":{"name":"Developers"}}}],` +
		`"actor":{"id":"maria@acme.example","name":"Maria","aliases":["okta:acme/user/00uMARIA"]},"executed_at":"2026-03-02T11:00:00.25Z","outcome":"success",` +
		`"source":{"system":"okta:acme","kind":"directory","record_id":"log/e-1","collected_at":"2026-03-10T00:00:00Z","digest":"D"},` +
		`"extensions":{"okta":{"event_type":"group.user_membership.add","result":"SUCCESS","transaction":"t-1","api_token":"00TOKEN"}}}}` + "\n" +
		`{"fact":"change","subject":{"id":"okta:acme/token/00TKEY","kind":"api_key","name":"deploy","owner":{"id":"maria@acme.example","name":"Maria","aliases":["okta:acme/user/00uMARIA"]}},"value":{"id":"e-1/grant","action":"grant",` +
		`"entitlements":[{"system":"okta:acme/api-tokens","resource":"api","permission":"token"}],` +
		`"actor":{"id":"maria@acme.example","name":"Maria","aliases":["okta:acme/user/00uMARIA"]},"executed_at":"2026-03-02T11:00:00.25Z","outcome":"success",` +
		`"source":{"system":"okta:acme","kind":"directory","record_id":"log/e-1","collected_at":"2026-03-10T00:00:00Z","digest":"D"},` +
		`"extensions":{"okta":{"event_type":"system.api_token.create","result":"SUCCESS","transaction":"t-2"}}}}` + "\n" +
		`{"fact":"event","subject":{"id":"ana@acme.example","name":"Ana","aliases":["okta:acme/user/00uANA"]},"value":{"id":"e-1","kind":"decommission","occurred_at":"2026-03-02T11:00:00.25Z",` +
		`"source":{"system":"okta:acme","kind":"directory","record_id":"log/e-1","collected_at":"2026-03-10T00:00:00Z","digest":"D"},` +
		`"extensions":{"okta":{"event_type":"user.lifecycle.deactivate","result":"SUCCESS"}}}}` + "\n"
	if diff := cmp.Diff(want, got); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
}

func TestActors(t *testing.T) {
	for actor, want := range map[string]string{
		`{"id":"00uX","type":"User","alternateId":"X@y","displayName":"X"}`:                                          "x@y ",
		`{"id":"unknown","type":"SystemPrincipal","alternateId":"system@okta.com","displayName":"Okta System"}`:      "okta/SystemPrincipal/system@okta.com workload",
		`{"id":"0oaBOT","type":"PublicClientApp","alternateId":"0oaBOT","displayName":"Robot"}`:                      "okta/app/0oaBOT workload",
		`{"id":"0oaBOT","type":"PublicClientAppEntity","alternateId":"0oaBOT","displayName":"Okta Access Requests"}`: "okta/app/0oaBOT workload",
		`{"id":"0prR","type":"GroupRule","alternateId":"unknown","displayName":"All developers"}`:                    "okta/GroupRule/0prR ",
		`{"id":"unknown","type":"User","alternateId":"unknown","displayName":"unknown"}`:                             "",
		`{"id":"unknown","type":"PublicClientApp","alternateId":"unknown","displayName":"unknown"}`:                  "",
		`{}`: "", `null`: "", `-`: "",
	} {
		facts, errs, _ := sourcetest.Read(t, okta.Reader(okta.Options{}), logged("group.user_membership.add", ana+","+devs, edit{"actor": actor}))
		if len(facts) != 1 {
			t.Errorf("%s: %q", actor, errs)
			continue
		}
		got := ""
		if a := facts[0].Value.(*evidence.Change).Actor; a != nil {
			got = a.ID + " " + string(a.Kind)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", actor, got, want)
		}
	}
}

// Whose an API token is.
func TestTokenOwner(t *testing.T) {
	for what, c := range map[string]struct{ input, want string }{
		"who created it":             {logged("system.api_token.create", key, nil), "maria@acme.example"},
		"for whom it was created":    {logged("system.api_token.create", key+","+ana, nil), "ana@acme.example"},
		"somebody without a name":    {logged("system.api_token.create", key, edit{"actor": `{"id":"unknown","type":"User","alternateId":"unknown"}`}), ""},
		"created by Okta":            {logged("system.api_token.create", key, edit{"actor": `{"id":"unknown","type":"SystemPrincipal","alternateId":"system@okta.com"}`}), ""},
		"not who took it away":       {logged("system.api_token.revoke", key, nil), ""},
		"from whom it was taken":     {logged("system.api_token.revoke", key+","+ana, nil), "ana@acme.example"},
		"not who made it work again": {logged("system.api_token.enable", key, nil), ""},
	} {
		facts, errs, _ := sourcetest.Read(t, okta.Reader(okta.Options{}), c.input)
		if len(facts) != 1 {
			t.Errorf("%s: %q", what, errs)
			continue
		}
		got := ""
		if o := facts[0].Subject.Owner; o != nil {
			got = o.ID
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}

func TestIgnored(t *testing.T) {
	const other, elsewhere, withheld = "about access, accounts or requests, and not one that this source takes for a change", "not about access", "failed, and does not say whose access it was about"
	for name, why := range map[string]source.Reason{
		"access.request.create":                  {Why: other, Name: "access.request.create"},
		"access.request.resolve":                 {Why: other, Name: "access.request.resolve"},
		"app.access_request.approver.approve":    {Why: other, Name: "app.access_request.approver.approve"},
		"app.oauth2.admin.consent.grant":         {Why: other, Name: "app.oauth2.admin.consent.grant"},
		"application.user_membership.provision":  {Why: other, Name: "application.user_membership.provision"},
		"group.lifecycle.delete":                 {Why: other, Name: "group.lifecycle.delete"},
		"iam.resourceset.bindings.add":           {Why: other, Name: "iam.resourceset.bindings.add"},
		"user.lifecycle.suspend":                 {Why: other, Name: "user.lifecycle.suspend"},
		"user.session.impersonation.grant":       {Why: other, Name: "user.session.impersonation.grant"},
		"user.session.start":                     {Why: elsewhere},
		"policy.evaluate_sign_on":                {Why: elsewhere},
		"user.mfa.factor.deactivate":             {Why: elsewhere},
		"application.policy.sign_on.deny_access": {Why: elsewhere},
	} {
		_, errs, tally := sourcetest.Read(t, okta.Reader(okta.Options{}), logged(name, "", nil))
		if tally.IgnoredFor(why) != 1 {
			t.Errorf("%s: %q %s", name, errs, tally)
		}
	}
	_, _, tally := sourcetest.Read(t, okta.Reader(okta.Options{}), logged("group.privilege.grant", crm, edit{"outcome": `{"result":"FAILURE"}`}))
	if tally.IgnoredFor(source.Reason{Why: withheld, Name: "group.privilege.grant"}) != 1 {
		t.Errorf("a failure: %s", tally)
	}
}

func TestLogErrors(t *testing.T) {
	const (
		again   = ": export the log from Okta again"
		look    = ": look the event up in the System Log"
		unknown = "neither a success nor a failure, so that nobody knows whether this was done" + look
		none    = "none of type %s with its id, so that the event does not say whose access to what it is about" + again
		clock   = "e-1 /published: not a time with a zone, such as 2026-03-02T09:00:00Z" + again
	)
	add := func(e edit) string { return logged("group.user_membership.add", ana+","+devs, e) }
	for _, c := range []struct{ what, input, want string }{
		{"no zone", add(edit{"published": `"2026-03-02 11:00:00.250"`}), clock},
		{"no time", add(edit{"published": "-"}), clock},
		{"no uuid", add(edit{"uuid": "-"}), "/uuid: missing, so that nobody can find the event again" + again},
		{"no outcome", add(edit{"outcome": "-"}), "e-1 /outcome/result: missing, so that nobody knows whether this was done" + look},
		{"a null outcome", add(edit{"outcome": `{"result":null,"reason":null}`}), "e-1 /outcome/result: missing, so that nobody knows whether this was done" + look},
		{"an unknown outcome", add(edit{"outcome": `{"result":"UNKNOWN"}`}), "e-1 /outcome/result: " + unknown},
		{"what a policy says", add(edit{"outcome": `{"result":"ALLOW"}`}), "e-1 /outcome/result: " + unknown},
		{"another spelling", add(edit{"outcome": `{"result":"success"}`}), "e-1 /outcome/result: " + unknown},
		{"no target", add(edit{"target": "-"}), "e-1 /target: " + fmt.Sprintf(none, "User")},
		{"a null target", add(edit{"target": "null"}), "e-1 /target: " + fmt.Sprintf(none, "User")},
		{"no group", logged("group.user_membership.add", ana+","+crm, nil), "e-1 /target: " + fmt.Sprintf(none, "UserGroup")},
		{"no user but one of the app", logged("application.user_membership.add", anaInIt+","+crm, nil), "e-1 /target: " + fmt.Sprintf(none, "User")},
		{"a target without an id", logged("group.user_membership.add", ana+","+strings.Replace(devs, "00gDEV", "unknown", 1), nil), "e-1 /target: " + fmt.Sprintf(none, "UserGroup")},
		{"two groups", logged("group.user_membership.add", ana+","+devs+","+ops, nil), "e-1 /target: several of type UserGroup, so that the event does not say which" + look},
		{"no roles", logged("user.account.privilege.grant", ana, nil), "e-1 /debugContext/debugData/privilegeGranted: missing, so that the event does not say which roles it is about" + again},
		{"empty roles", logged("user.account.privilege.grant", ana, roles(" , ")), "e-1 /debugContext/debugData/privilegeGranted: missing, so that the event does not say which roles it is about" + again},
		{"roles of another type", logged("user.account.privilege.grant", ana, edit{"debugContext": `{"debugData":{"privilegeGranted":["Super administrator"]}}`}), "e-1 /debugContext/debugData/privilegeGranted: an array, which is not what Okta writes there" + again},
		{"a name in both cases", add(edit{"eventtype": `"group.user_membership.add"`}), "e-1 /eventtype: stands there beside eventType" + again},
		{"a part in both cases", strings.Replace(add(nil), `"uuid"`, `"Outcome":{"result":"FAILURE"},"uuid"`, 1), "e-1 /Outcome: not JSON: duplicate object member name; fetch the log again (at byte "},
		{"a type of another type", add(edit{"eventType": "7"}), "e-1 /eventType: a number, which is not what Okta writes there" + again},
		{"a hook's delivery", `{"eventType":"com.okta.event_hook","eventId":"x","data":{"events":[]}}`, "what Okta sent to an event hook, which wraps events: export the System Log itself"},
		{"what a query made of it", `{"p_event_time":"2026-03-02 11:00:00","eventType":"system.api_token.create","result":"SUCCESS"}`, "not a System Log event, which has eventType, uuid and published: use the log as Okta wrote it, or leave this out"},
		{"another vendor's", `{"eventID":"x","eventType":"AwsApiCall","eventName":"AttachUserPolicy"}`, "not a System Log event, which has eventType, uuid and published: use the log as Okta wrote it, or leave this out"},
		{"nothing of the kind", `{"a":1}`, "not a System Log event, which has eventType, uuid and published: use the log as Okta wrote it, or leave this out"},
		{"a page of a listing", `{"url":"https://acme.okta.com/api/v1/users","next":"","body":[]}`, "a page of a listing, not a System Log event: read it as a listing, okta-state"},
	} {
		facts, errs, _ := sourcetest.Read(t, okta.Reader(okta.Options{}), c.input)
		if len(errs) != 1 || !strings.HasPrefix(errs[0], "log:1: "+c.want) || !strings.HasSuffix(c.want, "(at byte ") && errs[0] != "log:1: "+c.want || len(facts) != 0 {
			t.Errorf("%s: %v %q\nwant %q", c.what, lines(facts), errs, "log:1: "+c.want)
		}
	}
}
