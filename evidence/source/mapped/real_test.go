package mapped_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

// realData is a file or folder of real exports beside the project.
func realData(t testing.TB, path string) string {
	t.Helper()
	path = filepath.Join("../../../../shared/data", path)
	if _, err := os.Stat(path); err != nil {
		if !os.IsNotExist(err) && !strings.Contains(err.Error(), fs.ErrPermission.Error()) {
			t.Fatal(err)
		}
		t.Skipf("the real exports are not beside the project: %v", err)
	}
	return path
}

// A ServiceNow incident log. It has no zone (the mapping has to name one), "?"
// for nothing, and in every row the times of the last one: a row that is not
// closed says when it was closed. Figures:
//
//	python3 -c '
//	import csv; from datetime import datetime; from zoneinfo import ZoneInfo
//	rows = list(csv.DictReader(open("incident_event_log.part.csv", newline="")))
//	t = lambda s: int(datetime.strptime(s, "%d-%m-%Y %H:%M").replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp())
//	closed = [r for r in rows if r["incident_state"] == "Closed"]
//	print(len(rows), len(closed), sum(r["opened_by"] != "?" for r in rows), len({r["caller_id"] for r in rows}),
//	      sum(t(r["opened_at"]) for r in rows), sum(t(r["closed_at"]) for r in closed))'
//	3611 537 3293 413 5260515849240 783020493540
func TestRealIncidents(t *testing.T) {
	path := realData(t, "itsm-servicenow-uci498/incident_event_log.part.csv")
	const document = `mapping: counterfoil.mapping/v1
input: {format: csv, empty: ["?"]}
time: {format: dd-MM-yyyy HH:mm, zone: Europe/Berlin}
source: {system: servicenow:uci498, kind: itsm, record_id: {text: "{number}/{sys_mod_count}"}}
subject: {id: {column: caller_id}, kind: human}
facts:
  - fact: request
    when: {column: incident_state, is_not: [Closed]}
    value:
      id: {column: number}
      requester: {id: {column: opened_by}, kind: human}
      submitted_at: {column: opened_at}
      status: {column: incident_state, map: {New: open, Active: open, Awaiting User Info: open, Awaiting Problem: open, Resolved: open}}
  - fact: request
    when: {column: incident_state, is: [Closed]}
    value:
      id: {column: number}
      requester: {id: {column: opened_by}, kind: human}
      submitted_at: {column: opened_at}
      status: closed_complete
      closed_at: {column: closed_at}
  - fact: event
    when: {column: incident_state, is: [Closed]}
    value: {kind: closure, occurred_at: {column: closed_at}}
`
	var tally source.Tally
	var got struct{ requesters, subjects, submitted, closed, events int }
	subjects := map[string]bool{}
	for f, err := range source.Facts(parse(t, document).Reader(mapped.Options{}), &tally, path) {
		if err != nil {
			t.Fatal(err)
		}
		switch v := f.Value.(type) {
		case *evidence.Request:
			if subjects[f.Subject.ID] = true; v.Requester != nil {
				got.requesters++
			}
			got.submitted += int(v.SubmittedAt.Unix())
			if !v.ClosedAt.IsZero() {
				got.closed += int(v.ClosedAt.Unix())
			}
		case *evidence.Event:
			got.events++
		}
	}
	got.subjects = len(subjects)
	if got.requesters != 3293 || got.subjects != 413 || got.submitted != 5260515849240 || got.closed != 783020493540 || got.events != 537 {
		t.Errorf("%+v", got)
	}
	check(t, "tally", "1 input (0 broken), 3611 events: 3611 used, 0 ignored, 0 refused; 4148 facts\n"+
		"  used        3074  request\n  used         537  request + event\n", tally.String())

	if errs := parseErrors(t, "m.yaml", strings.Replace(document, ", zone: Europe/Berlin", "", 1)); len(errs) == 0 || !strings.Contains(errs[0], "do not say their zone") {
		t.Errorf("without a zone: %q", errs)
	}
	// python3: sum(r["resolved_at"] == "?" for r in rows) is 34; "?" is no time.
	strict := strings.NewReplacer(`, empty: ["?"]`, "", "      status:", "      closed_at: {column: resolved_at}\n      status:", "      closed_at: {column: closed_at}\n", "").Replace(document)
	tally = source.Tally{}
	refused := ""
	for _, err := range source.Facts(parse(t, strict).Reader(mapped.Options{}), &tally, path) {
		if err != nil && refused == "" {
			refused = err.Error()
		}
	}
	if tally.Refused != 34 || !strings.Contains(refused, `column "resolved_at": "?": not a time written dd-MM-yyyy HH:mm`) {
		t.Errorf("%q, %s", refused, &tally)
	}
}

// The members of a GitLab project, each as JSON in a cell of CSV. Read by eye:
//
//	python3 -c 'import csv, json
//	for r in csv.DictReader(open("_raw_gitlab_api_users.csv", newline="")): d = json.loads(r["data"]); print(d["username"], d["access_level"])'
//	abc1 50 · abc2 50 · abc3 20 · abc4 20 · abc5 20 · abc6 40
func TestRealGitLabMembers(t *testing.T) {
	path := realData(t, "gitlab-members-devlake/_raw_gitlab_api_users.csv")
	m := parse(t, `mapping: counterfoil.mapping/v1
input: {format: csv}
source: {system: gitlab, kind: application, record_id: {column: data, pointer: /id}}
facts:
  - fact: observation
    subject: {id: {column: data, pointer: /username}, status: {column: data, pointer: /state, map: {active: active, blocked: suspended}}}
    value:
      system: gitlab
      observed_at: {column: created_at, format: "yyyy-MM-dd HH:mm:ss.SSS", zone: UTC}
      complete: true
      entitlements:
        - system: gitlab
          resource: project
          scope: {column: params, pointer: /ProjectId}
          permission: {column: data, pointer: /access_level, map: {"50": Owner, "40": Maintainer, "30": Developer, "20": Reporter, "10": Guest}}
          expires_at: {column: data, pointer: /expires_at, format: yyyy-MM-dd, zone: UTC, at: "00:00"}
`)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	facts, errs, tally := read(t, m, string(b))
	var want []string
	for _, member := range []string{"abc1 2436773 Owner", "abc2 2994198 Owner", "abc3 5767011 Reporter", "abc4 4646117 Reporter", "abc5 4403812 Reporter", "abc6 1533989 Maintainer"} {
		p := strings.Fields(member)
		want = append(want, `{"fact":"observation","subject":{"id":"`+p[0]+`","status":"active"},"value":{"id":"gitlab","system":"gitlab","observed_at":"2022-07-13T13:15:05.261Z","complete":true,`+
			`"entitlements":[{"system":"gitlab","resource":"project","permission":"`+p[2]+`","scope":"12345678"}],"source":{"system":"gitlab","kind":"application","record_id":"`+p[1]+`"}}}`)
	}
	check(t, "facts", want, facts)
	check(t, "errors", []string(nil), errs)
	check(t, "used", 6, tally.UsedAs("observation"))
}

// Two pages of Freshservice tickets, and Ivanti's replies. Read by eye; see also
//
//	jq -c '.tickets[]|[.id,.status,.requester_id,.requested_for_id,.created_at]' list_tickets*.resp
//	[16,2,987654321,987654321,"2022-11-23T11:55:41Z"] [15,2,123456789,123456789,"2022-11-23T11:41:12Z"], and the first again
//	jq -c '.ServiceReqNumber,.CreatedDateTime,.Status' create_service_request_good.json.resp
//	jq -c '.value[]|.IncidentNumber,.CreatedDateTime,.Status' get_incident_good.json.resp
func TestRealTickets(t *testing.T) {
	const fresh = `{"fact":"request","subject":{"id":"WHO"},"value":{"id":"ID","requester":{"id":"WHO","kind":"human"},"submitted_at":"2022-11-23TAT","status":"open","source":{"system":"freshservice","kind":"itsm","record_id":"ID"}}}`
	first := strings.NewReplacer("WHO", "987654321", "ID", "16", "TAT", "T11:55:41Z").Replace(fresh)
	second := strings.NewReplacer("WHO", "123456789", "ID", "15", "TAT", "T11:41:12Z").Replace(fresh)
	ivanti := func(number, at string) string {
		return `{"fact":"request","subject":{"id":"user"},"value":{"id":"` + number + `","submitted_at":"` + at + `","status":"open","source":{"system":"ivanti","kind":"itsm","record_id":"` + number + `"}}}`
	}
	for _, c := range []struct {
		file, list, id, at, who, requester, status string
		want                                       []string
	}{
		{"freshservice-rapid7/list_tickets.json.resp", ", list: tickets", "/id", "/created_at", "/requested_for_id", "requester: {id: {pointer: /requester_id}, kind: human}, ", `{pointer: /status, map: {"2": open, "3": open, "4": closed_complete, "5": closed_complete}}`, []string{first, second}},
		{"freshservice-rapid7/list_tickets2.json.resp", ", list: tickets", "/id", "/created_at", "/requested_for_id", "requester: {id: {pointer: /requester_id}, kind: human}, ", `{pointer: /status, map: {"2": open, "3": open, "4": closed_complete, "5": closed_complete}}`, []string{first}},
		{"ivanti-rapid7/create_service_request_good.json.resp", "", "/ServiceReqNumber", "/CreatedDateTime", "/CreatedBy", "", "{pointer: /Status, map: {Submitted: open}}", []string{ivanti("10196", "2021-02-27T22:44:56Z")}},
		{"ivanti-rapid7/get_incident_good.json.resp", ", list: value", "/IncidentNumber", "/CreatedDateTime", "/CreatedBy", "", "{pointer: /Status, map: {Logged: open, Active: open}}", []string{ivanti("12345", "2020-08-12T23:33:37Z")}},
	} {
		b, err := os.ReadFile(realData(t, c.file))
		if err != nil {
			t.Fatal(err)
		}
		system, _, _ := strings.Cut(c.file, "-")
		m := parse(t, `mapping: counterfoil.mapping/v1
input: {format: json`+c.list+`}
source: {system: `+system+`, kind: itsm, record_id: {pointer: `+c.id+`}}
facts: [{fact: request, subject: {id: {pointer: `+c.who+`}}, value: {id: {pointer: `+c.id+`}, `+c.requester+`submitted_at: {pointer: `+c.at+`}, status: `+c.status+`}}]
`)
		facts, errs, _ := read(t, m, string(b))
		check(t, c.file, c.want, facts)
		check(t, c.file+": errors", []string(nil), errs)
	}
}

// OpenAI's audit log, wrapped by those who collected it. Figures:
//
//	jq -r .log.type events.jsonl | sort | uniq -c
//	4 api_key.created · 5 role.assignment.created · 1 role.assignment.deleted · 14 others
//	jq -c '.log.api_key_created.data.scopes|select(.)|length' events.jsonl | paste -sd+ | bc
//	7
func TestRealAuditLog(t *testing.T) {
	path := filepath.Join(realData(t, "panther-openai"), "events.jsonl")
	role := func(event, action string) string {
		return `
  - fact: change
    when: {pointer: /log/type, is: [role.assignment.` + event + `]}
    subject:
      id: {pointer: /log/role_assignment_` + event + `/principal_id}
      kind: {pointer: /log/role_assignment_` + event + `/principal_type, map: {user: human, service_account: service_account}, unmapped: null}
    value:
      action: ` + action + `
      executed_at: {pointer: /log/effective_at, format: unix}
      outcome: success
      actor: {id: {pointer: /log/actor/session/user/email}}
      entitlements: [{system: openai, resource: role-assignment, permission: {pointer: /log/role_assignment_` + event + `/id}}]`
	}
	m := parse(t, `mapping: counterfoil.mapping/v1
input: {format: json}
source: {system: openai, kind: application, record_id: {text: "{/_source_file}/{/log/id}"}}
facts:`+role("created", "grant")+role("deleted", "revoke")+`
  - fact: change
    when: {pointer: /log/type, is: [api_key.created]}
    subject: {id: {pointer: /log/api_key_created/id}, kind: api_key, owner: {id: {pointer: /log/actor/session/user/email, optional: true}, kind: human}}
    value:
      action: grant
      executed_at: {pointer: /log/effective_at, format: unix}
      outcome: success
      entitlements: [{each: {pointer: /log/api_key_created/data/scopes}, system: openai, resource: api, permission: {item: ""}}]
`)
	var tally source.Tally
	got := map[string]int{}
	for f, err := range source.Facts(m.Reader(mapped.Options{}), &tally, path) {
		if err != nil {
			t.Fatal(err)
		}
		c := f.Value.(*evidence.Change)
		got[string(c.Action)+" "+c.Entitlements[0].Resource]++
		got[string(f.Subject.Kind)]++
		if f.Subject.Kind == evidence.KindAPIKey {
			got["scopes"] += len(c.Entitlements)
		}
		if c.ExecutedAt.Unix() != 1702857600 { // jq .log.effective_at, all the same
			t.Errorf("at %v", c.ExecutedAt)
		}
	}
	// One of the principals is a group (jq …principal_type), whose kind is not known.
	check(t, "changes", map[string]int{"grant role-assignment": 5, "revoke role-assignment": 1, "grant api": 4, "scopes": 7, "human": 5, "": 1, "api_key": 4}, got)
	if tally.Events != 24 || tally.Ignored != 14 || tally.Used != 10 {
		t.Error(&tally)
	}
}

// SailPoint's examples: an account activity, and the accounts of an identity.
// They are YAML; what they say was read by eye.
func TestRealSailPoint(t *testing.T) {
	read := func(t *testing.T, file, document string) (facts, errs []string) {
		b, err := os.ReadFile(realData(t, "iga-sailpoint/"+file))
		if err != nil {
			t.Fatal(err)
		}
		var v map[string]any
		if err := yaml.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		row, err := json.Marshal(v["value"])
		if err != nil {
			t.Fatal(err)
		}
		facts, errs, _ = read(t, parse(t, document), string(row))
		return facts, errs
	}
	const source = `source: {system: sailpoint, kind: iam, record_id: {pointer: /id}}
`
	const entitlement = `{each: {%}, system: {outer: /source/name}, resource: {item: /name}, permission: {item: /value}}`
	facts, errs := read(t, "accountactivity.yaml", `mapping: counterfoil.mapping/v1
input: {format: json}
`+source+`subject: {id: {pointer: /recipient/name, case: lower}, kind: human}
facts:
  - fact: request
    value:
      id: {pointer: /trackingNumber}
      requester: {id: {pointer: /requester/name, case: lower}, kind: human}
      submitted_at: {pointer: /created}
      status: {pointer: /status, map: {Complete: closed_complete}}
      closed_at: {pointer: /modified}
  - fact: approval
    each: {pointer: /approvals}
    request_ref: {pointer: /trackingNumber}
    value:
      approver: {id: {item: /owner/name, case: lower}, kind: human}
      decision: {item: /result, map: {Finished: approved}}
      decided_at: {item: /modified}
  - fact: change
    each: {pointer: /accountRequests}
    value:
      action: {item: /attributeRequests/0/op, map: {Add: grant, Remove: revoke}}
      executed_at: {pointer: /modified}
      outcome: {item: /result/status, map: {committed: success}, unmapped: failure}
      request_ref: {pointer: /trackingNumber}
      entitlements: [`+strings.Replace(entitlement, "%", "item: /attributeRequests", 1)+`]
`)
	const src = `"source":{"system":"sailpoint","kind":"iam","record_id":"6f76c3add1db4ba8bbe0d42aaceb7a07"}`
	const subject, ref = `"subject":{"id":"amos.cunningham","kind":"human"}`, `051d09b0bb5b453d91f658ba7f1e3171`
	check(t, "account activity", []string{
		`{"fact":"request",` + subject + `,"value":{"id":"` + ref + `","requester":{"id":"amos.cunningham","kind":"human"},"submitted_at":"2025-01-02T21:45:59.795Z","status":"closed_complete","closed_at":"2025-01-02T21:47:16.903Z",` + src + `}}`,
		`{"fact":"approval",` + subject + `,"request_ref":"` + ref + `","value":{"approver":{"id":"tina.smith","kind":"human"},"decision":"approved","decided_at":"2025-01-02T21:47:16.903Z",` + src + `}}`,
		`{"fact":"change",` + subject + `,"request_ref":"` + ref + `","value":{"action":"grant","entitlements":[{"system":"Active Directory","resource":"memberOf","permission":"CN=HelpDesk,OU=Groups,OU=Demo,DC=seri,DC=sailpointdemo,DC=com"}],` +
			`"executed_at":"2025-01-02T21:47:16.903Z","outcome":"success","request_ref":"` + ref + `",` + src + `}}`,
	}, facts)
	check(t, "errors", []string(nil), errs)

	// Four accounts in three systems, of which one holds four groups.
	facts, errs = read(t, "identity.yaml", `mapping: counterfoil.mapping/v1
input: {format: json}
`+source+`facts:
  - fact: observation
    each: {pointer: /accounts}
    subject: {id: {pointer: /name}, kind: human, aliases: [{pointer: /email, case: lower}, {item: /accountId}], status: {pointer: /status, map: {ACTIVE: active}}}
    without_entitlement: holds_nothing
    value:
      system: {item: /source/name}
      observed_at: "2025-01-02T00:00:00Z"
      complete: true
      entitlements: [{each: {item: /entitlementAttributes/memberOf, optional: true}, system: {outer: /source/name}, resource: memberOf, permission: {item: ""}}]
`)
	check(t, "errors", []string(nil), errs)
	const groups = `OU=Sales,OU=AI,OU=Demo,DC=seri,DC=sailpointdemo,DC=com`
	check(t, "accounts", []string{
		`Laura Peeters HR Global 2025-01-02 true as "laura.peeters@sailpointdemo.com","10673","10681"`,
		`Laura Peeters Active Directory 2025-01-02 true CN=Benefits,OU=Groups,OU=Demo,DC=seri,DC=sailpointdemo,DC=com CN=Sales-Folder,` + groups + ` CN=Salesforce Access,` + groups + ` CN=Salesforce opportunity management,` + groups +
			` as "laura.peeters@sailpointdemo.com","CN=Laura Peeters,OU=Demo,DC=seri,DC=sailpointdemo,DC=com"`,
		`Laura Peeters IdentityNow 2025-01-02 true as "laura.peeters@sailpointdemo.com","Laura Peeters"`,
	}, observed(facts))
}

// Whatever file it is given, a mapping that is not for it never panics, counts
// what it meets, and names the file.
func TestEveryRealFile(t *testing.T) {
	root := realData(t, ".")
	mappings := []*mapped.Mapping{parse(t, file(t, "tickets.yaml")), parse(t, file(t, "access.yaml"))}
	files := 0
	for in, err := range source.Open(root) {
		if err != nil {
			t.Fatal(err)
		}
		files++
		var b bytes.Buffer
		if _, err := b.ReadFrom(in); err != nil {
			t.Fatal(err)
		}
		for _, m := range mappings {
			facts, errs, tally := read(t, m, b.String())
			if len(facts) > 0 || len(errs) == 0 && tally.Ignored == 0 && b.Len() > 0 {
				t.Errorf("%s: %d facts, %d errors, %s", in.Name, len(facts), len(errs), tally)
			}
		}
	}
	if files < 100 {
		t.Errorf("only %d files", files)
	}
}
