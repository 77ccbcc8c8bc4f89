package jira_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
)

const (
	asked = "ACC-1 for li by li at 02T09:00:00 open"
	yes   = "approved of ACC-1: maria for li at 02T10:00:00"

	whyOpen   = "- approval that has not ended, so that nobody knows when anybody decided: approval"
	whyNobody = "- approval that ended without anybody's decision: approval"
	whyLapsed = "- approval of what the request asked for before it was changed: approval"
	whyTold   = "- told before in this input"
	notAll    = "not the only page of these approvals, and what is on another may turn it down: ask for all on one page (limit=100)"
	again     = ": export it from Jira again, as the API answers"
	goes      = "; the rest of this input was not read: fetch the file again"
)

func TestApprovals(t *testing.T) {
	open := approved.with(object{"finalDecision": `"pending"`, "completedDate": "", "approvers": `[` + decided("maria", "pending") + `]`})
	second := approved.with(object{"id": `"49"`, "name": `"Waiting for security"`, "createdDate": day("02 10:00:01"), "completedDate": day("02 11:00:00"), "approvers": `[` + decided("omar", "approved") + `]`})
	both := `[` + decided("maria", "approved") + `,` + decided("omar", "approved") + `,` + decided("eve", "pending") + `]`
	inside := func(approvals string) object { return request.with(object{"approvals": approvals}) }
	for _, c := range []struct {
		what  string
		items []fmt.Stringer
		want  []string
	}{
		{"one", of(answer(request), answer(approved)), []string{asked, yes}},
		{"before its request", of(answer(approved), answer(request)), []string{yes, asked}},
		{"by the request's number", of(answer(request), approved.with(object{"_links": `{"self":"https://x/rest/servicedeskapi/request/10068/approval/48"}`})), []string{asked, yes}},
		{"several rounds", of(answer(request), answer(approved, second)), []string{asked, yes, "approved of ACC-1: omar for li as security at 02T11:00:00"}},
		{"several approvers: all by when the round ended", of(answer(request), answer(approved.with(object{"approvers": both}))), []string{asked, yes, "approved of ACC-1: omar for li at 02T10:00:00"}},
		{"declined", of(answer(request), answer(approved.with(object{"finalDecision": `"declined"`, "approvers": `[` + decided("maria", "approved") + `,` + decided("omar", "declined") + `]`}))),
			[]string{asked, yes, "rejected of ACC-1: omar for li at 02T10:00:00"}},
		{"open", of(answer(request), answer(open)), []string{asked, whyOpen}},
		{"open, and some have decided", of(answer(request), answer(open.with(object{"approvers": both}))), []string{asked, whyOpen}},
		{"ended without anybody", of(answer(request), answer(approved.with(object{"approvers": `[` + decided("maria", "pending") + `]`}))), []string{asked, whyNobody}},
		{"open, and then ended", of(answer(request), answer(open), answer(approved)), []string{asked, yes, whyTold + ": approval"}},
		{"ended, and from an earlier page open", of(answer(request), answer(approved), answer(open)), []string{asked, yes, whyTold + ": approval"}},
		{"twice", of(answer(request), answer(approved), answer(approved)), []string{asked, yes, whyTold + ": approval"}},
		{"twice, and differently", of(answer(request), answer(approved), answer(approved.with(object{"finalDecision": `"declined"`}))), []string{asked, yes, `! approval 48: approval "48" is told twice in this input, and differently: look it up`}},
		{"a page after a line", of(request, answer(approved, second)), []string{asked, yes, "approved of ACC-1: omar for li as security at 02T11:00:00"}},
		{"inside the request, as a list", of(inside(list(approved, second))), []string{asked, yes, "approved of ACC-1: omar for li as security at 02T11:00:00"}},
		{"inside the request, as a page, on a line", of(inside(answer(approved).String())), []string{asked, yes}},
		{"inside, and open", of(inside(list(open))), []string{asked}},
		{"inside, and again outside", of(inside(list(approved)), approved), []string{asked, yes, whyTold + ": approval"}},
		{"inside, and differently", of(inside(list(approved, approved.with(object{"completedDate": day("02 10:00:02")})))), []string{`! ACC-1: approval "48" is told twice in this input, and differently: look it up`}},
		{"in the field of the issue", of(issue(object{"customfield_10031": list(approved), "customfield_10032": `[{"approverDecision":true}]`[:0]}, nil)),
			[]string{"ACC-1 for li by li at 02T09:00:00 closed_complete until 02T11:30:00", yes}},
	} {
		o := options
		o.Capacities = map[string]string{"Waiting for security": "security"}
		want(t, c.what, o, c.items, c.want...)
	}
}

func TestApprovalErrors(t *testing.T) {
	const refused = "! approval 48 "
	for _, c := range []struct {
		what string
		edit object
		want string
	}{
		{"no id", object{"id": ""}, "! event 2 /id: missing" + again},
		{"no link", object{"_links": ""}, refused + "/_links/self: does not say which request this approval belongs to: export it with its links, or put it into the request, under approvals"},
		{"a link elsewhere", object{"_links": `{"self":"https://x/request/"}`}, refused + "/_links/self: does not say which request this approval belongs to: export it with its links, or put it into the request, under approvals"},
		{"another request", object{"_links": `{"self":"https://x/request/ACC-2/approval/48"}`}, `! approval 48: its request, "ACC-2", is not in this input, so that nobody knows whose access it was about: put requests and approvals into one input, one file after the other`},
		{"an unknown end", object{"finalDecision": `"cancelled"`}, refused + "/finalDecision: neither pending, approved nor declined: look the approval up"},
		{"no end", object{"finalDecision": ""}, refused + "/finalDecision: neither pending, approved nor declined: look the approval up"},
		{"nobody knows when", object{"completedDate": ""}, refused + "/completedDate: missing from an approval that has ended, so that nobody knows when anybody decided" + again},
		{"ended before", object{"completedDate": day("02 09:00:00")}, refused + "/completedDate: before the approval began" + again},
		{"an unknown decision", object{"approvers": `[` + decided("maria", "abstained") + `]`}, refused + "/approvers/0/approverDecision: neither pending, approved nor declined: look the approval up"},
		{"nobody", object{"approvers": `[{"approverDecision":"approved"}]`}, refused + "/approvers/0/approver: does not say who decided: look the approval up"},
		{"somebody deleted", object{"approvers": `[{"approver":{"accountId":"unknown"},"approverDecision":"approved"}]`}, refused + "/approvers/0/approver: does not say who decided: look the approval up"},
		{"dates that disagree", object{"completedDate": `{"iso8601":"2026-03-02T12:00:01+0200","epochMillis":1772445600000}`}, refused + "/completedDate/iso8601: another time than the other forms of the same date say" + again},
		{"a date without a zone", object{"completedDate": `{"iso8601":"2026-03-02T12:00:00"}`}, refused + "/completedDate/iso8601: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"a date of nothing", object{"completedDate": `{"friendly":"Today"}`}, refused + "/completedDate: a date without epochMillis, jira or iso8601" + again},
		{"a date too far off", object{"completedDate": `{"epochMillis":99999999999999}`}, refused + "/completedDate/epochMillis: not a time, in milliseconds" + again},
		{"a date of another type", object{"completedDate": `1772445600000`}, refused + "/completedDate: not a date as Jira writes it" + again},
		{"approvers of another type", object{"approvers": `{}`}, refused + "/approvers: an object, which is not what Jira writes there" + again},
	} {
		want(t, c.what, options, of(answer(request, approved.with(c.edit))), asked, c.want)
	}
	for _, c := range []struct {
		what, approvals, want string
	}{
		{"one of several pages, inside", answer(approved).with(object{"isLastPage": "false"}).String(), "/approvals/isLastPage: " + notAll},
		{"the last of several, inside", answer(approved).with(object{"start": "50"}).String(), "/approvals/isLastPage: " + notAll},
		{"a page that does not say, inside", answer(approved).with(object{"isLastPage": ""}).String(), "/approvals/isLastPage: " + notAll},
		{"no page", `{"isLastPage":true}`, "/approvals/values: missing from a page of approvals: put the whole answer there"},
		{"an approval inside a page", answer(approved.with(object{"finalDecision": `"x"`})).String(), "/approvals/values/0/finalDecision: neither pending, approved nor declined: look the approval up"},
	} {
		want(t, c.what, options, of(request.with(object{"approvals": c.approvals})), "! ACC-1 "+c.want)
	}
	// A page that is missing may hold the approval that was declined.
	want(t, "one of several pages", options, of(answer(request), answer(approved).with(object{"isLastPage": "false"})), asked, yes, "! after event 2: /isLastPage: "+notAll+goes)
	want(t, "the last of several pages", options, of(answer(request), answer(approved).with(object{"start": "50"})), asked, yes, "! after event 2: /isLastPage: "+notAll+goes)
}

// edit is an entry of a history that changed fields, "ID=NAME".
func edit(utc string, fields ...string) object {
	var items []string
	for _, f := range fields {
		id, name, _ := strings.Cut(f, "=")
		items = append(items, fmt.Sprintf(`{"field":%q,"fieldtype":"custom","fieldId":%q,"from":null,"fromString":"a","to":null,"toString":"b"}`, name, id))
	}
	return object{"id": `"7"`, "author": person("eve"), "created": at(utc), "items": "[" + strings.Join(items, ",") + "]"}
}

func changelog(entries ...fmt.Stringer) object {
	return object{"startAt": "0", "maxResults": "100", "total": fmt.Sprint(len(entries)), "histories": list(entries...)}
}

// An approval is of what the request said when the approval began.
func TestChangesAfterApproval(t *testing.T) {
	o := configured(t, `{"requests":[{"request_type":"Service Request","entitlements":[{"system":"aws","resource":"{customfield_1}","permission":"{Role}"}]}]}`)
	fields := object{"customfield_1": `"s3"`, "customfield_2": `"admin"`}
	names := object{"names": `{"customfield_1":"Resource","customfield_2":"Role","created":"Created"}`}
	whole := "ACC-1 for li by li at 02T09:00:00 closed_complete until 02T11:30:00 [aws s3 admin]"
	page := func(self string, entries ...fmt.Stringer) object {
		return object{"self": `"https://x/rest/api/3/issue/` + self + `/changelog?startAt=0"`, "startAt": "0", "total": fmt.Sprint(len(entries)), "isLast": "true", "values": list(entries...)}
	}
	late, declined := edit("02 09:30:00", "customfield_1=Resource"), approved.with(object{"finalDecision": `"declined"`, "approvers": `[` + decided("maria", "approved") + `,` + decided("omar", "declined") + `]`})
	hook := func(changes string) object {
		return object{"webhookEvent": `"jira:issue_updated"`, "timestamp": "1772443800000", "issue": issue(fields, names).String(), "changelog": changes}
	}
	for _, c := range []struct {
		what  string
		items []fmt.Stringer
		want  []string
	}{
		{"none", of(issue(fields, names).with(object{"changelog": changelog().String()}), approved), []string{whole, yes}},
		{"of another field", of(issue(fields, names).with(object{"changelog": changelog(edit("02 10:30:00", "customfield_9=X")).String()}), approved), []string{whole, yes}},
		{"before the approval began", of(issue(fields, names).with(object{"changelog": changelog(edit("02 09:00:01", "customfield_1=Resource")).String()}), approved), []string{whole, yes}},
		{"after", of(issue(fields, names).with(object{"changelog": changelog(late).String()}), approved), []string{whole, whyLapsed}},
		{"after, by name", of(issue(fields, names).with(object{"changelog": changelog(edit("02 09:30:00", "=Role")).String()}), approved), []string{whole, whyLapsed}},
		{"after, nobody knows which", of(issue(fields, names).with(object{"changelog": changelog(edit("02 09:30:00", "=Resource")).String()}), approved), []string{whole, whyLapsed}},
		{"after, of the reporter", of(issue(fields, names).with(object{"changelog": changelog(edit("02 09:30:00", "reporter=reporter")).String()}), approved), []string{whole, whyLapsed}},
		{"after, of the issue type", of(issue(fields, names).with(object{"changelog": changelog(edit("02 09:30:00", "issuetype=issuetype")).String()}), approved), []string{whole, whyLapsed}},
		{"after, of the request type", of(issue(fields, names).with(object{"changelog": changelog(edit("02 09:30:00", "customfield_11=Request Type")).String()}), approved), []string{whole, whyLapsed}},
		{"after, and approved again", of(issue(fields, names).with(object{"changelog": changelog(late).String()}), answer(approved, approved.with(object{"id": `"49"`, "createdDate": day("02 10:30:00"), "completedDate": day("02 11:00:00")}))),
			[]string{whole, "approved of ACC-1: maria for li at 02T11:00:00", whyLapsed}},
		{"after: a rejection stands", of(issue(fields, names).with(object{"changelog": changelog(late).String()}), declined), []string{whole, "rejected of ACC-1: omar for li at 02T10:00:00"}},
		{"after, inside", of(issue(fields, names).with(object{"changelog": changelog(late).String(), "approvals": list(approved)})), []string{whole}},
		{"after, on a page of its own", of(answer(approved), answer(issue(fields, names)), page("ACC-1", late, edit("02 09:20:00"))), []string{whole, whyLapsed}},
		{"after, on a page by number", of(answer(approved), answer(issue(fields, names)), page("10068", late)), []string{whole, whyLapsed}},
		{"after, on a page of another issue", of(answer(approved), answer(issue(fields, names)), page("ACC-2", late)), []string{yes, whole, "- entry of a history that does not say of which request in this input"}},
		{"after, of nobody knows which issue", of(issue(fields, names), approved, late), []string{whole, yes, "- entry of a history that does not say of which request in this input"}},
		{"after, in what a webhook sent", of(hook(object{"id": `"7"`, "items": late["items"]}.String()), approved), []string{whole, whyLapsed}},
		{"an approval that does not say when it began", of(issue(fields, names).with(object{"changelog": changelog(edit("02 08:00:00", "customfield_1=Resource")).String()}), approved.with(object{"createdDate": ""})), []string{whole, whyLapsed}},
		{"without a time", of(issue(fields, names).with(object{"changelog": changelog(edit("02 09:30:00", "customfield_1=Resource").with(object{"created": ""})).String()})), []string{"! ACC-1 /changelog/created: missing from a change" + again}},
		{"without a zone", of(answer(issue(fields, names)), page("ACC-1", late.with(object{"created": `"2026-03-02 09:30:00"`}))), []string{whole, "! 7 /created: not a time with a zone, such as 2026-03-02T09:00:00Z" + again}},
	} {
		want(t, c.what, o, c.items, c.want...)
	}
}

func TestWhetherTheHistoryIsWhole(t *testing.T) {
	page := func(more object) object {
		return object{"self": `"https://x/issue/ACC-1/changelog"`, "startAt": "0", "total": "1", "values": list(edit("02 09:30:00"))}.with(more)
	}
	for _, c := range []struct {
		what  string
		items []fmt.Stringer
		whole bool
	}{
		{"none", of(issue(nil, nil)), false},
		{"empty", of(issue(nil, object{"changelog": changelog().String()})), true},
		{"expanded", of(issue(nil, object{"changelog": changelog(edit("02 09:30:00")).String()})), true},
		{"more than fit", of(issue(nil, object{"changelog": changelog(edit("02 09:30:00")).with(object{"total": "2"}).String()})), false},
		{"the end of it", of(issue(nil, object{"changelog": changelog(edit("02 09:30:00")).with(object{"startAt": "1"}).String()})), false},
		{"of a webhook", of(object{"webhookEvent": `"jira:issue_updated"`, "timestamp": "1772443800000", "issue": issue(nil, nil).String(), "changelog": changelog().String()}), false},
		{"a page in the issue", of(issue(nil, object{"changelog": object{"isLast": "true", "values": "[]"}.String()})), true},
		{"a page in the issue, and more", of(issue(nil, object{"changelog": object{"isLast": "false", "values": "[]"}.String()})), false},
		{"a page", of(answer(issue(nil, nil)), page(nil)), true},
		{"one of two pages", of(answer(issue(nil, nil)), page(object{"total": "2"})), false},
		{"the end of a page", of(answer(issue(nil, nil)), page(object{"startAt": "1"})), false},
	} {
		facts, errs, _ := read(t, options, c.items...)
		if got := strings.Contains(sourcetest.Lines(t, facts), `"history":"whole"`); got != c.whole || len(errs) > 0 || len(facts) != 1 {
			t.Errorf("%s: whole %v, want %v; %q", c.what, got, c.whole, errs)
		}
	}
}

// What the facts say, and how many there are, does not depend on the order.
func TestOrder(t *testing.T) {
	items := []fmt.Stringer{answer(request), answer(approved), issue(nil, object{"changelog": changelog(edit("02 09:30:00", "reporter=reporter")).String()}),
		answer(approved.with(object{"id": `"49"`, "createdDate": day("02 10:30:00"), "completedDate": day("02 11:00:00")})),
		issue(object{"updated": at("02 13:00:00"), "resolution": `{"name":"Declined"}`}, nil)}
	sorted := func(o ...fmt.Stringer) string {
		facts, errs, tally := read(t, options, append(of(answer()), o...)...)
		l := strings.Split(sourcetest.Lines(t, facts), "\n")
		slices.Sort(l)
		return strings.Join(l, "\n") + strings.Join(errs, "\n") + tally.String()
	}
	first := sorted(items...)
	if !strings.Contains(first, `"rejected"`) || !strings.Contains(first, `"48"`) || strings.Contains(first, `"id":"48`) {
		t.Errorf("not what was meant: %s", first)
	}
	for i := range items {
		turned := slices.Concat(items[i:], items[:i])
		if got := sorted(turned...); got != first {
			t.Errorf("from %d on:\n%s\nnot\n%s", i, got, first)
		}
		slices.Reverse(turned)
		if got := sorted(turned...); got != first {
			t.Errorf("from %d down:\n%s\nnot\n%s", i, got, first)
		}
	}
}

func configured(t testing.TB, document string) jira.Options {
	t.Helper()
	s, err := jira.ParseSettings("jira.json", []byte(document))
	if err != nil {
		t.Fatal(err)
	}
	o := options
	o.Settings = s
	return o
}
