package servicenow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

const settings = `{"items": [
  {"catalog_item": "AWS access", "action": "{what}", "actions": {"add": "grant", "remove": "revoke"}, "justification": "{why}",
   "entitlements": [{"system": "aws:{account}", "resource": "s3/{bucket}", "permission": "{role}", "scope": "{region}", "expires_at": "{until}"}]},
  {"catalog_item": "c0ffee00c0ffee00c0ffee00c0ffee00", "subject": "{account}", "subject_kind": "service_account", "action": "revoke",
   "entitlements": [{"system": "okta:acme", "resource": "group/{group}", "permission": "member"}]},
  {"catalog_item": "Door card"},
  {"entitlements": [{"system": "{system}", "resource": "{resource}", "permission": "{permission}"}]}
]}`

func configured(t *testing.T, document string) servicenow.Options {
	t.Helper()
	s, err := servicenow.ParseSettings("servicenow.json", []byte(document))
	if err != nil {
		t.Fatal(err)
	}
	o := options
	o.Settings = s
	return o
}

// asked is a requested item with variables.
func asked(variables row) row {
	r := ritm.with(row{"cat_item.name": "AWS access"})
	for name, v := range variables {
		r["variables."+name] = v
	}
	return r
}

var aws = row{"what": "add", "why": "Release", "account": "123456789012", "bucket": "artifacts", "role": "ReadOnly", "region": "eu-1", "until": "2026-03-09 09:00:00"}

func TestEntitlements(t *testing.T) {
	o := configured(t, settings)
	const head = "RITM1 for @ana by @li at 02T09:00:00 closed_complete 02T11:30:00"
	for _, c := range []struct {
		what string
		rows []row
		want string
	}{
		{"all of it", []row{asked(aws)}, head + " grant [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
		{"what was left blank", []row{asked(aws.with(row{"region": "", "until": "", "what": "", "why": ""}))}, head + " [aws:123456789012 s3/artifacts ReadOnly]"},
		{"an expiry with a zone", []row{asked(aws.with(row{"until": "2026-03-09T09:00:00+01:00"}))}, head + " grant [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T08:00:00]"},
		{"an action of the settings", []row{asked(aws.with(row{"what": "remove"}))}, head + " revoke [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
		{"an action as it is", []row{asked(aws.with(row{"what": "modify"}))}, head + " modify [aws:123456789012 s3/artifacts ReadOnly @eu-1 until 09T09:00:00]"},
		{"no bucket", []row{asked(aws.with(row{"bucket": ""}))}, head + " grant"},
		{"no variables at all", []row{asked(nil)}, head},
		{"by the item's sys_id", []row{ritm.with(row{"cat_item": "c0ffee00c0ffee00c0ffee00c0ffee00", "variables.account": "svc-deploy", "variables.group": "Ops"})},
			"RITM1 for svc-deploy(service_account) by @li at 02T09:00:00 closed_complete 02T11:30:00 revoke [okta:acme group/Ops member]"},
		{"an item that is not about access", []row{ritm.with(row{"cat_item.name": "Door card", "variables.system": "a", "variables.resource": "b", "variables.permission": "c"})}, head},
		{"any other item", []row{ritm.with(row{"variables.system": "a", "variables.resource": "b", "variables.permission": "c"})}, head + " [a b c]"},
		{"in rows of their own", []row{ritm, option("o1", "ritm1", "system", "a"), option("o2", "ritm1", "resource", "b"), option("o3", "ritm1", "permission", "c"), option("o4", "ritm2", "permission", "z")}, head + " [a b c]"},
		{"in rows of two tables", []row{value("v1", "system", "a"), value("v2", "resource", "b"), value("v3", "permission", "c"), ritm, link("o1", "ritm1", "v1"), link("o2", "ritm1", "v2"), link("o3", "ritm1", "v3")}, head + " [a b c]"},
		{"changed since", []row{ritm, option("o1", "ritm1", "system", "z").with(row{"sys_updated_on": "2026-03-02 09:00:00"}), option("o1", "ritm1", "system", "a").with(row{"sys_updated_on": "2026-03-02 09:00:01"}), option("o2", "ritm1", "resource", "b"), option("o3", "ritm1", "permission", "c")}, head + " [a b c]"},
		{"in both ways, and the same", []row{ritm.with(row{"variables.system": "a", "variables.resource": "b", "variables.permission": "c"}), option("o1", "ritm1", "system", "a")}, head + " [a b c]"},
	} {
		facts, errs, _ := read(t, o, c.what, c.rows...)
		if diff := cmp.Diff([]string{c.want}, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
	// Without settings nobody knows what a variable means.
	facts, _, _ := read(t, options, "no settings", asked(aws))
	if diff := cmp.Diff([]string{head}, lines(facts)); diff != "" {
		t.Errorf("without settings (-want +got):\n%s", diff)
	}
	facts, _, _ = read(t, o, "why", asked(aws))
	if got := facts[0].Value.(*evidence.Request).Justification; got != "Release" {
		t.Errorf("justification %q", got)
	}
}

// option is a row of sc_item_option_mtom, dot-walked to the variable.
func option(id, of, name, value string) row {
	return row{"sys_id": sysID(id), "request_item": "@" + of, "sc_item_option": "@" + id + "v", "sc_item_option.item_option_new.name": name, "sc_item_option.value": value}
}

func link(id, of, value string) row {
	return row{"sys_id": sysID(id), "request_item": "@" + of, "sc_item_option": "@" + value}
}

func value(id, name, value string) row {
	return row{"sys_id": sysID(id), "item_option_new": "@" + name, "item_option_new.name": name, "value": value}
}

// A variable that refers to a record has a sys_id for a value, which no other
// system knows: what people see counts, where the row says it.
func TestReferences(t *testing.T) {
	o := configured(t, settings)
	for f, want := range map[form]string{values: sysID("artifacts"), bare: sysID("artifacts"), both: "Seen artifacts"} {
		facts, errs, _ := sourcetest.Read(t, servicenow.Reader(o), reply(f, asked(aws.with(row{"bucket": "@artifacts"}))))
		if len(facts) != 1 || facts[0].Value.(*evidence.Request).Entitlements[0].Resource != "s3/"+want {
			t.Errorf("form %d: want %s, got %q %q", f, want, lines(facts), errs)
		}
	}
}

func TestVariableErrors(t *testing.T) {
	o := configured(t, settings)
	at := "log: sc_req_item/" + sysID("ritm1") + " "
	for _, c := range []struct {
		what string
		rows []row
		want string
	}{
		{"a variable that was not exported", []row{asked(aws.with(row{"region": "-"}))}, at + "/variables.region: missing, though the settings for this catalogue item name it: export this variable, too"},
		{"a day, which is no instant", []row{asked(aws.with(row{"until": "2026-03-09"}))}, at[:len(at)-1] + `: asks for access until "2026-03-09", which is no instant: have the catalogue ask with a variable of type Date/Time`},
		{"a local time", []row{asked(aws.with(row{"until": "03/09/2026 09:00 AM"}))}, at[:len(at)-1] + `: asks for access until "03/09/2026 09:00 AM", which is no instant: have the catalogue ask with a variable of type Date/Time`},
		{"an action that is none", []row{asked(aws.with(row{"what": "Add\x1b[2J"}))}, at[:len(at)-1] + `: the variables make the action "Add\x1b[2J", which is none: say in the settings, under actions, what it means`},
		{"no subject", []row{ritm.with(row{"cat_item": "c0ffee00c0ffee00c0ffee00c0ffee00", "variables.account": "", "variables.group": "Ops"})}, at + "/variables.account: blank, though it says whose access was to change: look the item up, and leave it out if it is not about access"},
		{"a subject that was not exported", []row{ritm.with(row{"cat_item": "c0ffee00c0ffee00c0ffee00c0ffee00"})}, at + "/variables.group: missing, though the settings for this catalogue item name it: export this variable, too"},
		{"said twice", []row{asked(aws), option("o1", "ritm1", "role", "Owner")}, at + "/variables.role: said twice, and differently: export the variables once"},
		{"an option without a name", []row{asked(aws), option("o1", "ritm1", "", "Owner")}, at + "/variables.: a variable of the item is not named: export sc_item_option_mtom with sc_item_option.item_option_new.name and sc_item_option.value"},
		{"approvals of an item in another input", []row{apr.with(row{"sysapproval.number": "RITM1", "sysapproval.ref_sc_req_item.requested_for": "@ana"})},
			"log: sysapproval_approver/" + sysID("apr1") + " /sysapproval: the requested item is not in this input, and the settings let its variables say whose access was to change: read the items in the same input"},
	} {
		facts, errs, _ := read(t, o, c.what, c.rows...)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
	// An approval of an item that could not be read says so.
	_, errs, _ := read(t, o, "approved", asked(aws.with(row{"until": "soon"})), apr)
	if len(errs) != 2 || !strings.HasSuffix(errs[1], ` /sysapproval: the requested item "RITM1" could not be read: see what is said about it`) {
		t.Errorf("%q", errs)
	}
}

func TestSettings(t *testing.T) {
	if s, err := servicenow.ParseSettings("s", []byte("{}")); err != nil || len(s.Items) != 0 {
		t.Errorf("nothing: %v %v", s, err)
	}
	s, err := servicenow.ParseSettings("s", []byte(`{"states": {"8": "cancelled"}, "capacities": {"Security": "security"}, "trust_email": true}`))
	if err != nil || s.States["8"] != evidence.StatusCancelled || s.Capacities["Security"] != "security" || !s.TrustEmail {
		t.Errorf("%v %v", s, err)
	}
	const whole = `[{"system": "s", "resource": "r", "permission": "p"}]`
	const braces = ": braces that do not hold the name of a variable: write {name}"
	for _, c := range []struct{ document, want string }{
		{"", "s: not JSON: unexpected EOF (at byte 1)"},
		{`{"items": [`, "s: /items: not JSON: unexpected EOF (at byte 12)"},
		{`{"states": {"8": "open", "8": "cancelled"}}`, "s: /states/8: not JSON: duplicate object member name (at byte 26)"},
		{`{"itms": []}`, "s: /itms: there is no such setting: see the settings in the documentation of package servicenow"},
		{`{"items": [{"Action": "grant"}]}`, "s: /items/0/Action: there is no such setting: see the settings in the documentation of package servicenow"},
		{`{"items": {}}`, "s: /items: not what is expected here: see the settings in the documentation of package servicenow"},
		{`{"items": [{"catalog_item": "a", "entitlements": [{"system": "{a", "resource": "b}", "permission": "{}"}]}]}`,
			"s: /items/0/entitlements/0/system" + braces + "\ns: /items/0/entitlements/0/resource" + braces + "\ns: /items/0/entitlements/0/permission" + braces},
		{`{"items": [{"catalog_item": "a", "entitlements": [{"system": "s", "resource": "r"}]}]}`, "s: /items/0/entitlements/0: an entitlement has a system, a resource and a permission: say all three"},
		{`{"items": [{"entitlements": ` + whole + `}]}`, "s: /items/0/catalog_item: missing: an item that names the subject, or no variable, must say which catalogue item it is"},
		{`{"items": [{"subject": "{a}"}]}`, "s: /items/0/catalog_item: missing: an item that names the subject, or no variable, must say which catalogue item it is"},
		{`{"items": [{"catalog_item": "a", "subject_kind": "human"}]}`, "s: /items/0/subject_kind: there is no subject that could be of that kind: say subject, too"},
		{`{"items": [{"catalog_item": "a", "subject": "b", "subject_kind": "robot"}]}`, "s: /items/0/subject_kind: no kind of identity: write human, service_account, api_key, workload or agent"},
		{`{"items": [{"catalog_item": "a", "actions": {"x": "allow"}}]}`, "s: /items/0/actions: no action: write grant, revoke or modify"},
		{`{"states": {"8": "done"}}`, "s: /states: no status of a request: write open, closed_complete, closed_incomplete, rejected or cancelled"},
		{`{"states": {"4": "closed_complete"}}`, "s: /states: a state of the base system, which means the same everywhere: leave it out"},
	} {
		if _, err := servicenow.ParseSettings("s", []byte(c.document)); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", c.document, err, c.want)
		}
	}
	// Settings that were made in Go are checked as well.
	o := options
	o.Settings = servicenow.Settings{States: map[string]evidence.RequestStatus{"8": "x"}, Items: []servicenow.Item{{CatalogItem: "a", Action: "}"}}}
	reader := servicenow.Reader(o)
	for range 2 {
		var tally source.Tally
		var errs []string
		for _, err := range reader("log", strings.NewReader(reply(both, ritm)), &tally) {
			errs = append(errs, err.Error())
		}
		if want := []string{"log: the settings are not in order: /items/0/action: braces that do not hold the name of a variable: write {name}; /states: no status of a request: write open, closed_complete, closed_incomplete, rejected or cancelled"}; !cmp.Equal(want, errs) || tally.Broken != 1 || tally.Events != 0 {
			t.Errorf("%q %s", errs, &tally)
		}
	}
}

// The settings in the package's documentation are in order.
func TestDocumentation(t *testing.T) {
	_, text, _ := strings.Cut(readFile(t, "doc.go"), "//\t{\n")
	text, _, _ = strings.Cut(text, "//\n")
	s, err := servicenow.ParseSettings("doc.go", []byte("{"+strings.ReplaceAll(text, "//\t", "")))
	if err != nil || len(s.Items) != 2 || s.States["8"] != evidence.StatusCancelled || s.Capacities["S3 owners"] != "resource_owner" {
		t.Errorf("%+v %v", s, err)
	}
}
