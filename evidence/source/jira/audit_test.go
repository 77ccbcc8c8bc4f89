package jira_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
)

func thing(kind, id, name string) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"typeName":%q,"parentId":"1","parentName":"IDP Directory"}`, id, name, kind)
}

var (
	added = object{"id": "9", "summary": `"User added to group"`, "category": `"group management"`, "created": `"2026-03-02T11:00:00.000+0000"`, "authorAccountId": `"5b-admin"`, "authorKey": `"ug:1"`,
		"eventSource": `""`, "remoteAddress": `"192.0.2.1"`, "objectItem": thing("GROUP", "g-1", "eng"), "associatedItems": "[" + thing("USER", "ug:2", "5b-ana") + "]"}
	dataCenter = added.with(object{"authorAccountId": "", "authorKey": `"JIRAUSER1"`, "associatedItems": "[" + thing("USER", "JIRAUSER2", "Ana") + "]"})
)

func TestAudit(t *testing.T) {
	const grant = "grant ana=jira:acme/user/ug:2 by admin at 02T11:00:00 [jira:acme group/eng member]"
	for _, c := range []struct {
		what string
		item object
		want []string
	}{
		{"added", added, []string{grant}},
		{"removed", added.with(object{"summary": `"User removed from group"`}), []string{"revoke" + grant[5:]}},
		{"the user first", added.with(object{"objectItem": thing("USER", "ug:2", "5b-ana"), "associatedItems": "[" + thing("GROUP", "eng", "eng") + "]"}), []string{grant}},
		{"several users", added.with(object{"associatedItems": "[" + thing("USER", "", "5b-ana") + "," + thing("USER", "5b-bob", "5b-bob") + "]"}),
			[]string{"grant ana by admin at 02T11:00:00 [jira:acme group/eng member]", "grant bob by admin at 02T11:00:00 [jira:acme group/eng member]"}},
		{"several groups", added.with(object{"objectItem": thing("USER", "", "5b-ana"), "associatedItems": "[" + thing("GROUP", "", "eng") + "," + thing("GROUP", "", "ops") + "]"}),
			[]string{"grant ana by admin at 02T11:00:00 [jira:acme group/eng member] [jira:acme group/ops member]"}},
		{"a name for people", added.with(object{"associatedItems": "[" + thing("USER", "5b-ana", "Ana Lee") + "]"}), []string{"grant ana by admin at 02T11:00:00 [jira:acme group/eng member]"}},
		{"of Data Center", dataCenter, []string{"grant jira:acme/user/ana=jira:acme/userkey/JIRAUSER2 by jira:acme/userkey/JIRAUSER1 at 02T11:00:00 [jira:acme group/eng member]"}},
		{"by Jira itself", added.with(object{"authorAccountId": "", "authorKey": "null", "associatedItems": "[" + thing("USER", "", "ana") + "]"}), []string{"grant jira:acme/user/ana by nobody at 02T11:00:00 [jira:acme group/eng member]"}},
		{"a group alone", added.with(object{"summary": `"Group created"`, "associatedItems": ""}), []string{"- neither an addition to a group nor a removal from one: Group created"}},
		{"a user in a group", added.with(object{"summary": `"User updated"`, "category": `"user management"`}), []string{"- neither an addition to a group nor a removal from one: User updated"}},
		{"permissions", added.with(object{"summary": `"Global permission added"`, "category": `"permissions"`}), []string{"- about access, and Atlassian does not document how it says whose: Global permission added"}},
		{"roles", added.with(object{"summary": `"Project roles changed"`, "category": `"projects"`}), []string{"- about access, and Atlassian does not document how it says whose: Project roles changed"}},
		{"another language", added.with(object{"summary": `"Benutzer hinzugefügt"`, "category": `"Gruppenverwaltung"`}),
			[]string{`! 9 /summary: "Benutzer hinzugefügt" names a user and a group, and does not say in words that are known whether the one was added to the other: export it with the account of somebody whose language is English`}},
		{"no id", added.with(object{"id": ""}), []string{"! event 1 /id: missing" + again}},
		{"no time", added.with(object{"created": ""}), []string{"! 9 /created: not a time with a zone, such as 2026-03-02T09:00:00Z" + again}},
		{"no zone", added.with(object{"created": `"2026-03-02T11:00:00.000"`}), []string{"! 9 /created: not a time with a zone, such as 2026-03-02T09:00:00Z" + again}},
		{"no user", added.with(object{"associatedItems": ""}), []string{"! 9 /objectItem: does not name both the user and the group, here or in associatedItems: look the record up"}},
		{"no group", added.with(object{"objectItem": ""}), []string{"! 9 /objectItem: does not name both the user and the group, here or in associatedItems: look the record up"}},
		{"a user without an id", added.with(object{"associatedItems": "[" + thing("USER", "", "Ana Lee") + "]"}), []string{"! 9 /objectItem: a user without a name and an id: look the record up"}},
		{"a group without a name", added.with(object{"objectItem": thing("GROUP", "g-1", "")}), []string{"! 9 /associatedItems: group 1 has no name: look the record up"}},
		{"another type", added.with(object{"objectItem": `"eng"`}), []string{"! 9 /objectItem: a string, which is not what Jira writes there" + again}},
		{"no summary", added.with(object{"summary": ""}), []string{"! 9 /summary: missing" + again}},
		{"of the organisation", object{"id": `"e-1"`, "attributes": `{"action":"user_login"}`},
			[]string{"! e-1 /attributes: an event of the organisation's audit log, of which Atlassian does not document how it says whose access was changed: export Jira's own audit records (GET /rest/api/2/auditing/record)"}},
	} {
		facts, errs, tally := sourcetest.Read(t, jira.Audit(options), `{"offset":0,"limit":1000,"total":1,"records":[`+c.item.String()+`]}`)
		got := lines(facts)
		for _, why := range tally.Reasons() {
			got = append(got, "- "+why.Why+": "+why.Name)
		}
		for _, err := range errs {
			got = append(got, "! "+place.ReplaceAllString(err, ""))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}

// The whole of a change, written by hand from the package documentation.
func TestAuditChange(t *testing.T) {
	facts, _, tally := sourcetest.Read(t, jira.Audit(options), added.String())
	if tally.UsedAs("User added to group") != 1 {
		t.Fatal(tally)
	}
	// printf '%s' RECORD | sha256sum
	const digest = "sha256:5a80fd7692060f106491b6604aad74b4097506be607e82414797963155050163"
	got := sourcetest.Lines(t, facts)
	want := `{"fact":"change","subject":{"id":"jira:acme/user/5b-ana","aliases":["jira:acme/user/ug:2"]},"value":{"id":"9/grant","action":"grant",` +
		`"entitlements":[{"system":"jira:acme","resource":"group/eng","permission":"member"}],"actor":{"id":"jira:acme/user/5b-admin"},"executed_at":"2026-03-02T11:00:00Z","outcome":"success",` +
		`"source":{"system":"jira:acme","kind":"application","record_id":"auditing/9","collected_at":"2026-03-10T00:00:00Z","digest":"` + digest + `"},` +
		`"extensions":{"jira_audit":{"summary":"User added to group","category":"group management","remote_address":"192.0.2.1"}}}}` + "\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
