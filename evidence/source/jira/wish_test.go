package jira_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
)

const settings = `{"requests": [
  {"request_type": "AWS access", "action": "{What}", "actions": {"Add": "grant", "Remove": "revoke"}, "justification": "{Why}",
   "entitlements": [{"system": "aws:{customfield_1}", "resource": "s3/{customfield_2}", "permission": "{Role}", "scope": "{customfield_4}", "expires_at": "{customfield_5}"}]},
  {"request_type": "77", "subject": "{Requested for}", "subject_kind": "service_account", "action": "grant",
   "entitlements": [{"system": "okta:acme", "resource": "group/ops", "permission": "member"}]},
  {"request_type": "Door card"},
  {"entitlements": [{"system": "{customfield_6}", "resource": "{customfield_7}", "permission": "{customfield_8}"}]}
]}`

// portal is a request with those fields, "ID=LABEL" and their JSON.
func portal(pairs ...string) object {
	var fields []string
	for i := 0; i < len(pairs); i += 2 {
		id, label, _ := strings.Cut(pairs[i], "=")
		fields = append(fields, fmt.Sprintf(`{"fieldId":%q,"label":%q,"value":%s}`, id, label, pairs[i+1]))
	}
	return request.with(object{"requestFieldValues": "[" + strings.Join(fields, ",") + "]"})
}

func TestEntitlements(t *testing.T) {
	o := configured(t, settings)
	all := func(edit object) object {
		f := object{"customfield_1=Account": `"123456789012"`, "customfield_2=Bucket": `"artifacts"`, "customfield_3=Role": `{"id":"1","value":"ReadOnly"}`, "customfield_4=Region": `"eu-1"`,
			"customfield_5=Until": `"2026-03-09T11:00:00.000+0200"`, "customfield_9=What": `{"value":"Add"}`, "customfield_10=Why": `"Release"`}.with(edit)
		var pairs []string
		for k, v := range f {
			if v != "" {
				pairs = append(pairs, k, v)
			}
		}
		return portal(pairs...)
	}
	for _, c := range []struct {
		what string
		item fmt.Stringer
		want string
	}{
		{"all of it", all(nil), " grant [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
		{"another action", all(object{"customfield_9=What": `{"value":"Remove"}`}), " revoke [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
		{"an action as it is", all(object{"customfield_9=What": `"modify"`}), " modify [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
		{"left blank", all(object{"customfield_9=What": "null", "customfield_4=Region": `""`, "customfield_5=Until": "", "customfield_10=Why": "[]"}), " [aws:123456789012 s3/artifacts ReadOnly]"},
		{"no bucket", all(object{"customfield_2=Bucket": "null"}), " grant"},
		{"a number", all(object{"customfield_1=Account": `1.23456789012E11`}), " grant [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
		{"a group", all(object{"customfield_2=Bucket": `{"name":"logs","self":"x"}`}), " grant [aws:123456789012 s3/logs ReadOnly @eu-1 until 09T09:00:00]"},
		{"several", all(object{"customfield_3=Role": `[{"value":"ReadOnly"},{"value":" Write "},null]`}),
			" grant [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00] [aws:123456789012 s3/artifacts Write @eu-1 until 09T09:00:00]"},
		{"an expiry as the service desk's API writes it", all(object{"customfield_5=Until": day("09 09:00:00")}), " grant [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
		{"no fields", request, ""},
		{"of any type", portal("customfield_6=", `"a"`, "customfield_7=", `"b"`, "customfield_8=", `"c"`).with(object{"requestType": "", "requestTypeId": `"1"`}), " [a b c]"},
		{"of a type that is not about access", portal("customfield_6=", `"a"`, "customfield_7=", `"b"`, "customfield_8=", `"c"`).with(object{"requestType": `{"name":"Door card"}`}), ""},
		{"of no type that is known", portal("x=", `"a"`).with(object{"requestType": "", "requestTypeId": ""}), ""},
		{"fields that nobody asked about", all(object{"customfield_99=X": `{"strange":[[1]]}`}), " grant [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
	} {
		want(t, c.what, o, of(c.item), "ACC-1 for li by li at 02T09:00:00 open"+c.want)
	}
	// Without settings nobody knows what a field means.
	want(t, "no settings", options, of(all(nil)), asked)
	facts, _, _ := read(t, o, all(nil))
	if got := facts[0].Value.(*evidence.Request).Justification; got != "Release" {
		t.Errorf("justification %q", got)
	}
	facts, _, _ = read(t, o, all(object{"customfield_10=Why": `["Release","Audit"]`}))
	if got := facts[0].Value.(*evidence.Request).Justification; got != "Release; Audit" {
		t.Errorf("justification %q", got)
	}
	for what, item := range map[string]fmt.Stringer{"the portal": portal("description=Why", `"Because"`), "the issue": issue(object{"description": `"Because"`}, nil)} {
		if facts, _, _ := read(t, options, item); facts[0].Value.(*evidence.Request).Justification != "Because" {
			t.Errorf("%s: %v", what, facts[0].Value)
		}
	}
	if facts, _, _ := read(t, options, issue(object{"description": `{"type":"doc"}`}, nil)); facts[0].Value.(*evidence.Request).Justification != "" {
		t.Error("formatted text taken for a justification")
	}
}

func TestSubjects(t *testing.T) {
	o := configured(t, settings)
	who := func(value string) object {
		return portal("customfield_20=Requested for", value).with(object{"requestTypeId": `"77"`, "requestType": ""})
	}
	const rest = " by li at 02T09:00:00 open grant [okta:acme group/ops member]"
	for _, c := range []struct {
		what, value string
		want        []string
	}{
		{"a person", person("bob"), []string{"ACC-1 for bob" + rest}},
		{"people", "[" + person("bob") + "," + person("eve") + "]", []string{"ACC-1 for bob" + rest, "ACC-1 for eve" + rest}},
		{"a person twice", "[" + person("bob") + "," + person("bob") + "]", []string{"ACC-1 for bob" + rest}},
		{"an id", `"svc-deploy"`, []string{"ACC-1 for svc-deploy" + rest}},
		{"an address", `"Bob@Acme.example"`, []string{"ACC-1 for bob@acme.example" + rest}},
		{"an ARN", `"arn:aws:iam::1:user/Bob"`, []string{"ACC-1 for arn:aws:iam::1:user/Bob" + rest}},
		{"nobody", `null`, []string{"! ACC-1: the fields that say whose access is to change are blank: look the request up, and leave it out if it is not about access"}},
		{"somebody deleted", `{"accountId":"unknown"}`, []string{"! ACC-1 /requestFieldValues/0/value: somebody whose account was deleted: judge this request by hand"}},
	} {
		want(t, c.what, o, of(who(c.value)), c.want...)
	}
	facts, _, _ := read(t, o, who(`"svc-deploy"`))
	if facts[0].Subject.Kind != evidence.KindServiceAccount {
		t.Errorf("kind %q", facts[0].Subject.Kind)
	}
	// Approvals are about each of them; and the reporter asked, whoever typed.
	i := issue(object{"issuetype": `{"id":"77"}`, "customfield_20": "[" + person("bob") + "," + person("eve") + "]", "creator": person("agent"), "status": "null", "resolutiondate": "", "statuscategorychangedate": ""}, object{"names": `{"customfield_20":"Requested for"}`})
	want(t, "approvals", o, of(i, approved), "ACC-1 for bob by li at 02T09:00:00 grant [okta:acme group/ops member]", "ACC-1 for eve by li at 02T09:00:00 grant [okta:acme group/ops member]",
		"approved of ACC-1: maria for bob at 02T10:00:00", "approved of ACC-1: maria for eve at 02T10:00:00")
	want(t, "no reporter", o, of(issue(object{"issuetype": `{"id":"77"}`, "customfield_20": person("bob"), "reporter": "null", "status": "", "resolutiondate": "", "statuscategorychangedate": ""}, object{"names": `{"customfield_20":"Requested for"}`})),
		"ACC-1 for bob by li at 02T09:00:00 grant [okta:acme group/ops member]")
}

// An issue names its fields by their ids, and where it was asked to by name.
func TestFieldsOfAnIssue(t *testing.T) {
	o := configured(t, settings)
	byID := object{"customfield_6": `"a"`, "customfield_7": `{"value":"b"}`, "customfield_8": `["c"]`}
	byName := object{"customfield_1": `"1"`, "customfield_2": `"b"`, "customfield_3": `"r"`, "customfield_4": "null", "customfield_5": "null", "customfield_9": "null", "customfield_10": "null",
		"customfield_11": `{"requestType":{"id":"14","name":"AWS access"},"currentStatus":{}}`}
	named := object{"names": `{"customfield_3":"Role","customfield_9":"What","customfield_10":"Why","gone":"Gone"}`}
	const head = "ACC-1 for li by li at 02T09:00:00 closed_complete until 02T11:30:00"
	for _, c := range []struct {
		what string
		item fmt.Stringer
		want string
	}{
		{"by id", issue(byID, nil), head + " [a b c]"},
		{"by id, with names", issue(byID, object{"names": `{}`}), head + " [a b c]"},
		{"by name", issue(byName, named), head + " [aws:1 s3/b r]"},
		{"none of them", issue(nil, nil), head},
		{"some of them", issue(byID.with(object{"customfield_7": ""}), nil), `! ACC-1: the field "customfield_7" is missing, though the settings name it: export this field, too`},
		{"none of them, though it is of the type", issue(object{"customfield_11": byName["customfield_11"]}, named), `! ACC-1: the field "customfield_10" is missing`},
		{"without names", issue(byName, nil), `! ACC-1: the export does not tell the names of fields, and the settings name "What": give its id there, such as customfield_10050, or export each issue by itself with expand=names`},
		{"two of a name", issue(byName, object{"names": `{"customfield_3":"Role","customfield_4":"Role","customfield_9":"What","customfield_10":"Why"}`}),
			`! ACC-1: two fields are called "Role": name the one that is meant by its id, such as customfield_3, in the settings`},
	} {
		if c.what == "none of them, though it is of the type" {
			_, errs, _ := read(t, o, c.item)
			if len(errs) != 1 || !strings.Contains(errs[0], "is missing, though the settings name it") {
				t.Errorf("%s: %q", c.what, errs)
			}
			continue
		}
		want(t, c.what, o, of(c.item), c.want)
	}
}

func TestWishErrors(t *testing.T) {
	o := configured(t, settings)
	const head, hand = "! ACC-1", "; name another field in the settings, or judge this request by hand"
	full := []string{"customfield_1=Account", `"1"`, "customfield_2=Bucket", `"b"`, "customfield_3=Role", `"r"`}
	for _, c := range []struct {
		what, field, value, want string
	}{
		{"several of two fields", "", "", `: the fields "customfield_1" and "Role" have several values each, and nothing says which belong together: judge this request by hand, and have one asked for at a time`},
		{"an unknown action", "x=What", `"Adjust"`, `: the fields make the action "Adjust", which is none: say in the settings, under actions, what it means`},
		{"several actions", "x=What", `["Add","Remove"]`, `: asks for several actions at once: judge this request by hand`},
		{"a day", "customfield_5=", `"2026-03-09"`, `: asks for access until "2026-03-09", which is no instant with a zone: have it asked for with a field that has date and time`},
		{"a time without a zone", "customfield_5=", `"2026-03-09T09:00:00"`, `: asks for access until "2026-03-09T09:00:00", which is no instant with a zone: have it asked for with a field that has date and time`},
		{"formatted text", "customfield_4=", `{"type":"doc","version":1,"content":[]}`, " /requestFieldValues/3/value: formatted text, which is no plain value: export with version 2 of the API" + hand},
		{"a cascading option", "customfield_4=", `{"value":"a","child":{"value":"b"}}`, " /requestFieldValues/3/value/child: an option inside an option, which together have no name" + hand},
		{"an object of the assets", "customfield_4=", `[{"workspaceId":"w","objectId":"1"}]`, " /requestFieldValues/3/value/0: an object that has no name" + hand},
		{"a truth value", "customfield_4=", `true`, " /requestFieldValues/3/value: not a value that can be read as a text" + hand},
		{"a list in a list", "customfield_4=", `[["a"]]`, " /requestFieldValues/3/value/0: not a value that can be read as a text" + hand},
		{"a great number", "customfield_4=", `1e17`, " /requestFieldValues/3/value: a number with more digits than Jira keeps" + hand},
		{"two fields of a name", "customfield_3b=Role", `"x"`, `: two fields are called "Role": name the one that is meant by its id, such as customfield_3, in the settings`},
	} {
		pairs := append(full[:6:6], c.field, c.value)
		if c.field == "" {
			pairs = []string{"customfield_1=Account", `["1","2"]`, "customfield_2=Bucket", `"b"`, "customfield_3=Role", `["r","s"]`}
		}
		want(t, c.what, o, of(portal(pairs...)), head+c.want)
	}
}

func TestParseSettings(t *testing.T) {
	for _, c := range []struct {
		what, document string
		want           []string
	}{
		{"what the tests use", settings, nil},
		{"nothing", `{}`, nil},
		{"not JSON", `{"requests":`, []string{"jira.json: /requests: not JSON: unexpected EOF (at byte 13)"}},
		{"a misspelt name", `{"request":[]}`, []string{"jira.json: /request: there is no such setting: see the settings in the documentation of package jira"}},
		{"another type", `{"requests":{}}`, []string{"jira.json: /requests: not what is expected here: see the settings in the documentation of package jira"}},
		{"braces", `{"requests":[{"request_type":"a","action":"{"},{"request_type":"a","justification":"a}b"},{"request_type":"a","subject":"{}"},{"request_type":"a","subject":"{a{b}"}]}`, []string{
			"jira.json: /requests/0/action: braces that do not hold the id or name of a field: write {customfield_10050} or {Name}",
			"jira.json: /requests/1/justification: braces that do not hold the id or name of a field: write {customfield_10050} or {Name}",
			"jira.json: /requests/2/subject: braces that do not hold the id or name of a field: write {customfield_10050} or {Name}",
			"jira.json: /requests/3/subject: braces that do not hold the id or name of a field: write {customfield_10050} or {Name}"}},
		{"half an entitlement", `{"requests":[{"entitlements":[{"system":"{a}","resource":"b"}]}]}`, []string{"jira.json: /requests/0/entitlements/0: an entitlement has a system, a resource and a permission: say all three"}},
		{"a subject of any type", `{"requests":[{"subject":"{a}"},{"action":"grant"}]}`, []string{
			"jira.json: /requests/0/request_type: missing: a request that names the subject, or no field, must say of which type it is",
			"jira.json: /requests/1/request_type: missing: a request that names the subject, or no field, must say of which type it is"}},
		{"kinds", `{"requests":[{"request_type":"a","subject_kind":"human"},{"request_type":"a","subject":"{a}","subject_kind":"robot"}]}`, []string{
			"jira.json: /requests/0/subject_kind: there is no subject that could be of that kind: say subject, too",
			"jira.json: /requests/1/subject_kind: no kind of identity: write human, service_account, api_key, workload or agent"}},
		{"actions", `{"requests":[{"request_type":"a","actions":{"x":"add"}}]}`, []string{"jira.json: /requests/0/actions: no action: write grant, revoke or modify"}},
		{"resolutions", `{"resolutions":{"Fixed":"closed_complete","done":"rejected","Open":"open","Granted":"closed_complete","granted":"rejected"}}`, []string{
			"jira.json: /resolutions: not how a request ends: write closed_complete, closed_incomplete, rejected or cancelled",
			"jira.json: /resolutions: one that Jira comes with means the same everywhere, and this is not it: leave it out",
			"jira.json: /resolutions: the same name twice, but for upper and lower case: write it once"}},
	} {
		_, err := jira.ParseSettings("jira.json", []byte(c.document))
		var got []string
		if err != nil {
			got = strings.Split(err.Error(), "\n")
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}
