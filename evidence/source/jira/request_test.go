package jira_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
)

// What a request says of itself: category, status and resolution, "" where the
// export has none. Wanted: by hand, from the table in the documentation.
func TestStatus(t *testing.T) {
	o := options
	o.Resolutions = map[string]evidence.RequestStatus{"Granted": "closed_complete", "Withdrawn": "cancelled", "Provisioned": "closed_complete", "Timed out": "closed_incomplete", "Fixed": "closed_complete"}
	for _, c := range []struct{ category, status, resolution, want string }{
		{"new", "To Do", "", "open"},
		{"indeterminate", "In Progress", "", "open"},
		{"INDETERMINATE", "In Progress", "", "open"},
		{"undefined", "To Do", "", ""},
		{"", "To Do", "", ""},
		{"soon", "To Do", "", ""},
		{"new", "To Do", "Done", ""},
		{"new", "Declined", "", ""},
		{"new", "To Do", "Won't Do", ""},
		{"done", "Resolved", "Done", "closed_complete"},
		{"DONE", "Resolved", "DONE", "closed_complete"},
		{"done", "Resolved", "Fixed", "closed_complete"},
		{"done", "Resolved", "Granted", "closed_complete"},
		{"done", "Resolved", "granted ", "closed_complete"},
		{"done", "Resolved", "Won't Do", "rejected"},
		{"done", "Resolved", "Won’t do", "rejected"},
		{"done", "Done", "Won't Fix", "rejected"},
		{"done", "Done", "Declined", "rejected"},
		{"done", "Done", "Rejected", "rejected"},
		{"done", "Done", "Canceled", "cancelled"},
		{"done", "Done", "Cancelled", "cancelled"},
		{"done", "Done", "Duplicate", "cancelled"},
		{"done", "Done", "Withdrawn", "cancelled"},
		{"done", "Done", "Cannot Reproduce", "closed_incomplete"},
		{"done", "Done", "Incomplete", "closed_incomplete"},
		{"done", "Done", "Timed out", "closed_incomplete"},
		{"done", "Done", "Known Error", ""},
		{"done", "Done", "完成", ""},
		{"done", "Declined", "Done", ""},
		{"done", "Canceled", "Known Error", ""},
		{"done", "Canceled", "Won't Do", "rejected"},
		{"done", "Declined", "Duplicate", "cancelled"},
		{"done", "Declined", "", "rejected"},
		{"done", "Canceled", "", "cancelled"},
		{"done", "Done", "", ""},
		{"done", "Resolved", "", ""},
		{"done", "Fixed", "", "closed_complete"},
		{"done", "Provisioned", "", "closed_complete"},
		{"done", "Provisioned", "Declined", "rejected"},
		{"indeterminate", "Provisioned", "", ""},
	} {
		fields := object{"status": fmt.Sprintf(`{"name":%q,"statusCategory":{"key":%q}}`, c.status, c.category), "resolution": "null", "resolutiondate": "", "statuscategorychangedate": ""}
		if c.resolution != "" {
			fields["resolution"] = fmt.Sprintf(`{"name":%q}`, c.resolution)
		}
		for _, item := range []fmt.Stringer{issue(fields, nil), request.with(object{"currentStatus": fmt.Sprintf(`{"status":%q,"statusCategory":%q}`, c.status, c.category)})} {
			if _, desk := item.(object)["issueKey"]; desk && c.resolution != "" {
				continue // which the service desk does not tell
			}
			facts, errs, _ := read(t, o, item)
			if len(facts) != 1 || len(errs) > 0 || string(facts[0].Value.(*evidence.Request).Status) != c.want {
				t.Errorf("%q: %v, %q", c, lines(facts), errs)
			}
		}
	}
}

func TestClosed(t *testing.T) {
	status := func(category string) string { return `{"name":"X","statusCategory":{"key":"` + category + `"}}` }
	current := func(category string) object {
		return object{"currentStatus": `{"status":"X","statusCategory":"` + category + `","statusDate":` + day("02 11:00:00") + `}`}
	}
	const head = "ACC-1 for li by li at 02T09:00:00"
	for _, c := range []struct {
		what string
		item fmt.Stringer
		want string
	}{
		{"resolved", issue(nil, nil), head + " closed_complete until 02T11:30:00"},
		{"no date of the resolution", issue(object{"resolutiondate": "null"}, nil), head + " closed_complete until 02T11:29:59"},
		{"no date at all", issue(object{"resolutiondate": "", "statuscategorychangedate": ""}, nil), head + " closed_complete"},
		{"not closed", issue(object{"status": status("new")}, nil), head},
		{"nobody knows how it ended", issue(object{"resolution": `{"name":"?"}`}, nil), head + " until 02T11:30:00"},
		{"of the service desk", request.with(current("DONE")), head + " until 02T11:00:00"},
		{"of the service desk, open", request.with(current("INDETERMINATE")), head + " open"},
	} {
		want(t, c.what, options, of(c.item), c.want)
	}
}

func TestPeople(t *testing.T) {
	const when = " at 02T09:00:00 closed_complete until 02T11:30:00"
	for _, c := range []struct {
		what             string
		reporter, agent  string
		subject, by, err string
	}{
		{"a person", `{"accountId":"557058:af-1","accountType":"atlassian","emailAddress":"Li@Acme.example"}`, "", "li@acme.example=jira:acme/user/557058:af-1", "li@acme.example=jira:acme/user/557058:af-1", ""},
		{"an address that is none", `{"accountId":"a","emailAddress":"?"}`, "", "jira:acme/user/a", "jira:acme/user/a", ""},
		{"an address withheld", `{"accountId":"a","emailAddress":""}`, "", "jira:acme/user/a", "jira:acme/user/a", ""},
		{"names beside the account id", `{"accountId":"a","name":"admin","key":"admin"}`, "", "jira:acme/user/a", "jira:acme/user/a", ""},
		{"of Data Center", `{"name":"Li","key":"JIRAUSER1","emailAddress":"li@elsewhere.example"}`, "", "jira:acme/user/li=jira:acme/userkey/JIRAUSER1", "jira:acme/user/li=jira:acme/userkey/JIRAUSER1", ""},
		{"of Data Center, with an address to log in", `{"name":"Li@acme.example","key":"JIRAUSER1"}`, "", "li@acme.example=jira:acme/userkey/JIRAUSER1", "li@acme.example=jira:acme/userkey/JIRAUSER1", ""},
		{"in the name of somebody", person("li"), person("omar"), "li", "omar", ""},
		{"by an app", person("li"), `{"accountId":"bot","accountType":"app"}`, "li", "li", ""},
		{"nobody", "null", person("omar"), "", "", "ACC-1 /fields/reporter: missing, so that nobody knows whose access was asked for: export that field, too, or look the request up"},
		{"somebody deleted", `{"accountId":"unknown"}`, person("omar"), "", "", "ACC-1 /fields/reporter: missing, so that nobody knows whose access was asked for: export that field, too, or look the request up"},
	} {
		fields := object{"reporter": c.reporter, "creator": c.agent}
		if c.err != "" {
			want(t, c.what, options, of(issue(fields, nil)), "! "+c.err)
			continue
		}
		want(t, c.what, options, of(issue(fields, nil)), "ACC-1 for "+c.subject+" by "+c.by+when)
	}
	// Only what Jira says itself tells a person.
	for account, kind := range map[string]evidence.IdentityKind{"atlassian": evidence.KindHuman, "customer": evidence.KindHuman, "app": evidence.KindServiceAccount, "": "", "robot": ""} {
		facts, _, _ := read(t, options, issue(object{"reporter": `{"accountId":"a","accountType":"` + account + `"}`}, nil))
		if got := facts[0].Subject.Kind; got != kind {
			t.Errorf("%q: kind %q, want %q", account, got, kind)
		}
	}
	// Without a site, there is but one.
	o := options
	o.Site = ""
	facts, _, _ := read(t, o, issue(nil, nil))
	if got, system := facts[0].Subject.ID, facts[0].Value.(*evidence.Request).Source.System; got != "jira/user/5b-li" || system != "jira" {
		t.Errorf("%s, %s", got, system)
	}
}

// Of several tellings of a request, the one that says most counts.
func TestVersions(t *testing.T) {
	hook := func(event, utc string, i object) object {
		return object{"webhookEvent": `"jira:issue_` + event + `"`, "timestamp": millis(utc), "issue": i.String()}
	}
	const closed = "ACC-1 for li by li at 02T09:00:00 closed_complete until 02T11:30:00"
	open := object{"updated": at("02 10:00:00"), "status": `{"name":"New","statusCategory":{"key":"new"}}`, "resolution": ""}
	const opened = "ACC-1 for li by li at 02T09:00:00 open"
	const earlier, less = "- an earlier version of a request that this input tells, too: ", "- a request of which this input has the issue, too, which says more: "
	const differ = "! ACC-1: told twice in this input, and differently, and nothing says which is later: export each request once, with the field updated"
	for _, c := range []struct {
		what  string
		items []fmt.Stringer
		want  []string
	}{
		{"a later one", of(issue(open, nil), issue(nil, nil)), []string{closed, earlier + "issue"}},
		{"an earlier one", of(issue(nil, nil), issue(open, nil)), []string{closed, earlier + "issue"}},
		{"the same", of(issue(nil, nil), issue(nil, object{"expand": `"names"`})), []string{closed, whyTold + ": issue"}},
		{"the issue beside the request", of(request, issue(nil, nil)), []string{closed, less + "request"}},
		{"the request beside the issue", of(issue(nil, nil), request), []string{closed, less + "request"}},
		{"at the same time, another", of(issue(open, nil), issue(object{"updated": at("02 10:00:00")}, nil)), []string{opened, differ}},
		{"nobody knows when", of(issue(open, nil), issue(object{"updated": ""}, nil)), []string{opened, differ}},
		{"a later request", of(request, request.with(object{"currentStatus": `{"status":"Declined","statusCategory":"DONE","statusDate":` + day("02 11:00:00") + `}`})), []string{"ACC-1 for li by li at 02T09:00:00 rejected until 02T11:00:00", earlier + "request"}},
		{"moved to another project", of(issue(open, nil), issue(nil, object{"key": `"NEW-9"`})), []string{"NEW-9" + closed[5:], earlier + "issue"}},
		{"webhooks", of(hook("created", "02 09:00:00", issue(open, nil)), hook("updated", "02 12:00:00", issue(nil, nil)), hook("updated", "02 11:00:00", issue(open, nil))), []string{closed, earlier + "jira:issue_created", earlier + "jira:issue_updated"}},
		{"deleted", of(hook("updated", "02 12:00:00", issue(nil, nil)), hook("deleted", "02 13:00:00", issue(nil, nil))), []string{"ACC-1 for li by li at 02T09:00:00 cancelled until 02T13:00:00", earlier + "jira:issue_updated"}},
		{"something else", of(object{"webhookEvent": `"comment_created"`, "issue": issue(nil, nil).String()}), []string{"- what a webhook sent about something else than an issue: comment_created"}},
	} {
		want(t, c.what, options, c.items, c.want...)
	}
	// A webhook is sent when it says.
	facts, _, _ := read(t, options, hook("updated", "02 12:00:00", issue(nil, object{"approvals": list(approved)})))
	for _, f := range facts {
		if l := sourcetest.Lines(t, []evidence.Fact{f}); !strings.Contains(l, `"collected_at":"2026-03-02T12:00:00Z"`) {
			t.Error(l)
		}
	}
}

func TestErrors(t *testing.T) {
	hook := func(more object) object {
		return object{"webhookEvent": `"jira:issue_updated"`, "timestamp": "1772443800000", "issue": issue(nil, nil).String()}.with(more)
	}
	const created = "does not say when it was created: export that field, too"
	for _, c := range []struct {
		what, want string
		item       fmt.Stringer
	}{
		{"no key", "10068 /key: missing, though everybody knows a request by it" + ": export it again", issue(nil, object{"key": ""})},
		{"no fields", "ACC-1 /fields: missing: export the issue with its fields (fields=*all)", object{"id": `"1"`, "key": `"ACC-1"`}},
		{"fields of another type", "ACC-1 /fields: not an object, which is not what Jira writes there" + again, issue(nil, object{"fields": `"x"`})},
		{"names of another type", "ACC-1 /names: an array, which is not what Jira writes there" + again, issue(nil, object{"names": `[]`})},
		{"not created", "ACC-1: " + created, issue(object{"created": ""}, nil)},
		{"created without a zone", "ACC-1 /fields/created: not a time with a zone, such as 2026-03-02T09:00:00Z" + again, issue(object{"created": `"2026-03-02T09:00:00.000"`}, nil)},
		{"created as a number", "ACC-1 /fields/created: not a date as Jira writes it" + again, issue(object{"created": `1`}, nil)},
		{"updated as a number", "ACC-1 /fields/updated: not a date as Jira writes it" + again, issue(object{"updated": `1`}, nil)},
		{"a status of another type", "ACC-1 /fields/status: a string, which is not what Jira writes there" + again, issue(object{"status": `"Done"`}, nil)},
		{"a reporter of another type", "ACC-1 /fields/reporter: a string, which is not what Jira writes there" + again, issue(object{"reporter": `"li"`}, nil)},
		{"a changelog of another type", "ACC-1 /changelog: an array, which is not what Jira writes there" + again, issue(nil, object{"changelog": `[]`})},
		{"a request without a date", "ACC-1: " + created, request.with(object{"createdDate": ""})},
		{"a request of nobody", "ACC-1 /reporter: missing, so that nobody knows whose access was asked for: export that field, too, or look the request up", request.with(object{"reporter": ""})},
		{"a status that is none", "ACC-1 /currentStatus: a string, which is not what Jira writes there" + again, request.with(object{"currentStatus": `"open"`})},
		{"a webhook without a time", "/timestamp: missing, so that nobody knows which state of the issue is the last" + again, hook(object{"timestamp": ""})},
		{"a webhook with a strange time", "/timestamp/epochMillis: not a time, in milliseconds" + again, hook(object{"timestamp": "-1"})},
		{"a webhook without a body", "/issue/fields: missing: have the webhook send the body", hook(object{"issue": ""})},
		{"a webhook with a broken issue", "ACC-1 /issue/fields/created: not a date as Jira writes it" + again, hook(object{"issue": issue(object{"created": `1`}, nil).String()})},
		{"an audit record", "1: a record of Jira's audit log: read it as that (the source jira-audit)", object{"id": `"1"`, "objectItem": `{}`}},
		{"something else", "1: neither an issue, nor a request, an approval, an entry of a history or what a webhook sends: leave it out", object{"id": `"1"`}},
		{"a name twice", `/key: not JSON: duplicate object member name; fetch the log again (at byte 24)`, text(`{"key":"A","fields":{},"key":"B"}`)},
	} {
		facts, errs, _ := read(t, options, c.item)
		if len(errs) == 1 {
			errs[0] = place.ReplaceAllString(errs[0], "")
		}
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) > 0 {
			t.Errorf("%s: %v (-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
	// Settings that are not in order are found before anything is read.
	o := options
	o.Settings = jira.Settings{Requests: []jira.Request{{}}}
	want(t, "settings", o, of(request), "! the settings are not in order: /requests/0/request_type: missing: a request that names the subject, or no field, must say of which type it is")
}

type text string

func (t text) String() string { return string(t) }

// Whoever has had enough gets no more.
func TestStopping(t *testing.T) {
	bad := object{"id": `"1"`}
	for _, input := range []string{bad.String() + "\n" + request.String(), request.String() + "\n" + approved.String(), answer(approved).String() + answer(request, bad).String()} {
		for most := range 3 {
			n := 0
			var tally source.Tally
			for range jira.Reader(options)("log", strings.NewReader(input), &tally) {
				if n++; n > most {
					break
				}
			}
			if n > most+1 || n == 0 {
				t.Errorf("%d after %d", n, most)
			}
			sourcetest.AddsUp(t, &tally)
		}
	}
}

// Pages in an array, or on lines, are read as pages; what is wrong in one costs
// that item alone.
func TestPagesAmongEvents(t *testing.T) {
	bad, other := request.with(object{"issueKey": `"ACC-2"`, "createdDate": ""}), object{"webhookEvent": `"comment_created"`}
	const wrong = "! ACC-2: does not say when it was created: export that field, too"
	const hook = "- what a webhook sent about something else than an issue: comment_created"
	want(t, "array", options, of(text(list(answer(request, bad, other), answer(approved)))), asked, yes, hook, wrong)
	want(t, "lines", options, of(issue(nil, nil), answer(bad, other), answer(approved)), "ACC-1 for li by li at 02T09:00:00 closed_complete until 02T11:30:00", yes, hook, wrong)
	want(t, "a page of several", options, of(request, answer(approved).with(object{"isLastPage": "false"})), asked, yes, "! /isLastPage: "+notAll)
	// A page of a history that breaks off says of no request.
	want(t, "cut short", options, of(answer(request), text(`{"values":[`+edit("02 09:30:00", "a=b").String()+`,`)), asked, "- entry of a history that does not say of which request in this input",
		"! after event 2: not JSON: unexpected EOF"+goes+" (at byte "+fmt.Sprint(len(answer(request).String())+1+len(`{"values":[`+edit("02 09:30:00", "a=b").String()+`,`)+2)+")")
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ what, date, want string }{
		{"all forms", `{"iso8601":"2026-03-02T10:00:00+0100","jira":"2026-03-02T10:00:00.131+0100","epochMillis":1772442000131}`, "2026-03-02T09:00:00.131Z"},
		{"no epoch", `{"iso8601":"2026-03-02T10:00:00+0100","jira":"2026-03-02T10:00:00.131+0100"}`, "2026-03-02T09:00:00.131Z"},
		{"iso8601 alone", `{"iso8601":"2026-03-02T10:00:00+0100"}`, "2026-03-02T09:00:00Z"},
		{"a text", `"2026-03-02T03:30:00.5-0530"`, "2026-03-02T09:00:00.5Z"},
		{"a text with a colon", `"2026-03-02T10:00:00+01:00"`, "2026-03-02T09:00:00Z"},
		{"a text in UTC", `"2026-03-02T09:00:00Z"`, "2026-03-02T09:00:00Z"},
	} {
		facts, errs, _ := read(t, options, request.with(object{"createdDate": c.date}))
		if len(facts) != 1 || facts[0].Value.(*evidence.Request).SubmittedAt.Format("2006-01-02T15:04:05.999999999Z07:00") != c.want {
			t.Errorf("%s: %v %q", c.what, facts, errs)
		}
	}
}
